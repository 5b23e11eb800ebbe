// Package syntax reads Ruby source into a tree.
//
// [Parse] returns a [File] with everything it could read and a list of every
// syntax mistake, each said once, at its place, in words that need no knowledge
// of how a parser works. The lexer is written by hand, keyword statements are a
// participle grammar, expressions are read by operator precedence, and each
// statement of the file is parsed by itself so that a mistake in one hides none
// in the next.
//
// The package knows how Ruby is spelt and nothing of what it does: not which
// methods exist, and nothing of networks.
package syntax

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"

	"github.com/trema-ns/trema-ns/dsl/diag"
)

// maxDepth bounds how deep expressions may stand in each other.
const maxDepth = 1500

// parser reads one statement. Its methods are what the grammar's interface
// types stand for.
type parser struct {
	grammar *grammar
	file    *File
	in      *lexer.PeekingLexer
	depth   int
	noDo    int // over 0: a "do" belongs to something further out
	noPipe  int // over 0: a "|" ends block parameters
	last    lexer.Token
	failure *failure // the one furthest into the statement
}

// failure is a syntax mistake on its way out of the parser.
type failure struct {
	span            Span
	summary, detail string
}

func (f *failure) Error() string { return f.summary }

// Parse reads src as a file of that name. The list holds the syntax mistakes in
// order, and says where there are more than [diag.Most]; the file holds the
// statements without one.
func Parse(name string, src []byte) (*File, diag.List) {
	s, list := read(name, src)
	return s.file, list
}

// read is Parse for those who need the tokens too.
func read(name string, src []byte) (*scanner, diag.List) {
	f := newFile(name, src)
	s := lex(f)
	g := borrowGrammar()
	defer returnGrammar(g)
	list := s.errors
	end := lexer.Position{Offset: len(src)}
	start := 0
	for _, stop := range s.chunks {
		tokens := s.tokens[start:stop]
		start = stop
		if len(tokens) == 0 || isBroken(tokens) || tokens[0].Type == tNewline && len(tokens) == 1 {
			continue
		}
		g.parser = parser{grammar: g, file: f}
		last := tokens[len(tokens)-1]
		if last.Type == tNewline {
			end.Offset = last.Pos.Offset
		} else {
			end.Offset = len(src)
		}
		n, d := g.parseChunk(tokens, end)
		if d != nil {
			if list = append(list, d); len(list) > 2*diag.Most {
				break
			}
			continue
		}
		f.Statements = append(f.Statements, n)
	}
	list.Sort()
	// A scanner that steps back to recover meets the same mistake again.
	list = slices.CompactFunc(list, func(a, b *diag.Diagnostic) bool {
		return a.Range == b.Range && a.Summary == b.Summary
	})
	if len(list) > diag.Most {
		list = append(list[:diag.Most:diag.Most], diag.TooMany(list[diag.Most]))
	}
	return s, list
}

func isBroken(tokens []lexer.Token) bool {
	for i := range tokens {
		if tokens[i].Type == tBroken {
			return true
		}
	}
	return false
}

// parseChunk reads one statement of the file.
func (g *grammar) parseChunk(tokens []lexer.Token, end lexer.Position) (Node, *diag.Diagnostic) {
	in, err := lexer.Upgrade(&stream{tokens, end})
	if err != nil {
		return nil, &diag.Diagnostic{Summary: err.Error(), Range: g.file.RangeOf(Span{end.Offset, end.Offset})}
	}
	c, err := g.chunk.ParseFromLexer(in)
	if err == nil {
		return c.Statement, nil
	}
	f := g.failure
	var own *failure
	var unexpected *participle.UnexpectedTokenError
	switch {
	case errors.As(err, &own) && f == nil:
		f = own
	case errors.As(err, &unexpected) && (f == nil || unexpected.Unexpected.Pos.Offset > f.span.Start):
		f = g.unexpected(&unexpected.Unexpected)
	case f == nil:
		f = &failure{span: Span{end.Offset, end.Offset}, summary: err.Error()}
	}
	return nil, &diag.Diagnostic{Summary: diag.Clip(f.summary), Detail: f.detail, Range: g.file.RangeOf(f.span)}
}

// peek returns the next token without taking it.
func (p *parser) peek() *lexer.Token { return p.in.Peek() }

// is reports whether the next token is of type t.
func (p *parser) is(t lexer.TokenType) bool { return p.in.Peek().Type == t }

// take takes the next token.
func (p *parser) take() lexer.Token {
	p.last = *p.in.Next()
	return p.last
}

// accept takes the next token if it is of type t.
func (p *parser) accept(t lexer.TokenType) bool {
	if p.in.Peek().Type != t {
		return false
	}
	p.take()
	return true
}

// expect takes the next token, which must be of type t, spelt want.
func (p *parser) expect(t lexer.TokenType, want string) (lexer.Token, error) {
	if !p.is(t) {
		f := p.unexpected(p.peek())
		if f.detail == "" {
			f.detail = "expected `" + want + "`"
		}
		return lexer.Token{}, p.fail(f)
	}
	return p.take(), nil
}

// skipNewlines passes over line ends.
func (p *parser) skipNewlines() {
	for p.is(tNewline) {
		p.take()
	}
}

func tokenSpan(t *lexer.Token) Span { return Span{t.Pos.Offset, t.Pos.Offset + len(t.Value)} }

// end returns the offset where the last token taken ended.
func (p *parser) end() int { return p.last.Pos.Offset + len(p.last.Value) }

// from returns the span from start to the last token taken.
func (p *parser) from(start int) Span { return Span{start, max(start, p.end())} }

// fail notes f as the mistake of the statement unless one further on is known.
func (p *parser) fail(f *failure) error {
	if p.failure == nil || f.span.Start >= p.failure.span.Start {
		p.failure = f
	}
	return f
}

// failAt fails at a span.
func (p *parser) failAt(s Span, detail, format string, args ...any) error {
	return p.fail(&failure{s, fmt.Sprintf(format, args...), detail})
}

// unexpected says that t cannot stand where it does.
func (p *parser) unexpected(t *lexer.Token) *failure {
	f := &failure{span: tokenSpan(t), summary: "unexpected " + strings.TrimPrefix(describe(t), "the ")}
	if p.last.Type == tComma {
		f.detail = "a value is expected after `,`"
	}
	switch t.Type {
	case tNewline, tEOF:
		f.span.End = f.span.Start
		if t.Type == tEOF && p.last.Value != "" {
			f.span = Span{p.end(), p.end()} // the line that goes on, not the empty one below
		}
	case tArrow:
		f.detail = "what stands on its left is no key of a hash; an attribute is written `dpid 1`"
	case tLabel:
		f.detail = "an attribute is written without a colon, `dpid 1`; between options stands a comma"
	case tColon:
		if p.last.Type == tInt {
			f.detail = "a MAC address stands in quotes"
		}
	case kIn:
		f.summary, f.detail = "pattern matching is not available here", "use `when`"
	case tBlockBrace:
		f.detail = "a block in braces needs its method's arguments in parentheses"
	case tAssign:
		f.detail = "what stands on its left cannot be assigned to"
	case tCVar:
		f.summary = "class variables are not available here"
	}
	return f
}

// enter counts a level of nesting; the caller calls leave if it got no error.
func (p *parser) enter() error {
	if p.depth >= maxDepth {
		return p.failAt(tokenSpan(p.peek()), "", "this is nested too deeply")
	}
	p.depth++
	return nil
}

func (p *parser) leave() { p.depth-- }

// inside reads something whose own delimiters hide those around it.
func inside[T any](p *parser, read func() (T, error)) (T, error) {
	noDo, noPipe := p.noDo, p.noPipe
	p.noDo, p.noPipe = 0, 0
	v, err := read()
	p.noDo, p.noPipe = noDo, noPipe
	return v, err
}

// body reads statements up to a token that ends a body.
func (p *parser) body() (Node, error) {
	return inside(p, func() (Node, error) {
		p.skipNewlines()
		seq := &Sequence{Span: Span{p.peek().Pos.Offset, p.peek().Pos.Offset}}
		for !endsBody(p.peek().Type) {
			n, err := p.statement()
			if err != nil {
				return nil, err
			}
			seq.List = append(seq.List, n)
			if !p.is(tNewline) && !endsBody(p.peek().Type) {
				f := p.unexpected(p.peek())
				if f.detail == "" && startsArgument(p.peek().Type) {
					f.detail = "a new statement begins on a new line or after `;`"
				}
				return nil, p.fail(f)
			}
			p.skipNewlines()
		}
		if n := len(seq.List); n > 0 {
			seq.Span = Span{seq.List[0].Range().Start, seq.List[n-1].Range().End}
		}
		return seq, nil
	})
}

func endsBody(t lexer.TokenType) bool {
	switch t {
	case tEOF, kEnd, kElse, kElsif, kWhen, kRescue, kEnsure, kIn, tRBrace, tRParen, tInterpEnd:
		return true
	}
	return false
}

// statement reads an expression with its modifiers, or an assignment to several
// targets.
func (p *parser) statement() (Node, error) {
	start := p.in.RawCursor()
	at := p.peek().Pos.Offset
	var n Node
	var err error
	if p.is(tSplat) {
		n, err = p.splatTarget()
	} else {
		n, err = p.expression(bpModifier, start)
	}
	if err != nil {
		return nil, err
	}
	_, splat := n.(*Splat)
	if splat || p.is(tComma) && isTarget(n) {
		if n, err = p.multipleAssignment(n, at); err != nil {
			return nil, err
		}
		return p.modifiers(n, bpModifier)
	}
	return n, nil
}

// condition reads an expression without modifiers. The "do" of a loop is a token
// of its own, so that any other belongs to a call in the condition.
func (p *parser) condition() (Node, error) {
	return inside(p, func() (Node, error) { return p.expression(bpAndOr, -1) })
}

// keyword statements

func (p *parser) ifStatement() (Node, error) {
	s, err := parse(p, p.grammar.ifs)
	if err != nil {
		return nil, err
	}
	p.last = s.End
	n := &If{Span: p.from(s.Keyword.Pos.Offset), Cond: s.Cond, Then: s.Then, Else: s.Else}
	at := n
	for _, c := range s.Elsifs {
		next := &If{Span: p.from(c.Keyword.Pos.Offset), Cond: c.Cond, Then: c.Then, Else: at.Else}
		at.Else = next
		at = next
	}
	if s.Keyword.Type == kUnless {
		n.Then, n.Else = n.Else, n.Then
	}
	return n, nil
}

func (p *parser) whileStatement() (Node, error) {
	s, err := parse(p, p.grammar.whiles)
	if err != nil {
		return nil, err
	}
	p.last = s.End
	return &While{Span: p.from(s.Keyword.Pos.Offset), Cond: s.Cond, Body: s.Body, Until: s.Keyword.Type == kUntil}, nil
}

func (p *parser) forStatement() (Node, error) {
	s, err := parse(p, p.grammar.fors)
	if err != nil {
		return nil, err
	}
	p.last = s.End
	return &For{Span: p.from(s.Keyword.Pos.Offset), Target: s.Target, In: s.In, Body: s.Body}, nil
}

func (p *parser) caseStatement() (Node, error) {
	s, err := parse(p, p.grammar.cases)
	if err != nil {
		return nil, err
	}
	p.last = s.End
	n := &Case{Span: p.from(s.Keyword.Pos.Offset), Subject: s.Subject, Else: s.Else}
	for _, w := range s.Whens {
		n.Whens = append(n.Whens, When{
			Span:   Span{w.Keyword.Pos.Offset, w.Body.Range().End},
			Values: w.Values.(*Array).Elements,
			Body:   w.Body,
		})
	}
	return n, nil
}

func (p *parser) beginStatement() (Node, error) {
	s, err := parse(p, p.grammar.begins)
	if err != nil {
		return nil, err
	}
	p.last = s.End
	n := s.Body.node()
	if b, ok := n.(*Begin); ok {
		b.Span = p.from(s.Keyword.Pos.Offset)
		return b, nil
	}
	return &Begin{Span: p.from(s.Keyword.Pos.Offset), Body: n}, nil
}

// node returns the statements of b, in a Begin if they have rescue or ensure.
func (b *body) node() Node {
	if len(b.Rescues) == 0 && b.Else == nil && b.Ensure == nil {
		return b.Statements
	}
	n := &Begin{Span: b.Statements.Range(), Body: b.Statements, Else: b.Else, Ensure: b.Ensure}
	for _, r := range b.Rescues {
		rescue := Rescue{Span: Span{r.Keyword.Pos.Offset, r.Body.Range().End}, Target: r.Target, Body: r.Body}
		if r.Classes != nil {
			rescue.Classes = r.Classes.(*Array).Elements
		}
		n.Rescues = append(n.Rescues, rescue)
	}
	return n
}

func (p *parser) defStatement() (Node, error) {
	noDo, noPipe := p.noDo, p.noPipe
	p.noDo, p.noPipe = 0, 0
	s, err := parse(p, p.grammar.defs)
	p.noDo, p.noPipe = noDo, noPipe
	if err != nil {
		return nil, err
	}
	d := s.Header.(*Def)
	if s.Body != nil {
		p.last = s.End
		d.Body = s.Body.node()
		d.Span = p.from(s.Keyword.Pos.Offset)
	} else {
		d.Body = s.Value
		d.Span = Span{s.Keyword.Pos.Offset, s.Value.Range().End}
	}
	return d, nil
}

// methodValue reads the body of "def name = …". Modifiers behind it, but for
// rescue, are about the definition.
func (p *parser) methodValue() (Node, error) {
	n, err := p.expression(bpAssign, -1)
	if err != nil {
		return nil, err
	}
	return p.rescueModifier(n)
}

func (p *parser) classStatement() (Node, error) {
	s, err := parse(p, p.grammar.classes)
	if err != nil {
		return nil, err
	}
	p.last = s.End
	span := p.from(s.Keyword.Pos.Offset)
	if s.Object != nil {
		return &SingletonClass{span, s.Object, s.Body.node()}, nil
	}
	return &Class{span, s.Path, s.Super, s.Body.node()}, nil
}

func (p *parser) moduleStatement() (Node, error) {
	s, err := parse(p, p.grammar.modules)
	if err != nil {
		return nil, err
	}
	p.last = s.End
	return &Module{p.from(s.Keyword.Pos.Offset), s.Path, s.Body.node()}, nil
}

// path reads the name of a class or module.
func (p *parser) path() (Node, error) {
	n, err := p.expression(bpPostfix, -1)
	if err != nil {
		return nil, err
	}
	if _, ok := n.(*Constant); !ok {
		return nil, p.failAt(n.Range(), "it begins with a capital letter", "a class or module needs a constant as its name")
	}
	return n, nil
}
