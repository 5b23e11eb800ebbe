package script

import (
	"slices"
	"strings"

	"github.com/trema-ns/trema-ns/dsl/diag"
)

// Names are the words that mean something in a lab. The same word may be
// several of these: the first meaning counts.
type Names struct {
	Commands []string // of trema-ns; a beginning that only they have stands for one
	Hosts    []string
	Switches []string
}

// Statement is what a line says: one of these.
type Statement struct {
	Words  []string     // a command of trema-ns
	Shell  string       // what a shell is to run; may be empty for an interactive one
	Host   string       // where it runs; empty: not in a host
	Expect *Expectation // what is expected
}

// IsCommand reports whether s is a command of trema-ns.
func (s *Statement) IsCommand() bool { return len(s.Words) > 0 }

// The first words that are neither commands of trema-ns nor hosts.
const (
	wordExpect = "expect"
	wordShell  = "sh"
)

// Keywords are the first words of lines that are not commands of trema-ns or
// hosts.
func Keywords() []string { return []string{wordExpect, wordShell} }

// ExpectationWords are the words that an expectation may have after the first.
func ExpectationWords() []string {
	return []string{
		"at", "flow", "flows", "for", "from", "has", "least", "log", "no", "not", "output", "packet", "packets",
		"reaches", "received", "sent", "to", "within",
	}
}

// Parse reads one line. It returns nil for one that says nothing.
func (n Names) Parse(line string) (*Statement, error) {
	return n.statement(&lexer{line: line})
}

func (n Names) statement(l *lexer) (*Statement, error) {
	begin := *l
	first, ok, err := l.next()
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return nil, nil
	case first.is(wordExpect):
		e, err := n.expectation(l)
		return &Statement{Expect: e}, err
	case first.is(wordShell):
		text, _ := l.rest()
		if text == "" {
			return nil, first.mistake("`sh` runs a shell command: which?", "")
		}
		return &Statement{Shell: text}, nil
	case slices.Contains(n.Commands, first.text):
	case slices.Contains(n.Hosts, first.text):
		text, _ := l.rest()
		return &Statement{Host: first.text, Shell: text}, nil
	case slices.ContainsFunc(n.Commands, func(c string) bool { return strings.HasPrefix(c, first.text) }):
	case slices.Contains(n.Switches, first.text):
		return nil, first.mistake(first.text+" is a switch", "its flow entries: dump_flows "+first.text)
	default:
		return nil, n.unknown(first)
	}
	*l = begin
	words, err := l.all()
	return &Statement{Words: words}, err
}

func (n Names) unknown(w word) error {
	known := slices.Concat(n.Commands, n.Hosts, Keywords())
	if near, ok := diag.Nearest(w.text, known); ok {
		return w.mistake("there is no command and no host `"+w.text+"`", "did you mean `"+near+"`?")
	}
	return w.mistake("there is no command and no host `"+w.text+"`", "")
}

// known returns a mistake unless w is one of names.
func known(w word, kind string, names []string) error {
	if slices.Contains(names, w.text) {
		return nil
	}
	if near, ok := diag.Nearest(w.text, names); ok {
		return w.mistake("there is no "+kind+" `"+w.text+"`", "did you mean `"+near+"`?")
	}
	return w.mistake("there is no "+kind+" `"+w.text+"`", "")
}
