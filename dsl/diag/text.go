package diag

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// shortDetail is the longest detail, in columns, that is shown beside the
// carets; a longer one gets a line of its own.
const shortDetail = 60

// A Writer writes diagnostics for people: the message, the place as
// FILE:LINE:COLUMN, the source line and a row of carets below it.
type Writer struct {
	w       io.Writer
	sources map[string][]byte
	color   bool
}

// NewWriter returns a Writer to w. sources holds the files' contents by name; a
// place in a file that is not among them is shown without its line. Colour is
// written only if color is set.
func NewWriter(w io.Writer, sources map[string][]byte, color bool) *Writer {
	return &Writer{w: w, sources: sources, color: color}
}

// maxWritten is how many findings are written for people, who read from the top.
const maxWritten = 100

// WriteList writes l, an empty line between two, and of a long list the first
// and how many more there are.
func (w *Writer) WriteList(l List) error {
	shown := l.gravest(maxWritten)
	for i, d := range shown {
		if i > 0 {
			if _, err := io.WriteString(w.w, "\n"); err != nil {
				return err
			}
		}
		if err := w.Write(d); err != nil {
			return err
		}
	}
	if rest := len(l) - len(shown); rest > 0 {
		_, err := fmt.Fprintf(w.w, "\n… and %d more; --json has them all\n", rest)
		return err
	}
	return nil
}

// gravest returns n of l in their order: errors before warnings, and these
// before notes.
func (l List) gravest(n int) List {
	if len(l) <= n {
		return l
	}
	shown := make(List, 0, n)
	left := map[Severity]int{}
	for _, s := range []Severity{Error, Warning, Note} {
		left[s] = min(n, l.Count(s))
		n -= left[s]
	}
	for _, d := range l {
		if left[d.Severity] > 0 {
			left[d.Severity]--
			shown = append(shown, d)
		}
	}
	return shown
}

// Write writes one diagnostic. It calls the underlying writer once.
func (w *Writer) Write(d *Diagnostic) error {
	var b bytes.Buffer
	bold, tint, off := w.colors(d.Severity)
	b.WriteString(tint + d.Severity.String() + off + bold + ": " + clean(d.Summary) + off + "\n")

	gutter := w.gutter(d)
	detail := d.Detail
	beside := detail
	if Width(detail) > shortDetail || strings.Contains(detail, "\n") {
		beside = ""
	}
	if w.place(&b, d.Range, gutter, '^', beside, tint, off) && beside != "" {
		detail = ""
	}
	for _, r := range d.Related {
		if !w.place(&b, r.Range, gutter, '-', r.Message, tint, off) {
			w.help(&b, gutter, r.Message)
		}
	}
	if detail != "" {
		w.help(&b, gutter, detail)
	}
	_, err := w.w.Write(b.Bytes())
	return err
}

// colors returns the escape sequences for emphasis, for a severity, and for
// their end.
func (w *Writer) colors(s Severity) (bold, tint, off string) {
	if !w.color {
		return "", "", ""
	}
	tints := [...]string{Error: "\x1b[1;31m", Warning: "\x1b[1;33m", Note: "\x1b[1;36m"}
	return "\x1b[1m", tints[s], "\x1b[0m"
}

// gutter returns the width of the line numbers of d: all its places are
// aligned.
func (w *Writer) gutter(d *Diagnostic) int {
	line := d.Range.Start.Line
	for _, r := range d.Related {
		line = max(line, r.Range.Start.Line)
	}
	return len(strconv.Itoa(max(line, 1)))
}

// help writes text in a line of its own, continued below itself.
func (w *Writer) help(b *bytes.Buffer, gutter int, text string) {
	indent := strings.Repeat(" ", gutter+3)
	for i, line := range strings.Split(text, "\n") {
		mark := "= help: "
		if i > 0 {
			mark = "        "
		}
		b.WriteString(indent + mark + clean(line) + "\n")
	}
}

// place writes where r is and the line with its mark, and reports whether
// there was a line to show.
func (w *Writer) place(b *bytes.Buffer, r Range, gutter int, mark byte, beside, tint, off string) bool {
	if r.Filename == "" {
		return false
	}
	b.WriteString("  " + clean(r.String()) + "\n")
	line, ok := sourceLine(w.sources[r.Filename], r)
	if !ok {
		return false
	}
	empty := "  " + strings.Repeat(" ", gutter) + " |"
	number := strconv.Itoa(r.Start.Line)
	shown, from, to := line.layout()
	b.WriteString(empty + "\n")
	b.WriteString("  " + strings.Repeat(" ", gutter-len(number)) + number + " | " + shown + "\n")
	b.WriteString(empty + " " + strings.Repeat(" ", from) + tint + strings.Repeat(string(mark), to-from))
	if beside != "" {
		b.WriteString(" " + clean(beside))
	}
	b.WriteString(off + "\n")
	return true
}

// marked is a source line and the bytes of it that a Range covers.
type marked struct {
	text       []byte
	start, end int
}

// sourceLine finds the line of src in which r starts.
func sourceLine(src []byte, r Range) (marked, bool) {
	if src == nil || !r.Start.IsValid() || r.Start.Byte > len(src) || r.Start.Byte < 0 {
		return marked{}, false
	}
	from := bytes.LastIndexByte(src[:r.Start.Byte], '\n') + 1
	to := len(src)
	if n := bytes.IndexByte(src[from:], '\n'); n >= 0 {
		to = from + n
	}
	if to > from && src[to-1] == '\r' {
		to--
	}
	start := min(r.Start.Byte, to)
	return marked{src[from:to], start - from, max(min(r.End.Byte, to), start) - from}.window(), true
}

// Lines longer than maxLine bytes are not shown whole, but from before bytes
// before the mark.
const (
	maxLine = 400
	before  = 60
)

// window cuts a long line around its mark.
func (m marked) window() marked {
	if len(m.text) <= maxLine {
		return m
	}
	from := max(0, m.start-before)
	to := min(len(m.text), from+maxLine/2)
	for from > 0 && !utf8.RuneStart(m.text[from]) {
		from--
	}
	for to < len(m.text) && !utf8.RuneStart(m.text[to]) {
		to++
	}
	w := marked{m.text[from:to], m.start - from, min(m.end, to) - from}
	if from > 0 {
		w = marked{append([]byte(ellipsis), w.text...), w.start + len(ellipsis), w.end + len(ellipsis)}
	}
	if to < len(m.text) {
		w.text = append(w.text[:len(w.text):len(w.text)], ellipsis...)
	}
	return w
}

// ellipsis stands for what is left out of a line.
const ellipsis = "…"

// layout returns the line as it is printed, tabs expanded, and the columns that
// the mark covers: at least one.
func (m marked) layout() (shown string, from, to int) {
	var b strings.Builder
	at := 0
	from, to = -1, -1
	for i := 0; i < len(m.text); {
		if i >= m.start && from < 0 {
			from = at
		}
		if i >= m.end && to < 0 {
			to = at
		}
		r, size := utf8.DecodeRune(m.text[i:])
		n := columns(r, at)
		if r == '\t' {
			b.WriteString(strings.Repeat(" ", n))
		} else {
			b.WriteRune(visible(r))
		}
		at += n
		i += size
	}
	if from < 0 {
		from = at
	}
	if to < 0 {
		to = at
	}
	return strings.TrimRight(b.String(), " "), from, max(to, from+1)
}

// clean makes s safe to print in one line.
func clean(s string) string { return strings.Map(visible, s) }
