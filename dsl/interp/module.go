package interp

import "slices"

// moduleTable is the methods of classes and modules.
var moduleTable = &table{rows: append(append([]builtin{
	{"name", "the name; nil as long as no constant gives it one", `[Integer.name, Class.new.name] # => ["Integer", nil]`,
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			if c := v.(*Class); c.Name != "" && c.attached == nil {
				return &String{s: c.Name, frozen: true}, nil
			}
			return nil, nil
		}, false},
	{"to_s inspect", "the name, or what stands for it", `Integer.to_s # => "Integer"`,
		0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return NewString(in.nameOf(v.(*Class))), nil
		}, false},
	{"===", "whether a value is of that class", `String === "a" # => true`,
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) { return in.isA(a[0], v.(*Class)), nil }, false},
	{"<", "whether it is below another class; nil where they have nothing to do with each other", "[Integer < Numeric, Integer < String] # => [true, nil]",
		1, 1, compareClasses(func(n int) bool { return n < 0 }), false},
	{"<=", "whether it is another class, or below it", "Integer <= Integer # => true",
		1, 1, compareClasses(func(n int) bool { return n <= 0 }), false},
	{">", "whether another class is below it", "Numeric > Integer # => true",
		1, 1, compareClasses(func(n int) bool { return n > 0 }), false},
	{">=", "whether it is another class, or above it", "Numeric >= Integer # => true",
		1, 1, compareClasses(func(n int) bool { return n >= 0 }), false},
	{"<=>", "-1, 0 or 1 as it is below, the same or above; nil where they have nothing to do with each other", "Integer <=> Numeric # => -1",
		1, 1, func(_ *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			c, ok := a[0].(*Class)
			if !ok {
				return nil, nil
			}
			if n, ok := v.(*Class).against(c); ok {
				return Int(n), nil
			}
			return nil, nil
		}, false},
	{"ancestors", "the class and all that its objects get methods from", "class Port; include Comparable; end; Port.ancestors.first(3) # => [Port, Comparable, Object]",
		0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return in.classList(v.(*Class).ancestors()), nil
		}, false},
	{"included_modules", "the modules among its ancestors", "class Port; include Comparable; end; Port.included_modules.first # => Comparable",
		0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return in.classList(slices.DeleteFunc(slices.Clone(v.(*Class).ancestors()), func(k *Class) bool { return !k.module || k == v })), nil
		}, false},
	{"include?", "whether it includes a module", "Integer.include?(Comparable) # => true",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			m, ok := a[0].(*Class)
			if !ok || !m.module {
				return nil, in.wrongType(a[0], "Module")
			}
			return v != m && v.(*Class).inherits(m), nil
		}, false},
	{"include", "gives objects the methods of modules", `module Hi; def hi = "hi"; end; class Host; include Hi; end; Host.new.hi # => "hi"`,
		1, -1, includes("included", false), false},
	{"prepend", "gives objects the methods of modules, before its own", `module Loud; def hi = super.upcase; end; class Host; prepend Loud; def hi = "hi"; end; Host.new.hi # => "HI"`,
		1, -1, includes("prepended", true), false},
	{"class_eval module_eval class_exec module_exec", "runs the block as the body of the class", "class Port; end; Port.class_eval { def up? = true }; Port.new.up? # => true",
		0, -1, func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
			if block == nil {
				return nil, in.noEval(a)
			}
			if len(a) == 0 {
				a = []Value{v}
			}
			return in.evalBody(v.(*Class), block, a)
		}, false},
	{"hash", "a number of its own", "Integer.hash == Integer.hash # => true",
		0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return objectID(in, v, nil, nil) }, false},
	{"included prepended extended method_added const_added", "is called with the class that includes the module, and the like: for a module to define", "module M; def self.included(c) = print(c); end; class Host; include M; end # prints \"Host\"",
		1, 1, func(*Interp, Value, []Value, *Proc) (Value, error) { return nil, nil }, false},
}, moduleMethods...), moduleConstants...)}

// moduleClassTable is what Module itself answers to.
var moduleClassTable = &table{rows: []builtin{
	{"new", "a module; the block is its body", "M = Module.new { def hi = 1 }; Object.new.extend(M).hi # => 1",
		0, 0, func(in *Interp, _ Value, _ []Value, block *Proc) (Value, error) {
			m := in.newModule()
			if block == nil {
				return m, in.grow(512)
			}
			_, err := in.evalBody(m, block, []Value{m})
			return m, err
		}, false},
}}

// classTable is the methods that classes have and modules have not.
var classTable = &table{rows: []builtin{
	{"new", "an object: its `initialize` gets the arguments", "class Port; def initialize(n) = @n = n; def n = @n; end; Port.new(3).n # => 3",
		0, -1, classNew, false},
	{"allocate", "an object that is not initialized", "class Port; end; Port.allocate.class == Port # => true",
		0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return in.allocated(v.(*Class)) }, false},
	{"superclass", "the class above", "Integer.superclass # => Numeric",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			if s := v.(*Class).Super; s != nil {
				return s, nil
			}
			return nil, nil
		}, false},
	{"inherited", "is called with a new class below it: for a class to define", "class App; def self.inherited(c) = print(c); end; class Hub < App; end # prints \"Hub\"",
		1, 1, func(*Interp, Value, []Value, *Proc) (Value, error) { return nil, nil }, false},
}}

// classClassTable is what Class itself answers to.
var classClassTable = &table{rows: []builtin{
	{"new", "a class, below another; the block is its body", "Pair = Class.new(Array) { def swap = reverse }; Pair.new([1, 2]).swap # => [2, 1]",
		0, 1, func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
			if v != in.classes.Class { // of the class of a class
				return classNew(in, v, a, block)
			}
			var above *Class
			if len(a) == 1 {
				var err error
				if above, err = in.superclass(a[0]); err != nil {
					return nil, err
				}
			}
			c := in.newClass("", above)
			if err := in.inherited(c); err != nil || block == nil {
				return c, err
			}
			_, err := in.evalBody(c, block, []Value{c})
			return c, err
		}, false},
}}

// evalBody runs a block as the body of a class.
func (in *Interp) evalBody(c *Class, block *Proc, args []Value) (Value, error) {
	before := c.opening
	c.opening = public
	v, err := in.evalFor(block, c, definesIn, args)
	c.opening = before
	return v, err
}

// classList returns classes as an Array.
func (in *Interp) classList(classes []*Class) *Array {
	out := &Array{Elems: make([]Value, len(classes))}
	for i, c := range classes {
		out.Elems[i] = c
	}
	return out
}

// against returns -1 if c is below other, 1 if above, 0 if they are the same.
func (c *Class) against(other *Class) (order int, ok bool) {
	switch {
	case c == other:
		return 0, true
	case c.inherits(other):
		return -1, true
	case other.inherits(c):
		return 1, true
	}
	return 0, false
}

func compareClasses(test func(int) bool) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		c, ok := a[0].(*Class)
		if !ok {
			return nil, in.typeError("compared with non class/module")
		}
		n, ok := v.(*Class).against(c)
		if !ok {
			return nil, nil
		}
		return test(n), nil
	}
}

// includes makes include and prepend, which tell the module by a hook.
func includes(hook string, prepend bool) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		for _, m := range slices.Backward(slices.Clone(a)) {
			k, err := in.toModule(m)
			if err != nil {
				return nil, err
			}
			if v.(*Class).frozen {
				return nil, in.frozenError(v)
			}
			if err := in.include(v.(*Class), k, prepend); err != nil {
				return nil, err
			}
			in.renames++
			if err := in.tell(k, hook, v); err != nil {
				return nil, err
			}
		}
		return v, nil
	}
}

// toModule returns v as a module.
func (in *Interp) toModule(v Value) (*Class, error) {
	k, ok := v.(*Class)
	if !ok || !k.module {
		return nil, in.typeError("wrong argument type %s (expected module)", in.nameOf(in.classOf(v).real()))
	}
	return k, nil
}

// objectExtend is extend: the object alone gets the methods of modules.
func objectExtend(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	for _, m := range slices.Backward(slices.Clone(a)) {
		k, err := in.toModule(m)
		if err != nil {
			return nil, err
		}
		if o, ok := v.(*Object); ok && o.frozen {
			return nil, in.frozenError(v)
		}
		c, err := in.singletonOf(v)
		if err != nil {
			return nil, err
		}
		if err := in.include(c, k, false); err != nil {
			return nil, err
		}
		if err := in.tell(k, "extended", v); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// mainInclude is include at the top of a file: all objects get the methods.
func mainInclude(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	for _, m := range a {
		if _, ok := m.(*Class); !ok {
			return nil, in.wrongType(m, "Module")
		}
	}
	return includes("included", false)(in, in.classes.Object, a, nil)
}
