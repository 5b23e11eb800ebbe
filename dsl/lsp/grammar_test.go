package lsp

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/trema-ns/trema-ns/dsl"
)

// The grammar that colours network files in editors knows all words.
func TestGrammarOfVSCodeKnowsAllWords(t *testing.T) {
	src, err := os.ReadFile("../../editors/vscode/syntaxes/trema.tmLanguage.json")
	if err != nil {
		t.Fatal(err)
	}
	var grammar struct {
		Repository map[string]struct{ Match string }
	}
	if err := json.Unmarshal(src, &grammar); err != nil {
		t.Fatal(err)
	}
	want := map[dsl.WordKind][]string{}
	for _, w := range dsl.Words() {
		if w.Kind == dsl.Directive && w.Names[0] == "port" {
			continue // an attribute too, and coloured as one
		}
		want[w.Kind] = append(want[w.Kind], w.Names...)
	}
	for _, kind := range []dsl.WordKind{dsl.Directive, dsl.Attribute} {
		_, list, _ := strings.Cut(grammar.Repository[string(kind)].Match, ")(")
		list, _, _ = strings.Cut(list, ")")
		got := strings.Split(list, "|")
		slices.Sort(got)
		words := slices.Compact(slices.Sorted(slices.Values(want[kind])))
		if d := cmp.Diff(words, got); d != "" {
			t.Errorf("%ss (-want +got):\n%s", kind, d)
		}
	}
}
