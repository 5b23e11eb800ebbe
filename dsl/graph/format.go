package graph

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
)

// Format is what a graph can be written as.
type Format string

// The formats.
const (
	SVG     Format = "svg"
	PNG     Format = "png"
	Drawio  Format = "drawio"
	DOT     Format = "dot" // of Graphviz
	Mermaid Format = "mermaid"
)

// Formats are all formats.
var Formats = []Format{SVG, PNG, Drawio, DOT, Mermaid}

var formatEnds = map[string]Format{
	".svg": SVG, ".png": PNG, ".drawio": Drawio, ".dot": DOT, ".gv": DOT, ".mmd": Mermaid, ".mermaid": Mermaid,
}

// FormatOf returns the format that the end of a file's name says.
func FormatOf(filename string) (Format, error) {
	if f, ok := formatEnds[strings.ToLower(filepath.Ext(filename))]; ok {
		return f, nil
	}
	return "", fmt.Errorf("%s: the name's end tells no format; those known are %s", filename, strings.Join(ends(), " "))
}

func ends() []string {
	var all []string
	for end := range formatEnds {
		all = append(all, end)
	}
	slices.Sort(all)
	return all
}

// Write writes the graph in a format. A PNG is scale times as large as its text
// is on a page; for other formats scale means nothing.
func (g *Graph) Write(w io.Writer, f Format, scale float64) error {
	switch f {
	case SVG:
		return g.Draw().WriteSVG(w)
	case PNG:
		return g.Draw().WritePNG(w, scale)
	case Drawio:
		return g.Draw().WriteDrawio(w)
	case DOT:
		return g.WriteDOT(w)
	case Mermaid:
		return g.WriteMermaid(w)
	}
	return fmt.Errorf("%q is no format; the formats are %v", f, Formats)
}
