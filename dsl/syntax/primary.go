package syntax

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/alecthomas/participle/v2/lexer"
)

// primary reads a literal, a name, a call or a keyword statement.
func (p *parser) primary(min int) (Node, error) {
	t := p.peek()
	switch t.Type {
	case tInt, tFloat:
		return p.number()
	case tString, tStringBegin, tCharacter:
		return p.strings()
	case tSymbol:
		t := p.take()
		return &Symbol{tokenSpan(&t), symbolName(t.Value)}, nil
	case tSymbolBegin:
		return p.dynamicSymbol()
	case tRegexpBegin:
		return p.regexp()
	case tWordsBegin:
		return p.interpolatedWords()
	case tWords, tSymbols:
		t := p.take()
		return words(&t), nil
	case tIdent:
		return p.name(min)
	case tConst:
		return p.constant(min)
	case tTopScope:
		t := p.take()
		c, err := p.expect(tConst, "a constant")
		return &Constant{Span: p.from(t.Pos.Offset), Top: true, Name: c.Value}, err
	case tGlobal:
		t := p.take()
		return &Global{tokenSpan(&t), t.Value}, nil
	case tIVar:
		t := p.take()
		return &InstanceVariable{tokenSpan(&t), t.Value}, nil
	case tCVar:
		t := p.take()
		return &ClassVariable{tokenSpan(&t), t.Value}, nil
	case tLParen, tSpaceParen:
		return p.group()
	case tLBracket:
		return p.array()
	case tLBrace:
		return p.hash()
	case tLambda:
		return p.lambda()
	case kNil:
		return &Nil{p.span()}, nil
	case kTrue:
		return &True{p.span()}, nil
	case kFalse:
		return &False{p.span()}, nil
	case kSelf:
		return &Self{p.span()}, nil
	case kFile:
		return &String{p.span(), p.file.Name}, nil
	case kLine:
		s := p.span()
		return &Integer{Span: s, Value: int64(p.file.Line(s.Start))}, nil
	}
	return p.keyword(min)
}

// span takes the next token and returns where it stands.
func (p *parser) span() Span {
	t := p.take()
	return tokenSpan(&t)
}

// keyword reads what begins with a reserved word.
func (p *parser) keyword(min int) (Node, error) {
	t := p.peek()
	switch t.Type {
	case kIf, kUnless:
		return p.ifStatement()
	case kWhile, kUntil:
		return p.whileStatement()
	case kFor:
		return p.forStatement()
	case kCase:
		return p.caseStatement()
	case kBegin:
		return p.beginStatement()
	case kDef:
		return p.defStatement()
	case kClass:
		return p.classStatement()
	case kModule:
		return p.moduleStatement()
	case kReturn, kBreak, kNext:
		return p.jump()
	case kRedo:
		return &Redo{p.span()}, nil
	case kRetry:
		return &Retry{p.span()}, nil
	case kYield:
		t := p.take()
		args, _, err := p.callArguments(min)
		return &Yield{p.from(t.Pos.Offset), args.list}, err
	case kSuper:
		return p.super(min)
	case kAlias, kUndef:
		t := p.take()
		var names []string
		for p.is(tIdent) || p.is(tSymbol) || p.is(tConst) || p.is(tGlobal) {
			if n := p.take(); n.Type == tSymbol {
				names = append(names, symbolName(n.Value))
			} else {
				names = append(names, n.Value)
			}
			if t.Type == kUndef && !p.accept(tComma) {
				break
			}
		}
		switch {
		case t.Type == kUndef && len(names) > 0:
			return &Undef{p.from(t.Pos.Offset), names}, nil
		case t.Type == kAlias && len(names) == 2:
			return &Alias{p.from(t.Pos.Offset), names[0], names[1]}, nil
		}
		return nil, p.fail(p.unexpected(p.peek()))
	case kUpcaseBegin:
		f := p.unexpected(t)
		f.summary = "`" + t.Value + " { }` is not available here"
		return nil, p.fail(f)
	}
	return nil, p.fail(p.unexpected(t))
}

// super reads super with its arguments and block.
func (p *parser) super(min int) (Node, error) {
	t := p.take()
	args, written, err := p.callArguments(min)
	if err != nil {
		return nil, err
	}
	// It takes a block as a call does.
	c := &Call{Span: p.from(t.Pos.Offset), Name: t.Value, Args: args.list, BlockArg: args.block, Parens: written}
	if err := p.attachBlock(c); err != nil {
		return nil, err
	}
	return &Super{c.Span, args.list, !written, c.Block, args.block}, nil
}

// jump reads return, break or next with its value.
func (p *parser) jump() (Node, error) {
	t := p.take()
	var value Node
	if p.startsExpression() {
		start := p.peek().Pos.Offset
		list := []Node{}
		for {
			n, err := p.elementOrCommand()
			if err != nil {
				return nil, err
			}
			list = append(list, n)
			if !p.accept(tComma) {
				break
			}
		}
		value = list[0]
		if _, splat := value.(*Splat); splat || len(list) > 1 {
			value = &Array{p.from(start), list}
		}
	}
	span := p.from(t.Pos.Offset)
	switch t.Type {
	case kReturn:
		return &Return{span, value}, nil
	case kBreak:
		return &Break{span, value}, nil
	}
	return &Next{span, value}, nil
}

func (p *parser) elementOrCommand() (Node, error) {
	if p.is(tSplat) {
		return p.splat()
	}
	return p.expression(bpNot, -1)
}

// number reads an integer or float literal.
func (p *parser) number() (Node, error) {
	t := p.take()
	span := tokenSpan(&t)
	text := strings.ReplaceAll(t.Value, "_", "")
	if strings.Contains(t.Value, "__") || strings.HasSuffix(t.Value, "_") {
		return nil, p.failAt(span, "an `_` stands between two digits", "`%s` is not a number", t.Value)
	}
	if t.Type == tFloat {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil && v == 0 {
			return nil, p.failAt(span, "", "`%s` is not a number", t.Value)
		}
		return &Float{span, v}, nil
	}
	if len(text) > 2 && (text[1] == 'd' || text[1] == 'D') {
		text = text[2:]
	} else if len(text) > 1 && text[0] == '0' && isDigit(text[1]) {
		text = "0o" + text[1:]
	}
	if v, err := strconv.ParseInt(text, 0, 64); err == nil {
		return &Integer{Span: span, Value: v}, nil
	}
	if len(text) > maxDigits {
		return nil, p.failAt(span, fmt.Sprintf("a number that is written out has at most %d digits", maxDigits), "a number of %d digits is too long", len(text))
	}
	if v, ok := new(big.Int).SetString(text, 0); ok {
		return &Integer{Span: span, Big: v}, nil
	}
	detail := ""
	if strings.HasPrefix(text, "0o") {
		detail = "a number that begins with 0 has the digits 0 to 7"
	} else if strings.HasPrefix(text, "0b") {
		detail = "a number that begins with 0b has the digits 0 and 1"
	} else if strings.HasPrefix(text, "0x") {
		detail = "a number that begins with 0x has the digits 0 to 9 and a to f"
	} else if n := len(text); text[n-1] == 'r' || text[n-1] == 'i' {
		detail = "rational and complex numbers are not available here"
	}
	return nil, p.failAt(span, detail, "`%s` is not a number", t.Value)
}

// maxDigits bounds the time that reading a number takes.
const maxDigits = 5000

// negative returns the number n with the minus that stands before it.
func negative(n Node, start int) Node {
	switch n := n.(type) {
	case *Integer:
		n.Span.Start = start
		switch {
		case n.Big == nil:
			n.Value = -n.Value
		default:
			n.Big.Neg(n.Big)
			if n.Big.IsInt64() {
				n.Value, n.Big = n.Big.Int64(), nil
			}
		}
	case *Float:
		n.Span.Start = start
		n.Value = -n.Value
	}
	return n
}

// group reads ( … ): statements, the value of the last being its value.
func (p *parser) group() (Node, error) {
	open := p.take()
	n, err := p.body()
	if err != nil {
		if open.Type == tSpaceParen && p.is(tComma) {
			return nil, p.spacedParen(&open)
		}
		return nil, err
	}
	if seq := n.(*Sequence); open.Type == tSpaceParen && len(seq.List) == 1 {
		if _, ok := seq.List[0].(*Targets); ok {
			return nil, p.spacedParen(&open)
		}
	}
	if _, err := p.expect(tRParen, ")"); err != nil {
		return nil, err
	}
	if seq := n.(*Sequence); len(seq.List) == 1 {
		if t, ok := seq.List[0].(*Targets); ok {
			return t, nil
		}
	}
	return &Paren{p.from(open.Pos.Offset), n}, nil
}

// spacedParen says what is wrong with "f (a, b)".
func (p *parser) spacedParen(open *lexer.Token) error {
	p.failure = nil
	return p.failAt(tokenSpan(open), "remove the blank before it", "after a blank, `(` cannot open several arguments")
}

// array reads [ … ].
func (p *parser) array() (Node, error) {
	open := p.take()
	list, err := inside(p, func() ([]Node, error) {
		args, err := p.list(tRBracket, false)
		return args.list, err
	})
	if err != nil {
		return nil, err
	}
	if _, err := p.expect(tRBracket, "]"); err != nil {
		return nil, err
	}
	return &Array{p.from(open.Pos.Offset), list}, nil
}

// hash reads { … }.
func (p *parser) hash() (Node, error) {
	open := p.take()
	h, err := inside(p, func() (*Hash, error) {
		h := &Hash{Braces: true}
		for !p.is(tRBrace) {
			pair, ok, err := p.pair()
			if err != nil {
				return nil, err
			}
			if !ok {
				if f := p.failure; f == nil || f.span.Start < p.peek().Pos.Offset {
					return nil, p.failAt(tokenSpan(p.peek()), "write `key: value` or `key => value`", "expected `=>` in a hash, found %s", describe(p.peek()))
				}
				return nil, p.failure
			}
			h.Pairs = append(h.Pairs, pair)
			if !p.accept(tComma) {
				break
			}
		}
		return h, nil
	})
	if err != nil {
		return nil, err
	}
	if _, err := p.expect(tRBrace, "}"); err != nil {
		return nil, err
	}
	h.Span = p.from(open.Pos.Offset)
	return h, nil
}

// pair reads "key: value", "key => value" or "**value". It reports false, having
// taken a value, where no pair begins.
func (p *parser) pair() (Pair, bool, error) {
	key, err := p.label()
	if err != nil {
		return Pair{}, false, err
	}
	if key == nil && p.accept(tDoubleSplat) {
		value, err := p.operand(bpTernary)
		return Pair{Value: value}, true, err
	}
	if key == nil {
		if key, err = p.expression(bpTernary, -1); err != nil {
			return Pair{}, false, err
		}
		if !p.accept(tArrow) {
			return Pair{Key: key}, false, nil
		}
		value, err := p.operand(bpTernary)
		return Pair{key, value}, true, err
	}
	if p.is(tComma) || p.is(tRBrace) || p.is(tRParen) || p.is(tNewline) || p.is(tEOF) {
		// "a:" alone is "a: a".
		s, ok := key.(*Symbol)
		if !ok {
			return Pair{}, false, p.fail(p.unexpected(p.peek()))
		}
		return Pair{key, &Name{Span{s.Start, s.End - 1}, s.Name}}, true, nil
	}
	value, err := p.operand(bpTernary)
	return Pair{key, value}, true, err
}

// label reads "name:" or "\"text\":" as a symbol; nil if there is none.
func (p *parser) label() (Node, error) {
	if p.is(tLabel) {
		t := p.take()
		return &Symbol{tokenSpan(&t), t.Value[:len(t.Value)-1]}, nil
	}
	if !p.is(tStringBegin) {
		return nil, nil
	}
	before := p.in.MakeCheckpoint()
	n, label, err := p.stringParts()
	if err != nil {
		return nil, err
	}
	if !label {
		p.in.LoadCheckpoint(before)
		return nil, nil
	}
	switch n := n.(type) {
	case *String:
		return &Symbol{n.Span, n.Value}, nil
	case *Interpolated:
		return &DynamicSymbol{n.Span, n.Parts}, nil
	}
	return nil, nil
}

// lambda reads ->(a, b) { } and -> a, b do … end.
func (p *parser) lambda() (Node, error) {
	t := p.take()
	var params *Parameters
	var err error
	switch p.peek().Type {
	case tLParen, tCallParen, tSpaceParen:
		open := p.take()
		params, err = inside(p, func() (*Parameters, error) { return p.parameterList(tRParen) })
		if err == nil {
			_, err = p.expect(tRParen, ")")
		}
		if err == nil {
			params.Span = p.from(open.Pos.Offset)
		}
	case tIdent, tSplat, tLabel, tBlockArg, tStar, tAmp:
		p.noDo++
		params, err = p.parameterList(tBlockBrace)
		p.noDo--
	}
	if err != nil {
		return nil, err
	}
	b, err := p.block()
	if err != nil {
		return nil, err
	}
	if b == nil {
		return nil, p.fail(p.unexpected(p.peek()))
	}
	return &Lambda{p.from(t.Pos.Offset), params, b.Body}, nil
}
