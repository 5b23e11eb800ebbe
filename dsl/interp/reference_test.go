package interp_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/trema-ns/trema-ns/dsl/interp"
)

// example is an Entry's example taken apart: code and what it says of it.
type example struct {
	code, want string
	printed    bool // want is what it prints, not what it returns
	ours       bool // real Ruby does something else, or does not know it
}

// parse takes the example of e apart.
func parse(e interp.Entry) (example, error) {
	for _, mark := range []example{{code: "# => "}, {code: "# here => ", ours: true}, {code: "# prints ", printed: true}} {
		if at := strings.LastIndex(e.Example, mark.code); at >= 0 && !strings.Contains(e.Example[at:], "\n") {
			mark.want = strings.TrimSpace(e.Example[at+len(mark.code):])
			mark.code = strings.TrimSpace(e.Example[:at])
			return mark, nil
		}
	}
	return example{}, fmt.Errorf("no result in the example %q", e.Example)
}

// program returns the program that prints what the example says.
func (x example) program() string {
	if x.printed {
		return x.code
	}
	return "__r = begin\n" + x.code + "\nend\nputs\nputs \"=> #{__r.inspect}\""
}

// nothing is a folder without files.
type nothing struct{}

func (nothing) ReadFile(string) ([]byte, error) { return nil, fs.ErrNotExist }
func (nothing) Exists(string) (bool, error)     { return false, nil }

// TestExamples runs the example of every method and feature, here and, where it
// is installed, in real Ruby.
func TestExamples(t *testing.T) {
	var examples []example
	for _, topic := range append(interp.Methods(), interp.Features()...) {
		for _, e := range topic.Entries {
			x, err := parse(e)
			if err != nil {
				t.Errorf("%s: %v", topic.Name, err)
				continue
			}
			if e.Does == "" {
				t.Errorf("%s: %v says nothing of what it does", topic.Name, e.Names)
			}
			examples = append(examples, x)
			got := run("x", []byte(x.program()), interp.Options{
				Files:  nothing{},
				Folder: func() (string, error) { return "/work", nil },
			})
			if x.printed {
				got = fmt.Sprintf("%q", got)
			} else if at := strings.LastIndex(got, "=> "); at >= 0 {
				got = strings.TrimSpace(got[at+3:])
			}
			if got != x.want {
				t.Errorf("%s: %s\n got %s\nwant %s", topic.Name, x.code, got, x.want)
			}
		}
	}
	inRuby(t, examples)
}

// TestOutside checks that what is outside gives the error that is said to.
func TestOutside(t *testing.T) {
	for _, e := range interp.Outside() {
		code, want, ok := strings.Cut(e.Example, " # error: ")
		got := run("x", []byte(code), interp.Options{})
		if !ok || !strings.Contains(got, want) || !strings.HasPrefix(got, "error: ") {
			t.Errorf("%s\n got %s\nwant %s", code, got, want)
		}
	}
	for _, topic := range interp.Methods() {
		for _, name := range topic.Outside {
			want := "`" + name + "` is not available in a network file"
			got := run("x", []byte("begin; ''."+name+"; rescue NoMethodError; begin; []."+name+"; rescue NoMethodError; {}."+name+"; end; end"), interp.Options{})
			if !strings.Contains(got, want) {
				t.Errorf("%s: %s", name, got)
			}
		}
	}
}

// inRuby runs examples in one process of real Ruby.
func inRuby(t *testing.T, examples []example) {
	t.Helper()
	ruby, err := exec.LookPath("ruby")
	if err != nil {
		t.Log("ruby is not installed: the examples were not compared with it")
		return
	}
	var programs []string
	for _, x := range examples {
		programs = append(programs, x.program())
	}
	input, err := json.Marshal(programs)
	if err != nil {
		t.Fatal(err)
	}
	script := `require "json"; require "ipaddr"; require "stringio"
class Integer; def to_hex = "0x%x" % self; end
out = JSON.parse(STDIN.read).map do |program|
  $stdout = StringIO.new
  before = Object.constants
  begin
    Module.new.module_eval { eval(program, Object.new.instance_eval { binding }, "x") }
  rescue Exception => e
    print e.class, ": ", e.message
  end
  (Object.constants - before).each { |c| Object.send(:remove_const, c) }
  $stdout.string
end
$stdout = STDOUT
print out.to_json`
	cmd := exec.Command(ruby, "-W0", "-EUTF-8:UTF-8", "-e", script)
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	cmd.Stdin = bytes.NewReader(input)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("ruby: %v", err)
	}
	var results []string
	if err := json.Unmarshal(out, &results); err != nil {
		t.Fatal(err)
	}
	for i, x := range examples {
		got := results[i]
		if x.printed {
			got = fmt.Sprintf("%q", got)
		} else if at := strings.LastIndex(got, "=> "); at >= 0 {
			got = strings.TrimSpace(got[at+3:])
		}
		if (got != x.want) != x.ours {
			t.Errorf("ruby: %s\n got %s\nwant %s", x.code, got, x.want)
		}
	}
}
