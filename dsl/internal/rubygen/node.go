package rubygen

import "strings"

// Node is a piece of a program: text with other pieces between.
type Node struct {
	kind     string
	text     []string // one more than there are children; none where kind is statements
	children []*Node
	primary  bool // needs no parentheses as a receiver
}

// Kinds of nodes that are no expressions.
const (
	statements = "statements"
	statement  = "statement"
)

func leaf(kind, text string) *Node { return &Node{kind: kind, text: []string{text}} }

// String returns the program text.
func (n *Node) String() string {
	var b strings.Builder
	n.write(&b)
	return b.String()
}

func (n *Node) write(b *strings.Builder) {
	if n.kind == statements {
		for _, c := range n.children {
			c.write(b)
			b.WriteByte('\n')
		}
		return
	}
	for i, c := range n.children {
		b.WriteString(n.text[i])
		c.write(b)
	}
	b.WriteString(n.text[len(n.children)])
}

// Shrink returns the smallest program that it finds for which fails is still
// true. It changes n.
func Shrink(n *Node, fails func(program string) bool) *Node {
	s := &shrinker{root: n, fails: func() bool { return fails(n.String()) }}
	for s.pass(n) {
	}
	return n
}

type shrinker struct {
	root  *Node
	fails func() bool
}

// try makes a change and undoes it if the program does not fail any more.
func (s *shrinker) try(n *Node, change func(n *Node)) bool {
	old := *n
	old.children = append([]*Node(nil), n.children...)
	old.text = append([]string(nil), n.text...)
	before := s.root.String()
	change(n)
	if after := s.root.String(); len(after) < len(before) && s.fails() {
		return true
	}
	*n = old
	return false
}

// pass tries everything once, from the outside in, and reports whether anything
// helped.
func (s *shrinker) pass(n *Node) (helped bool) {
	if n.kind == statements {
		for size := len(n.children); size > 0; size /= 2 {
			for i := 0; i+size <= len(n.children); {
				if s.try(n, func(n *Node) { n.children = append(n.children[:i:i], n.children[i+size:]...) }) {
					helped = true
				} else {
					i++
				}
			}
		}
	} else {
		helped = s.replace(n)
	}
	for _, c := range n.children {
		helped = s.pass(c) || helped
	}
	return helped
}

// replace puts something simpler in the place of n: a literal, or a piece of
// itself that fits.
func (s *shrinker) replace(n *Node) bool {
	for _, l := range simplest[n.kind] {
		if s.try(n, func(n *Node) { *n = *leaf(n.kind, l) }) {
			return true
		}
	}
	for _, c := range descendants(n) {
		fits := c.kind == n.kind || n.kind == statement && c.kind == statements
		if fits && s.try(n, func(n *Node) { *n = *c }) {
			return true
		}
		if n.kind == statement && c.kind != statements && c.kind != statement && c.kind != "P" &&
			s.try(n, func(n *Node) {
				*n = Node{kind: statement, text: []string{"p((", "))"}, children: []*Node{c}}
			}) {
			return true
		}
	}
	return false
}

func descendants(n *Node) []*Node {
	var list []*Node
	for _, c := range n.children {
		list = append(list, c)
		list = append(list, descendants(c)...)
	}
	return list
}

// simplest are the literals that shrinking tries.
var simplest = map[string][]string{
	"I": {"0", "1", "2", "-1"},
	"F": {"0.0", "1.5"},
	"S": {`""`, `"a"`, `"ab"`},
	"Y": {":a"},
	"B": {"true", "false"},
	"A": {"[]", "[1]", "[1, 2]", "[1, 2, 3]"},
	"T": {"[]", `["a"]`, `["a", "b"]`},
	"N": {"[]", "[[1, 2]]", "[[1, 2], [3, 4]]"},
	"M": {"[]", "[nil]", "[1, nil]"},
	"H": {"{}", "{ a: 1 }", "{ a: 1, b: 2 }"},
	"R": {"(1..2)", "(1..3)"},
	"X": {"nil", "1"},
	"P": {"->(x) { x }"},

	statement: {"nil"},
}
