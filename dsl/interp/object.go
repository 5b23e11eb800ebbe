package interp

import "math"

// objectTable is the methods of every value.
var objectTable = &table{rows: []builtin{
	{"===", "whether a value is of that kind: what `case` asks", "Integer === 3 # => true",
		1, 1, objectEqual, false},
	{"eql?", "whether both are equal and of the same type", "1.eql?(1.0) # => false",
		1, 1, objectEql, false},
	{"=~", "nil; a Regexp and a String match", "nil =~ /a/ # => nil",
		1, 1, func(*Interp, Value, []Value, *Proc) (Value, error) { return nil, nil }, false},
	{"<=>", "-1, 0 or 1 as it is less, equal or more; nil where that cannot be said", `[1 <=> 2, 1 <=> "a"] # => [-1, nil]`,
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			n, ok, err := in.compare(v, a[0])
			if !ok {
				return nil, err
			}
			return Int(n), err
		}, false},
	{"class", "the class", "1.class # => Integer",
		0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return in.classOf(v).real(), nil }, false},
	{"nil?", "whether it is nil", "nil.nil? # => true",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return v == nil, nil }, false},
	{"is_a? kind_of?", "whether it is of a class, or of one below it", "1.is_a?(Numeric) # => true",
		1, 1, objectIsA, false},
	{"instance_of?", "whether it is of a class itself", "1.instance_of?(Numeric) # => false",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) { return in.classOf(v).real() == a[0], nil }, false},
	{"respond_to?", "whether it has a public method, or says in respond_to_missing? that it answers; with a true second argument any method counts", "1.respond_to?(:upto) # => true",
		1, 2, objectRespondTo, false},
	{"to_s", "as text", `nil.to_s # => ""`,
		0, 0, objectToS, false},
	{"inspect", "as it is written in Ruby", `:a.inspect # => ":a"`,
		0, 0, inspectNative, false},
	{"freeze", "cannot be changed from now on", `"a".freeze.frozen? # => true`,
		0, 0, objectFreeze, false},
	{"frozen?", "whether it cannot be changed", ":a.frozen? # => true",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return frozen(v), nil }, false},
	{"dup", "a copy", "a = [1]; b = a.dup; b << 2; a # => [1]",
		0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return in.dup(v) }, false},
	{"clone", "a copy, frozen if it is", `"a".freeze.clone.frozen? # => true`,
		0, 1, objectClone, false},
	{"itself", "itself", "[1, 1].group_by(&:itself) # => {1=>[1, 1]}",
		0, 0, self, false},
	{"tap", "gives itself to the block and returns itself", "1.tap { |n| print n } # => 1",
		0, 0, func(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
			if block == nil {
				return nil, in.noBlock()
			}
			_, err := in.yield(block, v)
			return v, err
		}, false},
	{"then yield_self", "gives itself to the block and returns what that returns", "3.then { |n| n * 2 } # => 6",
		0, 0, objectThen, loops},
	{"send", "calls the method of that name, whoever may call it", "1.send(:+, 2) # => 3",
		1, -1, objectSend, false},
	{"public_send", "calls the public method of that name", "1.public_send(:+, 2) # => 3",
		1, -1, func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
			name, err := in.toName(a[0])
			if err != nil {
				return nil, err
			}
			return in.sendPublic(v, name, append([]Value(nil), a[1:]...), block)
		}, false},
	{"method public_method", "a method as an object that can be called", "[1, 4].map(&2.method(:+)) # => [3, 6]",
		1, 1, objectMethod, false},
	{"singleton_method", "a method of this object alone", "a = Object.new; def a.f = 1; a.singleton_method(:f).call # => 1",
		1, 1, objectSingletonMethod, false},
	{"instance_variable_get", "the value of an instance variable", "@a = 1; instance_variable_get(:@a) # => 1",
		1, 1, objectGetVariable, false},
	{"instance_variable_set", "sets an instance variable", "instance_variable_set(:@a, 1); @a # => 1",
		2, 2, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			name, err := in.variableName(a[0])
			if err != nil {
				return nil, err
			}
			return a[1], in.setVariable(v, name, a[1])
		}, false},
	{"remove_instance_variable", "removes an instance variable and returns its value", "@a = 1; [remove_instance_variable(:@a), @a] # => [1, nil]",
		1, 1, objectRemoveVariable, false},
	{"extend", "gets the methods of modules", `module Loud; def loud = upcase; end; "a".dup.extend(Loud).loud # => "A"`,
		1, -1, objectExtend, false},
	{"singleton_class", "the class of this object alone", `Integer.singleton_class.inspect # => "#<Class:Integer>"`,
		0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			c, err := in.singletonOf(v)
			if err != nil {
				return nil, err
			}
			return c, nil
		}, false},
	{"define_singleton_method", "gives this object a method of its own", "a = Object.new; a.define_singleton_method(:f) { |n| n * 2 }; a.f(4) # => 8",
		1, 2, func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
			c, err := in.singletonOf(v)
			if err != nil {
				return nil, err
			}
			return in.defineBy(c, public, a, block)
		}, false},
	{"singleton_methods", "the names of the methods of this object alone", "a = Object.new; def a.f = 1; a.singleton_methods # => [:f]",
		0, 1, objectSingletonMethods, false},
	{"to_enum enum_for", "an Enumerator of a method", "[1, 2].to_enum(:each_slice, 1).to_a # => [[1], [2]]",
		0, -1, objectToEnum, false},
	{"object_id", "a number that no other object has", "a = [1]; a.object_id == a.dup.object_id # => false",
		0, 0, objectID, false},
	{"hash", "a number that equal values have in common", "[1, \"a\"].hash == [1, \"a\"].hash # => true",
		0, 0, objectHash, false},
	{"display", "prints it", "12.display # prints \"12\"",
		0, 0, objectDisplay, false},
	{"instance_variables", "the names of its instance variables", "@a = 1; instance_variables # => [:@a]",
		0, 0, objectInstanceVariables, false},
	{"instance_variable_defined?", "whether it has an instance variable", "instance_variable_defined?(:@a) # => false",
		1, 1, objectHasInstanceVariable, false},
	{"methods public_methods", "the names of its public methods", "1.methods.include?(:succ) # => true",
		0, 1, objectMethods, false},
	{"private_methods", "the names of its private methods", "Object.new.private_methods.include?(:puts) # => true",
		0, 1, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return in.methodsOf(in.classOf(v).ancestors(), private)
		}, false},
	{"respond_to_missing?", "whether it answers to a name beside its methods: for a class to define", "class Any; def respond_to_missing?(name, all) = name == :ping; end; Any.new.respond_to?(:ping) # => true",
		2, 2, func(*Interp, Value, []Value, *Proc) (Value, error) { return false, nil }, false},
	{"initialize_copy initialize_dup initialize_clone", "what a copy does first, given the original: for a class to define", "class Box; attr_accessor :list; def initialize_copy(box) = @list = box.list.dup; end; a = Box.new; a.list = [1]; b = a.dup; b.list << 2; a.list # => [1]",
		1, 1, self, false},
}}

// basicObjectTable is the methods of what is nothing but an object.
var basicObjectTable = &table{rows: []builtin{
	{"==", "whether both are equal", "[1, 2.0] == [1.0, 2] # => true",
		1, 1, objectEqual, false},
	{"!=", "whether they are not", "1 != 2 # => true",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			ok, err := in.equal(v, a[0])
			return !ok, err
		}, false},
	{"equal?", "whether both are the same object", `"a".equal?("a") # => false`,
		1, 1, func(_ *Interp, v Value, a []Value, _ *Proc) (Value, error) { return v == a[0], nil }, false},
	{"!", "the opposite", "!nil # => true",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return !Truthy(v), nil }, false},
	{"__send__", "calls the method of that name, whoever may call it", "1.__send__(:+, 2) # => 3",
		1, -1, objectSend, false},
	{"__id__", "a number that no other object has", "nil.__id__ # => 8",
		0, 0, objectID, false},
	{"instance_eval", "runs the block with the object as `self`", `"abc".instance_eval { size } # => 3`,
		0, 3, func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
			if block == nil {
				return nil, in.noEval(a)
			}
			return in.Eval(block, v, v)
		}, false},
	{"instance_exec", "runs the block with the object as `self`", `"abc".instance_exec(2) { |n| size * n } # => 6`,
		0, -1, func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
			if block == nil {
				return nil, in.noBlock()
			}
			return in.Eval(block, v, a...)
		}, false},
	{"initialize", "what a new object does first, with the arguments of `new`: for a class to define", "class Port; def initialize(n) = @n = n; attr_reader :n; end; Port.new(3).n # => 3",
		0, 0, func(*Interp, Value, []Value, *Proc) (Value, error) { return nil, nil }, false},
	{"method_missing", "is called with the name and the arguments of a method that there is not: for a class to define", "class Echo; def method_missing(name, *args) = [name, args]; end; Echo.new.ping(1) # => [:ping, [1]]",
		1, -1, methodMissing, false},
}}

// noEval says that text is not run.
func (in *Interp) noEval(a []Value) error {
	if len(a) > 0 {
		return in.Errorf("NotImplementedError", "text that is run is not available here: give a block")
	}
	return in.argumentError("wrong number of arguments (given 0, expected 1..3)")
}

func (in *Interp) noBlock() error { return in.Errorf("LocalJumpError", "no block given (yield)") }

// objectEql is eql?: equal, and a number of the same kind.
func objectEql(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	if o, ok := v.(*Object); ok && !isCompound(v) {
		if isValued(o) {
			return hashKey(v) == hashKey(a[0]), nil
		}
		if _, ip := o.Data.(*ipaddr); !ip {
			return v == a[0], nil
		}
	}
	if isNumber(v) && in.classOf(v) != in.classOf(a[0]) {
		return false, nil
	}
	return in.equal(v, a[0])
}

func objectEqual(in *Interp, v Value, a []Value, _ *Proc) (Value, error) { return in.equal(v, a[0]) }

func objectIsA(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	c, ok := a[0].(*Class)
	if !ok {
		return nil, in.typeError("class or module required")
	}
	return in.isA(v, c), nil
}

func objectToS(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	if o, ok := v.(*Object); ok {
		if o == in.Main {
			return NewString("main"), nil
		}
		return NewString(in.anonymous(v)), nil
	}
	switch v.(type) {
	case *Class:
		return NewString(in.inspect(v)), nil
	}
	return NewString(in.anonymous(v)), nil
}

func objectFreeze(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	switch v := v.(type) {
	case *String:
		v.frozen = true
	case *Array:
		v.frozen = true
	case *Hash:
		v.frozen = true
	case *Object:
		v.frozen = true
	case *Class:
		v.frozen = true
	}
	return v, nil
}

func objectThen(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
	return in.yield(block, v)
}

func objectSend(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	name, err := in.toName(a[0])
	if err != nil {
		return nil, err
	}
	return in.send(v, name, append([]Value(nil), a[1:]...), block)
}

func objectToEnum(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	e := &Enumerator{receiver: v, method: "each"}
	if len(a) > 0 {
		name, err := in.toName(a[0])
		if err != nil {
			return nil, err
		}
		e.method, e.args = name, append([]Value(nil), a[1:]...)
	}
	return e, nil
}

var nilTable = &table{rows: []builtin{
	{"to_a", "an empty Array", "nil.to_a # => []",
		0, 0, func(*Interp, Value, []Value, *Proc) (Value, error) { return NewArray(), nil }, false},
	{"to_s", "an empty String", `nil.to_s # => ""`,
		0, 0, func(*Interp, Value, []Value, *Proc) (Value, error) { return &String{frozen: true}, nil }, false},
	{"to_i", "0", "nil.to_i # => 0",
		0, 0, func(*Interp, Value, []Value, *Proc) (Value, error) { return Int(0), nil }, false},
	{"to_f", "0.0", "nil.to_f # => 0.0",
		0, 0, func(*Interp, Value, []Value, *Proc) (Value, error) { return Float(0), nil }, false},
	{"to_h", "an empty Hash", "nil.to_h # => {}",
		0, 0, func(*Interp, Value, []Value, *Proc) (Value, error) { return NewHash(), nil }, false},
	{"^", "whether the other is true", "nil ^ 1 # => true",
		1, 1, func(_ *Interp, _ Value, a []Value, _ *Proc) (Value, error) { return Truthy(a[0]), nil }, false},
	{"&", "false", "nil & true # => false",
		1, 1, func(*Interp, Value, []Value, *Proc) (Value, error) { return false, nil }, false},
	{"|", "whether the other is true", "nil | 1 # => true",
		1, 1, func(_ *Interp, _ Value, a []Value, _ *Proc) (Value, error) { return Truthy(a[0]), nil }, false},
}}

var boolTable = &table{rows: []builtin{
	{"&", "whether both are true", "true & nil # => false",
		1, 1, func(_ *Interp, v Value, a []Value, _ *Proc) (Value, error) { return Truthy(v) && Truthy(a[0]), nil }, false},
	{"|", "whether either is true", "false | true # => true",
		1, 1, func(_ *Interp, v Value, a []Value, _ *Proc) (Value, error) { return Truthy(v) || Truthy(a[0]), nil }, false},
	{"to_s inspect", "as it is written in Ruby", `true.to_s # => "true"`,
		0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return &String{s: in.inspect(v), frozen: true}, nil
		}, false},
	{"^", "whether just one is true", "true ^ true # => false",
		1, 1, func(_ *Interp, v Value, a []Value, _ *Proc) (Value, error) { return Truthy(v) != Truthy(a[0]), nil }, false},
}}

// comparableTable is what <=> gives.
var comparableTable = &table{rows: []builtin{
	{"==", "whether `<=>` gives 0", `class N; include Comparable; def <=>(other) = 0; end; N.new == 1 # => true`,
		1, 1, comparableEqual, false},
	{"<", "less", `"a" < "b" # => true`,
		1, 1, ordered(func(n int) bool { return n < 0 }), false},
	{"<=", "less or equal", `"a" <= "a" # => true`,
		1, 1, ordered(func(n int) bool { return n <= 0 }), false},
	{">", "more", `"a" > "b" # => false`,
		1, 1, ordered(func(n int) bool { return n > 0 }), false},
	{">=", "more or equal", `"b" >= "a" # => true`,
		1, 1, ordered(func(n int) bool { return n >= 0 }), false},
	{"between?", "whether it is neither below the one nor above the other", "5.between?(1, 9) # => true",
		2, 2, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			low, err := in.mustCompare(v, a[0])
			if low < 0 || err != nil {
				return false, err
			}
			high, err := in.mustCompare(v, a[1])
			return high <= 0, err
		}, false},
	{"clamp", "itself, or the nearer of two limits", "15.clamp(1, 9) # => 9",
		1, 2, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			low, high := a[0], Value(nil)
			if r, ok := low.(*Range); ok {
				low, high = r.Low, r.High
			} else if len(a) == 2 {
				high = a[1]
				if n, ok, err := in.compare(low, high); err != nil {
					return nil, err
				} else if ok && n > 0 {
					return nil, in.argumentError("min argument must be smaller than max argument")
				}
			}
			if low != nil {
				if n, err := in.mustCompare(v, low); n < 0 || err != nil {
					return low, err
				}
			}
			if high != nil {
				if n, err := in.mustCompare(v, high); n > 0 || err != nil {
					return high, err
				}
			}
			return v, nil
		}, false},
}}

// comparableEqual is == of what includes Comparable.
func comparableEqual(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	o, ok := v.(*Object)
	if !ok || v == a[0] {
		return in.equal(v, a[0])
	}
	m := o.Class.find("<=>")
	if m == nil || m.owner == nil {
		return in.equal(v, a[0])
	}
	n, err := in.invoke(m, v, a, nil)
	return n == Value(Int(0)), err
}

func isNaN(v Value) bool {
	f, ok := v.(Float)
	return ok && math.IsNaN(float64(f))
}

func ordered(test func(int) bool) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		if isNaN(v) && isNumber(a[0]) || isNumber(v) && isNaN(a[0]) {
			return false, nil
		}
		n, err := in.mustCompare(v, a[0])
		return err == nil && test(n), err
	}
}
