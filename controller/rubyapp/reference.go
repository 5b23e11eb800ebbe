package rubyapp

import (
	"fmt"
	"slices"
	"strings"
)

// Reference returns Trema's interface as it is here, in Markdown: made of the
// tables that make it.
func Reference() string {
	var b strings.Builder
	b.WriteString("### Handlers\n\n| handler | new | old | edge | when |\n|---|---|---|---|---|\n")
	for _, h := range handlerTable {
		if h.does != "" {
			fmt.Fprintf(&b, "| `%s` %s| %s |\n", strings.TrimSpace(h.name+" "+h.args), columns(h.generation), h.does)
		}
	}
	entries := map[string]*entry{}
	var order []string
	for _, g := range []generation{newTrema, oldTrema, edgeTrema} {
		for _, table := range g.tables() {
			for _, c := range table {
				if c.module {
					continue
				}
				if entries[c.name] == nil {
					entries[c.name] = &entry{class: c, rows: map[string]*row{}}
					order = append(order, c.name)
				}
				entries[c.name].add(g, c)
			}
		}
	}
	var short []*entry
	for _, name := range order {
		e := entries[name]
		if len(e.names) == 1 && e.names[0] == name+".new" {
			short = append(short, e)
			continue
		}
		e.write(&b)
	}
	b.WriteString("\n### Actions, instructions and packets\n\nThey are made by `new`:\n\n| class | new | old | edge | |\n|---|---|---|---|---|\n")
	for _, e := range short {
		fmt.Fprintf(&b, "| `%s` %s| %s |\n", e.class.name, columns(e.in), e.class.does)
	}
	b.WriteString("\n### Fields of a match\n\n| new | old | edge | |\n|---|---|---|---|\n")
	for _, f := range fields {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", codes(f.names[0]), codes(f.names[1]), codes(f.names[2]), f.does)
	}
	return b.String()
}

// entry is a class in the reference.
type entry struct {
	class class
	in    generation // which of them have it
	rows  map[string]*row
	names []string // of rows, in order
}

// row is a method in the reference.
type row struct {
	names string
	does  string
	in    generation
}

func (e *entry) add(g generation, c class) {
	e.in |= g
	add := func(prefix string, m method) {
		key := prefix + m.names
		if e.rows[key] == nil {
			var names []string
			for name := range strings.FieldsSeq(m.names) {
				names = append(names, prefix+name)
			}
			e.rows[key] = &row{names: strings.Join(names, " "), does: m.does}
			e.names = append(e.names, key)
		}
		e.rows[key].in |= g
	}
	for _, m := range c.own {
		add(c.name+".", m)
	}
	for _, m := range c.methods {
		add("", m)
	}
}

func (e *entry) write(b *strings.Builder) {
	if e.class.name == "Match" {
		// Its fields have a table of their own.
		e.names = slices.DeleteFunc(e.names, func(key string) bool {
			name := strings.TrimSuffix(key, "=")
			return slices.ContainsFunc(fields, func(f matchField) bool {
				return slices.Contains(strings.Fields(strings.Join(f.names[:], " ")), name)
			})
		})
	}
	fmt.Fprintf(b, "\n### %s\n\n", e.class.name)
	switch {
	case e.class.does == "":
	case e.in == allTremas:
		fmt.Fprintf(b, "%s.\n", capitalized(e.class.does))
	default:
		fmt.Fprintf(b, "%s (%s).\n", capitalized(e.class.does), e.in.words())
	}
	if e.class.alias != "" {
		fmt.Fprintf(b, "It is called `%s` too.\n", e.class.alias)
	}
	if len(e.names) == 0 {
		return
	}
	b.WriteString("\n| method | new | old | edge | |\n|---|---|---|---|---|\n")
	for _, key := range e.names {
		r := e.rows[key]
		fmt.Fprintf(b, "| %s %s| %s |\n", codes(r.names), columns(r.in), r.does)
	}
}

func capitalized(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// codes writes words as code.
func codes(words string) string {
	list := strings.Fields(words)
	for i, w := range list {
		list[i] = "`" + strings.ReplaceAll(w, "|", "\\|") + "`"
	}
	return strings.Join(list, ", ")
}

// columns marks which generations have something.
func columns(g generation) string {
	text := ""
	for _, each := range []generation{newTrema, oldTrema, edgeTrema} {
		if g&each != 0 {
			text += "| ✓ "
		} else {
			text += "| "
		}
	}
	return text
}

// words lists generations.
func (g generation) words() string {
	var list []string
	for _, each := range []generation{newTrema, oldTrema, edgeTrema} {
		if g&each != 0 {
			list = append(list, each.String())
		}
	}
	return strings.Join(list, ", ")
}
