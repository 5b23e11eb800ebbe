package interp

import (
	"fmt"
	"hash/fnv"
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
	if o, ok := v.(*Object); ok {
		return o.identity(), nil
	}
	if id, ok := in.ids[v]; ok {
		return id, nil
	}
	if in.ids == nil {
		in.ids = map[Value]Int{}
	}
	id := in.nextID()
	in.ids[v] = id
	return id, in.grow(64)
}

// objectHash is hash: the same number for what eql? holds between.
func objectHash(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	if o, ok := v.(*Object); ok && !isCompound(v) && !isValued(o) {
		return o.identity() * 0x9e3779b9, nil // and so equal to itself alone
	}
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
	if own := in.variablesOf(v, false); own != nil {
		for _, n := range own.names() {
			out.Elems = append(out.Elems, Symbol(n))
		}
	}
	return out, in.grow(16 * len(out.Elems))
}

func objectHasInstanceVariable(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	name, err := in.toName(a[0])
	if err != nil {
		return nil, err
	}
	own := in.variablesOf(v, false)
	return own != nil && own.shape.slot(name) >= 0, nil
}

// nextID returns a number that no object has. None is odd: those are Integers'.
func (in *Interp) nextID() Int {
	in.lastID += 8
	return in.lastID
}

// identity returns the number of o.
func (o *Object) identity() Int {
	if o.id == 0 {
		o.id = o.Class.in.nextID()
	}
	return o.id
}

// address is what stands for the place of v in the memory of real Ruby.
func (in *Interp) address(v Value) string {
	id, _ := objectID(in, v, nil, nil)
	n, _ := id.(Int)
	return fmt.Sprintf("0x%016x", uint64(n)+0x7f0000000000)
}
