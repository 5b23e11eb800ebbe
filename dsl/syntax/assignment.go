package syntax

import (
	"github.com/alecthomas/participle/v2/lexer"
)

// isTarget reports whether n may stand on the left of "=".
func isTarget(n Node) bool {
	switch n := n.(type) {
	case *Name, *Global, *InstanceVariable, *ClassVariable, *Constant, *Targets:
		return true
	case *Call:
		return n.Name == "[]" && n.Block == nil ||
			n.Receiver != nil && len(n.Args) == 0 && n.Block == nil && !n.Parens && isLetter(n.Name[0]) &&
				n.Name[len(n.Name)-1] != '?' && n.Name[len(n.Name)-1] != '!'
	}
	return false
}

// assignment reads "= value" or "op= value" after the target n.
func (p *parser) assignment(n Node, statement lexer.RawCursor) (Node, error) {
	t := p.take()
	if name, ok := n.(*Name); ok && !isLocal(name.Name) {
		return nil, p.failAt(name.Span, "a variable's name does not end so", "`%s` cannot be assigned to", name.Name)
	}
	value, err := p.assigned(statement >= 0)
	if err != nil {
		return nil, err
	}
	span := Span{n.Range().Start, value.Range().End}
	n = asTarget(n)
	if t.Type == tOpAssign {
		return &OpAssign{span, n, t.Value[:len(t.Value)-1], value}, nil
	}
	return &Assign{span, n, value}, nil
}

func isLocal(name string) bool {
	last := name[len(name)-1]
	return last != '?' && last != '!'
}

// asTarget marks a call as assigned to.
func asTarget(n Node) Node {
	if c, ok := n.(*Call); ok && c.Name != "[]" {
		c.Attribute = true
	}
	return n
}

// assigned reads what is assigned: one value, or several as an array where a
// whole statement is an assignment.
func (p *parser) assigned(several bool) (Node, error) {
	start := p.peek().Pos.Offset
	var first Node
	var err error
	if several && p.is(tSplat) {
		first, err = p.splat()
	} else {
		op, start := p.last, p.in.RawCursor()
		if first, err = p.expression(bpAssign, -1); err != nil {
			p.missingValue(&op, start)
		}
	}
	if err != nil {
		return nil, err
	}
	if first, err = p.rescueModifier(first); err != nil {
		return nil, err
	}
	_, splat := first.(*Splat)
	if !several || !splat && !p.is(tComma) {
		return first, nil
	}
	list := []Node{first}
	for p.accept(tComma) {
		n, err := p.element()
		if err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return &Array{p.from(start), list}, nil
}

// rescueModifier reads "rescue instead" if it follows a value that is assigned,
// to which it belongs and not to the assignment.
func (p *parser) rescueModifier(value Node) (Node, error) {
	if !p.accept(kModRescue) {
		return value, nil
	}
	instead, err := p.operand(bpTernary)
	if err != nil {
		return nil, err
	}
	return rescued(value, instead), nil
}

// splat reads *value.
func (p *parser) splat() (Node, error) {
	t := p.take()
	n, err := p.operand(bpTernary)
	if err != nil {
		return nil, err
	}
	return &Splat{Span{t.Pos.Offset, n.Range().End}, n}, nil
}

// element reads a value of a list, which may be a splat.
func (p *parser) element() (Node, error) {
	if p.is(tSplat) {
		return p.splat()
	}
	return p.expression(bpTernary, -1)
}

// splatTarget reads *target, or a bare *.
func (p *parser) splatTarget() (Node, error) {
	t := p.take()
	if p.is(tComma) || p.is(tAssign) || p.is(kIn) || p.is(tRParen) {
		return &Splat{Span: tokenSpan(&t)}, nil
	}
	n, err := p.oneTarget()
	if err != nil {
		return nil, err
	}
	return &Splat{Span{t.Pos.Offset, n.Range().End}, n}, nil
}

// oneTarget reads something that can be assigned to.
func (p *parser) oneTarget() (Node, error) {
	if p.is(tSplat) {
		return p.splatTarget()
	}
	n, err := p.primary(bpPostfix)
	if err == nil {
		n, err = p.postfix(n, bpPostfix)
	}
	if err != nil {
		return nil, err
	}
	if !isTarget(n) {
		return nil, p.failAt(n.Range(), "", "this cannot be assigned to")
	}
	return asTarget(n), nil
}

// target reads what for or rescue assign to.
func (p *parser) target() (Node, error) {
	start := p.peek().Pos.Offset
	n, err := p.oneTarget()
	if err != nil || !p.is(tComma) {
		return n, err
	}
	t, err := p.moreTargets(n, start)
	return t, err
}

// moreTargets reads ", target" as often as it comes.
func (p *parser) moreTargets(first Node, start int) (*Targets, error) {
	t := &Targets{List: []Node{asTarget(first)}}
	for p.accept(tComma) {
		if p.is(tAssign) || p.is(kIn) || p.is(tRParen) {
			t.List = append(t.List, &Splat{Span: p.from(p.end())})
			break
		}
		n, err := p.oneTarget()
		if err != nil {
			return nil, err
		}
		t.List = append(t.List, n)
	}
	t.Span = p.from(start)
	return t, nil
}

// multipleAssignment reads the rest of "a, b = values" after its first target.
// In parentheses without "=" it is a part of such targets.
func (p *parser) multipleAssignment(first Node, start int) (Node, error) {
	t, err := p.moreTargets(first, start)
	if err != nil {
		return nil, err
	}
	if p.is(tRParen) {
		return t, nil
	}
	if _, err := p.expect(tAssign, "="); err != nil {
		return nil, err
	}
	value, err := p.assigned(true)
	if err != nil {
		return nil, err
	}
	if value, err = p.rescueModifier(value); err != nil {
		return nil, err
	}
	return &MultiAssign{Span{start, value.Range().End}, t, value}, nil
}
