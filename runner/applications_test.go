package runner

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/trema-ns/trema-ns/controller/apps"
	"github.com/trema-ns/trema-ns/controller/rubyapp"
	"github.com/trema-ns/trema-ns/dsl"
)

func TestControllersOfAFile(t *testing.T) {
	app, _ := apps.Find("dumper")
	dumper := Controller{App: &app, Args: []string{"x"}}
	elsewhere := Controller{Foreign: &Foreign{Address: netip.MustParseAddrPort("192.0.2.1:6653")}}
	for _, test := range []struct {
		file  string
		last  Controller
		names string
		args  string
		err   string
	}{
		{"", Controller{}, "", "", ""},
		{"", dumper, "dumper", "x", ""},
		{`run("hub") { path "./objects/repeater_hub/repeater_hub" }`, Controller{}, "repeater-hub", "", ""},
		{`run { path "patch_panel.rb"; options "a", "b" }`, Controller{}, "patch-panel", "a b", ""},
		{`run { path "sliceable_switch" }`, Controller{}, "routing-switch", "--slicing", ""},
		{`run { path "topology" }`, dumper, "", "", "several controllers and no `event`"},
		{`run { path "nonsense" }`, Controller{}, "", "", "there is no controller nonsense"},
		{`run { path "topology" }; event packet_in: "top"`, dumper, "", "", "events are for `top`"},
		{`run { path "topology" }; event port_status: "topology", packet_in: "filter", state_notify: "topology"
			filter lldp: "topology", packet_in: "dumper"`, dumper, "topology, dumper", "", ""},
		{`run { path "true"; options "-x", 1 }`, Controller{}, "true", "-x 1", ""},
		{`run { path "tcp:127.0.0.1:6633" }`, Controller{}, "tcp:127.0.0.1:6633", "", ""},
		{`run { path "true" }; event packet_in: "true"`, dumper, "", "", "`true` is a program, which can be a network's only controller"},
		{`run { path "true" }; run { path "topology" }; event packet_in: "true"`, Controller{}, "", "", "`true` is a program, which can be a network's only controller"},
		{`run { path "topology" }; event packet_in: "topology"`, elsewhere, "", "", "and tcp:192.0.2.1:6653 can be a network's only one"},
	} {
		network, report := dsl.LoadBytes("apps.conf", []byte(test.file))
		if network == nil {
			t.Fatalf("%s: %v", test.file, report.Diagnostics)
		}
		one, found := Controllers(t.Context(), network, test.last, rubyapp.Options{})
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
		case !one.is():
		case strings.Contains(test.names, ","):
			names = one.App.Summary
		default:
			names = one.name()
		}
		if names != test.names || strings.Join(one.Args, " ") != test.args {
			t.Errorf("%s: %s with %q, want %s with %s", test.file, names, one.Args, test.names, test.args)
		}
	}
}
