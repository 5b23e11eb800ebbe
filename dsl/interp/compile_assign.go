package interp

import "github.com/trema-ns/trema-ns/dsl/syntax"

// assign is a compiled target of an assignment.
type assign func(in *Interp, e *env, v Value) error

// target compiles what stands on the left of an assignment.
func (c *compiler) target(n syntax.Node) assign {
	switch n := n.(type) {
	case *syntax.Name:
		up, slot, ok := c.scope.lookup(n.Name)
		if !ok {
			up, slot = 0, c.scope.declare(n.Name)
		}
		if up == 0 {
			return func(_ *Interp, e *env, v Value) error { e.vars[slot] = v; return nil }
		}
		return func(_ *Interp, e *env, v Value) error {
			for i := 0; i < up; i++ {
				e = e.up
			}
			e.vars[slot] = v
			return nil
		}
	case *syntax.Global:
		g := c.in.global(n.Name)
		return func(_ *Interp, _ *env, v Value) error { g.value = v; return nil }
	case *syntax.InstanceVariable:
		return c.instanceVariableTarget(n)
	case *syntax.ClassVariable:
		return c.classVariableTarget(n)
	case *syntax.Constant:
		return c.constantTarget(n)
	case *syntax.Call:
		receiver := c.compile(n.Receiver)
		name := n.Name + "="
		site := c.siteOf(n)
		site.method = name
		c.calls = append(c.calls, site)
		args := c.list(n.Args)
		return func(in *Interp, e *env, v Value) error {
			r, err := receiver(in, e)
			if err != nil {
				return err
			}
			a, err := args(in, e)
			if err != nil {
				return err
			}
			if r == nil && n.Safe {
				return nil
			}
			_, err = in.call(site, e.self, r, append(a, v), nil)
			return err
		}
	case *syntax.Targets:
		return c.targets(n)
	case *syntax.Splat:
		return c.targets(&syntax.Targets{Span: n.Span, List: []syntax.Node{n}})
	}
	c.refuse(n, "", "this cannot be assigned to")
	return func(*Interp, *env, Value) error { return nil }
}

// targets compiles several targets, which take an array apart.
func (c *compiler) targets(n *syntax.Targets) assign {
	list := make([]assign, len(n.List))
	splat := -1
	for i, t := range n.List {
		if s, ok := t.(*syntax.Splat); ok {
			splat = i
			if s.Value == nil {
				continue
			}
			t = s.Value
		}
		list[i] = c.target(t)
	}
	return func(in *Interp, e *env, v Value) error {
		values := in.toAry(v).(*Array).Elems
		at := func(i int) Value {
			if i < 0 || i >= len(values) {
				return nil
			}
			return values[i]
		}
		after := 0
		if splat >= 0 {
			after = len(list) - splat - 1
		}
		for i, t := range list {
			var item Value
			switch {
			case splat < 0 || i < splat:
				item = at(i)
			case i == splat:
				rest := &Array{}
				if end := len(values) - after; end > i {
					rest.Elems = append(rest.Elems, values[i:end]...)
				}
				item = rest
			default:
				item = at(max(len(values)-after, splat) + i - splat - 1)
			}
			if t == nil {
				continue
			}
			if err := t(in, e, item); err != nil {
				return err
			}
		}
		return nil
	}
}

// toAry returns v as the array that a multiple assignment takes apart.
func (in *Interp) toAry(v Value) Value {
	switch v := v.(type) {
	case *Array:
		return v
	case nil:
		return NewArray(nil)
	}
	return NewArray(v)
}

// assignment compiles an assignment of any kind.
func (c *compiler) assignment(n syntax.Node) code {
	switch n := n.(type) {
	case *syntax.Assign:
		// The name is a variable in its own value already: x = x is nil.
		if name, ok := n.Target.(*syntax.Name); ok {
			if _, _, ok := c.scope.lookup(name.Name); !ok {
				c.scope.declare(name.Name)
			}
		}
		value := c.compile(n.Value)
		target := c.target(n.Target)
		return func(in *Interp, e *env) (Value, error) {
			v, err := value(in, e)
			if err != nil {
				return nil, err
			}
			return v, target(in, e, v)
		}
	case *syntax.MultiAssign:
		c.declareTargets(n.Targets, false)
		value := c.compile(n.Value)
		target := c.targets(n.Targets)
		return func(in *Interp, e *env) (Value, error) {
			v, err := value(in, e)
			if err != nil {
				return nil, err
			}
			if a, ok := v.(*Array); ok {
				v = &Array{Elems: append([]Value(nil), a.Elems...)} // a, b = b, a
			}
			return v, target(in, e, v)
		}
	}
	return c.opAssign(n.(*syntax.OpAssign))
}

// opAssign compiles target op= value.
func (c *compiler) opAssign(n *syntax.OpAssign) code {
	if call, ok := n.Target.(*syntax.Call); ok {
		return c.opAssignCall(n, call)
	}
	if name, ok := n.Target.(*syntax.Name); ok {
		if _, _, ok := c.scope.lookup(name.Name); !ok {
			c.scope.declare(name.Name)
		}
	}
	read := c.readForChange(n)
	target := c.target(n.Target)
	combine := c.combine(n)
	return func(in *Interp, e *env) (Value, error) {
		old, err := read(in, e)
		if err != nil {
			return nil, err
		}
		v, changed, err := combine(in, e, old)
		if err != nil || !changed {
			return v, err
		}
		return v, target(in, e, v)
	}
}

// readForChange compiles what op= reads: nothing is there yet where ||= sets it
// for the first time.
func (c *compiler) readForChange(n *syntax.OpAssign) code {
	if n.Op == "||" {
		switch t := n.Target.(type) {
		case *syntax.Constant:
			container := c.container(t)
			return func(in *Interp, e *env) (Value, error) {
				k, err := container(in, e)
				if err != nil {
					return nil, err
				}
				v, _, err := in.inheritedConstant(k, t.Name)
				return v, err
			}
		case *syntax.ClassVariable:
			return func(in *Interp, e *env) (Value, error) {
				owner, _ := in.classVariableOwner(e, t.Name)
				return owner.shared[t.Name], nil
			}
		}
	}
	return c.compile(n.Target)
}

// combine compiles the operator and the value of op=. It reports false if the
// target keeps what it has.
func (c *compiler) combine(n *syntax.OpAssign) func(in *Interp, e *env, old Value) (Value, bool, error) {
	value := c.compile(n.Value)
	op := n.Op
	site := &Site{file: c.file, span: n.Span, name: n.Span, method: op, library: c.library}
	short := shortcuts[op]
	return func(in *Interp, e *env, old Value) (Value, bool, error) {
		if op == "||" && Truthy(old) || op == "&&" && !Truthy(old) {
			return old, false, nil
		}
		v, err := value(in, e)
		if err != nil || op == "||" || op == "&&" {
			return v, true, err
		}
		if a, ok := old.(Int); ok && short != nil && !in.redefined {
			if b, ok := v.(Int); ok {
				if r, ok := short(a, b); ok {
					return r, true, nil
				}
			}
		}
		v, err = in.call(site, e.self, old, []Value{v}, nil)
		return v, true, err
	}
}

// opAssignCall compiles a.b op= value and a[b] op= value; a and b are evaluated
// once.
func (c *compiler) opAssignCall(n *syntax.OpAssign, call *syntax.Call) code {
	receiver := c.compile(call.Receiver)
	args := c.list(call.Args)
	combine := c.combine(n)
	get, set := c.siteOf(call), c.siteOf(call)
	set.method = call.Name + "="
	c.calls = append(c.calls, get, set)
	return func(in *Interp, e *env) (Value, error) {
		r, err := receiver(in, e)
		if err != nil || r == nil && call.Safe {
			return nil, err
		}
		a, err := args(in, e)
		if err != nil {
			return nil, err
		}
		old, err := in.call(get, e.self, r, a, nil)
		if err != nil {
			return nil, err
		}
		v, changed, err := combine(in, e, old)
		if err != nil || !changed {
			return v, err
		}
		_, err = in.call(set, e.self, r, append(a, v), nil)
		return v, err
	}
}
