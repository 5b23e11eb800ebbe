package runner

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
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

// Controllers makes one controller of those that a file names by run and of the
// one on the command line, which may be empty and comes last. Events go where
// the file's event and filter say, those that they do not mention to the last. o
// is for controllers in Ruby, each of which gets its own arguments.
func Controllers(ctx context.Context, n *dsl.Network, last Controller, o rubyapp.Options) (Controller, diag.List) {
	if len(n.Apps) == 0 {
		return last, nil
	}
	var found diag.List
	fail := func(r diag.Range, detail, format string, args ...any) {
		found = append(found, &diag.Diagnostic{Severity: diag.Error, Range: r, Summary: fmt.Sprintf(format, args...), Detail: detail})
	}
	var all []application
	for _, a := range n.Apps {
		o.Args = a.Options
		c, err := controllerOf(ctx, n, a, o)
		var mistakes *rubyapp.LoadError
		if errors.As(err, &mistakes) {
			found = append(found, mistakes.Report.Diagnostics...)
			continue
		}
		if err != nil {
			fail(a.Range, "", "%v", err)
			continue
		}
		c.Args = slices.Concat(c.Args, a.Options)
		if c.Foreign != nil && len(n.Apps) > 1 || c.Foreign != nil && last.is() {
			fail(a.Range, "of several, each is one that is part of trema-ns", "`%s` is a program, which can be a network's only controller", a.Name)
			continue
		}
		all = append(all, application{a.Name, c, 0})
	}
	if last.Foreign != nil {
		fail(n.Apps[0].Range, "leave that out of the command line, or this out of the file",
			"the file has a controller already, and %s can be a network's only one", last.Foreign)
	}
	if last.is() {
		all = append(all, application{last.name(), last, 0})
	}
	at := diag.Range{Filename: n.File}
	switch {
	case len(found) > 0:
		return Controller{}, found
	case len(all) == 1:
		return all[0].Controller, nil
	case len(n.Events) == 0:
		fail(n.Apps[0].Range, "add `event :packet_in => \"…\"`", "several controllers and no `event` that says which hears what")
		return Controller{}, found
	}
	rest := controller.AllEvents
	hear := func(name string, kind controller.Events) {
		if kind == 0 {
			return
		}
		for i := range all {
			if all[i].name == name || apps.SameName(all[i].App.Name, name) {
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
		return Controller{}, found
	}
	return Controller{App: combine(all)}, nil
}

// controllerOf finds the controller that a file means. Trema's own were programs
// in folders of their names: where one of them is meant, it is the bundled one.
func controllerOf(ctx context.Context, n *dsl.Network, a *dsl.App, o rubyapp.Options) (Controller, error) {
	if app, ok := apps.Find(path.Base(a.Path)); ok {
		return Controller{App: &app, Args: app.Args}, nil
	}
	return FindController(ctx, a.Path, o, filepath.Dir(n.File), ".")
}

// application is one of several.
type application struct {
	name string // in the file
	Controller
	hears controller.Events
}

// combine makes one of several; it has the name of the last.
func combine(all []application) *apps.App {
	one := *all[len(all)-1].App
	var names []string
	for _, a := range all {
		names = append(names, a.App.Name)
		if a.App.Version == openflow.Version13 {
			one.Version = a.App.Version
		}
	}
	one.Summary = strings.Join(names, ", ")
	one.New = func() any {
		var members []controller.Member
		for _, a := range all {
			hears := a.hears
			if a.App.Discovers {
				// Trema's asked the topology daemon for these.
				hears |= controller.SwitchEvents | controller.PortEvents | controller.LLDPEvents
			}
			members = append(members, controller.Member{App: a.App.New(), Args: a.Args, Hears: hears})
		}
		return controller.Combine(members...)
	}
	return &one
}
