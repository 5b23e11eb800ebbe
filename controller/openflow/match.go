package openflow

import "github.com/trema-ns/trema-ns/controller/packet"

// Addresses, as package packet has them.
type (
	MAC      = packet.MAC
	IPv4Addr = packet.IPv4Addr
	IPv6Addr = packet.IPv6Addr
)

// VLANPresent is the bit of VLANTCI that says there is a tag
// (1.3 §7.2.3.7, OFPVID_PRESENT).
const VLANPresent = packet.VLANPresent

// Match says which packets a flow is for: those that agree with it in every
// field of the set. The zero Match is for all packets.
//
// It is flat and comparable: two matches made by the setters or by a parser are
// for the same packets exactly if they are ==. What is not in Fields is zero; a
// mask is all ones where the whole field counts; a value has no bits outside
// its mask.
//
// The prerequisites of the specification hold (1.3 §7.2.3.6): nw fields need
// FieldEthType, tp fields need FieldNwProto as well.
type Match struct {
	Fields FieldSet

	InPort    uint32
	InPhyPort uint32

	EthDst, EthDstMask MAC
	EthSrc, EthSrcMask MAC
	EthType            uint16

	// VLANTCI is the tag control word: 3 bits of priority, VLANPresent, 12
	// bits of VLAN ID. Untagged packets have 0.
	VLANTCI, VLANTCIMask uint16

	NwProto uint8 // IP protocol, or the operation of an ARP
	NwTOS   uint8 // DSCP in its place in the byte: the lower 2 bits are 0
	NwECN   uint8 // 2 bits
	NwTTL   uint8
	// NwFrag has Open vSwitch's two bits (NXM_NX_IP_FRAG): 1 the packet is a
	// fragment, 2 and it is not the first.
	NwFrag, NwFragMask uint8

	NwSrc, NwSrcMask IPv4Addr // also the sender of an ARP
	NwDst, NwDstMask IPv4Addr // also the target of an ARP
	TpSrc, TpSrcMask uint16   // also the type of an ICMP message
	TpDst, TpDstMask uint16   // also the code of an ICMP message

	TCPFlags, TCPFlagsMask uint16

	ARPSHA, ARPSHAMask MAC
	ARPTHA, ARPTHAMask MAC

	IPv6Src, IPv6SrcMask     IPv6Addr
	IPv6Dst, IPv6DstMask     IPv6Addr
	IPv6Label, IPv6LabelMask uint32 // 20 bits
	IPv6ExtHdr               uint16 // 9 bits (1.3 §7.2.3.7, enum ofp_ipv6exthdr_flags)
	IPv6ExtHdrMask           uint16
	NDTarget, NDTargetMask   IPv6Addr
	NDSLL, NDSLLMask         MAC
	NDTLL, NDTLLMask         MAC

	MPLSLabel            uint32 // 20 bits
	MPLSTC               uint8  // 3 bits
	MPLSBOS              uint8  // 1 bit
	PBBISID, PBBISIDMask uint32 // 24 bits

	Metadata, MetadataMask uint64
	TunnelID, TunnelIDMask uint64
	Reg, RegMask           [8]uint32
}

// Masks in which every bit counts.
var (
	ExactMAC  = packet.Broadcast
	ExactIPv4 = IPv4Addr{0xff, 0xff, 0xff, 0xff}
	ExactIPv6 = IPv6Addr{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
)

// Has reports whether the match looks at f.
func (m *Match) Has(f Field) bool { return m.Fields.Has(f) }

func (m *Match) put(f Field, present bool) {
	if present {
		m.Fields |= 1 << f
	} else {
		m.Fields &^= 1 << f
	}
}

// SetInPort matches the port the packet came in by.
func (m *Match) SetInPort(port uint32) { m.InPort = port; m.put(FieldInPort, true) }

// SetInPhyPort matches the physical port below a logical one.
func (m *Match) SetInPhyPort(port uint32) { m.InPhyPort = port; m.put(FieldInPhyPort, true) }

// SetEthDst matches the destination address.
func (m *Match) SetEthDst(a MAC) { m.SetEthDstMasked(a, ExactMAC) }

// SetEthDstMasked matches the bits of the destination address that are set in
// mask; OpenFlow 1.0 knows only all of them.
func (m *Match) SetEthDstMasked(a, mask MAC) {
	m.EthDst, m.EthDstMask = maskMAC(a, mask), mask
	m.put(FieldEthDst, !mask.IsZero())
}

// SetEthSrc matches the source address.
func (m *Match) SetEthSrc(a MAC) { m.SetEthSrcMasked(a, ExactMAC) }

// SetEthSrcMasked is like [Match.SetEthDstMasked].
func (m *Match) SetEthSrcMasked(a, mask MAC) {
	m.EthSrc, m.EthSrcMask = maskMAC(a, mask), mask
	m.put(FieldEthSrc, !mask.IsZero())
}

// SetEthType matches the Ethernet type behind the VLAN tag.
func (m *Match) SetEthType(t uint16) { m.EthType = t; m.put(FieldEthType, true) }

// SetUntagged matches packets without a VLAN tag.
func (m *Match) SetUntagged() { m.SetVLANTCIMasked(0, 0xffff) }

// SetVLAN matches packets that carry a tag with the given VLAN ID.
func (m *Match) SetVLAN(vid uint16) {
	m.SetVLANTCIMasked(m.VLANTCI&0xe000|VLANPresent|vid&0xfff, m.VLANTCIMask&0xe000|0x1fff)
}

// SetVLANPCP matches packets that carry a tag with the given priority, 0 to 7.
func (m *Match) SetVLANPCP(pcp uint8) {
	m.SetVLANTCIMasked(m.VLANTCI&0x0fff|VLANPresent|uint16(pcp)<<13, m.VLANTCIMask&0x0fff|0xf000)
}

// SetVLANTCIMasked matches the bits of the tag control word that are set in
// mask.
func (m *Match) SetVLANTCIMasked(tci, mask uint16) {
	m.VLANTCI, m.VLANTCIMask = tci&mask, mask
	m.put(FieldVLANTCI, mask != 0)
}

// SetNwTOS matches the DSCP; the lower two bits of tos do not count.
func (m *Match) SetNwTOS(tos uint8) { m.NwTOS = tos &^ 3; m.put(FieldNwTOS, true) }

// SetNwECN matches the two bits of congestion notification.
func (m *Match) SetNwECN(ecn uint8) { m.NwECN = ecn & 3; m.put(FieldNwECN, true) }

// SetNwTTL matches the time to live or hop limit (Nicira extension).
func (m *Match) SetNwTTL(ttl uint8) { m.NwTTL = ttl; m.put(FieldNwTTL, true) }

// SetNwFragMasked matches Open vSwitch's fragment bits.
func (m *Match) SetNwFragMasked(frag, mask uint8) {
	m.NwFrag, m.NwFragMask = frag&mask, mask
	m.put(FieldNwFrag, mask != 0)
}

// SetNwProto matches the IP protocol, or the operation of an ARP.
func (m *Match) SetNwProto(p uint8) { m.NwProto = p; m.put(FieldNwProto, true) }

// SetNwSrc matches the IPv4 source address, or the sender's of an ARP.
func (m *Match) SetNwSrc(a IPv4Addr) { m.SetNwSrcMasked(a, ExactIPv4) }

// SetNwSrcMasked matches the bits set in mask.
func (m *Match) SetNwSrcMasked(a, mask IPv4Addr) {
	m.NwSrc, m.NwSrcMask = IPv4AddrAnd(a, mask), mask
	m.put(FieldNwSrc, mask != IPv4Addr{})
}

// SetNwDst matches the IPv4 destination address, or the target's of an ARP.
func (m *Match) SetNwDst(a IPv4Addr) { m.SetNwDstMasked(a, ExactIPv4) }

// SetNwDstMasked matches the bits set in mask.
func (m *Match) SetNwDstMasked(a, mask IPv4Addr) {
	m.NwDst, m.NwDstMask = IPv4AddrAnd(a, mask), mask
	m.put(FieldNwDst, mask != IPv4Addr{})
}

// SetTpSrc matches the source port, or the type of an ICMP message.
func (m *Match) SetTpSrc(p uint16) { m.SetTpSrcMasked(p, 0xffff) }

// SetTpSrcMasked matches the bits set in mask (Nicira extension).
func (m *Match) SetTpSrcMasked(p, mask uint16) {
	m.TpSrc, m.TpSrcMask = p&mask, mask
	m.put(FieldTpSrc, mask != 0)
}

// SetTpDst matches the destination port, or the code of an ICMP message.
func (m *Match) SetTpDst(p uint16) { m.SetTpDstMasked(p, 0xffff) }

// SetTpDstMasked matches the bits set in mask (Nicira extension).
func (m *Match) SetTpDstMasked(p, mask uint16) {
	m.TpDst, m.TpDstMask = p&mask, mask
	m.put(FieldTpDst, mask != 0)
}

// SetTCPFlagsMasked matches the flags of a TCP header (Nicira extension).
func (m *Match) SetTCPFlagsMasked(flags, mask uint16) {
	m.TCPFlags, m.TCPFlagsMask = flags&mask, mask
	m.put(FieldTCPFlags, mask != 0)
}

// SetARPSHAMasked matches the sender's hardware address of an ARP.
func (m *Match) SetARPSHAMasked(a, mask MAC) {
	m.ARPSHA, m.ARPSHAMask = maskMAC(a, mask), mask
	m.put(FieldARPSHA, !mask.IsZero())
}

// SetARPTHAMasked matches the target's hardware address of an ARP.
func (m *Match) SetARPTHAMasked(a, mask MAC) {
	m.ARPTHA, m.ARPTHAMask = maskMAC(a, mask), mask
	m.put(FieldARPTHA, !mask.IsZero())
}

// SetIPv6SrcMasked matches the IPv6 source address.
func (m *Match) SetIPv6SrcMasked(a, mask IPv6Addr) {
	m.IPv6Src, m.IPv6SrcMask = maskIPv6(a, mask), mask
	m.put(FieldIPv6Src, mask != IPv6Addr{})
}

// SetIPv6DstMasked matches the IPv6 destination address.
func (m *Match) SetIPv6DstMasked(a, mask IPv6Addr) {
	m.IPv6Dst, m.IPv6DstMask = maskIPv6(a, mask), mask
	m.put(FieldIPv6Dst, mask != IPv6Addr{})
}

// SetIPv6LabelMasked matches the flow label, 20 bits.
func (m *Match) SetIPv6LabelMasked(l, mask uint32) {
	m.IPv6Label, m.IPv6LabelMask = l&mask&0xfffff, mask&0xfffff
	m.put(FieldIPv6Label, m.IPv6LabelMask != 0)
}

// SetIPv6ExtHdrMasked matches which extension headers are there, 9 bits.
func (m *Match) SetIPv6ExtHdrMasked(h, mask uint16) {
	m.IPv6ExtHdr, m.IPv6ExtHdrMask = h&mask&0x1ff, mask&0x1ff
	m.put(FieldIPv6ExtHdr, m.IPv6ExtHdrMask != 0)
}

// SetNDTargetMasked matches the target of a neighbour solicitation or
// advertisement.
func (m *Match) SetNDTargetMasked(a, mask IPv6Addr) {
	m.NDTarget, m.NDTargetMask = maskIPv6(a, mask), mask
	m.put(FieldNDTarget, mask != IPv6Addr{})
}

// SetNDSLLMasked matches the source link-layer address of a solicitation.
func (m *Match) SetNDSLLMasked(a, mask MAC) {
	m.NDSLL, m.NDSLLMask = maskMAC(a, mask), mask
	m.put(FieldNDSLL, !mask.IsZero())
}

// SetNDTLLMasked matches the target link-layer address of an advertisement.
func (m *Match) SetNDTLLMasked(a, mask MAC) {
	m.NDTLL, m.NDTLLMask = maskMAC(a, mask), mask
	m.put(FieldNDTLL, !mask.IsZero())
}

// SetMPLSLabel matches the label of the outermost shim header, 20 bits.
func (m *Match) SetMPLSLabel(l uint32) { m.MPLSLabel = l & 0xfffff; m.put(FieldMPLSLabel, true) }

// SetMPLSTC matches the traffic class of the outermost shim header, 3 bits.
func (m *Match) SetMPLSTC(tc uint8) { m.MPLSTC = tc & 7; m.put(FieldMPLSTC, true) }

// SetMPLSBOS matches the bottom of stack bit of the outermost shim header.
func (m *Match) SetMPLSBOS(b uint8) { m.MPLSBOS = b & 1; m.put(FieldMPLSBOS, true) }

// SetPBBISIDMasked matches the service identifier of a PBB header, 24 bits.
func (m *Match) SetPBBISIDMasked(v, mask uint32) {
	m.PBBISID, m.PBBISIDMask = v&mask&0xffffff, mask&0xffffff
	m.put(FieldPBBISID, m.PBBISIDMask != 0)
}

// SetMetadataMasked matches the metadata an earlier table has written.
func (m *Match) SetMetadataMasked(v, mask uint64) {
	m.Metadata, m.MetadataMask = v&mask, mask
	m.put(FieldMetadata, mask != 0)
}

// SetTunnelIDMasked matches the key of the tunnel the packet came through.
func (m *Match) SetTunnelIDMasked(v, mask uint64) {
	m.TunnelID, m.TunnelIDMask = v&mask, mask
	m.put(FieldTunnelID, mask != 0)
}

// SetRegMasked matches register i, 0 to 7, of Open vSwitch (Nicira extension).
func (m *Match) SetRegMasked(i int, v, mask uint32) {
	m.Reg[i], m.RegMask[i] = v&mask, mask
	m.put(FieldReg0+Field(i), mask != 0)
}

func maskMAC(a, mask MAC) MAC {
	for i := range a {
		a[i] &= mask[i]
	}
	return a
}

func maskIPv6(a, mask IPv6Addr) IPv6Addr {
	for i := range a {
		a[i] &= mask[i]
	}
	return a
}

// IPv4AddrAnd returns the bits of a that are set in mask.
func IPv4AddrAnd(a, mask IPv4Addr) IPv4Addr {
	return packet.IPv4AddrFrom(a.Uint32() & mask.Uint32())
}
