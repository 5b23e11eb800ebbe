package main

import (
	"io"
	"strings"

	"github.com/trema-ns/trema-ns/dsl/diag"
)

// table is rows of cells that are shown in columns. Names may have letters that
// take two columns of a terminal, which text/tabwriter does not know.
type table struct {
	indent string
	rows   [][]string
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

// write writes the rows; the last cell of each ends its line.
func (t *table) write(w io.Writer) error {
	var widths []int
	for _, row := range t.rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], diag.Width(cell))
		}
	}
	var s strings.Builder
	for _, row := range t.rows {
		s.WriteString(t.indent)
		for i, cell := range row {
			s.WriteString(cell)
			if i < len(row)-1 {
				s.WriteString(strings.Repeat(" ", widths[i]-diag.Width(cell)+2))
			}
		}
		s.WriteByte('\n')
	}
	_, err := io.WriteString(w, s.String())
	return err
}
