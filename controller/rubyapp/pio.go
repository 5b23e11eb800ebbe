package rubyapp

import (
	"encoding/binary"

	"github.com/trema-ns/trema-ns/controller/packet"
	"github.com/trema-ns/trema-ns/dsl/interp"
)

// parsed returns a frame as an object of its kind, for case … when.
func (a *App) parsed(f *frame) value {
	p := f.packet()
	class := "EthernetFrame"
	switch {
	case p.Has(packet.LayerARP) && p.EthType == packet.EthTypeARP && p.Proto == packet.ARPRequest:
		class = "Arp::Request"
	case p.Has(packet.LayerARP) && p.EthType == packet.EthTypeARP && p.Proto == packet.ARPReply:
		class = "Arp::Reply"
	case p.Has(packet.LayerARP):
		class = "Arp"
	case p.EthType == packet.EthTypeLLDP:
		if l, ok := parseLLDP(f); ok {
			return a.object("Lldp", &lldpPacket{frame{data: f.data}, l})
		}
	case p.Has(packet.LayerICMP) && p.TPSrc == packet.ICMPEchoRequest:
		class = "Icmp::Request"
	case p.Has(packet.LayerICMP) && p.TPSrc == packet.ICMPEchoReply:
		class = "Icmp::Reply"
	case p.Has(packet.LayerICMP):
		class = "Icmp"
	case p.Has(packet.LayerUDP):
		class = "Udp"
	case p.Has(packet.LayerIPv4):
		class = "Parser::IPv4Packet"
	}
	return a.object(class, &pioPacket{frame{data: f.data, decoded: p}})
}

// pioPacket is a packet that was parsed or built.
type pioPacket struct{ frame }

// lldpPacket is an LLDP packet of a controller.
type lldpPacket struct {
	frame
	lldp
}

// lldp is what LLDP packets of controllers say: who has sent them.
type lldp struct {
	dpid uint64
	port uint32
}

// parseLLDP reads the LLDP of a controller: its datapath ID is the chassis, its
// port number the port, both as the sender's own kind of ID.
func parseLLDP(f *frame) (l lldp, ok bool) {
	p := f.packet()
	if !p.Has(packet.LayerLLDP) {
		return l, false
	}
	unit, _ := packet.ParseLLDP(p.Payload)
	kind, chassis := unit.ChassisID()
	kindOfPort, port := unit.PortID()
	if kind != packet.LLDPLocal || kindOfPort != packet.LLDPLocal || len(chassis) > 8 || len(port) > 4 {
		return l, false
	}
	for _, b := range chassis {
		l.dpid = l.dpid<<8 | uint64(b)
	}
	for _, b := range port {
		l.port = l.port<<8 | uint32(b)
	}
	return l, true
}

// buildLLDP makes the frame of an LLDP packet.
func buildLLDP(dst, src packet.MAC, l lldp) []byte {
	b := packet.AppendEthernet(nil, dst, src, packet.EthTypeLLDP)
	b = packet.AppendLLDPTLV(b, packet.LLDPChassisID, binary.BigEndian.AppendUint64([]byte{packet.LLDPLocal}, l.dpid))
	b = packet.AppendLLDPTLV(b, packet.LLDPPortID, binary.BigEndian.AppendUint32([]byte{packet.LLDPLocal}, l.port))
	b = packet.AppendLLDPTLV(b, packet.LLDPTTL, []byte{0, 120})
	return padded(packet.AppendLLDPTLV(b, packet.LLDPEnd, nil))
}

// padded returns a frame of the shortest length, at least.
func padded(b []byte) []byte {
	for len(b) < minFrame {
		b = append(b, 0)
	}
	return b
}

// Addresses of LLDP packets where none are given.
var (
	lldpDestination = packet.MAC{0x01, 0x80, 0xc2, 0x00, 0x00, 0x0e}
	lldpSource      = packet.MAC{0x01, 0x02, 0x03, 0x04, 0x05, 0x06}
)

// pioTables are the packets of Pio, parsed and built.
func pioTables() [][]class {
	return [][]class{{
		{name: "EthernetFrame", does: "a packet", methods: append(frameMethods(), readMethods...)},
		{name: "Parser", module: true},
		{name: "Parser::IPv4Packet", super: "EthernetFrame", does: "a packet with IPv4"},
		{name: "Parser::EthernetFrame", super: "EthernetFrame", does: "a packet"},
		{name: "Arp", super: "EthernetFrame", does: "an ARP"},
		{name: "Arp::Request", super: "Arp", does: "an ARP request", own: buildMethods(buildARP(packet.ARPRequest), "source_mac, sender_protocol_address and target_protocol_address")},
		{name: "Arp::Reply", super: "Arp", does: "an ARP reply", own: buildMethods(buildARP(packet.ARPReply), "source_mac, destination_mac, sender_protocol_address and target_protocol_address")},
		{name: "Icmp", super: "Parser::IPv4Packet", does: "an ICMP message", methods: icmpMethods},
		{name: "Icmp::Request", super: "Icmp", does: "an ICMP echo request", own: buildMethods(buildICMP(packet.ICMPEchoRequest), "the addresses, identifier, sequence_number and echo_data")},
		{name: "Icmp::Reply", super: "Icmp", does: "an ICMP echo reply", own: buildMethods(buildICMP(packet.ICMPEchoReply), "the addresses, identifier, sequence_number and echo_data")},
		{name: "Udp", super: "Parser::IPv4Packet", does: "a packet with UDP", own: buildMethods(buildUDP, "the addresses, the ports and udp_payload")},
		{name: "Lldp", super: "EthernetFrame", does: "an LLDP packet of a controller", methods: []method{
			{"dpid datapath_id chassis_id", "who has sent it", 0, 0, get(func(_ *App, l *lldpPacket) value { return interp.Uint(l.dpid) })},
			{"port_number port_id", "out of which port", 0, 0, get(func(_ *App, l *lldpPacket) value { return integer(l.port) })},
			{"ttl", "for how long it counts, in seconds", 0, 0, get(func(*App, *lldpPacket) value { return interp.Int(120) })},
		}, own: []method{
			{"new", "with `dpid:`, `port_number:` and, if need be, `destination_mac:` and `source_mac:`", 1, 1, func(a *App, _ value, args []value, _ *interp.Proc) (value, error) {
				h := keywords(args)
				var l lldp
				var err error
				if l.dpid, err = a.optionNumber(h, 0, 1<<64-1, "dpid"); err != nil {
					return nil, err
				}
				port, err := a.optionNumber(h, 0, 0xffffffff, "port_number")
				if err != nil {
					return nil, err
				}
				l.port = uint32(port)
				dst, err := a.optionMAC(h, "destination_mac", lldpDestination)
				if err != nil {
					return nil, err
				}
				src, err := a.optionMAC(h, "source_mac", lldpSource)
				return a.object("Lldp", &lldpPacket{frame{data: buildLLDP(dst, src, l)}, l}), err
			}},
		}},
	}, {
		{name: "EthernetFrame", own: []method{readMethod}},
		{name: "Arp", own: []method{readMethod}},
		{name: "Icmp", own: []method{readMethod}},
		{name: "Parser", own: []method{readMethod}},
	}}
}

// readMethod is Icmp.read and its like.
var readMethod = method{"read", "reads a packet from bytes", 1, 1, func(a *App, _ value, args []value, _ *interp.Proc) (value, error) {
	b, err := a.bytesOf(args[0])
	if err != nil {
		return nil, err
	}
	return a.parsed(&frame{data: []byte(b)}), nil
}}

// readMethods are those of every packet.
var readMethods = []method{
	{"inspect", "in words", 0, 0, func(a *App, self value, _ []value, _ *interp.Proc) (value, error) {
		return str("#<" + a.in.ClassOf(self).Name + ">"), nil
	}},
}

// icmpMethods look into an echo.
var icmpMethods = []method{
	{"identifier icmp_identifier", "the identifier of an echo", 0, 0, get(func(_ *App, p *pioPacket) value {
		if b, ok := p.transport(packet.LayerICMP); ok {
			return integer(packet.ICMP(b).ID())
		}
		return nil
	})},
	{"sequence_number icmp_sequence_number", "the sequence number of an echo", 0, 0, get(func(_ *App, p *pioPacket) value {
		if b, ok := p.transport(packet.LayerICMP); ok {
			return integer(packet.ICMP(b).Seq())
		}
		return nil
	})},
	{"echo_data", "what an echo carries", 0, 0, get(func(_ *App, p *pioPacket) value { return str(string(p.packet().Payload)) })},
}

// buildMethods makes the new of a packet.
func buildMethods(build func(a *App, h *interp.Hash) ([]byte, error), options string) []method {
	return []method{{"new", "with " + options, 1, 1, func(a *App, self value, args []value, _ *interp.Proc) (value, error) {
		b, err := build(a, keywords(args))
		if err != nil {
			return nil, err
		}
		return &interp.Object{Class: self.(*interp.Class), Data: &pioPacket{frame{data: b}}}, a.in.Grow(len(b) + objectSize)
	}}}
}

func (a *App) optionMAC(h *interp.Hash, name interp.Symbol, otherwise packet.MAC) (packet.MAC, error) {
	v, ok := h.Get(name)
	if !ok || v == nil {
		return otherwise, nil
	}
	return a.toMAC(v)
}

func (a *App) optionIP(h *interp.Hash, names ...interp.Symbol) (packet.IPv4Addr, error) {
	for _, n := range names {
		if v, ok := h.Get(n); ok && v != nil {
			p, err := a.toIP(v)
			return p.addr, err
		}
	}
	return packet.IPv4Addr{}, a.argumentError("`%s:` is missing", names[0])
}

// options reads options one after the other and keeps the first error.
type optionReader struct {
	a   *App
	h   *interp.Hash
	err error
}

func (r *optionReader) mac(name interp.Symbol, otherwise packet.MAC) packet.MAC {
	m, err := r.a.optionMAC(r.h, name, otherwise)
	r.keep(err)
	return m
}

func (r *optionReader) ip(names ...interp.Symbol) packet.IPv4Addr {
	p, err := r.a.optionIP(r.h, names...)
	r.keep(err)
	return p
}

func (r *optionReader) number(otherwise, most uint64, names ...interp.Symbol) uint64 {
	n, err := r.a.optionNumber(r.h, otherwise, most, names...)
	r.keep(err)
	return n
}

func (r *optionReader) bytes(names ...interp.Symbol) string {
	s, err := r.a.optionText(r.h, names...)
	r.keep(err)
	return s
}

func (r *optionReader) keep(err error) {
	if r.err == nil {
		r.err = err
	}
}

func buildARP(op uint16) func(a *App, h *interp.Hash) ([]byte, error) {
	return func(a *App, h *interp.Hash) ([]byte, error) {
		r := &optionReader{a: a, h: h}
		src := r.mac("source_mac", packet.MAC{})
		dst, tha := r.mac("destination_mac", packet.Broadcast), packet.MAC{}
		if op == packet.ARPReply {
			tha = dst
		}
		sha := r.mac("sender_hardware_address", src)
		tha = r.mac("target_hardware_address", tha)
		b := packet.AppendEthernet(nil, dst, src, packet.EthTypeARP)
		b = packet.AppendARP(b, op, sha, r.ip("sender_protocol_address"), tha, r.ip("target_protocol_address"))
		return padded(b), r.err
	}
}

// buildIP puts the headers of Ethernet and IPv4 before a payload.
func buildIP(r *optionReader, proto uint8, payload []byte) []byte {
	b := packet.AppendEthernet(nil, r.mac("destination_mac", packet.MAC{}), r.mac("source_mac", packet.MAC{}), packet.EthTypeIPv4)
	ip := packet.IPv4Header(proto, r.ip("source_ip_address", "ip_source_address"), r.ip("destination_ip_address", "ip_destination_address"), len(payload))
	return append(append(b, ip[:]...), payload...)
}

func buildICMP(typ uint8) func(a *App, h *interp.Hash) ([]byte, error) {
	return func(a *App, h *interp.Hash) ([]byte, error) {
		r := &optionReader{a: a, h: h}
		message := []byte{typ, 0, 0, 0}
		message = binary.BigEndian.AppendUint16(message, uint16(r.number(0x0100, 0xffff, "identifier", "icmp_identifier")))
		message = binary.BigEndian.AppendUint16(message, uint16(r.number(1, 0xffff, "sequence_number", "icmp_sequence_number")))
		message = append(message, r.bytes("echo_data")...)
		binary.BigEndian.PutUint16(message[2:], packet.Checksum(message))
		return padded(buildIP(r, packet.ProtoICMP, message)), r.err
	}
}

func buildUDP(a *App, h *interp.Hash) ([]byte, error) {
	r := &optionReader{a: a, h: h}
	data := r.bytes("udp_payload", "payload")
	u := binary.BigEndian.AppendUint16(nil, uint16(r.number(0, 0xffff, "udp_source_port", "source_port", "transport_source_port")))
	u = binary.BigEndian.AppendUint16(u, uint16(r.number(0, 0xffff, "udp_destination_port", "destination_port", "transport_destination_port")))
	u = binary.BigEndian.AppendUint16(u, uint16(8+len(data)))
	u = append(append(u, 0, 0), data...) // no checksum, which IPv4 allows
	return padded(buildIP(r, packet.ProtoUDP, u)), r.err
}
