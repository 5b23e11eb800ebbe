package lsp

import (
	"fmt"
	"slices"
	"strings"

	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/dsl/syntax"
)

// words returns the words of a kind that belong to owner; directives belong to
// none.
func words(kind dsl.WordKind, owner string) []dsl.Word {
	var list []dsl.Word
	for _, w := range dsl.Words() {
		if w.Kind == kind && (kind == dsl.Directive || slices.Contains(w.Of, owner)) {
			list = append(list, w)
		}
	}
	return list
}

// findWord returns what the name word means at the place c.
func findWord(word string, c syntax.Cursor, key bool) (dsl.Word, bool) {
	kinds := []struct {
		kind  dsl.WordKind
		owner string
	}{{dsl.Attribute, directiveAround(c)}, {dsl.Directive, ""}}
	if key {
		kinds = kinds[:1]
		kinds[0].kind, kinds[0].owner = dsl.Setting, c.Call
	}
	for _, k := range kinds {
		for _, w := range words(k.kind, k.owner) {
			if slices.Contains(w.Names, word) {
				return w, true
			}
		}
	}
	return dsl.Word{}, false
}

// directiveAround returns the directive in whose block c is, or "".
func directiveAround(c syntax.Cursor) string {
	for _, name := range slices.Backward(c.Blocks) {
		for _, w := range words(dsl.Directive, "") {
			if slices.Contains(w.Names, name) {
				return name
			}
		}
	}
	return ""
}

// describeWord is the documentation of w, in Markdown.
func describeWord(w dsl.Word) string {
	var b strings.Builder
	fmt.Fprintf(&b, "```ruby\n%s\n```\n%s.\n", w.Usage, capital(w.Meaning))
	if w.Type != "" {
		fmt.Fprintf(&b, "\n* takes %s", w.Type)
	}
	if w.Default != "" {
		fmt.Fprintf(&b, "\n* by default %s", w.Default)
	}
	if len(w.Names) > 1 {
		fmt.Fprintf(&b, "\n* also written `%s`", strings.Join(w.Names[1:], "`, `"))
	}
	if w.Example != "" {
		fmt.Fprintf(&b, "\n\n```ruby\n%s\n```", w.Example)
	}
	return b.String()
}

// capital returns s with a capital letter at its beginning, unless that is a
// name.
func capital(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
