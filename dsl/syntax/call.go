package syntax

import "github.com/alecthomas/participle/v2/lexer"

// argumentList is what stands between a method's name and its block.
type argumentList struct {
	list  []Node
	block Node // &value
}

// name reads a word: a variable, or a call of a method of self.
func (p *parser) name(min int) (Node, error) {
	t := p.take()
	span := tokenSpan(&t)
	args, written, err := p.callArguments(min)
	if err != nil {
		return nil, err
	}
	if !written && !p.opensBlock() {
		if min > bpAssign && p.startsCommand() {
			return nil, p.needsParens(&t)
		}
		return &Name{span, t.Value}, nil
	}
	c := &Call{Span: p.from(span.Start), Name: t.Value, NameSpan: span, Args: args.list, BlockArg: args.block, Parens: written}
	return c, p.attachBlock(c)
}

// constant reads a constant, or a call like Integer("1").
func (p *parser) constant(min int) (Node, error) {
	t := p.take()
	span := tokenSpan(&t)
	if !p.is(tCallParen) && !p.is(tString) && !p.is(tStringBegin) && !p.is(tSpaceParen) && !p.is(tInt) {
		return &Constant{Span: span, Name: t.Value}, nil
	}
	args, written, err := p.callArguments(min)
	if err != nil {
		return nil, err
	}
	if !written {
		return &Constant{Span: span, Name: t.Value}, nil
	}
	c := &Call{Span: p.from(span.Start), Name: t.Value, NameSpan: span, Args: args.list, BlockArg: args.block, Parens: true}
	return c, p.attachBlock(c)
}

// startsCommand reports whether arguments without parentheses follow a name.
func (p *parser) startsCommand() bool {
	t := p.peek()
	return startsArgument(t.Type)
}

// needsParens says that the call of name has arguments where Ruby takes none
// without parentheses, as on the right of &&.
func (p *parser) needsParens(name *lexer.Token) error {
	return p.failAt(tokenSpan(p.peek()), "write `"+name.Value+"(…)`", "the arguments of `%s` need parentheses here", name.Value)
}

// callArguments reads the arguments of a call, with or without parentheses. It
// reports false if there are none at all.
func (p *parser) callArguments(min int) (argumentList, bool, error) {
	if p.is(tCallParen) {
		open := p.take()
		args, err := inside(p, func() (argumentList, error) { return p.list(tRParen, true) })
		if err != nil {
			return args, true, err
		}
		if _, err = p.expect(tRParen, ")"); err != nil {
			return args, true, p.missingParen(&open, err)
		}
		return args, true, nil
	}
	if min > bpAssign || !p.startsCommand() {
		if p.is(tSpaceParen) && min <= bpPrefix {
			n, err := p.group()
			return argumentList{list: []Node{n}}, true, err
		}
		return argumentList{}, false, nil
	}
	p.noDo++
	args, err := p.list(tNewline, true)
	p.noDo--
	return args, true, err
}

// missingParen improves the message for "vhost("a" {": what is missing is the
// parenthesis.
func (p *parser) missingParen(open *lexer.Token, err error) error {
	if p.is(tBlockBrace) || p.is(kDo) {
		p.failure = nil
		return p.failAt(tokenSpan(open), "it needs `)`", "`(` opened here is never closed")
	}
	return err
}

// list reads arguments or elements up to a token of type end, which stays.
// Pairs at its end are one Hash without braces. The first of arguments may be a
// call without parentheses: puts format "…", a.
func (p *parser) list(end lexer.TokenType, arguments bool) (argumentList, error) {
	var args argumentList
	var pairs *Hash
	for first := true; !p.is(end) || end == tNewline; first = false {
		start := p.peek().Pos.Offset
		switch {
		case p.is(tBlockArg):
			p.take()
			n, err := p.operand(bpTernary)
			if err != nil {
				return args, err
			}
			args.block = n
			return args, nil
		case p.is(tSplat):
			n, err := p.splat()
			if err != nil {
				return args, err
			}
			args.list = append(args.list, n)
		default:
			pair, ok, err := p.argument(first && arguments)
			if err != nil {
				return args, err
			}
			if !ok {
				if pairs != nil {
					return args, p.failAt(pair.Key.Range(), "", "a plain argument cannot follow `key: value`")
				}
				args.list = append(args.list, pair.Key)
				break
			}
			if pairs == nil {
				pairs = &Hash{Span: Span{Start: start}}
				args.list = append(args.list, pairs)
			}
			pairs.Pairs = append(pairs.Pairs, pair)
			pairs.End = p.end()
		}
		if !p.accept(tComma) {
			break
		}
		if err := p.blockAfterComma(arguments); err != nil {
			return args, err
		}
	}
	return args, nil
}

// blockAfterComma complains of a block that a comma stands before, which makes
// it a hash: vhost "a", { ip "10.0.0.1" }.
func (p *parser) blockAfterComma(arguments bool) error {
	if !arguments || !p.is(tLBrace) {
		return nil
	}
	comma, start := p.last, p.in.MakeCheckpoint()
	p.take()
	word := p.take()
	block := word.Type == tIdent && startsArgument(p.peek().Type)
	p.in.LoadCheckpoint(start)
	p.last = comma
	if !block {
		return nil
	}
	return p.failAt(tokenSpan(&comma), "take the comma out, and put what stands before it in parentheses", "a block stands behind the arguments without a comma")
}

// argument reads one argument as pair does; command tells whether it may be a
// call without parentheses.
func (p *parser) argument(command bool) (Pair, bool, error) {
	if p.is(tLabel) || p.is(tStringBegin) || p.is(tDoubleSplat) || !command {
		return p.pair()
	}
	n, err := p.expression(bpNot, -1)
	if err != nil {
		return Pair{}, false, err
	}
	if !p.accept(tArrow) {
		return Pair{Key: n}, false, nil
	}
	value, err := p.operand(bpTernary)
	return Pair{n, value}, true, err
}

// bareArguments reads the values of when and rescue.
func (p *parser) bareArguments() (Node, error) {
	start := p.peek().Pos.Offset
	a := &Array{}
	for {
		n, err := p.element()
		if err != nil {
			return nil, err
		}
		a.Elements = append(a.Elements, n)
		if !p.accept(tComma) {
			break
		}
	}
	a.Span = p.from(start)
	return a, nil
}

// postfix reads what follows a value without an operator: .method, ::Name,
// [index].
func (p *parser) postfix(n Node, min int) (Node, error) {
	for {
		var err error
		switch p.peek().Type {
		case tDot, tSafeDot:
			n, err = p.methodCall(n, min)
		case tScope:
			n, err = p.scoped(n, min)
		case tIndex:
			n, err = p.index(n)
		default:
			return n, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// methodCall reads .name with arguments and block.
func (p *parser) methodCall(receiver Node, min int) (Node, error) {
	dot := p.take()
	c := &Call{Receiver: receiver, Safe: dot.Type == tSafeDot}
	switch p.peek().Type {
	case tIdent, tConst:
		t := p.take()
		c.Name, c.NameSpan = t.Value, tokenSpan(&t)
	case tLabel:
		// "a ? b.c: d" is not worth a rule of its own.
		return nil, p.fail(p.unexpected(p.peek()))
	case tCallParen:
		c.Name, c.NameSpan = "call", tokenSpan(p.peek())
	default:
		if p.operatorName(c) {
			break
		}
		f := p.unexpected(p.peek())
		f.detail = "expected a method's name after `" + dot.Value + "`"
		if p.is(tFloat) || p.is(tInt) {
			f.detail += "; an IP address stands in quotes"
		}
		return nil, p.fail(f)
	}
	args, written, err := p.callArguments(min)
	if err != nil {
		return nil, err
	}
	if !written && !p.opensBlock() && min > bpAssign && p.startsCommand() && !p.is(tLBrace) {
		t := lexer.Token{Value: c.Name}
		return nil, p.needsParens(&t)
	}
	c.Args, c.BlockArg, c.Parens = args.list, args.block, written
	c.Span = p.from(receiver.Range().Start)
	return c, p.attachBlock(c)
}

// operatorName reads an operator that is called like a method: a.+(1), a&.[](0).
func (p *parser) operatorName(c *Call) bool {
	t := p.peek()
	switch t.Value {
	case "+", "-", "*", "/", "%", "**", "==", "!=", "<", ">", "<=", ">=", "<=>", "===", "=~", "<<", ">>", "&", "|", "^", "!", "~":
		op := p.take()
		c.Name, c.NameSpan = op.Value, tokenSpan(&op)
	case "[":
		open := p.take()
		if !p.accept(tRBracket) {
			return false
		}
		c.Name, c.NameSpan = "[]", p.from(open.Pos.Offset)
	default:
		return false
	}
	if t := p.peek(); t.Type == tLParen || t.Type == tSpaceParen {
		t.Type = tCallParen // the lexer does not see that the operator is a name
	}
	return p.is(tCallParen)
}

// scoped reads ::Name or ::method.
func (p *parser) scoped(scope Node, min int) (Node, error) {
	p.take()
	t := p.peek()
	if t.Type == tConst {
		name := p.take()
		if !p.is(tCallParen) {
			return &Constant{Span: p.from(scope.Range().Start), Scope: scope, Name: name.Value}, nil
		}
		args, _, err := p.callArguments(min)
		c := &Call{Span: p.from(scope.Range().Start), Receiver: scope, Name: name.Value, NameSpan: tokenSpan(&name), Args: args.list, BlockArg: args.block, Parens: true}
		if err != nil {
			return nil, err
		}
		return c, p.attachBlock(c)
	}
	if t.Type != tIdent {
		return nil, p.fail(p.unexpected(t))
	}
	name := p.take()
	args, written, err := p.callArguments(min)
	if err != nil {
		return nil, err
	}
	c := &Call{Span: p.from(scope.Range().Start), Receiver: scope, Name: name.Value, NameSpan: tokenSpan(&name), Args: args.list, BlockArg: args.block, Parens: written}
	return c, p.attachBlock(c)
}

// index reads [ … ] after a value.
func (p *parser) index(receiver Node) (Node, error) {
	open := p.take()
	args, err := inside(p, func() (argumentList, error) { return p.list(tRBracket, true) })
	if err != nil {
		return nil, err
	}
	if _, err := p.expect(tRBracket, "]"); err != nil {
		return nil, err
	}
	return &Call{
		Span: p.from(receiver.Range().Start), Receiver: receiver, Name: "[]",
		NameSpan: p.from(open.Pos.Offset), Args: args.list, Parens: true,
	}, nil
}

// opensBlock reports whether a block follows that the call being read may have.
func (p *parser) opensBlock() bool {
	return p.is(tBlockBrace) || p.is(kDo) && p.noDo == 0
}

// attachBlock reads the block of c, if one follows.
func (p *parser) attachBlock(c *Call) error {
	if !p.opensBlock() || c.BlockArg != nil {
		return nil
	}
	if p.is(tBlockBrace) && len(c.Args) > 0 && p.last.Type != tRParen {
		// f "x" { } gives the block to nothing that can take it.
		return p.failAt(tokenSpan(p.peek()), "write `"+c.Name+"(…) {`, or `do … end`", "a block in braces needs the arguments of `%s` in parentheses", c.Name)
	}
	b, err := p.block()
	if err != nil {
		return err
	}
	c.Block = b
	c.End = b.End
	return nil
}

// block reads { … } or do … end; nil if none follows.
func (p *parser) block() (*Block, error) {
	switch p.peek().Type {
	case tBlockBrace, tLBrace:
		open := p.take()
		return inside(p, func() (*Block, error) {
			params, err := p.blockParameters()
			if err != nil {
				return nil, err
			}
			body, err := p.body()
			if err != nil {
				return nil, err
			}
			if _, err := p.expect(tRBrace, "}"); err != nil {
				return nil, err
			}
			b := &Block{Span: p.from(open.Pos.Offset), Body: body}
			b.Params, _ = params.(*Parameters)
			return b, nil
		})
	case kDo:
		s, err := inside(p, func() (*doBlock, error) { return parse(p, p.grammar.dos) })
		if err != nil {
			return nil, err
		}
		p.last = s.End
		b := &Block{Span: p.from(s.Keyword.Pos.Offset), Body: s.Body.node()}
		b.Params, _ = s.Params.(*Parameters)
		return b, nil
	}
	return nil, nil
}
