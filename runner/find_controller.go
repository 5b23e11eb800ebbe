package runner

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/trema-ns/trema-ns/controller/apps"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/rubyapp"
	"github.com/trema-ns/trema-ns/dsl/diag"
)

// Controller is what a run can be told to have as its controller: either an
// application of ours or somebody else's.
type Controller struct {
	App     *apps.App
	Foreign *Foreign
	Args    []string
	Note    string // what the user should know of the choice; mostly empty
}

// is reports whether there is one.
func (c Controller) is() bool { return c.App != nil || c.Foreign != nil }

// name returns what files call it.
func (c Controller) name() string {
	if c.App != nil {
		return c.App.Name
	}
	return c.Foreign.String()
}

// Lab returns what a lab is called after its controller, empty where it is
// called after its file.
func (c Controller) Lab() string {
	switch {
	case c.App != nil:
		return c.App.Class
	case c.Foreign != nil:
		return c.Foreign.Name()
	}
	return ""
}

// Use makes found the controller of the run.
func (c *Config) Use(found Controller) {
	c.App, c.Args, c.Options.Foreign = found.App, found.Args, nil
	switch {
	case found.Foreign != nil:
		f := *found.Foreign
		if len(f.Command) > 0 {
			f.Command = slices.Concat(f.Command, found.Args)
		}
		c.Args, c.Options.Foreign = nil, &f
	case found.App != nil:
		c.Options.OpenFlow13 = c.Options.OpenFlow13 || found.App.Version == openflow.Version13
	}
}

// FindController finds what a controller argument means: a bundled application
// in any spelling of its name; a controller in Ruby by its file, or the path of
// a Ruby file that is not there with the name of a bundled one, as in old notes;
// a program of the user's, which is looked for in folders and, if it is a mere
// name, where the shell looks; or tcp:HOST:PORT, where one listens. Mistakes in a
// controller in Ruby, which o is for, are a *rubyapp.LoadError.
func FindController(ctx context.Context, arg string, o rubyapp.Options, folders ...string) (Controller, error) {
	if app, ok := apps.Find(arg); ok {
		return Controller{App: &app, Args: app.Args}, nil
	}
	if filepath.Ext(arg) == ".rb" {
		if info, err := os.Stat(arg); err == nil && !info.IsDir() {
			app, err := rubyController(arg, o)
			return Controller{App: &app}, err
		}
	}
	if address, ok := strings.CutPrefix(arg, "tcp:"); ok {
		to, err := resolve(ctx, address)
		if err != nil {
			return Controller{}, fmt.Errorf("%s: %w", arg, err)
		}
		return Controller{Foreign: &Foreign{Address: to}}, nil
	}
	var names []string
	for _, a := range apps.All() {
		names = append(names, a.Name)
	}
	base := arg[strings.LastIndexByte(arg, '/')+1:]
	base, ruby := strings.CutSuffix(base, ".rb")
	if ruby {
		if app, ok := apps.Find(base); ok {
			return Controller{App: &app, Args: app.Args, Note: fmt.Sprintf("%s is not there: the bundled %s runs", arg, app.Class)}, nil
		}
		return Controller{}, fmt.Errorf("there is no file %s, and no bundled controller is called %s; there are %s", arg, base, joinNames(names))
	}
	if filepath.Ext(arg) == ".conf" {
		return Controller{}, fmt.Errorf("%s is no controller; a network file is given by -c %s", arg, arg)
	}
	command, err := findProgram(arg, false, folders...)
	if err == nil {
		foreign, err := newForeign(command)
		return Controller{Foreign: foreign}, err
	}
	if near, ok := diag.Nearest(arg, names); ok {
		return Controller{}, fmt.Errorf("there is no controller %s; did you mean %s?", arg, near)
	}
	if strings.Contains(arg, "/") {
		return Controller{}, fmt.Errorf("there is no controller %s: %w", arg, err)
	}
	return Controller{}, fmt.Errorf("there is no controller %s; there are %s", arg, joinNames(names))
}

// rubyController loads the controller of a file.
func rubyController(file string, o rubyapp.Options) (apps.App, error) {
	loaded, report := rubyapp.Load(file, o)
	if loaded == nil {
		return apps.App{}, &rubyapp.LoadError{File: file, Report: report}
	}
	app := apps.App{
		Name: strings.TrimSuffix(filepath.Base(file), ".rb"), Class: loaded.Class(), Summary: file,
		New: func() any { return loaded },
	}
	if loaded.NeedsOpenFlow13() {
		app.Version = openflow.Version13
	}
	return app, nil
}

// resolve makes HOST:PORT the address that Open vSwitch wants. Of several it
// prefers one of IPv4, which controllers listen on more often.
func resolve(ctx context.Context, address string) (netip.AddrPort, error) {
	host, service, err := net.SplitHostPort(address)
	if err != nil || host == "" {
		return netip.AddrPort{}, errors.New("it is written like tcp:127.0.0.1:6653")
	}
	port, err := strconv.ParseUint(service, 10, 16)
	if err != nil || port == 0 {
		return netip.AddrPort{}, fmt.Errorf("%s is not a TCP port", service)
	}
	found, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return netip.AddrPort{}, err
	}
	best := found[0]
	for _, a := range found {
		if a.Unmap().Is4() {
			best = a
			break
		}
	}
	return netip.AddrPortFrom(best.Unmap(), uint16(port)), nil
}
