package lsp

import (
	"bytes"
	"context"

	"github.com/trema-ns/trema-ns/dsl/syntax"
)

// formatting answers with the edit that puts a document into the usual form: of
// the lines that change, so that the editor keeps its places in the others. A
// file with syntax mistakes stays as it is; they are shown already.
func (s *server) formatting(_ context.Context, p documentParams) ([]textEdit, error) {
	s.mu.Lock()
	d := s.document(p.TextDocument.URI)
	if d == nil {
		s.mu.Unlock()
		return []textEdit{}, nil
	}
	t := d.text
	s.mu.Unlock()
	formatted, mistakes := syntax.Format(d.name, t.content)
	if mistakes.HasErrors() || bytes.Equal(formatted, t.content) {
		return []textEdit{}, nil
	}
	start, end, with := changedLines(t.content, formatted)
	return []textEdit{{t.textRange(start, end, s.encoding), string(with)}}, nil
}

// changedLines returns the part of old, from the beginning of a line to that of
// another, that differs from new, and what stands there in new.
func changedLines(old, new []byte) (start, end int, with []byte) {
	same := 0
	for same < min(len(old), len(new)) && old[same] == new[same] {
		same++
	}
	start = bytes.LastIndexByte(old[:same], '\n') + 1
	tail := 0
	for tail < min(len(old), len(new))-start && old[len(old)-1-tail] == new[len(new)-1-tail] {
		tail++
	}
	if !beginsLine(old, len(old)-tail) || !beginsLine(new, len(new)-tail) {
		// What is the same begins within a line: all of that is replaced.
		rest := old[len(old)-tail:]
		if i := bytes.IndexByte(rest, '\n'); i >= 0 {
			tail -= i + 1
		} else {
			tail = 0
		}
	}
	return start, len(old) - tail, new[start : len(new)-tail]
}

func beginsLine(text []byte, at int) bool { return at == 0 || text[at-1] == '\n' }
