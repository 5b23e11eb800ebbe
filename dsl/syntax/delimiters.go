package syntax

import (
	"strings"

	"github.com/alecthomas/participle/v2/lexer"

	"github.com/trema-ns/trema-ns/dsl/diag"
)

// opener is a delimiter, or a keyword that needs an "end", still open.
type opener struct {
	t         lexer.TokenType
	word      string
	offset    int
	awaitsDo  bool  // while, until, for: the next "do" at this depth is theirs
	ternaries int   // "?" still waiting for ":" directly inside
	chunk     int   // how many tokens stood before the statement it is in
	closedBy  int   // offset of its closer, where that looked wrong
	outside   names // the locals around it
}

// joinsLines reports whether a line end inside o means nothing.
func (o *opener) joinsLines() bool {
	return o.t == tCallParen || o.t == tIndex || o.t == tLBracket || o.t == tLBrace
}

// closer returns the text that closes o.
func (o *opener) closer() string {
	switch o.t {
	case tLParen, tCallParen, tSpaceParen:
		return ")"
	case tLBracket, tIndex:
		return "]"
	case tLBrace, tBlockBrace, tInterpBegin:
		return "}"
	}
	return "end"
}

// pendingTernaries counts the "?" that wait for their ":" at this depth.
func (s *scanner) pendingTernaries() *int {
	if n := len(s.stack); n > 0 {
		return &s.stack[n-1].ternaries
	}
	return &s.ternaries
}

// push notes that the token of type t and text word is open.
func (s *scanner) push(t lexer.TokenType, word string, offset int) {
	if len(s.stack) == maxNesting {
		s.errorf(offset, offset+len(word), "", "this is nested too deeply")
		s.stack = s.stack[:0]
		s.pos = len(s.src)
		s.broken()
		return
	}
	o := opener{t: t, word: word, offset: offset, chunk: s.chunkStart(), outside: s.locals}
	switch t {
	case kDef, kClass, kModule:
		s.locals = newNames()
	}
	s.stack = append(s.stack, o)
}

// chunkStart returns how many tokens stand before the statement being read.
func (s *scanner) chunkStart() int {
	if n := len(s.chunks); n > 0 {
		return s.chunks[n-1]
	}
	return 0
}

// open reads an opening bracket.
func (s *scanner) open(c byte, blank bool) {
	var t lexer.TokenType
	prev := s.prev()
	switch c {
	case '(':
		switch {
		case prev != tIdent && prev != tConst && prev != kSuper && prev != kYield && prev != tDot:
			t = tLParen
		case blank && prev != tDot:
			t = tSpaceParen
		default:
			t = tCallParen
		}
		if n := len(s.tokens); prev == tLambda || prev == tIdent && s.isDefined(n-1) {
			s.params, s.paramsDepth = tRParen, len(s.stack)
		}
	case '[':
		t = tLBracket
		if endsValue(prev) && !(blank && s.takesArguments()) {
			t = tIndex
		}
	case '{':
		t = tLBrace
		if endsValue(prev) || prev == tLambda {
			t = tBlockBrace
		}
	}
	start := s.pos
	s.emit(t, start, start+1)
	s.push(t, string(c), start)
}

// isDefined reports whether token number n is the name after def, or after def
// and a receiver.
func (s *scanner) isDefined(n int) bool {
	return n > 0 && s.tokens[n-1].Type == kDef || n > 2 && s.tokens[n-1].Type == tDot && s.tokens[n-3].Type == kDef
}

// close reads a closing bracket.
func (s *scanner) close(c byte) {
	start := s.pos
	t := tRBrace
	switch c {
	case ')':
		t = tRParen
	case ']':
		t = tRBracket
	}
	o, ok := s.pop(string(c), start)
	if ok && o.t == tInterpBegin {
		t = tInterpEnd
	}
	if s.params == t && len(s.stack) <= s.paramsDepth {
		s.params = 0
	}
	s.emit(t, start, start+1)
}

// pop closes what is open with the closer at offset. Where that does not fit,
// it complains, and closes what it can.
func (s *scanner) pop(closer string, offset int) (opener, bool) {
	n := len(s.stack) - 1
	fit := n
	for fit >= 0 && s.stack[fit].closer() != closer {
		if s.stack[fit].t == tInterpBegin {
			fit = -1 // a string is around it: nothing outside can be closed
			break
		}
		fit--
	}
	if fit < 0 {
		d := s.errorf(offset, offset+len(closer), "", "`%s` closes nothing that is open", closer)
		if n >= 0 {
			d.Detail = "`" + s.stack[n].closer() + "` is expected first"
			d.Related = append(d.Related, s.openedHere(s.stack[n]))
		}
		s.broken()
		return opener{}, false
	}
	if fit < n {
		d := s.neverClosed(s.stack[n])
		d.Related = append(d.Related, s.related(offset, len(closer), "closed here is only the `"+s.stack[fit].word+"` around it"))
		s.broken()
	}
	o := s.stack[fit]
	s.stack = s.stack[:fit]
	if e := s.endless; e != nil && len(s.stack) < e.chunk {
		s.locals, s.endless = e.outside, nil
	}
	switch o.t {
	case kDef, kClass, kModule:
		s.locals = o.outside
	case kDo, tBlockBrace:
		s.locals.forget(o.outside)
	}
	if s.file.Line(offset) != s.file.Line(o.offset) && s.isFirst(offset) &&
		s.file.indent(offset) != s.file.indent(o.offset) {
		o.closedBy = offset
		s.suspects = append(s.suspects, o)
	}
	return o, true
}

// isFirst reports whether only blanks stand before offset in its line.
func (s *scanner) isFirst(offset int) bool {
	line := strings.LastIndexByte(s.src[:offset], '\n') + 1
	return strings.TrimLeft(s.src[line:offset], " \t") == ""
}

// recover deals with what is still open at the end of the file. It complains,
// and reports true if there is text to go on with: the first line below the
// outermost opener that is indented no deeper.
func (s *scanner) recover() bool {
	if len(s.stack) == 0 {
		return false
	}
	outer := s.stack[0]
	s.neverClosed(s.blame())
	return s.resume(outer.chunk, s.resumption(outer.offset))
}

// maxRecoveries is how often the reading goes on after something that is never
// closed.
const maxRecoveries = 20

// resume forgets the statement that begins at token number chunk and goes on
// reading at offset from. It reports false where there is nothing to go on with.
func (s *scanner) resume(chunk, from int) bool {
	s.tokens = s.tokens[:chunk]
	for n := len(s.chunks); n > 0 && s.chunks[n-1] > chunk; n-- {
		s.chunks = s.chunks[:n-1]
	}
	s.stack, s.heredocEnd, s.ternaries, s.params = nil, 0, 0, 0
	s.recoveries++
	if from < 0 || s.recoveries > maxRecoveries {
		s.pos = len(s.src)
		return false
	}
	s.pos = from
	return true
}

// blame picks the opener that is most likely the one never closed: one inside
// the outermost whose closer is indented like the outermost line took the
// closer that was meant for it.
func (s *scanner) blame() opener {
	outer := s.stack[0]
	for _, o := range s.suspects {
		if o.offset > outer.offset && s.file.indent(o.closedBy) == s.file.indent(outer.offset) {
			return o
		}
	}
	return s.stack[len(s.stack)-1]
}

// resumption returns the offset of the first line below offset that is indented
// no deeper than offset's and does not begin with a closer, or -1.
func (s *scanner) resumption(offset int) int {
	indent := s.file.indent(offset)
	for line := s.file.Line(offset); line < len(s.file.lines); line++ {
		start := s.file.lines[line]
		text := strings.TrimLeft(s.src[start:s.endOfLine(start)], " \t")
		if text == "" || strings.IndexByte("#)}]", text[0]) >= 0 || strings.HasPrefix(text, "end") {
			continue
		}
		if s.file.indent(start) <= indent {
			return start
		}
	}
	return -1
}

func (s *scanner) neverClosed(o opener) *diag.Diagnostic {
	return s.errorf(o.offset, o.offset+len(o.word), "it needs `"+o.closer()+"`", "`%s` opened here is never closed", o.word)
}

func (s *scanner) related(offset, size int, message string) diag.Related {
	return diag.Related{Message: message, Range: s.file.RangeOf(Span{offset, offset + size})}
}

func (s *scanner) openedHere(o opener) diag.Related {
	return s.related(o.offset, len(o.word), "opened here")
}

// keyword emits a reserved word that begins at start and ends at pos.
func (s *scanner) keyword(t lexer.TokenType, start int) {
	word := s.src[start:s.pos]
	prev := s.prev()
	modifier := endsValue(prev) || prev == kReturn || prev == kBreak || prev == kNext
	push, awaitsDo := false, false
	switch t {
	case kIf, kUnless:
		if modifier {
			t = kModIf
			if word == "unless" {
				t = kModUnless
			}
		} else {
			push = true
		}
	case kWhile, kUntil:
		if modifier {
			t = kModWhile
			if word == "until" {
				t = kModUntil
			}
		} else {
			push, awaitsDo = true, true
		}
	case kRescue:
		if modifier {
			t = kModRescue
		}
	case kFor:
		push, awaitsDo = true, true
	case kBegin, kCase, kClass, kModule:
		push = true
	case kDef:
		if push = !s.endlessDef(); !push && s.endless == nil {
			s.endless = &opener{chunk: len(s.stack), outside: s.locals}
			s.locals = newNames()
		}
	case kDo:
		if n := len(s.stack); n > 0 && s.stack[n-1].awaitsDo {
			s.stack[n-1].awaitsDo = false
			t = kLoopDo
		} else {
			push = true
		}
	case kEnd:
		s.emit(t, start, s.pos)
		end := s.pos
		s.pop("end", start)
		s.pos = end
		return
	}
	if prev == kFor || t == kIn {
		s.params = 0
	}
	s.emit(t, start, s.pos)
	if t == kFor {
		s.params = kIn
	}
	if push {
		s.push(t, word, start)
		if n := len(s.stack); n > 0 {
			s.stack[n-1].awaitsDo = awaitsDo
		}
	}
}

// endlessDef reports whether the definition at pos is "def name(…) = value",
// which has no end.
func (s *scanner) endlessDef() bool {
	p := s.pos
	blanks := func() int {
		from := p
		for p < len(s.src) && (s.src[p] == ' ' || s.src[p] == '\t') {
			p++
		}
		return p - from
	}
	blanks()
	from := p
	for p < len(s.src) && (isLetter(s.src[p]) || isDigit(s.src[p]) || s.src[p] == '.' || s.src[p] == '?') {
		p++
	}
	if p == from || s.src[p-1] == '.' {
		p += len(s.methodName(p))
	}
	if p == from {
		return false
	}
	gap := blanks()
	if p < len(s.src) && s.src[p] == '(' {
		depth := 0
		for ; p < len(s.src) && s.src[p] != '\n'; p++ {
			if s.src[p] == '(' {
				depth++
			} else if s.src[p] == ')' {
				if depth--; depth == 0 {
					p++
					break
				}
			}
		}
		gap = blanks() + 1
	}
	if gap == 0 || p+1 >= len(s.src) || s.src[p] != '=' {
		return false
	}
	return strings.IndexByte("=~>", s.src[p+1]) < 0
}
