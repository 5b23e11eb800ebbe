package script

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/trema-ns/trema-ns/dsl/diag"
)

var testNames = Names{
	Commands: []string{"apply", "dump_flows", "netns", "pingall", "send_packets", "show_stats", "status", "version"},
	Hosts:    []string{"host1", "host2", "status", "a b"},
	Switches: []string{"lsw", "0xabc"},
}

func TestParse(t *testing.T) {
	for _, test := range []struct {
		line string
		want *Statement
	}{
		{"", nil},
		{"  # nothing but this", nil},
		{"dump_flows lsw", &Statement{Words: []string{"dump_flows", "lsw"}}},
		{"dump lsw # all of them", &Statement{Words: []string{"dump", "lsw"}}},
		{`netns 'a b' echo "it's" \# x#y ''`, &Statement{Words: []string{"netns", "a b", "echo", "it's", "#", "x#y", ""}}},
		{`netns host1 echo "a \"b\" \\ \c" 'd\'`, &Statement{Words: []string{"netns", "host1", "echo", `a "b" \ \c`, `d\`}}},
		{"status", &Statement{Words: []string{"status"}}}, // not the host
		{"host1", &Statement{Host: "host1"}},
		{"host1  ping -c 1 host2 | tail -1 > 'x", &Statement{Host: "host1", Shell: "ping -c 1 host2 | tail -1 > 'x"}},
		{`"a b" ls # for its shell`, &Statement{Host: "a b", Shell: "ls # for its shell"}},
		{"sh trema-ns dump_flows lsw | wc -l", &Statement{Shell: "trema-ns dump_flows lsw | wc -l"}},
	} {
		got, err := testNames.Parse(test.line)
		if err != nil {
			t.Errorf("%s: %v", test.line, err)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.line, diff)
		}
	}
}

// TestMistakes has scripts with what is wrong with them.
func TestMistakes(t *testing.T) {
	for _, test := range []struct{ name, script, want string }{
		{"all at once, each at its place", "pinall\n  dump_flows 'lsw\nversion\n", `
			error: there is no command and no host ¬pinall¬
			  x.lab:1:1
			    |
			  1 | pinall
			    | ^^^^^^ did you mean ¬pingall¬?

			error: this quote is not closed
			  x.lab:2:14
			    |
			  2 |   dump_flows 'lsw
			    |              ^
		`},
		{"what a shell would do", "dump_flows lsw | wc -l", `
			error: there is no ¬|¬ in commands of trema-ns
			  x.lab:1:16
			    |
			  1 | dump_flows lsw | wc -l
			    |                ^ quote it, or have a shell run the line: sh trema-ns …
		`},
		{"a switch alone", "lsw", `
			error: lsw is a switch
			  x.lab:1:1
			    |
			  1 | lsw
			    | ^^^ its flow entries: dump_flows lsw
		`},
		{"lines below that belong to nothing", "version\n| 0.1", `
			error: the lines below, which begin with |, belong to no expectation of output
			  x.lab:1:1
			    |
			  1 | version
			    | ^^^^^^^ such as: expect output from show_stats host1
		`},
		{"a host misspelt", "expect host1 reaches host3", `
			error: there is no host ¬host3¬
			  x.lab:1:22
			    |
			  1 | expect host1 reaches host3
			    |                      ^^^^^ did you mean ¬host1¬?
		`},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := ReadFile("x.lab", []byte(test.script))
			var got strings.Builder
			if err := diag.NewWriter(&got, f.Sources(), false).WriteList(f.Check(testNames)); err != nil {
				t.Fatal(err)
			}
			want := strings.ReplaceAll(strings.ReplaceAll(strings.TrimLeft(test.want, "\n"), "\t\t\t", ""), "¬", "`")
			want = strings.TrimRight(want, "\t")
			if diff := cmp.Diff(want, got.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestMistakesOfExpectations has the message of each.
func TestMistakesOfExpectations(t *testing.T) {
	for line, want := range map[string]string{
		"sh":                                       "`sh` runs a shell command: which?",
		"expect":                                   "what is expected?",
		"expect nobody reaches host1":              "there is no host or switch `nobody`",
		"expect host1":                             "a host reaches, received or sent",
		"expect host1 meets host2":                 "a host reaches, received or sent",
		"expect host1 reaches":                     "whom does host1 reach?",
		"expect host1 not received 2 packets":      "`not` goes with reaches; of packets say: no packets",
		"expect host1 received packets":            "a number of packets is missing; such as 2 packets, no packets, at least 2 packets",
		"expect host1 received 2":                  "`packets` is missing; such as 2 packets, no packets, at least 2 packets",
		"expect host1 received at most 2 packets":  "`at` is followed by least; such as 2 packets, no packets, at least 2 packets",
		"expect host1 received -1 packets":         "a number of packets is missing; such as 2 packets, no packets, at least 2 packets",
		"expect host1 received 2 packets from lsw": "there is no host `lsw`",
		"expect host1 sent 2 packets to":           "to whom?",
		"expect lsw reaches host1":                 "a switch has flows; such as: lsw has 2 flows",
		"expect lsw has a flow [":                  "missing closing ]: `[`; it is a regular expression of Go; a backslash takes a sign's meaning away",
		"expect lsw has no flows x y":              "`y` is too much; an expectation ends with within TIME, and for TIME if it is to stay so",
		"expect host1 reaches host2 within soon":   "within takes a time; such as 500ms, 5s or 1m",
		"expect host1 reaches host2 for":           "for takes a time; such as 500ms, 5s or 1m",
		"expect no host1":                          "`expect no` goes with log or output",
		"expect log":                               "a pattern is missing; quote it if it has blanks",
		"expect status 256 from version":           "an exit status is a number from 0 to 255",
		"expect status 1":                          "`from COMMAND` is missing; such as: expect output '3 received' from host1 ping -c 3 host2",
		"expect status 1 no output":                "`from COMMAND` is missing; such as: expect output '3 received' from host1 ping -c 3 host2",
		"expect status 1 no log":                   "`no` is followed by output",
		"expect output x":                          "`from COMMAND` is missing; such as: expect output '3 received' from host1 ping -c 3 host2",
		"expect output x from":                     "a command is missing",
		"expect output x from host1":               "a command is missing",
		"expect output x from expect log x":        "a command is missing",
		"expect output x from nonsense":            "there is no command and no host `nonsense`",
		"expect output 'x from version":            "this quote is not closed",
	} {
		if _, err := testNames.Parse(line); err == nil || err.Error() != want {
			t.Errorf("%s:\n got %v\nwant %s", line, err, want)
		}
	}
}
