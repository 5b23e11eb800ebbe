package syntax

import (
	"bytes"
	"strings"

	"github.com/trema-ns/trema-ns/dsl/diag"
)

// maxWidth is the widest line, in columns, that a block written on one line may
// take; a wider one gets lines of its own for its statements.
const maxWidth = 100

// Format returns src, a file of that name, in the one canonical style. If src
// has syntax mistakes it returns nil and the mistakes.
//
// The style is that of the Ruby books. Two blanks indent the statements of a
// block, and each has a line of its own; a block that is written on one line
// stays on it while it fits 100 columns. Blanks stand around operators, after
// commas and inside braces, and none between a method and its parenthesis. What
// is written over several lines where no statement ends, such as arguments after
// a comma, stays so, two blanks further in. At most one blank line separates
// two statements, and none stands at either end of a block. Comments keep their
// places; those behind the code of adjacent lines begin in one column. Lines
// end with LF.
//
// Words, literals and heredocs stay as they are written. Format never changes
// what a file means: it reads its own result again and compares the trees. The
// result of Format is its own result.
func Format(name string, src []byte) ([]byte, diag.List) {
	s, list := read(name, src)
	if list.HasErrors() {
		return nil, list
	}
	out := layOut(s)
	if at, ok := s.file.sameMeaning(out); !ok {
		return nil, diag.List{{
			Summary: "this cannot be formatted without changing what it means",
			Detail:  "the fault is the formatter's: please report it",
			Range:   s.file.RangeOf(at),
		}}
	}
	return out, nil
}

// layOut prints the program that s has read.
func layOut(s *scanner) []byte {
	p := newPrinter(cut(s))
	for {
		p.print()
		if !p.breakWide() {
			break
		}
	}
	var b bytes.Buffer
	if bytes.HasPrefix(s.file.Source, []byte(byteOrderMark)) {
		b.WriteString(byteOrderMark)
	}
	p.writeTo(&b)
	if rest := s.src[s.end:]; rest != "" {
		if strings.HasSuffix(s.src[:s.end], "\n\n") && b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(rest)
	}
	return b.Bytes()
}
