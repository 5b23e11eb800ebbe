package interp

// objectTable is the methods of every value.
var objectTable = &table{rows: []builtin{
	{"==", "whether both are equal", "[1, 2.0] == [1.0, 2] # => true",
		1, 1, objectEqual, false},
	{"!=", "whether they are not", "1 != 2 # => true",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			ok, err := in.equal(v, a[0])
			return !ok, err
		}, false},
	{"===", "whether a value is of that kind: what `case` asks", "Integer === 3 # => true",
		1, 1, objectEqual, false},
	{"eql?", "whether both are equal and of the same type", "1.eql?(1.0) # => false",
		1, 1, objectEql, false},
	{"equal?", "whether both are the same object", `"a".equal?("a") # => false`,
		1, 1, func(_ *Interp, v Value, a []Value, _ *Proc) (Value, error) { return v == a[0], nil }, false},
	{"=~", "nil; a Regexp and a String match", "nil =~ /a/ # => nil",
		1, 1, func(*Interp, Value, []Value, *Proc) (Value, error) { return nil, nil }, false},
	{"!", "the opposite", "!nil # => true",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return !Truthy(v), nil }, false},
	{"<=>", "-1, 0 or 1 as it is less, equal or more; nil where that cannot be said", `[1 <=> 2, 1 <=> "a"] # => [-1, nil]`,
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			n, ok, err := in.compare(v, a[0])
			if !ok {
				return nil, err
			}
			return Int(n), err
		}, false},
	{"class", "the class", "1.class # => Integer",
		0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return in.classOf(v), nil }, false},
	{"nil?", "whether it is nil", "nil.nil? # => true",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return v == nil, nil }, false},
	{"is_a? kind_of?", "whether it is of a class, or of one below it", "1.is_a?(Numeric) # => true",
		1, 1, objectIsA, false},
	{"instance_of?", "whether it is of a class itself", "1.instance_of?(Numeric) # => false",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) { return in.classOf(v) == a[0], nil }, false},
	{"respond_to?", "whether it has a method", "1.respond_to?(:upto) # => true",
		1, 2, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			name, err := in.toName(a[0])
			return err == nil && in.method(v, name) != nil, err
		}, false},
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
	{"send __send__ public_send", "calls the method of that name", "1.send(:+, 2) # => 3",
		1, -1, objectSend, false},
	{"method", "a method as an object that can be called", "[1, 4].map(&2.method(:+)) # => [3, 6]",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			name, err := in.toName(a[0])
			if err != nil {
				return nil, err
			}
			m := in.method(v, name)
			if m == nil {
				return nil, in.Errorf("NameError", "undefined method `%s` for %s", name, in.describe(v))
			}
			return &BoundMethod{v, m}, nil
		}, false},
	{"instance_variable_get", "the value of an instance variable", "@a = 1; instance_variable_get(:@a) # => 1",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			name, err := in.toName(a[0])
			if o, ok := v.(*Object); ok && err == nil {
				return o.Get(name), nil
			}
			return nil, err
		}, false},
	{"instance_variable_set", "sets an instance variable", "instance_variable_set(:@a, 1); @a # => 1",
		2, 2, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			name, err := in.toName(a[0])
			if o, ok := v.(*Object); ok && err == nil {
				o.Set(name, a[1])
			}
			return a[1], err
		}, false},
	{"to_enum enum_for", "an Enumerator of a method", "[1, 2].to_enum(:each_slice, 1).to_a # => [[1], [2]]",
		0, -1, objectToEnum, false},
	{"instance_exec", "runs the block with the object as `self`", `"abc".instance_exec(2) { |n| size * n } # => 6`,
		0, -1, func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
			if block == nil {
				return nil, in.noBlock()
			}
			return in.Eval(block, v, a...)
		}, false},
	{"object_id __id__", "a number that no other object has", "a = [1]; a.object_id == a.dup.object_id # => false",
		0, 0, objectID, false},
	{"hash", "a number that equal values have in common", "[1, \"a\"].hash == [1, \"a\"].hash # => true",
		0, 0, objectHash, false},
	{"display", "prints it", "12.display # prints \"12\"",
		0, 0, objectDisplay, false},
	{"instance_variables", "the names of its instance variables", "@a = 1; instance_variables # => [:@a]",
		0, 0, objectInstanceVariables, false},
	{"instance_variable_defined?", "whether it has an instance variable", "instance_variable_defined?(:@a) # => false",
		1, 1, objectHasInstanceVariable, false},
	{"methods public_methods", "the names of its methods", "1.methods.include?(:succ) # => true",
		0, 1, objectMethods, false},
}, outside: "extend"}

func (in *Interp) noBlock() error { return in.Errorf("LocalJumpError", "no block given (yield)") }

// objectEql is eql?: equal, and a number of the same kind.
func objectEql(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
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
		return NewString("#<" + o.Class.Name + ">"), nil
	}
	switch v.(type) {
	case *Class:
		return NewString(in.inspect(v)), nil
	}
	return NewString("#<" + in.classOf(v).Name + ">"), nil
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
	}
	return v, nil
}

// dup copies a value that can be changed.
func (in *Interp) dup(v Value) (Value, error) {
	switch v := v.(type) {
	case *String:
		return NewString(v.String()), in.grow(len(v.String()))
	case *Array:
		return &Array{Elems: append([]Value(nil), v.Elems...)}, in.grow(16 * len(v.Elems))
	case *Hash:
		return v.copy(), in.grow(64 * v.Len())
	case *Object:
		c := *v
		c.names = append([]string(nil), v.names...)
		c.values = append([]Value(nil), v.values...)
		c.frozen = false
		return &c, nil
	}
	return v, nil
}

// objectClone is clone and clone(freeze: false).
func objectClone(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	freeze := frozen(v)
	if len(a) == 1 {
		if h, ok := a[0].(*Hash); ok {
			if f, ok := h.Get(Symbol("freeze")); ok && f != nil {
				freeze = Truthy(f)
			}
		}
	}
	c, err := in.dup(v)
	if err != nil || !freeze {
		return c, err
	}
	return objectFreeze(in, c, nil, nil)
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

var moduleTable = &table{rows: []builtin{
	{"name", "the name", `Integer.name # => "Integer"`,
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return &String{s: v.(*Class).Name, frozen: true}, nil
		}, false},
	{"===", "whether a value is of that class", `String === "a" # => true`,
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) { return in.isA(a[0], v.(*Class)), nil }, false},
	{"<", "whether it is below another class", "Integer < Numeric # => true",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			c, ok := a[0].(*Class)
			return ok && c != v && v.(*Class).inherits(c), nil
		}, false},
	{"<=", "whether it is another class, or below it", "Integer <= Integer # => true",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			c, ok := a[0].(*Class)
			return ok && v.(*Class).within(in, c), nil
		}, false},
	{"superclass", "the class above", "Integer.superclass # => Numeric",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			if s := v.(*Class).Super; s != nil {
				return s, nil
			}
			return nil, nil
		}, false},
	{"new", "an object: of an exception with its message", `ArgumentError.new("no").message # => "no"`,
		0, -1, classNew, false},
}}

// classNew makes an object. Only exceptions and what the tables define have
// something to make here.
func classNew(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	c := v.(*Class)
	if c.inherits(in.classes.Exception) {
		return in.newException(c, a), nil
	}
	if c == in.classes.Object {
		return &Object{Class: c}, nil
	}
	return nil, in.undefined(v, "new", false, false)
}

// comparableTable is what <=> gives.
var comparableTable = &table{rows: []builtin{
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

func ordered(test func(int) bool) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		n, err := in.mustCompare(v, a[0])
		return err == nil && test(n), err
	}
}
