// Package sniff finds OpenFlow messages in captured Ethernet frames, whoever the
// switches and controllers are that speak to each other. It puts the bytes of
// TCP connections together, learns from what switches say of themselves who is
// at which end, and opens no sockets itself.
package sniff

import (
	"net/netip"
	"strconv"

	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
	"github.com/trema-ns/trema-ns/controller/openflow/of13"
	"github.com/trema-ns/trema-ns/controller/packet"
)

// Message is an OpenFlow message on its way.
type Message struct {
	From, To   netip.AddrPort
	Switch     string // the switch's name, or its dpid; empty: not known yet
	FromSwitch bool   // it is the switch that speaks; meaningless while Switch is empty
	Data       []byte // the whole message; good until the next segment
}

// Sniffer follows TCP connections. It is not for several goroutines at once.
type Sniffer struct {
	names    map[uint64]string         // of switches, by dpid
	switches map[netip.AddrPort]string // who is where, as far as known
	streams  map[stream]*unread
}

// stream is one direction of a connection.
type stream struct{ from, to netip.AddrPort }

// unread are the bytes of a stream that are no whole message yet.
type unread struct {
	next uint32 // the sequence number to come
	data []byte
}

// New returns a Sniffer that knows no switches.
func New() *Sniffer {
	return &Sniffer{names: map[uint64]string{}, switches: map[netip.AddrPort]string{}, streams: map[stream]*unread{}}
}

// Name gives a switch a name in place of its dpid.
func (s *Sniffer) Name(dpid uint64, name string) { s.names[dpid] = name }

// Locate says where a switch is whose connection has begun before.
func (s *Sniffer) Locate(peer netip.AddrPort, name string) { s.switches[peer] = name }

// TCP flags (RFC 9293, section 3.1).
const (
	fin = 1 << iota
	syn
	rst
)

// Frame takes the messages out of a frame that is IPv4 with TCP, and hands them
// on; other frames are passed over.
func (s *Sniffer) Frame(frame []byte, handle func(Message) error) error {
	var p packet.Packet
	if !packet.Decode(frame, &p) || !p.Has(packet.LayerIPv4|packet.LayerTCP) || p.Has(packet.LayerVLAN) {
		return nil
	}
	const ethernet = 14 // octets of its header
	ip, ok := packet.ParseIPv4(frame[ethernet:])
	if !ok {
		return nil
	}
	tcp, ok := packet.ParseTCP(ip.Payload())
	if !ok {
		return nil
	}
	way := stream{netip.AddrPortFrom(p.Src.Netip(), p.TPSrc), netip.AddrPortFrom(p.Dst.Netip(), p.TPDst)}
	u := s.take(way, p.TCPFlags, tcp.Seq(), tcp.Payload())
	if u == nil {
		return nil
	}
	return s.messages(way, u, handle)
}

// take adds a segment to its stream, and returns that if there is anything new.
func (s *Sniffer) take(way stream, flags uint16, seq uint32, payload []byte) *unread {
	u := s.streams[way]
	switch {
	case flags&syn != 0:
		s.streams[way] = &unread{next: seq + 1}
		return nil
	case flags&(fin|rst) != 0 && len(payload) == 0:
		delete(s.streams, way)
		return nil
	case len(payload) == 0:
		return nil
	case u == nil: // from the middle on: as a rule a segment begins with a message
		u = &unread{next: seq}
		s.streams[way] = u
	}
	end := seq + uint32(len(payload))
	switch seen := u.next - seq; {
	case seen == 0:
	case seen <= uint32(len(payload)): // sent again
		payload = payload[seen:]
	case int32(seen) > 0: // all of it has been seen
		return nil
	default: // some was not captured
		u.data = u.data[:0]
	}
	u.next = end
	u.data = append(u.data, payload...)
	return u
}

func (s *Sniffer) messages(way stream, u *unread, handle func(Message) error) error {
	rest := u.data
	defer func() { u.data = append(u.data[:0], rest...) }()
	for len(rest) >= openflow.HeaderLen {
		var h openflow.Header
		if err := openflow.ParseHeader(rest, &h); err != nil || h.Length < openflow.HeaderLen {
			rest = nil // this is no OpenFlow
			return nil
		}
		if len(rest) < int(h.Length) {
			return nil
		}
		m := Message{From: way.from, To: way.to, Data: rest[:h.Length]}
		s.identify(&h, &m)
		rest = rest[h.Length:]
		if err := handle(m); err != nil {
			return err
		}
	}
	return nil
}

// identify says which switch a message is from or for.
func (s *Sniffer) identify(h *openflow.Header, m *Message) {
	if dpid, ok := introduction(h, m.Data); ok {
		name := s.names[dpid]
		if name == "" {
			name = "0x" + strconv.FormatUint(dpid, 16)
		}
		s.switches[m.From] = name
	}
	if name := s.switches[m.From]; name != "" {
		m.Switch, m.FromSwitch = name, true
	} else {
		m.Switch = s.switches[m.To]
	}
}

// introduction returns the dpid of a switch that says who it is.
func introduction(h *openflow.Header, b []byte) (dpid uint64, ok bool) {
	if h.Type != of13.TypeFeaturesReply { // which 1.0 has the same number for
		return 0, false
	}
	var f openflow.Features
	parse := of13.ParseFeaturesReply
	if h.Version == openflow.Version10 {
		parse = of10.ParseFeaturesReply
	}
	err := parse(b, &f)
	return f.DatapathID, err == nil
}
