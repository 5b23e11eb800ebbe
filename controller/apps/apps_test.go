package apps_test

import (
	"fmt"
	"testing"

	"github.com/trema-ns/trema-ns/controller/apps"
)

func TestFind(t *testing.T) {
	for _, name := range []string{"learning-switch", "learning_switch", "LearningSwitch"} {
		a, ok := apps.Find(name)
		if !ok || a.Name != "learning-switch" || a.Class != "LearningSwitch" || a.New() == nil {
			t.Errorf("%s: %+v, %v", name, a, ok)
		}
	}
	for _, name := range []string{"", "learning", "learning-switch.rb"} {
		if a, ok := apps.Find(name); ok {
			t.Errorf("%q is %s", name, a.Name)
		}
	}
}

func TestFindByAlias(t *testing.T) {
	for name, want := range map[string]string{
		"sliceable_switch":   "routing-switch [--slicing]",
		"topology_discovery": "topology []",
		"TopologyController": "topology []",
		"block_rfc1918":      "transparent-firewall [block-rfc1918]",
		"Cbench":             "cbench-switch []",
	} {
		a, _ := apps.Find(name)
		if got := fmt.Sprint(a.Name, " ", a.Args); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestNamesAreDifferent(t *testing.T) {
	owners := map[string]string{}
	for _, a := range apps.All() {
		names := []string{a.Name}
		for _, alias := range a.Aliases {
			names = append(names, alias.Name)
		}
		for _, name := range names {
			if owner, taken := owners[name]; taken {
				t.Errorf("%s is %s and %s", name, owner, a.Name)
			}
			owners[name] = a.Name
		}
	}
}

func TestAllAreSortedAndDescribed(t *testing.T) {
	last := ""
	for _, a := range apps.All() {
		if a.Name <= last || a.Class == "" || a.Summary == "" {
			t.Errorf("%+v after %q", a, last)
		}
		last = a.Name
	}
}
