package dsl

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"text/template"

	"github.com/google/go-cmp/cmp"

	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/dsl/interp"
)

// TestLanguagePage compares docs/language.md with what the tables of words,
// methods and features say. With -update it writes the page.
func TestLanguagePage(t *testing.T) {
	const page = "../docs/language.md"
	got := languagePage(t)
	if *update {
		if err := os.WriteFile(page, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("docs/language.md is not what the tables say: renew it with `make docs` (-page +tables):\n%s", d)
	}
}

// languagePage makes the page of its template.
func languagePage(t *testing.T) []byte {
	t.Helper()
	functions := template.FuncMap{
		"directives": directiveList,
		"example":    func(name string) (string, error) { return network(exampleOf(name)) },
		"ruby":       network,
		"attributes": func(of ...string) string { return wordTable(Attribute, of) },
		"options":    func(of ...string) string { return wordTable(Setting, of) },
		"features":   featureList,
		"methods":    methodTables,
		"outside":    outsideTable,
		"mistake":    mistake,
	}
	page, err := template.New("language.md.tmpl").Funcs(functions).ParseFiles("../testdata/dsl/language.md.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := page.Execute(&b, map[string]any{
		"Steps":  fmt.Sprintf("%d million", interp.DefaultSteps/1_000_000),
		"Memory": interp.DefaultMemory >> 20,
		"Depth":  interp.DefaultDepth,
		"File":   MaxFile >> 20,
	}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// fence returns code as a block of Markdown.
func fence(language, code string) string {
	return "```" + language + "\n" + strings.TrimSuffix(code, "\n") + "\n```"
}

// network shows a network file, which must be one.
func network(src string) (string, error) {
	if n, report := LoadBytes("FILE", []byte(src)); n == nil {
		return "", fmt.Errorf("%s\n%s", src, text(report))
	}
	return fence("ruby", src), nil
}

// mistake shows a file and what is said about it.
func mistake(src string) (string, error) {
	n, report := LoadBytes("FILE", []byte(src))
	if n != nil {
		return "", fmt.Errorf("no mistake in %s", src)
	}
	var b bytes.Buffer
	first := report.Diagnostics[:1]
	if err := diag.NewWriter(&b, report.Sources, false).WriteList(first); err != nil {
		return "", err
	}
	return fence("", b.String()), nil
}

func exampleOf(name string) string {
	for _, w := range Words() {
		if w.Kind == Directive && w.Names[0] == name {
			return w.Example
		}
	}
	return ""
}

// quoted returns names as code, with commas between.
func quoted(names []string) string { return "`" + strings.Join(names, "`, `") + "`" }

// cell returns text as it stands in a table of Markdown.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

func directiveList() string {
	var b strings.Builder
	b.WriteString("| directive | what it declares |\n|---|---|\n")
	for _, w := range Words() {
		if w.Kind == Directive {
			also := ""
			if len(w.Names) > 1 {
				also = "; also " + quoted(w.Names[1:])
			}
			fmt.Fprintf(&b, "| `%s` | %s%s |\n", cell(w.Usage), cell(w.Meaning), also)
		}
	}
	return b.String()
}

// wordTable is the attributes or options that belong to one of several.
func wordTable(kind WordKind, of []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "| %s | meaning | value | without it | example |\n|---|---|---|---|---|\n", kind)
	for _, w := range Words() {
		if w.Kind != kind || !slices.ContainsFunc(of, func(name string) bool { return slices.Contains(w.Of, name) }) {
			continue
		}
		meaning := w.Meaning
		if len(w.Of) < len(of) {
			meaning += "; for " + quoted(w.Of)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | `%s` |\n", quoted(w.Names), cell(meaning), cell(w.Type), cell(w.Default), cell(w.Example))
	}
	return b.String()
}

func featureList() string {
	var b strings.Builder
	for _, topic := range interp.Features() {
		fmt.Fprintf(&b, "### %s\n\n", topic.Name)
		if topic.Intro != "" {
			b.WriteString(topic.Intro + "\n\n")
		}
		var code strings.Builder
		for i, e := range topic.Entries {
			if i > 0 {
				code.WriteByte('\n')
			}
			fmt.Fprintf(&code, "# %s\n%s\n", e.Does, e.Example)
		}
		b.WriteString(fence("ruby", code.String()) + "\n\n")
	}
	return b.String()
}

func methodTables() string {
	var b strings.Builder
	for _, topic := range interp.Methods() {
		fmt.Fprintf(&b, "### %s\n\n", topic.Name)
		if topic.Intro != "" {
			b.WriteString(topic.Intro + "\n\n")
		}
		b.WriteString("| method | what it does | example |\n|---|---|---|\n")
		for _, e := range topic.Entries {
			names := slices.Clone(e.Names)
			for i := range names {
				if e.Class {
					names[i] = classMethod(topic.Name, names[i])
				}
			}
			fmt.Fprintf(&b, "| %s | %s | `%s` |\n", cell(quoted(names)), cell(e.Does), cell(e.Example))
		}
		if len(topic.Outside) > 0 {
			fmt.Fprintf(&b, "\nNot available: %s.\n", quoted(topic.Outside))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// classMethod is how a method of a class itself is written.
func classMethod(class, name string) string {
	if strings.HasPrefix(name, "[") {
		return class + name
	}
	return class + "." + name
}

func outsideTable() string {
	var b strings.Builder
	b.WriteString("| what | example | error |\n|---|---|---|\n")
	for _, e := range interp.Outside() {
		code, message, _ := strings.Cut(e.Example, " # error: ")
		ticks := "`"
		if strings.Contains(code, "`") {
			ticks = "``"
			code = " " + code + " "
		}
		fmt.Fprintf(&b, "| %s | %s%s%s | %s |\n", cell(e.Does), ticks, cell(code), ticks, cell(message))
	}
	return b.String()
}
