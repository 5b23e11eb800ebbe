package runner

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/apps"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/rubyapp"
	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/dsl/diag"
)

// eventKinds has what each type of event in a file stands for.
var eventKinds = map[string]controller.Events{
	"port_status":  controller.PortEvents,
	"packet_in":    controller.PacketInEvents | controller.LLDPEvents,
	"state_notify": controller.SwitchEvents,
	"flow_removed": controller.FlowRemovedEvents,
	"vendor":       controller.ExperimenterEvents,
}

// filtered is the word for the filter among the names of applications.
const filtered = "filter"

// Applications makes one application of those that a file names by run and of
// the one on the command line, which may be nil and comes last, and returns it
// with its arguments. Events go where the file's event and filter say, those
// that they do not mention to the last application. o is for controllers in
// Ruby, each of which gets its own arguments.
func Applications(n *dsl.Network, last *apps.App, args []string, o rubyapp.Options) (*apps.App, []string, diag.List) {
	if len(n.Apps) == 0 {
		return last, args, nil
	}
	var found diag.List
	fail := func(r diag.Range, detail, format string, args ...any) {
		found = append(found, &diag.Diagnostic{Severity: diag.Error, Range: r, Summary: fmt.Sprintf(format, args...), Detail: detail})
	}
	var all []application
	for _, a := range n.Apps {
		o.Args = a.Options
		app, _, err := FindController(a.Path, o)
		var mistakes *rubyapp.LoadError
		if errors.As(err, &mistakes) {
			found = append(found, mistakes.Report.Diagnostics...)
			continue
		}
		if err != nil {
			// Trema's own were programs in folders of their names.
			app, _, err = FindController(path.Base(a.Path), o)
		}
		if err != nil {
			fail(a.Range, "", "%v", err)
			continue
		}
		all = append(all, application{a.Name, app, slices.Concat(app.Args, a.Options), 0})
	}
	if last != nil {
		all = append(all, application{last.Name, *last, args, 0})
	}
	at := diag.Range{Filename: n.File}
	switch {
	case len(found) > 0:
		return nil, nil, found
	case len(all) == 1:
		return &all[0].app, all[0].args, nil
	case len(n.Events) == 0:
		fail(n.Apps[0].Range, "add `event :packet_in => \"…\"`", "several controllers and no `event` that says which hears what")
		return nil, nil, found
	}
	rest := controller.AllEvents
	hear := func(name string, kind controller.Events) {
		if kind == 0 {
			return
		}
		for i := range all {
			if all[i].name == name || apps.SameName(all[i].app.Name, name) {
				all[i].hears |= kind
				return
			}
		}
		fail(at, "add `run { path \""+name+"\" }`", "events are for `%s`, which is no controller of this run", name)
	}
	for _, e := range n.Events {
		kind := eventKinds[e.Type]
		rest &^= kind
		for _, name := range e.Apps {
			if name == filtered && n.Filter != nil {
				hear(n.Filter.LLDP, kind&controller.LLDPEvents)
				hear(n.Filter.PacketIn, kind&controller.PacketInEvents)
				continue
			}
			hear(name, kind)
		}
	}
	all[len(all)-1].hears |= rest
	if len(found) > 0 {
		return nil, nil, found
	}
	return combine(all), nil, nil
}

// application is one of several.
type application struct {
	name  string // in the file
	app   apps.App
	args  []string
	hears controller.Events
}

// combine makes one of several; it has the name of the last.
func combine(all []application) *apps.App {
	one := all[len(all)-1].app
	var names []string
	for _, a := range all {
		names = append(names, a.app.Name)
		if a.app.Version == openflow.Version13 {
			one.Version = a.app.Version
		}
	}
	one.Summary = strings.Join(names, ", ")
	one.New = func() any {
		var members []controller.Member
		for _, a := range all {
			hears := a.hears
			if a.app.Discovers {
				// Trema's asked the topology daemon for these.
				hears |= controller.SwitchEvents | controller.PortEvents | controller.LLDPEvents
			}
			members = append(members, controller.Member{App: a.app.New(), Args: a.args, Hears: hears})
		}
		return controller.Combine(members...)
	}
	return &one
}
