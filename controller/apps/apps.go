// Package apps lists the applications that are part of trema-ns, so that they
// can be found by name.
//
// It promises that every application works on OpenFlow 1.0 and 1.3, but for those
// that say which they need. It knows the applications and nothing of command
// lines.
package apps

import (
	"strings"

	"github.com/trema-ns/trema-ns/controller/openflow"
)

// App describes an application.
type App struct {
	Name    string           // as on the command line: "learning-switch"
	Class   string           // Trema's name: "LearningSwitch"
	Summary string           // one line, for lists
	Usage   string           // the arguments after --, one line each; empty when there are none
	Version openflow.Version // the only one it works with, 0: both
	New     func() any

	// Discovers says that it finds out by itself how switches are connected,
	// which takes its hearing of switches, ports and LLDP.
	Discovers bool

	Aliases []Alias  // what old files call it
	Args    []string // the arguments that the alias it was found by stands for
}

// Alias is another name of an application, or of one with certain arguments or
// on one version of OpenFlow.
type Alias struct {
	Name    string
	Args    []string
	Version openflow.Version // 0: what the application works with
}

// All returns every application, by name.
func All() []App { return append([]App(nil), all...) }

// Find finds an application by its name or an alias in any of the spellings
// "learning-switch", "learning_switch" and "LearningSwitch".
func Find(name string) (App, bool) {
	for _, a := range all {
		if SameName(a.Name, name) {
			return a, true
		}
		for _, alias := range a.Aliases {
			if SameName(alias.Name, name) {
				a.Args, a.Version = alias.Args, max(a.Version, alias.Version)
				return a, true
			}
		}
	}
	return App{}, false
}

// SameName reports whether two names differ only in spelling: learning-switch,
// learning_switch and LearningSwitch are one.
func SameName(a, b string) bool { return fold(a) == fold(b) }

func fold(s string) string {
	return strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(s))
}
