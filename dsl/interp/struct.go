package interp

// structData marks an instance of a Struct; its members are the object's
// instance variables, named without @.
type structData struct{}

// structShape is kept by a class that Struct.new made.
type structShape struct {
	members  []string
	keywords bool
}

var structClassTable = &table{rows: []builtin{
	{"new", "a class of objects with these members, or an object of it", "P = Struct.new(:x, :y); P.new(1, 2).y # => 2",
		0, -1, structNew, false},
	{"[]", "an object with these values, as new", "P = Struct.new(:x); P[1].x # => 1",
		0, -1, structNew, false},
	{"members", "the names of the members", "Struct.new(:x, :y).members # => [:x, :y]",
		0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			shape := shapeOf(v.(*Class))
			if shape == nil {
				return nil, in.undefined(v, "members", false, false)
			}
			return memberSymbols(shape), nil
		}, false},
}}

func memberSymbols(s *structShape) *Array {
	out := &Array{}
	for _, m := range s.members {
		out.Elems = append(out.Elems, Symbol(m))
	}
	return out
}

func shapeOf(c *Class) *structShape {
	for ; c != nil; c = c.Super {
		if s, ok := c.constants["(shape)"].(*structShape); ok {
			return s
		}
	}
	return nil
}

// structNew makes a class, called on Struct, or an instance, called on such a
// class.
func structNew(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	c := v.(*Class)
	shape := shapeOf(c)
	if shape == nil {
		return in.newStructClass(a, block)
	}
	o := &Object{Class: c, Data: &structData{}}
	o.names = shape.members
	o.values = make([]Value, len(shape.members))
	if n := len(a); n == 1 {
		if h, ok := a[0].(*Hash); ok && shape.keywords {
			for _, e := range h.pairs() {
				name, err := in.toName(e.key)
				if err != nil {
					return nil, err
				}
				i := index(shape.members, name)
				if i < 0 {
					return nil, in.argumentError("unknown keywords: %s", name)
				}
				o.values[i] = e.value
			}
			return o, nil
		}
	}
	if len(a) > len(shape.members) {
		return nil, in.argumentError("struct size differs")
	}
	copy(o.values, a)
	return o, nil
}

func index(names []string, name string) int {
	for i, n := range names {
		if n == name {
			return i
		}
	}
	return -1
}

func (in *Interp) newStructClass(a []Value, block *Proc) (Value, error) {
	if block != nil {
		return nil, in.Errorf("NotImplementedError", "methods of a Struct are not available in a network file")
	}
	shape := &structShape{}
	for _, m := range a {
		if h, ok := m.(*Hash); ok {
			v, _ := h.Get(Symbol("keyword_init"))
			shape.keywords = Truthy(v)
			continue
		}
		name, err := in.toName(m)
		if err != nil {
			return nil, err
		}
		shape.members = append(shape.members, name)
	}
	if err := in.grow(bytesOfClass + 4*bytesOfObject*len(shape.members)); err != nil {
		return nil, err
	}
	c := in.NewClass("", in.classes.Struct)
	c.constants = map[string]Value{"(shape)": shape}
	for i, m := range shape.members {
		c.Define(m, 0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return v.(*Object).values[i], nil
		})
		c.Define(m+"=", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			o := v.(*Object)
			if o.frozen {
				return nil, in.frozenError(v)
			}
			o.values[i] = a[0]
			return a[0], nil
		})
	}
	return c, nil
}

// member returns the place of a member named by text or number.
func (in *Interp) member(o *Object, key Value) (int, error) {
	if n, ok := key.(Int); ok {
		if n < 0 {
			n += Int(len(o.values))
		}
		if n < 0 || int(n) >= len(o.values) {
			return 0, in.Errorf("IndexError", "offset %s too large for struct", in.inspect(key))
		}
		return int(n), nil
	}
	name, err := in.toName(key)
	if err != nil {
		return 0, err
	}
	if i := index(o.names, name); i >= 0 {
		return i, nil
	}
	return 0, in.Errorf("NameError", "no member `%s` in struct", name)
}

func structToA(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	return NewArray(append([]Value(nil), v.(*Object).values...)...), nil
}

var structTable = &table{rows: []builtin{
	{"[]", "a member, by name or number", "P = Struct.new(:x); P.new(1)[:x] # => 1",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			i, err := in.member(v.(*Object), a[0])
			if err != nil {
				return nil, err
			}
			return v.(*Object).values[i], nil
		}, false},
	{"[]=", "sets a member", "P = Struct.new(:x); a = P.new(1); a[:x] = 2; a.x # => 2",
		2, 2, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			i, err := in.member(v.(*Object), a[0])
			if err != nil {
				return nil, err
			}
			v.(*Object).values[i] = a[1]
			return a[1], nil
		}, false},
	{"each", "yields each value", "Struct.new(:x, :y).new(1, 2).each.to_a # => [1, 2]",
		0, 0, func(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
			for _, e := range v.(*Object).values {
				if _, err := in.yield(block, e); err != nil {
					return nil, err
				}
			}
			return v, nil
		}, loops},
	{"members", "the names of the members", "Struct.new(:x, :y).new.members # => [:x, :y]",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return memberSymbols(&structShape{members: v.(*Object).names}), nil
		}, false},
	{"to_a deconstruct values", "all values", "Struct.new(:x, :y).new(1, 2).to_a # => [1, 2]",
		0, 0, structToA, false},
	{"each_pair", "yields each name and value", "Struct.new(:x).new(1).each_pair.to_a # => [[:x, 1]]",
		0, 0, structEachPair, loops},
	{"size length", "the number of members", "Struct.new(:x, :y).new.size # => 2",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return Int(len(v.(*Object).values)), nil }, false},
	{"values_at", "the values at several places", "Struct.new(:x, :y).new(1, 2).values_at(1) # => [2]",
		0, -1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			out := &Array{}
			for _, k := range a {
				i, err := in.member(v.(*Object), k)
				if err != nil {
					return nil, err
				}
				out.Elems = append(out.Elems, v.(*Object).values[i])
			}
			return out, in.grow(16 * len(a))
		}, false},
	{"dig", "follows members, keys and indexes inwards", "Struct.new(:x).new([7]).dig(:x, 0) # => 7",
		1, -1, structDig, false},
	{"to_h", "a Hash of names and values", "Struct.new(:x).new(1).to_h # => {:x=>1}",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			h := NewHash()
			o := v.(*Object)
			for i, n := range o.names {
				h.Set(Symbol(n), o.values[i])
			}
			return h, nil
		}, false},
	{"to_s", "as it is written in Ruby", `P = Struct.new(:x); P.new(1).to_s # => "#<struct P x=1>"`,
		0, 0, inspectNative, false},
}}

func structEachPair(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
	o := v.(*Object)
	for i, n := range o.names {
		if _, err := in.yield(block, NewArray(Symbol(n), o.values[i])); err != nil {
			return nil, err
		}
	}
	return v, nil
}

func structDig(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	i, err := in.member(v.(*Object), a[0])
	if err != nil {
		return nil, nil // there is no such member
	}
	inner := v.(*Object).values[i]
	if len(a) == 1 || inner == nil {
		return inner, nil
	}
	return in.send(inner, "dig", append([]Value(nil), a[1:]...), nil)
}
