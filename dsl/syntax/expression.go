package syntax

import (
	"github.com/alecthomas/participle/v2/lexer"
)

// Binding powers, loosest first: an operator takes what binds tighter than it.
const (
	bpModifier = 10 * (iota + 1)
	bpAndOr
	bpNot
	bpDefined
	bpAssign
	bpTernary
	bpRange
	bpOrOr
	bpAndAnd
	bpEqual
	bpCompare
	bpPipe
	bpAmp
	bpShift
	bpAdd
	bpMultiply
	bpUnaryMinus
	bpPower
	bpPrefix
	bpPostfix
)

// infix describes a binary operator that is a method call.
type infix struct {
	bp    int
	right bool // a op b op c is a op (b op c)
	none  bool // a op b op c is an error
}

// infixes are by token type; one that is no such operator has no binding power.
var infixes = [tBroken + 1]infix{
	tPower:     {bp: bpPower, right: true},
	tStar:      {bp: bpMultiply},
	tSlash:     {bp: bpMultiply},
	tPercent:   {bp: bpMultiply},
	tPlus:      {bp: bpAdd},
	tMinus:     {bp: bpAdd},
	tShiftLeft: {bp: bpShift}, tShiftRight: {bp: bpShift},
	tAmp:     {bp: bpAmp},
	tPipe:    {bp: bpPipe},
	tCaret:   {bp: bpPipe},
	tGreater: {bp: bpCompare}, tGreaterEqual: {bp: bpCompare},
	tLess: {bp: bpCompare}, tLessEqual: {bp: bpCompare},
	tCompare: {bp: bpEqual, none: true}, tEqual: {bp: bpEqual, none: true},
	tEqualEqual: {bp: bpEqual, none: true}, tNotEqual: {bp: bpEqual, none: true},
	tMatch: {bp: bpEqual, none: true}, tNotMatch: {bp: bpEqual, none: true},
}

func infixOf(t *lexer.Token) infix {
	if t.Type < 0 {
		return infix{}
	}
	return infixes[t.Type]
}

// expression reads an expression of operators that bind at least as tight as
// min. statement is the cursor at which a statement began, or -1: an assignment
// there may have several values.
func (p *parser) expression(min int, statement lexer.RawCursor) (Node, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer p.leave()
	left, err := p.prefix(min, statement)
	if err != nil {
		return nil, err
	}
	for {
		t := p.peek()
		if t.Type == tPipe && p.noPipe > 0 {
			return left, nil
		}
		if op := infixOf(t); op.bp > 0 {
			if op.bp < min {
				return left, nil
			}
			if left, err = p.binary(left, op); err != nil {
				return nil, err
			}
			if op.none && infixOf(p.peek()).bp == op.bp {
				return nil, p.failAt(tokenSpan(p.peek()), "put one of the comparisons in parentheses", "comparisons cannot be chained")
			}
			continue
		}
		next, err := p.otherInfix(left, min)
		if err != nil {
			return nil, err
		}
		if next == nil {
			return left, nil
		}
		left = next
	}
}

// operand reads the right side of the operator just taken.
func (p *parser) operand(min int) (Node, error) {
	op, start := p.last, p.in.RawCursor()
	n, err := p.expression(min, -1)
	if err != nil {
		p.missingValue(&op, start)
	}
	return n, err
}

// missingValue says that a value must follow op, if not even its first token
// was one.
func (p *parser) missingValue(op *lexer.Token, start lexer.RawCursor) {
	if p.in.RawCursor() == start && p.failure != nil && p.failure.detail == "" {
		p.failure.detail = "expected a value after `" + op.Value + "`"
	}
}

// binary reads the operator op and its right side.
func (p *parser) binary(left Node, op infix) (Node, error) {
	t := p.take()
	min := op.bp + 1
	if op.right {
		min = op.bp
	}
	right, err := p.operand(min)
	if err != nil {
		return nil, err
	}
	call := &Call{
		Span:     Span{left.Range().Start, right.Range().End},
		Receiver: left, Name: t.Value, NameSpan: tokenSpan(&t), Args: []Node{right},
	}
	switch t.Type {
	case tNotEqual:
		call.Name = "=="
		return &Not{call.Span, call}, nil
	case tNotMatch:
		call.Name = "=~"
		return &Not{call.Span, call}, nil
	}
	return call, nil
}

// otherInfix reads an operator that is not a method call; nil if there is none
// that binds at least as tight as min.
func (p *parser) otherInfix(left Node, min int) (Node, error) {
	start := left.Range().Start
	switch t := p.peek().Type; t {
	case tAndAnd, tOrOr, kAnd, kOr:
		bp := bpAndOr
		switch t {
		case tAndAnd:
			bp = bpAndAnd
		case tOrOr:
			bp = bpOrOr
		}
		if bp < min {
			return nil, nil
		}
		p.take()
		right, err := p.operand(bp + 1)
		if err != nil {
			return nil, err
		}
		span := Span{start, right.Range().End}
		if t == tAndAnd || t == kAnd {
			return &And{span, left, right}, nil
		}
		return &Or{span, left, right}, nil
	case tDotDot, tDotDotDot:
		if bpRange < min {
			return nil, nil
		}
		p.take()
		d := &Dots{Span: p.from(start), Low: left, Exclusive: t == tDotDotDot}
		if p.startsExpression() {
			high, err := p.expression(bpRange+1, -1)
			if err != nil {
				return nil, err
			}
			d.High, d.Span.End = high, high.Range().End
		}
		return d, nil
	case tQuestion:
		if bpTernary < min {
			return nil, nil
		}
		return p.ternary(left)
	case kModIf, kModUnless, kModWhile, kModUntil, kModRescue:
		if bpModifier < min {
			return nil, nil
		}
		return p.modifier(left)
	}
	return nil, nil
}

func (p *parser) ternary(cond Node) (Node, error) {
	p.take()
	p.skipNewlines()
	then, err := p.expression(bpTernary, -1)
	if err != nil {
		return nil, err
	}
	next := *p.peek()
	p.skipNewlines()
	if !p.is(tColon) {
		return nil, p.failAt(tokenSpan(&next), "", "expected `:` of `? :`, found %s", describe(&next))
	}
	p.take()
	p.skipNewlines()
	otherwise, err := p.operand(bpTernary)
	if err != nil {
		return nil, err
	}
	return &If{Span: Span{cond.Range().Start, otherwise.Range().End}, Cond: cond, Then: then, Else: otherwise}, nil
}

// modifiers reads those that follow n.
func (p *parser) modifiers(n Node, min int) (Node, error) {
	for {
		next, err := p.otherInfix(n, min)
		if err != nil {
			return nil, err
		}
		if next == nil {
			return n, nil
		}
		n = next
	}
}

func (p *parser) modifier(body Node) (Node, error) {
	t := p.take()
	cond, err := p.operand(bpAndOr)
	if err != nil {
		return nil, err
	}
	span := Span{body.Range().Start, cond.Range().End}
	switch t.Type {
	case kModIf:
		return &If{Span: span, Cond: cond, Then: body, BodyFirst: true}, nil
	case kModUnless:
		return &If{Span: span, Cond: cond, Else: body, BodyFirst: true}, nil
	case kModRescue:
		return rescued(body, cond), nil
	}
	_, first := body.(*Begin)
	return &While{Span: span, Cond: cond, Body: body, Until: t.Type == kModUntil, BodyFirst: first, Modifier: true}, nil
}

// rescued is "body rescue value".
func rescued(body, value Node) *Begin {
	span := Span{body.Range().Start, value.Range().End}
	return &Begin{Span: span, Body: body, Rescues: []Rescue{{Span: span, Body: value}}}
}

// prefix reads an operand: prefix operators and a primary with what follows it.
func (p *parser) prefix(min int, statement lexer.RawCursor) (Node, error) {
	t := p.peek()
	start := t.Pos.Offset
	switch t.Type {
	case tBang:
		p.take()
		n, err := p.operandOf(bpPrefix, min)
		if err != nil {
			return nil, err
		}
		return &Not{p.from(start), n}, nil
	case kNot:
		p.take()
		if next := p.peek(); next.Value == "(" && next.Pos.Offset == p.end() {
			n, err := p.group() // not(a) is a value like a call
			if err != nil {
				return nil, err
			}
			return p.postfix(&Not{p.from(start), n}, min)
		}
		n, err := p.operand(bpNot)
		if err != nil {
			return nil, err
		}
		return &Not{p.from(start), n}, nil
	case tUnaryMinus:
		return p.unaryMinus()
	case tUnaryPlus, tTilde:
		t := p.take()
		n, err := p.operand(bpPrefix)
		if err != nil {
			return nil, err
		}
		name := "~"
		if t.Type == tUnaryPlus {
			name = "+@"
		}
		return &Call{Span: p.from(start), Receiver: n, Name: name, NameSpan: tokenSpan(&t)}, nil
	case tDotDot, tDotDotDot:
		t := p.take()
		high, err := p.operand(bpRange + 1)
		if err != nil {
			return nil, err
		}
		return &Dots{Span: p.from(start), High: high, Exclusive: t.Type == tDotDotDot}, nil
	case kDefined:
		p.take()
		if next := p.peek(); next.Value == "(" && next.Pos.Offset == p.end() {
			n, err := p.group()
			if err != nil {
				return nil, err
			}
			return p.postfix(&Defined{p.from(start), n}, min)
		}
		n, err := p.operand(bpDefined)
		if err != nil {
			return nil, err
		}
		return &Defined{p.from(start), n}, nil
	}
	n, err := p.primary(min)
	if err != nil {
		return nil, err
	}
	if n, err = p.postfix(n, min); err != nil {
		return nil, err
	}
	if (p.is(tAssign) || p.is(tOpAssign)) && isTarget(n) {
		return p.assignment(n, statement)
	}
	return n, nil
}

// operandOf reads the operand of "!", which may be a call without parentheses
// where a whole statement may stand.
func (p *parser) operandOf(bp, min int) (Node, error) {
	if min <= bpAssign && p.is(tIdent) {
		n, err := p.primary(bpAssign)
		if err != nil {
			return nil, err
		}
		return p.postfix(n, bpAssign)
	}
	return p.operand(bp)
}

// unaryMinus reads a negative number or a call of -@. A literal takes the minus
// before anything but **: -2.abs is 2, -2 ** 2 is -4.
func (p *parser) unaryMinus() (Node, error) {
	t := p.take()
	start := t.Pos.Offset
	if (p.is(tInt) || p.is(tFloat)) && p.peek().Pos.Offset == start+1 {
		n, err := p.number()
		if err != nil {
			return nil, err
		}
		if !p.is(tPower) {
			return p.postfix(negative(n, start), bpPostfix)
		}
		power, err := p.binary(n, infixes[tPower])
		if err != nil {
			return nil, err
		}
		return &Call{Span: p.from(start), Receiver: power, Name: "-@", NameSpan: tokenSpan(&t)}, nil
	}
	n, err := p.operand(bpUnaryMinus)
	if err != nil {
		return nil, err
	}
	return &Call{Span: p.from(start), Receiver: n, Name: "-@", NameSpan: tokenSpan(&t)}, nil
}

// startsExpression reports whether the next token can begin a value.
func (p *parser) startsExpression() bool {
	switch t := p.peek().Type; t {
	case tLParen, tBang, tTilde, kNot, tLBrace, tUnaryPlus, kDefined:
		return true
	default:
		return startsArgument(t)
	}
}

// startsArgument reports whether a token of type t after a method's name begins
// arguments without parentheses.
func startsArgument(t lexer.TokenType) bool {
	switch t {
	case tIdent, tConst, tLabel, tGlobal, tIVar, tCVar, tInt, tFloat, tString, tStringBegin, tWords, tSymbols,
		tSymbol, tSymbolBegin, tRegexpBegin, tWordsBegin, tCharacter, tLBracket, tSpaceParen, tLambda, tUnaryMinus, tUnaryPlus,
		tSplat, tDoubleSplat, tBlockArg, tTopScope, tBang, tTilde, kNil, kTrue, kFalse, kSelf, kFile, kLine,
		kDefined, kNot, kCase, kBegin, kDef, kYield, kSuper, kIf, kUnless, kWhile, tLBrace:
		return true
	}
	return false
}
