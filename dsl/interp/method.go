package interp

// BoundMethod is a Method: method(:name).
type BoundMethod struct {
	receiver Value
	method   *Method
	home     *Class // the class that has it
	missing  bool   // it is a call of method_missing
}

// UnboundMethod is a method of a class, without the object to call it on.
type UnboundMethod struct {
	class  *Class
	method *Method
	home   *Class
}

// arity is what Ruby's arity returns.
func (m *Method) arity() int {
	switch {
	case m.def != nil:
		return m.def.params.arity(true)
	case m.proc != nil && m.proc.fn != nil:
		return m.proc.fn.params.arity(true)
	case m.Max == m.Min:
		return m.Min
	}
	return -1
}

// parameters lists the kinds and names of the parameters of m.
func (m *Method) parameters() *Array {
	switch {
	case m.def != nil:
		return m.def.parameters(true)
	case m.proc != nil && m.proc.fn != nil:
		return m.proc.fn.parameters(true)
	}
	out := NewArray()
	for range m.Min {
		out.Elems = append(out.Elems, NewArray(Symbol("req")))
	}
	if m.Max < 0 {
		out.Elems = append(out.Elems, NewArray(Symbol("rest")))
	}
	for range m.Max - m.Min {
		out.Elems = append(out.Elems, NewArray(Symbol("opt")))
	}
	return out
}

func (m *BoundMethod) call(in *Interp, args []Value, block *Proc) (Value, error) {
	if m.missing {
		return in.missing(m.receiver, m.method.Name, args, block, func() error {
			return in.undefined(m.receiver, m.method.Name, false, false)
		})
	}
	return in.invoke(m.method, m.receiver, args, block)
}

func (m *BoundMethod) proc() *Proc {
	return &Proc{lambda: true, count: m.method.arity(), native: func(in *Interp, args []Value, block *Proc) (Value, error) {
		return m.call(in, args, block)
	}}
}

// objectMethod is method: it finds what respond_to_missing? promises too.
func objectMethod(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	name, err := in.toName(a[0])
	if err != nil {
		return nil, err
	}
	m, home := in.classOf(v).findAfter(nil, name)
	if m != nil {
		return &BoundMethod{receiver: v, method: m, home: home}, nil
	}
	ok, err := in.respondsTo(v, name, true)
	if err != nil {
		return nil, err
	}
	if ok {
		return &BoundMethod{receiver: v, method: &Method{Name: name, Max: -1}, home: in.classOf(v).real(), missing: true}, nil
	}
	return nil, in.Errorf("NameError", "undefined method `%s` for %s", name, in.describe(v))
}

func objectSingletonMethod(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	name, err := in.toName(a[0])
	if err != nil {
		return nil, err
	}
	if c := in.classOf(v); c.attached != nil {
		if m := c.methods[name]; m != nil {
			return &BoundMethod{receiver: v, method: m, home: c}, nil
		}
	}
	return nil, in.undefined(v, name, false, false)
}

// instanceMethod is instance_method of a class.
func instanceMethod(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	name, err := in.toName(a[0])
	if err != nil {
		return nil, err
	}
	c := v.(*Class)
	m, home := c.findAfter(nil, name)
	if m == nil {
		return nil, in.undefinedIn(c, name)
	}
	return &UnboundMethod{class: c, method: m, home: home}, nil
}

// bind returns the method for an object.
func (u *UnboundMethod) bind(in *Interp, v Value) (*BoundMethod, error) {
	if !u.home.module && !in.isA(v, u.home) {
		return nil, in.typeError("bind argument must be an instance of %s", in.nameOf(u.home))
	}
	return &BoundMethod{receiver: v, method: u.method, home: u.home}, nil
}

var methodTable = &table{rows: []builtin{
	{"call [] ===", "calls it", "2.method(:+).call(3) # => 5",
		0, -1, func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
			return v.(*BoundMethod).call(in, a, block)
		}, false},
	{"to_proc", "as a block", "[1, 2].each_slice(1).map(&Kernel.method(:Array).to_proc) # => [[1], [2]]",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return v.(*BoundMethod).proc(), nil }, false},
	{"arity", "how many arguments it takes", "2.method(:+).arity # => 1",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return Int(v.(*BoundMethod).method.arity()), nil
		}, false},
	{"parameters", "the kinds and names of its parameters", "def f(a, b = 1) = a; method(:f).parameters # => [[:req, :a], [:opt, :b]]",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return v.(*BoundMethod).method.parameters(), nil
		}, false},
	{"name", "the name", "2.method(:+).name # => :+",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return Symbol(v.(*BoundMethod).method.Name), nil
		}, false},
	{">>", "this one, and then the other with the result", "(2.method(:+) >> ->(n) { n * 10 }).call(1) # => 30",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) { return in.compose(v, a[0], v), nil }, false},
	{"<<", "the other one, and then this with the result", "(2.method(:+) << ->(n) { n * 10 }).call(1) # => 12",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) { return in.compose(a[0], v, v), nil }, false},
	{"curry", "takes its arguments one after the other", "2.method(:+).curry[3] # => 5",
		0, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			return procCurry(in, v.(*BoundMethod).proc(), a, nil)
		}, false},
	{"owner", "the class that has the method", "2.method(:+).owner # => Integer",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return v.(*BoundMethod).home, nil }, false},
	{"receiver", "what it is called on", "2.method(:+).receiver # => 2",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return v.(*BoundMethod).receiver, nil }, false},
	{"unbind", "the method without the object", "2.method(:+).unbind.bind(3).call(4) # => 7",
		0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			m := v.(*BoundMethod)
			return &UnboundMethod{class: in.classOf(m.receiver).real(), method: m.method, home: m.home}, nil
		}, false},
}}

var unboundMethodTable = &table{rows: []builtin{
	{"bind", "the method of an object", "Integer.instance_method(:+).bind(3).call(4) # => 7",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			m, err := v.(*UnboundMethod).bind(in, a[0])
			if err != nil {
				return nil, err
			}
			return m, nil
		}, false},
	{"bind_call", "calls the method of an object", "Integer.instance_method(:+).bind_call(3, 4) # => 7",
		1, -1, func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
			m, err := v.(*UnboundMethod).bind(in, a[0])
			if err != nil {
				return nil, err
			}
			return m.call(in, a[1:], block)
		}, false},
	{"name", "the name", "Integer.instance_method(:+).name # => :+",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return Symbol(v.(*UnboundMethod).method.Name), nil
		}, false},
	{"owner", "the class that has the method", "Integer.instance_method(:clamp).owner # => Comparable",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return v.(*UnboundMethod).home, nil }, false},
	{"arity", "how many arguments it takes", "Integer.instance_method(:+).arity # => 1",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return Int(v.(*UnboundMethod).method.arity()), nil
		}, false},
	{"parameters", "the kinds and names of its parameters", "class Port; def f(a, *b) = a; end; Port.instance_method(:f).parameters # => [[:req, :a], [:rest, :b]]",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return v.(*UnboundMethod).method.parameters(), nil
		}, false},
}}
