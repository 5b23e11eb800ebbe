package apps_test

import (
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

func TestAllAreSortedAndDescribed(t *testing.T) {
	last := ""
	for _, a := range apps.All() {
		if a.Name <= last || a.Class == "" || a.Summary == "" {
			t.Errorf("%+v after %q", a, last)
		}
		last = a.Name
	}
}
