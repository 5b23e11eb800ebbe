package script

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/trema-ns/trema-ns/dsl/diag"
)

// fakeLab is a lab whose state is what it is told to be. Things of which there
// are several come one after the other, each time that they are asked for.
type fakeLab struct {
	reaches []bool
	packets []int
	flows   [][]string
	log     []string
	outputs []string // of commands; "exit N" is a status

	ran []string
}

func next[T any](list *[]T) (item T) {
	if len(*list) > 0 {
		item = (*list)[0]
		if len(*list) > 1 {
			*list = (*list)[1:]
		}
	}
	return item
}

func (l *fakeLab) Names(context.Context) (Names, error) { return testNames, nil }

func (l *fakeLab) Run(_ context.Context, s *Statement, stdout, _ io.Writer) (int, error) {
	l.ran = append(l.ran, strings.TrimSpace(strings.Join(s.Words, " ")+" "+s.Host+": "+s.Shell))
	l.log = append(l.log, fmt.Sprintf("after command %d", len(l.ran)))
	status, text := 0, next(&l.outputs)
	if _, err := fmt.Sscanf(text, "exit %d", &status); err == nil {
		return status, nil
	}
	_, err := io.WriteString(stdout, text)
	return 0, err
}

func (l *fakeLab) Reaches(context.Context, string, string) (bool, error) {
	return next(&l.reaches), nil
}

func (l *fakeLab) Packets(context.Context, string, bool, string) (int, error) {
	return next(&l.packets), nil
}

func (l *fakeLab) Flows(context.Context, string) ([]string, error) { return next(&l.flows), nil }

func (l *fakeLab) Log(_ context.Context, skip int) ([]string, error) {
	return l.log[min(skip, len(l.log)):], nil
}

// outcome runs a script and returns what comes of it, as a user sees it.
func outcome(t *testing.T, lab *fakeLab, script string) (met int, text string) {
	t.Helper()
	f := ReadFile("x.lab", []byte(script))
	if list := f.Check(testNames); len(list) > 0 {
		t.Fatal(list[0])
	}
	var s strings.Builder
	r := &Runner{Lab: lab, Stdout: &s, Stderr: &s}
	err := r.Run(t.Context(), f)
	if err == nil {
		return r.Met, s.String()
	}
	fail, ok := err.(*Failure)
	if !ok {
		t.Fatal(err)
	}
	if err := diag.NewWriter(&s, f.Sources(), false).Write(fail.Diagnostic()); err != nil {
		t.Fatal(err)
	}
	s.Write(fail.Diff)
	return r.Met, s.String()
}

func TestExpectationsThatAreMet(t *testing.T) {
	for _, test := range []struct {
		script string
		lab    fakeLab
	}{
		{"expect host1 reaches host2", fakeLab{reaches: []bool{true}}},
		{"expect host1 reaches 192.0.2.1 within 1m", fakeLab{reaches: []bool{false, false, true}}}, // in the end
		{"expect host1 not reaches host2", fakeLab{reaches: []bool{true, false}}},
		{"expect host1 received 2 packets", fakeLab{packets: []int{0, 1, 2}}},
		{"expect host1 received no packets from host2 for 50ms", fakeLab{packets: []int{0}}},
		{"expect host1 sent at least 2 packets to 192.0.2.1", fakeLab{packets: []int{0, 3}}},
		{"expect lsw has no flows", fakeLab{}},
		{"expect lsw has a flow 'actions=output:2$'", fakeLab{flows: [][]string{{"actions=FLOOD"}, {"actions=FLOOD", "actions=output:2"}}}},
		{"expect lsw has 1 flow FLOOD", fakeLab{flows: [][]string{{"actions=FLOOD", "actions=output:2"}}}},
		{"expect log 'Hello 0x[ab]'", fakeLab{log: []string{"started", "Hello 0xa!"}}},
		{"version\nexpect no log Hello", fakeLab{log: []string{"Hello"}}}, // before the command
		{"version\nexpect log 'after command 1'", fakeLab{}},
		{"expect output '^3 received' from host1 ping -c 3 host2 | cat", fakeLab{outputs: []string{"", "3 received\n"}}},
		{"expect no output x from version", fakeLab{outputs: []string{"x", "y"}}},
		{"expect no output from version", fakeLab{}},
		{"expect status 7 from sh exit 7", fakeLab{outputs: []string{"exit 7"}}},
		{"expect status 1 no output x from sh exit 1", fakeLab{outputs: []string{"exit 1"}}},
		{"expect output from version\n  | a  b\n  |\n  |   c  \n", fakeLab{outputs: []string{"a  b\n\n  c\n\n"}}},
	} {
		if met, text := outcome(t, &test.lab, test.script); met != 1 || text != "" {
			t.Errorf("%s: met %d: %s", test.script, met, text)
		}
	}
}

func TestExpectationsThatAreNot(t *testing.T) {
	for _, test := range []struct {
		name, script, want string
		lab                fakeLab
	}{
		{"reaching", "version\nexpect host1 reaches host2 within 1ns", `
			error: host1 does not reach host2
			  x.lab:2:1
			    |
			  2 | expect host1 reaches host2 within 1ns
			    | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ waited for 0s
		`, fakeLab{}},
		{"more packets than ever to be less again", "expect host2 received 1 packet from host1", `
			error: host2 has received 2 packets from host1, want 1 packet
			  x.lab:1:1
			    |
			  1 | expect host2 received 1 packet from host1
			    | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
		`, fakeLab{packets: []int{2}}},
		{"none, and then one", "expect host2 received no packets for 1h", `
			error: host2 has received 1 packet, want 0 packets
			  x.lab:1:1
			    |
			  1 | expect host2 received no packets for 1h
			    | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ it is to stay so for 1h0m0s
		`, fakeLab{packets: []int{0, 0, 1}}},
		{"flows", "expect lsw has at least 2 flows output within 1ns", `
			error: lsw has 1 flow that match ¬output¬, want at least 2 flows
			  x.lab:1:1
			    |
			  1 | expect lsw has at least 2 flows output within 1ns
			    | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ waited for 0s
			The flows of lsw are
			  actions=FLOOD
			  actions=output:1
		`, fakeLab{flows: [][]string{{"actions=FLOOD", "actions=output:1"}}}},
		{"log", "version\nexpect log Hello within 1ns", `
			error: the log has no line that matches ¬Hello¬
			  x.lab:2:1
			    |
			  2 | expect log Hello within 1ns
			    | ^^^^^^^^^^^^^^^^^^^^^^^^^^^ waited for 0s
			Since the last command it has got
			  after command 1
		`, fakeLab{log: []string{"Hello"}}},
		{"status", "expect output x within 1ns from sh exit 7", `
			error: the exit status is 7, want 0
			  x.lab:1:1
			    |
			  1 | expect output x within 1ns from sh exit 7
			    | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ waited for 0s
		`, fakeLab{outputs: []string{"exit 7"}}},
		{"output", "expect output x within 1ns from version", `
			error: the output does not match ¬x¬
			  x.lab:1:1
			    |
			  1 | expect output x within 1ns from version
			    | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ waited for 0s
			version 1
		`, fakeLab{outputs: []string{"version 1"}}},
		{"whole output", "expect output within 1ns from version\n| a\n| b\n", `
			error: the output is another
			  x.lab:1:1
			    |
			  1 | expect output within 1ns from version
			    | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ waited for 0s
			diff want got
			--- want
			+++ got
			@@ -1,2 +1,2 @@
			 a
			-b
			+c
		`, fakeLab{outputs: []string{"a\nc\n"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, got := outcome(t, &test.lab, test.script)
			want := strings.ReplaceAll(strings.ReplaceAll(strings.TrimLeft(test.want, "\n"), "\t\t\t", ""), "¬", "`")
			if diff := cmp.Diff(strings.TrimRight(want, "\t"), got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAScriptEndsWithTheFirstLineThatFails(t *testing.T) {
	lab := &fakeLab{outputs: []string{"one\n", "exit 3", "three\n"}}
	_, text := outcome(t, lab, "version\n\nhost1 false\nversion\n")
	if want := "exit status 3"; !strings.Contains(text, want) || !strings.Contains(text, "x.lab:3:1") {
		t.Errorf("outcome:\n%s\nwant %s", text, want)
	}
	if diff := cmp.Diff([]string{"version :", "host1: false"}, lab.ran); diff != "" {
		t.Errorf("commands (-want +got):\n%s", diff)
	}
}

func TestALineGoesOnAfterABackslash(t *testing.T) {
	lab := &fakeLab{}
	outcome(t, lab, "host1 echo a \\\n  b\nversion")
	if diff := cmp.Diff([]string{"host1: echo a     b", "version :"}, lab.ran); diff != "" {
		t.Errorf("commands (-want +got):\n%s", diff)
	}
}
