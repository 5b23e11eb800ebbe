package rubyapp

import (
	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/packet"
	"github.com/trema-ns/trema-ns/dsl/interp"
)

// packetIn is what a PacketIn holds. It may outlive its handler, and so owns its
// data.
type packetIn struct {
	message
	frame // what the packet is

	bufferID uint32
	totalLen uint16
	reason   openflow.PacketInReason
	tableID  uint8
	cookie   uint64
	inPort   uint32
	match    *openflow.Match // of OpenFlow 1.3
}

// frame is an Ethernet frame that is looked into when something of it is asked.
type frame struct {
	data    []byte
	decoded *packet.Packet
}

// packet returns what a switch sees of the frame.
func (f *frame) packet() *packet.Packet {
	if f.decoded == nil {
		f.decoded = new(packet.Packet)
		packet.Decode(f.data, f.decoded)
	}
	return f.decoded
}

func (f *frame) has(l packet.Layers) bool { return f.packet().Has(l) }

func (a *App) newPacketIn(sw *controller.Switch, m *openflow.PacketIn) value {
	p := &packetIn{
		message: message{sw, m.XID}, bufferID: m.BufferID, totalLen: m.TotalLen, reason: m.Reason,
		tableID: m.TableID, cookie: m.Cookie, inPort: m.InPort,
	}
	p.data = append([]byte(nil), m.Data...)
	if sw.Version() >= openflow.Version13 {
		match := m.Match
		p.match = &match
	}
	return &interp.Object{Class: a.inClass, Data: p}
}

// ethernet is the first addresses of a frame, zero where it is too short.
func (f *frame) ethernet() (dst, src packet.MAC) {
	if e, ok := packet.ParseEthernet(f.data); ok {
		return e.Dst(), e.Src()
	}
	return dst, src
}

// inGet makes a method of what a packet-in holds.
func inGet(f func(a *App, p *packetIn) value) native { return get(f) }

// packetInMethods are those that all generations have.
var packetInMethods = append([]method{
	{"buffer_id", "the number under which the switch has kept the packet", 0, 0, inGet(func(_ *App, p *packetIn) value { return integer(p.bufferID) })},
	{"buffered?", "whether the switch has kept the packet", 0, 0, inGet(func(_ *App, p *packetIn) value { return p.bufferID != openflow.NoBuffer })},
	{"in_port", "the port it came in by", 0, 0, inGet(func(a *App, p *packetIn) value { return a.portNumber(p.inPort) })},
	{"total_len total_length", "the length of the packet, of which the switch may have sent less", 0, 0, inGet(func(_ *App, p *packetIn) value { return integer(p.totalLen) })},
	{"table_id", "the table that has sent it", 0, 0, inGet(func(_ *App, p *packetIn) value { return integer(p.tableID) })},
	{"cookie", "that of the flow that has sent it", 0, 0, inGet(func(_ *App, p *packetIn) value { return interp.Uint(p.cookie) })},
	{"lldp?", "whether it is LLDP", 0, 0, inGet(func(_ *App, p *packetIn) value { return p.packet().EthType == packet.EthTypeLLDP })},
}, headMethods...)

// newPacketIn has the names of newer controllers.
var newPacketInMethods = []method{
	{"reason", "why it was sent: :no_match or :action", 0, 0, inGet(func(_ *App, p *packetIn) value {
		switch p.reason {
		case openflow.ReasonNoMatch:
			return interp.Symbol("no_match")
		case openflow.ReasonAction:
			return interp.Symbol("action")
		}
		return interp.Symbol("invalid_ttl")
	})},
	{"raw_data", "the packet, as bytes", 0, 0, inGet(func(_ *App, p *packetIn) value { return str(string(p.data)) })},
	{"data", "the packet, as an object of its kind", 0, 0, inGet(func(a *App, p *packetIn) value { return a.parsed(&p.frame) })},
	{"match", "what a switch of OpenFlow 1.3 says of it", 0, 0, inGet(func(a *App, p *packetIn) value {
		if p.match == nil {
			return nil
		}
		return a.object("Match", &match{Match: *p.match})
	})},
}

// frameMethods are those of newer controllers' packets, and of a packet-in for
// the packet in it. One that does not apply to a packet is nil.
func frameMethods() []method {
	at := func(f func(a *App, p *frame) value) native {
		return get(func(a *App, h framed) value { return f(a, h.inside()) })
	}
	where := func(l packet.Layers, f func(a *App, p *packet.Packet) value) native {
		return at(func(a *App, p *frame) value {
			if !p.has(l) {
				return nil
			}
			return f(a, p.packet())
		})
	}
	return []method{
		{"source_mac ether_source_address source_mac_address", "the Ethernet source", 0, 0, at(func(a *App, p *frame) value { _, src := p.ethernet(); return a.newMAC(src) })},
		{"destination_mac ether_destination_address destination_mac_address", "the Ethernet destination", 0, 0, at(func(a *App, p *frame) value { dst, _ := p.ethernet(); return a.newMAC(dst) })},
		{"ether_type", "the Ethernet type", 0, 0, at(func(_ *App, p *frame) value { return integer(p.packet().EthType) })},
		{"vlan_vid vlan_id", "the VLAN, or nil", 0, 0, where(packet.LayerVLAN, func(_ *App, p *packet.Packet) value { return integer(p.VLANTCI & 0xfff) })},
		{"vlan_priority vlan_pcp", "the priority in the VLAN tag, or nil", 0, 0, where(packet.LayerVLAN, func(_ *App, p *packet.Packet) value { return integer(p.VLANTCI >> 13) })},
		{"source_ip_address ip_source_address ip_sender_address", "the IPv4 source, or of an ARP the sender", 0, 0, at(func(a *App, p *frame) value {
			if p.has(packet.LayerIPv4) || p.has(packet.LayerARP) {
				return a.newIP(p.packet().Src)
			}
			return nil
		})},
		{"destination_ip_address ip_destination_address", "the IPv4 destination, or of an ARP the target", 0, 0, at(func(a *App, p *frame) value {
			if p.has(packet.LayerIPv4) || p.has(packet.LayerARP) {
				return a.newIP(p.packet().Dst)
			}
			return nil
		})},
		{"ip_protocol", "the IP protocol", 0, 0, where(packet.LayerIPv4, func(_ *App, p *packet.Packet) value { return integer(p.Proto) })},
		{"ip_type_of_service tos", "the type of service", 0, 0, where(packet.LayerIPv4, func(_ *App, p *packet.Packet) value { return integer(p.TOS) })},
		{"ip_ttl ttl time_to_live", "the time to live", 0, 0, where(packet.LayerIPv4, func(_ *App, p *packet.Packet) value { return integer(p.TTL) })},
		{"transport_source_port source_port", "the source port of TCP or UDP", 0, 0, at(transportPort(func(p *packet.Packet) uint16 { return p.TPSrc }))},
		{"transport_destination_port destination_port", "the destination port of TCP or UDP", 0, 0, at(transportPort(func(p *packet.Packet) uint16 { return p.TPDst }))},
		{"operation arp_operation", "the operation of an ARP", 0, 0, where(packet.LayerARP, func(_ *App, p *packet.Packet) value { return integer(p.Proto) })},
		{"sender_hardware_address", "the sender's Ethernet address in an ARP", 0, 0, where(packet.LayerARP, func(a *App, p *packet.Packet) value { return a.newMAC(p.SHA) })},
		{"sender_protocol_address", "the sender's IP address in an ARP", 0, 0, where(packet.LayerARP, func(a *App, p *packet.Packet) value { return a.newIP(p.Src) })},
		{"target_hardware_address", "the target's Ethernet address in an ARP", 0, 0, where(packet.LayerARP, func(a *App, p *packet.Packet) value { return a.newMAC(p.THA) })},
		{"target_protocol_address", "the target's IP address in an ARP", 0, 0, where(packet.LayerARP, func(a *App, p *packet.Packet) value { return a.newIP(p.Dst) })},
		{"icmp_type", "the type of an ICMP message", 0, 0, where(packet.LayerICMP, func(_ *App, p *packet.Packet) value { return integer(p.TPSrc) })},
		{"icmp_code", "the code of an ICMP message", 0, 0, where(packet.LayerICMP, func(_ *App, p *packet.Packet) value { return integer(p.TPDst) })},
		{"rest payload", "what follows the headers, as bytes", 0, 0, at(func(_ *App, p *frame) value { return str(string(p.packet().Payload)) })},
		{"to_binary to_binary_s", "the packet, as bytes", 0, 0, at(func(_ *App, p *frame) value { return str(string(p.data)) })},
		{"length", "how many bytes it has", 0, 0, at(func(_ *App, p *frame) value { return integer(len(p.data)) })},
	}
}

func transportPort(f func(p *packet.Packet) uint16) func(a *App, p *frame) value {
	return func(_ *App, p *frame) value {
		if p.has(packet.LayerTCP) || p.has(packet.LayerUDP) || p.has(packet.LayerSCTP) {
			return integer(f(p.packet()))
		}
		return nil
	}
}

// framed is what has a frame in it.
type framed interface{ inside() *frame }

func (f *frame) inside() *frame { return f }

func packetInTable(g generation) []class {
	c := class{name: "PacketIn", does: "a packet that a switch has handed to the controller", methods: packetInMethods}
	switch g {
	case newTrema:
		c.methods = append(append(append([]method(nil), frameMethods()...), c.methods...), newPacketInMethods...)
	case oldTrema, edgeTrema:
		c.methods = append(append([]method(nil), c.methods...), oldPacketInMethods(g)...)
	}
	return []class{c}
}
