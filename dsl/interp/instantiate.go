package interp

import "maps"

// allocateObject makes an object whose instance variables are all that it has.
func allocateObject(in *Interp, c *Class) (Value, error) {
	return &Object{Class: c}, in.grow(96)
}

func allocateException(in *Interp, c *Class) (Value, error) {
	return &Object{Class: c, Data: &exceptionData{}}, in.grow(160)
}

// allocateNative makes an empty value of a class below String, Array or Hash.
func allocateNative(in *Interp, c *Class) (Value, error) {
	switch {
	case c.inherits(in.classes.Array):
		return &Array{class: c}, in.grow(96)
	case c.inherits(in.classes.Hash):
		return &Hash{class: c}, in.grow(96)
	}
	s := NewString("")
	x, err := in.extraOf(s)
	x.class = c
	return s, err
}

func cannotAllocate(in *Interp, c *Class) (Value, error) {
	return nil, in.undefined(c, "new", false, false)
}

// Allocated returns a new object of c that is not initialized.
func (in *Interp) allocated(c *Class) (Value, error) {
	if c.attached != nil {
		return nil, in.typeError("can't create instance of singleton class")
	}
	for k := c; k != nil; k = k.Super {
		if k.Allocate != nil {
			return k.Allocate(in, c)
		}
	}
	return cannotAllocate(in, c)
}

// New makes an object of c, as c.new does.
func (in *Interp) New(c *Class, args ...Value) (Value, error) {
	return in.send(c, "new", args, nil)
}

// classNew is new: it makes an object and initializes it.
func classNew(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	c := v.(*Class)
	o, err := in.allocated(c)
	if err != nil {
		return nil, err
	}
	m := c.find("initialize")
	if m == nil {
		return o, nil
	}
	_, err = in.invoke(m, o, a, block)
	return o, err
}

// built makes new of a built-in type: what it is for the type itself, and for a
// class below it an object that initialize fills.
func built(build Native) Native {
	return func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
		if c := v.(*Class); c.native == nil {
			return classNew(in, v, a, block)
		}
		return build(in, v, a, block)
	}
}

// initializeBy makes the initialize of a built-in type, to which that of a class
// below it leads: self becomes what build returns.
func initializeBy(build Native) Native {
	return func(in *Interp, self Value, a []Value, block *Proc) (Value, error) {
		c := in.classOf(self)
		for c.native == nil {
			c = c.Super
		}
		v, err := build(in, c, a, block)
		if err != nil {
			return nil, err
		}
		return nil, in.become(self, v)
	}
}

// become gives self the content of v, which is of the same type.
func (in *Interp) become(self, v Value) error {
	if frozen(self) {
		return in.frozenError(self)
	}
	switch self := self.(type) {
	case *String:
		self.set(v.(*String).String())
	case *Array:
		self.Elems = v.(*Array).Elems
	case *Hash:
		class := self.class
		*self = *v.(*Hash)
		self.class = class
	case *Object:
		self.Data = v.(*Object).Data
	}
	return nil
}

// addInitializers gives the built-in types their initialize.
func (in *Interp) addInitializers() {
	c := &in.classes
	c.Struct.methods = map[string]*Method{"initialize": {Name: "initialize", Max: -1, native: structInitialize, visibility: private, home: c.Struct}}
	c.Exception.methods = map[string]*Method{"initialize": {Name: "initialize", Max: -1, native: exceptionInitialize, visibility: private, home: c.Exception}}
	for k, t := range map[*Class]*table{c.String: stringClassTable, c.Array: arrayClassTable, c.Hash: hashClassTable, c.IPAddr: ipaddrClassTable} {
		k.methods = map[string]*Method{"initialize": {Name: "initialize", Max: -1, native: initializeBy(t.find("new").native), visibility: private, home: k}}
	}
}

// dup copies a value that can be changed.
func (in *Interp) dup(v Value) (Value, error) {
	c, err := in.copied(v)
	if err != nil {
		return nil, err
	}
	return c, in.initializeCopy(c, v)
}

// initializeCopy tells the copy c of v that it is one.
func (in *Interp) initializeCopy(c, v Value) error {
	m := in.method(c, "initialize_copy")
	if m == nil || m.owner == nil {
		return nil
	}
	_, err := in.invoke(m, c, []Value{v}, nil)
	return err
}

func (in *Interp) copied(v Value) (Value, error) {
	switch v := v.(type) {
	case *String:
		s := NewString(v.String())
		return s, in.copyExtra(s, v, len(v.String()))
	case *Array:
		a := &Array{Elems: append([]Value(nil), v.Elems...), class: v.class}
		return a, in.copyExtra(a, v, 16*len(v.Elems))
	case *Hash:
		h := v.copy()
		h.class = v.class
		return h, in.copyExtra(h, v, 64*v.Len())
	case *Object:
		c := &Object{Class: v.Class.real(), Data: v.Data, own: variables{v.own.shape, append([]Value(nil), v.own.values...)}}
		switch d := v.Data.(type) {
		case *exceptionData:
			again := *d
			c.Data = &again
		case *structData:
			c.Data = &structData{values: append([]Value(nil), d.values...)}
		}
		return c, in.grow(128 + 16*len(v.own.values))
	case *Class:
		return in.copyClass(v)
	}
	return v, nil
}

// copyExtra counts n bytes for the copy c of v, and gives it what v has beside.
func (in *Interp) copyExtra(c, v Value, n int) error {
	if x := in.extras[v]; x != nil {
		y, err := in.extraOf(c)
		if err != nil {
			return err
		}
		if x.class != nil {
			y.class = x.class.real()
		}
		y.own = variables{x.own.shape, append([]Value(nil), x.own.values...)}
	}
	return in.grow(n)
}

// copyClass copies a class or module with its methods and constants.
func (in *Interp) copyClass(c *Class) (Value, error) {
	k := *c
	k.Name, k.meta, k.line, k.cache, k.frozen = "", nil, nil, nil, false
	k.constants, k.shared = maps.Clone(c.constants), maps.Clone(c.shared)
	move := func(from map[string]*Method, to *Class) map[string]*Method {
		moved := make(map[string]*Method, len(from))
		for n, m := range from {
			again := *m
			again.owner, again.home = to, to
			moved[n] = &again
		}
		return moved
	}
	k.methods = move(c.methods, &k)
	if c.meta != nil {
		meta := k.singletonClass()
		meta.methods, meta.includes = move(c.meta.methods, meta), c.meta.includes
	}
	in.version++
	return &k, in.grow(1024)
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
	c, err := in.copied(v)
	if err != nil {
		return nil, err
	}
	if o, ok := v.(*Object); ok && o.Class.attached != nil {
		alone, err := in.singletonOf(c)
		if err != nil {
			return nil, err
		}
		alone.includes = o.Class.includes
		alone.methods = maps.Clone(o.Class.methods)
		for n, m := range alone.methods {
			again := *m
			again.owner, again.home = alone, alone
			alone.methods[n] = &again
		}
	}
	if err := in.initializeCopy(c, v); err != nil || !freeze {
		return c, err
	}
	return objectFreeze(in, c, nil, nil)
}
