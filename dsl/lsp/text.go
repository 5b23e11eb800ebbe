package lsp

import (
	"bytes"
	"slices"
	"sort"
	"unicode/utf8"
)

// encoding says what a character of a position is.
type encoding string

const (
	utf16 encoding = "utf-16" // the protocol's default
	utf8s encoding = "utf-8"
)

// chooseEncoding takes UTF-8, which costs nothing here, where it is offered.
func chooseEncoding(offered []string) encoding {
	if slices.Contains(offered, string(utf8s)) {
		return utf8s
	}
	return utf16
}

// width returns how many units of e the rune r takes, which was size bytes.
func (e encoding) width(r rune, size int) int {
	if e == utf8s {
		return size
	}
	if r > 0xffff {
		return 2
	}
	return 1
}

// text is the content of a file with its lines. It never changes.
type text struct {
	content []byte
	lines   []int // offset of each line's first byte
}

// newText splits content into lines as the protocol does, at "\n", "\r\n" and
// "\r".
func newText(content []byte) *text {
	t := &text{content: content, lines: make([]int, 1, 1+bytes.Count(content, []byte{'\n'}))}
	for i, c := range content {
		if c == '\n' || c == '\r' && (i+1 == len(content) || content[i+1] != '\n') {
			t.lines = append(t.lines, i+1)
		}
	}
	return t
}

// lineEnd returns the offset where the text of a line ends.
func (t *text) lineEnd(line int) int {
	end := len(t.content)
	if line+1 < len(t.lines) {
		end = t.lines[line+1]
	}
	for end > t.lines[line] && (t.content[end-1] == '\n' || t.content[end-1] == '\r') {
		end--
	}
	return end
}

// offset returns the byte offset of p. A place past the end of its line is the
// end of that line, and one past the last line the end of the text.
func (t *text) offset(p position, e encoding) int {
	if p.Line < 0 {
		return 0
	}
	if p.Line >= len(t.lines) {
		return len(t.content)
	}
	at, end := t.lines[p.Line], t.lineEnd(p.Line)
	for units := 0; at < end; {
		r, size := utf8.DecodeRune(t.content[at:end])
		if units += e.width(r, size); units > p.Character {
			break
		}
		at += size
	}
	return at
}

// position returns the place of the byte at offset.
func (t *text) position(offset int, e encoding) position {
	offset = max(0, min(offset, len(t.content)))
	line := sort.Search(len(t.lines), func(i int) bool { return t.lines[i] > offset }) - 1
	p := position{Line: line}
	for at := t.lines[line]; at < offset; {
		r, size := utf8.DecodeRune(t.content[at:])
		p.Character += e.width(r, size)
		at += size
	}
	return p
}

// textRange returns the places of two offsets.
func (t *text) textRange(start, end int, e encoding) textRange {
	return textRange{t.position(start, e), t.position(max(start, end), e)}
}

// replace returns the text with what stands in r replaced.
func (t *text) replace(r textRange, with string, e encoding) *text {
	start := t.offset(r.Start, e)
	end := max(start, t.offset(r.End, e))
	return newText(slices.Concat(t.content[:start], []byte(with), t.content[end:]))
}

// word returns the offsets of the name at offset: letters, digits and "_".
func (t *text) word(offset int) (start, end int) {
	in := func(i int) bool {
		c := t.content[i]
		return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c >= utf8.RuneSelf
	}
	start, end = offset, offset
	for start > 0 && in(start-1) {
		start--
	}
	for end < len(t.content) && in(end) {
		end++
	}
	return start, end
}
