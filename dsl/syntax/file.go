package syntax

import (
	"bytes"
	"sort"
	"unicode/utf8"

	"github.com/trema-ns/trema-ns/dsl/diag"
)

// Span is a piece of a file as byte offsets, End just after the last byte.
type Span struct{ Start, End int }

// Range returns the span itself; it makes every node that embeds a Span one.
func (s Span) Range() Span { return s }

// Comment is a comment with its mark, for those who write the file out again.
type Comment struct{ Span }

// File is a parsed source file.
type File struct {
	Name       string
	Source     []byte
	Statements []Node
	Comments   []Comment
	lines      []int         // offset of each line's first byte
	last       diag.Position // the one asked for last, from which the next in its line is counted
}

// newFile returns a file with its line table and nothing parsed yet.
func newFile(name string, src []byte) *File {
	f := &File{Name: name, Source: src, lines: make([]int, 1, 2+bytes.Count(src, []byte{'\n'}))}
	for i, c := range src {
		if c == '\n' {
			f.lines = append(f.lines, i+1)
		}
	}
	return f
}

// Line returns the number of the line that holds the byte at offset.
func (f *File) Line(offset int) int {
	return sort.Search(len(f.lines), func(i int) bool { return f.lines[i] > offset })
}

// Position returns the place of the byte at offset.
func (f *File) Position(offset int) diag.Position {
	offset = max(0, min(offset, len(f.Source)))
	line := f.Line(offset)
	from, column := f.lines[line-1], 1
	if f.last.Line == line && f.last.Byte <= offset {
		from, column = f.last.Byte, f.last.Column
	}
	column += utf8.RuneCount(f.Source[from:offset])
	f.last = diag.Position{Line: line, Column: column, Byte: offset}
	return f.last
}

// RangeOf returns s as a place for diagnostics.
func (f *File) RangeOf(s Span) diag.Range {
	return diag.Range{Filename: f.Name, Start: f.Position(s.Start), End: f.Position(s.End)}
}

// indent returns the width of the blanks that begin the line holding offset.
func (f *File) indent(offset int) int {
	start := f.lines[f.Line(offset)-1]
	n := 0
	for i := start; i < len(f.Source); i++ {
		switch f.Source[i] {
		case ' ':
			n++
		case '\t':
			n += 8 - n%8
		default:
			return n
		}
	}
	return n
}
