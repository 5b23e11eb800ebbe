package syntax

import (
	"sort"
	"strings"

	"github.com/alecthomas/participle/v2/lexer"
)

// The types of pieces that are no tokens, or tokens of which the printer must
// know more than the parser.
const (
	tComment    = tBroken + 1 + iota
	tParamOpen  // | before a block's parameters
	tParamClose // | after them
)

// piece is what the printer never takes apart: a token, a string with all that
// is in it, or a comment.
type piece struct {
	first, last lexer.TokenType // they differ in strings with interpolation
	text        string
	start, end  int // offsets in the source
	bodies      []string
	lines       int  // how many line ends stand before it
	ends        byte // ';' or '\n' if a statement ended before it, else 0
	spaced      bool // a blank stands before it
	continued   bool // a backslash joins its line to the one before
	indent      int  // of the line that holds it
	match       int  // index of the piece that closes it, 0 if none does
}

// cutter makes pieces of what a scanner has read.
type cutter struct {
	*scanner
	heredocs []heredoc // those that are not inside another, in order
	comments []Comment // those still to come
	pieces   []piece
	ends     byte // how a statement ended since the last piece
}

// cut returns the pieces of the program that s has read.
func cut(s *scanner) []piece {
	c := &cutter{scanner: s, comments: s.file.Comments}
	end := 0
	for _, h := range s.heredocs {
		if h.body.Start >= end {
			c.heredocs = append(c.heredocs, h)
			end = h.body.End
		}
	}
	for i := 0; i < len(s.tokens); i++ {
		t := &s.tokens[i]
		c.addComments(t.Pos.Offset)
		if t.Type == tNewline {
			if c.ends != '\n' {
				c.ends = t.Value[0]
			}
			continue
		}
		p := piece{first: t.Type, last: t.Type, start: t.Pos.Offset, end: t.Pos.Offset + len(t.Value)}
		if beginsString(t.Type) {
			i = stringEnd(s.tokens, i)
			last := &s.tokens[i]
			p.last = last.Type
			if !strings.HasPrefix(t.Value, "<<") {
				p.end = last.Pos.Offset + len(last.Value)
			}
			p.bodies = c.bodiesOf(Span{p.start, p.end})
		}
		p.text = unixLines(s.src[p.start:p.end])
		c.add(p)
		c.ends = 0
	}
	c.addComments(s.end)
	pair(c.pieces)
	joinParens(c.pieces)
	return c.pieces
}

// add adds p behind the other pieces.
func (c *cutter) add(p piece) {
	from := 0
	if n := len(c.pieces); n > 0 {
		from = c.pieces[n-1].end
	}
	p.ends = c.ends
	p.indent = c.file.indent(p.start)
	p.lines = c.lineEnds(from, p.start)
	p.spaced = p.start > from
	p.continued = strings.HasPrefix(strings.TrimLeft(c.src[min(from, p.start):p.start], " \t\r\f\v"), "\\")
	if p.first == tComment && p.continued {
		p.lines = 0 // the backslash has brought it here
	}
	c.pieces = append(c.pieces, p)
}

// addComments adds the comments before the offset to, but for those in the
// middle of a string.
func (c *cutter) addComments(to int) {
	for ; len(c.comments) > 0 && c.comments[0].Start < to; c.comments = c.comments[1:] {
		span := c.comments[0].Span
		if n := len(c.pieces); n > 0 && span.Start < c.pieces[n-1].end {
			continue
		}
		if i := c.heredocAfter(span.Start); i > 0 && span.Start < c.heredocs[i-1].body.End {
			continue
		}
		text := strings.TrimRight(unixLines(c.src[span.Start:span.End]), " \t\r\f\v")
		c.add(piece{first: tComment, last: tComment, text: text, start: span.Start, end: span.End})
	}
}

// heredocAfter returns the index of the first heredoc whose body begins after
// offset.
func (c *cutter) heredocAfter(offset int) int {
	return sort.Search(len(c.heredocs), func(i int) bool { return c.heredocs[i].body.Start > offset })
}

// lineEnds counts the line ends between two offsets that are not in a heredoc.
func (c *cutter) lineEnds(from, to int) int {
	n := 0
	for i := c.heredocAfter(from); i < len(c.heredocs) && c.heredocs[i].body.End <= to; i++ {
		n += strings.Count(c.src[from:c.heredocs[i].body.Start], "\n")
		from = c.heredocs[i].body.End
	}
	if from < to {
		n += strings.Count(c.src[from:to], "\n")
	}
	return n
}

// bodiesOf returns the bodies of the heredocs whose tags are in span and whose
// bodies are not.
func (c *cutter) bodiesOf(span Span) []string {
	var bodies []string
	for _, h := range c.heredocs[c.heredocAfter(span.End-1):] {
		if h.tag.Start >= span.End {
			break
		}
		if h.tag.Start >= span.Start {
			bodies = append(bodies, strings.TrimSuffix(unixLines(c.src[h.body.Start:h.body.End]), "\n"))
		}
	}
	return bodies
}

func beginsString(t lexer.TokenType) bool {
	return t == tStringBegin || t == tSymbolBegin || t == tRegexpBegin || t == tWordsBegin
}

// stringEnd returns the index of the token that ends the string that begins
// with token number i.
func stringEnd(tokens []lexer.Token, i int) int {
	for depth := 0; ; i++ {
		switch t := tokens[i].Type; {
		case beginsString(t):
			depth++
		case t == tStringEnd || t == tStringLabel:
			if depth--; depth == 0 {
				return i
			}
		}
	}
}

// unixLines returns the text of a literal with its line ends as LF, which is
// how the parser reads them.
func unixLines(text string) string {
	if strings.Contains(text, "\r\r\n") {
		return text // these mean one CR and a line end
	}
	return strings.ReplaceAll(text, "\r\n", "\n")
}

// pair finds what closes each piece that opens something, and the pipes around
// the parameters of blocks.
func pair(pieces []piece) {
	var open []int
	for i := range pieces {
		switch p := &pieces[i]; {
		case p.first == tPipe && i > 0 && (pieces[i-1].first == tBlockBrace || pieces[i-1].first == kDo):
			p.first, p.last = tParamOpen, tParamOpen
			closeParams(pieces, i)
		case opens(p.first) && !(p.first == kDef && isEndless(pieces, i)):
			open = append(open, i)
		case closes(p.first) && len(open) > 0:
			pieces[open[len(open)-1]].match = i
			open = open[:len(open)-1]
		}
	}
}

// closeParams marks the pipe that closes the parameters opened by piece number i.
func closeParams(pieces []piece, i int) {
	depth := 0
	for i++; i < len(pieces); i++ {
		switch p := &pieces[i]; {
		case opens(p.first):
			depth++
		case closes(p.first):
			depth--
		case p.first == tPipe && depth == 0:
			p.first, p.last = tParamClose, tParamClose
			return
		}
	}
}

// opens reports whether a token of type t needs another that closes it.
func opens(t lexer.TokenType) bool { return opensBracket(t) || opensBody(t) }

func opensBracket(t lexer.TokenType) bool {
	switch t {
	case tCallParen, tLParen, tSpaceParen, tLBracket, tIndex, tLBrace, tBlockBrace:
		return true
	}
	return false
}

// opensBody reports whether statements stand between a token of type t and its
// closer.
func opensBody(t lexer.TokenType) bool {
	switch t {
	case tBlockBrace, kDo, kBegin, kCase, kClass, kModule, kDef, kIf, kUnless, kWhile, kUntil, kFor:
		return true
	}
	return false
}

func closes(t lexer.TokenType) bool {
	return t == tRParen || t == tRBracket || t == tRBrace || t == kEnd
}

// afterName returns the index of the piece behind the name of the method whose
// definition begins at piece number i.
func afterName(pieces []piece, i int) int {
	i += 2
	if i+1 < len(pieces) && pieces[i].first == tDot {
		i += 2
	}
	return min(i, len(pieces)-1)
}

// isEndless reports whether the definition at piece number i is "def f(…) = …".
func isEndless(pieces []piece, i int) bool {
	i = afterName(pieces, i)
	if t := pieces[i].first; t == tCallParen || t == tSpaceParen {
		for depth := 0; i < len(pieces); i++ {
			if t := pieces[i].first; t == tCallParen || t == tSpaceParen || t == tLParen {
				depth++
			} else if t == tRParen {
				if depth--; depth == 0 {
					i++
					break
				}
			}
		}
	}
	return i < len(pieces) && pieces[i].first == tAssign
}

// joinParens makes "f (x)" be "f(x)" where that is the same: where one plain
// value stands in the parentheses and nothing follows that would belong to it.
func joinParens(pieces []piece) {
	for i := range pieces {
		if pieces[i].first != tSpaceParen || pieces[i].match == 0 {
			continue
		}
		if isDefParen(pieces, i) || holdsOneValue(pieces, i) && endsArguments(pieces, pieces[i].match+1) {
			pieces[i].first, pieces[i].last = tCallParen, tCallParen
		}
	}
}

// isDefParen reports whether piece number i opens the parameters of a method.
func isDefParen(pieces []piece, i int) bool {
	return i >= 2 && pieces[i-2].first == kDef ||
		i >= 4 && pieces[i-4].first == kDef && pieces[i-2].first == tDot
}

// holdsOneValue reports whether the parentheses opened by piece number i hold
// what may be an argument as well.
func holdsOneValue(pieces []piece, i int) bool {
	end := pieces[i].match
	if end == i+1 {
		return false
	}
	first := i + 1
	for i++; i < end; i++ {
		p := &pieces[i]
		switch p.first {
		case tComma, tArrow, tLabel, tSplat, tDoubleSplat, tBlockArg, tComment,
			kAnd, kOr, kNot, kDo, kModIf, kModUnless, kModWhile, kModUntil, kModRescue:
			return false
		}
		if p.ends != 0 && i > first || p.last == tStringLabel {
			return false
		}
		if p.match > 0 {
			i = p.match
		}
	}
	return true
}

// endsArguments reports whether piece number i cannot go on with the value
// before it.
func endsArguments(pieces []piece, i int) bool {
	if i == len(pieces) || pieces[i].ends != 0 {
		return true
	}
	switch pieces[i].first {
	case tBlockBrace, kDo, kLoopDo, kThen, kAnd, kOr, kModIf, kModUnless, kModWhile, kModUntil,
		tRParen, tRBracket, tRBrace, kEnd:
		return true
	case tComment:
		return pieces[i].lines == 0 && endsArguments(pieces, i+1)
	}
	return false
}
