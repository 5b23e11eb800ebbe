package dsl

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/dsl/interp"
)

// eventOptions are the types of event that can be sent to an app.
var eventOptions = []word{
	eventType("port_status", "the messages about ports that come, go and change"),
	eventType("packet_in", "the packets that switches hand to the controller; `\"filter\"` hands them on to `filter`"),
	eventType("state_notify", "the switches that connect and leave"),
	eventType("flow_removed", "the messages about flow entries that end"),
	eventType("vendor", "the messages of the switches' makers"),
}

func eventType(name, what string) word {
	return word{Word: Word{Names: []string{name}, Of: []string{"event"}, Usage: name + `: "app"`,
		Meaning: "who gets " + what,
		Type:    "the name of an app, several with commas between or in an Array", Default: "the last app",
		Example: "event " + name + `: "topology"`}}
}

// filterOptions are the options of filter, which needs both.
var filterOptions = []word{
	{Word: Word{Names: []string{"lldp"}, Of: []string{"filter"}, Usage: `lldp: "app"`,
		Meaning: "who gets the packet-ins with LLDP",
		Type:    "the name of an app", Default: "an error",
		Example: `filter lldp: "topology", packet_in: "routing_switch"`}},
	{Word: Word{Names: []string{"packet_in"}, Of: []string{"filter"}, Usage: `packet_in: "app"`,
		Meaning: "who gets all other packet-ins",
		Type:    "the name of an app", Default: "an error",
		Example: `filter lldp: "topology", packet_in: "routing_switch"`}},
}

// declareApp is run and app.
func (l *loader) declareApp(_ any, args []interp.Value, block *interp.Proc, at *interp.Site) error {
	name, r := l.name(args, at)
	a := &App{Name: name, Range: r}
	l.network.Apps = append(l.network.Apps, a)
	wrong, err := l.evaluate(l.appClass, a, block, at)
	switch {
	case a.Path == "" && a.Name == "" && wrong:
	case a.Path == "" && a.Name == "":
		l.errorf(r, "add `path \"…\"` to its block", "this app has neither a name nor a path")
	case a.Path == "":
		a.Path = a.Name
	case a.Name == "":
		a.Name = strings.TrimSuffix(path.Base(a.Path), ".rb")
	}
	return err
}

// appAttributes are the attributes of an app.
var appAttributes = []word{
	{Word{Names: []string{"path"}, Of: []string{"run", "app"}, Usage: "path PROGRAM",
		Meaning: "the controller: an application by its base name, else a program, whose path is relative to the file, or `tcp:HOST:PORT`",
		Type:    "a String", Default: "the app's name",
		Example: `path "./objects/topology/topology"`}, 1, 1, value((*loader).setAppPath)},
	{Word{Names: []string{"options"}, Of: []string{"run", "app"}, Usage: "options a, b, …",
		Meaning: "the arguments that it is started with",
		Type:    "Strings and numbers, or Arrays of them", Default: "none",
		Example: `options "-l", "debug"`}, 0, -1, (*loader).addAppOptions},
}

func (l *loader) setAppPath(a *App, v interp.Value, at *interp.Site) {
	a.Path, _ = l.text(v, at.ArgRange(0), "a path")
}

func (l *loader) addAppOptions(self any, args []interp.Value, _ *interp.Proc, at *interp.Site) error {
	a := self.(*App)
	for i, v := range args {
		list := []interp.Value{v}
		if array, ok := v.(*interp.Array); ok {
			list = array.Elems
		}
		for _, v := range list {
			if n, ok := v.(interp.Int); ok {
				a.Options = append(a.Options, l.in.Inspect(n))
				continue
			}
			if text, ok := l.text(v, at.ArgRange(i), "an option"); ok {
				a.Options = append(a.Options, text)
			}
		}
	}
	return nil
}

// declareEvent is event :type => "app", ….
func (l *loader) declareEvent(_ any, args []interp.Value, _ *interp.Proc, at *interp.Site) error {
	h, ok := args[0].(*interp.Hash)
	if !ok {
		l.errorf(at.ArgRange(0), "write `event :packet_in => \"app\"`", "%s says nothing of events", l.in.Inspect(args[0]))
		return nil
	}
	if l.network.Events == nil {
		l.network.Events = []Event{}
	}
	types := optionNames(eventOptions)
	l.options(h, at, "event", types)
	h.Each(func(key, value interp.Value) bool {
		kind, ok := key.(interp.Symbol)
		if s, isString := key.(*interp.String); isString {
			kind, ok = interp.Symbol(s.String()), true
		}
		if !ok || !slices.Contains(types, string(kind)) {
			return true // it has been complained of
		}
		e := Event{Type: string(kind)}
		list := []interp.Value{value}
		if a, ok := value.(*interp.Array); ok {
			list = a.Elems
		}
		r := at.PairRange(e.Type)
		for _, v := range list {
			text, ok := l.text(v, r, "the name of an app")
			if !ok {
				return true
			}
			for _, name := range strings.Split(text, ",") {
				if name = strings.TrimSpace(name); name != "" {
					e.Apps = append(e.Apps, name)
					l.appNames = append(l.appNames, appName{name, r})
				}
			}
		}
		for i := range l.network.Events {
			if l.network.Events[i].Type == e.Type {
				l.network.Events[i] = e
				return true
			}
		}
		l.network.Events = append(l.network.Events, e)
		return true
	})
	return nil
}

// declareFilter is filter :lldp => "a", :packet_in => "b".
func (l *loader) declareFilter(_ any, args []interp.Value, _ *interp.Proc, at *interp.Site) error {
	h, ok := args[0].(*interp.Hash)
	if !ok {
		l.errorf(at.ArgRange(0), "write `filter :lldp => \"a\", :packet_in => \"b\"`", "%s is not a filter", l.in.Inspect(args[0]))
		return nil
	}
	before := l.in.Errors()
	values := l.options(h, at, "filter", optionNames(filterOptions))
	if l.in.Errors() > before {
		return nil // an option that is misspelt is not missing too
	}
	if values["lldp"] == nil || values["packet_in"] == nil {
		l.errorf(at.Range(), "", "`filter` needs both `lldp` and `packet_in`")
		return nil
	}
	f := &Filter{}
	for name, field := range map[string]*string{"lldp": &f.LLDP, "packet_in": &f.PacketIn} {
		r := at.PairRange(name)
		text, ok := l.text(values[name], r, "the name of an app")
		if ok {
			l.appNames = append(l.appNames, appName{text, r})
		}
		*field = text
	}
	l.network.Filter = f
	return nil
}

// appName is the name of an app in event or filter.
type appName struct {
	name string
	r    diag.Range
}

// resolveApps checks that it is clear which app gets which events.
func (l *loader) resolveApps() {
	first := map[string]diag.Range{}
	for _, a := range l.network.Apps {
		if r, ok := first[a.Name]; ok && a.Name != "" {
			l.twice(a.Range, r, "two apps named `%s`", a.Name)
			continue
		}
		first[a.Name] = a.Range
	}
	if l.partial {
		return // what seems to be missing may stand in what could not be read
	}
	if n := len(l.network.Apps); n > 1 && l.network.Events == nil {
		l.errorf(l.network.Apps[n-1].Range, "add `event :packet_in => \"…\"`", "several apps and no `event` that says which gets what")
	}
	l.resolveAppNames()
}

// resolveAppNames looks up the apps that event and filter name. One that the
// file does not declare may be the controller on the command line, unless it
// looks like one that is.
func (l *loader) resolveAppNames() {
	known := map[string]bool{}
	var names []string
	for _, a := range l.network.Apps {
		for _, name := range []string{a.Name, path.Base(a.Path)} {
			known[foldName(name)] = true
		}
		names = append(names, a.Name)
	}
	for _, n := range l.appNames {
		near, ok := diag.Nearest(n.name, names)
		switch {
		case known[foldName(n.name)]:
		case n.name == "filter" && l.network.Filter != nil:
		case n.name == "filter":
			l.errorf(n.r, "add `filter lldp: \"…\", packet_in: \"…\"`", "events go to `filter`, which is not given")
		case ok:
			l.errorf(n.r, fmt.Sprintf("did you mean `%s`?", near), "no app is named `%s`", n.name)
		case len(names) == 0:
			l.warnf(n.r, "without `run`, everything goes to the controller on the command line", "no app is named `%s`", n.name)
		default:
			l.warnf(n.r, fmt.Sprintf("add `run { path \"./%s\" }`; else it must be the controller on the command line", n.name), "no app is named `%s`", n.name)
		}
	}
}

// foldName makes the names alike that mean the same controller: RoutingSwitch,
// routing-switch and routing_switch.
func foldName(name string) string {
	return strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(strings.TrimSuffix(name, ".rb")))
}
