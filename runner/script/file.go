package script

import (
	"strings"

	"github.com/trema-ns/trema-ns/dsl/diag"
)

// File is a script.
type File struct {
	Name  string
	src   []byte
	lines []line
}

// line is a line that says something, with those that a backslash at its end
// joins to it and those that belong to it.
type line struct {
	text   string
	number int      // of its first, from 1
	offset int      // of its first byte in the file
	block  []string // the lines below it that begin with "|", without that
}

// ReadFile splits a script into lines. What they say depends on a lab's names.
func ReadFile(name string, src []byte) *File {
	f := &File{Name: name, src: src}
	rest, number, offset := string(src), 0, 0
	for rest != "" {
		begin, first := offset, number+1
		var text string
		for joined := true; joined && rest != ""; {
			piece, after, _ := strings.Cut(rest, "\n")
			number, offset, rest = number+1, offset+len(rest)-len(after), after
			if joined = strings.HasSuffix(piece, `\`); joined {
				// Places in the line stay right.
				piece = piece[:len(piece)-1] + "  "
			}
			text += piece
		}
		trimmed := strings.TrimLeft(text, blanks)
		switch {
		case trimmed == "" || trimmed[0] == '#':
		case trimmed[0] == '|' && len(f.lines) > 0:
			last := &f.lines[len(f.lines)-1]
			last.block = append(last.block, strings.TrimPrefix(strings.TrimRight(trimmed[1:], blanks), " "))
		default:
			f.lines = append(f.lines, line{text: text, number: first, offset: begin})
		}
	}
	return f
}

// Sources returns the file's content under its name, for a [diag.Writer].
func (f *File) Sources() map[string][]byte { return map[string][]byte{f.Name: f.src} }

// Check returns all that is wrong with a script for a lab with these names.
func (f *File) Check(names Names) diag.List {
	var list diag.List
	for _, l := range f.lines {
		if _, err := f.parse(names, l); err != nil {
			list = append(list, f.diagnostic(l, err))
		}
	}
	return list
}

// Has reports whether a line of the script begins with word.
func (f *File) Has(word string) bool {
	for _, l := range f.lines {
		if w, ok, err := (&lexer{line: l.text}).next(); err == nil && ok && w.text == word {
			return true
		}
	}
	return false
}

func (f *File) parse(names Names, l line) (*Statement, error) {
	s, err := names.Parse(l.text)
	if err != nil {
		return nil, err
	}
	if len(l.block) > 0 && (s == nil || s.Expect == nil || !s.Expect.block) {
		return nil, &mistake{0, len(l.text), "the lines below, which begin with |, belong to no expectation of output",
			"such as: expect output from show_stats host1"}
	}
	return s, nil
}

// diagnostic returns what is wrong with a line, at its place.
func (f *File) diagnostic(l line, err error) *diag.Diagnostic {
	m, ok := err.(*mistake)
	if !ok {
		start := len(l.text) - len(strings.TrimLeft(l.text, blanks))
		m = &mistake{start: start, end: len(strings.TrimRight(l.text, blanks)), summary: err.Error()}
	}
	return m.diagnostic(f.Name, l.text, l.number, l.offset)
}
