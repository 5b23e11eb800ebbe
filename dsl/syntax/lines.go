package syntax

import (
	"bytes"
	"strings"

	"github.com/trema-ns/trema-ns/dsl/diag"
)

// line is a line of the result. Its code may hold line ends of literals.
type line struct {
	indent  int
	code    []byte
	comment string   // behind the code
	bodies  []string // of the heredocs that begin in it
	blank   bool     // a blank line stands before it
	block   int      // the piece that opens the first block in it that may take several lines
}

// width returns the columns of the line's code; 0 if that has several lines.
func (l *line) width() int {
	if bytes.IndexByte(l.code, '\n') >= 0 {
		return 0
	}
	return diag.Width(string(l.code))
}

// breakWide marks, in each line that is too wide, the first block that may
// take several lines. It reports whether there was one.
func (p *printer) breakWide() bool {
	found := false
	for i := range p.lines {
		l := &p.lines[i]
		if l.block >= 0 && l.indent+l.width() > maxWidth {
			p.broken[l.block] = true
			found = true
		}
	}
	return found
}

// writeTo writes the lines.
func (p *printer) writeTo(b *bytes.Buffer) {
	column, run := 0, 0 // where the comments of the lines before run begin
	for i := range p.lines {
		l := &p.lines[i]
		if l.blank {
			b.WriteByte('\n')
		}
		b.WriteString(strings.Repeat(" ", l.indent))
		b.Write(l.code)
		if l.comment != "" {
			if i >= run {
				column, run = p.commentColumn(i)
			}
			b.WriteString(strings.Repeat(" ", max(column-l.width(), 1)))
			b.WriteString(l.comment)
		}
		b.WriteByte('\n')
		for _, body := range l.bodies {
			b.WriteString(body)
			b.WriteByte('\n')
		}
	}
}

// commentColumn returns where, behind the indentation, the comments begin in
// line number i and in the lines below that are like it, and the number of the
// first line that is not.
func (p *printer) commentColumn(i int) (column, run int) {
	first := &p.lines[i]
	for run = i; run < len(p.lines); run++ {
		l := &p.lines[run]
		if l.comment == "" || l.width() == 0 || run > i && (l.blank || l.indent != first.indent) {
			break
		}
		column = max(column, l.width()+1)
		if len(l.bodies) > 0 {
			run++
			break
		}
	}
	return column, max(run, i+1)
}
