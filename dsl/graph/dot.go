package graph

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// WriteDOT writes the graph in the DOT language, for Graphviz.
func (g *Graph) WriteDOT(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "graph %s {\n", dotString(g.Title))
	fmt.Fprint(out, "  layout=neato; overlap=false; splines=true; sep=\"+12\"\n")
	fmt.Fprint(out, "  node [fontname=\"Helvetica\", fontsize=11, style=filled]\n")
	fmt.Fprint(out, "  edge [fontname=\"Helvetica\", fontsize=9, color=\"#5b6572\"]\n")
	looks := map[Kind]string{
		Switch:    `shape=box, color="#1f5fa8", fillcolor="#dbe9f8"`,
		Host:      `shape=box, style="filled,rounded", color="#4f8a2c", fillcolor="#f4f9ee"`,
		Interface: `shape=box, style="filled,dashed", color="#777777", fillcolor="#f2f2f2"`,
	}
	for i := range g.Nodes {
		n := &g.Nodes[i]
		look := looks[n.Kind]
		if n.State == Down {
			look += `, color="#b3261e", fillcolor="#fdecea"`
		}
		fmt.Fprintf(out, "  n%d [label=%s, tooltip=%s, %s]\n", i, dotString(strings.Join(append([]string{n.Name}, n.Lines...), "\n")), dotString(n.Detail), look)
	}
	for i := range g.Edges {
		e := &g.Edges[i]
		var attributes []string
		for k, name := range []string{"taillabel", "headlabel"} {
			if e.Ports[k] != "" {
				attributes = append(attributes, name+"="+dotString(e.Ports[k]))
			}
		}
		if e.Label != "" {
			attributes = append(attributes, "label="+dotString(e.Label))
		}
		if e.State == Down {
			attributes = append(attributes, `color="#b3261e", style=dashed`)
		}
		fmt.Fprintf(out, "  n%d -- n%d [%s]\n", e.Ends[0], e.Ends[1], strings.Join(attributes, ", "))
	}
	fmt.Fprintln(out, "}")
	return out.Flush()
}

// dotString returns a text as a quoted string of DOT. A backslash begins one of
// Graphviz's own escapes in labels, so it is doubled.
func dotString(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
}
