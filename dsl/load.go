// Package dsl reads Trema network files.
//
// A network file is a program in a small Ruby whose directives (vswitch, vhost,
// netns, link, …) declare a network. [Load] reads one and returns the [Network]
// it declares, with every default filled in, every link end looked up and every
// port numbered, together with everything found wrong in the file. All mistakes
// are reported at once, each at its place.
//
// The package is pure: it reads the network file and what that file requires,
// from the file's own folder, and asks nothing of the machine. It must not know
// how a network is built; it knows nothing of namespaces, bridges or
// controllers.
package dsl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/trema-ns/trema-ns/dsl/confined"
	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/dsl/interp"
	"github.com/trema-ns/trema-ns/dsl/syntax"
)

// The API in short:
//
//	network, report := dsl.Load("ns_test.conf")                // by file name
//	network, report := dsl.LoadBytes("-", src)                 // from bytes, under a name
//	diag.NewWriter(os.Stderr, report.Sources, color).WriteList(report.Diagnostics)
//	diag.WriteJSON(os.Stdout, report.Diagnostics, report.Sources)
//	if network == nil { … }                                    // there were errors
//	network.WriteJSON(os.Stdout); network.WriteText(os.Stdout) // config --json, config

// Report is what a reading of a network file found.
type Report struct {
	Diagnostics diag.List         // in order of file and place; warnings appear also when the load succeeds
	Sources     map[string][]byte // the files read, by the name that Diagnostics use

	// Declared is what the file declares as far as it could be read: the
	// network itself, or where there are errors a part of it, for editors.
	// Nothing may be built from it. It is nil where the file could not be read.
	Declared *Network
}

// An Option changes how a file is read.
type Option func(*loader)

// WithOutput sends what the file prints (puts, p, print) to w instead of the
// standard error stream.
func WithOutput(w io.Writer) Option { return func(l *loader) { l.output = w } }

// WithEnviron gives the file the environment that lookup answers instead of the
// process's own.
func WithEnviron(lookup func(name string) (value string, ok bool)) Option {
	return func(l *loader) { l.environ = lookup }
}

// WithContext ends the reading, with an error in the report, when ctx does.
func WithContext(ctx context.Context) Option { return func(l *loader) { l.context = ctx } }

// WithOverlay asks overlay for the content of a file, by its absolute path,
// before the disk: an editor has files that are not saved yet. Which files may
// be read is as without it.
func WithOverlay(overlay func(path string) (content []byte, ok bool)) Option {
	return func(l *loader) { l.overlay = overlay }
}

// WithFolders lets the file read what is below these folders too, not only
// below its own.
func WithFolders(folders ...string) Option {
	return func(l *loader) { l.folders = append(l.folders, folders...) }
}

// WithoutFiles lets the file read no other.
func WithoutFiles() Option { return func(l *loader) { l.noFiles = true } }

// WithDependentStatements runs the statements too that depend on others with
// syntax mistakes, to fill [Report.Declared]. What is found wrong in them may
// only follow from the mistakes, and is not reported.
func WithDependentStatements() Option { return func(l *loader) { l.dependents = true } }

// loader is one reading in progress.
type loader struct {
	output  io.Writer
	environ func(string) (string, bool)
	context context.Context
	overlay func(string) ([]byte, bool)
	noFiles bool
	folders []string // that may be read, beside the file's own
	compat  Compat
	partial bool // some statements have syntax mistakes, and are not run

	dependents bool // those that depend on them are
	steps      int  // of the interpreter's budget; 0: its default
	report     *Report

	in       *interp.Interp
	file     *syntax.File
	network  *Network
	switches []*switchDeclaration
	hosts    []*hostDeclaration
	links    []*linkDeclaration
	appNames []appName // that event and filter name
	port     uint16    // of the last port directive
	old      bool      // it says what only Trema 0.4 took
	given    map[attributeOf]diag.Range
	word     string // the directive or attribute that runs, also where send or an alias calls it

	switchClass, hostClass, appClass *interp.Class
	attributeClasses                 []attributeClass
}

// attributeClass is the class of self in the blocks of what.
type attributeClass struct {
	class *interp.Class
	what  string
}

// MaxFile is the size of the largest network file that is read, in bytes.
const MaxFile = confined.MaxFile

// Load reads the network file of that name. The Network is nil when the report
// has errors; the Report is never nil.
func Load(filename string, opts ...Option) (*Network, *Report) {
	src, err := readFile(filename)
	if err != nil {
		return nil, &Report{Diagnostics: diag.List{unreadable(filename, err)}}
	}
	return LoadBytes(filename, src, opts...)
}

// readFile reads a network file, but not an endless one.
func readFile(filename string) ([]byte, error) {
	f, err := os.Open(filename)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, MaxFile+1))
	if err == nil && len(src) > MaxFile {
		err = confined.ErrTooLarge
	}
	return src, err
}

// unreadable says why a network file could not be read, as a finding on the
// file as a whole.
func unreadable(filename string, err error) *diag.Diagnostic {
	d := &diag.Diagnostic{Range: diag.Range{Filename: filename}}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.Summary = fmt.Sprintf("no such file: %s", filename)
		d.Detail = "give the path of a network file; `-` reads it from standard input"
	case errors.Is(err, fs.ErrPermission):
		d.Summary = fmt.Sprintf("may not read %s", filename)
		d.Detail = "its permissions do not allow it"
	default:
		var path *fs.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
		d.Summary = fmt.Sprintf("cannot read %s: %v", filename, err)
	}
	return d
}

// LoadBytes reads src as a network file under a name: "-" for standard input.
// Files that it requires are looked for in the folder of filename.
func LoadBytes(filename string, src []byte, opts ...Option) (*Network, *Report) {
	l := &loader{
		output:  os.Stderr,
		environ: os.LookupEnv,
		report:  &Report{Sources: map[string][]byte{filename: src}},
	}
	for _, o := range opts {
		o(l)
	}
	network := l.load(filename, src)
	l.report.Diagnostics.Sort()
	if l.report.Diagnostics.HasErrors() {
		return nil, l.report
	}
	return network, l.report
}

// load reads src, runs it and resolves what it declares.
func (l *loader) load(filename string, src []byte) *Network {
	if len(src) > MaxFile {
		l.report.Diagnostics = diag.List{unreadable(filename, confined.ErrTooLarge)}
		return nil
	}
	file, list := syntax.Parse(filename, src)
	l.report.Diagnostics = list
	l.network = &Network{File: filename}
	l.partial = list.HasErrors()
	if l.partial {
		l.output = io.Discard // Ruby would not run the file at all
	}
	options := interp.Options{
		Output:  l.output,
		Environ: l.environ,
		Context: l.context,
		Folder:  os.Getwd,
		Steps:   l.steps,
	}
	if !l.noFiles {
		files := confined.New("network file", filepath.Dir(filename), l.folders, l.overlay)
		defer files.Close()
		options.Files = files
	}
	l.in = interp.New(options)
	l.defineDirectives()
	sound := file.Statements
	if l.partial {
		l.defineMisplaced()
		sound = independent(file, l.in.Knows)
		if !l.dependents {
			file.Statements = sound
		}
	}
	l.file = file
	l.in.Run(file)
	l.resolve()
	found := l.in.Found()
	if l.partial {
		found = within(found, file, sound)
	}
	l.report.Diagnostics = append(list, found...)
	for name, src := range l.in.Sources {
		l.report.Sources[name] = src
	}
	l.report.Declared = l.network
	return l.network
}

// finding reports something about a place and returns it for more.
func (l *loader) finding(s diag.Severity, r diag.Range, detail, format string, args ...any) *diag.Diagnostic {
	d := &diag.Diagnostic{Severity: s, Summary: fmt.Sprintf(format, args...), Detail: detail, Range: r}
	l.in.Report(d)
	return d
}

func (l *loader) errorf(r diag.Range, detail, format string, args ...any) *diag.Diagnostic {
	return l.finding(diag.Error, r, detail, format, args...)
}

func (l *loader) warnf(r diag.Range, detail, format string, args ...any) *diag.Diagnostic {
	return l.finding(diag.Warning, r, detail, format, args...)
}
