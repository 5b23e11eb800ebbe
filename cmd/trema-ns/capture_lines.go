package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/trema-ns/trema-ns/controller/openflow/sniff"
	"github.com/trema-ns/trema-ns/controller/openflow/summary"
	"github.com/trema-ns/trema-ns/controller/packet"
	"github.com/trema-ns/trema-ns/netns/capture"
	"github.com/trema-ns/trema-ns/runner"
)

// lines writes a capture for people: a line for each frame, and for each
// OpenFlow message in place of the segments that carry it.
type lines struct {
	w          io.Writer
	interfaces []capture.Interface
	width      int // of the longest interface's name
	sniffer    *sniff.Sniffer
}

// newLines also takes the lab's switches, as they are now.
func newLines(w io.Writer, interfaces []capture.Interface, switches []runner.SwitchStatus) *lines {
	l := &lines{w: w, interfaces: interfaces, sniffer: runner.NewSniffer(switches)}
	for _, i := range interfaces {
		l.width = max(l.width, utf8.RuneCountInString(i.Name))
	}
	return l
}

func (l *lines) write(p capture.Packet) error {
	name := l.interfaces[p.Interface].Name
	if strings.HasPrefix(name, runner.OpenFlowInterface) {
		return l.openFlow(p, name)
	}
	return l.line(p, name, packet.Summary(p.Data))
}

func (l *lines) line(p capture.Packet, name, said string) error {
	_, err := fmt.Fprintf(l.w, "%s  %-*s  %s\n", p.Time.Local().Format("15:04:05.000000"), l.width, name, said)
	return err
}

// openFlow writes the messages that a segment makes whole.
func (l *lines) openFlow(p capture.Packet, name string) error {
	return l.sniffer.Frame(p.Data, func(m sniff.Message) error {
		way := fmt.Sprintf("%s → %s", m.From, m.To)
		switch {
		case m.Switch == "":
		case m.FromSwitch:
			way = m.Switch + " →"
		default:
			way = "→ " + m.Switch
		}
		return l.line(p, name, way+"  "+summary.Of(m.Data))
	})
}
