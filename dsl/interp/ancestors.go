package interp

import "slices"

// ancestors returns c and everything that its objects get methods from, in the
// order in which a method is looked for: what is prepended to a class, the
// class, what it includes, and the same of the class above.
func (c *Class) ancestors() []*Class {
	if c.line != nil && c.lineVersion == c.in.version {
		return c.line
	}
	var above []*Class
	if c.Super != nil {
		above = c.Super.ancestors()
	}
	var line []*Class
	add := func(m *Class) {
		for _, k := range m.ancestors() {
			if !slices.Contains(line, k) && !slices.Contains(above, k) {
				line = append(line, k)
			}
		}
	}
	for _, m := range slices.Backward(c.prepends) {
		add(m)
	}
	line = append(line, c)
	for _, m := range slices.Backward(c.includes) {
		add(m)
	}
	c.line, c.lineVersion = append(line, above...), c.in.version
	return c.line
}

// inherits reports whether c is other, below it, or includes it.
func (c *Class) inherits(other *Class) bool {
	if other.module {
		return slices.Contains(c.ancestors(), other)
	}
	for k := c; k != nil; k = k.Super {
		if k == other {
			return true
		}
	}
	return false
}

// real returns the class that class returns: c, or the one above it if c is the
// class of one object alone.
func (c *Class) real() *Class {
	for c.attached != nil {
		c = c.Super
	}
	return c
}

// isA reports whether v is an instance of c or of a class below it.
func (in *Interp) isA(v Value, c *Class) bool { return in.classOf(v).inherits(c) }

// include makes objects of c get the methods of m too: before its own where
// prepend is set, after them where not.
func (in *Interp) include(c, m *Class, prepend bool) error {
	if slices.Contains(m.ancestors(), c) {
		return in.argumentError("cyclic include detected")
	}
	list := &c.includes
	if prepend {
		list = &c.prepends
	}
	if !slices.Contains(*list, m) && (prepend || !slices.Contains(c.ancestors(), m)) {
		*list = append(slices.Clone(*list), m)
		in.version++
		return in.grow(64)
	}
	return nil
}

// singletonClass returns the class whose instance c is: what c itself answers
// to, and below that what the class above does.
func (c *Class) singletonClass() *Class {
	if c.meta != nil {
		return c.meta
	}
	above := c.in.classes.Class
	switch {
	case c.module:
		above = c.in.classes.Module
	case c.Super != nil:
		above = c.Super.singletonClass()
	}
	c.meta = &Class{Super: above, in: c.in, attached: c, native: c.singleton}
	return c.meta
}

// extra is what a value of a built-in type has that few have.
type extra struct {
	class *Class // of this value alone, or below its type
	own   variables
}

// extraOf returns the extra of v, which begins to exist.
func (in *Interp) extraOf(v Value) (*extra, error) {
	x := in.extras[v]
	if x == nil {
		if in.extras == nil {
			in.extras = map[Value]*extra{}
		}
		x = &extra{}
		in.extras[v] = x
		return x, in.grow(256)
	}
	return x, nil
}

// singletonOf returns the class of v alone, which begins to exist.
func (in *Interp) singletonOf(v Value) (*Class, error) {
	switch v := v.(type) {
	case *Class:
		return v.singletonClass(), nil
	case nil, bool:
		return in.classOf(v), nil
	case *Object:
		if v.Class.attached == nil {
			v.Class = v.Class.alone(v)
			return v.Class, in.grow(256)
		}
		return v.Class, nil
	case *String, *Array, *Hash, *Proc, *Range, *Enumerator, *Regexp:
		c := in.classOf(v)
		if c.attached != nil {
			return c, nil
		}
		x, err := in.extraOf(v)
		if err == nil {
			x.class = c.alone(v)
		}
		return x.class, err
	}
	return nil, in.typeError("can't define singleton")
}

// alone returns a class below c of which v is the only object.
func (c *Class) alone(v Value) *Class {
	return &Class{Name: c.Name, Super: c, Noun: c.Noun, Hint: c.Hint, in: c.in, attached: v}
}
