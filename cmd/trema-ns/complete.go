package main

import (
	"slices"
	"strconv"
	"strings"

	"github.com/trema-ns/trema-ns/controller/apps"
	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/runner"
	"github.com/urfave/cli/v2"
)

// offer is what may stand where the cursor is.
type offer struct {
	words   []offered
	besides string // what the shell knows itself: files, folders, programs, or nothing
}

type offered struct{ text, about string }

const (
	files    = "files"
	folders  = "folders"
	programs = "programs"
	nothing  = "nothing"
)

// typed is a command line up to the cursor.
type typed struct {
	app       *cli.App
	command   *cli.Command
	arguments []string          // before the cursor
	options   map[string]string // with their values, by the long name
	labs      []runner.Status
}

// complete returns what may come at the end of words, of which the last is what
// has been typed of it so far.
func complete(app *cli.App, words []string) offer {
	if len(words) == 0 {
		words = []string{""}
	}
	before, current := words[:len(words)-1], words[len(words)-1]
	before = before[globals(before):]
	if len(before) == 0 {
		return offerCommands(app).startingWith(current)
	}
	command, err := findCommand(app, before[0])
	if err != nil {
		return offer{besides: nothing}
	}
	t := &typed{app: app, command: command, options: map[string]string{}, labs: knownLabs()}
	pending, ended := t.read(before[1:])
	option, value, assigned := strings.Cut(current, "=")
	switch {
	case pending != "":
		return t.values(pending).startingWith(current)
	case !ended && assigned && strings.HasPrefix(option, "--"):
		o := t.values(option).startingWith(value)
		for i := range o.words {
			o.words[i].text = option + "=" + o.words[i].text
		}
		return o
	case !ended && strings.HasPrefix(current, "-"):
		return optionNames(command).startingWith(current)
	}
	return t.positional().startingWith(current)
}

// globals returns how many words are options before the command.
func globals(words []string) int {
	for i, w := range words {
		if !strings.HasPrefix(w, "-") {
			return i
		}
	}
	return len(words)
}

// read takes in the words after the command, and returns the option that waits
// for its value, and whether no more options come.
func (t *typed) read(words []string) (pending string, ended bool) {
	for i, w := range words {
		switch name, value, assigned := strings.Cut(w, "="); {
		case pending != "":
			t.options[t.longName(pending)] = w
			pending = ""
		case ended || !strings.HasPrefix(w, "-"):
			t.arguments = append(t.arguments, w)
			if t.command.Name == "netns" {
				t.arguments = append(t.arguments, words[i+1:]...)
				return "", true
			}
		case w == "--":
			ended = true
		case assigned:
			t.options[t.longName(name)] = value
		case takesValue(t.command, w):
			pending = w
		}
	}
	return pending, ended
}

func (t *typed) longName(option string) string {
	if f := flagNamed(t.command, option); f != nil {
		return f.Names()[0]
	}
	return strings.TrimLeft(option, "-")
}

func offerCommands(app *cli.App) offer {
	o := offer{besides: nothing}
	for _, c := range app.VisibleCommands() {
		o.words = append(o.words, offered{c.Name, c.Usage})
	}
	return o
}

func optionNames(command *cli.Command) offer {
	o := offer{besides: nothing}
	for _, f := range command.VisibleFlags() {
		about := ""
		if doc, ok := f.(cli.DocGenerationFlag); ok {
			about = strings.ReplaceAll(doc.GetUsage(), "`", "")
		}
		o.words = append(o.words, offered{"--" + f.Names()[0], about})
	}
	o.words = append(o.words, offered{"--help", "show this message"})
	return o
}

// startingWith leaves out what does not begin with what has been typed, and what
// would not be one line.
func (o offer) startingWith(prefix string) offer {
	o.words = slices.DeleteFunc(o.words, func(w offered) bool {
		return !strings.HasPrefix(w.text, prefix) || strings.ContainsAny(w.text, "\t\n")
	})
	return o
}

// values returns what an option may be followed by.
func (t *typed) values(option string) offer {
	switch t.longName(option) {
	case "switch":
		return offer{t.nodes(switches), nothing}
	case "source", "dest":
		return offer{t.nodes(hosts), nothing}
	case "lab":
		return offer{t.labNames(), nothing}
	case "port":
		return offer{t.ports(), nothing}
	case "datapath":
		return fixed("auto", "system", "netdev")
	case "compat":
		return fixed(string(dsl.Compat04))
	case "logging_level":
		return fixed("debug", "info", "warn", "error", "fatal", "unknown")
	case "pid_dir", "log_dir", "socket_dir", "allow-read":
		return offer{nil, folders}
	case "conf", "output", "exec", "tremashark", "write", "private-key", "certificate", "ca-cert":
		return offer{nil, files}
	}
	return offer{besides: nothing}
}

// positional returns what the next argument may be.
func (t *typed) positional() offer {
	first := len(t.arguments) == 0
	switch t.command.Name {
	case "run", "plan":
		if first {
			return offer{controllers(), files}
		}
		return offer{besides: files}
	case "check", "config", "fmt", "graph":
		return offer{besides: files}
	case "killall":
		return offer{t.labNames(), nothing}
	case "apply", "call", "shell":
		if first {
			return offer{t.labNames(), nothing}
		}
	case "kill":
		return offer{append(t.labNames(), t.nodes(running)...), nothing}
	case "stop":
		return offer{t.nodes(running), nothing}
	case "start", "up":
		return offer{t.nodes(stopped), nothing}
	case "dump_flows":
		return offer{t.nodes(switches), nothing}
	case "show_stats", "reset_stats", "pingall", "trace":
		return offer{t.nodes(hosts), nothing}
	case "netns":
		if first {
			return offer{t.nodes(hosts), nothing}
		}
		if len(t.arguments) == 1 {
			return offer{nil, programs}
		}
		return offer{nil, files}
	case "capture":
		return offer{t.nodes(func(node) bool { return true }), nothing}
	case "delete_link":
		return offer{t.ends(), nothing}
	case "patch_panel":
		if first {
			return fixed("create", "delete")
		}
	case "slice":
		if first {
			var names []string
			for name := range sliceCommands {
				names = append(names, name)
			}
			slices.Sort(names)
			return fixed(names...)
		}
	case "completion":
		return fixed(completionShells...)
	case "help":
		return offerCommands(t.app)
	}
	return offer{besides: nothing}
}

func fixed(words ...string) offer {
	o := offer{besides: nothing}
	for _, w := range words {
		o.words = append(o.words, offered{w, ""})
	}
	return o
}

func controllers() []offered {
	var list []offered
	for _, a := range apps.All() {
		list = append(list, offered{a.Name, a.Summary})
	}
	return list
}

// knownLabs returns the labs as they are on record, which anybody may read, and
// which costs less than to ask them.
func knownLabs() []runner.Status {
	records, _ := runner.LabDir().Records() // completion has nobody to tell of an error
	var labs []runner.Status
	for _, r := range records {
		labs = append(labs, r.StatusOf(runner.Running))
	}
	return labs
}

func (t *typed) labNames() []offered {
	var list []offered
	for _, lab := range t.labs {
		list = append(list, offered{lab.Lab, "lab"})
	}
	return list
}

// node is a switch or a host as completion sees it.
type node struct {
	isSwitch, stopped bool
}

func switches(n node) bool { return n.isSwitch }
func hosts(n node) bool    { return !n.isSwitch }
func running(n node) bool  { return !n.stopped }
func stopped(n node) bool  { return n.stopped }

// nodes returns the names of the switches and hosts that are wanted, of the lab
// that --lab says or of all, but for those that are there already.
func (t *typed) nodes(wanted func(node) bool) []offered {
	var list []offered
	add := func(name, about string, n node) {
		if wanted(n) && !slices.Contains(t.arguments, name) {
			list = append(list, offered{name, about})
		}
	}
	for _, lab := range t.labs {
		if in := t.options["lab"]; in != "" && in != lab.Lab {
			continue
		}
		for _, s := range lab.Switches {
			add(s.Name, "switch "+shortDPID(s.DatapathID), node{true, s.Stopped})
		}
		for _, h := range lab.Hosts {
			add(h.Name, strings.TrimSpace(string(h.Kind)+" "+h.Address), node{false, h.Stopped})
		}
	}
	return list
}

// ports returns the ports of the switch that --switch says.
func (t *typed) ports() []offered {
	var list []offered
	for _, lab := range t.labs {
		for _, s := range lab.Switches {
			if s.Name != t.options["switch"] {
				continue
			}
			for _, p := range s.Ports {
				list = append(list, offered{strconv.FormatUint(uint64(p.Number), 10), p.Device})
			}
		}
	}
	return list
}

// ends returns what has a link, or what is linked to the first end.
func (t *typed) ends() []offered {
	var list []offered
	add := func(name, about string) {
		if w := (offered{name, about}); !slices.Contains(list, w) {
			list = append(list, w)
		}
	}
	for _, lab := range t.labs {
		for _, link := range lab.Links {
			for i, end := range link.Ends {
				switch peer := link.Ends[1-i]; {
				case len(t.arguments) == 0:
					add(end, "")
				case len(t.arguments) == 1 && peer == t.arguments[0]:
					add(end, "linked to "+peer)
				}
			}
		}
	}
	return list
}
