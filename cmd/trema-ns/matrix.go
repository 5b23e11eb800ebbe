package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/netns/ping"
)

// matrix is who reaches whom.
type matrix struct {
	Lab     string
	names   []string
	answers [][]ping.Answer // by sender and receiver
}

// count returns how many pairs were tried and how many of them reached.
func (m *matrix) count() (tried, reached int) {
	for _, row := range m.answers {
		for _, a := range row {
			if a.Tried {
				tried++
			}
			if a.OK {
				reached++
			}
		}
	}
	return tried, reached
}

// write writes the matrix for people: with the hosts' names above its columns
// where a terminal of that width has room for them, else with their numbers.
func (m *matrix) write(w io.Writer, width int) error {
	var s strings.Builder
	switch n := len(m.names); {
	case n < 2:
	case m.wideColumns() <= width:
		m.named(&s)
	default:
		m.numbered(&s)
		m.lost(&s)
	}
	tried, reached := m.count()
	if tried == 0 {
		s.WriteString("There are no two hosts that could reach each other.\n")
	} else {
		fmt.Fprintf(&s, "%d of %d pairs reach (%d%% lost)\n", reached, tried, lostPercent(tried, reached))
	}
	_, err := io.WriteString(w, s.String())
	return err
}

// lostPercent is rounded up: it is 0 only if nothing is lost.
func lostPercent(tried, reached int) int { return ((tried-reached)*100 + tried - 1) / tried }

// cell is one letter: a dot for reached, X for not, - for itself or what was not
// tried. It is the X that is to be seen.
func (m *matrix) cell(i, j int) string {
	switch a := m.answers[i][j]; {
	case a.OK:
		return "."
	case a.Tried:
		return "X"
	}
	return "-"
}

func (m *matrix) longest() int {
	longest := 0
	for _, name := range m.names {
		longest = max(longest, diag.Width(name))
	}
	return longest
}

// wideColumns returns the width of the named form.
func (m *matrix) wideColumns() int {
	columns := m.longest()
	for _, name := range m.names {
		columns += 2 + diag.Width(name)
	}
	return columns
}

func (m *matrix) named(s *strings.Builder) {
	longest := m.longest()
	s.WriteString(strings.Repeat(" ", longest))
	for _, name := range m.names {
		s.WriteString("  " + name)
	}
	s.WriteString("\n")
	for i, name := range m.names {
		s.WriteString(name + strings.Repeat(" ", longest-diag.Width(name)))
		for j, above := range m.names {
			// The letter is below the name's last.
			s.WriteString(strings.Repeat(" ", 1+diag.Width(above)) + m.cell(i, j))
		}
		s.WriteString("\n")
	}
}

// inGroup is how many columns of the numbered form stand together.
const inGroup = 10

// numbered has a column of one letter for each host, the numbers above them
// written downwards, and the names at the ends of the lines, so that they may be
// as long as they are.
func (m *matrix) numbered(s *strings.Builder) {
	n := len(m.names)
	digits := len(strconv.Itoa(n))
	for d := range digits {
		above := grouped(n, func(j int) string { return fmt.Sprintf("%*d", digits, j+1)[d : d+1] })
		s.WriteString(strings.TrimRight(strings.Repeat(" ", digits)+above, " ") + "\n")
	}
	for i, name := range m.names {
		row := grouped(n, func(j int) string { return m.cell(i, j) })
		fmt.Fprintf(s, "%*d%s  %s\n", digits, i+1, row, name)
	}
}

// lost names the pairs that do not reach, if they are few: in a large matrix they
// are hard to read off.
func (m *matrix) lost(s *strings.Builder) {
	const few = 10
	tried, reached := m.count()
	if tried-reached > few {
		return
	}
	for i, row := range m.answers {
		for j, a := range row {
			if a.Tried && !a.OK {
				fmt.Fprintf(s, "%s does not reach %s\n", m.names[i], m.names[j])
			}
		}
	}
}

// grouped writes n letters, a blank before each group of them.
func grouped(n int, letter func(j int) string) string {
	var s strings.Builder
	for j := range n {
		if j%inGroup == 0 {
			s.WriteString(" ")
		}
		s.WriteString(letter(j))
	}
	return s.String()
}

// pingReport is the matrix for programs.
type pingReport struct {
	FormatVersion string     `json:"format_version"`
	Lab           string     `json:"lab"`
	Hosts         []string   `json:"hosts"`
	Tried         int        `json:"tried"`
	Reached       int        `json:"reached"`
	Pairs         []pingPair `json:"pairs"`
}

type pingPair struct {
	From    string  `json:"from"`
	To      string  `json:"to"`
	Reached bool    `json:"reached"`
	RTT     float64 `json:"rtt_ms,omitempty"` // in milliseconds
}

func (m *matrix) report() pingReport {
	r := pingReport{FormatVersion: "1", Lab: m.Lab, Hosts: m.names, Pairs: []pingPair{}}
	r.Tried, r.Reached = m.count()
	for i, row := range m.answers {
		for j, a := range row {
			if a.Tried {
				r.Pairs = append(r.Pairs, pingPair{m.names[i], m.names[j], a.OK, float64(a.Took.Round(time.Microsecond)) / float64(time.Millisecond)})
			}
		}
	}
	return r
}
