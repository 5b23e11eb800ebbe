package interp

import (
	"slices"

	"github.com/trema-ns/trema-ns/dsl/syntax"
)

// super compiles a call of the method that this one stands before.
func (c *compiler) super(n *syntax.Super) code {
	nodes := n.Args
	if n.Implicit && c.method != nil {
		nodes = sameArguments(n, c.method.Params)
	}
	args := c.arguments(nodes)
	site := &Site{file: c.file, span: n.Span, name: n.Span, args: n.Args, method: "super", library: c.library}
	outside := n.Implicit && c.method == nil
	block := c.blockOf(&syntax.Call{Span: n.Span, Block: n.Block, BlockArg: n.BlockArg})
	return func(in *Interp, e *env) (Value, error) {
		act := e.act
		if act.method == nil {
			return nil, in.at(site, in.Errorf("RuntimeError", "super called outside of method"))
		}
		if outside {
			return nil, in.at(site, in.Errorf("RuntimeError", "implicit argument passing of super from method defined by define_method() is not supported. Specify all arguments explicitly."))
		}
		a, err := args(in, e)
		if err != nil {
			return nil, err
		}
		p := act.block
		if block != nil {
			if p, err = block(in, e); err != nil {
				return nil, in.at(site, err)
			}
		}
		v, err := in.callSuper(site, act.method, e.self, a, p)
		if u, ok := err.(*unwind); ok && u.kind == breaking && block != nil && u.proc == p && p != nil {
			return u.value, nil
		}
		return v, err
	}
}

// sameArguments returns the arguments of a method as they are now, for super
// without a list of its own.
func sameArguments(n *syntax.Super, p *syntax.Parameters) []syntax.Node {
	if p == nil {
		return nil
	}
	var nodes []syntax.Node
	options := &syntax.Hash{Span: n.Span}
	for _, par := range p.List {
		name := &syntax.Name{Span: n.Span, Name: par.Name}
		switch par.Kind {
		case syntax.Required, syntax.Optional:
			nodes = append(nodes, name)
		case syntax.Rest:
			nodes = append(nodes, &syntax.Splat{Span: n.Span, Value: name})
		case syntax.Keyword:
			options.Pairs = append(options.Pairs, syntax.Pair{Key: &syntax.Symbol{Span: n.Span, Name: par.Name}, Value: name})
		case syntax.KeywordRest:
			if par.Name != "" {
				options.Pairs = append(options.Pairs, syntax.Pair{Value: name})
			}
		}
	}
	if len(options.Pairs) > 0 {
		nodes = append(nodes, options)
	}
	return nodes
}

// callSuper calls the method that m stands before among those of self.
func (in *Interp) callSuper(s *Site, m *Method, self Value, args []Value, block *Proc) (Value, error) {
	if err := in.tick(s); err != nil {
		return nil, err
	}
	class := in.classOf(self)
	if s.class != class || s.version != in.version || s.from != m {
		s.class, s.version, s.from, s.found = class, in.version, m, nil
		if slices.Contains(class.ancestors(), m.home) {
			s.found, _ = class.findAfter(m.home, m.Name)
		}
	}
	if s.found == nil {
		in.site = s
		v, err := in.missing(self, m.Name, args, block, func() error {
			err := in.Errorf("NoMethodError", "super: no superclass method `%s` for %s", m.Name, in.describe(self)).(*Raise)
			err.Exception.Set("@name", Symbol(m.Name))
			err.Exception.Set("@receiver", self)
			return err
		})
		return v, in.at(s, err)
	}
	in.site = s
	v, err := in.invoke(s.found, self, args, block)
	return v, in.at(s, err)
}
