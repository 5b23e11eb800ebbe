package interp

import "slices"

// shape is the names of instance variables in the order in which they were
// set. Objects that set the same ones share a shape, so that a place in the
// program that has seen it knows where the value is.
type shape struct {
	names []string
	index map[string]int // of names, where they are many
	next  map[string]*shape
}

// slot returns where the variable of that name is, or -1.
func (s *shape) slot(name string) int {
	if s == nil {
		return -1
	}
	if s.index != nil {
		if i, ok := s.index[name]; ok {
			return i
		}
		return -1
	}
	return slices.Index(s.names, name)
}

// with returns the shape that has one name more.
func (s *shape) with(name string) *shape {
	if n := s.next[name]; n != nil {
		return n
	}
	n := &shape{names: append(s.names[:len(s.names):len(s.names)], name)}
	if len(n.names) > manyNames {
		n.index = make(map[string]int, len(n.names))
		for i, name := range n.names {
			n.index[name] = i
		}
	}
	if s.next == nil {
		s.next = map[string]*shape{}
	}
	s.next[name] = n
	return n
}

// variables are the instance variables of an object.
type variables struct {
	shape  *shape
	values []Value
}

func (v *variables) get(name string) Value {
	if i := v.shape.slot(name); i >= 0 {
		return v.values[i]
	}
	return nil
}

func (v *variables) names() []string {
	if v.shape == nil {
		return nil
	}
	return v.shape.names
}

// set sets the variable of that name; in counts what a new one takes.
func (v *variables) set(in *Interp, name string, value Value) error {
	if i := v.shape.slot(name); i >= 0 {
		v.values[i] = value
		return nil
	}
	from := v.shape
	if from == nil {
		from = &in.shapes
	}
	known := from.next[name] != nil
	v.shape = from.with(name)
	v.values = append(v.values, value)
	if !known {
		return in.grow(64 + 32*len(v.values))
	}
	return in.grow(16)
}

// remove removes the variable of that name.
func (v *variables) remove(in *Interp, name string) (value Value, ok bool) {
	at := v.shape.slot(name)
	if at < 0 {
		return nil, false
	}
	value = v.values[at]
	s := &in.shapes
	for _, n := range v.shape.names {
		if n != name {
			s = s.with(n)
		}
	}
	v.shape, v.values = s, slices.Delete(slices.Clone(v.values), at, at+1)
	return value, true
}

// variablesOf returns the instance variables of v, or nil if v cannot have any.
// Those of a built-in type begin to exist where create is set.
func (in *Interp) variablesOf(v Value, create bool) *variables {
	switch v := v.(type) {
	case *Object:
		return &v.own
	case *Class:
		return &v.own
	case *String, *Array, *Hash, *Proc, *Enumerator:
		if x := in.extras[v]; x != nil {
			return &x.own
		}
		if create {
			if x, err := in.extraOf(v); err == nil {
				return &x.own
			}
		}
	}
	return nil
}

// setVariable sets an instance variable of v.
func (in *Interp) setVariable(v Value, name string, value Value) error {
	own := in.variablesOf(v, true)
	if own == nil || frozen(v) {
		return in.frozenError(v)
	}
	return own.set(in, name, value)
}
