package syntax

import "math/big"

// Node is a piece of the program. Its Range covers its whole text, except that
// of a heredoc, which is its opening tag.
type Node interface {
	Range() Span
}

// Literals.
type (
	Nil   struct{ Span }
	True  struct{ Span }
	False struct{ Span }
	Self  struct{ Span }

	// Integer is an integer; Big is set if it does not fit in 64 bits.
	Integer struct {
		Span
		Value int64
		Big   *big.Int
	}
	Float struct {
		Span
		Value float64
	}
	// String is a string without interpolation, escapes resolved.
	String struct {
		Span
		Value string
	}
	// Interpolated is a string with parts to be evaluated; a part that is not
	// a String is what stood in #{ }.
	Interpolated struct {
		Span
		Parts []Node
	}
	Symbol struct {
		Span
		Name string
	}
	// DynamicSymbol is :"…#{ }…".
	DynamicSymbol struct {
		Span
		Parts []Node
	}
	Regexp struct {
		Span
		Parts []Node
		Flags string
	}
	Array struct {
		Span
		Elements []Node // may hold Splats
	}
	// Hash is a hash, or the keyword arguments of a call, which have no braces.
	Hash struct {
		Span
		Pairs  []Pair
		Braces bool
	}
	// Pair is one entry of a Hash; Key is nil for **value.
	Pair struct {
		Key, Value Node
	}
	// Dots is a range; Low or High is nil where it has no end there.
	Dots struct {
		Span
		Low, High Node
		Exclusive bool
	}
)

// Names and calls.
type (
	// Name is a word alone: a local variable, or a call without arguments.
	// Which one depends on the assignments before it.
	Name struct {
		Span
		Name string
	}
	Global struct {
		Span
		Name string // with its $
	}
	InstanceVariable struct {
		Span
		Name string // with its @
	}
	ClassVariable struct {
		Span
		Name string // with its @@
	}
	// Constant is Name, ::Name or Scope::Name.
	Constant struct {
		Span
		Scope Node
		Top   bool
		Name  string
	}
	// Call is a method call; operators and element references are calls too.
	Call struct {
		Span
		Receiver  Node // nil: self
		Name      string
		NameSpan  Span
		Args      []Node // may hold Splats and, last, a Hash without braces
		Block     *Block
		BlockArg  Node // &value
		Safe      bool // &.
		Parens    bool
		Attribute bool // the left side of an assignment: a.b = c
	}
	Splat struct {
		Span
		Value Node // nil: the rest is dropped
	}
	// Block is { } or do … end after a call.
	Block struct {
		Span
		Params *Parameters // nil: none written
		Body   Node
	}
	// Lambda is ->( ) { }.
	Lambda struct {
		Span
		Params *Parameters
		Body   Node
	}
	Yield struct {
		Span
		Args []Node
	}
	Super struct {
		Span
		Args     []Node
		Implicit bool // no argument list at all: those of the method
		Block    *Block
		BlockArg Node
	}
)

// ParameterKind tells how a parameter takes its value.
type ParameterKind int

// The kinds of parameter.
const (
	Required     ParameterKind = iota
	Optional                   // name = default
	Rest                       // *name
	Keyword                    // name: or name: default
	KeywordRest                // **name
	BlockParam                 // &name
	BlockLocal                 // ;name
	Destructured               // (a, b)
)

type (
	// Parameters are those of a method, block or lambda.
	Parameters struct {
		Span
		List          []Parameter
		TrailingComma bool // |a,|
	}
	Parameter struct {
		Span
		Kind    ParameterKind
		Name    string
		Default Node
		Target  *Targets // of Destructured
	}
)

// Assignments.
type (
	Assign struct {
		Span
		Target, Value Node
	}
	// OpAssign is target op= value; Op is without the "=".
	OpAssign struct {
		Span
		Target Node
		Op     string
		Value  Node
	}
	MultiAssign struct {
		Span
		Targets *Targets
		Value   Node // an Array where several values were written
	}
	// Targets are the left side of a MultiAssign; one may be a Splat, and one
	// may be Targets again.
	Targets struct {
		Span
		List []Node
	}
)

// Control flow.
type (
	And struct {
		Span
		Left, Right Node
	}
	Or struct {
		Span
		Left, Right Node
	}
	Not struct {
		Span
		Value Node
	}
	Defined struct {
		Span
		Value Node
	}
	// If is if, unless (with Then and Else changed over), ?: and the modifiers.
	If struct {
		Span
		Cond       Node
		Then, Else Node // nil: nothing
		BodyFirst  bool // a modifier: the body stands before the condition
	}
	While struct {
		Span
		Cond, Body Node
		Until      bool
		BodyFirst  bool // begin … end while: the body runs at least once
		Modifier   bool
	}
	For struct {
		Span
		Target Node
		In     Node
		Body   Node
	}
	Case struct {
		Span
		Subject Node // nil: the first true condition
		Whens   []When
		Else    Node
	}
	When struct {
		Span
		Values []Node
		Body   Node
	}
	// Begin is begin … end and every body with rescue or ensure.
	Begin struct {
		Span
		Body    Node
		Rescues []Rescue
		Else    Node
		Ensure  Node
	}
	Rescue struct {
		Span
		Classes []Node // none: StandardError
		Target  Node
		Body    Node
	}
	// Sequence is a list of statements.
	Sequence struct {
		Span
		List []Node
	}
	// Paren is ( ), kept because "f (x) { }" gives its block to f.
	Paren struct {
		Span
		Body Node
	}
	Return struct {
		Span
		Value Node
	}
	Break struct {
		Span
		Value Node
	}
	Next struct {
		Span
		Value Node
	}
	Redo  struct{ Span }
	Retry struct{ Span }
)

// Definitions.
type (
	Def struct {
		Span
		Singleton Node // def self.name, def object.name
		Name      string
		NameSpan  Span
		Params    *Parameters
		Body      Node
	}
	// Alias is alias new old, of methods or of global variables.
	Alias struct {
		Span
		New, Old string
	}
	// Undef is undef name, name.
	Undef struct {
		Span
		Names []string
	}
	Class struct {
		Span
		Path  Node
		Super Node
		Body  Node
	}
	// SingletonClass is class << object.
	SingletonClass struct {
		Span
		Object Node
		Body   Node
	}
	Module struct {
		Span
		Path Node
		Body Node
	}
	// Unavailable is Ruby that is read and not part of the language; What names
	// it in the plural: "class variables".
	Unavailable struct {
		Span
		What string
	}
)
