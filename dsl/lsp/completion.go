package lsp

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/dsl/syntax"
)

// keywords are Ruby's that begin a statement or a value.
var keywords = []string{"begin", "case", "def", "do", "else", "elsif", "end", "false", "for", "if", "nil", "require_relative", "true", "unless", "until", "while"}

// completion answers what may be written at a place. What that is, the text
// before it tells, whether the rest can be read or not; the names are those of
// the last evaluation and, where that had mistakes, of the last without.
func (s *server) completion(ctx context.Context, p positionParams) (completionList, error) {
	d, a, err := s.analysisOf(ctx, p.TextDocument.URI)
	if d == nil {
		return completionList{Items: []completionItem{}}, err
	}
	offset := d.text.offset(p.Position, s.encoding)
	c := proposals{
		Cursor: syntax.CursorAt(d.text.content, offset),
		server: s,
		items:  []completionItem{},
		seen:   map[string]bool{},
	}
	c.place = d.text.textRange(c.Word.Start, offset, s.encoding)
	if !c.Hidden && !c.AfterDot {
		c.propose(a)
	}
	return completionList{Items: c.items}, nil
}

// proposals are what may be written at a cursor.
type proposals struct {
	syntax.Cursor
	server *server
	place  textRange // of what a proposal replaces
	items  []completionItem
	seen   map[string]bool // their labels
}

func (c *proposals) propose(a *analysis) {
	switch {
	case c.Call == "link" && c.Argument < 2 && !c.InSymbol:
		c.names(a)
	case (c.Call == "event" || c.Call == "filter") && c.Key != "":
		c.apps(a)
	case c.InString:
		return
	case c.Call != "" && c.Key == "":
		c.options()
	case c.Call == "" && directiveAround(c.Cursor) != "":
		c.words(words(dsl.Attribute, directiveAround(c.Cursor)), propertyItem)
	case c.Call == "" && !c.InSymbol:
		c.words(words(dsl.Directive, ""), functionItem)
	}
	if c.InString || c.InSymbol {
		return
	}
	for _, name := range c.Locals {
		c.add(completionItem{Label: name, Kind: variableItem, Detail: "variable"}, name)
	}
	if c.Call == "" {
		for _, word := range keywords {
			c.add(completionItem{Label: word, Kind: keywordItem}, word)
		}
	}
}

// add adds an item that stands after those before it and inserts newText.
func (c *proposals) add(item completionItem, newText string) {
	if c.seen[item.Label] {
		return
	}
	c.seen[item.Label] = true
	item.SortText = fmt.Sprintf("%05d", len(c.items))
	item.TextEdit = textEdit{c.place, newText}
	if item.InsertTextFormat == 0 {
		item.InsertTextFormat = plainText
	}
	c.items = append(c.items, item)
}

// value adds a name that is a string's content, with quotes outside of one.
func (c *proposals) value(name, detail string) {
	newText := quoted(name)
	if c.InString {
		newText = newText[1 : len(newText)-1]
	}
	c.add(completionItem{Label: name, Kind: constantItem, Detail: detail, FilterText: name}, newText)
}

// quoted writes a name as a string of Ruby.
func quoted(name string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `#{`, `\#{`).Replace(name) + `"`
}

func (c *proposals) names(a *analysis) {
	if a == nil {
		return
	}
	for _, network := range []*dsl.Network{a.report.Declared, a.known} {
		for _, n := range all(network) {
			if n.name() != "" {
				c.value(n.name(), n.detail())
			}
		}
	}
}

func (c *proposals) apps(a *analysis) {
	if a == nil {
		return
	}
	for _, network := range []*dsl.Network{a.report.Declared, a.known} {
		if network == nil {
			continue
		}
		for _, app := range network.Apps {
			c.value(app.Name, "app")
		}
	}
}

// options proposes the options of the call that it has not.
func (c *proposals) options() {
	for _, w := range words(dsl.Setting, c.Call) {
		if slices.ContainsFunc(w.Names, func(name string) bool { return slices.Contains(c.Keys, name) }) {
			continue
		}
		item := c.item(w, w.Names[0], propertyItem)
		if c.InSymbol {
			c.add(item, item.Label+" => ")
		} else {
			c.add(item, item.Label+": ")
		}
	}
}

// words proposes directives or attributes under all their names.
func (c *proposals) words(list []dsl.Word, kind int) {
	for _, w := range list {
		for _, name := range w.Names {
			item := c.item(w, name, kind)
			newText := name
			if c.server.client.Capabilities.TextDocument.Completion.CompletionItem.SnippetSupport {
				item.InsertTextFormat, newText = snippet, form(w, name)
			}
			c.add(item, newText)
		}
	}
}

// form is the snippet for a directive or attribute.
func form(w dsl.Word, name string) string {
	switch {
	case strings.Contains(w.Usage, "{ … }"):
		return name + "(\"$1\") {\n\t$0\n}"
	case name == "link":
		return name + ` "$1", "$2"$0`
	case w.Usage == w.Names[0]: // it takes nothing
		return name
	}
	return name + " $0"
}

func (c *proposals) item(w dsl.Word, name string, kind int) completionItem {
	doc := markup(describeWord(w), c.server.client.Capabilities.TextDocument.Completion.CompletionItem.DocumentationFormat)
	return completionItem{Label: name, Kind: kind, Detail: w.Usage, Documentation: &doc}
}
