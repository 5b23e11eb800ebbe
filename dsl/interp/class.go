package interp

import (
	"maps"
	"slices"
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
	proc       *Proc    // given to define_method
	lexical    *lexical // where def looks for constants
	owner      *Class
	home       *Class // where super goes on from
	visibility visibility
	undefined  bool // there is none of that name, whatever classes above have
}

// visibility says who may call a method.
type visibility int

const (
	public         visibility = iota
	protected                 // only objects of the same class
	private                   // only the object itself
	moduleFunction            // private, and public for the module itself
)

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
	private bool   // only the object itself calls them
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
				m := &Method{Name: n, Min: r.min, Max: r.max, native: r.native, enumerates: bool(r.block), charged: !bool(r.block) && !free[n], quick: quick[n]}
				if t.private || isAlwaysPrivate(n) {
					m.visibility = private
				}
				t.index[n] = m
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
	// Allocate makes what new is to initialize: an object of class c, which is
	// this class or one below it. Without it, here and above, there is no new.
	Allocate func(in *Interp, c *Class) (Value, error)

	in        *Interp
	module    bool
	attached  Value  // of a singleton class: the object whose class it is
	meta      *Class // the class of the class itself, when it was needed
	native    *table // built-in instance methods
	singleton *table // built-in methods of the class itself
	includes  []*Class
	prepends  []*Class
	methods   map[string]*Method // defined by the program or by the host
	constants map[string]Value
	hidden    map[string]bool  // the private ones among constants
	shared    map[string]Value // class variables
	own       variables        // instance variables of the class itself
	members   *structShape     // of a class that Struct.new made
	opening   visibility       // of the methods that are being defined
	frozen    bool

	line         []*Class // ancestors, as of lineVersion
	lineVersion  int
	cache        map[string]*Method // found, as of cacheVersion
	cacheVersion int
}

// NewClass makes a class for objects of the host. Programs make none of them,
// unless it gets an Allocate.
func (in *Interp) NewClass(name string, super *Class) *Class {
	c := in.newClass(name, super)
	c.Allocate = cannotAllocate
	in.hosts = append(in.hosts, c)
	return c
}

// newClass makes a class below super, or below Object.
func (in *Interp) newClass(name string, super *Class) *Class {
	if super == nil {
		super = in.classes.Object
	}
	return &Class{Name: name, Super: super, in: in}
}

// Define gives c a method written in Go. It takes min to max arguments; max is
// -1 where there is no limit.
func (c *Class) Define(name string, min, max int, native Native) {
	c.define(name, &Method{Name: name, Min: min, Max: max, native: native, owner: c, home: c})
	c.in.named[name] = true
}

// DefineOwn gives c itself such a method: c.name.
func (c *Class) DefineOwn(name string, min, max int, native Native) {
	c.singletonClass().Define(name, min, max, native)
}

func (c *Class) define(name string, m *Method) {
	if c.methods == nil {
		c.methods = map[string]*Method{}
	}
	c.methods[name] = m
	c.in.version++
}

// Methods returns the names of the methods that c itself was given, sorted.
func (c *Class) Methods() []string {
	names := make([]string, 0, len(c.methods))
	for n, m := range c.methods {
		if !m.undefined {
			names = append(names, n)
		}
	}
	sort.Strings(names)
	return names
}

// find returns the instance method of that name, or nil.
func (c *Class) find(name string) *Method {
	if c.cacheVersion != c.in.version || c.cache == nil {
		c.cache, c.cacheVersion = map[string]*Method{}, c.in.version
	}
	if m, ok := c.cache[name]; ok {
		return m
	}
	m, _ := c.findAfter(nil, name)
	if m != nil {
		c.cache[name] = m
	}
	return m
}

// findAfter returns the method of that name that stands behind the class after
// among the ancestors of c, and the class that has it. Without after it is the
// first.
func (c *Class) findAfter(after *Class, name string) (*Method, *Class) {
	line := c.ancestors()
	if after != nil {
		line = line[slices.Index(line, after)+1:]
	}
	for _, k := range line {
		if m := k.ownMethod(name); m != nil {
			if m.undefined {
				return nil, nil
			}
			return m, k
		}
	}
	return nil, nil
}

// ownMethod returns the instance method of that name that c itself has.
func (c *Class) ownMethod(name string) *Method {
	if m := c.methods[name]; m != nil {
		return m
	}
	return c.native.find(name)
}

// methodNames lists the names that a value of class c answers to.
func (c *Class) methodNames() []string {
	var names []string
	for _, k := range c.ancestors() {
		names = append(names, k.Methods()...)
		names = append(names, k.native.names()...)
	}
	return names
}

// method finds the method of v of that name.
func (in *Interp) method(v Value, name string) *Method { return in.classOf(v).find(name) }

// classes are the built-in classes.
type classes struct {
	BasicObject, Object, Module, Class, Nil, True, False, Integer, Float, String, Symbol, Array, Hash, Range, Proc, Method, UnboundMethod,
	Enumerator, Lazy, Regexp, MatchData, Struct, Random, IPAddr, Kernel, Math, File, Comparable, Enumerable, Numeric,
	Exception *Class
}

// makeClasses makes the built-in classes and their constants.
func (in *Interp) makeClasses() {
	c := &in.classes
	in.constants = make(map[string]Value, 80)
	class := func(name string, super *Class, native, singleton *table, includes ...*Class) *Class {
		k := &Class{Name: name, Super: super, in: in, native: native, singleton: singleton, includes: includes}
		in.constants[name] = k
		in.tables = append(in.tables, native, singleton)
		return k
	}
	module := func(name string, native, singleton *table) *Class {
		k := class(name, nil, native, singleton)
		k.module = true
		return k
	}
	// without makes a class whose objects new does not make.
	without := func(k *Class) *Class {
		k.Allocate = cannotAllocate
		return k
	}
	c.Kernel = module("Kernel", kernelTable, kernelModuleTable)
	c.Comparable = module("Comparable", comparableTable, nil)
	c.Enumerable = module("Enumerable", enumerableTable, nil)
	c.Math = module("Math", nil, mathTable)
	c.BasicObject = class("BasicObject", nil, basicObjectTable, nil)
	c.BasicObject.Allocate = allocateObject
	c.Object = class("Object", c.BasicObject, objectTable, nil, c.Kernel)
	c.Object.constants = in.constants
	c.Module = class("Module", c.Object, moduleTable, moduleClassTable)
	c.Class = class("Class", c.Module, classTable, classClassTable)
	c.Nil = without(class("NilClass", c.Object, nilTable, nil))
	c.True = without(class("TrueClass", c.Object, boolTable, nil))
	c.False = without(class("FalseClass", c.Object, boolTable, nil))
	c.Numeric = class("Numeric", c.Object, numericTable, nil, c.Comparable)
	c.Integer = without(class("Integer", c.Numeric, integerTable, integerClassTable))
	c.Float = without(class("Float", c.Numeric, floatTable, nil))
	c.String = class("String", c.Object, stringTable, stringClassTable, c.Comparable)
	c.Symbol = without(class("Symbol", c.Object, symbolTable, nil, c.Comparable))
	c.Array = class("Array", c.Object, arrayTable, arrayClassTable, c.Enumerable)
	c.Hash = class("Hash", c.Object, hashTable, hashClassTable, c.Enumerable)
	c.Range = class("Range", c.Object, rangeTable, rangeClassTable, c.Enumerable)
	c.Proc = class("Proc", c.Object, procTable, procClassTable)
	c.Method = without(class("Method", c.Object, methodTable, nil))
	c.UnboundMethod = without(class("UnboundMethod", c.Object, unboundMethodTable, nil))
	c.Enumerator = class("Enumerator", c.Object, enumeratorTable, enumeratorClassTable, c.Enumerable)
	c.Lazy = without(class("Enumerator::Lazy", c.Object, lazyTable, nil, c.Enumerable))
	c.Enumerator.constants = map[string]Value{"Lazy": c.Lazy}
	c.Regexp = class("Regexp", c.Object, regexpTable, regexpClassTable)
	c.MatchData = without(class("MatchData", c.Object, matchTable, nil))
	c.Struct = class("Struct", c.Object, structTable, structClassTable, c.Enumerable)
	c.Random = class("Random", c.Object, randomTable, randomClassTable)
	c.IPAddr = class("IPAddr", c.Object, ipaddrTable, ipaddrClassTable, c.Comparable)
	c.File = without(class("File", c.Object, nil, fileTable))
	c.Exception = class("Exception", c.Object, exceptionTable, exceptionClassTable)
	c.Exception.Allocate = allocateException
	for _, e := range exceptionTree {
		class(e.name, in.constants[e.super].(*Class), nil, nil)
	}
	for _, k := range []*Class{c.String, c.Array, c.Hash} {
		k.Allocate = allocateNative
	}
	c.Struct.Allocate = allocateStruct
	in.addInitializers()
	c.Float.constants = floatConstants
	c.Integer.constants = map[string]Value{}
	c.Math.constants = maps.Clone(mathConstants)
	c.Math.constants["DomainError"] = in.constants["Math::DomainError"]
	in.constants["ENV"] = &Object{Class: without(class("ENV", c.Object, environTable, nil))}
	in.constants["ARGV"] = &Array{frozen: true}
	in.constants["RUBY_VERSION"] = &String{s: "3.1.0", frozen: true}
	in.Main = &Object{Class: c.Object}
}
