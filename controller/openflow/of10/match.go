package of10

import (
	of "github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/oxm"
	"github.com/trema-ns/trema-ns/controller/packet"
)

// Wildcards (§5.2.3, enum ofp_flow_wildcards).
const (
	wildInPort  = 1 << 0
	wildVLAN    = 1 << 1
	wildEthSrc  = 1 << 2
	wildEthDst  = 1 << 3
	wildEthType = 1 << 4
	wildNwProto = 1 << 5
	wildTpSrc   = 1 << 6
	wildTpDst   = 1 << 7
	wildNwSrc   = 8 // shift of the 6 bits that count the ignored ones
	wildNwDst   = 14
	wildVLANPCP = 1 << 20
	wildNwTOS   = 1 << 21
	wildAll     = 1<<22 - 1

	matchLen = 40
	vlanNone = 0xffff // OFP_VLAN_NONE
)

// What a packet has, by the kinds §3.4 tells apart. A match that has all of it
// is exact.
const (
	exactL2  of.FieldSet = 1<<of.FieldInPort | 1<<of.FieldEthDst | 1<<of.FieldEthSrc | 1<<of.FieldEthType | 1<<of.FieldVLANTCI
	exactARP             = exactL2 | 1<<of.FieldNwProto | 1<<of.FieldNwSrc | 1<<of.FieldNwDst
	exactIP              = exactARP | 1<<of.FieldNwTOS
	exactTp              = exactIP | 1<<of.FieldTpSrc | 1<<of.FieldTpDst
)

// expressible are the fields 1.0 has.
const expressible = exactTp

// isExact reports whether m names all that packets of its kind have, and nothing
// else. Such a match goes without wildcards, also for what these packets have
// not, because only that makes it exact to a switch and puts it above all
// others.
func isExact(m *of.Match) bool {
	want := exactL2
	switch m.EthType {
	case packet.EthTypeIPv4:
		want = exactIP
		if hasPorts(m.NwProto) {
			want = exactTp
		}
	case packet.EthTypeARP, packet.EthTypeRARP:
		want = exactARP
	case packet.EthTypeIPv6:
		return false // Open vSwitch would compare its protocol with the zero
	}
	return m.Fields == want && m.NwSrcMask == full(want, of.FieldNwSrc) && m.NwDstMask == full(want, of.FieldNwDst) &&
		(m.VLANTCIMask == 0xffff || m.VLANTCIMask == 0x1fff && m.VLANTCI == 0)
}

// hasPorts reports whether packets of an IP protocol have tp fields. The
// specification does not count SCTP among them, but Open vSwitch does.
func hasPorts(proto uint8) bool {
	switch proto {
	case packet.ProtoTCP, packet.ProtoUDP, packet.ProtoICMP, packet.ProtoSCTP:
		return true
	}
	return false
}

func full(want of.FieldSet, f of.Field) of.IPv4Addr {
	if want.Has(f) {
		return of.ExactIPv4
	}
	return of.IPv4Addr{}
}

// appendMatch appends struct ofp_match (§5.2.3).
func appendMatch(dst []byte, m *of.Match) ([]byte, error) {
	if m.Fields&^expressible != 0 {
		return dst, of.Unsupported("match", "it has a field that OpenFlow 1.0 has not")
	}
	if m.EthDstMask != fullMAC(m.Has(of.FieldEthDst)) || m.EthSrcMask != fullMAC(m.Has(of.FieldEthSrc)) {
		return dst, of.Unsupported("match", "OpenFlow 1.0 cannot match a part of an Ethernet address")
	}
	if m.Has(of.FieldTpSrc) && m.TpSrcMask != 0xffff || m.Has(of.FieldTpDst) && m.TpDstMask != 0xffff {
		return dst, of.Unsupported("match", "OpenFlow 1.0 cannot match a part of a port number")
	}
	wild := uint32(wildAll &^ (63<<wildNwSrc | 63<<wildNwDst))
	start := len(dst)
	dst = append(dst, make([]byte, matchLen)...)
	b := dst[start:]
	if m.Has(of.FieldInPort) {
		p, err := port16(m.InPort)
		if err != nil {
			return dst[:start], err
		}
		wild &^= wildInPort
		be.PutUint16(b[4:], p)
	}
	if m.Has(of.FieldEthSrc) {
		wild &^= wildEthSrc
		copy(b[6:], m.EthSrc[:])
	}
	if m.Has(of.FieldEthDst) {
		wild &^= wildEthDst
		copy(b[12:], m.EthDst[:])
	}
	if m.Has(of.FieldVLANTCI) {
		w, ok := putVLAN(b, m.VLANTCI, m.VLANTCIMask)
		if !ok {
			return dst[:start], of.Unsupported("match", "OpenFlow 1.0 cannot match a part of a VLAN tag")
		}
		wild &^= w
	}
	if m.Has(of.FieldEthType) {
		wild &^= wildEthType
		be.PutUint16(b[22:], m.EthType)
	}
	if m.Has(of.FieldNwTOS) {
		wild &^= wildNwTOS
		b[24] = m.NwTOS
	}
	if m.Has(of.FieldNwProto) {
		wild &^= wildNwProto
		b[25] = m.NwProto
	}
	src, ok1 := ignoredBits(m.NwSrcMask)
	dstBits, ok2 := ignoredBits(m.NwDstMask)
	if !ok1 || !ok2 {
		return dst[:start], of.Unsupported("match", "OpenFlow 1.0 can match only a prefix of an IP address")
	}
	wild |= src<<wildNwSrc | dstBits<<wildNwDst
	copy(b[28:], m.NwSrc[:])
	copy(b[32:], m.NwDst[:])
	if m.Has(of.FieldTpSrc) {
		wild &^= wildTpSrc
		be.PutUint16(b[36:], m.TpSrc)
	}
	if m.Has(of.FieldTpDst) {
		wild &^= wildTpDst
		be.PutUint16(b[38:], m.TpDst)
	}
	if isExact(m) {
		wild = 0
	}
	be.PutUint32(b, wild)
	return dst, nil
}

func fullMAC(present bool) of.MAC {
	if present {
		return of.ExactMAC
	}
	return of.MAC{}
}

// putVLAN sets dl_vlan and dl_vlan_pcp and returns the wildcards to clear.
func putVLAN(b []byte, tci, mask uint16) (clear uint32, ok bool) {
	if mask&of.VLANPresent == 0 {
		return 0, false
	}
	if tci&of.VLANPresent == 0 {
		if mask != 0xffff && mask != 0x1fff {
			return 0, false
		}
		be.PutUint16(b[18:], vlanNone)
		return wildVLAN, true
	}
	switch mask & 0x0fff {
	case 0x0fff:
		clear |= wildVLAN
		be.PutUint16(b[18:], tci&0x0fff)
	case 0:
	default:
		return 0, false
	}
	switch mask & 0xe000 {
	case 0xe000:
		clear |= wildVLANPCP
		b[20] = uint8(tci >> 13)
	case 0:
	default:
		return 0, false
	}
	return clear, clear != 0
}

// ignoredBits returns how many of the last bits of an address do not count.
func ignoredBits(mask of.IPv4Addr) (uint32, bool) {
	v := ^mask.Uint32()
	if v&(v+1) != 0 {
		return 0, false
	}
	n := uint32(0)
	for ; v != 0; v >>= 1 {
		n++
	}
	return n, true
}

// parseMatch reads struct ofp_match from the first 40 bytes of b, which are
// there.
func parseMatch(b []byte, m *of.Match) {
	*m = of.Match{}
	wild := be.Uint32(b)
	if wild&wildInPort == 0 {
		m.SetInPort(oxm.PortFrom16(be.Uint16(b[4:])))
	}
	if wild&wildEthSrc == 0 {
		m.SetEthSrc(of.MAC(b[6:12]))
	}
	if wild&wildEthDst == 0 {
		m.SetEthDst(of.MAC(b[12:18]))
	}
	vlan := be.Uint16(b[18:])
	switch {
	case wild&wildVLAN == 0 && vlan == vlanNone:
		m.SetUntagged()
	case wild&wildVLAN == 0:
		m.SetVLAN(vlan)
		fallthrough
	default:
		if wild&wildVLANPCP == 0 {
			m.SetVLANPCP(b[20])
		}
	}
	if wild&wildEthType == 0 {
		m.SetEthType(be.Uint16(b[22:]))
	}
	exact := wild&wildAll == 0
	ip, arp, tp := true, false, true
	if exact {
		// What packets of this kind have not stands there as zero.
		ip = m.EthType == packet.EthTypeIPv4
		arp = m.EthType == packet.EthTypeARP || m.EthType == packet.EthTypeRARP
		tp = ip && hasPorts(b[25])
	}
	if wild&wildNwTOS == 0 && ip {
		m.SetNwTOS(b[24])
	}
	if wild&wildNwProto == 0 && (ip || arp) {
		m.SetNwProto(b[25])
	}
	if ip || arp {
		m.SetNwSrcMasked(of.IPv4Addr(b[28:32]), prefix(wild>>wildNwSrc))
		m.SetNwDstMasked(of.IPv4Addr(b[32:36]), prefix(wild>>wildNwDst))
	}
	if wild&wildTpSrc == 0 && tp {
		m.SetTpSrc(be.Uint16(b[36:]))
	}
	if wild&wildTpDst == 0 && tp {
		m.SetTpDst(be.Uint16(b[38:]))
	}
}

// prefix returns the mask in which the last ignored bits do not count; 32 and
// more are all.
func prefix(ignored uint32) of.IPv4Addr {
	ignored &= 63
	if ignored >= 32 {
		return of.IPv4Addr{}
	}
	return packet.IPv4AddrFrom(0xffffffff << ignored)
}
