package syntax

import (
	"strings"
	"unicode/utf8"

	"github.com/alecthomas/participle/v2/lexer"
)

// operators are the tokens whose meaning does not depend on what stands before,
// longest first.
var operators = []struct {
	text string
	t    lexer.TokenType
}{
	{"**=", tOpAssign}, {"<<=", tOpAssign}, {">>=", tOpAssign}, {"&&=", tOpAssign}, {"||=", tOpAssign},
	{"<=>", tCompare}, {"===", tEqualEqual}, {"...", tDotDotDot},
	{"+=", tOpAssign}, {"-=", tOpAssign}, {"*=", tOpAssign}, {"/=", tOpAssign}, {"%=", tOpAssign},
	{"&=", tOpAssign}, {"|=", tOpAssign}, {"^=", tOpAssign},
	{"->", tLambda}, {"&.", tSafeDot}, {"&&", tAndAnd}, {"||", tOrOr}, {"==", tEqual}, {"=~", tMatch},
	{"=>", tArrow}, {"!=", tNotEqual}, {"!~", tNotMatch}, {"<=", tLessEqual}, {">=", tGreaterEqual},
	{"<<", tShiftLeft}, {">>", tShiftRight}, {"..", tDotDot}, {"**", tPower}, {"::", tScope},
	{"<", tLess}, {">", tGreater}, {"=", tAssign}, {"+", tPlus}, {"-", tMinus}, {"*", tStar}, {"/", tSlash},
	{"%", tPercent}, {"&", tAmp}, {"|", tPipe}, {"^", tCaret}, {"~", tTilde}, {"!", tBang}, {".", tDot},
	{",", tComma}, {":", tColon}, {"?", tQuestion},
}

// methodNames are the operators that may be a method's name, after "def", "."
// and ":", longest first.
var methodNames = []string{
	"[]=", "<=>", "===", "[]", "**", "==", "=~", "!=", "!~", "<=", ">=", "<<", ">>", "+@", "-@",
	"+", "-", "*", "/", "%", "<", ">", "!", "~", "^", "&", "|",
}

// methodName returns the operator at pos that may be a method's name.
func (s *scanner) methodName(pos int) string {
	for _, m := range methodNames {
		if strings.HasPrefix(s.src[pos:], m) {
			return m
		}
	}
	return ""
}

// punctuation reads everything that does not begin with a letter or a digit.
func (s *scanner) punctuation(c byte, blank bool) {
	start := s.pos
	switch prev := s.prev(); {
	case prev == kDef || prev == tDot && c != '(' || s.isRenamed() && c != ':' && c != '$':
		if m := s.methodName(s.pos); m != "" {
			s.emit(tIdent, start, start+len(m))
			s.bareParameterList()
			return
		}
	}
	if s.foreignSyntax(c) {
		return
	}
	switch c {
	case '"', '\'', '`':
		s.quoted(start, start+1, c, c)
		return
	case '$', '@':
		s.sigil(c)
		return
	case '(', '[', '{':
		s.open(c, blank)
		return
	case ')', ']', '}':
		s.close(c)
		return
	case ':':
		if s.symbol(blank) {
			return
		}
	case '%':
		if s.at(1) != '=' && s.startsValue(blank, 1) || s.at(1) == '=' && !endsValue(s.prev()) {
			s.percentLiteral()
			return
		}
	case '/':
		if !endsValue(s.prev()) || s.at(1) != '=' && s.startsValue(blank, 1) {
			s.interpolated(tRegexpBegin, start, start+1, '/', '/')
			return
		}
	case '?':
		if s.character(blank) {
			return
		}
	case '<':
		if s.at(1) == '<' && s.heredoc(blank) {
			return
		}
	}
	for _, op := range operators {
		if strings.HasPrefix(s.src[start:], op.text) {
			s.operator(op.t, len(op.text), blank)
			return
		}
	}
	r, size := utf8.DecodeRuneInString(s.src[start:])
	s.errorf(start, start+size, "", "%q has no meaning here", r)
	s.pos = start + size
	s.broken()
}

// operator emits the operator at pos, told apart by what stands before it.
func (s *scanner) operator(t lexer.TokenType, size int, blank bool) {
	start := s.pos
	switch t {
	case tPlus, tMinus, tStar, tPower, tAmp:
		if s.startsValue(blank, size) {
			t = prefixForm(t)
		}
	case tScope:
		if !endsValue(s.prev()) || blank && s.takesArguments() {
			t = tTopScope
		}
	case tQuestion:
		*s.pendingTernaries()++
	case tColon:
		if n := s.pendingTernaries(); *n > 0 {
			*n--
		}
	case tOrOr:
		// Empty block parameters read as two pipes.
		if p := s.prev(); p == tBlockBrace || p == kDo {
			s.emit(tPipe, start, start+1)
			s.emit(tPipe, start+1, start+2)
			return
		}
	case tPipe:
		switch p := s.prev(); {
		case s.params == tPipe:
			s.params = 0
		case p == tBlockBrace || p == kDo:
			s.params = tPipe
		}
	case tAssign, tOpAssign:
		s.assigned()
	}
	s.emit(t, start, start+size)
}

// prefixForm returns the operator t where it stands before its operand.
func prefixForm(t lexer.TokenType) lexer.TokenType {
	switch t {
	case tPlus:
		return tUnaryPlus
	case tMinus:
		return tUnaryMinus
	case tStar:
		return tSplat
	case tPower:
		return tDoubleSplat
	}
	return tBlockArg
}

// sigil reads a global, an instance variable or a class variable.
func (s *scanner) sigil(c byte) {
	start, t := s.pos, tGlobal
	s.pos++
	if c == '@' {
		t = tIVar
		if s.at(0) == '@' {
			s.pos++
			t = tCVar
		}
	}
	switch n := s.at(0); {
	case isLetter(n):
		for isLetter(s.at(0)) || isDigit(s.at(0)) {
			s.pos++
		}
	case t == tGlobal && isDigit(n):
		s.digits()
	case t == tGlobal && n == '-' && isLetter(s.at(1)):
		s.pos += 2
	case t == tGlobal && n != 0 && strings.IndexByte("!@&`'+~=/\\,;.<>_0*$?:\"", n) >= 0:
		s.pos++
	default:
		s.errorf(start, s.pos, "a name must follow", "`%s` alone names no variable", s.src[start:s.pos])
		s.broken()
		return
	}
	s.emit(t, start, s.pos)
}

// symbol reads :name, :"text" and :operator. It reports false where ":" is an
// operator.
func (s *scanner) symbol(blank bool) bool {
	start := s.pos
	next := s.at(1)
	if next == ':' || isBlank(next) || next == 0 {
		return false
	}
	n := len(s.tokens)
	second := n > 1 && s.tokens[n-2].Type == kAlias // alias :new :old
	if endsValue(s.prev()) && !second && (*s.pendingTernaries() > 0 || !s.startsValue(blank, 1)) {
		return false
	}
	switch {
	case next == '"':
		s.interpolated(tSymbolBegin, start, start+2, '"', '"')
	case next == '\'':
		if end := s.closing(start+2, '\'', '\''); end >= 0 {
			s.emit(tSymbol, start, end+1)
		} else {
			s.unterminated(start, start+2, "symbol")
		}
	case isLetter(next) || next == '@' || next == '$':
		s.pos++
		for s.at(0) == '@' || s.at(0) == '$' {
			s.pos++
		}
		for isLetter(s.at(0)) || isDigit(s.at(0)) {
			s.pos++
		}
		if n := s.at(0); (n == '?' || n == '!') && s.at(1) != '=' ||
			n == '=' && s.at(1) != '=' && s.at(1) != '~' && s.at(1) != '>' {
			s.pos++
		}
		s.emit(tSymbol, start, s.pos)
	default:
		m := s.methodName(start + 1)
		if m == "" {
			return false
		}
		s.emit(tSymbol, start, start+1+len(m))
	}
	return true
}

// character reads ?a. It reports false where "?" is an operator.
func (s *scanner) character(blank bool) bool {
	if endsValue(s.prev()) && !s.startsValue(blank, 1) {
		return false
	}
	start := s.pos
	_, size := utf8.DecodeRuneInString(s.src[start+1:])
	after := start + 1 + size
	if size == 0 || isBlank(s.at(1)) {
		return false
	}
	if s.at(1) == '\\' {
		_, n := utf8.DecodeRuneInString(s.src[after:])
		after += n
	} else if after < len(s.src) && (isLetter(s.src[after]) || isDigit(s.src[after])) {
		return false
	}
	s.emit(tCharacter, start, after)
	return true
}
