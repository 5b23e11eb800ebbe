// Package rubygen makes random programs of the network files' language, for
// comparing what they do here with what they do in real Ruby, and shrinks those
// that differ.
//
// Programs are trees made of the templates in expressions.go and statements.go:
// to cover a method more is to add a line there. Nearly all programs run, and
// what stops one is an exception in both languages. They use nothing that the
// language leaves out.
package rubygen

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
)

// Program returns the program of a seed.
func Program(seed uint64) *Node {
	g := &generator{rand: rand.New(rand.NewPCG(seed, 0x7472656d61)), budget: 120}
	g.scopes = []*scope{{}}
	root := &Node{kind: statements, children: []*Node{leaf(statement, "$g = 3")}}
	g.statements(root, 4+g.rand.IntN(9), 0)
	for i, c := range root.children {
		if g.chance(92) {
			// The program goes on after an exception.
			root.children[i] = &Node{kind: statement, text: []string{"begin\n", "\nrescue => e\np e.class\nend"}, children: []*Node{c}}
		}
	}
	// What the program has come to, in the end.
	var names []string
	for _, v := range g.scopes[0].variables {
		if v.kind != "P" {
			names = append(names, v.name)
		}
	}
	if len(names) > 0 {
		root.children = append(root.children, leaf(statement, "p "+strings.Join(names, ", ")))
	}
	return root
}

// generator is a program in the making.
type generator struct {
	rand    *rand.Rand
	scopes  []*scope // of methods, blocks and templates, innermost last
	budget  int      // of nodes; when it is spent, only literals are made
	serial  int      // makes names unique
	loops   int      // how many loops there are that break and next may leave
	methods int      // how many methods are around
	calls   []string // templates that call the methods defined so far
}

// scope is the variables that a piece of program sees.
type scope struct {
	variables []variable
	closed    bool // a method's: what is outside cannot be seen
}

// variable is a local, and what it holds.
type variable struct{ name, kind string }

func (g *generator) chance(percent int) bool { return g.rand.IntN(100) < percent }

func pick[T any](g *generator, list []T) T { return list[g.rand.IntN(len(list))] }

// visible returns the names of the variables of a kind.
func (g *generator) visible(kind string) []string {
	var names []string
	hidden := map[string]bool{}
	for _, s := range slices.Backward(g.scopes) {
		for _, v := range slices.Backward(s.variables) {
			if v.kind == kind && !hidden[v.name] {
				names = append(names, v.name)
			}
			hidden[v.name] = true
		}
		if s.closed {
			break
		}
	}
	return names
}

func (g *generator) declare(s *scope, name, kind string) {
	s.variables = append(s.variables, variable{name, kind})
}

// fresh returns a new name. A parameter may be called like a variable outside,
// which it hides.
func (g *generator) fresh(parameter bool) string {
	if parameter && g.chance(15) {
		if names := g.visible(pick(g, kinds)); len(names) > 0 {
			return pick(g, names)
		}
	}
	g.serial++
	return fmt.Sprintf("%c%d", 'a'+rune(g.rand.IntN(26)), g.serial)
}

// expression makes an expression of a kind.
func (g *generator) expression(kind string, depth int) *Node {
	g.budget--
	if names := g.visible(kind); len(names) > 0 && g.chance(40) {
		n := leaf(kind, pick(g, names))
		n.primary = true
		return n
	}
	switch {
	case depth > 4 || g.budget <= 0 || g.chance(10+depth*10):
		return g.fill(pick(g, literals[kind]), kind, depth)
	case kind == "I" && len(g.calls) > 0 && g.methods == 0 && g.chance(15):
		return g.fill(pick(g, g.calls), kind, depth)
	}
	for {
		if t := pick(g, expressions[kind]); g.has(t) {
			return g.fill(t, kind, depth)
		}
	}
}

// statements gives n up to count statements.
func (g *generator) statements(n *Node, count, depth int) {
	for range count {
		g.budget--
		n.children = append(n.children, g.statement(depth))
	}
}

// statement makes one statement.
func (g *generator) statement(depth int) *Node {
	for {
		t := pick(g, simple)
		switch {
		case depth == 0 && g.chance(12) && g.budget > 0:
			m := pick(g, definitions)
			g.serial++
			number := fmt.Sprint(g.serial)
			n := g.fill(strings.ReplaceAll(m.definition, "<#>", number), statement, depth)
			g.calls = append(g.calls, strings.ReplaceAll(m.call, "<#>", number))
			return n
		case depth == 0 && g.chance(8):
			t = pick(g, directives)
		case depth < 4 && g.budget > 0 && g.chance(45-depth*6):
			t = pick(g, compound)
		case g.loops > 0 && g.chance(12):
			t = pick(g, leaves)
		case g.methods > 0 && g.chance(10):
			t = "return <I> if <B>"
		}
		if g.has(t) {
			return g.fill(t, statement, depth)
		}
	}
}

// has reports whether there are the variables that a template wants to change.
func (g *generator) has(template string) bool {
	for _, m := range changed.FindAllStringSubmatchIndex(template, -1) {
		kind := template[m[2]:m[3]]
		if !strings.Contains(template[:m[0]], "<x:"+kind+">") && len(g.visible(kind)) == 0 {
			return false
		}
	}
	return true
}

var changed = regexp.MustCompile(`<=([A-Z])>`)

// slots are the places in a template that are filled in:
//
//	<I>     an expression of kind I
//	<I!>    the same, in parentheses unless it is a primary: a receiver
//	<I?>    the same, in parentheses now and then: an operand
//	<x:I>   a new variable of kind I, visible in the rest of the template
//	<x=I>   a new variable of kind I, visible after the template
//	<=I>    a variable of kind I that there is; <==> the same once more
//	<{>     statements; <loop> those of a loop, which break and next may leave
//	<#>     a number of the template's own
//	< >     blanks, or none; <\> maybe the end of a line
var slots = regexp.MustCompile(`<(?: |\\|#|\{|loop|==|=?[A-Z][!?]?|x[:=][A-Z])>`)

// fill makes a node of a template.
func (g *generator) fill(template, kind string, depth int) *Node {
	n := &Node{kind: kind, primary: isPrimary(template)}
	own := &scope{closed: strings.HasPrefix(template, "def ")}
	if own.closed {
		g.methods++
		defer func(loops int) { g.methods--; g.loops = loops }(g.loops)
		g.loops = 0
	}
	outer := g.scopes[len(g.scopes)-1]
	g.scopes = append(g.scopes, own)
	var after []variable
	var text strings.Builder
	child := func(c *Node) {
		n.text = append(n.text, text.String())
		text.Reset()
		n.children = append(n.children, c)
	}
	number, last := "", ""
	at := 0
	var blocks []int        // of the template: how many variables there are outside
	var parameter *variable // one whose default comes first
	for _, m := range slots.FindAllStringIndex(template, -1) {
		text.WriteString(template[at:m[0]])
		for _, end := range ends.FindAllString(template[at:m[0]], -1) {
			switch {
			case end == "{" || end == "do":
				blocks = append(blocks, len(own.variables))
			case len(blocks) > 0:
				own.variables = own.variables[:min(len(own.variables), blocks[len(blocks)-1])]
				blocks = blocks[:len(blocks)-1]
			}
		}
		at = m[1]
		switch slot := template[m[0]+1 : m[1]-1]; slot {
		case " ":
			text.WriteString(pick(g, []string{"", "", " ", " ", "  ", "\t"}))
		case `\`:
			text.WriteString(pick(g, []string{" ", " ", " ", "\n    ", " # why\n  ", "\n\n"}))
		case "#":
			if number == "" {
				g.serial++
				number = fmt.Sprint(g.serial)
			}
			text.WriteString(number)
		case "{", "loop":
			c := &Node{kind: statements}
			loops := g.loops
			if slot == "loop" {
				g.loops++
			}
			g.scopes = append(g.scopes, &scope{})
			g.statements(c, 1+g.rand.IntN(3), depth+1)
			g.scopes = g.scopes[:len(g.scopes)-1]
			g.loops = loops
			child(c)
		case "==":
			text.WriteString(last)
		default:
			switch k := slot[len(slot)-1:]; {
			case slot[0] == '=':
				last = pick(g, g.visible(k))
				text.WriteString(last)
			case strings.HasPrefix(slot, "x:"):
				name := g.fresh(true)
				for slices.Contains(names(own), name) {
					name = g.fresh(false)
				}
				if strings.HasPrefix(template[at:], " = ") {
					parameter = &variable{name, k}
				} else {
					g.declare(own, name, k)
				}
				text.WriteString(name)
			case strings.HasPrefix(slot, "x="):
				name := g.fresh(false)
				after = append(after, variable{name, k})
				text.WriteString(name)
			default:
				c := g.expression(slot[:1], depth+1)
				if k == "!" && !c.primary || k == "?" && !c.primary && g.chance(60) {
					text.WriteByte('(')
					child(c)
					text.WriteByte(')')
				} else {
					child(c)
				}
				if parameter != nil {
					own.variables = append(own.variables, *parameter)
					parameter = nil
				}
			}
		}
	}
	text.WriteString(template[at:])
	n.text = append(n.text, text.String())
	g.scopes = g.scopes[:len(g.scopes)-1]
	outer.variables = append(outer.variables, after...)
	return n
}

// ends are where blocks begin and end in a template.
var ends = regexp.MustCompile(`\{|\}|\bdo\b|\bend\b`)

func names(s *scope) []string {
	var list []string
	for _, v := range s.variables {
		list = append(list, v.name)
	}
	return list
}

// word matches what needs no parentheses as a receiver: a name or a number, a
// quoted or bracketed whole, and calls of methods on such.
var word = regexp.MustCompile(`^(?:<[A-Z]!>|[\w$@]+[?!]?|"[^"]*"|'[^']*'|\[[^\[\]]*\]|\([^()]*\))(?:&?\.\w+[?!]?(?:\([^(){}]*\))?(?: \{[^{}]*\})?|\[[^\[\]]*\])*$`)

func isPrimary(template string) bool { return word.MatchString(template) }
