package script

import (
	"strings"
	"unicode/utf8"

	"github.com/trema-ns/trema-ns/dsl/diag"
)

// word is a word of a line and where it stands there, in bytes.
type word struct {
	text       string
	quoted     bool // in part at least: then it is no keyword
	start, end int
}

// is reports whether w is the keyword k.
func (w word) is(k string) bool { return !w.quoted && w.text == k }

// mistake is what is wrong with a piece of a line.
type mistake struct {
	start, end      int // in bytes
	summary, detail string
}

// Error says what is wrong and what to do about it.
func (m *mistake) Error() string {
	if m.detail == "" {
		return m.summary
	}
	return m.summary + "; " + m.detail
}

func (w word) mistake(summary, detail string) *mistake {
	return &mistake{w.start, w.end, summary, detail}
}

// diagnostic returns m with its place, text being line number line of a file.
func (m *mistake) diagnostic(file, text string, line, offset int) *diag.Diagnostic {
	at := func(n int) diag.Position {
		n = min(n, len(text))
		return diag.Position{Line: line, Column: utf8.RuneCountInString(text[:n]) + 1, Byte: offset + n}
	}
	return &diag.Diagnostic{Summary: m.summary, Detail: m.detail, Range: diag.Range{Filename: file, Start: at(m.start), End: at(m.end)}}
}

// lexer takes words off a line, one by one. What a shell is to read stays as it
// is: see rest.
type lexer struct {
	line string
	pos  int
}

const blanks = " \t\r"

func (l *lexer) skip() {
	for l.pos < len(l.line) && strings.IndexByte(blanks, l.line[l.pos]) >= 0 {
		l.pos++
	}
}

// rest returns what has not been taken yet, without the blanks around it, and
// takes it.
func (l *lexer) rest() (text string, start int) {
	l.skip()
	text, start = strings.TrimRight(l.line[l.pos:], blanks), l.pos
	l.pos = len(l.line)
	return text, start
}

// operators mean something to a shell where they are not quoted. To take them
// as they are would surprise whoever is used to one.
const operators = "|&;<>"

// next takes a word; ok is false at the end of the line or before a comment.
//
// Quotes are those of a shell: nothing is special within ”, and within "" the
// backslash is, before a quote or another backslash. Nothing is expanded.
func (l *lexer) next() (w word, ok bool, err error) {
	l.skip()
	if l.pos == len(l.line) || l.line[l.pos] == '#' {
		l.pos = len(l.line)
		return word{start: l.pos, end: l.pos}, false, nil
	}
	w.start = l.pos
	var text strings.Builder
	for l.pos < len(l.line) && strings.IndexByte(blanks, l.line[l.pos]) < 0 {
		c := l.line[l.pos]
		switch {
		case c == '\'' || c == '"':
			w.quoted = true
			if err := l.quoted(&text, c); err != nil {
				return w, false, err
			}
			continue
		case c == '\\' && l.pos+1 < len(l.line):
			w.quoted = true
			l.pos++
			c = l.line[l.pos]
		case strings.IndexByte(operators, c) >= 0:
			return w, false, &mistake{l.pos, l.pos + 1, "there is no `" + string(c) + "` in commands of trema-ns",
				"quote it, or have a shell run the line: sh trema-ns …"}
		}
		text.WriteByte(c)
		l.pos++
	}
	w.text, w.end = text.String(), l.pos
	return w, true, nil
}

// quoted takes a piece of a word that is in quotes.
func (l *lexer) quoted(text *strings.Builder, quote byte) error {
	open := l.pos
	for l.pos++; l.pos < len(l.line); l.pos++ {
		c := l.line[l.pos]
		if c == quote {
			l.pos++
			return nil
		}
		if c == '\\' && quote == '"' && l.pos+1 < len(l.line) && strings.IndexByte(`"\`, l.line[l.pos+1]) >= 0 {
			l.pos++
			c = l.line[l.pos]
		}
		text.WriteByte(c)
	}
	return &mistake{open, open + 1, "this quote is not closed", ""}
}

// all takes the words that are left.
func (l *lexer) all() ([]string, error) {
	var words []string
	for {
		w, ok, err := l.next()
		if err != nil || !ok {
			return words, err
		}
		words = append(words, w.text)
	}
}
