package syntax

import "github.com/alecthomas/participle/v2/lexer"

// The token types. A type says how Ruby reads the token at its place, not just
// how it is spelt: "(" straight after a name opens arguments, after a blank it
// opens a value, and "{" is a block or a hash. The grammar needs no look back.
const (
	tEOF     = lexer.EOF
	tNewline = lexer.TokenType(iota) // end of a statement: line end or ";"

	tIdent  // foo, foo?, foo!
	tConst  // Foo
	tLabel  // foo:
	tGlobal // $foo
	tIVar   // @foo
	tCVar   // @@foo

	tInt
	tFloat
	tString      // a whole string without interpolation, quotes and all
	tStringBegin // " or <<~X or %Q( of a string with interpolation
	tContent     // a piece of text in it
	tInterpBegin // #{
	tInterpEnd   // the } of #{
	tStringEnd
	tStringLabel // the end of a string that is a hash key: ":
	tWords       // %w[a b]
	tSymbols     // %i[a b]
	tSymbol      // :foo
	tSymbolBegin // :"
	tRegexpBegin // / or %r{
	tWordsBegin  // %W[ or %I[ of a list with interpolation or escapes
	tCharacter   // ?a

	tLParen     // ( that opens a value
	tCallParen  // ( that opens arguments: no blank before it
	tSpaceParen // ( after a method's name and a blank
	tRParen
	tLBracket // [ of an array
	tIndex    // [ of an element
	tRBracket
	tLBrace     // { of a hash
	tBlockBrace // { of a block
	tRBrace

	tDot
	tSafeDot // &.
	tScope   // ::
	tTopScope
	tComma
	tArrow // =>
	tLambda
	tQuestion
	tColon

	tAssign   // =
	tOpAssign // += and the like
	tPlus
	tMinus
	tUnaryPlus
	tUnaryMinus
	tStar
	tSplat
	tPower
	tDoubleSplat
	tSlash
	tPercent
	tShiftLeft
	tShiftRight
	tAmp
	tBlockArg
	tPipe
	tCaret
	tTilde
	tBang
	tAndAnd
	tOrOr
	tEqual
	tEqualEqual
	tNotEqual
	tMatch
	tNotMatch
	tCompare
	tLess
	tLessEqual
	tGreater
	tGreaterEqual
	tDotDot
	tDotDotDot

	kAlias
	kAnd
	kBegin
	kBreak
	kCase
	kClass
	kDef
	kDefined
	kDo
	kElse
	kElsif
	kEnd
	kEnsure
	kFalse
	kFor
	kIf
	kIn
	kModule
	kNext
	kNil
	kNot
	kOr
	kRedo
	kRescue
	kRetry
	kReturn
	kSelf
	kSuper
	kThen
	kTrue
	kUndef
	kUnless
	kUntil
	kWhen
	kWhile
	kYield
	kFile
	kLine
	kModIf
	kModUnless
	kModWhile
	kModUntil
	kModRescue
	kLoopDo // the do of while, until and for
	kUpcaseBegin

	tBroken // what the lexer has already complained of
)

// keywords maps Ruby's reserved words to their types.
var keywords = map[string]lexer.TokenType{
	"alias": kAlias, "and": kAnd, "begin": kBegin, "break": kBreak, "case": kCase,
	"class": kClass, "def": kDef, "defined?": kDefined, "do": kDo, "else": kElse,
	"elsif": kElsif, "end": kEnd, "ensure": kEnsure, "false": kFalse, "for": kFor,
	"if": kIf, "in": kIn, "module": kModule, "next": kNext, "nil": kNil, "not": kNot,
	"or": kOr, "redo": kRedo, "rescue": kRescue, "retry": kRetry, "return": kReturn,
	"self": kSelf, "super": kSuper, "then": kThen, "true": kTrue, "undef": kUndef,
	"unless": kUnless, "until": kUntil, "when": kWhen, "while": kWhile, "yield": kYield,
	"__FILE__": kFile, "__LINE__": kLine, "BEGIN": kUpcaseBegin, "END": kUpcaseBegin,
}

// symbols names the types that the grammar's tags mention.
var symbols = map[string]lexer.TokenType{
	"EOF": tEOF, "Newline": tNewline, "Assign": tAssign, "Arrow": tArrow, "Comma": tComma,
	"If": kIf, "Unless": kUnless, "While": kWhile, "Until": kUntil, "For": kFor, "In": kIn,
	"Case": kCase, "When": kWhen, "Begin": kBegin, "Rescue": kRescue, "Ensure": kEnsure,
	"Else": kElse, "Elsif": kElsif, "Then": kThen, "LoopDo": kLoopDo, "Do": kDo, "End": kEnd,
	"Def": kDef, "Class": kClass, "Module": kModule, "Less": tLess, "ShiftLeft": tShiftLeft,
}

// describe returns words for a token in a message: a reader of a network file
// does not know the names of token types.
func describe(t *lexer.Token) string {
	switch t.Type {
	case tEOF:
		return "end of file"
	case tNewline:
		if t.Value == ";" {
			return "`;`"
		}
		return "end of line"
	case tString, tStringBegin, tContent, tStringEnd, tWords, tWordsBegin, tSymbols, tCharacter:
		return "a string"
	case tRegexpBegin:
		return "a regular expression"
	case tInt, tFloat:
		return "the number `" + t.Value + "`"
	}
	return "`" + t.Value + "`"
}
