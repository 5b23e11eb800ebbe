package interp

import "github.com/trema-ns/trema-ns/dsl/syntax"

// instanceVariable compiles @name. It keeps the shape that it saw last.
func instanceVariable(name string) code {
	var seen *shape
	slot := 0
	return func(in *Interp, e *env) (Value, error) {
		o, ok := e.self.(*Object)
		if !ok {
			if own := in.variablesOf(e.self, false); own != nil {
				return own.get(name), nil
			}
			return nil, nil
		}
		if o.own.shape == nil {
			return nil, nil
		}
		if o.own.shape != seen {
			i := o.own.shape.slot(name)
			if i < 0 {
				return nil, nil
			}
			seen, slot = o.own.shape, i
		}
		return o.own.values[slot], nil
	}
}

// instanceVariableTarget compiles the assignment of @name.
func (c *compiler) instanceVariableTarget(n *syntax.InstanceVariable) assign {
	name, site := n.Name, c.site(n, n.Name)
	var seen *shape
	slot := 0
	return func(in *Interp, e *env, v Value) error {
		o, ok := e.self.(*Object)
		if !ok || o.frozen {
			return in.at(site, in.setVariable(e.self, name, v))
		}
		if o.own.shape == nil || o.own.shape != seen {
			if err := o.own.set(in, name, v); err != nil {
				return in.at(site, err)
			}
			seen, slot = o.own.shape, o.own.shape.slot(name)
			return nil
		}
		o.own.values[slot] = v
		return nil
	}
}

// classVariableOwner returns the class that has the class variable of that name
// which is seen at e, or else the one that would get it.
func (in *Interp) classVariableOwner(e *env, name string) (owner *Class, has bool) {
	l := e.act.lexical
	for l != nil && l.class.attached != nil {
		if k, ok := l.class.attached.(*Class); ok {
			return in.sharedOwner(k, name)
		}
		l = l.outer
	}
	return in.sharedOwner(l.classIn(in), name)
}

// sharedOwner is classVariableOwner for a class.
func (in *Interp) sharedOwner(class *Class, name string) (owner *Class, has bool) {
	for _, k := range class.ancestors() {
		if _, ok := k.shared[name]; ok {
			return k, true
		}
	}
	return class, false
}

// classVariable compiles @@name.
func (c *compiler) classVariable(n *syntax.ClassVariable) code {
	site := c.site(n, n.Name)
	return func(in *Interp, e *env) (Value, error) {
		owner, ok := in.classVariableOwner(e, n.Name)
		if !ok {
			return nil, in.at(site, in.unknownShared(owner, n.Name))
		}
		return owner.shared[n.Name], nil
	}
}

func (in *Interp) unknownShared(class *Class, name string) error {
	err := in.Errorf("NameError", "uninitialized class variable %s in %s", name, in.nameOf(class))
	err.(*Raise).Exception.Set("@name", Symbol(name))
	return err
}

// classVariableTarget compiles the assignment of @@name.
func (c *compiler) classVariableTarget(n *syntax.ClassVariable) assign {
	site := c.site(n, n.Name)
	return func(in *Interp, e *env, v Value) error {
		owner, _ := in.classVariableOwner(e, n.Name)
		return in.at(site, in.setShared(owner, n.Name, v))
	}
}

func (in *Interp) setShared(owner *Class, name string, v Value) error {
	if owner.frozen {
		return in.frozenError(owner)
	}
	if owner.shared == nil {
		owner.shared = map[string]Value{}
	}
	owner.shared[name] = v
	return in.grow(64)
}
