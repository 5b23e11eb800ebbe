package cbench

import (
	"bytes"
	"fmt"

	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
	"github.com/trema-ns/trema-ns/controller/openflow/of13"
	"github.com/trema-ns/trema-ns/controller/packet"
)

// answers looks at what a controller sends to one switch. One goroutine uses it.
type answers struct {
	hosts
	version openflow.Version
	whole   bool

	sent   uint32   // packets; their numbers count from 0
	window uint32   // how many of them may still be answered
	seen   []uint32 // which number was answered, for each place of the window, and 1 more
	newest uint32   // one more than the highest number that was answered

	Counts
	wrong string // the first wrong answer

	// Used for every message anew.
	flowMod   openflow.FlowMod
	packetOut openflow.PacketOut
}

// Counts are of messages from a controller.
type Counts struct {
	Answers    uint64 `json:"answers"`     // right ones, one a packet
	FlowMods   uint64 `json:"flow_mods"`   // answers or not
	PacketOuts uint64 `json:"packet_outs"` // answers or not
	Floods     uint64 `json:"floods"`      // answers that flood
	Wrong      uint64 `json:"wrong"`
}

func (c Counts) minus(d Counts) Counts {
	return Counts{c.Answers - d.Answers, c.FlowMods - d.FlowMods, c.PacketOuts - d.PacketOuts, c.Floods - d.Floods, c.Wrong - d.Wrong}
}

func (c Counts) plus(d Counts) Counts {
	return Counts{c.Answers + d.Answers, c.FlowMods + d.FlowMods, c.PacketOuts + d.PacketOuts, c.Floods + d.Floods, c.Wrong + d.Wrong}
}

// take looks at a message. It reports false for one that is neither a flow mod
// nor a packet-out.
func (a *answers) take(h openflow.Header, b []byte) bool {
	var err error
	switch {
	case h.Type == of10.TypeFlowMod: // the same number in both versions
		a.FlowMods++
		if a.version == openflow.Version10 {
			err = of10.ParseFlowMod(b, &a.flowMod)
		} else {
			err = of13.ParseFlowMod(b, &a.flowMod)
		}
		if err == nil {
			a.takeFlowMod(&a.flowMod)
		}
	case h.Type == of10.TypePacketOut: // likewise
		a.PacketOuts++
		if a.version == openflow.Version10 {
			err = of10.ParsePacketOut(b, &a.packetOut)
		} else {
			err = of13.ParsePacketOut(b, &a.packetOut)
		}
		if err == nil {
			a.takePacketOut(&a.packetOut)
		}
	default:
		return false
	}
	if err != nil {
		a.fail("%v", err)
	}
	return true
}

// takeFlowMod looks at a flow mod. Only one that names a buffer sends a packet.
func (a *answers) takeFlowMod(fm *openflow.FlowMod) {
	if !fm.Buffered {
		return
	}
	host, ok := a.claim(fm.BufferID)
	if !ok {
		return
	}
	m := &fm.Match
	switch {
	case fm.Command > openflow.FlowModifyStrict:
		a.fail("a flow mod that deletes flows names buffer %d", fm.BufferID)
	case m.Has(openflow.FieldInPort) && m.InPort != a.port(host):
		a.fail("a flow for packets from port %d sends one from port %d", m.InPort, a.port(host))
	case m.Has(openflow.FieldEthSrc) && m.EthSrcMask == openflow.ExactMAC && m.EthSrc != a.mac(host, false):
		a.fail("a flow for packets from %s sends one from %s", m.EthSrc, a.mac(host, false))
	case m.Has(openflow.FieldEthDst) && m.EthDstMask == openflow.ExactMAC && m.EthDst != a.mac(host, true):
		a.fail("a flow for packets to %s sends one to %s", m.EthDst, a.mac(host, true))
	default:
		if len(fm.WriteActions) > 0 {
			a.settle(host, fm.WriteActions)
		} else {
			a.settle(host, fm.Actions)
		}
	}
}

func (a *answers) takePacketOut(po *openflow.PacketOut) {
	number := po.BufferID
	if !po.Buffered {
		// Most have been made by the controller itself, or are greetings that
		// it floods.
		if !a.whole || !a.asked(po.Data) {
			return
		}
		number = be.Uint32(po.Data[numberOff:])
	}
	host, ok := a.claim(number)
	if !ok {
		return
	}
	if p := po.InPort; p != 0 && p < openflow.PortMax && p != a.port(host) {
		a.fail("a packet-out says port %d of a packet from port %d", p, a.port(host))
		return
	}
	a.settle(host, po.Actions)
}

// asked reports whether a frame is one that was sent, whole and unchanged but
// perhaps for its number.
func (a *answers) asked(f []byte) bool {
	if len(f) != frameLen || f[0] != 0x06 || f[6] != 0x02 || be.Uint16(f[12:]) != packet.EthTypeIPv4 {
		return false
	}
	host := int(f[9])<<16 | int(f[10])<<8 | int(f[11])
	peer, mac := a.mac(host, true), a.mac(host, false)
	return host < a.macs && bytes.Equal(f[:6], peer[:]) && bytes.Equal(f[6:12], mac[:]) &&
		a.of(a.numbered(be.Uint32(f[numberOff:]))) == host
}

// numbered returns the number of the packet of which the last 31 bits are known.
func (a *answers) numbered(bits uint32) uint32 { return a.sent - (a.sent-bits)&numberMask }

// claim finds the packet that an answer is for, and the host that has sent it.
func (a *answers) claim(bits uint32) (host int, ok bool) {
	n := a.numbered(bits)
	age := a.sent - n
	if age == 0 || age > a.window || bits > numberMask {
		a.fail("nothing waits in buffer %d", bits)
		return 0, false
	}
	place := &a.seen[n&(a.window-1)]
	if *place == n+1 {
		a.fail("buffer %d is sent twice", bits)
		return 0, false
	}
	*place = n + 1
	if int32(n+1-a.newest) > 0 {
		a.newest = n + 1
	}
	return a.of(n), true
}

// settle looks at where a packet is sent.
func (a *answers) settle(host int, actions []openflow.Action) {
	want := a.port(host) + 1
	for i := range actions {
		if actions[i].Type != openflow.ActionOutput {
			continue
		}
		switch port := actions[i].Port; port {
		case want, openflow.PortNormal, openflow.PortTable:
			a.Answers++
		case openflow.PortFlood, openflow.PortAll:
			a.Answers++
			a.Floods++
		default:
			a.fail("a packet for port %d is sent to port %s", want, openflow.PortName(port))
		}
		return
	}
	a.fail("a packet for port %d is sent nowhere", want)
}

func (a *answers) fail(format string, args ...any) {
	a.Wrong++
	if a.wrong == "" {
		a.wrong = fmt.Sprintf(format, args...)
	}
}
