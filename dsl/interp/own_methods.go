package interp

// What the program says of its own objects: when they are equal, what they are
// as keys, how they are written. Built-in methods ask here before they look at
// the object themselves.

// ownHash returns the number that the program gives o as a key.
func (o *Object) ownHash() (hash any, ok bool) {
	m := o.Class.find("hash")
	if m == nil || m.owner == nil {
		return nil, false
	}
	in := o.Class.in
	v, err := in.invoke(m, o, nil, nil)
	if err != nil {
		in.fail(err)
		return nil, false
	}
	return hashKey(v), true
}

// sameKey reports whether o and other, which have the same number, are one key.
func (o *Object) sameKey(other Value) bool {
	if o == other {
		return true
	}
	in := o.Class.in
	v, err := in.send(o, "eql?", []Value{other}, nil)
	if err != nil {
		in.fail(err)
	}
	return Truthy(v)
}

// ownEqual returns the == that o does not have from Object.
func (in *Interp) ownEqual(o *Object) *Method {
	m := o.Class.find("==")
	switch {
	case m == nil:
		return nil
	case m.owner != nil:
		return m
	case m == in.classes.Comparable.native.find("=="):
		if order := o.Class.find("<=>"); order != nil && order.owner != nil {
			return m
		}
	}
	return nil
}

// ownInspect returns what an inspect of the program's or the host's says of o.
func (in *Interp) ownInspect(o *Object) (string, bool) {
	m := o.Class.find("inspect")
	if m == nil || m.owner == nil {
		return "", false
	}
	v, err := in.invoke(m, o, nil, nil)
	if err != nil {
		in.fail(err)
	}
	s, ok := v.(*String)
	if !ok {
		return in.anonymous(o), true
	}
	return s.String(), true
}

// anonymous is what stands for o where nothing says what it is.
func (in *Interp) anonymous(v Value) string {
	return "#<" + in.nameOf(in.classOf(v).real()) + ":" + in.address(v) + ">"
}

// nameOf returns the name of a class, or what stands for it.
func (in *Interp) nameOf(c *Class) string {
	switch {
	case c.attached != nil:
		if k, ok := c.attached.(*Class); ok {
			return "#<Class:" + in.nameOf(k) + ">"
		}
		return "#<Class:" + in.anonymous(c.attached) + ">"
	case c.Name != "":
		return c.Name
	case c.module:
		return "#<Module:" + in.address(c) + ">"
	}
	return "#<Class:" + in.address(c) + ">"
}
