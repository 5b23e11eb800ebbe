package runner

import (
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/trema-ns/trema-ns/controller/apps"
	"github.com/trema-ns/trema-ns/controller/rubyapp"
	"github.com/trema-ns/trema-ns/dsl"
)

func TestFindController(t *testing.T) {
	var all []string
	for _, a := range apps.All() {
		all = append(all, a.Name)
	}
	known := joinNames(all)
	dir := t.TempDir()
	mine, text := filepath.Join(dir, "mine.py"), filepath.Join(dir, "text")
	for path, mode := range map[string]os.FileMode{mine: 0o755, text: 0o644} {
		if err := os.WriteFile(path, nil, mode); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct{ arg, want, note, err string }{
		{"learning-switch", "LearningSwitch", "", ""},
		{"learning_switch", "LearningSwitch", "", ""},
		{"LearningSwitch", "LearningSwitch", "", ""},
		{"./src/examples/learning_switch/learning-switch.rb", "LearningSwitch", "./src/examples/learning_switch/learning-switch.rb is not there: the bundled LearningSwitch runs", ""},
		{"learning_switch.rb", "LearningSwitch", "learning_switch.rb is not there: the bundled LearningSwitch runs", ""},
		{"lerning-switch", "", "", "there is no controller lerning-switch; did you mean learning-switch?"},
		{"zzz", "", "", "there is no controller zzz; there are " + known},
		{"lib/zzz.rb", "", "", "there is no file lib/zzz.rb, and no bundled controller is called zzz; there are " + known},
		{"./mine.py", "mine", "", ""},
		{mine, "mine", "", ""},
		{"./text", "", "", "there is no controller ./text: " + text + " is not executable: chmod +x makes it so"},
		{"./none", "", "", "there is no controller ./none: there is no such program; tried " + filepath.Join(dir, "none")},
		{"tcp:127.0.0.1:6633", "tcp:127.0.0.1:6633", "", ""},
		{"tcp:[::1]:6633", "tcp:[::1]:6633", "", ""},
		{"tcp:127.0.0.1", "", "", "tcp:127.0.0.1: it is written like tcp:127.0.0.1:6653"},
		{"tcp::6633", "", "", "tcp::6633: it is written like tcp:127.0.0.1:6653"},
		{"tcp:127.0.0.1:0", "", "", "tcp:127.0.0.1:0: 0 is not a TCP port"},
	} {
		c, err := FindController(t.Context(), test.arg, rubyapp.Options{}, dir)
		got, message := "", ""
		switch {
		case err != nil:
			message = err.Error()
		case c.App != nil:
			got = c.App.Class
		default:
			got = c.Foreign.String()
		}
		if got != test.want || c.Note != test.note || message != test.err {
			t.Errorf("FindController(%q) = %q, %q, %s; want %q, %q, %s", test.arg, got, c.Note, message, test.want, test.note, test.err)
		}
	}
}

func TestAProgramGetsItsArguments(t *testing.T) {
	var config Config
	found := Controller{Foreign: &Foreign{Command: []string{"/bin/x"}}, Args: []string{"a", "b"}}
	config.Use(found)
	if got := config.Options.Foreign.Command; !slices.Equal(got, []string{"/bin/x", "a", "b"}) || config.Args != nil {
		t.Errorf("command %q, arguments of an application %q", got, config.Args)
	}
	if len(found.Foreign.Command) != 1 {
		t.Error("what was found is changed")
	}
}

// What a file says of a switch's controller goes before what the run says.
func TestSwitchesGoToTheForeignController(t *testing.T) {
	elsewhere := &Foreign{Address: netip.MustParseAddrPort("192.0.2.1:6633")}
	here := &Foreign{Address: netip.MustParseAddrPort("127.0.0.1:6653")}
	for _, test := range []struct {
		foreign *Foreign
		conf    string
		target  string
		awaited bool
	}{
		{elsewhere, `dpid 1`, "tcp:192.0.2.1:6633", true},
		{elsewhere, `dpid 1; port 6633`, "tcp:127.0.0.1:6633", false},
		{elsewhere, `dpid 1; ip "192.0.2.1"; port 6633`, "tcp:192.0.2.1:6633", true},
		{here, `dpid 1; ip "127.0.0.2"`, "tcp:127.0.0.2:6700", false},
		{&Foreign{Command: []string{"x"}}, `dpid 1`, "tcp:127.0.0.1:6700", true},
		{&Foreign{Command: []string{"x"}}, `dpid 1; port 6633`, "tcp:127.0.0.1:6633", false},
		{nil, `dpid 1`, "tcp:127.0.0.1:6700", true},
		{nil, `dpid 1; ip "127.0.0.2"`, "tcp:127.0.0.2:6700", true},
	} {
		network, report := dsl.LoadBytes("x.conf", []byte(`vswitch("s") { `+test.conf+` }`))
		if network == nil {
			t.Fatal(report.Diagnostics)
		}
		plan, diags := NewPlan(network, &Facts{}, Options{Lab: "x", Port: 6700, Foreign: test.foreign})
		if plan == nil {
			t.Fatal(diags)
		}
		if s := plan.Switches[0]; s.Bridge.Controller != test.target || s.Awaited != test.awaited {
			t.Errorf("%s under %v: %s, awaited %v; want %s, %v", test.conf, test.foreign, s.Bridge.Controller, s.Awaited, test.target, test.awaited)
		}
	}
}
