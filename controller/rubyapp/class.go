package rubyapp

import (
	"strings"

	"github.com/trema-ns/trema-ns/dsl/interp"
)

// value is a value of the program.
type value = interp.Value

// native is a method in Go. a is the running program; args must not be kept.
type native func(a *App, self value, args []value, block *interp.Proc) (value, error)

// method is a row of a class's table.
type method struct {
	names    string // several mean the same
	does     string // for the page of controllers
	min, max int    // arguments; max is -1 where there is no limit
	call     native
}

// class is a class of Trema's interface.
type class struct {
	name    string // with the modules that it stands in: "Arp::Request"
	alias   string // another name, without modules
	super   string // "" is Object
	does    string
	own     []method // of the class itself
	methods []method
	module  bool
	// made says that programs make objects of it by new and initialize; the
	// others have a new of their own, or none.
	made bool
}

// classes are those of a generation, by the name in their table.
type classes map[string]*interp.Class

// define adds the classes of a table to both of the modules that Trema's names
// are found in, Trema and Pio, and so to the top level, which includes them.
func (a *App) define(tables [][]class) {
	for _, table := range tables {
		for _, c := range table {
			a.defineClass(c)
		}
	}
}

func (a *App) defineClass(c class) {
	k := a.classes[c.name]
	if k == nil {
		k = a.newClass(c)
	}
	a.addMethods(k, c.methods)
	for _, m := range c.own {
		for name := range strings.FieldsSeq(m.names) {
			k.DefineOwn(name, m.min, m.max, a.bind(m.call))
		}
	}
}

// addMethods gives a class the methods of a table.
func (a *App) addMethods(k *interp.Class, table []method) {
	for _, m := range table {
		for name := range strings.FieldsSeq(m.names) {
			k.Define(name, m.min, m.max, a.bind(m.call))
		}
	}
}

func (a *App) newClass(c class) *interp.Class {
	var k *interp.Class
	switch {
	case c.module:
		k = a.in.NewModule(c.name)
	default:
		k = a.in.NewClass(c.name, a.classes[c.super])
		if c.made {
			k.Allocate = allocate
		}
	}
	a.classes[c.name] = k
	if c.alias != "" && c.alias != c.name {
		a.trema.SetConstant(c.alias, k)
		a.pio.SetConstant(c.alias, k)
	}
	within, base := "", c.name
	if i := strings.LastIndex(c.name, "::"); i >= 0 {
		within, base = c.name[:i], c.name[i+2:]
	}
	if within != "" {
		a.classes[within].SetConstant(base, k)
		return k
	}
	a.trema.SetConstant(base, k)
	a.pio.SetConstant(base, k)
	return k
}

// bind makes a method of the interpreter's of one of ours.
func (a *App) bind(call native) interp.Native {
	return func(_ *interp.Interp, self value, args []value, block *interp.Proc) (value, error) {
		return call(a, self, args, block)
	}
}

func allocate(in *interp.Interp, c *interp.Class) (value, error) {
	return &interp.Object{Class: c}, in.Grow(objectSize)
}

// objectSize is what an object of ours is charged with.
const objectSize = 256

// object makes an object of the class of that name.
func (a *App) object(class string, data any) *interp.Object {
	return &interp.Object{Class: a.classes[class], Data: data}
}

// data returns what a host's object holds, if v is one with a T.
func data[T any](v value) (t T, ok bool) {
	if o, isObject := v.(*interp.Object); isObject {
		t, ok = o.Data.(T)
	}
	return t, ok
}

// get makes a method without arguments of a function of what the receiver holds.
func get[T any](f func(a *App, t T) value) native {
	return func(a *App, self value, _ []value, _ *interp.Proc) (value, error) {
		t, ok := data[T](self)
		if !ok {
			return nil, a.in.Errorf("TypeError", "this is called on %s", a.in.Describe(self))
		}
		return f(a, t), nil
	}
}

// keywords returns the hash that is the last of args, or an empty one.
func keywords(args []value) *interp.Hash {
	if n := len(args); n > 0 {
		if h, ok := args[n-1].(*interp.Hash); ok {
			return h
		}
	}
	return noOptions
}

var noOptions = interp.NewHash()

// argumentError is an ArgumentError.
func (a *App) argumentError(format string, args ...any) error {
	return a.in.Errorf("ArgumentError", format, args...)
}

// text returns v, a String or Symbol, as text.
func (a *App) text(v value) (string, error) {
	switch v := v.(type) {
	case *interp.String:
		return v.String(), nil
	case interp.Symbol:
		return string(v), nil
	}
	return a.in.Text(v)
}

// number returns the Integer v, which has to be from 0 to most.
func (a *App) number(v value, what string, most uint64) (uint64, error) {
	n, ok := interp.ToUint(v)
	if !ok {
		return 0, a.argumentError("%s is a number, not %s", what, a.in.Inspect(v))
	}
	if n > most {
		return 0, a.argumentError("%s is at most %d, not %d", what, most, n)
	}
	return n, nil
}

// str returns text as a String.
func str(s string) value { return interp.NewString(s) }

// integer returns n as an Integer.
func integer[T ~uint8 | ~uint16 | ~uint32 | ~int](n T) value { return interp.Int(n) }

// symbol returns the name of a method or the like.
func (a *App) symbol(v value) (string, error) {
	switch v := v.(type) {
	case interp.Symbol:
		return string(v), nil
	case *interp.String:
		return v.String(), nil
	}
	return "", a.argumentError("%s is not a name", a.in.Inspect(v))
}
