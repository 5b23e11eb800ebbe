package runner

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/trema-ns/trema-ns/controller/apps"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/rubyapp"
	"github.com/trema-ns/trema-ns/dsl/diag"
)

// FindController finds what a controller argument means: a bundled application
// in any spelling of its name, a controller in Ruby by its file, or the path of
// a Ruby file that is not there with the name of a bundled one, as in old notes;
// then note says that it is the bundled one that runs. Mistakes in a controller
// are a *rubyapp.LoadError.
func FindController(arg string, o rubyapp.Options) (app apps.App, note string, err error) {
	if app, ok := apps.Find(arg); ok {
		return app, "", nil
	}
	if filepath.Ext(arg) == ".rb" {
		if info, err := os.Stat(arg); err == nil && !info.IsDir() {
			app, err := rubyController(arg, o)
			return app, "", err
		}
	}
	var names []string
	for _, a := range apps.All() {
		names = append(names, a.Name)
	}
	base := arg[strings.LastIndexByte(arg, '/')+1:]
	base, ruby := strings.CutSuffix(base, ".rb")
	if ruby {
		if app, ok := apps.Find(base); ok {
			return app, fmt.Sprintf("%s is not there: the bundled %s runs", arg, app.Class), nil
		}
		return apps.App{}, "", fmt.Errorf("there is no file %s, and no bundled controller is called %s; there are %s", arg, base, joinNames(names))
	}
	if filepath.Ext(arg) == ".conf" {
		return apps.App{}, "", fmt.Errorf("%s is no controller; a network file is given by -c %s", arg, arg)
	}
	if near, ok := diag.Nearest(arg, names); ok {
		return apps.App{}, "", fmt.Errorf("there is no controller %s; did you mean %s?", arg, near)
	}
	return apps.App{}, "", fmt.Errorf("there is no controller %s; there are %s", arg, joinNames(names))
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

// FindLab finds the running lab called name, in any spelling, or if name is
// empty the only one.
func (d Dir) FindLab(name string) (*Record, error) {
	records, err := d.Records()
	if err != nil {
		return nil, err
	}
	alive := slices.DeleteFunc(slices.Clone(records), func(r *Record) bool { return !r.Alive() })
	switch {
	case name != "":
		if dead, err := findLab(records, name); err == nil && !dead.Alive() {
			return nil, &DeadError{dead.Lab}
		}
		return findLab(alive, name)
	case len(alive) == 0:
		return nil, errNoLab
	case len(alive) > 1:
		return nil, fmt.Errorf("there are the labs %s: say which", joinNames(names(alive)))
	}
	return alive[0], nil
}

// Running returns the labs that run, or if lab is not empty that one.
func (d Dir) Running(lab string) ([]*Record, error) {
	if lab != "" {
		r, err := d.FindLab(lab)
		return []*Record{r}, err
	}
	records, err := d.Records()
	if err != nil {
		return nil, err
	}
	alive := slices.DeleteFunc(records, func(r *Record) bool { return !r.Alive() })
	if len(alive) == 0 {
		return nil, errNoLab
	}
	return alive, nil
}

var errNoLab = errors.New("no lab is running")

// FindHost finds the lab that has a host of that name, in all labs or, if lab
// is not empty, in that one.
func (d Dir) FindHost(lab, name string) (*Record, PlannedHost, error) {
	return find(d, lab, name, "host", func(r *Record) []PlannedHost { return r.Hosts }, func(h PlannedHost) string { return h.Name })
}

// FindSwitch finds the lab that has a switch of that name, likewise.
func (d Dir) FindSwitch(lab, name string) (*Record, PlannedSwitch, error) {
	return find(d, lab, name, "switch", func(r *Record) []PlannedSwitch { return r.Switches }, func(s PlannedSwitch) string { return s.Name })
}

func find[T any](d Dir, lab, name, kind string, list func(*Record) []T, nameOf func(T) string) (*Record, T, error) {
	var none T
	records, err := d.Records()
	if err != nil {
		return nil, none, err
	}
	if lab != "" {
		r, err := findLab(records, lab)
		if err != nil {
			return nil, none, err
		}
		records = []*Record{r}
	}
	if len(records) == 0 {
		return nil, none, fmt.Errorf("%q does not exist. No lab is running.", name)
	}
	var known, labs []string
	var found T
	var in *Record
	for _, r := range records {
		for _, item := range list(r) {
			known = append(known, nameOf(item))
			if nameOf(item) == name {
				found, in = item, r
				labs = append(labs, r.Lab)
			}
		}
	}
	switch len(labs) {
	case 0:
		return nil, none, &NotFoundError{Kind: kind, Name: name, Known: known}
	case 1:
		return in, found, nil
	}
	return nil, none, fmt.Errorf("%s %s is in the labs %s: say which by --lab", kind, name, joinNames(labs))
}
