package interp

import (
	"path/filepath"

	"github.com/trema-ns/trema-ns/dsl/syntax"
)

// siteOf makes the place of a call.
func (c *compiler) siteOf(n *syntax.Call) *Site {
	span := n.Span
	if n.Block != nil {
		// The call without its block: messages show one line.
		span.End = n.NameSpan.End
		if k := len(n.Args); k > 0 {
			span.End = n.Args[k-1].Range().End
			if n.Parens && span.End < n.Block.Start && c.file.Source[span.End] == ')' {
				span.End++
			}
		}
	}
	if c.file.Line(span.Start) != c.file.Line(n.NameSpan.Start) {
		span.Start = n.NameSpan.Start
	}
	s := &Site{file: c.file, span: span, name: n.NameSpan, args: n.Args, method: n.Name, library: c.library}
	switch n.Receiver.(type) {
	case nil:
		s.scope, s.bare = c.scope, true
	case *syntax.Self:
		s.bare = true
	}
	return s
}

// call compiles a method call.
func (c *compiler) call(n *syntax.Call) code {
	if special := c.special(n); special != nil {
		return special
	}
	if n.Receiver != nil && len(n.Args) == 1 && n.Block == nil && n.BlockArg == nil && !n.Safe {
		if _, splat := n.Args[0].(*syntax.Splat); !splat {
			if op := c.operator(n); op != nil {
				return op
			}
		}
	}
	site := c.siteOf(n)
	c.calls = append(c.calls, site)
	if k, ok := n.Receiver.(*syntax.Constant); ok && k.Name == "Struct" && n.Name == "new" {
		for _, a := range n.Args {
			if member, ok := a.(*syntax.Symbol); ok {
				c.defined[member.Name], c.defined[member.Name+"="] = true, true
			}
		}
	}
	receiver := func(_ *Interp, e *env) (Value, error) { return e.self, nil }
	if n.Receiver != nil {
		receiver = c.compile(n.Receiver)
	}
	args := c.arguments(n.Args)
	block := c.blockOf(n)
	safe := n.Safe
	return func(in *Interp, e *env) (Value, error) {
		r, err := receiver(in, e)
		if err != nil || r == nil && safe {
			return nil, err
		}
		a, err := args(in, e)
		if err != nil {
			return nil, err
		}
		if block == nil {
			return in.call(site, e.self, r, a, nil)
		}
		p, err := block(in, e)
		if err != nil {
			return nil, in.at(site, err)
		}
		v, err := in.call(site, e.self, r, a, p)
		if u, ok := err.(*unwind); ok && u.kind == breaking && u.proc == p && p != nil {
			return u.value, nil
		}
		return v, err
	}
}

// blockOf compiles the block of a call or its &argument; nil if it has neither.
func (c *compiler) blockOf(n *syntax.Call) func(in *Interp, e *env) (*Proc, error) {
	if n.Block != nil {
		fn := c.block(n.Block)
		return func(in *Interp, e *env) (*Proc, error) {
			return &Proc{fn: fn, env: e, self: e.self}, nil
		}
	}
	if n.BlockArg == nil {
		return nil
	}
	if s, ok := n.BlockArg.(*syntax.Symbol); ok {
		site := &Site{file: c.file, span: s.Span, name: s.Span, method: s.Name, library: c.library}
		c.calls = append(c.calls, site)
		p := symbolProc(s.Name)
		call := p.native
		p.native = func(in *Interp, args []Value, block *Proc) (Value, error) {
			v, err := call(in, args, block)
			if err != nil {
				err = in.at(site, err)
			}
			return v, err
		}
		return func(*Interp, *env) (*Proc, error) { return p, nil }
	}
	value := c.compile(n.BlockArg)
	return func(in *Interp, e *env) (*Proc, error) {
		v, err := value(in, e)
		if err != nil {
			return nil, err
		}
		switch v := v.(type) {
		case nil:
			return nil, nil
		case *Proc:
			return v, nil
		case Symbol:
			return symbolProc(string(v)), nil
		case *BoundMethod:
			return v.proc(), nil
		case *Hash:
			return &Proc{lambda: true, count: 1, native: func(_ *Interp, args []Value, _ *Proc) (Value, error) {
				r, _ := v.Get(args[0])
				return r, nil
			}}, nil
		}
		if m := in.method(v, "to_proc"); m != nil {
			r, err := in.invoke(m, v, nil, nil)
			if p, ok := r.(*Proc); ok || err != nil {
				return p, err
			}
		}
		return nil, in.wrongType(v, "Proc")
	}
}

// special compiles the calls that look at what is around them.
func (c *compiler) special(n *syntax.Call) code {
	if n.Receiver != nil {
		return nil
	}
	switch n.Name {
	case "block_given?":
		return func(_ *Interp, e *env) (Value, error) { return e.act.block != nil, nil }
	case "__method__":
		return func(_ *Interp, e *env) (Value, error) {
			if e.act.method == nil {
				return nil, nil
			}
			return Symbol(e.act.method.Name), nil
		}
	case "__dir__":
		name, site := c.file.Name, c.site(n, "__dir__")
		return func(in *Interp, _ *env) (Value, error) {
			folder, err := in.absolute(filepath.Dir(name))
			return NewString(folder), in.at(site, err)
		}
	case "require_relative", "load", "require":
		if len(n.Args) == 0 {
			break
		}
		c.loads = c.loads || n.Name != "require"
		if s, ok := n.Args[0].(*syntax.String); ok && len(n.Args) == 1 && n.Name == "require" {
			c.libraries = append(c.libraries, &Site{file: c.file, span: n.Span, name: n.Span, method: s.Value})
		}
	case "binding", "eval", "exec", "system", "spawn", "fork", "open", "gets", "trap", "sleep", "at_exit":
		if !c.defined[n.Name] && !c.in.named[n.Name] {
			return c.refuse(&syntax.Name{Span: n.NameSpan}, "", "`%s` is not available in a %s", n.Name, c.in.options.Noun)
		}
	}
	return nil
}

// shortcuts are the operators of small integers that need no look-up, unless the
// program has redefined one. Each reports false where it does not have the answer.
var shortcuts = map[string]func(a, b Int) (Value, bool){
	"+": func(a, b Int) (Value, bool) { c := a + b; return c, (c > a) == (b > 0) },
	"-": func(a, b Int) (Value, bool) { c := a - b; return c, (c < a) == (b > 0) },
	"*": func(a, b Int) (Value, bool) {
		if a != Int(int32(a)) || b != Int(int32(b)) {
			return nil, false
		}
		return a * b, true
	},
	"%": func(a, b Int) (Value, bool) {
		if a < 0 || b <= 0 {
			return nil, false
		}
		return a % b, true
	},
	"/": func(a, b Int) (Value, bool) {
		if a < 0 || b <= 0 {
			return nil, false
		}
		return a / b, true
	},
	"<":  func(a, b Int) (Value, bool) { return a < b, true },
	">":  func(a, b Int) (Value, bool) { return a > b, true },
	"<=": func(a, b Int) (Value, bool) { return a <= b, true },
	">=": func(a, b Int) (Value, bool) { return a >= b, true },
	"==": func(a, b Int) (Value, bool) { return a == b, true },
	"&":  func(a, b Int) (Value, bool) { return a & b, true },
	"|":  func(a, b Int) (Value, bool) { return a | b, true },
}

// operator compiles a binary operator that has a shortcut; nil if n is none.
func (c *compiler) operator(n *syntax.Call) code {
	short := shortcuts[n.Name]
	if short == nil {
		return nil
	}
	left, right := c.compile(n.Receiver), c.compile(n.Args[0])
	site := c.siteOf(n)
	return func(in *Interp, e *env) (Value, error) {
		l, err := left(in, e)
		if err != nil {
			return nil, err
		}
		r, err := right(in, e)
		if err != nil {
			return nil, err
		}
		if a, ok := l.(Int); ok && !in.redefined {
			if b, ok := r.(Int); ok {
				if v, ok := short(a, b); ok {
					return v, nil
				}
			}
		}
		return in.call(site, e.self, l, []Value{r}, nil)
	}
}
