package oxm

import (
	"encoding/binary"
	"fmt"

	of "github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/packet"
)

// Append appends the fields of m to dst as TLVs, each after its prerequisites,
// without the frame around them. What no field exists for is an
// *openflow.UnsupportedError.
func Append(dst []byte, m *of.Match) ([]byte, error) {
	if m.Has(of.FieldUnknown) {
		return dst, of.Unsupported("match", "it has fields that are not known")
	}
	a := appender{dst}
	if m.Has(of.FieldInPort) {
		a.u32(of.FieldInPort, m.InPort, exact32)
	}
	if m.Has(of.FieldInPhyPort) {
		a.u32(of.FieldInPhyPort, m.InPhyPort, exact32)
	}
	if m.Has(of.FieldMetadata) {
		a.u64(of.FieldMetadata, m.Metadata, m.MetadataMask)
	}
	if m.Has(of.FieldTunnelID) {
		a.u64(of.FieldTunnelID, m.TunnelID, m.TunnelIDMask)
	}
	for i := range m.Reg {
		if f := of.FieldReg0 + of.Field(i); m.Has(f) {
			a.u32(f, m.Reg[i], m.RegMask[i])
		}
	}
	if m.Has(of.FieldEthDst) {
		a.mac(of.FieldEthDst, m.EthDst, m.EthDstMask)
	}
	if m.Has(of.FieldEthSrc) {
		a.mac(of.FieldEthSrc, m.EthSrc, m.EthSrcMask)
	}
	if m.Has(of.FieldEthType) {
		a.u16(of.FieldEthType, m.EthType, 0xffff)
	}
	if m.Has(of.FieldVLANTCI) {
		a.vlan(m.VLANTCI, m.VLANTCIMask)
	}
	if m.Fields&(of.FieldNwProto.Set()|of.FieldNwSrc.Set()|of.FieldNwDst.Set()|of.FieldNwTOS.Set()|of.FieldNwECN.Set()|
		of.FieldNwTTL.Set()|of.FieldNwFrag.Set()) != 0 {
		if err := a.network(m); err != nil {
			return dst, err
		}
	}
	if m.Fields&(of.FieldTpSrc.Set()|of.FieldTpDst.Set()) != 0 {
		if err := a.transport(m); err != nil {
			return dst, err
		}
	}
	if m.Fields >= of.FieldIPv6Src.Set() {
		a.rare(m)
	}
	return a.b, nil
}

const (
	exact32 = 0xffffffff
	exact64 = 0xffffffffffffffff
)

// appender writes TLVs. A mask in which every bit counts is left out.
type appender struct{ b []byte }

func (a *appender) head(f of.Field, masked bool) {
	w := wire[f]
	h := uint32(w.id)<<9 | uint32(w.len)
	if masked {
		h = uint32(w.id)<<9 | 0x100 | uint32(w.len)*2
	}
	a.b = binary.BigEndian.AppendUint32(a.b, h)
}

func (a *appender) u8(f of.Field, v uint8) {
	a.head(f, false)
	a.b = append(a.b, v)
}

func (a *appender) u16(f of.Field, v, mask uint16) {
	a.head(f, mask != 0xffff)
	a.b = binary.BigEndian.AppendUint16(a.b, v)
	if mask != 0xffff {
		a.b = binary.BigEndian.AppendUint16(a.b, mask)
	}
}

func (a *appender) u32(f of.Field, v, mask uint32) {
	a.head(f, mask != exact32)
	a.b = binary.BigEndian.AppendUint32(a.b, v)
	if mask != exact32 {
		a.b = binary.BigEndian.AppendUint32(a.b, mask)
	}
}

func (a *appender) u64(f of.Field, v, mask uint64) {
	a.head(f, mask != exact64)
	a.b = binary.BigEndian.AppendUint64(a.b, v)
	if mask != exact64 {
		a.b = binary.BigEndian.AppendUint64(a.b, mask)
	}
}

func (a *appender) mac(f of.Field, v, mask of.MAC) {
	a.head(f, mask != of.ExactMAC)
	a.b = append(a.b, v[:]...)
	if mask != of.ExactMAC {
		a.b = append(a.b, mask[:]...)
	}
}

func (a *appender) ipv4(f of.Field, v, mask of.IPv4Addr) {
	a.head(f, mask != of.ExactIPv4)
	a.b = append(a.b, v[:]...)
	if mask != of.ExactIPv4 {
		a.b = append(a.b, mask[:]...)
	}
}

func (a *appender) ipv6(f of.Field, v, mask of.IPv6Addr) {
	a.head(f, mask != of.ExactIPv6)
	a.b = append(a.b, v[:]...)
	if mask != of.ExactIPv6 {
		a.b = append(a.b, mask[:]...)
	}
}

// vlan writes a tag control word. OXM has VLAN ID and priority as fields of
// their own, and the priority only of packets with a tag (1.3 §7.2.3.7); what
// does not fit goes as Open vSwitch's field.
func (a *appender) vlan(tci, mask uint16) {
	pcp, vid := mask&0xe000, mask&0x1fff
	switch {
	case tci&mask == 0 && vid == 0x1fff:
		a.u16(of.FieldVLANVID, 0, 0xffff) // untagged, which has no priority
	case pcp == 0, pcp == 0xe000 && tci&of.VLANPresent != 0:
		if vid == 0x1fff {
			a.u16(of.FieldVLANVID, tci&0x1fff, 0xffff)
		} else {
			a.u16(of.FieldVLANVID, tci&0x1fff, vid)
		}
		if pcp != 0 {
			a.u8(of.FieldVLANPCP, uint8(tci>>13))
		}
	default:
		a.u16(of.FieldVLANTCI, tci, mask)
	}
}

func (a *appender) network(m *of.Match) error {
	if m.Has(of.FieldNwTOS) {
		a.u8(of.FieldNwTOS, m.NwTOS>>2)
	}
	if m.Has(of.FieldNwECN) {
		a.u8(of.FieldNwECN, m.NwECN)
	}
	if m.Has(of.FieldNwTTL) {
		a.u8(of.FieldNwTTL, m.NwTTL)
	}
	if m.Has(of.FieldNwFrag) {
		a.head(of.FieldNwFrag, m.NwFragMask != 0xff)
		a.b = append(a.b, m.NwFrag)
		if m.NwFragMask != 0xff {
			a.b = append(a.b, m.NwFragMask)
		}
	}
	src, dst := of.FieldNwSrc, of.FieldNwDst
	switch m.EthType {
	case packet.EthTypeARP:
		src, dst = of.FieldARPSPA, of.FieldARPTPA
		if m.Has(of.FieldNwProto) {
			a.u16(of.FieldARPOp, uint16(m.NwProto), 0xffff)
		}
	case packet.EthTypeRARP:
		return of.Unsupported("match", "OXM has no fields of RARP behind the Ethernet type")
	default:
		if m.Has(of.FieldNwProto) {
			a.u8(of.FieldNwProto, m.NwProto)
		}
	}
	if m.Has(of.FieldNwSrc) {
		a.ipv4(src, m.NwSrc, m.NwSrcMask)
	}
	if m.Has(of.FieldNwDst) {
		a.ipv4(dst, m.NwDst, m.NwDstMask)
	}
	return nil
}

func (a *appender) transport(m *of.Match) error {
	src, dst := of.FieldTCPSrc, of.FieldTCPDst
	icmp := false
	switch m.NwProto {
	case packet.ProtoTCP:
	case packet.ProtoUDP:
		src, dst = of.FieldUDPSrc, of.FieldUDPDst
	case packet.ProtoSCTP:
		src, dst = of.FieldSCTPSrc, of.FieldSCTPDst
	case packet.ProtoICMP:
		src, dst, icmp = of.FieldICMPType, of.FieldICMPCode, true
	case packet.ProtoICMPv6:
		src, dst, icmp = of.FieldICMPv6Type, of.FieldICMPv6Code, true
	default:
		if m.Has(of.FieldNwProto) {
			return of.Unsupported("match", fmt.Sprintf("IP protocol %d has no ports", m.NwProto))
		}
		return of.Unsupported("match", "a transport port without the IP protocol it is of")
	}
	if m.Has(of.FieldTpSrc) {
		if icmp {
			a.u8(src, uint8(m.TpSrc))
		} else {
			a.u16(src, m.TpSrc, m.TpSrcMask)
		}
	}
	if m.Has(of.FieldTpDst) {
		if icmp {
			a.u8(dst, uint8(m.TpDst))
		} else {
			a.u16(dst, m.TpDst, m.TpDstMask)
		}
	}
	return nil
}

func (a *appender) rare(m *of.Match) {
	if m.Has(of.FieldTCPFlags) {
		// Exact is 12 bits of 16: always with its mask.
		a.u16(of.FieldTCPFlags, m.TCPFlags, m.TCPFlagsMask)
	}
	if m.Has(of.FieldARPSHA) {
		a.mac(of.FieldARPSHA, m.ARPSHA, m.ARPSHAMask)
	}
	if m.Has(of.FieldARPTHA) {
		a.mac(of.FieldARPTHA, m.ARPTHA, m.ARPTHAMask)
	}
	if m.Has(of.FieldIPv6Src) {
		a.ipv6(of.FieldIPv6Src, m.IPv6Src, m.IPv6SrcMask)
	}
	if m.Has(of.FieldIPv6Dst) {
		a.ipv6(of.FieldIPv6Dst, m.IPv6Dst, m.IPv6DstMask)
	}
	if m.Has(of.FieldIPv6Label) {
		mask := m.IPv6LabelMask
		if mask == 0xfffff {
			mask = exact32
		}
		a.u32(of.FieldIPv6Label, m.IPv6Label, mask)
	}
	if m.Has(of.FieldIPv6ExtHdr) {
		mask := m.IPv6ExtHdrMask
		if mask == 0x1ff {
			mask = 0xffff
		}
		a.u16(of.FieldIPv6ExtHdr, m.IPv6ExtHdr, mask)
	}
	if m.Has(of.FieldNDTarget) {
		a.ipv6(of.FieldNDTarget, m.NDTarget, m.NDTargetMask)
	}
	if m.Has(of.FieldNDSLL) {
		a.mac(of.FieldNDSLL, m.NDSLL, m.NDSLLMask)
	}
	if m.Has(of.FieldNDTLL) {
		a.mac(of.FieldNDTLL, m.NDTLL, m.NDTLLMask)
	}
	if m.Has(of.FieldMPLSLabel) {
		a.u32(of.FieldMPLSLabel, m.MPLSLabel, exact32)
	}
	if m.Has(of.FieldMPLSTC) {
		a.u8(of.FieldMPLSTC, m.MPLSTC)
	}
	if m.Has(of.FieldMPLSBOS) {
		a.u8(of.FieldMPLSBOS, m.MPLSBOS)
	}
	if m.Has(of.FieldPBBISID) {
		masked := m.PBBISIDMask != 0xffffff
		a.head(of.FieldPBBISID, masked)
		a.b = append(a.b, byte(m.PBBISID>>16), byte(m.PBBISID>>8), byte(m.PBBISID))
		if masked {
			a.b = append(a.b, byte(m.PBBISIDMask>>16), byte(m.PBBISIDMask>>8), byte(m.PBBISIDMask))
		}
	}
}
