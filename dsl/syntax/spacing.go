package syntax

import (
	"strings"

	"github.com/alecthomas/participle/v2/lexer"
)

// isInfix reports whether t is an operator between two values that is a method
// call.
func isInfix(t lexer.TokenType) bool {
	return t >= 0 && int(t) < len(infixes) && infixes[t].bp > 0
}

// needsBlank reports whether a blank stands between a and b in a line. Ruby
// reads much by its blanks: "f -1" and "f - 1" differ, and so do "f [1]" and
// "f[1]". What the lexer made of the blanks in the source is in the types.
func needsBlank(a, b *piece) bool {
	switch b.first {
	case tComma, tRParen, tRBracket, tDot, tSafeDot, tScope, tCallParen, tIndex, tParamClose:
		return false
	case tRBrace:
		return a.first != tBlockBrace && a.first != tLBrace
	case tDotDot, tDotDotDot, tPower:
		if endsValue(a.last) {
			return !endsClean(a.text) // 1..2, 2**8
		}
	}
	switch a.last {
	case tCallParen, tLParen, tSpaceParen, tLBracket, tIndex, tDot, tSafeDot, tScope, tTopScope, tUnaryPlus, tParamOpen:
		return false
	case tBang, tTilde:
		return b.first == tTilde // "!~" is an operator
	case tUnaryMinus:
		return b.spaced && (b.first == tInt || b.first == tFloat) // -1 is a literal, - 1 a call
	case tSplat, tDoubleSplat, tBlockArg:
		return b.first == tAssign || b.first == kIn || b.first == tSplat
	case tDotDot, tDotDotDot, tPower:
		return !beginsClean(b.text)
	case tLambda:
		return b.first != tLParen // ->(x) { }
	case kDefined:
		return b.first != tLParen
	case kNot:
		return b.first != tLParen || b.spaced // not(a) == b and not (a) == b differ
	}
	return true
}

// endsClean reports whether text can stand before an operator without a blank
// and be read the same.
func endsClean(text string) bool {
	c := text[len(text)-1]
	return isLetter(c) || isDigit(c) || strings.IndexByte(`)]}"'?!`, c) >= 0
}

// beginsClean is endsClean for what stands behind an operator.
func beginsClean(text string) bool {
	c := text[0]
	return isLetter(c) || isDigit(c) || strings.IndexByte(`([-:@"'`, c) >= 0
}
