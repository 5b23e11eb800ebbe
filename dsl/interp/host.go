package interp

import (
	"fmt"
	"math"
	"math/big"
	"slices"

	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/dsl/syntax"
)

// This file is what a host builds its own part of the language with, beside
// [Interp.NewClass] and [Class.Define].

// Valued is implemented by the Data of a host's objects that are values: two of
// them are equal, and the same key of a Hash, where their keys are ==.
type Valued interface{ Key() any }

func isValued(o *Object) bool {
	_, ok := o.Data.(Valued)
	return ok
}

// NewModule makes a module for the host's methods and constants.
func (in *Interp) NewModule(name string) *Class {
	m := in.newModule()
	m.Name = name
	in.hosts = append(in.hosts, m)
	return m
}

// Include gives the objects of c the methods and constants of a module.
func (c *Class) Include(module *Class) {
	c.in.mustNot(c.in.include(c, module, false))
}

// Extend gives c itself the methods of a module.
func (c *Class) Extend(module *Class) {
	c.in.mustNot(c.in.include(c.singletonClass(), module, false))
}

// mustNot keeps an error of what the host does while nothing of the program
// runs; the program's first call ends with it.
func (in *Interp) mustNot(err error) {
	if err != nil {
		in.fail(err)
	}
}

// NewException makes a class of exceptions below StandardError.
func (in *Interp) NewException(name string) *Class {
	return &Class{Name: name, Super: in.constants["StandardError"].(*Class), in: in}
}

// SetConstant sets the constant c::name.
func (c *Class) SetConstant(name string, v Value) {
	c.in.mustNot(c.in.setConstant(c, name, v))
}

// Class returns the class or module that a constant of the top level is, such as
// the built-in Integer; nil if it is none.
func (in *Interp) Class(name string) *Class {
	c, _ := in.constants[name].(*Class)
	return c
}

// ClassOf returns the class of v.
func (in *Interp) ClassOf(v Value) *Class { return in.classOf(v).real() }

// IsA reports whether v is an object of c or of a class below it.
func (in *Interp) IsA(v Value, c *Class) bool { return in.isA(v, c) }

// Below reports whether c is other, or a class below it.
func (c *Class) Below(other *Class) bool { return c.inherits(other) }

// Text returns v as to_s makes it.
func (in *Interp) Text(v Value) (string, error) { return in.toS(v) }

// Equal reports whether a == b.
func (in *Interp) Equal(a, b Value) (bool, error) { return in.equal(a, b) }

// Describe names v for a message: "nil", "an Integer".
func (in *Interp) Describe(v Value) string { return in.describe(v) }

// Method is how a host finds a method of v, whoever may call it: its arity, as
// Ruby counts it, and whether the program has defined it.
func (in *Interp) Method(v Value, name string) (arity int, own, ok bool) {
	m := in.method(v, name)
	if m == nil {
		return 0, false, false
	}
	return m.arity(), m.def != nil || m.proc != nil, true
}

// Uint returns n as an Integer.
func Uint(n uint64) Value {
	if n <= math.MaxInt64 {
		return Int(n)
	}
	return new(big.Int).SetUint64(n)
}

// ToUint returns the Integer v as a number; it reports false for what is none,
// is negative or needs more than 64 bits.
func ToUint(v Value) (uint64, bool) {
	switch v := v.(type) {
	case Int:
		return uint64(v), v >= 0
	case *big.Int:
		return v.Uint64(), v.IsUint64()
	}
	return 0, false
}

// AddLoadPath appends a folder to $LOAD_PATH.
func (in *Interp) AddLoadPath(folder string) {
	path := in.globals["$LOAD_PATH"].value.(*Array)
	path.Elems = append(path.Elems, NewString(folder))
}

// SetGlobal sets a global variable, such as "$routes".
func (in *Interp) SetGlobal(name string, v Value) { in.global(name).value = v }

// Refill gives the program its budgets of steps and memory again, for the next
// of the calls that a host makes.
func (in *Interp) Refill() {
	in.steps, in.memory = in.options.Steps, in.options.Memory
	if in.steps == 0 {
		in.steps = DefaultSteps
	}
	if in.memory == 0 {
		in.memory = DefaultMemory
	}
	in.nextCheck = max(0, in.steps-stepsBetweenChecks)
	in.depth, in.rescues, in.failed = 0, 0, nil
}

// Used returns the bytes of memory that were charged since the last Refill.
func (in *Interp) Used() int {
	if in.options.Memory == 0 {
		return DefaultMemory - in.memory
	}
	return in.options.Memory - in.memory
}

// Frame is one place of a back-trace.
type Frame struct {
	File   string
	Line   int
	Method string // "" at the top of a file
}

// Trace returns the places of the calls that led to err, innermost first; last
// is the method that the host called.
func (in *Interp) Trace(err error, last string) []Frame {
	var sites []*Site
	switch err := err.(type) {
	case *Raise:
		sites = append([]*Site{err.Place}, err.trace...)
	case *Fatal:
		sites = []*Site{err.Place}
	default:
		sites = []*Site{in.site}
	}
	sites = slices.DeleteFunc(sites, func(s *Site) bool { return s == nil || s.library })
	var frames []Frame
	for i, s := range sites {
		method := last
		if i+1 < len(sites) {
			method = sites[i+1].method
		}
		at := s.Range()
		frames = append(frames, Frame{at.Filename, at.Start.Line, method})
	}
	return frames
}

// Explain puts an error of the program into words for its author.
func (in *Interp) Explain(err error) *diag.Diagnostic { return in.diagnostic(err) }

// RunLibrary runs a part of the language that is written in it.
func (in *Interp) RunLibrary(name string, src []byte) error {
	f, list := syntax.Parse(name, src)
	if list.HasErrors() {
		return fmt.Errorf("%s: %w", name, list[0])
	}
	site := in.site
	_, err := in.runProgram(compileFile(in, f, true))
	in.site = site
	return err
}

// Constant returns the constant c::name, nil if there is none.
func (c *Class) Constant(name string) Value { return c.constants[name] }
