package interp

import (
	"fmt"
	"slices"

	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/dsl/syntax"
)

// manyNames is how many variables are looked through one by one.
const manyNames = 32

// scope is the names of a method, block or file and their slots.
type scope struct {
	names    []string
	parent   *scope         // of a block: what is around it
	implicit bool           // a block without a parameter list: _1 and it are its own
	numbered int            // the highest of _1, _2, … that it uses
	index    map[string]int // of the first so many names, when there are many
	indexed  int
}

// declare returns the slot of name in s, a new one if need be.
func (s *scope) declare(name string) int {
	if i := s.slot(name); i >= 0 {
		return i
	}
	s.names = append(s.names, name)
	return len(s.names) - 1
}

// slot returns the slot of a variable of s itself, or -1.
func (s *scope) slot(name string) int {
	if len(s.names) <= manyNames {
		return slices.Index(s.names, name)
	}
	if s.index == nil {
		s.index = map[string]int{}
	}
	for ; s.indexed < len(s.names); s.indexed++ {
		n := s.names[s.indexed]
		if _, ok := s.index[n]; !ok {
			s.index[n] = s.indexed
		}
	}
	if i, ok := s.index[name]; ok {
		return i
	}
	return -1
}

// lookup finds a variable: how many scopes out, and its slot.
func (s *scope) lookup(name string) (up, slot int, ok bool) {
	for ; s != nil; s, up = s.parent, up+1 {
		if i := s.slot(name); i >= 0 {
			return up, i, true
		}
	}
	return 0, 0, false
}

// visible lists the variables that can be seen from s.
func (s *scope) visible() []string {
	var names []string
	for ; s != nil; s = s.parent {
		names = append(names, s.names...)
	}
	return names
}

// program is a compiled file.
type program struct {
	file  *syntax.File
	scope *scope
	body  code
	calls []*Site // every call, to be looked through for names nobody defines
	names []*Site // every constant, likewise

	libraries []*Site         // every require of a text, likewise
	defined   map[string]bool // the methods that the file defines
	loads     bool            // it loads other files, which may define more
	refused   bool            // something is outside the language: not to be run
}

// compiler turns trees into code. What is outside the language is reported here,
// before anything runs.
type compiler struct {
	*program
	in      *Interp
	scope   *scope
	loops   int         // while and for loops around, inside this scope
	rescues int         // rescue clauses around
	method  *syntax.Def // the method around; nil outside of any

	library  bool // it is a part of the interpreter's own
	closures int  // blocks and lambdas compiled so far
}

// compileFile compiles a file; library says that it is a part of the
// interpreter's own.
func compileFile(in *Interp, f *syntax.File, library bool) *program {
	p := &program{file: f, scope: &scope{}, defined: map[string]bool{}}
	c := &compiler{program: p, in: in, scope: p.scope, library: library}
	if !library {
		in.programs = append(in.programs, p)
	}
	codes := make([]code, len(f.Statements))
	stops := make([]bool, len(f.Statements))
	for i, n := range f.Statements {
		codes[i] = c.compile(n)
		stops[i] = assigns(n)
	}
	p.body = func(in *Interp, e *env) (v Value, err error) {
		for i, code := range codes {
			v, err = code(in, e)
			if err == nil {
				continue
			}
			// The next statement may be looked at too, unless this one was to
			// set something that it uses.
			r, ok := err.(*Raise)
			if !ok || in.rescues > 0 || stops[i] || r.Exception.Class.Name == "SystemExit" {
				return nil, err
			}
			in.ReportError(err)
		}
		return v, nil
	}
	return p
}

// assigns reports whether the statement n may set a variable or define a method.
func assigns(n syntax.Node) bool {
	switch n := n.(type) {
	case *syntax.Assign, *syntax.OpAssign, *syntax.MultiAssign, *syntax.Def, *syntax.Class, *syntax.Module,
		*syntax.SingletonClass, *syntax.Alias, *syntax.Undef:
		return true
	case *syntax.If:
		return n.Then != nil && assigns(n.Then) || n.Else != nil && assigns(n.Else)
	case *syntax.Sequence:
		for _, s := range n.List {
			if assigns(s) {
				return true
			}
		}
	case *syntax.Call:
		return n.Name == "require_relative" || n.Name == "load" || n.Name == "require" || n.Name == "raise" ||
			n.Name == "exit" || n.Name == "abort" || n.Block != nil && assigns(n.Block.Body)
	}
	return false
}

// refuse reports something that is not part of the language.
func (c *compiler) refuse(n syntax.Node, detail, format string, args ...any) code {
	c.refused = true
	c.in.Report(&diag.Diagnostic{
		Summary: fmt.Sprintf(format, args...),
		Detail:  detail,
		Range:   c.file.RangeOf(n.Range()),
	})
	return constant(nil)
}

// site makes the place of a call that is not a syntax.Call.
func (c *compiler) site(n syntax.Node, method string) *Site {
	return &Site{file: c.file, span: n.Range(), name: n.Range(), method: method, library: c.library}
}

// compile compiles a node. A nil node is nil.
func (c *compiler) compile(n syntax.Node) code {
	switch n := n.(type) {
	case nil, *syntax.Nil:
		return constant(nil)
	case *syntax.True:
		return constant(true)
	case *syntax.False:
		return constant(false)
	case *syntax.Self:
		return func(_ *Interp, e *env) (Value, error) { return e.self, nil }
	case *syntax.Integer:
		if n.Big != nil {
			return constant(n.Big)
		}
		return constant(Int(n.Value))
	case *syntax.Float:
		return constant(Float(n.Value))
	case *syntax.String:
		text := n.Value
		return func(*Interp, *env) (Value, error) { return &String{s: text}, nil }
	case *syntax.Symbol:
		return constant(Symbol(n.Name))
	case *syntax.Interpolated:
		return c.interpolated(n.Parts, func(s string) Value { return &String{s: s} })
	case *syntax.DynamicSymbol:
		return c.interpolated(n.Parts, func(s string) Value { return Symbol(s) })
	case *syntax.Regexp:
		return c.regexp(n)
	case *syntax.Array:
		return c.array(n.Elements)
	case *syntax.Hash:
		return c.hash(n)
	case *syntax.Dots:
		return c.dots(n)
	case *syntax.Name:
		return c.name(n)
	case *syntax.Global:
		return c.globalVariable(n)
	case *syntax.InstanceVariable:
		return instanceVariable(n.Name)
	case *syntax.ClassVariable:
		return c.classVariable(n)
	case *syntax.Constant:
		return c.constant(n)
	case *syntax.Call:
		return c.call(n)
	case *syntax.Assign, *syntax.OpAssign, *syntax.MultiAssign:
		return c.assignment(n)
	case *syntax.Sequence:
		return c.sequence(n)
	case *syntax.Paren:
		return c.compile(n.Body)
	}
	return c.control(n)
}

// sequence compiles statements, the value of the last being theirs.
func (c *compiler) sequence(n *syntax.Sequence) code {
	switch len(n.List) {
	case 0:
		return constant(nil)
	case 1:
		return c.compile(n.List[0])
	}
	codes := make([]code, len(n.List))
	for i, s := range n.List {
		codes[i] = c.compile(s)
	}
	return func(in *Interp, e *env) (v Value, err error) {
		for _, code := range codes {
			if v, err = code(in, e); err != nil {
				return v, err
			}
		}
		return v, nil
	}
}

// attributes compiles the body of a block so that a mistake in one statement
// does not keep the next from being looked at, where self is an object of the
// host whose methods are its attributes.
func (c *compiler) attributes(n syntax.Node) code {
	seq, ok := n.(*syntax.Sequence)
	if !ok {
		return c.compile(n)
	}
	codes := make([]code, len(seq.List))
	stops := make([]bool, len(seq.List))
	for i, s := range seq.List {
		codes[i] = c.compile(s)
		stops[i] = assigns(s)
	}
	return func(in *Interp, e *env) (v Value, err error) {
		for i, code := range codes {
			if v, err = code(in, e); err == nil {
				continue
			}
			r, raised := err.(*Raise)
			if !raised || stops[i] || in.rescues > 0 {
				return v, err
			}
			o, ok := e.self.(*Object)
			if !ok || o.Class.Noun == "" || o == in.Main {
				return v, err
			}
			in.ReportError(r)
			v, err = nil, nil
		}
		return v, nil
	}
}

func (c *compiler) all(nodes []syntax.Node) []code {
	codes := make([]code, len(nodes))
	for i, n := range nodes {
		codes[i] = c.compile(n)
	}
	return codes
}

// name compiles a word alone: a variable if it was assigned before, else a call.
func (c *compiler) name(n *syntax.Name) code {
	if up, slot, ok := c.scope.lookup(n.Name); ok {
		return variable(up, slot)
	}
	if slot, ok := c.numbered(n.Name); ok {
		return variable(0, slot)
	}
	return c.call(&syntax.Call{Span: n.Span, Name: n.Name, NameSpan: n.Span})
}

// numbered declares _1 or it in a block that has no parameter list.
func (c *compiler) numbered(name string) (int, bool) {
	if !c.scope.implicit {
		return 0, false
	}
	switch {
	case len(name) == 2 && name[0] == '_' && '1' <= name[1] && name[1] <= '9':
		c.scope.numbered = max(c.scope.numbered, int(name[1]-'0'))
		for i := 1; i <= c.scope.numbered; i++ {
			c.scope.declare(fmt.Sprintf("_%d", i))
		}
		return c.scope.declare(name), true
	case name == "it":
		c.scope.numbered = max(c.scope.numbered, 1)
		return c.scope.declare("it"), true
	}
	return 0, false
}

func variable(up, slot int) code {
	switch up {
	case 0:
		return func(_ *Interp, e *env) (Value, error) { return e.vars[slot], nil }
	case 1:
		return func(_ *Interp, e *env) (Value, error) { return e.up.vars[slot], nil }
	}
	return func(_ *Interp, e *env) (Value, error) {
		for i := 0; i < up; i++ {
			e = e.up
		}
		return e.vars[slot], nil
	}
}
