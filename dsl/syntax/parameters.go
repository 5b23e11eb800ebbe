package syntax

import "github.com/alecthomas/participle/v2/lexer"

// blockParameters reads |…|; nil if there are none.
func (p *parser) blockParameters() (Node, error) {
	if !p.is(tPipe) {
		return nil, nil
	}
	open := p.take()
	p.noPipe++
	params, err := p.parameterList(tPipe)
	p.noPipe--
	if err != nil {
		return nil, err
	}
	if _, err := p.expect(tPipe, "|"); err != nil {
		return nil, err
	}
	params.Span = p.from(open.Pos.Offset)
	return params, nil
}

// header reads the name and the parameters of a method.
func (p *parser) header() (Node, error) {
	d := &Def{}
	t := p.peek()
	switch t.Type {
	case tIdent, tConst:
		p.take()
	case tLabel:
		return nil, p.fail(p.unexpected(t))
	default:
		f := p.unexpected(t)
		f.detail = "expected a method's name after `def`"
		return nil, p.fail(f)
	}
	name := p.last
	if p.is(tDot) {
		p.take()
		if name.Value == "self" {
			d.Singleton = &Self{tokenSpan(&name)}
		} else if name.Type == tConst {
			d.Singleton = &Constant{Span: tokenSpan(&name), Name: name.Value}
		} else {
			d.Singleton = &Name{tokenSpan(&name), name.Value}
		}
		if !p.is(tIdent) && !p.is(tConst) {
			return nil, p.fail(p.unexpected(p.peek()))
		}
		name = p.take()
	}
	d.Name, d.NameSpan = name.Value, tokenSpan(&name)
	var err error
	switch {
	case p.is(tCallParen), p.is(tSpaceParen), p.is(tLParen):
		open := p.take()
		d.Params, err = inside(p, func() (*Parameters, error) { return p.parameterList(tRParen) })
		if err != nil {
			return nil, err
		}
		if _, err := p.expect(tRParen, ")"); err != nil {
			return nil, err
		}
		d.Params.Span = p.from(open.Pos.Offset)
	case !p.is(tNewline) && !p.is(tAssign):
		d.Params, err = p.parameterList(tNewline)
		if err != nil {
			return nil, err
		}
	}
	return d, nil
}

// parameterList reads parameters up to a token of type end, which stays.
func (p *parser) parameterList(end lexer.TokenType) (*Parameters, error) {
	params := &Parameters{Span: Span{p.peek().Pos.Offset, p.peek().Pos.Offset}}
	seen := map[string]bool{}
	for !p.is(end) {
		if end != tNewline && p.is(tNewline) {
			// |a; b|: b is a local of the block.
			p.take()
			for p.is(tIdent) {
				t := p.take()
				params.List = append(params.List, Parameter{Span: tokenSpan(&t), Kind: BlockLocal, Name: t.Value})
				p.accept(tComma)
			}
			break
		}
		par, err := p.parameter()
		if err != nil {
			return nil, err
		}
		if par.Name != "" && par.Name[0] != '_' {
			if seen[par.Name] {
				return nil, p.failAt(par.Span, "", "two parameters named `%s`", par.Name)
			}
			seen[par.Name] = true
		}
		params.List = append(params.List, par)
		if !p.accept(tComma) {
			if end != tNewline && p.is(tNewline) {
				continue
			}
			break
		}
		params.TrailingComma = p.is(end)
	}
	params.Span = p.from(params.Start)
	return params, nil
}

// parameter reads one parameter.
func (p *parser) parameter() (Parameter, error) {
	t := p.peek()
	start := t.Pos.Offset
	par := Parameter{}
	switch t.Type {
	case tSplat, tStar, tDoubleSplat, tPower, tBlockArg, tAmp:
		p.take()
		switch t.Type {
		case tSplat, tStar:
			par.Kind = Rest
		case tDoubleSplat, tPower:
			par.Kind = KeywordRest
			if p.accept(kNil) {
				par.Span = p.from(start)
				return par, nil
			}
		default:
			par.Kind = BlockParam
		}
		if p.is(tIdent) {
			par.Name = p.take().Value
		}
	case tIdent:
		par.Name = p.take().Value
		if !isLocal(par.Name) {
			return par, p.failAt(tokenSpan(t), "", "`%s` cannot be a parameter", par.Name)
		}
		if p.accept(tAssign) {
			par.Kind = Optional
			n, err := p.operand(bpTernary)
			if err != nil {
				return par, err
			}
			par.Default = n
		}
	case tLabel:
		par.Kind = Keyword
		par.Name = p.take().Value
		par.Name = par.Name[:len(par.Name)-1]
		if !p.is(tComma) && !p.is(tPipe) && !p.is(tRParen) && !p.is(tNewline) && !p.is(tBlockBrace) {
			n, err := p.operand(bpTernary)
			if err != nil {
				return par, err
			}
			par.Default = n
		}
	case tLParen, tCallParen, tSpaceParen:
		targets, err := p.destructured()
		if err != nil {
			return par, err
		}
		par.Kind, par.Target = Destructured, targets
	default:
		f := p.unexpected(t)
		f.detail = "expected a parameter"
		return par, p.fail(f)
	}
	par.Span = p.from(start)
	return par, nil
}

// destructured reads (a, (b, c), *d).
func (p *parser) destructured() (*Targets, error) {
	open := p.take()
	t := &Targets{}
	for !p.is(tRParen) {
		var n Node
		switch {
		case p.is(tSplat) || p.is(tStar):
			star := p.take()
			s := &Splat{Span: tokenSpan(&star)}
			if p.is(tIdent) {
				name := p.take()
				s.Value = &Name{tokenSpan(&name), name.Value}
			}
			n = s
		case p.is(tIdent):
			name := p.take()
			n = &Name{tokenSpan(&name), name.Value}
		case p.is(tLParen) || p.is(tSpaceParen) || p.is(tCallParen):
			inner, err := p.destructured()
			if err != nil {
				return nil, err
			}
			n = inner
		default:
			return nil, p.fail(p.unexpected(p.peek()))
		}
		t.List = append(t.List, n)
		if !p.accept(tComma) {
			break
		}
	}
	if _, err := p.expect(tRParen, ")"); err != nil {
		return nil, err
	}
	t.Span = p.from(open.Pos.Offset)
	return t, nil
}
