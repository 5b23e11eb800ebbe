package graph

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// svgStyle is the whole look of a picture. Its colours can be told apart by
// people who see few of them, and on a bad projector.
const svgStyle = `
  .background { fill: #ffffff }
  .cable path { fill: none; stroke: #5b6572; stroke-width: 1.5; stroke-linejoin: round }
  .node rect { stroke-width: 1.5; fill: #ffffff; stroke: #5b6572 }
  .switch rect { fill: #dbe9f8; stroke: #1f5fa8 }
  .host rect { fill: #f4f9ee; stroke: #4f8a2c }
  .interface rect { fill: #f2f2f2; stroke: #777777; stroke-dasharray: 4 3 }
  .down rect { fill: #fdecea; stroke: #b3261e; stroke-dasharray: 5 3 }
  .down path { stroke: #b3261e; stroke-dasharray: 5 4 }
  text { font-family: Go, "Helvetica Neue", Arial, sans-serif; text-anchor: middle; dominant-baseline: central; fill: #1a1f26 }
  .name { font-size: 13px; font-weight: bold }
  .line { font-size: 11px; fill: #47505c }
  .caption { font-size: 10px; fill: #47505c }
  .port, .limit, .cut { font-size: 10px; fill: #47505c; stroke: #ffffff; stroke-width: 3px; paint-order: stroke; stroke-linejoin: round }
  .cut { font-size: 14px; fill: #b3261e }
`

// WriteSVG writes the picture as SVG 1.1: groups of the classes cable, node,
// switch, host and interface, each with its title and the data attributes that a
// page finds it by.
func (p *Picture) WriteSVG(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, `<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %[1]s %[2]s" role="img">`+"\n", pixels(p.Width), pixels(p.Height))
	fmt.Fprintf(out, " <title>%s</title>\n <style>%s </style>\n", escape(p.Title), svgStyle)
	fmt.Fprintf(out, ` <rect class="background" width="%s" height="%s"/>`+"\n", pixels(p.Width), pixels(p.Height))
	for i := range p.edges {
		e := &p.edges[i]
		fmt.Fprintf(out, ` <g class="cable%s" data-link="%d"><title>%s</title><path d="%s"/></g>`+"\n", stateClass(e.State), i, escape(e.Detail), svgPath(e.path))
	}
	for i := range p.nodes {
		n := &p.nodes[i]
		size := n.box.size()
		fmt.Fprintf(out, ` <g class="node %s%s" data-name="%s"><title>%s</title><rect x="%s" y="%s" width="%s" height="%s" rx="%s"/>`,
			n.Kind, stateClass(n.State), escape(n.Name), escape(n.Detail), pixels(n.box.min.x), pixels(n.box.min.y), pixels(size.x), pixels(size.y), pixels(n.radius()))
		for _, t := range n.texts() {
			fmt.Fprintf(out, `<text class="%s" x="%s" y="%s">%s</text>`, t.class, pixels(t.at.x), pixels(t.at.y), escape(t.text))
		}
		fmt.Fprintln(out, "</g>")
	}
	for _, l := range p.captions {
		fmt.Fprintf(out, ` <text class="%s" x="%s" y="%s">%s</text>`+"\n", l.kind, pixels(l.at.x), pixels(l.at.y), escape(l.text))
	}
	// Numbers are drawn last, so that no cable goes over them.
	for i := range p.edges {
		for _, l := range p.edges[i].labels {
			fmt.Fprintf(out, ` <text class="%s" x="%s" y="%s">%s</text>`+"\n", l.kind, pixels(l.at.x), pixels(l.at.y), escape(l.text))
		}
	}
	fmt.Fprintln(out, "</svg>")
	return out.Flush()
}

// radius returns that of a box's corners: a host's are rounder than a switch's.
func (n *drawnNode) radius() float64 {
	if n.Kind == Switch {
		return 4
	}
	return 12
}

type nodeText struct {
	class string
	style style
	text  string
	at    point
}

// texts returns what is written in a node's box.
func (n *drawnNode) texts() []nodeText {
	at := n.box.centre()
	at.y -= 7 * float64(len(n.Lines))
	all := []nodeText{{"name", nameStyle, short(n.Name), at}}
	for _, line := range n.Lines {
		at.y += 14
		all = append(all, nodeText{"line", lineStyle, line, at})
	}
	return all
}

func stateClass(s State) string {
	if s == Down {
		return " down"
	}
	return ""
}

func svgPath(way []point) string {
	var s strings.Builder
	for i, p := range way {
		s.WriteByte("ML"[min(i, 1)])
		s.WriteString(pixels(p.x) + " " + pixels(p.y))
	}
	return s.String()
}

func pixels(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// escape returns a text for XML, in elements and attributes alike.
func escape(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		panic(err) // a Builder takes everything
	}
	return b.String()
}
