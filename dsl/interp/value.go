package interp

import (
	"math/big"
	"strings"
)

// Value is a Ruby value: nil for nil, bool, Int, *big.Int for what does not fit,
// Float, *String, Symbol, *Array, *Hash, *Range, *Proc, *Class, *Object and a
// few more that the methods of this package make.
type Value any

// Int is an Integer of 64 bits. Arithmetic that leaves them gives a *big.Int,
// and never leaves one that would fit.
type Int int64

// Float is a Float.
type Float float64

// Symbol is a Symbol.
type Symbol string

// String is a String. Ruby's can be changed in place, so it is a pointer.
type String struct {
	s      string
	tail   []byte // appended and not yet joined to s
	frozen bool
}

// NewString returns a new String.
func NewString(s string) *String { return &String{s: s} }

// String returns the text.
func (s *String) String() string {
	if len(s.tail) > 0 {
		s.s += string(s.tail)
		s.tail = s.tail[:0]
	}
	return s.s
}

// set changes the text.
func (s *String) set(text string) { s.s, s.tail = text, nil }

// add appends text; a run of additions costs one copy.
func (s *String) add(text string) { s.tail = append(s.tail, text...) }

// Array is an Array.
type Array struct {
	Elems  []Value
	class  *Class // where it is below Array
	frozen bool
}

// NewArray returns a new Array of elems, which it keeps.
func NewArray(elems ...Value) *Array { return &Array{Elems: elems} }

func (a *Array) elems() []Value {
	if a == nil {
		return nil
	}
	return a.Elems
}

// Range is a Range.
type Range struct {
	Low, High Value
	Exclusive bool
}

// Object is an instance of a class that has no representation of its own.
type Object struct {
	Class  *Class
	Data   any // what a native class keeps there
	own    variables
	id     Int // of object_id, when it was asked for
	frozen bool
}

// Get returns the instance variable of that name, with its @.
func (o *Object) Get(name string) Value { return o.own.get(name) }

// Set sets the instance variable of that name, with its @.
func (o *Object) Set(name string, v Value) { o.Class.in.fail(o.own.set(o.Class.in, name, v)) }

// Truthy reports whether v counts as true: everything but nil and false.
func Truthy(v Value) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	}
	return true
}

// integer returns b as an Int where it fits.
func integer(b *big.Int) Value {
	if b.IsInt64() {
		return Int(b.Int64())
	}
	return b
}

// bigOf returns the Integer v as a big.Int.
func bigOf(v Value) *big.Int {
	switch v := v.(type) {
	case Int:
		return big.NewInt(int64(v))
	case *big.Int:
		return v
	}
	return nil
}

func isInteger(v Value) bool {
	switch v.(type) {
	case Int, *big.Int:
		return true
	}
	return false
}

// classOf returns the class of v.
func (in *Interp) classOf(v Value) *Class {
	switch v := v.(type) {
	case nil:
		return in.classes.Nil
	case bool:
		if v {
			return in.classes.True
		}
		return in.classes.False
	case Int, *big.Int:
		return in.classes.Integer
	case Float:
		return in.classes.Float
	case *String:
		return in.classOr(v, nil, in.classes.String)
	case Symbol:
		return in.classes.Symbol
	case *Array:
		return in.classOr(v, v.class, in.classes.Array)
	case *Hash:
		return in.classOr(v, v.class, in.classes.Hash)
	case *Range:
		return in.classOr(v, nil, in.classes.Range)
	case *Proc:
		return in.classOr(v, nil, in.classes.Proc)
	case *Object:
		return v.Class
	case *Class:
		return v.singletonClass()
	case *Enumerator:
		return in.classes.Enumerator
	case *Lazy:
		return in.classes.Lazy
	case *Regexp:
		return in.classes.Regexp
	case *MatchData:
		return in.classes.MatchData
	case *BoundMethod:
		return in.classes.Method
	case *UnboundMethod:
		return in.classes.UnboundMethod
	}
	return in.classes.Object
}

// classOr returns the class of v alone if it has one, else below, else usual.
func (in *Interp) classOr(v Value, below, usual *Class) *Class {
	if len(in.extras) > 0 {
		if x := in.extras[v]; x != nil && x.class != nil {
			return x.class
		}
	}
	if below != nil {
		return below
	}
	return usual
}

// describe names v for a message: "nil", "an Integer".
func (in *Interp) describe(v Value) string {
	switch v := v.(type) {
	case nil:
		return "nil"
	case bool:
		if v {
			return "true"
		}
		return "false"
	case *Class:
		return in.nameOf(v)
	}
	return article(in.nameOf(in.classOf(v).real()))
}

// article puts a or an before a noun.
func article(noun string) string {
	if noun != "" && strings.IndexByte("AEIOaeio", noun[0]) >= 0 {
		return "an " + noun
	}
	return "a " + noun
}

// frozen reports whether v may not be changed.
func frozen(v Value) bool {
	switch v := v.(type) {
	case *String:
		return v.frozen
	case *Array:
		return v.frozen
	case *Hash:
		return v.frozen
	case *Object:
		return v.frozen
	case *Class:
		return v.frozen
	case *Proc, *Enumerator, *MatchData:
		return false
	}
	return true
}
