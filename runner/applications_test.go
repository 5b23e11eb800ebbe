package runner

import (
	"strings"
	"testing"

	"github.com/trema-ns/trema-ns/controller/apps"
	"github.com/trema-ns/trema-ns/controller/rubyapp"
	"github.com/trema-ns/trema-ns/dsl"
)

func TestApplications(t *testing.T) {
	dumper, _ := apps.Find("dumper")
	for _, test := range []struct {
		file  string
		last  *apps.App
		names string
		args  string
		err   string
	}{
		{"", nil, "", "", ""},
		{"", &dumper, "dumper", "x", ""},
		{`run("hub") { path "./objects/repeater_hub/repeater_hub" }`, nil, "repeater-hub", "", ""},
		{`run { path "patch_panel.rb"; options "a", "b" }`, nil, "patch-panel", "a b", ""},
		{`run { path "sliceable_switch" }`, nil, "routing-switch", "--slicing", ""},
		{`run { path "topology" }`, &dumper, "", "", "several controllers and no `event`"},
		{`run { path "nonsense" }`, nil, "", "", "there is no controller nonsense"},
		{`run { path "topology" }; event packet_in: "top"`, &dumper, "", "", "events are for `top`"},
		{`run { path "topology" }; event port_status: "topology", packet_in: "filter", state_notify: "topology"
			filter lldp: "topology", packet_in: "dumper"`, &dumper, "topology, dumper", "", ""},
	} {
		network, report := dsl.LoadBytes("apps.conf", []byte(test.file))
		if network == nil {
			t.Fatalf("%s: %v", test.file, report.Diagnostics)
		}
		app, args, found := Applications(network, test.last, []string{"x"}, rubyapp.Options{})
		text := ""
		for _, d := range found {
			text += d.Summary
		}
		if test.err != "" || len(found) > 0 {
			if test.err == "" || !strings.Contains(text, test.err) {
				t.Errorf("%s: %q, want %q", test.file, text, test.err)
			}
			continue
		}
		names := ""
		switch {
		case app == nil:
			args = nil
		case strings.Contains(test.names, ","):
			names = app.Summary
		default:
			names = app.Name
		}
		if names != test.names || strings.Join(args, " ") != test.args {
			t.Errorf("%s: %s with %q, want %s with %s", test.file, names, args, test.names, test.args)
		}
	}
}
