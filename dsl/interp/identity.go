package interp

import (
	"hash/fnv"
	"slices"
)

// objectID is object_id: a number of its own for each object, the same as long
// as the program runs.
func objectID(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	switch v := v.(type) {
	case nil:
		return Int(8), nil
	case bool:
		if v {
			return Int(20), nil
		}
		return Int(0), nil
	case Int:
		return in.arith("+", v, v+1)
	}
	if id, ok := in.ids[v]; ok {
		return id, nil
	}
	if in.ids == nil {
		in.ids = map[Value]Int{}
	}
	id := Int(8 * (len(in.ids) + 2)) // no odd one: those are Integers'
	in.ids[v] = id
	return id, in.grow(64)
}

// objectHash is hash: the same number for what eql? holds between.
func objectHash(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	key := compoundKey(v)
	h := fnv.New64a()
	_, _ = h.Write([]byte(key)) // it never fails
	return Int(h.Sum64() >> 2), in.grow(len(key))
}

// objectDisplay is display: it prints the text of a value.
func objectDisplay(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	s, err := in.toS(v)
	if err != nil {
		return nil, err
	}
	return nil, in.print(s)
}

func objectInstanceVariables(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	out := &Array{}
	if o, ok := v.(*Object); ok {
		if _, isStruct := o.Data.(*structData); !isStruct {
			for _, n := range o.names {
				out.Elems = append(out.Elems, Symbol(n))
			}
		}
	}
	return out, in.grow(16 * len(out.Elems))
}

func objectHasInstanceVariable(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	name, err := in.toName(a[0])
	if err != nil {
		return nil, err
	}
	o, ok := v.(*Object)
	return ok && slices.Contains(o.names, name), nil
}

// objectMethods is methods: the names that a value answers to.
func objectMethods(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	names := in.classOf(v).methodNames()
	if c, ok := v.(*Class); ok {
		names = append(names, c.singleton.names()...)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	out := &Array{Elems: make([]Value, len(names))}
	for i, n := range names {
		out.Elems[i] = Symbol(n)
	}
	return out, in.grow(32 * len(names))
}
