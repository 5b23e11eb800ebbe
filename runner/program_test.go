package runner

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/trema-ns/trema-ns/dsl"
)

func TestProgramIsLookedForBesideTheFileThenHere(t *testing.T) {
	beside, here := t.TempDir(), t.TempDir()
	for path, mode := range map[string]os.FileMode{
		filepath.Join(beside, "both"): 0o755, filepath.Join(here, "both"): 0o755, filepath.Join(here, "one"): 0o755,
		filepath.Join(beside, "text"): 0o644, filepath.Join(beside, "sw.rb"): 0o755,
	} {
		if err := os.WriteFile(path, nil, mode); err != nil {
			t.Fatal(err)
		}
	}
	sh := filepath.Join(here, "one")
	for _, test := range []struct {
		kind dsl.SwitchKind
		path string
		want string // empty: an error
	}{
		{dsl.CustomSwitch, "both", filepath.Join(beside, "both")},
		{dsl.CustomSwitch, "./one", sh},
		{dsl.CustomSwitch, sh, sh},
		{dsl.RSwitch, "sw", filepath.Join(beside, "sw.rb")},
		{dsl.CustomSwitch, "sw", ""},
		{dsl.CustomSwitch, "text", ""},
		{dsl.CustomSwitch, "./true", ""}, // only a bare name is looked for in PATH
	} {
		command, err := findProgram(test.path, test.kind == dsl.RSwitch, beside, here)
		if test.want == "" {
			if err == nil {
				t.Errorf("%s %s: %v, want an error", test.kind, test.path, command)
			}
			continue
		}
		if err != nil || !slices.Equal(command, []string{test.want}) {
			t.Errorf("%s %s: %v, %v; want %s", test.kind, test.path, command, err, test.want)
		}
	}
	if command, err := findProgram("true", false, beside, here); err != nil || filepath.Base(command[0]) != "true" {
		t.Errorf("a program of the system: %v, %v", command, err)
	}
}

func TestChangeOfAProgramIsItsEndAndAnother(t *testing.T) {
	old := PlannedProgram{Name: "a", DatapathID: 1, Command: []string{"/bin/a"}, Controller: "tcp:127.0.0.1:6653", Dir: "/"}
	moved, other := old, old
	moved.Dir, other.DatapathID = "/tmp", 2
	if c := NewChange(&Plan{Programs: []PlannedProgram{old}}, &Plan{Programs: []PlannedProgram{moved}}); !c.Empty() {
		t.Errorf("another working directory is a change: %+v", c)
	}
	c := NewChange(&Plan{Programs: []PlannedProgram{old}}, &Plan{Programs: []PlannedProgram{other}})
	if c.Empty() || len(c.Remove.Programs) != 1 || len(c.Add.Programs) != 1 || c.Add.Programs[0].DatapathID != 2 {
		t.Errorf("another dpid: %+v", c)
	}
}
