package interp

import (
	"slices"

	"github.com/trema-ns/trema-ns/dsl/syntax"
)

// params compiles a parameter list in the scope of its method or block.
func (c *compiler) params(n *syntax.Parameters) *params {
	if n == nil {
		return noParams
	}
	p := &params{rest: noSlot, keyRest: noSlot, block: noSlot, trailing: n.TrailingComma, simple: true}
	// All names come first: a destructured one is several.
	slots := make([]int, len(n.List))
	for i, par := range n.List {
		c.scope.names = append(c.scope.names, par.Name)
		slots[i] = len(c.scope.names) - 1
		if par.Kind == syntax.Destructured {
			c.declareTargets(par.Target, true)
		}
	}
	for i, par := range n.List {
		b := binding{name: par.Name, slot: slots[i]}
		if par.Default != nil {
			// A default sees the parameters before its own.
			all := slices.Clone(c.scope.names)
			for _, slot := range slots[i:] {
				c.scope.names[slot] = ""
			}
			b.value = c.compile(par.Default)
			copy(c.scope.names, all)
		}
		if par.Kind != syntax.Required && par.Kind != syntax.BlockLocal {
			p.simple = false
		}
		switch par.Kind {
		case syntax.Destructured:
			b.target = c.target(par.Target)
			p.positional(b)
		case syntax.Required:
			p.positional(b)
		case syntax.Optional:
			p.optional = append(p.optional, b)
		case syntax.Rest:
			p.rest = unnamed
			if par.Name != "" {
				p.rest = b.slot
			}
		case syntax.Keyword:
			p.keywords = append(p.keywords, b)
		case syntax.KeywordRest:
			p.keyRest = unnamed
			if par.Name != "" {
				p.keyRest = b.slot
			}
		case syntax.BlockParam:
			p.block = b.slot
		}
	}
	return p
}

// positional adds a required parameter before or after the optional ones.
func (p *params) positional(b binding) {
	if len(p.optional) > 0 || p.rest != noSlot {
		p.post = append(p.post, b)
	} else {
		p.required = append(p.required, b)
	}
}

// block compiles a block in a scope of its own.
func (c *compiler) block(n *syntax.Block) *function {
	fn := &function{scope: &scope{parent: c.scope, implicit: n.Params == nil}}
	outer, loops := c.scope, c.loops
	c.scope, c.loops = fn.scope, 0
	c.closures++
	closures := c.closures
	fn.params = c.params(n.Params)
	fn.body = c.attributes(n.Body)
	fn.leaf = c.closures == closures
	if count := fn.scope.numbered; count > 0 {
		fn.params = &params{rest: noSlot, keyRest: noSlot, block: noSlot, simple: true}
		for i := range count {
			name := "it"
			if _, slot, ok := fn.scope.lookup([]string{"_1", "_2", "_3", "_4", "_5", "_6", "_7", "_8", "_9"}[i]); ok {
				fn.params.required = append(fn.params.required, binding{slot: slot})
				continue
			}
			fn.params.required = append(fn.params.required, binding{slot: fn.scope.declare(name)})
		}
	}
	c.scope, c.loops = outer, loops
	return fn
}

// declareTargets declares the variables among the targets of an assignment that
// are not there yet, or all of them: those of a parameter hide what is outside.
func (c *compiler) declareTargets(n syntax.Node, all bool) {
	switch n := n.(type) {
	case *syntax.Targets:
		for _, t := range n.List {
			c.declareTargets(t, all)
		}
	case *syntax.Splat:
		c.declareTargets(n.Value, all)
	case *syntax.Name:
		if _, _, ok := c.scope.lookup(n.Name); all || !ok {
			c.scope.names = append(c.scope.names, n.Name)
		}
	}
}

// frozenText returns a String that cannot be changed.
func frozenText(text string) *String { return &String{s: text, frozen: true} }

// isRegexp reports whether n is a regular expression written out.
func isRegexp(n syntax.Node) bool { _, ok := n.(*syntax.Regexp); return ok }

// isNumeral reports whether n is a number written out.
func isNumeral(n syntax.Node) bool {
	switch n.(type) {
	case *syntax.Integer, *syntax.Float:
		return true
	}
	return false
}

// isDefined compiles defined?(…).
func (c *compiler) isDefined(n syntax.Node) code {
	// What it asks about need not be there.
	defer func(calls, names []*Site) { c.calls, c.names = calls, names }(c.calls, c.names)
	for {
		p, ok := n.(*syntax.Paren)
		if !ok {
			break
		}
		n = p.Body
		if seq, ok := n.(*syntax.Sequence); ok && len(seq.List) == 1 {
			n = seq.List[0]
		}
	}
	answer := func(text string, test func(in *Interp, e *env) bool) code {
		return func(in *Interp, e *env) (Value, error) {
			if test(in, e) {
				return frozenText(text), nil
			}
			return nil, nil
		}
	}
	switch n := n.(type) {
	case *syntax.Name:
		if _, _, ok := c.scope.lookup(n.Name); ok {
			return constant(frozenText("local-variable"))
		}
		return answer("method", func(in *Interp, e *env) bool { return in.method(e.self, n.Name) != nil })
	case *syntax.Call:
		if n.Block != nil || n.Safe {
			return constant(frozenText("expression"))
		}
		if n.Name == "+@" && isNumeral(n.Receiver) || n.Name == "=~" && (isRegexp(n.Receiver) || isRegexp(n.Args[0])) {
			return constant(frozenText("expression"))
		}
		var operands []code
		for _, arg := range n.Args {
			operands = append(operands, c.isDefined(arg))
		}
		areDefined := func(in *Interp, e *env) bool {
			for _, operand := range operands {
				if v, err := operand(in, e); v == nil || err != nil {
					return false
				}
			}
			return true
		}
		if n.Receiver == nil {
			return answer("method", func(in *Interp, e *env) bool { return in.method(e.self, n.Name) != nil && areDefined(in, e) })
		}
		receiver := c.compile(n.Receiver)
		_, own := n.Receiver.(*syntax.Self)
		return answer("method", func(in *Interp, e *env) bool {
			v, err := receiver(in, e)
			if err != nil {
				return false
			}
			m := in.method(v, n.Name)
			return m != nil && (own || m.visibility == public || in.mayCall(m, e.self)) && areDefined(in, e)
		})
	case *syntax.Not:
		operand := c.isDefined(n.Value)
		return answer("method", func(in *Interp, e *env) bool { v, err := operand(in, e); return err == nil && v != nil })
	case *syntax.Constant:
		value := c.compile(n)
		return answer("constant", func(in *Interp, e *env) bool { _, err := value(in, e); return err == nil })
	case *syntax.ClassVariable:
		return answer("class variable", func(in *Interp, e *env) bool { _, ok := in.classVariableOwner(e, n.Name); return ok })
	case *syntax.Super:
		return answer("super", func(in *Interp, e *env) bool {
			m := e.act.method
			if m == nil {
				return false
			}
			above, _ := in.classOf(e.self).findAfter(m.home, m.Name)
			return above != nil
		})
	case *syntax.Global:
		return answer("global-variable", func(in *Interp, _ *env) bool { return in.globals[n.Name] != nil && in.globals[n.Name].value != nil })
	case *syntax.InstanceVariable:
		return answer("instance-variable", func(in *Interp, e *env) bool {
			own := in.variablesOf(e.self, false)
			return own != nil && own.shape.slot(n.Name) >= 0
		})
	case *syntax.Nil:
		return constant(frozenText("nil"))
	case *syntax.True:
		return constant(frozenText("true"))
	case *syntax.False:
		return constant(frozenText("false"))
	case *syntax.Self:
		return constant(frozenText("self"))
	case *syntax.Yield:
		return answer("yield", func(_ *Interp, e *env) bool { return e.act.block != nil })
	case *syntax.Assign, *syntax.OpAssign, *syntax.MultiAssign:
		return constant(frozenText("assignment"))
	}
	return constant(frozenText("expression"))
}
