package packet

// Layers is the set of headers [Decode] found whole in a frame.
type Layers uint16

// The headers.
const (
	LayerEthernet Layers = 1 << iota
	LayerVLAN
	LayerARP // ARP or RARP, IPv4 on Ethernet
	LayerIPv4
	LayerIPv6
	LayerTCP
	LayerUDP
	LayerSCTP
	LayerICMP
	LayerICMPv6
	LayerLLDP
)

// Packet is what a switch sees of a frame. Fields of layers that are not there
// are zero.
type Packet struct {
	Layers  Layers
	EthDst  MAC
	EthSrc  MAC
	EthType uint16 // behind the tag; EthTypeNone for 802.3 without SNAP
	VLANTCI uint16 // 0, or priority, VLANPresent and VLAN ID

	// IPv4 and ARP. As in OpenFlow 1.0 (§3.4) an ARP's operation is in
	// Proto, when it fits, and its protocol addresses are in Src and Dst.
	Proto    uint8
	TOS      uint8 // also IPv6's traffic class
	TTL      uint8 // also IPv6's hop limit
	Fragment bool  // of a fragmented packet, the first part or a later one
	Later    bool  // not the first part: no transport header
	Src, Dst IPv4Addr

	SHA, THA MAC // of an ARP

	Src6, Dst6 IPv6Addr
	FlowLabel  uint32

	// Ports of TCP, UDP and SCTP; type and code of ICMP and ICMPv6.
	TPSrc, TPDst uint16
	TCPFlags     uint16 // the 12 bits from NS to FIN

	// Payload is what follows the innermost header that was understood.
	Payload []byte
}

// Has reports whether all the given headers are there.
func (p *Packet) Has(l Layers) bool { return p.Layers&l == l }

// Decode fills p from a frame. It reports false, with p emptied, only when the
// frame is too short for an Ethernet header; a frame with a damaged inner header
// is one without it.
func Decode(frame []byte, p *Packet) bool {
	*p = Packet{}
	e, ok := ParseEthernet(frame)
	if !ok {
		return false
	}
	p.Layers = LayerEthernet
	p.EthDst, p.EthSrc = e.Dst(), e.Src()
	p.EthType, p.VLANTCI, p.Payload = e.Payload()
	if p.VLANTCI != 0 {
		p.Layers |= LayerVLAN
	}
	switch p.EthType {
	case EthTypeIPv4:
		p.decodeIPv4()
	case EthTypeARP, EthTypeRARP:
		if a, ok := ParseARP(p.Payload); ok {
			p.Layers |= LayerARP
			if op := a.Op(); op <= 0xff {
				p.Proto = uint8(op)
			}
			p.Src, p.Dst, p.SHA, p.THA = a.SPA(), a.TPA(), a.SHA(), a.THA()
		}
	case EthTypeIPv6:
		p.decodeIPv6()
	case EthTypeLLDP:
		if _, ok := ParseLLDP(p.Payload); ok {
			p.Layers |= LayerLLDP
		}
	}
	return true
}

func (p *Packet) decodeIPv4() {
	ip, ok := ParseIPv4(p.Payload)
	if !ok {
		return
	}
	p.Layers |= LayerIPv4
	p.Proto, p.TOS, p.TTL = ip.Protocol(), ip.TOS(), ip.TTL()
	p.Src, p.Dst = ip.Src(), ip.Dst()
	p.Fragment, p.Later = ip.IsFragment(), ip.FragmentOffset() != 0
	p.Payload = ip.Payload()
	if !p.Later {
		p.decodeTransport()
	}
}

func (p *Packet) decodeIPv6() {
	ip, ok := ParseIPv6(p.Payload)
	if !ok {
		return
	}
	p.Src6, p.Dst6 = ip.Src(), ip.Dst()
	proto, payload, fragment, later, ok := ip.Payload()
	if !ok {
		return // switches see the addresses of such a packet and nothing else
	}
	p.Layers |= LayerIPv6
	p.TOS, p.TTL, p.FlowLabel = ip.TrafficClass(), ip.HopLimit(), ip.FlowLabel()
	p.Proto, p.Payload, p.Fragment, p.Later = proto, payload, fragment, later
	if !p.Later {
		p.decodeTransport()
	}
}

func (p *Packet) decodeTransport() {
	v6 := p.Has(LayerIPv6)
	switch p.Proto {
	case ProtoTCP:
		if t, ok := ParseTCP(p.Payload); ok {
			p.Layers |= LayerTCP
			p.TPSrc, p.TPDst, p.TCPFlags, p.Payload = t.SrcPort(), t.DstPort(), t.Flags(), t.Payload()
		}
	case ProtoUDP:
		if u, ok := ParseUDP(p.Payload); ok {
			p.Layers |= LayerUDP
			p.TPSrc, p.TPDst, p.Payload = u.SrcPort(), u.DstPort(), u.Payload()
		}
	case ProtoSCTP:
		// Ports are where UDP has them; the common header has 12 bytes.
		if u, ok := ParseUDP(p.Payload); ok && len(u) >= 12 {
			p.Layers |= LayerSCTP
			p.TPSrc, p.TPDst, p.Payload = u.SrcPort(), u.DstPort(), u[12:]
		}
	case ProtoICMP:
		if i, ok := ParseICMP(p.Payload); ok && !v6 {
			p.Layers |= LayerICMP
			p.TPSrc, p.TPDst, p.Payload = uint16(i.Type()), uint16(i.Code()), i.Payload()
		}
	case ProtoICMPv6:
		if i, ok := ParseICMP(p.Payload); ok && v6 {
			p.Layers |= LayerICMPv6
			p.TPSrc, p.TPDst, p.Payload = uint16(i.Type()), uint16(i.Code()), i.Payload()
		}
	}
}
