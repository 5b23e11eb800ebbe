package interp

import (
	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/dsl/syntax"
)

// control compiles control flow and definitions.
func (c *compiler) control(n syntax.Node) code {
	switch n := n.(type) {
	case *syntax.And:
		left, right := c.compile(n.Left), c.compile(n.Right)
		return func(in *Interp, e *env) (Value, error) {
			v, err := left(in, e)
			if err != nil || !Truthy(v) {
				return v, err
			}
			return right(in, e)
		}
	case *syntax.Or:
		left, right := c.compile(n.Left), c.compile(n.Right)
		return func(in *Interp, e *env) (Value, error) {
			v, err := left(in, e)
			if err != nil || Truthy(v) {
				return v, err
			}
			return right(in, e)
		}
	case *syntax.Not:
		value := c.compile(n.Value)
		return func(in *Interp, e *env) (Value, error) {
			v, err := value(in, e)
			if o, ok := v.(*Object); ok && err == nil {
				if m := o.Class.find("!"); m != nil && m.owner != nil {
					return in.invoke(m, o, nil, nil)
				}
			}
			return !Truthy(v), err
		}
	case *syntax.If:
		return c.ifs(n)
	case *syntax.While:
		return c.while(n)
	case *syntax.For:
		return c.fors(n)
	case *syntax.Case:
		return c.cases(n)
	case *syntax.Begin:
		return c.begin(n)
	case *syntax.Return:
		return c.leave(n, n.Value, returning)
	case *syntax.Next:
		return c.leave(n, n.Value, nexting)
	case *syntax.Break:
		return c.leave(n, n.Value, breaking)
	case *syntax.Retry:
		if c.rescues == 0 {
			return c.refuse(n, "it goes back to the `begin` of the `rescue` that it stands in", "`retry` stands in no rescue")
		}
		return func(*Interp, *env) (Value, error) { return nil, &unwind{kind: retrying} }
	case *syntax.Redo:
		return c.leave(n, nil, redoing)
	case *syntax.Yield:
		return c.yield(n)
	case *syntax.Def:
		return c.def(n)
	case *syntax.Lambda:
		fn := c.block(&syntax.Block{Span: n.Span, Params: n.Params, Body: n.Body})
		return func(in *Interp, e *env) (Value, error) {
			return &Proc{fn: fn, env: e, self: e.self, lambda: true}, nil
		}
	case *syntax.Defined:
		return c.isDefined(n.Value)
	case *syntax.Super:
		return c.super(n)
	case *syntax.Class:
		return c.class(n)
	case *syntax.Module:
		return c.module(n)
	case *syntax.SingletonClass:
		return c.singletonClass(n)
	case *syntax.Alias:
		return c.alias(n)
	case *syntax.Undef:
		return c.undef(n)
	case *syntax.Splat:
		return c.array([]syntax.Node{n})
	}
	return c.refuse(n, "", "this is not available in a %s", c.in.options.Noun)
}

func (c *compiler) ifs(n *syntax.If) code {
	var cond, then, otherwise code
	// Variables come into being in the order of the text.
	if n.BodyFirst {
		then, otherwise = c.compile(n.Then), c.compile(n.Else)
		cond = c.condition(n.Cond)
	} else {
		cond = c.condition(n.Cond)
		then, otherwise = c.compile(n.Then), c.compile(n.Else)
	}
	return func(in *Interp, e *env) (Value, error) {
		v, err := cond(in, e)
		if err != nil {
			return nil, err
		}
		if Truthy(v) {
			return then(in, e)
		}
		return otherwise(in, e)
	}
}

// condition compiles what if and while ask for. It warns, as Ruby does, where a
// value that is written out is assigned instead of compared.
func (c *compiler) condition(n syntax.Node) code {
	at := n
	if p, ok := at.(*syntax.Paren); ok {
		at = p.Body
	}
	if s, ok := at.(*syntax.Sequence); ok && len(s.List) == 1 {
		at = s.List[0]
	}
	if a, ok := at.(*syntax.Assign); ok && isLiteral(a.Value) {
		c.in.Report(&diag.Diagnostic{
			Severity: diag.Warning,
			Summary:  "this condition assigns a value and is always the same",
			Detail:   "`==` compares",
			Range:    c.file.RangeOf(a.Range()),
		})
	}
	return c.compile(n)
}

func isLiteral(n syntax.Node) bool {
	switch n.(type) {
	case *syntax.Integer, *syntax.Float, *syntax.String, *syntax.Symbol, *syntax.Array, *syntax.Hash,
		*syntax.Nil, *syntax.True, *syntax.False:
		return true
	}
	return false
}

// endsLoop tells what an error means to the while or for loop around it: break,
// next, or nothing.
func endsLoop(err error) (over bool, value Value, rest error) {
	u, ok := err.(*unwind)
	switch {
	case err == nil:
	case ok && u.kind == breaking && u.proc == nil:
		return true, u.value, nil
	case ok && u.kind == nexting:
	default:
		return true, nil, err
	}
	return false, nil, nil
}

func (c *compiler) while(n *syntax.While) code {
	var cond, body code
	c.loops++
	if n.Modifier {
		body = c.compile(n.Body)
		cond = c.condition(n.Cond)
	} else {
		cond = c.condition(n.Cond)
		body = c.compile(n.Body)
	}
	c.loops--
	site := c.site(n.Cond, "while")
	return func(in *Interp, e *env) (Value, error) {
		for first := true; ; first = false {
			if err := in.tick(site); err != nil {
				return nil, err
			}
			if !first || !n.BodyFirst {
				v, err := cond(in, e)
				if err != nil {
					return nil, err
				}
				if Truthy(v) == n.Until {
					return nil, nil
				}
			}
			err := again(in, site, func() error { _, err := body(in, e); return err })
			if over, v, err := endsLoop(err); over {
				return v, err
			}
		}
	}
}

// again runs a turn of a loop until it does not end in redo.
func again(in *Interp, site *Site, turn func() error) error {
	for {
		err := turn()
		if u, ok := err.(*unwind); !ok || u.kind != redoing {
			return err
		}
		if err := in.tick(site); err != nil {
			return err
		}
	}
}

func (c *compiler) fors(n *syntax.For) code {
	list := c.compile(n.In)
	target := c.target(n.Target)
	c.loops++
	body := c.compile(n.Body)
	c.loops--
	site := c.site(n.In, "each")
	_, several := n.Target.(*syntax.Targets)
	return func(in *Interp, e *env) (Value, error) {
		v, err := list(in, e)
		if err != nil {
			return nil, err
		}
		result := v
		err = in.iterate(v, func(item Value) error {
			if err := in.tick(site); err != nil {
				return err
			}
			if several {
				item = in.toAry(item)
			}
			if err := target(in, e, item); err != nil {
				return err
			}
			err := again(in, site, func() error { _, err := body(in, e); return err })
			over, v, err := endsLoop(err)
			if over && err == nil {
				result, err = v, errStop
			}
			return err
		})
		return result, in.at(site, stopped(err))
	}
}

func (c *compiler) cases(n *syntax.Case) code {
	var subject code
	if n.Subject != nil {
		subject = c.compile(n.Subject)
	}
	type when struct {
		values func(*Interp, *env) ([]Value, error)
		single []code
		body   code
		site   *Site
	}
	whens := make([]when, len(n.Whens))
	for i, w := range n.Whens {
		whens[i].site = c.site(w.Values[0], "===")
		splat := false
		for _, v := range w.Values {
			if _, ok := v.(*syntax.Splat); ok {
				splat = true
			}
		}
		if splat {
			whens[i].values = c.list(w.Values)
		} else {
			whens[i].single = c.all(w.Values)
		}
		whens[i].body = c.compile(w.Body)
	}
	otherwise := c.compile(n.Else)
	return func(in *Interp, e *env) (Value, error) {
		var v Value
		var err error
		if subject != nil {
			if v, err = subject(in, e); err != nil {
				return nil, err
			}
		}
		matches := func(pattern Value) (bool, error) {
			if subject == nil {
				return Truthy(pattern), nil
			}
			return in.caseEqual(pattern, v)
		}
		for i := range whens {
			w := &whens[i]
			if w.values != nil {
				list, err := w.values(in, e)
				if err != nil {
					return nil, err
				}
				for _, p := range list {
					if ok, err := matches(p); err != nil {
						return nil, in.at(w.site, err)
					} else if ok {
						return w.body(in, e)
					}
				}
				continue
			}
			for _, value := range w.single {
				p, err := value(in, e)
				if err != nil {
					return nil, err
				}
				if ok, err := matches(p); err != nil {
					return nil, in.at(w.site, err)
				} else if ok {
					return w.body(in, e)
				}
			}
		}
		return otherwise(in, e)
	}
}

// caseEqual is pattern === v.
func (in *Interp) caseEqual(pattern, v Value) (bool, error) {
	switch p := pattern.(type) {
	case Int, Symbol, *String, nil, bool:
		return in.equal(pattern, v)
	case *Class:
		if m := in.method(p, "==="); m.owner == nil {
			return in.isA(v, p), nil
		}
	}
	r, err := in.send(pattern, "===", []Value{v}, nil)
	return Truthy(r), err
}

// leave compiles return, next and break.
func (c *compiler) leave(n, value syntax.Node, kind unwindKind) code {
	v := c.compile(value)
	loop := c.loops > 0
	if kind != returning && !loop && c.scope.parent == nil {
		word := map[unwindKind]string{breaking: "break", nexting: "next", redoing: "redo"}[kind]
		return c.refuse(n, "", "`%s` stands in no loop and no block", word)
	}
	site := c.site(n, "break")
	return func(in *Interp, e *env) (Value, error) {
		r, err := v(in, e)
		if err != nil {
			return nil, err
		}
		u := &unwind{kind: kind, value: r, act: e.act}
		if kind == breaking && !loop {
			if u.proc = e.proc; u.proc.orphan {
				return nil, in.at(site, in.Errorf("LocalJumpError", "break from proc-closure"))
			}
		}
		return nil, u
	}
}

// begin compiles begin … rescue … else … ensure … end.
func (c *compiler) begin(n *syntax.Begin) code {
	calls, names, libraries := c.calls, c.names, c.libraries
	body := c.compile(n.Body)
	if len(n.Rescues) > 0 {
		c.calls, c.names, c.libraries = calls, names, libraries // a name that nothing defines may be what is rescued
	}
	type clause struct {
		classes func(*Interp, *env) ([]Value, error)
		target  assign
		body    code
	}
	clauses := make([]clause, len(n.Rescues))
	for i, r := range n.Rescues {
		if len(r.Classes) > 0 {
			clauses[i].classes = c.list(r.Classes)
		}
		if r.Target != nil {
			clauses[i].target = c.target(r.Target)
		}
		c.rescues++
		clauses[i].body = c.compile(r.Body)
		c.rescues--
	}
	var otherwise, ensure code
	if n.Else != nil {
		otherwise = c.compile(n.Else)
	}
	if n.Ensure != nil {
		ensure = c.compile(n.Ensure)
	}
	if len(clauses) == 0 && ensure == nil {
		return body
	}
	last := c.in.global("$!")

	rescue := func(in *Interp, e *env, raised *Raise) (Value, error) {
		raised.keepTrace()
		for _, clause := range clauses {
			classes := []Value{in.constants["StandardError"]}
			if clause.classes != nil {
				list, err := clause.classes(in, e)
				if err != nil {
					return nil, err
				}
				classes = list
			}
			for _, k := range classes {
				if _, ok := k.(*Class); !ok {
					return nil, in.typeError("class or module required for rescue clause")
				}
				if ok, err := in.caseEqual(k, raised.Exception); err != nil {
					return nil, err
				} else if !ok {
					continue
				}
				before := last.value
				last.value = raised.Exception
				defer func() { last.value = before }()
				if clause.target != nil {
					if err := clause.target(in, e, raised.Exception); err != nil {
						return nil, err
					}
				}
				v, err := clause.body(in, e)
				if r, ok := err.(*Raise); ok {
					r.causedBy(raised)
				}
				return v, err
			}
		}
		return nil, raised
	}
	attempt := func(in *Interp, e *env) (Value, error) {
		for {
			if len(clauses) > 0 {
				in.rescues++
			}
			v, err := body(in, e)
			if len(clauses) > 0 {
				in.rescues--
			}
			if raised, ok := err.(*Raise); ok {
				if err := in.spend(stepsOfRescue); err != nil {
					return nil, in.at(raised.Place, err)
				}
				v, err = rescue(in, e, raised)
				if u, ok := err.(*unwind); ok && u.kind == retrying {
					continue
				}
			} else if err == nil && otherwise != nil {
				v, err = otherwise(in, e)
			}
			return v, err
		}
	}
	if ensure == nil {
		return attempt
	}
	return func(in *Interp, e *env) (Value, error) {
		v, err := attempt(in, e)
		if _, fatal := err.(*Fatal); fatal {
			return nil, err
		}
		if raised, ok := err.(*Raise); ok {
			before := last.value
			last.value = raised.Exception
			defer func() { last.value = before }()
		}
		if _, ensureErr := ensure(in, e); ensureErr != nil {
			return nil, ensureErr
		}
		return v, err
	}
}

func (c *compiler) yield(n *syntax.Yield) code {
	args := c.arguments(n.Args)
	site := c.site(n, "yield")
	return func(in *Interp, e *env) (Value, error) {
		values, err := args(in, e)
		if err != nil {
			return nil, err
		}
		if e.act.block == nil {
			return nil, in.at(site, in.Errorf("LocalJumpError", "no block given (yield)"))
		}
		if err := in.tick(site); err != nil {
			return nil, err
		}
		v, err := in.callProc(e.act.block, values, nil)
		return v, in.at(site, err)
	}
}
