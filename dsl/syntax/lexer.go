package syntax

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/alecthomas/participle/v2/lexer"

	"github.com/trema-ns/trema-ns/dsl/diag"
)

// definition offers the hand-written lexer to participle.
type definition struct{}

func (definition) Symbols() map[string]lexer.TokenType { return symbols }

func (definition) Lex(name string, r io.Reader) (lexer.Lexer, error) {
	src, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return &stream{tokens: lex(newFile(name, src)).tokens}, nil
}

// stream hands out tokens one by one, and then the end of the file for ever.
type stream struct {
	tokens []lexer.Token
	end    lexer.Position
}

func (s *stream) Next() (lexer.Token, error) {
	if len(s.tokens) == 0 {
		return lexer.Token{Type: tEOF, Pos: s.end}, nil
	}
	t := s.tokens[0]
	s.tokens = s.tokens[1:]
	return t, nil
}

// scanner is the lexer at work. Its one piece of context is Ruby's: whether the
// token before ended a value, which decides what "-", "[", "{", "/", "%", "<<",
// "?" and "if" mean. It also pairs delimiters, since it must know whether a
// line end ends a statement, and so is the one to say what is never closed.
//
// A token carries its raw text, so that its span is its offset and length;
// escapes are read by the parser.
type scanner struct {
	file   *File
	src    string
	pos    int
	tokens []lexer.Token
	chunks []int // indexes in tokens where a statement at depth 0 ends
	errors diag.List

	stack    []opener
	suspects []opener // closed by something indented differently

	locals      names           // assigned so far: "x -1" is a subtraction
	endless     *opener         // the definition without an end being read; its chunk is how much is open around it
	params      lexer.TokenType // closer of the parameter list being read, or 0
	paramsDepth int             // how much is open around that list
	ternaries   int             // "?" still waiting for ":" at depth 0
	heredocEnd  int             // where the next line goes on, past heredoc bodies
	heredocs    []heredoc
	end         int // where the program ends: at __END__, if there is one
	multiline   []opened
	recoveries  int
	words       int  // in lists
	atCursor    bool // the file is cut off at a place that is being written at
	openString  Span // from the quote of the string that is cut off to its text
}

// maxTokens bounds the memory that a file and its tree take.
const maxTokens = 500_000

// maxNesting bounds delimiters inside each other, and with them the stack of
// everything that walks the tree.
const maxNesting = 400

// byteOrderMark is what some editors put before everything else.
const byteOrderMark = "\ufeff"

// lex reads all tokens of f.
func lex(f *File) *scanner {
	s := &scanner{file: f, src: string(f.Source), locals: newNames(), end: len(f.Source)}
	s.tokens = make([]lexer.Token, 0, len(s.src)/4+8)
	if strings.HasPrefix(s.src, byteOrderMark) {
		s.pos = len(byteOrderMark)
	}
	for {
		for s.next() {
			if len(s.tokens)+s.words > maxTokens {
				s.tooLong()
			}
		}
		if !s.recover() {
			break
		}
	}
	s.endChunk()
	s.checkEncoding()
	return s
}

// tooLong ends the reading of a file that would take too much memory.
func (s *scanner) tooLong() {
	s.errorf(s.pos, s.pos, fmt.Sprintf("a network file has at most %d names, numbers, strings and signs; a loop says more in less", maxTokens), "this file is too long")
	s.stack, s.tokens, s.chunks, s.words = nil, nil, nil, 0
	s.pos = len(s.src)
}

// emit adds the token that ends at end and starts at start.
func (s *scanner) emit(t lexer.TokenType, start, end int) {
	s.tokens = append(s.tokens, lexer.Token{Type: t, Value: s.src[start:end], Pos: lexer.Position{Offset: start}})
	s.pos = end
}

// prev returns the type of the last token, or tNewline at the very beginning.
func (s *scanner) prev() lexer.TokenType {
	if len(s.tokens) == 0 {
		return tNewline
	}
	return s.tokens[len(s.tokens)-1].Type
}

// at returns the byte n places ahead, 0 past the end.
func (s *scanner) at(n int) byte {
	if s.pos+n < len(s.src) {
		return s.src[s.pos+n]
	}
	return 0
}

func (s *scanner) errorf(start, end int, detail, format string, args ...any) *diag.Diagnostic {
	d := &diag.Diagnostic{
		Summary: diag.Clip(fmt.Sprintf(format, args...)),
		Detail:  detail,
		Range:   s.file.RangeOf(Span{start, end}),
	}
	if len(s.errors) < diag.Most+1 {
		s.errors = append(s.errors, d)
	}
	return d
}

// broken marks the statement being read as complained of, so that the parser
// adds nothing that only follows.
func (s *scanner) broken() {
	s.tokens = append(s.tokens, lexer.Token{Type: tBroken, Pos: lexer.Position{Offset: s.pos}})
}

// endsValue reports whether a token of type t can be the last of a value.
func endsValue(t lexer.TokenType) bool {
	switch t {
	case tIdent, tConst, tGlobal, tIVar, tCVar, tInt, tFloat, tString, tStringEnd, tWords, tSymbols,
		tSymbol, tCharacter, tRParen, tRBracket, tRBrace, tBroken,
		kEnd, kNil, kTrue, kFalse, kSelf, kFile, kLine, kSuper, kYield, kRedo, kRetry:
		return true
	}
	return false
}

// takesArguments reports whether the token before is a name that may be a
// method called with arguments and no parentheses.
func (s *scanner) takesArguments() bool {
	n := len(s.tokens)
	switch s.prev() {
	case tConst, kYield, kSuper:
		return true
	case tIdent:
		if n > 1 && (s.tokens[n-2].Type == tDot || s.tokens[n-2].Type == tSafeDot) {
			return true
		}
		return !s.locals.set[s.tokens[n-1].Value]
	}
	return false
}

// startsValue reports whether the n-byte operator at pos, with blank telling
// whether a blank stands before it, begins a value. "puts -1" and "puts [1]" do;
// "a - 1", "a-1" and "a[1]" do not.
func (s *scanner) startsValue(blank bool, n int) bool {
	if !endsValue(s.prev()) {
		return true
	}
	return blank && !isBlank(s.at(n)) && s.at(n) != 0 && s.takesArguments()
}

func isBlank(c byte) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'
}
func isDigit(c byte) bool { return '0' <= c && c <= '9' }
func isLetter(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c >= utf8.RuneSelf
}

// next reads one token, or one string with all its parts. It reports false at
// the end of the file.
func (s *scanner) next() bool {
	start := s.pos
	if !s.skipBlanks() {
		return false
	}
	blank := s.pos > start
	c := s.at(0)
	switch {
	case c == '\n':
		s.lineEnd()
	case c == ';':
		s.pos++
		s.statementEnd(s.pos - 1)
	case isLetter(c):
		s.word()
	case isDigit(c):
		s.number()
	default:
		s.punctuation(c, blank)
	}
	return true
}

// skipBlanks passes over blanks, comments and continued lines. It reports false
// at the end of the file.
func (s *scanner) skipBlanks() bool {
	for s.pos < len(s.src) {
		c := s.src[s.pos]
		atLineStart := s.pos == 0 || s.src[s.pos-1] == '\n'
		switch {
		case c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v':
			s.pos++
		case c == '\\' && s.at(1) == '\n':
			s.pos++
			s.nextLineBegins()
		case c == '\\' && s.at(1) == '\r' && s.at(2) == '\n':
			s.pos += 2
			s.nextLineBegins()
		case c == '#':
			end := s.endOfLine(s.pos)
			s.file.Comments = append(s.file.Comments, Comment{Span{s.pos, end}})
			s.pos = end
		case c == '=' && atLineStart && s.directive("=begin"):
			s.blockComment()
		case c == '_' && atLineStart && s.isLine("__END__"),
			c == 0 || c == 4 || c == 26: // Ruby ends a file at NUL, ^D and ^Z
			if c != '_' {
				s.noteEnd(s.pos)
			}
			s.end, s.pos = s.pos, len(s.src)
		default:
			return true
		}
	}
	return false
}

// endOfLine returns the offset of the line end after pos, without a CR.
func (s *scanner) endOfLine(pos int) int {
	n := strings.IndexByte(s.src[pos:], '\n')
	if n < 0 {
		return len(s.src)
	}
	if n > 0 && s.src[pos+n-1] == '\r' {
		n--
	}
	return pos + n
}

// isLine reports whether the line at pos is exactly word.
func (s *scanner) isLine(word string) bool {
	return s.src[s.pos:s.endOfLine(s.pos)] == word
}

// directive reports whether the line at pos begins with word as a word.
func (s *scanner) directive(word string) bool {
	return strings.HasPrefix(s.src[s.pos:], word) && !isLetter(s.at(len(word))) && !isDigit(s.at(len(word)))
}

// blockComment passes over =begin … =end.
func (s *scanner) blockComment() {
	start := s.pos
	for s.pos < len(s.src) {
		if s.directive("=end") {
			s.pos = s.endOfLine(s.pos)
			s.file.Comments = append(s.file.Comments, Comment{Span{start, s.pos}})
			return
		}
		n := strings.IndexByte(s.src[s.pos:], '\n')
		if n < 0 {
			break
		}
		s.pos += n + 1
	}
	s.pos = len(s.src)
	s.errorf(start, start+len("=begin"), "it needs a line `=end`", "the comment opened here is never closed")
	s.broken()
}

// lineEnd reads a line end, which ends a statement unless something is open or
// the line cannot end there.
func (s *scanner) lineEnd() {
	at := s.pos
	s.nextLineBegins()
	if n := len(s.stack); n > 0 && s.stack[n-1].joinsLines() {
		return
	}
	if endsLine(s.prev()) && !s.dotFollows() {
		s.statementEnd(at)
	}
}

// nextLineBegins passes over the line end at pos, and the heredocs below it.
func (s *scanner) nextLineBegins() {
	s.pos++
	if s.heredocEnd > 0 {
		s.pos, s.heredocEnd = s.heredocEnd, 0
	}
}

// endsLine reports whether a statement can end with the line in which a token of
// type t is the last.
func endsLine(t lexer.TokenType) bool {
	switch t {
	case kReturn, kBreak, kNext, kRescue, kCase, kElse, kEnsure, kBegin, kDo, kThen, kLoopDo:
		return true
	}
	return endsValue(t)
}

// dotFollows reports whether the next line that is not a comment goes on with
// ".method" or "&.method".
func (s *scanner) dotFollows() bool {
	for p := s.pos; p < len(s.src); {
		switch c := s.src[p]; {
		case isBlank(c):
			p++
		case c == '#':
			p = s.endOfLine(p)
		case c == '.':
			return p+1 < len(s.src) && s.src[p+1] != '.'
		case c == '&':
			return p+1 < len(s.src) && s.src[p+1] == '.'
		default:
			return false
		}
	}
	return false
}

// statementEnd emits the newline or semicolon at offset at.
func (s *scanner) statementEnd(at int) {
	if s.params == tNewline {
		s.params = 0
	}
	end := s.pos
	s.emit(tNewline, at, at+1)
	s.pos = end
	if o := s.endless; o != nil && len(s.stack) <= o.chunk {
		s.locals, s.endless = o.outside, nil
	}
	if n := len(s.stack); n > 0 {
		s.stack[n-1].awaitsDo = false
		return
	}
	s.ternaries = 0
	s.endChunk()
}

// endChunk ends the statement being read, which the parser reads by itself.
func (s *scanner) endChunk() {
	s.params = 0
	if n := len(s.tokens); n > 0 && (len(s.chunks) == 0 || s.chunks[len(s.chunks)-1] < n) {
		s.chunks = append(s.chunks, n)
	}
}

// word reads a name or a keyword.
func (s *scanner) word() {
	start := s.pos
	for isLetter(s.at(0)) || isDigit(s.at(0)) {
		if s.at(0) < utf8.RuneSelf {
			s.pos++
			continue
		}
		r, size := utf8.DecodeRuneInString(s.src[s.pos:])
		if isForeign(r) {
			break
		}
		s.pos += size
	}
	if s.pos == start {
		s.foreignLetter()
		return
	}
	if c := s.at(0); c == '?' || c == '!' {
		// "foo?" but not the "?" of "foo?=" or the "!" of "foo!=".
		if n := s.at(1); n != '=' || s.at(2) == '=' || s.at(2) == '~' || s.at(2) == '>' {
			s.pos++
		}
	}
	text := s.src[start:s.pos]
	prev := s.prev()
	if prev == tNewline && s.foreignImport(text, start) {
		return
	}
	named := prev == tDot || prev == tSafeDot || prev == kDef || prev == tScope && !isUpper(text) || s.isRenamed()
	if s.at(0) == '=' && s.isDefined(len(s.tokens)) && s.isSetter() {
		s.pos++
		s.emit(tIdent, start, s.pos)
		return
	}
	if s.at(0) == ':' && s.at(1) != ':' && !named && prev != tQuestion && s.labelFits(prev) {
		s.emit(tLabel, start, s.pos+1)
		if s.params != 0 {
			s.locals.add(text)
		}
		return
	}
	if t, ok := keywords[text]; ok && !named {
		if s.assignedKeyword(start) {
			return
		}
		s.keyword(t, start)
		return
	}
	t := tIdent
	if isUpper(text) && (prev != tDot && prev != tSafeDot && prev != kDef || prev == kDef && s.at(0) == '.') {
		t = tConst
	}
	s.emit(t, start, s.pos)
	if s.params != 0 && isParameterPlace(prev) || prev == tLambda || prev == tArrow && s.isRescued() {
		s.locals.add(text)
	}
	s.bareParameterList()
}

// bareParameterList notes that the parameters of a definition follow without
// parentheses, if they do and the last token is its name.
func (s *scanner) bareParameterList() {
	if !s.isDefined(len(s.tokens) - 1) {
		return
	}
	rest := strings.TrimLeft(s.src[s.pos:s.endOfLine(s.pos)], " \t")
	if rest != "" && (isLetter(rest[0]) || rest[0] == '*' || rest[0] == '&') {
		s.params = tNewline
	}
}

// labelFits reports whether "name:" is a label here and not the middle of
// "a ? b: c".
func (s *scanner) labelFits(prev lexer.TokenType) bool {
	return *s.pendingTernaries() == 0 || prev == tComma || prev == tLBrace || prev == tCallParen || prev == tPipe
}

// isRenamed reports whether the next token is a name after alias or undef.
func (s *scanner) isRenamed() bool {
	n := len(s.tokens)
	return n > 0 && (s.tokens[n-1].Type == kAlias || s.tokens[n-1].Type == kUndef) || n > 1 && s.tokens[n-2].Type == kAlias
}

// isSetter reports whether the "=" after a name being defined belongs to the
// name: "def dpid=(n)" and "def dpid= n", not "def dpid = n".
func (s *scanner) isSetter() bool {
	c := s.at(1)
	return c == '(' || c == ' ' && isLetter(s.at(2)) || isLetter(c)
}

func isUpper(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return 'A' <= r && r <= 'Z'
}

// number reads an integer or a float.
func (s *scanner) number() {
	start, t := s.pos, tInt
	if s.at(0) == '0' && strings.IndexByte("xXbBoOdD", s.at(1)) >= 0 && s.at(1) != 0 {
		s.pos += 2
	} else {
		s.digits()
		if s.at(0) == '.' && isDigit(s.at(1)) {
			t = tFloat
			s.pos++
			s.digits()
		}
		if c := s.at(0); c == 'e' || c == 'E' {
			if isDigit(s.at(1)) || (s.at(1) == '-' || s.at(1) == '+') && isDigit(s.at(2)) {
				t = tFloat
				s.pos += 2
				s.digits()
			}
		}
	}
	for isLetter(s.at(0)) || isDigit(s.at(0)) { // hex digits, or what does not belong
		s.pos++
	}
	s.emit(t, start, s.pos)
}

func (s *scanner) digits() {
	for isDigit(s.at(0)) || s.at(0) == '_' && isDigit(s.at(1)) {
		s.pos++
	}
}
