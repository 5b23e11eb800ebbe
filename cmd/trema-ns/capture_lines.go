package main

import (
	"cmp"
	"fmt"
	"io"
	"net/netip"
	"strings"
	"unicode/utf8"

	"github.com/trema-ns/trema-ns/controller/openflow"
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
	streams    map[stream]*bytesOf
	names      map[string]string         // of switches, by dpid
	switches   map[netip.AddrPort]string // who is at the other end, as far as known
}

// newLines also takes the lab's switches, as they are now.
func newLines(w io.Writer, interfaces []capture.Interface, switches []runner.SwitchStatus) *lines {
	l := &lines{w: w, interfaces: interfaces, streams: map[stream]*bytesOf{}, names: map[string]string{}, switches: map[netip.AddrPort]string{}}
	for _, s := range switches {
		l.names[shortDPID(s.DatapathID)] = s.Name
		if peer, err := netip.ParseAddrPort(s.Peer); err == nil {
			l.switches[peer] = s.Name
		}
	}
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

// stream is one direction of a TCP connection.
type stream struct{ from, to netip.AddrPort }

// bytesOf are the bytes of a stream that are no whole message yet.
type bytesOf struct {
	next uint32 // sequence number
	data []byte
}

// openFlow takes the messages out of a segment.
func (l *lines) openFlow(p capture.Packet, name string) error {
	var d packet.Packet
	if !packet.Decode(p.Data, &d) || !d.Has(packet.LayerIPv4|packet.LayerTCP) {
		return nil
	}
	ip, _ := packet.ParseIPv4(p.Data[14:])
	segment, ok := packet.ParseTCP(ip.Payload())
	if !ok {
		return nil
	}
	s := stream{netip.AddrPortFrom(d.Src.Netip(), d.TPSrc), netip.AddrPortFrom(d.Dst.Netip(), d.TPDst)}
	b := l.streams[s]
	seq, payload := segment.Seq(), segment.Payload()
	const syn, fin, rst = 2, 1, 4
	switch {
	case d.TCPFlags&(fin|rst) != 0 && len(payload) == 0:
		delete(l.streams, s)
		return nil
	case d.TCPFlags&syn != 0:
		l.streams[s] = &bytesOf{next: seq + 1}
		return nil
	case b == nil: // from the middle on: a segment begins with a message, as a rule
		b = &bytesOf{next: seq}
		l.streams[s] = b
	}
	if seen := b.next - seq; seen > 0 && int(seen) <= len(payload) {
		payload = payload[seen:] // sent again
	} else if seen != 0 {
		b.data = b.data[:0] // some were not captured
	}
	b.next = segment.Seq() + uint32(len(segment.Payload()))
	b.data = append(b.data, payload...)
	for len(b.data) >= openflow.HeaderLen {
		var h openflow.Header
		if err := openflow.ParseHeader(b.data, &h); err != nil || int(h.Length) < openflow.HeaderLen {
			b.data = b.data[:0]
			return nil
		}
		if len(b.data) < int(h.Length) {
			return nil
		}
		if err := l.message(p, name, s, &h, b.data[:h.Length]); err != nil {
			return err
		}
		b.data = b.data[h.Length:]
	}
	return nil
}

func (l *lines) message(p capture.Packet, name string, s stream, h *openflow.Header, message []byte) error {
	said := summary.Of(message)
	if summary.Name(h.Version, h.Type) == "FEATURES_REPLY" {
		if dpid, ok := strings.CutPrefix(strings.Fields(said)[1], "dpid="); ok {
			l.switches[s.from] = cmp.Or(l.names[dpid], dpid)
		}
	}
	return l.line(p, name, l.way(s)+"  "+said)
}

// way says who speaks to whom: "lsw →" is a switch to its controller.
func (l *lines) way(s stream) string {
	if name := l.switches[s.from]; name != "" {
		return name + " →"
	}
	if name := l.switches[s.to]; name != "" {
		return "→ " + name
	}
	return fmt.Sprintf("%s → %s", s.from, s.to)
}
