package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/runner"
)

// traceLine is a line of a trace: a place, how the packet comes there, what is
// done with it, and by which flow.
type traceLine [4]string

// writeTrace writes a trace for people: the packet, a line for each place that it
// comes to, further in from where it is copied on, and what becomes of it.
func writeTrace(w io.Writer, t *runner.PacketTrace) error {
	var lines []traceLine
	for _, hop := range t.Way {
		lines = appendHop(lines, hop, "")
	}
	var widths [3]int
	for _, l := range lines {
		for i := range widths {
			widths[i] = max(widths[i], diag.Width(l[i]))
		}
	}
	var s strings.Builder
	if t.Packet != "" {
		s.WriteString(t.Packet + "\n")
	}
	for _, l := range lines {
		var line strings.Builder
		for i, width := range widths {
			line.WriteString(l[i] + strings.Repeat(" ", width-diag.Width(l[i])+2))
		}
		s.WriteString(strings.TrimRight(line.String()+l[3], " ") + "\n")
	}
	s.WriteString(t.Text + "\n")
	_, err := io.WriteString(w, s.String())
	return err
}

func appendHop(lines []traceLine, hop *runner.TraceHop, indent string) []traceLine {
	l := traceLine{indent + hop.Host + hop.Switch}
	switch {
	case hop.Switch != "":
		l[1] = "in " + strconv.FormatUint(uint64(hop.Port), 10)
	case hop.Host != "":
		l[1] = hop.Device
	default:
		l[0] += hop.Device
	}
	l[2] = whatIsDone(hop)
	if n := len(hop.Flows); n > 0 {
		l[3] = flowText(hop, 0)
	}
	lines = append(lines, l)
	for i := 1; i < len(hop.Flows); i++ {
		lines = append(lines, traceLine{3: flowText(hop, i)})
	}
	for _, warning := range hop.Warnings {
		lines = append(lines, traceLine{3: "(" + warning + ")"})
	}
	if len(hop.Next) > 1 || indent != "" {
		indent += "  "
	}
	for _, next := range hop.Next {
		lines = appendHop(lines, next, indent)
	}
	return lines
}

// flowText names the table where there are several.
func flowText(hop *runner.TraceHop, i int) string {
	f := hop.Flows[i]
	if f.Missed && len(hop.Flows) == 1 {
		return "no flow"
	}
	text := f.Text
	if f.Missed {
		text = "no flow"
	}
	if f.Table != 0 || len(hop.Flows) > 1 {
		return fmt.Sprintf("table=%d, %s", f.Table, text)
	}
	return text
}

// whatIsDone says in short what a hop does with the packet.
func whatIsDone(hop *runner.TraceHop) string {
	if hop.Text != "" {
		return hop.Text
	}
	var done []string
	if len(hop.Outputs) > 0 {
		var ports []string
		for _, port := range hop.Outputs {
			ports = append(ports, portText(port))
		}
		separator := ", "
		if hop.OneOf {
			separator = " or "
		}
		done = append(done, "out "+strings.Join(ports, separator))
	}
	if hop.Controller {
		done = append(done, "to the controller")
	}
	return strings.Join(done, ", ")
}

func portText(port uint32) string {
	if port == runner.LocalPort {
		return "LOCAL"
	}
	return strconv.FormatUint(uint64(port), 10)
}
