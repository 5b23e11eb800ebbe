package syntax

import (
	"strings"

	"github.com/alecthomas/participle/v2/lexer"
)

// opened is where a string began that goes on over a line end: if the file ends
// inside a string, the first of these is probably the one not closed.
type opened struct {
	offset int
	chunk  int // how many tokens stood before its statement
	outer  int // offset of the outermost delimiter around it, or -1
}

func (s *scanner) openedString(offset int) opened {
	o := opened{offset, s.chunkStart(), -1}
	if len(s.stack) > 0 {
		o.outer = s.stack[0].offset
	}
	return o
}

// quoted reads a string whose text begins at body. The quote tells whether it
// has escapes and interpolation.
func (s *scanner) quoted(start, body int, open, end byte) {
	if s.src[start] == '`' {
		s.errorf(start, body, "a network file can be read safely because it cannot run any", "commands of the system are not available here")
		s.skipString(start, body, open, end)
		return
	}
	raw := s.src[start] == '\'' || strings.HasPrefix(s.src[start:], "%q")
	if !raw && s.hasInterpolation(body, open, end) {
		s.interpolated(tStringBegin, start, body, open, end)
		return
	}
	at := s.closing(body, open, end)
	if at < 0 {
		s.unterminated(start, body, "string")
		return
	}
	s.noteLines(start, at)
	if end != '"' && end != '\'' || !s.labelEnds(at) {
		s.emit(tString, start, at+1)
		return
	}
	s.emit(tStringBegin, start, body)
	if at > body {
		s.emit(tContent, body, at)
	}
	s.emit(tStringLabel, at, at+2)
}

// noteLines remembers a string from start to end if it spans lines.
func (s *scanner) noteLines(start, end int) {
	if len(s.multiline) < 8 && strings.IndexByte(s.src[start:end], '\n') >= 0 {
		s.multiline = append(s.multiline, s.openedString(start))
	}
}

// labelEnds reports whether the quote at offset at ends a hash key, as in
// "net": "0.0.0.0".
func (s *scanner) labelEnds(at int) bool {
	if at+1 >= len(s.src) || s.src[at+1] != ':' || at+2 < len(s.src) && s.src[at+2] == ':' {
		return false
	}
	switch s.prev() {
	case tLBrace, tComma, tCallParen, tSpaceParen, tIdent, tConst:
		return *s.pendingTernaries() == 0
	}
	return false
}

// closing returns the offset of the delimiter that closes a string whose text
// begins at pos, or -1.
func (s *scanner) closing(pos int, open, end byte) int {
	depth := 0
	for ; pos < len(s.src); pos++ {
		switch c := s.src[pos]; {
		case c == '\\':
			pos++
		case c == end && depth == 0:
			return pos
		case c == end:
			depth--
		case c == open:
			depth++
		}
	}
	return -1
}

// hasInterpolation reports whether #{ occurs in the string at pos.
func (s *scanner) hasInterpolation(pos int, open, end byte) bool {
	depth := 0
	for ; pos < len(s.src); pos++ {
		switch c := s.src[pos]; {
		case c == '\\':
			pos++
		case c == '#' && pos+1 < len(s.src) && s.src[pos+1] == '{':
			return true
		case c == end:
			if depth == 0 {
				return false
			}
			depth--
		case c == open && open != end:
			depth++
		}
	}
	return false
}

// unterminated complains of a string that the file ends in, and goes on after
// the line of the string that is to blame.
func (s *scanner) unterminated(start, body int, what string) {
	if s.atCursor && strings.IndexByte(s.src[start:], '\n') < 0 {
		s.openString = Span{start, body}
		s.pos = len(s.src)
		return
	}
	o := s.openedString(start)
	if len(s.multiline) > 0 {
		o = s.multiline[0]
		body = o.offset + 1
	}
	s.multiline = nil
	quote := s.src[o.offset]
	detail := "it needs another `" + string(quote) + "`"
	if quote == '%' || quote == ':' {
		detail = ""
	}
	s.errorf(o.offset, max(body, o.offset+1), detail, "the %s opened here is never closed", what)
	from := -1
	if o.outer >= 0 {
		from = s.resumption(o.outer)
	} else if line := s.endOfLine(o.offset); line < len(s.src) {
		from = line
	}
	s.resume(o.chunk, from)
}

// skipString passes over a string that is not available.
func (s *scanner) skipString(start, body int, open, end byte) {
	at := s.closing(body, open, end)
	if at < 0 {
		at = s.endOfLine(start) - 1
	}
	s.pos = at + 1
	s.broken()
}

// interpolated reads a string with its parts: its beginning, text, what stands
// in #{ } and its end.
func (s *scanner) interpolated(begin lexer.TokenType, start, body int, open, end byte) {
	if s.closing(body, open, end) < 0 {
		s.unterminated(start, body, "string")
		return
	}
	label := begin == tStringBegin
	prev := len(s.tokens)
	s.emit(begin, start, body)
	from, depth := s.pos, 0
	for s.pos < len(s.src) {
		switch c := s.src[s.pos]; {
		case c == '\\':
			s.pos += 2
		case c == '#' && s.at(1) == '{':
			if !s.interpolation(from) {
				return
			}
			from = s.pos
		case c == end && depth == 0:
			at := s.pos
			if at > from {
				s.emit(tContent, from, at)
			}
			t, size := tStringEnd, 1
			if begin == tRegexpBegin {
				for size < len(s.src)-at && strings.IndexByte("imxounse", s.src[at+size]) >= 0 {
					size++
				}
			}
			if label && (end == '"' || end == '\'') && s.labelEndsAfter(prev, at) {
				t, size = tStringLabel, 2
			}
			s.emit(t, at, at+size)
			s.noteLines(start, at)
			return
		case c == end:
			depth--
			s.pos++
		case c == open && open != end:
			depth++
			s.pos++
		default:
			s.pos++
		}
	}
	s.unterminated(start, body, "string")
}

// labelEndsAfter is labelEnds for a string that begins at token number n.
func (s *scanner) labelEndsAfter(n, at int) bool {
	tokens := s.tokens
	s.tokens = tokens[:n]
	ok := s.labelEnds(at)
	s.tokens = tokens
	return ok
}

// interpolation reads the text from offset from and the #{ … } at pos. It
// reports false when the file ends inside.
func (s *scanner) interpolation(from int) bool {
	start := s.pos
	if start > from {
		s.emit(tContent, from, start)
	}
	base := len(s.stack)
	s.emit(tInterpBegin, start, start+2)
	s.push(tInterpBegin, "#{", start)
	recoveries := s.recoveries
	for len(s.stack) > base {
		if !s.next() || s.recoveries != recoveries {
			return false
		}
	}
	return s.recoveries == recoveries
}

// brackets pairs the delimiters of % literals that nest.
var brackets = map[byte]byte{'(': ')', '[': ']', '{': '}', '<': '>'}

// percentLiteral reads %w[], %i[], %q(), %Q(), %(), %r{} and %s().
func (s *scanner) percentLiteral() {
	start := s.pos
	kind, open := byte('Q'), s.at(1)
	body := start + 2
	if isLetter(open) && open < 0x80 {
		kind, open = open, s.at(2)
		body++
	}
	end, ok := brackets[open]
	if !ok {
		end = open
	}
	if open == 0 || isBlank(open) || isLetter(open) || isDigit(open) || strings.IndexByte("wWiIqQrsx", kind) < 0 {
		s.errorf(start, min(body, len(s.src)), "", "`%%` needs a value on its left or a literal like %%w[a b] on its right")
		s.pos = s.endOfLine(start)
		s.broken()
		return
	}
	switch kind {
	case 'q', 'Q':
		s.quoted(start, body, open, end)
		return
	case 'r':
		s.interpolated(tRegexpBegin, start, body, open, end)
		return
	case 'x':
		s.errorf(start, body, "a network file can be read safely because it cannot run any", "commands of the system are not available here")
		s.skipString(start, body, open, end)
		return
	}
	at := s.closing(body, open, end)
	if at < 0 {
		s.unterminated(start, body, "list")
		return
	}
	s.words += len(strings.Fields(s.src[body:min(at, body+4*maxTokens)]))
	t := tWords
	switch kind {
	case 'i', 'I':
		t = tSymbols
	case 's':
		t = tSymbol
	}
	if (kind == 'W' || kind == 'I') && strings.ContainsAny(s.src[body:at], "#\\") {
		s.interpolated(tWordsBegin, start, body, open, end)
		return
	}
	s.noteLines(start, at)
	s.emit(t, start, at+1)
}

// heredoc is where a heredoc stands: its opening tag, and the lines below it,
// with the closing tag and its line end.
type heredoc struct{ tag, body Span }

// heredoc reads <<~X, <<-X and <<X with the lines below. It reports false where
// "<<" is an operator.
func (s *scanner) heredoc(blank bool) bool {
	start, p := s.pos, s.pos+2
	if s.prev() == kClass || endsValue(s.prev()) && !(blank && s.takesArguments()) {
		return false
	}
	indented, squiggly := false, false
	if p < len(s.src) && (s.src[p] == '~' || s.src[p] == '-') {
		indented, squiggly = true, s.src[p] == '~'
		p++
	}
	quote := byte(0)
	if p < len(s.src) && (s.src[p] == '"' || s.src[p] == '\'') {
		quote = s.src[p]
		p++
	}
	from := p
	for p < len(s.src) && (isLetter(s.src[p]) || isDigit(s.src[p])) {
		p++
	}
	tag := s.src[from:p]
	if tag == "" || isDigit(tag[0]) {
		return false
	}
	if quote != 0 {
		if p >= len(s.src) || s.src[p] != quote {
			return false
		}
		p++
	}
	body := s.heredocEnd
	if body == 0 {
		body = s.nextLine(p)
	}
	end, after := s.heredocLines(body, tag, indented)
	if end < 0 {
		s.errorf(start, p, "it needs a line `"+tag+"`", "the heredoc opened here is never closed")
		s.pos = s.endOfLine(start)
		if s.recoveries++; s.recoveries > maxRecoveries {
			s.pos = len(s.src) // each search goes to the end of the file
		}
		s.broken()
		return true
	}
	s.emit(tStringBegin, start, p)
	s.heredocs = append(s.heredocs, heredoc{tag: Span{start, p}, body: Span{body, after}})
	s.heredocEnd = 0
	s.heredocBody(body, end, squiggly, quote == '\'')
	s.emit(tStringEnd, end, end)
	s.pos, s.heredocEnd = p, after
	return true
}

// nextLine returns the offset of the line below the one that holds pos.
func (s *scanner) nextLine(pos int) int {
	if n := strings.IndexByte(s.src[pos:], '\n'); n >= 0 {
		return pos + n + 1
	}
	return len(s.src)
}

// heredocLines returns where the line with the tag begins, and the line after
// it; -1 if there is none.
func (s *scanner) heredocLines(body int, tag string, indented bool) (end, after int) {
	for p := body; p < len(s.src); p = s.nextLine(p) {
		line := s.src[p:s.endOfLine(p)]
		if indented {
			line = strings.TrimLeft(line, " \t")
		}
		if line == tag {
			return p, s.nextLine(p)
		}
	}
	return -1, -1
}

// heredocBody emits the lines from body to end, without their common
// indentation if dedent is set.
func (s *scanner) heredocBody(body, end int, dedent, raw bool) {
	common := 0
	if dedent {
		common = s.commonIndent(body, end)
	}
	for p := body; p < end; {
		s.pos = p
		for n := 0; n < common && s.pos < end && (s.at(0) == ' ' || s.at(0) == '\t'); s.pos++ {
			if s.at(0) == '\t' {
				if n += 8 - n%8; n > common {
					break
				}
				continue
			}
			n++
		}
		from, line := s.pos, s.nextLine(p)
		for s.pos < line && s.pos < end {
			switch {
			case raw:
				s.pos = line
			case s.at(0) == '\\':
				s.pos += 2
			case s.at(0) == '#' && s.at(1) == '{':
				if !s.interpolation(from) {
					return
				}
				from = s.pos
				line = s.nextLine(s.pos)
			default:
				s.pos++
			}
		}
		p = min(line, end)
		if p > from {
			s.emit(tContent, from, p)
		}
	}
}

// commonIndent returns the least indentation of the lines that are not blank and
// do not begin inside an interpolation.
func (s *scanner) commonIndent(body, end int) int {
	common, inside := -1, 0
	for p := body; p < end; p = s.nextLine(p) {
		line := s.src[p:s.endOfLine(p)]
		if n := s.file.indent(p); inside == 0 && strings.TrimSpace(line) != "" && (common < 0 || n < common) {
			common = n
		}
		for i := 0; i < len(line); i++ {
			switch {
			case line[i] == '\\':
				i++
			case strings.HasPrefix(line[i:], "#{"), inside > 0 && line[i] == '{':
				inside++
				if line[i] == '#' {
					i++
				}
			case inside > 0 && line[i] == '}':
				inside--
			}
		}
	}
	return max(common, 0)
}
