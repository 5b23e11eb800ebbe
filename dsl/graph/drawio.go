package graph

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// WriteDrawio writes the picture as a draw.io diagram, to be edited there: boxes
// are connected by their cables, so these follow when a box is moved.
func (p *Picture) WriteDrawio(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "<mxfile host=\"trema-ns\">\n <diagram name=\"%s\">\n", escape(p.Title))
	fmt.Fprintf(out, "  <mxGraphModel dx=\"0\" dy=\"0\" grid=\"0\" page=\"0\" pageWidth=\"%s\" pageHeight=\"%s\">\n   <root>\n    <mxCell id=\"0\"/>\n    <mxCell id=\"1\" parent=\"0\"/>\n", pixels(p.Width), pixels(p.Height))
	looks := map[Kind]string{
		Switch:    "rounded=1;arcSize=8;fillColor=#dbe9f8;strokeColor=#1f5fa8;",
		Host:      "rounded=1;arcSize=40;fillColor=#f4f9ee;strokeColor=#4f8a2c;",
		Interface: "rounded=1;arcSize=40;dashed=1;fillColor=#f2f2f2;strokeColor=#777777;",
	}
	for i := range p.nodes {
		n := &p.nodes[i]
		look, size := looks[n.Kind], n.box.size()
		if n.State == Down {
			look += "dashed=1;fillColor=#fdecea;strokeColor=#b3261e;"
		}
		lines := []string{"<b>" + escape(short(n.Name)) + "</b>"}
		for _, line := range n.Lines {
			lines = append(lines, `<font style="font-size: 11px">`+escape(line)+"</font>")
		}
		fmt.Fprintf(out, "    <mxCell id=\"n%d\" value=\"%s\" style=\"%shtml=1;whiteSpace=wrap;fontSize=13;fontColor=#1a1f26;\" vertex=\"1\" parent=\"1\"><mxGeometry x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" as=\"geometry\"/></mxCell>\n",
			i, escape(strings.Join(lines, "<br>")), look, pixels(n.box.min.x), pixels(n.box.min.y), pixels(size.x), pixels(size.y))
	}
	for i := range p.edges {
		e := &p.edges[i]
		look := "endArrow=none;html=1;strokeColor=#5b6572;"
		if e.State == Down {
			look = "endArrow=none;html=1;dashed=1;strokeColor=#b3261e;"
		}
		fmt.Fprintf(out, "    <mxCell id=\"c%d\" value=\"%s\" style=\"%sfontSize=10;labelBackgroundColor=#ffffff;\" edge=\"1\" parent=\"1\" source=\"n%d\" target=\"n%d\"><mxGeometry relative=\"1\" as=\"geometry\">", i, escape(escape(e.Label)), look, e.Ends[0], e.Ends[1])
		if corners := e.path[1 : len(e.path)-1]; len(corners) > 0 {
			fmt.Fprint(out, `<Array as="points">`)
			for _, c := range corners {
				fmt.Fprintf(out, `<mxPoint x="%s" y="%s"/>`, pixels(c.x), pixels(c.y))
			}
			fmt.Fprint(out, "</Array>")
		}
		fmt.Fprintln(out, "</mxGeometry></mxCell>")
		for k, port := range e.Ports {
			if port == "" {
				continue
			}
			// A label's place on a cable goes from -1 at its source to 1 at its target.
			fmt.Fprintf(out, "    <mxCell id=\"c%dp%d\" value=\"%s\" style=\"edgeLabel;html=1;fontSize=10;fontColor=#47505c;labelBackgroundColor=#ffffff;\" vertex=\"1\" connectable=\"0\" parent=\"c%d\"><mxGeometry x=\"%s\" relative=\"1\" as=\"geometry\"/></mxCell>\n", i, k, escape(port), i, []string{"-0.7", "0.7"}[k])
		}
	}
	fmt.Fprint(out, "   </root>\n  </mxGraphModel>\n </diagram>\n</mxfile>\n")
	return out.Flush()
}
