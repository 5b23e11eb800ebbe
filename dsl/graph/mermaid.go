package graph

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// WriteMermaid writes the graph as a Mermaid flowchart, which many wikis and
// code hosts draw in a page's text.
func (g *Graph) WriteMermaid(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprintln(out, "flowchart LR")
	brackets := map[Kind][2]string{Switch: {"[", "]"}, Host: {"(", ")"}, Interface: {"([", "])"}}
	classes := map[string][]string{}
	for i := range g.Nodes {
		n := &g.Nodes[i]
		text := make([]string, 0, 3)
		for _, line := range append([]string{n.Name}, n.Lines...) {
			text = append(text, mermaidText(line))
		}
		fmt.Fprintf(out, "  n%d%s\"%s\"%s\n", i, brackets[n.Kind][0], strings.Join(text, "<br/>"), brackets[n.Kind][1])
		class := string(n.Kind)
		if n.State == Down {
			class = "down"
		}
		classes[class] = append(classes[class], fmt.Sprintf("n%d", i))
	}
	for i := range g.Edges {
		e := &g.Edges[i]
		var text []string
		if e.Ports[0] != "" || e.Ports[1] != "" {
			text = append(text, strings.Trim(e.Ports[0]+" – "+e.Ports[1], " –"))
		}
		if e.Label != "" {
			text = append(text, mermaidText(e.Label))
		}
		line := "---"
		if e.State == Down {
			line = "-.-"
		}
		if len(text) > 0 {
			line += `|"` + strings.Join(text, "<br/>") + `"|`
		}
		fmt.Fprintf(out, "  n%d %s n%d\n", e.Ends[0], line, e.Ends[1])
	}
	for _, look := range []struct{ class, style string }{
		{"switch", "fill:#dbe9f8,stroke:#1f5fa8"}, {"host", "fill:#f4f9ee,stroke:#4f8a2c"},
		{"interface", "fill:#f2f2f2,stroke:#777777"}, {"down", "fill:#fdecea,stroke:#b3261e"},
	} {
		if nodes := classes[look.class]; len(nodes) > 0 {
			fmt.Fprintf(out, "  classDef %s %s,color:#1a1f26\n  class %s %[1]s\n", look.class, look.style, strings.Join(nodes, ","))
		}
	}
	return out.Flush()
}

// mermaidText returns a text for between quotes: Mermaid reads HTML there, and
// writes character references with # and ;.
func mermaidText(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch r {
		case '"', '#', '<', '>', '&', ';', '`', '\\', '*', '_', '\n':
			fmt.Fprintf(&b, "#%d;", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
