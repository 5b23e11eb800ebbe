package syntax

import (
	"fmt"
	"strings"
	"testing"
)

// describeCursor says what c is in the fewest words.
func describeCursor(src string, c Cursor) string {
	var out []string
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if len(c.Blocks) > 0 {
		add("in %s", strings.Join(c.Blocks, ">"))
	}
	if c.Call != "" {
		add("%s/%d", c.Call, c.Argument)
	}
	if len(c.Keys) > 0 {
		add("keys %s", strings.Join(c.Keys, ","))
	}
	if c.Key != "" {
		add("for %s", c.Key)
	}
	if c.AfterDot {
		add("dot")
	}
	if c.InString {
		add("string")
	}
	if c.InSymbol {
		add("symbol")
	}
	if c.Hidden {
		add("hidden")
	}
	if word := src[c.Word.Start:c.Word.End]; word != "" {
		add("word %s", word)
	}
	return strings.Join(out, ", ")
}

// The place is at the ¶.
func TestCursorAt(t *testing.T) {
	tests := []struct{ src, want string }{
		{"¶", ""},
		{"vsw¶", "word vsw"},
		{"vswitch(\"a\") { }\nlin¶k", "word lin"},
		{"vswitch(\"lsw\") { ¶ }", "in vswitch"},
		{"vswitch(\"lsw\") {\n  dat¶", "in vswitch, word dat"},
		{"vswitch (\"lsw\") {\n  dpid 1; ip ¶", "in vswitch, ip/0"},
		{"vhost \"x\" do\n  ip \"1\"\n  ¶", "in vhost"},
		{"netns name do ¶", "in netns"},
		{"vhost { ¶", "in vhost"},
		{"vhost(\"h#{i}\") { ip \"10.0.0.#{i}\" }\nlink ¶", "link/0"},
		{"link \"a\", ¶", "link/1"},
		{"link \"a\", \"b¶", "link/1, string, word b"},
		{"link \"a\", '¶", "link/1, string"},
		{"link(\"a\", [1, 2].first, ¶", "link/2"},
		{"link (\"a\", \"b¶", "link/1, string, word b"},
		{"link \"a\", \"b\", de¶", "link/2, word de"},
		{"link \"a\", \"b\", delay: \"5ms\", ¶", "link/3, keys delay"},
		{"link \"a\", \"b\", delay: \"¶", "link/2, keys delay, for delay, string"},
		{"netns(\"h\") { route :net => \"0.0.0.0\", :g¶", "in netns, route/1, keys net, symbol, word g"},
		{"netns(\"h\") { route :¶", "in netns, route/0, symbol"},
		{"netns(\"h\") { route net: ¶", "in netns, route/0, keys net, for net"},
		{"3.times do |i|\n  vswitch(\"s\") {\n ¶", "in times>vswitch"},
		{"3.times { |i| link \"a\", ¶", "in times, link/1"},
		{"1.upto(3).each do |i|\n ¶", "in each"},
		{"link \"a\", \"b\" if ¶", ""},
		{"a != b && link(\"a\", ¶", "link/1"},
		{"x = link ¶", "link/0"},
		{"if x\n  link \"a\", ¶", "link/1"},
		{"if x then vhost(\"a\") end\nlink ¶", "link/0"},
		{"while x do vhost(\"a\") end; link ¶", "link/0"},
		{"%w(a b).¶", "dot"},
		{"x = 1\nx.ti¶", "dot, word ti"},
		{"# link \"a¶", "hidden"},
		{"link 0x¶", "link/0, hidden"},
		{"link \"a\" ¶", "link/0"},
		{"x = [link ¶", ""},
		{"x = (link ¶", "link/0"},
		{"vhost \"a\nb\"\nlink \"¶", "link/0, string"},
		{"vhost(\"a\") { ip \"1 }\nlink ¶", "link/0"},
		{"vhost(\"a\") { ip \"1\"\nlink ¶", "in vhost, link/0"},
		{"link \"s#{x}\", \"h#{¶", "link/1, string, word h#{"},
		{"vhost(\"日本\") { ¶", "in vhost"},
	}
	for _, test := range tests {
		before, after, _ := strings.Cut(test.src, "¶")
		src := before + after
		if got := describeCursor(src, CursorAt([]byte(src), len(before))); got != test.want {
			t.Errorf("%q: got %q, want %q", test.src, got, test.want)
		}
	}
}

func TestCursorAtKnowsLocals(t *testing.T) {
	src := "b = 1\na, c = 2, 3\n4.times { |i| "
	if got, want := strings.Join(CursorAt([]byte(src), len(src)).Locals, " "), "a b c i"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// FuzzCursorAt: no place of any text makes CursorAt panic or find a word outside
// of it.
func FuzzCursorAt(f *testing.F) {
	f.Add([]byte("3.times do |i|\n  vswitch(\"s#{i}\") { dpid i + 1 }\nend\nlink \"a\", \"b\", delay: '5ms'"), 40)
	f.Fuzz(func(t *testing.T, src []byte, offset int) {
		c := CursorAt(src, offset)
		if c.Word.Start < 0 || c.Word.Start > c.Word.End || c.Word.End > len(src) {
			t.Errorf("word at %v", c.Word)
		}
	})
}
