package lsp

import "testing"

func TestPositions(t *testing.T) {
	text := newText([]byte("ab\r\n日🐍x\r\rlast"))
	tests := []struct {
		offset   int
		utf16    position
		utf8     position
		whatItIs string
	}{
		{0, position{0, 0}, position{0, 0}, "the beginning"},
		{2, position{0, 2}, position{0, 2}, "the end of a line with CR LF"},
		{4, position{1, 0}, position{1, 0}, "the next line"},
		{7, position{1, 1}, position{1, 3}, "after a character of three bytes"},
		{11, position{1, 3}, position{1, 7}, "after a character of two units"},
		{12, position{1, 4}, position{1, 8}, "the end of a line with CR alone"},
		{13, position{2, 0}, position{2, 0}, "an empty line"},
		{18, position{3, 4}, position{3, 4}, "the end of the text"},
	}
	for _, test := range tests {
		for e, p := range map[encoding]position{utf16: test.utf16, utf8s: test.utf8} {
			if got := text.position(test.offset, e); got != p {
				t.Errorf("%s: position %v in %s, want %v", test.whatItIs, got, e, p)
			}
			if got := text.offset(p, e); got != test.offset {
				t.Errorf("%s: offset %d in %s, want %d", test.whatItIs, got, e, test.offset)
			}
		}
	}
}

func TestPlacesThatDoNotExist(t *testing.T) {
	text := newText([]byte("a🐍\r\nb"))
	tests := []struct {
		p    position
		want int
	}{{position{0, 99}, 5}, {position{9, 0}, 8}, {position{0, 2}, 1}, {position{-1, 4}, 0}, {position{0, -1}, 0}}
	for _, test := range tests {
		if got := text.offset(test.p, utf16); got != test.want {
			t.Errorf("%v: got %d, want %d", test.p, got, test.want)
		}
	}
}

func TestReplace(t *testing.T) {
	text := newText([]byte("a🐍b\nc"))
	got := text.replace(textRange{position{0, 1}, position{1, 0}}, "-", utf16)
	if string(got.content) != "a-c" || string(text.content) != "a🐍b\nc" {
		t.Errorf("got %q, and before %q", got.content, text.content)
	}
	if got := text.replace(textRange{position{1, 0}, position{0, 0}}, "x", utf16); string(got.content) != "a🐍b\nxc" {
		t.Errorf("a range that ends before it begins: %q", got.content)
	}
}
