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
		tSymbol, tSymbolBegin, tRegexpBegin, tCharacter, tLBracket, tSpaceParen, tLambda, tUnaryMinus, tUnaryPlus,
		tSplat, tDoubleSplat, tBlockArg, tTopScope, tBang, tTilde, kNil, kTrue, kFalse, kSelf, kFile, kLine,
		kDefined, kNot, kCase, kBegin, kDef, kYield, kSuper, kIf, kUnless, kWhile, tLBrace:
		return true
	}
	return false
}

// isTarget reports whether n may stand on the left of "=".
func isTarget(n Node) bool {
	switch n := n.(type) {
	case *Name, *Global, *InstanceVariable, *Constant, *Targets:
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
	if p.is(kModRescue) {
		p.take()
		value, err := p.operand(bpTernary)
		if err != nil {
			return nil, err
		}
		first = rescued(first, value)
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
	return &MultiAssign{Span{start, value.Range().End}, t, value}, nil
}
