package openflow

import "github.com/trema-ns/trema-ns/controller/packet"

// ExactMatch returns the match for exactly the packets that look like frame,
// which came in by inPort, in the fields that OpenFlow 1.0 calls an exact match
// (1.0 §3.4): the port, the Ethernet addresses, type and VLAN tag, the IP
// addresses, protocol and DSCP, and the ports. An ARP has its operation,
// sender and target in the nw fields, an ICMP message its type and code in the
// tp fields. In a 1.3 match an ARP's hardware addresses are there too.
//
// Every frame has one. Fields the frame has not, such as the ports of a
// fragment, are in the match only where the switch would compare them as zero;
// 1.0 has no fields behind the Ethernet type of an IPv6 packet. The two bits of
// congestion notification never count.
func ExactMatch(v Version, inPort uint32, frame []byte) (m Match) {
	m.SetExact(v, inPort, frame)
	return m
}

// SetExact makes m what [ExactMatch] returns.
func (m *Match) SetExact(v Version, inPort uint32, frame []byte) {
	*m = Match{}
	m.InPort = inPort
	m.Fields = 1 << FieldInPort
	var p packet.Packet
	if !packet.Decode(frame, &p) {
		return
	}
	m.Fields |= 1<<FieldEthDst | 1<<FieldEthSrc | 1<<FieldEthType | 1<<FieldVLANTCI
	m.EthDst, m.EthDstMask = p.EthDst, ExactMAC
	m.EthSrc, m.EthSrcMask = p.EthSrc, ExactMAC
	m.EthType = p.EthType
	m.VLANTCI, m.VLANTCIMask = p.VLANTCI, 0xffff
	if p.VLANTCI == 0 && v >= Version13 {
		m.VLANTCIMask = 0x1fff // 1.3 has no way to name the priority of no tag
	}

	switch p.EthType {
	case packet.EthTypeIPv4:
		m.Fields |= 1<<FieldNwTOS | 1<<FieldNwProto | 1<<FieldNwSrc | 1<<FieldNwDst
		m.NwTOS, m.NwProto = p.TOS&^3, p.Proto
		m.NwSrc, m.NwSrcMask = p.Src, ExactIPv4
		m.NwDst, m.NwDstMask = p.Dst, ExactIPv4
		switch p.Proto {
		case packet.ProtoTCP, packet.ProtoUDP, packet.ProtoICMP, packet.ProtoSCTP:
			m.exactTransport(&p)
		}
	case packet.EthTypeARP, packet.EthTypeRARP:
		if p.EthType == packet.EthTypeRARP && v >= Version13 {
			break // 1.3 has no fields of RARP
		}
		m.Fields |= 1<<FieldNwProto | 1<<FieldNwSrc | 1<<FieldNwDst
		m.NwProto = p.Proto
		m.NwSrc, m.NwSrcMask = p.Src, ExactIPv4
		m.NwDst, m.NwDstMask = p.Dst, ExactIPv4
		if v >= Version13 {
			m.Fields |= 1<<FieldARPSHA | 1<<FieldARPTHA
			m.ARPSHA, m.ARPSHAMask = p.SHA, ExactMAC
			m.ARPTHA, m.ARPTHAMask = p.THA, ExactMAC
		}
	case packet.EthTypeIPv6:
		if v < Version13 {
			break
		}
		m.Fields |= 1<<FieldNwTOS | 1<<FieldNwProto | 1<<FieldIPv6Src | 1<<FieldIPv6Dst
		m.NwTOS, m.NwProto = p.TOS&^3, p.Proto
		m.IPv6Src, m.IPv6SrcMask = p.Src6, ExactIPv6
		m.IPv6Dst, m.IPv6DstMask = p.Dst6, ExactIPv6
		switch p.Proto {
		case packet.ProtoTCP, packet.ProtoUDP, packet.ProtoSCTP, packet.ProtoICMPv6:
			m.exactTransport(&p)
		}
	}
}

// exactTransport matches the ports. In a fragment, even the first, a switch
// that lets fragments through (OFPC_FRAG_NORMAL) takes them as zero.
func (m *Match) exactTransport(p *packet.Packet) {
	m.Fields |= 1<<FieldTpSrc | 1<<FieldTpDst
	m.TpSrcMask, m.TpDstMask = 0xffff, 0xffff
	if !p.Fragment {
		m.TpSrc, m.TpDst = p.TPSrc, p.TPDst
	}
}
