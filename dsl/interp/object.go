package interp

// objectTable is the methods of every value.
var objectTable = &table{rows: []builtin{
	{"==", 1, 1, objectEqual, false},
	{"!=", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		ok, err := in.equal(v, a[0])
		return !ok, err
	}, false},
	{"===", 1, 1, objectEqual, false},
	{"eql?", 1, 1, objectEql, false},
	{"equal?", 1, 1, func(_ *Interp, v Value, a []Value, _ *Proc) (Value, error) { return v == a[0], nil }, false},
	{"=~", 1, 1, func(*Interp, Value, []Value, *Proc) (Value, error) { return nil, nil }, false},
	{"!", 0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return !Truthy(v), nil }, false},
	{"<=>", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		n, ok, err := in.compare(v, a[0])
		if !ok {
			return nil, err
		}
		return Int(n), err
	}, false},
	{"class", 0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return in.classOf(v), nil }, false},
	{"nil?", 0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return v == nil, nil }, false},
	{"is_a?", 1, 1, objectIsA, false},
	{"kind_of?", 1, 1, objectIsA, false},
	{"instance_of?", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) { return in.classOf(v) == a[0], nil }, false},
	{"respond_to?", 1, 2, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		name, err := in.toName(a[0])
		return err == nil && in.method(v, name) != nil, err
	}, false},
	{"to_s", 0, 0, objectToS, false},
	{"inspect", 0, 0, inspectNative, false},
	{"hash", 0, 0, unavailable("hash"), false},
	{"object_id", 0, 0, unavailable("object_id"), false},
	{"freeze", 0, 0, objectFreeze, false},
	{"frozen?", 0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return frozen(v), nil }, false},
	{"dup", 0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return in.dup(v) }, false},
	{"clone", 0, 1, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return in.dup(v) }, false},
	{"itself", 0, 0, self, false},
	{"tap", 0, 0, func(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
		if block == nil {
			return nil, in.noBlock()
		}
		_, err := in.yield(block, v)
		return v, err
	}, false},
	{"then", 0, 0, objectThen, loops},
	{"yield_self", 0, 0, objectThen, loops},
	{"send", 1, -1, objectSend, false},
	{"__send__", 1, -1, objectSend, false},
	{"public_send", 1, -1, objectSend, false},
	{"method", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		name, err := in.toName(a[0])
		if err != nil {
			return nil, err
		}
		m := in.method(v, name)
		if m == nil {
			return nil, in.undefined(v, name, false, false)
		}
		return &BoundMethod{v, m}, nil
	}, false},
	{"instance_variable_get", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		name, err := in.toName(a[0])
		if o, ok := v.(*Object); ok && err == nil {
			return o.Get(name), nil
		}
		return nil, err
	}, false},
	{"instance_variable_set", 2, 2, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		name, err := in.toName(a[0])
		if o, ok := v.(*Object); ok && err == nil {
			o.Set(name, a[1])
		}
		return a[1], err
	}, false},
	{"to_enum", 0, -1, objectToEnum, false},
	{"enum_for", 0, -1, objectToEnum, false},
	{"extend", 1, -1, unavailable("extend"), false},
	{"instance_exec", 0, -1, func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
		if block == nil {
			return nil, in.noBlock()
		}
		return in.Eval(block, v, a...)
	}, false},
}}

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
	if _, ok := v.(*Class); ok {
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
	{"to_a", 0, 0, func(*Interp, Value, []Value, *Proc) (Value, error) { return NewArray(), nil }, false},
	{"to_s", 0, 0, func(*Interp, Value, []Value, *Proc) (Value, error) { return NewString(""), nil }, false},
	{"to_i", 0, 0, func(*Interp, Value, []Value, *Proc) (Value, error) { return Int(0), nil }, false},
	{"to_f", 0, 0, func(*Interp, Value, []Value, *Proc) (Value, error) { return Float(0), nil }, false},
	{"to_h", 0, 0, func(*Interp, Value, []Value, *Proc) (Value, error) { return NewHash(), nil }, false},
	{"&", 1, 1, func(*Interp, Value, []Value, *Proc) (Value, error) { return false, nil }, false},
	{"|", 1, 1, func(_ *Interp, _ Value, a []Value, _ *Proc) (Value, error) { return Truthy(a[0]), nil }, false},
}}

var boolTable = &table{rows: []builtin{
	{"&", 1, 1, func(_ *Interp, v Value, a []Value, _ *Proc) (Value, error) { return Truthy(v) && Truthy(a[0]), nil }, false},
	{"|", 1, 1, func(_ *Interp, v Value, a []Value, _ *Proc) (Value, error) { return Truthy(v) || Truthy(a[0]), nil }, false},
	{"^", 1, 1, func(_ *Interp, v Value, a []Value, _ *Proc) (Value, error) { return Truthy(v) != Truthy(a[0]), nil }, false},
}}

var moduleTable = &table{rows: []builtin{
	{"name", 0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return NewString(v.(*Class).Name), nil }, false},
	{"===", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) { return in.isA(a[0], v.(*Class)), nil }, false},
	{"<", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		c, ok := a[0].(*Class)
		return ok && c != v && v.(*Class).inherits(c), nil
	}, false},
	{"<=", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		c, ok := a[0].(*Class)
		return ok && v.(*Class).inherits(c), nil
	}, false},
	{"superclass", 0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
		if s := v.(*Class).Super; s != nil {
			return s, nil
		}
		return nil, nil
	}, false},
	{"new", 0, -1, classNew, false},
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
	{"<", 1, 1, ordered(func(n int) bool { return n < 0 }), false},
	{"<=", 1, 1, ordered(func(n int) bool { return n <= 0 }), false},
	{">", 1, 1, ordered(func(n int) bool { return n > 0 }), false},
	{">=", 1, 1, ordered(func(n int) bool { return n >= 0 }), false},
	{"between?", 2, 2, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		low, err := in.mustCompare(v, a[0])
		if err != nil {
			return nil, err
		}
		high, err := in.mustCompare(v, a[1])
		return low >= 0 && high <= 0, err
	}, false},
	{"clamp", 1, 2, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		low, high := a[0], Value(nil)
		if r, ok := low.(*Range); ok {
			low, high = r.Low, r.High
		} else if len(a) == 2 {
			high = a[1]
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
