package rubyapp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/trema-ns/trema-ns/dsl/confined"
	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/dsl/interp"
	"github.com/trema-ns/trema-ns/dsl/syntax"
)

// Options are what a controller is given.
type Options struct {
	Args       []string        // ARGV
	Output     io.Writer       // what puts writes to; nil: nowhere
	Log        *slog.Logger    // of what is logged while the file is loaded; nil: nowhere
	Folders    []string        // that it may read from beside its own and the working directory
	OpenFlow13 bool            // whether its switches speak OpenFlow 1.3
	Context    context.Context // ends what it does; nil: never
}

// Load reads the controller of a file and runs the file, which declares its
// class. The App is nil where the report has errors.
func Load(file string, o Options) (*App, *Report) {
	report := &Report{Sources: map[string][]byte{}}
	fail := func(r diag.Range, detail, format string, args ...any) (*App, *Report) {
		report.Diagnostics = append(report.Diagnostics, &diag.Diagnostic{Summary: fmt.Sprintf(format, args...), Detail: detail, Range: r})
		report.Diagnostics.Sort()
		return nil, report
	}
	whole := diag.Range{Filename: file}
	working, err := os.Getwd()
	if err != nil {
		working = filepath.Dir(file)
	}
	files := confined.New("controller", filepath.Dir(file), append([]string{working}, o.Folders...), nil)
	src, err := files.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fail(whole, "", "no such file: %s", file)
	case err != nil:
		return fail(whole, "", "cannot read %s: %v", file, err)
	}
	report.Sources[file] = src
	tree, list := syntax.Parse(file, src)
	report.Diagnostics = list
	if list.HasErrors() {
		return nil, report
	}
	a := &App{options: o, timers: map[*interp.Class][]timer{}, classes: classes{}}
	parts := append([]*syntax.File{tree}, required(tree, files)...)
	a.generation = generationOf(parts)
	a.speaks13 = a.generation == edgeTrema || mentions(parts, names13)
	a.in = interp.New(interp.Options{
		Output: o.Output, Environ: os.LookupEnv, Files: files, Context: o.Context, Noun: "controller", Library: library, CheckLater: true,
		Folder: func() (string, error) { return working, nil },
	})
	a.prepare(file)
	a.in.Run(tree)
	if !a.in.Found().HasErrors() {
		a.in.CheckNames(definedLater(a.in.Sources, files))
	}
	for name, src := range a.in.Sources {
		report.Sources[name] = src
	}
	report.Diagnostics = append(report.Diagnostics, a.in.Found()...)
	if n := len(a.controllers); n > 0 {
		a.class = a.controllers[n-1]
	} else if !report.Diagnostics.HasErrors() {
		return fail(whole, "a controller is a class below Trema::Controller, or Controller in older files", "%s has no controller", file)
	}
	report.Diagnostics.Sort()
	if report.Diagnostics.HasErrors() {
		files.Close()
		return nil, report
	}
	return a, report
}

// prepare gives the interpreter Trema's interface.
func (a *App) prepare(file string) {
	a.trema, a.pio = a.in.NewModule("Trema"), a.in.NewModule("Pio")
	object := a.in.Class("Object")
	object.SetConstant("Trema", a.trema)
	object.SetConstant("Pio", a.pio)
	object.Include(a.pio)
	object.Include(a.trema)
	a.fields = maps.Collect(a.generation.matchNames())
	a.define(a.generation.tables())
	a.macClass, a.ipClass, a.inClass = a.classes["Mac"], a.classes["IPv4Address"], a.classes["PacketIn"]
	a.logger = a.object("Logger", nil)
	a.setConstants()
	integer := a.in.Class("Integer")
	a.addMethods(integer, numberMethods)
	a.defineTime()
	a.defineThreads()
	a.defineJSON()
	args := interp.NewArray()
	for _, s := range a.options.Args {
		args.Elems = append(args.Elems, str(s))
	}
	object.SetConstant("ARGV", args)
	a.in.SetGlobal("$PROGRAM_NAME", str(file))
	a.in.AddLoadPath(filepath.Dir(file))
	a.in.AddLoadPath(".")
}

// required parses the files that a controller names in its requires and that
// stand beside it, to tell its generation.
func required(tree *syntax.File, files *confined.Files) []*syntax.File {
	return named([]*syntax.File{tree}, []string{filepath.Dir(tree.Name)}, files)
}

// definedLater returns the names that are defined in the files that a program is
// going to load in its methods, as far as they can be told from its text.
func definedLater(sources map[string][]byte, files *confined.Files) map[string]bool {
	var parts []*syntax.File
	folders := []string{"."}
	for name, src := range sources {
		if folder := filepath.Dir(name); !slices.Contains(folders, folder) {
			folders = append(folders, folder)
		}
		if f, list := syntax.Parse(name, src); !list.HasErrors() {
			parts = append(parts, f)
		}
	}
	slices.Sort(folders)
	names := map[string]bool{}
	for _, f := range named(parts, folders, files) {
		for n := range syntax.All(f) {
			switch n := n.(type) {
			case *syntax.Def:
				names[n.Name] = true
			case *syntax.Class:
				names[lastName(n.Path)] = true
			case *syntax.Module:
				names[lastName(n.Path)] = true
			case *syntax.Assign:
				names[lastName(n.Target)] = true
			case *syntax.Symbol: // of attr_reader and the like
				names[n.Name], names[n.Name+"="] = true, true
			}
		}
	}
	return names
}

func lastName(n syntax.Node) string {
	if c, ok := n.(*syntax.Constant); ok {
		return c.Name
	}
	return ""
}

// named parses the files that files load and that are in certain folders, and
// those that these load.
func named(from []*syntax.File, folders []string, files *confined.Files) []*syntax.File {
	const most = 100
	var list []*syntax.File
	seen := map[string]bool{}
	for _, f := range from {
		seen[filepath.Clean(f.Name)] = true
	}
	for queue := from; len(queue) > 0 && len(list) < most; queue = queue[1:] {
		for n := range syntax.All(queue[0]) {
			name := loadedName(n)
			if name == "" {
				continue
			}
			for _, folder := range append([]string{filepath.Dir(queue[0].Name)}, folders...) {
				path := filepath.Join(folder, name)
				if filepath.Ext(path) == "" {
					path += ".rb"
				}
				if seen[path] {
					continue
				}
				if src, err := files.ReadFile(path); err == nil {
					seen[path] = true
					if f, found := syntax.Parse(path, src); !found.HasErrors() {
						list, queue = append(list, f), append(queue, f)
					}
				}
			}
		}
	}
	return list
}

// loadedName returns the file that n loads: the texts in the argument of a
// require or load, such as File.join(__dir__, "..", "routes.conf"), as one path.
func loadedName(n syntax.Node) string {
	call, ok := n.(*syntax.Call)
	if !ok || call.Receiver != nil || len(call.Args) != 1 {
		return ""
	}
	switch call.Name {
	case "require", "require_relative", "load":
		var parts []string
		for inside := range syntax.Inside(call.Args[0]) {
			if s, ok := inside.(*syntax.String); ok {
				parts = append(parts, s.Value)
			}
		}
		return filepath.Join(parts...)
	}
	return ""
}

// IsController reports whether a file, or one that it requires, has a class
// below one of Trema's controllers.
func IsController(file string) bool {
	files := confined.New("controller", filepath.Dir(file), nil, nil)
	defer files.Close()
	src, err := files.ReadFile(file)
	if err != nil {
		return false
	}
	tree, list := syntax.Parse(file, src)
	if list.HasErrors() {
		return bytes.Contains(src, []byte("Controller"))
	}
	for _, f := range append([]*syntax.File{tree}, required(tree, files)...) {
		for n := range syntax.All(f) {
			if c, ok := n.(*syntax.Class); ok && isControllerName(path(c.Super)) {
				return true
			}
		}
	}
	return false
}

func isControllerName(name string) bool { return name == "Controller" || name == "Trema::Controller" }
