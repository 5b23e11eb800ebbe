package syntax

import (
	"sync"

	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"
)

// The grammar of the keyword statements, as participle reads it from the tags.
// What stands inside them is read by the parser's own methods, one for each of
// the interface types below: expressions need operator precedence, which a
// grammar of this kind does slowly.
type (
	statement  interface{ Node } // with modifiers
	condition  interface{ Node } // without
	statements interface{ Node } // up to what ends a body
	arguments  interface{ Node } // an Array
	target     interface{ Node } // what is assigned to
	path       interface{ Node } // the name of a class
	header     interface{ Node } // name and parameters of a method, a *Def
	parameters interface{ Node } // |…| of a block

	methodValue interface{ Node } // what stands behind def name = …
)

type (
	chunk struct {
		Statement statement `parser:"@@ Newline*"`
	}
	ifStatement struct {
		Keyword lexer.Token    `parser:"@( If | Unless )"`
		Cond    condition      `parser:"@@ ( Then | Newline Then? )"`
		Then    statements     `parser:"@@"`
		Elsifs  []*elsifClause `parser:"@@*"`
		Else    statements     `parser:"( Else @@ )?"`
		End     lexer.Token    `parser:"@End"`
	}
	elsifClause struct {
		Keyword lexer.Token `parser:"@Elsif"`
		Cond    condition   `parser:"@@ ( Then | Newline Then? )"`
		Then    statements  `parser:"@@"`
	}
	whileStatement struct {
		Keyword lexer.Token `parser:"@( While | Until )"`
		Cond    condition   `parser:"@@ ( LoopDo | Newline )"`
		Body    statements  `parser:"@@"`
		End     lexer.Token `parser:"@End"`
	}
	forStatement struct {
		Keyword lexer.Token `parser:"@For"`
		Target  target      `parser:"@@"`
		In      condition   `parser:"In @@ ( LoopDo | Newline )"`
		Body    statements  `parser:"@@"`
		End     lexer.Token `parser:"@End"`
	}
	caseStatement struct {
		Keyword lexer.Token   `parser:"@Case"`
		Subject condition     `parser:"( (?! Newline) @@ )? Newline*"`
		Whens   []*whenClause `parser:"@@+"`
		Else    statements    `parser:"( Else @@ )?"`
		End     lexer.Token   `parser:"@End"`
	}
	whenClause struct {
		Keyword lexer.Token `parser:"@When"`
		Values  arguments   `parser:"@@ ( Then | Newline Then? )"`
		Body    statements  `parser:"@@"`
	}
	beginStatement struct {
		Keyword lexer.Token `parser:"@Begin"`
		Body    body        `parser:"@@"`
		End     lexer.Token `parser:"@End"`
	}
	// body is what methods, do-blocks and begin have between their ends.
	body struct {
		Statements statements      `parser:"@@"`
		Rescues    []*rescueClause `parser:"@@*"`
		Else       statements      `parser:"( Else @@ )?"`
		Ensure     statements      `parser:"( Ensure @@ )?"`
	}
	rescueClause struct {
		Keyword lexer.Token `parser:"@Rescue"`
		Classes arguments   `parser:"( (?! Then | Newline | Arrow) @@ )?"`
		Target  target      `parser:"( Arrow @@ )?"`
		Body    statements  `parser:"( Then | Newline Then? ) @@"`
	}
	doBlock struct {
		Keyword lexer.Token `parser:"@Do"`
		Params  parameters  `parser:"@@"`
		Body    body        `parser:"@@"`
		End     lexer.Token `parser:"@End"`
	}
	defStatement struct {
		Keyword lexer.Token `parser:"@Def"`
		Header  header      `parser:"@@"`
		Value   methodValue `parser:"( Assign @@"`
		Body    *body       `parser:"| @@"`
		End     lexer.Token `parser:"@End )"`
	}
	classStatement struct {
		Keyword lexer.Token `parser:"@Class"`
		Object  condition   `parser:"( ShiftLeft @@"`
		Path    path        `parser:"| @@"`
		Super   condition   `parser:"  ( Less @@ )? )"`
		Body    body        `parser:"@@"`
		End     lexer.Token `parser:"@End"`
	}
	moduleStatement struct {
		Keyword lexer.Token `parser:"@Module"`
		Path    path        `parser:"@@"`
		Body    body        `parser:"@@"`
		End     lexer.Token `parser:"@End"`
	}
	// productions makes participle build all of them; it is never parsed.
	productions struct {
		Chunk  *chunk           `parser:"  @@"`
		If     *ifStatement     `parser:"| @@"`
		While  *whileStatement  `parser:"| @@"`
		For    *forStatement    `parser:"| @@"`
		Case   *caseStatement   `parser:"| @@"`
		Begin  *beginStatement  `parser:"| @@"`
		Do     *doBlock         `parser:"| @@"`
		Def    *defStatement    `parser:"| @@"`
		Class  *classStatement  `parser:"| @@"`
		Module *moduleStatement `parser:"| @@"`
	}
)

// grammar is a set of built participle parsers and the parser whose methods
// they call. One is used by one reading at a time.
type grammar struct {
	parser

	chunk   *participle.Parser[chunk]
	ifs     *participle.Parser[ifStatement]
	whiles  *participle.Parser[whileStatement]
	fors    *participle.Parser[forStatement]
	cases   *participle.Parser[caseStatement]
	begins  *participle.Parser[beginStatement]
	dos     *participle.Parser[doBlock]
	defs    *participle.Parser[defStatement]
	classes *participle.Parser[classStatement]
	modules *participle.Parser[moduleStatement]
}

// idle keeps grammars between readings: to build one takes longer than to read
// a small file. None is built before it is needed.
var idle struct {
	sync.Mutex
	grammars []*grammar
}

func borrowGrammar() *grammar {
	idle.Lock()
	defer idle.Unlock()
	if n := len(idle.grammars); n > 0 {
		g := idle.grammars[n-1]
		idle.grammars = idle.grammars[:n-1]
		return g
	}
	return buildGrammar()
}

func returnGrammar(g *grammar) {
	g.parser = parser{grammar: g}
	idle.Lock()
	defer idle.Unlock()
	idle.grammars = append(idle.grammars, g)
}

func buildGrammar() *grammar {
	g := &grammar{}
	g.parser.grammar = g
	all := participle.MustBuild[productions](
		participle.Lexer(definition{}),
		participle.UseLookahead(participle.MaxLookahead),
		production[statement](g, (*parser).statement),
		production[condition](g, (*parser).condition),
		production[statements](g, (*parser).body),
		production[arguments](g, (*parser).bareArguments),
		production[target](g, (*parser).target),
		production[path](g, (*parser).path),
		production[header](g, (*parser).header),
		production[parameters](g, (*parser).blockParameters),
		production[methodValue](g, (*parser).methodValue),
	)
	g.chunk = part[chunk](all)
	g.ifs = part[ifStatement](all)
	g.whiles = part[whileStatement](all)
	g.fors = part[forStatement](all)
	g.cases = part[caseStatement](all)
	g.begins = part[beginStatement](all)
	g.dos = part[doBlock](all)
	g.defs = part[defStatement](all)
	g.classes = part[classStatement](all)
	g.modules = part[moduleStatement](all)
	return g
}

// production lets participle call a method of the parser for the type T.
func production[T Node](g *grammar, read func(*parser) (Node, error)) participle.Option {
	return participle.ParseTypeWith(func(in *lexer.PeekingLexer) (T, error) {
		p := &g.parser
		outer := p.in
		p.in = in
		n, err := read(p)
		p.in = outer
		t, _ := n.(T)
		return t, err
	})
}

func part[T any](all *participle.Parser[productions]) *participle.Parser[T] {
	p, err := participle.ParserForProduction[T](all)
	if err != nil {
		panic(err) // a production is missing above: seen by every test
	}
	return p
}

// parse reads a production at the parser's place and goes on after it.
func parse[T any](p *parser, production *participle.Parser[T]) (*T, error) {
	return production.ParseFromLexer(p.in, participle.AllowTrailing(true))
}
