package interp

import "strings"

// structData is the members of an instance of a Struct.
type structData struct{ values []Value }

// structShape is kept by a class that Struct.new made.
type structShape struct {
	members  []string
	keywords Value // keyword_init: true, false or nil
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

// shapeOf returns the members of the objects of c; nil if it is no Struct.
func shapeOf(c *Class) *structShape {
	for ; c != nil; c = c.Super {
		if c.members != nil {
			return c.members
		}
	}
	return nil
}

// members returns the members of a Struct and their values.
func members(v Value) (names []string, values []Value) {
	o := v.(*Object)
	return shapeOf(o.Class).members, o.Data.(*structData).values
}

// structNew makes a class, called on Struct, or an instance, called on such a
// class.
func structNew(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	if shapeOf(v.(*Class)) == nil {
		return in.newStructClass(v.(*Class), a, block)
	}
	return classNew(in, v, a, block)
}

func allocateStruct(in *Interp, c *Class) (Value, error) {
	shape := shapeOf(c)
	if shape == nil {
		return cannotAllocate(in, c)
	}
	n := len(shape.members)
	return &Object{Class: c, Data: &structData{make([]Value, n)}}, in.grow(96 + 16*n)
}

// structInitialize is the initialize of Structs.
func structInitialize(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	shape := shapeOf(v.(*Object).Class)
	_, values := members(v)
	if Truthy(shape.keywords) {
		if len(a) > 1 || len(a) == 1 && !isHash(a[0]) {
			return nil, in.argumentError("wrong number of arguments (given %d, expected 0)", len(a))
		}
		if len(a) == 0 {
			return nil, nil
		}
		var unknown []string
		for _, e := range a[0].(*Hash).pairs() {
			name, err := in.toName(e.key)
			if err != nil {
				return nil, err
			}
			if i := index(shape.members, name); i >= 0 {
				values[i] = e.value
			} else {
				unknown = append(unknown, name)
			}
		}
		if len(unknown) > 0 {
			return nil, in.argumentError("unknown keywords: %s", strings.Join(unknown, ", "))
		}
		return nil, nil
	}
	if len(a) > len(values) {
		return nil, in.argumentError("struct size differs")
	}
	copy(values, a)
	return nil, nil
}

func isHash(v Value) bool {
	_, ok := v.(*Hash)
	return ok
}

func index(names []string, name string) int {
	for i, n := range names {
		if n == name {
			return i
		}
	}
	return -1
}

func (in *Interp) newStructClass(super *Class, a []Value, block *Proc) (Value, error) {
	shape := &structShape{}
	name := ""
	if len(a) > 0 {
		if s, ok := a[0].(*String); ok {
			name, a = s.String(), a[1:]
		}
	}
	seen := make(map[string]bool, len(a))
	for _, m := range a {
		if h, ok := m.(*Hash); ok {
			shape.keywords, _ = h.Get(Symbol("keyword_init"))
			continue
		}
		name, err := in.toName(m)
		if err != nil {
			return nil, err
		}
		if seen[name] {
			return nil, in.argumentError("duplicate member: %s", name)
		}
		seen[name] = true
		shape.members = append(shape.members, name)
	}
	if err := in.grow(bytesOfClass + 4*bytesOfObject*len(shape.members)); err != nil {
		return nil, err
	}
	c := in.newClass("", super)
	c.members = shape
	for i, m := range shape.members {
		in.named[m], in.named[m+"="] = true, true
		c.Define(m, 0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return v.(*Object).Data.(*structData).values[i], nil
		})
		c.Define(m+"=", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			o := v.(*Object)
			if o.frozen {
				return nil, in.frozenError(v)
			}
			o.Data.(*structData).values[i] = a[0]
			return a[0], nil
		})
	}
	if name != "" {
		if err := in.setConstant(in.classes.Struct, name, c); err != nil {
			return nil, err
		}
	}
	if err := in.inherited(c); err != nil || block == nil {
		return c, err
	}
	_, err := in.evalBody(c, block, []Value{c})
	return c, err
}

// member returns the place of a member named by text or number.
func (in *Interp) member(o *Object, key Value) (int, error) {
	names, values := members(o)
	if n, ok := key.(Int); ok {
		if n < 0 {
			n += Int(len(values))
		}
		if n < 0 || int(n) >= len(values) {
			return 0, in.Errorf("IndexError", "offset %s too large for struct", in.inspect(key))
		}
		return int(n), nil
	}
	name, err := in.toName(key)
	if err != nil {
		return 0, err
	}
	if i := index(names, name); i >= 0 {
		return i, nil
	}
	return 0, in.Errorf("NameError", "no member `%s` in struct", name)
}

func valuesOf(v Value) []Value { return v.(*Object).Data.(*structData).values }

func structToA(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	return NewArray(append([]Value(nil), valuesOf(v)...)...), nil
}

var structTable = &table{rows: []builtin{
	{"[]", "a member, by name or number", "P = Struct.new(:x); P.new(1)[:x] # => 1",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			i, err := in.member(v.(*Object), a[0])
			if err != nil {
				return nil, err
			}
			return valuesOf(v)[i], nil
		}, false},
	{"[]=", "sets a member", "P = Struct.new(:x); a = P.new(1); a[:x] = 2; a.x # => 2",
		2, 2, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			i, err := in.member(v.(*Object), a[0])
			if err != nil {
				return nil, err
			}
			if frozen(v) {
				return nil, in.frozenError(v)
			}
			valuesOf(v)[i] = a[1]
			return a[1], nil
		}, false},
	{"each", "yields each value", "Struct.new(:x, :y).new(1, 2).each.to_a # => [1, 2]",
		0, 0, func(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
			for _, e := range valuesOf(v) {
				if _, err := in.yield(block, e); err != nil {
					return nil, err
				}
			}
			return v, nil
		}, loops},
	{"members", "the names of the members", "Struct.new(:x, :y).new.members # => [:x, :y]",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return memberSymbols(shapeOf(v.(*Object).Class)), nil
		}, false},
	{"to_a deconstruct values", "all values", "Struct.new(:x, :y).new(1, 2).to_a # => [1, 2]",
		0, 0, structToA, false},
	{"each_pair", "yields each name and value", "Struct.new(:x).new(1).each_pair.to_a # => [[:x, 1]]",
		0, 0, structEachPair, loops},
	{"size length", "the number of members", "Struct.new(:x, :y).new.size # => 2",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return Int(len(valuesOf(v))), nil }, false},
	{"values_at", "the values at several places", "Struct.new(:x, :y).new(1, 2).values_at(1) # => [2]",
		0, -1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			out := &Array{}
			for _, k := range a {
				i, err := in.member(v.(*Object), k)
				if err != nil {
					return nil, err
				}
				out.Elems = append(out.Elems, valuesOf(v)[i])
			}
			return out, in.grow(16 * len(a))
		}, false},
	{"dig", "follows members, keys and indexes inwards", "Struct.new(:x).new([7]).dig(:x, 0) # => 7",
		1, -1, structDig, false},
	{"to_h", "a Hash of names and values", "Struct.new(:x).new(1).to_h # => {:x=>1}",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			h := NewHash()
			names, values := members(v)
			for i, n := range names {
				h.Set(Symbol(n), values[i])
			}
			return h, nil
		}, false},
	{"to_s", "as it is written in Ruby", `P = Struct.new(:x); P.new(1).to_s # => "#<struct P x=1>"`,
		0, 0, inspectNative, false},
}}

func structEachPair(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
	names, values := members(v)
	for i, n := range names {
		if _, err := in.yield(block, NewArray(Symbol(n), values[i])); err != nil {
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
	inner := valuesOf(v)[i]
	if len(a) == 1 || inner == nil {
		return inner, nil
	}
	return in.send(inner, "dig", append([]Value(nil), a[1:]...), nil)
}
