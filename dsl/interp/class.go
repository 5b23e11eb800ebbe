package interp

import (
	"maps"
	"sort"
	"strings"
	"sync"
)

// Native is a method written in Go. It gets the receiver, the arguments and the
// block; args belongs to the caller and must not be kept.
type Native func(in *Interp, self Value, args []Value, block *Proc) (Value, error)

// Method is a method of a class.
type Method struct {
	Name       string
	Min, Max   int // number of arguments; Max is -1 where there is no limit
	native     Native
	enumerates bool // without a block it returns an Enumerator
	charged    bool // its work grows with what it is given
	quick      bool // and little with strings
	def        *function
	owner      *Class
}

// builtin is a row of a table of methods. To add a method is to add a row.
type builtin struct {
	names    string // several mean the same
	does     string // what it does, for the page of the language
	example  string // "code # => what it returns", which the tests run
	min, max int
	native   Native
	block    blockUse
}

// blockUse says what a method does that is called without a block.
type blockUse bool

// loops marks the methods that return an Enumerator when they get no block.
const loops blockUse = true

// table is the built-in methods of one type. Its index is made when the first
// of them is called: a short network file calls few.
type table struct {
	rows    []builtin
	outside string // names that Ruby has and a network file does not
	once    sync.Once
	index   map[string]*Method
}

func (t *table) find(name string) *Method {
	if t == nil {
		return nil
	}
	t.once.Do(func() {
		t.index = make(map[string]*Method, len(t.rows))
		for _, r := range t.rows {
			for n := range strings.FieldsSeq(r.names) {
				t.index[n] = &Method{Name: n, Min: r.min, Max: r.max, native: r.native, enumerates: bool(r.block), charged: !bool(r.block) && !free[n], quick: quick[n]}
			}
		}
		for n := range strings.FieldsSeq(t.outside) {
			t.index[n] = &Method{Name: n, Max: -1, native: unavailable(n)}
		}
	})
	return t.index[name]
}

// names returns the names of the methods.
func (t *table) names() []string {
	if t == nil {
		return nil
	}
	var names []string
	for _, r := range t.rows {
		names = append(names, strings.Fields(r.names)...)
	}
	return names
}

// outsideNames returns the names that are known and not part of the language.
func (t *table) outsideNames() []string {
	if t == nil {
		return nil
	}
	return strings.Fields(t.outside)
}

// Class is a class or a module.
type Class struct {
	Name  string
	Super *Class

	// Noun says what the methods of this class are to people who write
	// network files: "directive". Where it is set, a call of an unknown one is
	// reported in those words and the file goes on.
	Noun string
	// Hint says what to do about the unknown method of that name, or nothing.
	Hint func(name string) string

	module    bool
	native    *table // built-in instance methods
	singleton *table // built-in methods of the class itself
	includes  []*table
	methods   map[string]*Method // defined by the program or by the host
	own       map[string]*Method // methods of the class itself defined by the program
	constants map[string]Value
	cache     map[string]*Method
}

// NewClass makes a class for objects of the host.
func (in *Interp) NewClass(name string, super *Class) *Class {
	if super == nil {
		super = in.classes.Object
	}
	c := &Class{Name: name, Super: super}
	in.hosts = append(in.hosts, c)
	return c
}

// Define gives c a method written in Go. It takes min to max arguments; max is
// -1 where there is no limit.
func (c *Class) Define(name string, min, max int, native Native) {
	c.define(name, &Method{Name: name, Min: min, Max: max, native: native, owner: c})
}

func (c *Class) define(name string, m *Method) {
	if c.methods == nil {
		c.methods = map[string]*Method{}
	}
	c.methods[name] = m
	c.cache = nil
}

// Methods returns the names of the methods that c itself was given, sorted.
func (c *Class) Methods() []string {
	names := make([]string, 0, len(c.methods))
	for n := range c.methods {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// find returns the instance method of that name, or nil.
func (c *Class) find(name string) *Method {
	if m, ok := c.cache[name]; ok {
		return m
	}
	var m *Method
	for k := c; k != nil && m == nil; k = k.Super {
		m = k.methods[name]
		if m == nil {
			m = k.native.find(name)
		}
		for i := 0; m == nil && i < len(k.includes); i++ {
			m = k.includes[i].find(name)
		}
	}
	if m != nil && m.def == nil {
		if c.cache == nil {
			c.cache = map[string]*Method{}
		}
		c.cache[name] = m
	}
	return m
}

// findOwn returns the method of that name that c itself answers to.
func (c *Class) findOwn(name string) *Method {
	for k := c; k != nil; k = k.Super {
		if m := k.own[name]; m != nil {
			return m
		}
		if m := k.singleton.find(name); m != nil {
			return m
		}
	}
	return nil
}

// inherits reports whether c is other or below it.
func (c *Class) inherits(other *Class) bool {
	for k := c; k != nil; k = k.Super {
		if k == other {
			return true
		}
	}
	return false
}

// methodNames lists the names that a value of class c answers to.
func (c *Class) methodNames() []string {
	var names []string
	for k := c; k != nil; k = k.Super {
		names = append(names, k.Methods()...)
		for _, t := range append([]*table{k.native}, k.includes...) {
			names = append(names, t.names()...)
		}
	}
	return names
}

// method finds the method of v of that name.
func (in *Interp) method(v Value, name string) *Method {
	if c, ok := v.(*Class); ok {
		if m := c.findOwn(name); m != nil {
			return m
		}
	}
	return in.classOf(v).find(name)
}

// classes are the built-in classes.
type classes struct {
	Object, Module, Class, Nil, True, False, Integer, Float, String, Symbol, Array, Hash, Range, Proc, Method,
	Enumerator, Lazy, Regexp, MatchData, Struct, Random, IPAddr, Kernel, Math, File, Comparable, Enumerable, Numeric,
	Exception *Class
}

// makeClasses makes the built-in classes and their constants.
func (in *Interp) makeClasses() {
	c := &in.classes
	in.constants = make(map[string]Value, 80)
	class := func(name string, super *Class, native, singleton *table, includes ...*table) *Class {
		k := &Class{Name: name, Super: super, native: native, singleton: singleton, includes: includes}
		in.constants[name] = k
		in.tables = append(in.tables, native, singleton)
		return k
	}
	c.Object = class("Object", nil, objectTable, nil, kernelTable)
	c.Module = class("Module", c.Object, moduleTable, nil)
	c.Class = class("Class", c.Module, nil, nil)
	c.Kernel = class("Kernel", nil, nil, kernelTable)
	c.Comparable = class("Comparable", nil, comparableTable, nil)
	c.Enumerable = class("Enumerable", nil, enumerableTable, nil)
	c.Math = class("Math", nil, nil, mathTable)
	c.Kernel.module, c.Comparable.module, c.Enumerable.module, c.Math.module = true, true, true, true
	c.Nil = class("NilClass", c.Object, nilTable, nil)
	c.True = class("TrueClass", c.Object, boolTable, nil)
	c.False = class("FalseClass", c.Object, boolTable, nil)
	c.Numeric = class("Numeric", c.Object, numericTable, nil, comparableTable)
	c.Integer = class("Integer", c.Numeric, integerTable, integerClassTable)
	c.Float = class("Float", c.Numeric, floatTable, nil)
	c.String = class("String", c.Object, stringTable, stringClassTable, comparableTable)
	c.Symbol = class("Symbol", c.Object, symbolTable, nil, comparableTable)
	c.Array = class("Array", c.Object, arrayTable, arrayClassTable, enumerableTable)
	c.Hash = class("Hash", c.Object, hashTable, hashClassTable, enumerableTable)
	c.Range = class("Range", c.Object, rangeTable, rangeClassTable, enumerableTable)
	c.Proc = class("Proc", c.Object, procTable, procClassTable)
	c.Method = class("Method", c.Object, methodTable, nil)
	c.Enumerator = class("Enumerator", c.Object, enumeratorTable, enumeratorClassTable, enumerableTable)
	c.Lazy = class("Enumerator::Lazy", c.Object, lazyTable, nil, enumerableTable)
	c.Enumerator.constants = map[string]Value{"Lazy": c.Lazy}
	c.Regexp = class("Regexp", c.Object, regexpTable, regexpClassTable)
	c.MatchData = class("MatchData", c.Object, matchTable, nil)
	c.Struct = class("Struct", c.Object, structTable, structClassTable, enumerableTable)
	c.Random = class("Random", c.Object, randomTable, randomClassTable)
	c.IPAddr = class("IPAddr", c.Object, ipaddrTable, ipaddrClassTable, comparableTable)
	c.File = class("File", c.Object, nil, fileTable)
	c.Exception = class("Exception", c.Object, exceptionTable, exceptionClassTable)
	for _, e := range exceptionTree {
		class(e.name, in.constants[e.super].(*Class), nil, nil)
	}
	c.Float.constants = floatConstants
	c.Integer.constants = map[string]Value{}
	c.Math.constants = maps.Clone(mathConstants)
	c.Math.constants["DomainError"] = in.constants["Math::DomainError"]
	in.constants["ENV"] = &Object{Class: class("ENV", c.Object, environTable, nil)}
	in.constants["ARGV"] = &Array{frozen: true}
	in.constants["RUBY_VERSION"] = &String{s: "3.1.0", frozen: true}
	in.Main = &Object{Class: c.Object}
}
