// Package interp runs the small Ruby of network files.
//
// A file is compiled to closures, with its local variables resolved to slots,
// and then run. Everything is an object with a class: the built-in types have
// their methods in tables, one file a type, and a host adds classes of its own
// with [Interp.NewClass]. Blocks are closures; a host runs one with another self
// by [Interp.Eval], which is all that a directive with attributes needs.
//
// The package promises that a program ends (it has a budget of steps, of memory
// and of depth), that it reaches nothing of the system but what [Options] hands
// it, and that what it does not know is an error at its place and never a wrong
// value. It knows nothing of networks.
package interp

import (
	"context"
	"io"

	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/dsl/syntax"
)

// Files is what a program may read.
type Files interface {
	// ReadFile returns the content of a file. It refuses, with an error that
	// says why, what lies outside the folder that the program may read.
	ReadFile(name string) ([]byte, error)
	// Exists reports whether there is such a file or folder; the error is as
	// for ReadFile.
	Exists(name string) (bool, error)
}

// Options are what a program is given. The zero value gives it nothing, and
// limits as noted.
type Options struct {
	Output  io.Writer                         // what puts, print and p write to; nil: nowhere
	Environ func(name string) (string, bool)  // ENV; nil: empty
	Files   Files                             // nil: none can be read
	Folder  func() (folder string, err error) // the working directory, for File.expand_path
	Context context.Context                   // ends the program when it does; nil: never

	Steps  int // calls and turns of loops; 0: DefaultSteps
	Memory int // bytes that strings and collections may take; 0: DefaultMemory
	Depth  int // calls inside each other; 0: DefaultDepth

	// Noun is what messages call the program: "network file" where it is "".
	Noun string
	// CheckLater leaves it to CheckNames to look for names that nothing defines:
	// what a file does not define itself may come from one that loads it.
	CheckLater bool
	// Library returns the text of a library that is a part of the language: a
	// require of its name, or the first mention of a constant that it defines,
	// runs it. It may be nil.
	Library func(name string) (src []byte, ok bool)
}

// What a program may use up where Options say nothing.
const (
	DefaultSteps  = 5_000_000
	DefaultMemory = 64 << 20
	DefaultDepth  = 10_000
)

// Interp is an interpreter. It is not safe for concurrent use.
type Interp struct {
	Main    *Object           // self at the top of a file
	Sources map[string][]byte // the files read, by name

	options   Options
	classes   classes
	constants map[string]Value
	tables    []*table
	hosts     []*Class // made by NewClass
	globals   map[string]*global
	loaded    map[string]bool
	found     diag.List
	reported  map[foundKey]bool
	counts    [2]int // of errors, and of warnings and notes
	random    *generator
	source    []byte // of the first file: its text seeds the random numbers

	site      *Site       // the call that runs
	running   *activation // what it is a part of
	current   *Coroutine  // that runs; nil for the program itself
	programs  []*program  // the files compiled
	steps     int
	nextCheck int  // what steps is when the limits are looked at again
	full      bool // more was found wrong than is reported
	memory    int
	depth     int
	rescues   int           // how many rescue clauses are around what runs
	ids       map[Value]Int // given out by object_id
	cursors   []*cursor     // of Enumerators whose next was called
	lastID    Int
	redefined bool // an operator of Integer is the program's own
	version   int  // counts changes of classes; sites forget what they found
	extras    map[Value]*extra
	shapes    shape           // that of no instance variables
	failed    error           // of a method that a built-in one had to call and has no way to return
	named     map[string]bool // the methods that the program defined
	later     map[string]bool // names that it may define yet
	dynamic   bool            // it answers to names that nothing tells
	renames   int             // counts changes of constants
}

// global is a global variable.
type global struct{ value Value }

// New returns an interpreter.
func New(o Options) *Interp {
	in := &Interp{
		options: o,
		Sources: map[string][]byte{},
		globals: map[string]*global{},
		named:   map[string]bool{},
		lastID:  8, // nil's own
		running: &activation{},
		loaded:  map[string]bool{},

		reported: map[foundKey]bool{},
		steps:    o.Steps,
		memory:   o.Memory,
	}
	if in.steps == 0 {
		in.steps = DefaultSteps
	}
	if in.memory == 0 {
		in.memory = DefaultMemory
	}
	if in.options.Noun == "" {
		in.options.Noun = "network file"
	}
	if in.options.Depth == 0 {
		in.options.Depth = DefaultDepth
	}
	in.nextCheck = max(0, in.steps-stepsBetweenChecks)
	in.makeClasses()
	path := NewArray()
	in.global("$LOAD_PATH").value = path
	in.globals["$:"] = in.globals["$LOAD_PATH"]
	in.global("$PROGRAM_NAME").value = NewString("trema-ns")
	in.globals["$0"] = in.globals["$PROGRAM_NAME"]
	return in
}

// global returns the global variable of that name, which begins to exist.
func (in *Interp) global(name string) *global {
	g := in.globals[name]
	if g == nil {
		g = &global{}
		in.globals[name] = g
	}
	return g
}

// Found returns everything reported so far.
func (in *Interp) Found() diag.List { return in.found }

// Site returns the call that a native method runs for. A method that calls back
// into the program must ask before it does.
func (in *Interp) Site() *Site { return in.site }

// Run runs a file at the top level. What it finds wrong is in Found.
func (in *Interp) Run(f *syntax.File) {
	in.source = f.Source
	in.Sources[f.Name] = f.Source
	defer in.stopCursors()
	_, err := in.runFile(f)
	if err != nil {
		in.ReportError(err)
	}
}

// runFile compiles and runs f.
func (in *Interp) runFile(f *syntax.File) (Value, error) {
	p := compileFile(in, f, false)
	v, err := in.runProgram(p)
	if err == nil && !p.refused && !in.options.CheckLater {
		in.reportUnknownNames(p)
	}
	return v, err
}

// runProgram runs a compiled file.
func (in *Interp) runProgram(p *program) (Value, error) {
	if p.refused {
		return nil, nil
	}
	act := &activation{}
	e := &env{vars: make([]Value, len(p.scope.names)), self: in.Main, act: act}
	before := in.enter(act)
	v, err := p.body(in, e)
	in.leave(before)
	if u, ok := err.(*unwind); ok && u.kind == returning && u.act == act {
		err = nil
	}
	return v, err
}

// Send calls a method of v, whoever may call it.
func (in *Interp) Send(v Value, name string, args ...Value) (Value, error) {
	return in.SendBlock(v, name, nil, args...)
}

// SendBlock is Send with a block.
func (in *Interp) SendBlock(v Value, name string, block *Proc, args ...Value) (Value, error) {
	r, err := in.send(v, name, args, block)
	if err == nil {
		err, in.failed = in.failed, nil
	}
	return r, err
}

func (in *Interp) send(v Value, name string, args []Value, block *Proc) (Value, error) {
	m := in.method(v, name)
	if m == nil {
		return in.missing(v, name, args, block, func() error { return in.undefined(v, name, false, false) })
	}
	if err := in.tick(in.site); err != nil {
		return nil, err
	}
	if err := in.descend(); err != nil {
		return nil, err
	}
	r, err := in.invoke(m, v, args, block)
	in.ascend()
	return r, err
}

// call calls the method that site names, for the object caller.
func (in *Interp) call(s *Site, caller, self Value, args []Value, block *Proc) (Value, error) {
	if err := in.tick(s); err != nil {
		return nil, err
	}
	class := in.classOf(self)
	m := s.found
	if s.class != class || s.version != in.version {
		m = class.find(s.method)
		s.class, s.found, s.version = class, m, in.version
	}
	if m == nil || m.visibility != public && !s.bare {
		if m == nil || !in.mayCall(m, caller) {
			in.site = s
			v, err := in.missing(self, s.method, args, block, in.cannotCall(m, s, self, args, block))
			return v, in.at(s, err)
		}
	}
	in.site = s
	v, err := in.invoke(m, self, args, block)
	if err != nil {
		if r, ok := err.(*Raise); ok && m.def != nil && r.Place != nil && r.Place != s {
			r.trace = append(r.trace, s)
		}
		return v, in.at(s, err)
	}
	return v, nil
}

// at gives err a place if it has none.
func (in *Interp) at(s *Site, err error) error {
	switch err := err.(type) {
	case *Raise:
		if err.Place == nil && !s.library {
			err.Place = s
		}
	case *Fatal:
		if err.Place == nil {
			err.Place = s
		}
	}
	return err
}

// invoke runs m.
func (in *Interp) invoke(m *Method, self Value, args []Value, block *Proc) (Value, error) {
	switch {
	case m.def != nil:
		return in.callFunction(m, self, args, block)
	case m.proc != nil:
		return in.callDefined(m, self, args, block)
	}
	if len(args) < m.Min || m.Max >= 0 && len(args) > m.Max {
		return nil, in.wrongCount(len(args), m.Min, m.Max)
	}
	if m.enumerates && block == nil {
		return &Enumerator{receiver: self, method: m.Name, args: append([]Value(nil), args...)}, nil
	}
	if m.charged {
		if err := in.charge(m, self, args); err != nil {
			return nil, err
		}
	}
	v, err := m.native(in, self, args, block)
	if m.charged && err == nil && v != self {
		err = in.grow(sizeOf(v))
	}
	if in.failed != nil {
		if err == nil {
			err = in.failed
		}
		in.failed = nil
	}
	return v, err
}

// fail keeps an error of what a built-in method had to call where it cannot
// return one; it comes out of the built-in method in the end.
func (in *Interp) fail(err error) {
	if in.failed == nil {
		in.failed = err
	}
}

// callFunction runs a method written in Ruby.
func (in *Interp) callFunction(m *Method, self Value, args []Value, block *Proc) (Value, error) {
	if err := in.descend(); err != nil {
		return nil, err
	}
	v, err := in.runFunction(m, self, args, block)
	in.ascend()
	return v, err
}

func (in *Interp) runFunction(m *Method, self Value, args []Value, block *Proc) (Value, error) {
	f := m.def
	e := newEnv(f)
	act := &e.call
	*act = activation{block: block, method: m, lexical: m.lexical}
	e.self, e.act = self, act
	defer in.leave(in.enter(act))
	if err := in.bind(f.params, e, args, block, true); err != nil {
		return nil, err
	}
	v, err := f.body(in, e)
	if u, ok := err.(*unwind); ok && u.kind == returning && u.act == act {
		v, err = u.value, nil
	}
	f.release(e)
	return v, err
}

// descend counts a call inside another.
func (in *Interp) descend() error {
	if err := in.tick(nil); err != nil {
		return err
	}
	if in.depth >= in.options.Depth {
		return &Fatal{Summary: "calls are nested too deeply", Detail: "does a method call itself without an end?"}
	}
	in.depth++
	return nil
}

func (in *Interp) ascend() { in.depth-- }

// Eval runs a block with self as its self, as instance_eval does.
func (in *Interp) Eval(block *Proc, self Value, args ...Value) (Value, error) {
	return in.evalFor(block, self, definesAlone, args)
}

// evalFor runs a block with another self; what it defines goes where defines
// says.
func (in *Interp) evalFor(block *Proc, self Value, defines definer, args []Value) (Value, error) {
	p := *block
	p.self, p.defines = self, defines
	v, err := in.callProc(&p, args, nil)
	if u, ok := err.(*unwind); ok && u.kind == breaking && u.proc == &p {
		u.proc = block // break leaves the method that got the block
	}
	return v, err
}
