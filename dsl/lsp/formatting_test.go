package lsp

import "testing"

func TestFormatting(t *testing.T) {
	tests := []struct {
		name, text string
		want       string // "": no edit
		lines      [2]int // that the edit replaces, from and to
	}{
		{"a line in the middle", "vhost \"a\"\nvhost   \"b\"\nvhost \"c\"\n", "vhost \"a\"\nvhost \"b\"\nvhost \"c\"\n", [2]int{1, 2}},
		{"the first line", "vhost   \"a\"\nvhost \"b\"\n", "vhost \"a\"\nvhost \"b\"\n", [2]int{0, 1}},
		{"the last line without its end", "vhost \"a\"\nvhost \"b\"", "vhost \"a\"\nvhost \"b\"\n", [2]int{1, 1}},
		{"blank lines too many", "vhost \"a\"\n\n\n\nvhost \"b\"\n", "vhost \"a\"\n\nvhost \"b\"\n", [2]int{2, 4}},
		{"line ends with CR", "vhost \"日本🐍\"\r\nvhost \"b\"\r\n", "vhost \"日本🐍\"\nvhost \"b\"\n", [2]int{0, 2}},
		{"what is formatted already", "vhost \"a\"\n", "", [2]int{}},
		{"what cannot be read", "vhost   \"a\nvhost", "", [2]int{}},
		{"nothing", "", "", [2]int{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := open(t, "")
			e.edit(uri, test.text)
			var edits []textEdit
			e.call("textDocument/formatting", params(uri, position{}), &edits)
			if test.want == "" {
				if len(edits) != 0 {
					t.Errorf("got %v", edits)
				}
				return
			}
			if len(edits) != 1 {
				t.Fatalf("got %v", edits)
			}
			r := edits[0].Range
			if got := string(newText([]byte(test.text)).replace(r, edits[0].NewText, utf16).content); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if got := [2]int{r.Start.Line, r.End.Line}; got != test.lines {
				t.Errorf("replaces the lines %v, want %v", got, test.lines)
			}
		})
	}
}

// FuzzChangedLines: the edit makes the one text of the other.
func FuzzChangedLines(f *testing.F) {
	f.Add("a\nb\nc\n", "a\nc\n")
	f.Add("a\na\n", "a\na\na")
	f.Fuzz(func(t *testing.T, old, new string) {
		start, end, with := changedLines([]byte(old), []byte(new))
		if got := old[:start] + string(with) + old[end:]; got != new {
			t.Errorf("%q to %q: got %q", old, new, got)
		}
	})
}
