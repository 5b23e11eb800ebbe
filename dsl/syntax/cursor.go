package syntax

import (
	"sort"
	"strings"

	"github.com/alecthomas/participle/v2/lexer"
)

// Cursor is what is being written at a place of a file. It is told from the
// tokens before the place alone, so that it is right where a statement is half
// typed and the parser can make nothing of it.
type Cursor struct {
	Word     Span     // the name before the place, or the text of a string up to it; maybe empty
	InString bool     // the place is in a string
	InSymbol bool     // Word follows a ":" that makes it a symbol
	Hidden   bool     // the place is in a comment or in a number: nothing can be proposed
	AfterDot bool     // a method of a value is being named
	Blocks   []string // the methods whose blocks are open, outermost first
	Call     string   // the method whose argument is being written, or ""
	Argument int      // which of its arguments, from 0
	Key      string   // the keyword whose value is being written, or ""
	Keys     []string // the keywords that the call has already
	Locals   []string // the variables assigned before, sorted
}

// CursorAt returns what is being written at the byte offset of src.
func CursorAt(src []byte, offset int) Cursor {
	offset = max(0, min(offset, len(src)))
	f := newFile("", src[:offset])
	s := &scanner{file: f, src: string(f.Source), locals: newNames(), atCursor: true}
	if strings.HasPrefix(s.src, "\ufeff") {
		s.pos = len("\ufeff")
	}
	for s.next() {
	}
	c := Cursor{Word: Span{offset, offset}}
	for name := range s.locals.set {
		c.Locals = append(c.Locals, name)
	}
	sort.Strings(c.Locals)
	if n := len(f.Comments); n > 0 && f.Comments[n-1].End == offset {
		c.Hidden = true
		return c
	}
	tokens := s.tokens
	if s.openString.End > 0 {
		c.InString, c.Word.Start = true, s.openString.End
	} else if n := len(tokens); n > 0 && tokenSpan(&tokens[n-1]).End == offset {
		tokens = c.takeWord(tokens)
	}
	if n := len(tokens); n > 0 && !c.InString && (tokens[n-1].Type == tDot || tokens[n-1].Type == tSafeDot) {
		c.AfterDot = true
		return c
	}
	t := tokensBefore(tokens)
	floor := 0
	for _, o := range s.stack {
		at := sort.Search(len(t), func(i int) bool { return t[i].Pos.Offset >= o.offset })
		if at == len(t) {
			break // the word itself: do, if
		}
		floor = at + 1
		if t[at].Type == tBlockBrace || t[at].Type == kDo {
			if name := t.blockOwner(at); name != "" {
				c.Blocks = append(c.Blocks, name)
			}
		}
	}
	c.findCall(t, floor)
	return c
}

// takeWord makes the last token, which ends at the place, the cursor's word if
// it can be one, and returns the tokens before it.
func (c *Cursor) takeWord(tokens []lexer.Token) []lexer.Token {
	n := len(tokens) - 1
	last := &tokens[n]
	switch {
	case last.Type == tIdent, last.Type == tConst, last.Type >= kAlias && last.Type < tBroken:
		c.Word.Start = last.Pos.Offset
	case last.Type == tSymbol && last.Value[0] == ':' && !strings.HasPrefix(last.Value, ":'"):
		c.Word.Start, c.InSymbol = last.Pos.Offset+1, true
	case last.Type == tColon: // of a symbol without its name yet
		c.InSymbol = true
	case last.Type == tInt, last.Type == tFloat, last.Type == tGlobal, last.Type == tIVar,
		last.Type == tString, last.Type == tStringEnd, last.Type == tStringBegin:
		c.Hidden = true
		return tokens
	default:
		return tokens
	}
	return tokens[:n]
}

// findCall finds the call whose argument is being written, among the tokens
// from floor on, all of whose delimiters are closed.
func (c *Cursor) findCall(t tokensBefore, floor int) {
	first := floor
	switch {
	case floor > 1 && (t[floor-1].Type == tCallParen || t[floor-1].Type == tSpaceParen) && t[floor-2].Type == tIdent:
		c.Call = t[floor-2].Value
	case floor > 0 && (t[floor-1].Type == tCallParen || t[floor-1].Type == tLBracket || t[floor-1].Type == tIndex ||
		t[floor-1].Type == tLBrace):
		return
	default:
		first = t.statement(len(t), floor)
		if first == len(t) || t[first].Type != tIdent || first+1 < len(t) && !startsArgument(t[first+1].Type) {
			return
		}
		c.Call = t[first].Value
		first++
	}
	depth := 0
	for i := first; i < len(t); i++ {
		switch {
		case ends(t[i].Type):
			depth--
		case begins(t[i].Type):
			depth++
		case depth > 0:
		case t[i].Type == tComma:
			c.Argument++
			c.Key = ""
		case t[i].Type == tLabel:
			c.Key = strings.TrimSuffix(t[i].Value, ":")
			c.Keys = append(c.Keys, c.Key)
		case t[i].Type == tArrow && i > first && t[i-1].Type == tSymbol:
			c.Key = symbolName(t[i-1].Value)
			c.Keys = append(c.Keys, c.Key)
		}
	}
}

// tokensBefore are the tokens before a place.
type tokensBefore []lexer.Token

// statement returns where the statement begins that the token number end goes
// on with, at floor or after it.
func (t tokensBefore) statement(end, floor int) int {
	depth := 0
	for i := end - 1; i >= floor; i-- {
		switch typ := t[i].Type; {
		case ends(typ):
			depth++
		case begins(typ):
			if depth--; depth < 0 {
				return i + 1
			}
		case depth == 0 && separates(typ):
			return i + 1
		}
	}
	return floor
}

// blockOwner returns the method that the block opened by the token number at
// belongs to.
func (t tokensBefore) blockOwner(at int) string {
	if at == 0 {
		return ""
	}
	if t[at].Type == kDo {
		// "do" belongs to the first method of its statement that has
		// arguments without parentheses.
		first := t.statement(at, 0)
		if first+1 < at && t[first].Type == tIdent && startsArgument(t[first+1].Type) && t[first+1].Type != tCallParen {
			return t[first].Value
		}
	}
	i := at - 1
	if t[i].Type == tRParen {
		depth := 0
		for ; i > 0; i-- {
			if ends(t[i].Type) {
				depth++
			} else if begins(t[i].Type) {
				if depth--; depth == 0 {
					break
				}
			}
		}
		i--
	}
	if i >= 0 && (t[i].Type == tIdent || t[i].Type == tConst) {
		return t[i].Value
	}
	if first := t.statement(at, 0); first < at && t[first].Type == tIdent {
		return t[first].Value
	}
	return ""
}

// begins reports whether a token of type t needs another that ends what it
// begins: a delimiter, or a string in parts.
func begins(t lexer.TokenType) bool {
	switch t {
	case tInterpBegin, tStringBegin, tRegexpBegin, tSymbolBegin, tWordsBegin:
		return true
	}
	return opens(t)
}

// ends reports whether a token of type t ends what another begins.
func ends(t lexer.TokenType) bool {
	switch t {
	case tInterpEnd, tStringEnd, tStringLabel:
		return true
	}
	return closes(t)
}

// separates reports whether what follows a token of type t can begin with a
// method that has arguments without parentheses.
func separates(t lexer.TokenType) bool {
	switch t {
	case tNewline, tPipe, tAssign, tOpAssign, tAndAnd, tOrOr, tBang, tQuestion,
		kAnd, kOr, kNot, kThen, kElse, kElsif, kEnsure, kWhen, kIn, kReturn, kLoopDo,
		kModIf, kModUnless, kModWhile, kModUntil, kModRescue:
		return true
	}
	return false
}
