package openflow

import (
	"math/bits"
	"strconv"

	"github.com/trema-ns/trema-ns/controller/packet"
)

// defaultPriority is the priority ovs-ofctl leaves out.
const defaultPriority = 0x8000

// String returns the match as ovs-ofctl prints it; the match for everything is
// the empty string.
func (m *Match) String() string { return string(m.AppendText(nil)) }

// AppendText appends [Match.String] to b.
func (m *Match) AppendText(b []byte) []byte { return m.appendText(b, defaultPriority) }

func (m *Match) appendText(b []byte, priority uint16) []byte {
	t := textWriter{b: b, start: len(b)}
	if priority != defaultPriority {
		t.dec("priority", uint64(priority))
	}
	typeDone, protoDone := m.appendKind(&t)
	for i := range m.Reg {
		if m.Has(FieldReg0 + Field(i)) {
			t.hex("reg"+strconv.Itoa(i), uint64(m.Reg[i]), uint64(m.RegMask[i]), 1<<32-1)
		}
	}
	if m.Has(FieldTunnelID) {
		t.hex("tun_id", m.TunnelID, m.TunnelIDMask, 1<<64-1)
	}
	if m.Has(FieldMetadata) {
		t.hex("metadata", m.Metadata, m.MetadataMask, 1<<64-1)
	}
	if m.Has(FieldInPort) {
		t.key("in_port")
		t.b = AppendPortName(t.b, m.InPort)
	}
	if m.Has(FieldInPhyPort) {
		t.key("in_phy_port")
		t.b = AppendPortName(t.b, m.InPhyPort)
	}
	if m.Has(FieldVLANTCI) {
		m.appendVLAN(&t)
	}
	t.mac("dl_src", m.Has(FieldEthSrc), m.EthSrc, m.EthSrcMask)
	t.mac("dl_dst", m.Has(FieldEthDst), m.EthDst, m.EthDstMask)
	if m.Has(FieldEthType) && !typeDone {
		t.key("dl_type")
		t.b = appendHexPadded(t.b, uint64(m.EthType), 4)
	}
	m.appendNetwork(&t, protoDone)
	m.appendTransport(&t)
	if m.Has(FieldPBBISID) {
		t.hex("pbb_isid", uint64(m.PBBISID), uint64(m.PBBISIDMask), 1<<24-1)
	}
	if m.Has(FieldUnknown) {
		t.word("unknown_fields")
	}
	return t.b
}

// appendKind writes the word for Ethernet type and IP protocol, such as "udp",
// and reports which of the two it has said.
func (m *Match) appendKind(t *textWriter) (typeDone, protoDone bool) {
	if !m.Has(FieldEthType) {
		return false, false
	}
	if m.Has(FieldNwProto) {
		word := ""
		switch m.EthType {
		case packet.EthTypeIPv4:
			switch m.NwProto {
			case packet.ProtoICMP:
				word = "icmp"
			case packet.ProtoTCP:
				word = "tcp"
			case packet.ProtoUDP:
				word = "udp"
			case packet.ProtoSCTP:
				word = "sctp"
			}
		case packet.EthTypeIPv6:
			switch m.NwProto {
			case packet.ProtoICMPv6:
				word = "icmp6"
			case packet.ProtoTCP:
				word = "tcp6"
			case packet.ProtoUDP:
				word = "udp6"
			case packet.ProtoSCTP:
				word = "sctp6"
			}
		}
		if word != "" {
			t.word(word)
			return true, true
		}
	}
	word := ""
	switch m.EthType {
	case packet.EthTypeIPv4:
		word = "ip"
	case packet.EthTypeIPv6:
		word = "ipv6"
	case packet.EthTypeARP:
		word = "arp"
	case packet.EthTypeRARP:
		word = "rarp"
	case packet.EthTypeMPLS:
		word = "mpls"
	case packet.EthTypeMPLSM:
		word = "mplsm"
	default:
		return false, false
	}
	t.word(word)
	return true, false
}

func (m *Match) appendVLAN(t *textWriter) {
	vid, pcp := m.VLANTCIMask&0x0fff, m.VLANTCIMask&0xe000
	switch {
	case m.VLANTCI&VLANPresent != 0 && (vid == 0 || vid == 0x0fff) && (pcp == 0 || pcp == 0xe000) && vid|pcp != 0:
		if vid != 0 {
			t.dec("dl_vlan", uint64(m.VLANTCI&0x0fff))
		}
		if pcp != 0 {
			t.dec("dl_vlan_pcp", uint64(m.VLANTCI>>13))
		}
	default:
		t.key("vlan_tci")
		t.b = appendHexPadded(t.b, uint64(m.VLANTCI), 4)
		if m.VLANTCIMask != 0xffff {
			t.b = append(t.b, '/')
			t.b = appendHexPadded(t.b, uint64(m.VLANTCIMask), 4)
		}
	}
}

func (m *Match) isARP() bool {
	return m.Has(FieldEthType) && (m.EthType == packet.EthTypeARP || m.EthType == packet.EthTypeRARP)
}

func (m *Match) appendNetwork(t *textWriter, protoDone bool) {
	src, dst, proto := "nw_src", "nw_dst", "nw_proto"
	if m.isARP() {
		src, dst, proto = "arp_spa", "arp_tpa", "arp_op"
	}
	t.ipv6("ipv6_src", m.Has(FieldIPv6Src), m.IPv6Src, m.IPv6SrcMask)
	t.ipv6("ipv6_dst", m.Has(FieldIPv6Dst), m.IPv6Dst, m.IPv6DstMask)
	if m.Has(FieldIPv6Label) {
		t.key("ipv6_label")
		t.b = appendHexPadded(t.b, uint64(m.IPv6Label), 5)
		if m.IPv6LabelMask != 0xfffff {
			t.b = append(t.b, '/')
			t.b = appendHexPadded(t.b, uint64(m.IPv6LabelMask), 5)
		}
	}
	if m.Has(FieldIPv6ExtHdr) {
		t.hex("ipv6_exthdr", uint64(m.IPv6ExtHdr), uint64(m.IPv6ExtHdrMask), 0x1ff)
	}
	t.ipv4(src, m.Has(FieldNwSrc), m.NwSrc, m.NwSrcMask)
	t.ipv4(dst, m.Has(FieldNwDst), m.NwDst, m.NwDstMask)
	if m.Has(FieldNwProto) && !protoDone {
		t.dec(proto, uint64(m.NwProto))
	}
	t.mac("arp_sha", m.Has(FieldARPSHA), m.ARPSHA, m.ARPSHAMask)
	t.mac("arp_tha", m.Has(FieldARPTHA), m.ARPTHA, m.ARPTHAMask)
	if m.Has(FieldNwTOS) {
		t.dec("nw_tos", uint64(m.NwTOS))
	}
	if m.Has(FieldNwECN) {
		t.dec("nw_ecn", uint64(m.NwECN))
	}
	if m.Has(FieldNwTTL) {
		t.dec("nw_ttl", uint64(m.NwTTL))
	}
	if m.Has(FieldMPLSLabel) {
		t.dec("mpls_label", uint64(m.MPLSLabel))
	}
	if m.Has(FieldMPLSTC) {
		t.dec("mpls_tc", uint64(m.MPLSTC))
	}
	if m.Has(FieldMPLSBOS) {
		t.dec("mpls_bos", uint64(m.MPLSBOS))
	}
	if m.Has(FieldNwFrag) {
		t.key("nw_frag")
		t.b = append(t.b, fragWord(m.NwFrag, m.NwFragMask)...)
	}
}

func fragWord(frag, mask uint8) string {
	words := map[uint8][4]string{
		1: {"no", "yes", "", ""},
		2: {"not_later", "", "later", ""},
		3: {"no", "first", "<error>", "later"},
	}
	return words[mask&3][frag&3]
}

func (m *Match) appendTransport(t *textWriter) {
	src, dst := "tp_src", "tp_dst"
	icmp := m.Has(FieldEthType) && m.Has(FieldNwProto) &&
		(m.EthType == packet.EthTypeIPv4 && m.NwProto == packet.ProtoICMP ||
			m.EthType == packet.EthTypeIPv6 && m.NwProto == packet.ProtoICMPv6)
	if icmp {
		src, dst = "icmp_type", "icmp_code"
	}
	t.tp(src, m.Has(FieldTpSrc), m.TpSrc, m.TpSrcMask)
	t.tp(dst, m.Has(FieldTpDst), m.TpDst, m.TpDstMask)
	t.ipv6("nd_target", m.Has(FieldNDTarget), m.NDTarget, m.NDTargetMask)
	t.mac("nd_sll", m.Has(FieldNDSLL), m.NDSLL, m.NDSLLMask)
	t.mac("nd_tll", m.Has(FieldNDTLL), m.NDTLL, m.NDTLLMask)
	if m.Has(FieldTCPFlags) {
		t.key("tcp_flags")
		t.b = appendTCPFlags(t.b, m.TCPFlags, m.TCPFlagsMask)
	}
}

var tcpFlagNames = [...]string{"fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr", "ns", "[200]", "[400]", "[800]"}

// appendTCPFlags writes all flags as "syn|ack", some of them as "+syn-ack".
func appendTCPFlags(b []byte, flags, mask uint16) []byte {
	if mask == 0xfff && flags == 0 {
		return append(b, '0')
	}
	start := len(b)
	for i, name := range tcpFlagNames {
		bit := uint16(1) << i
		switch {
		case mask == 0xfff:
			if flags&bit == 0 {
				continue
			}
			if len(b) > start {
				b = append(b, '|')
			}
		case mask&bit == 0:
			continue
		case flags&bit != 0:
			b = append(b, '+')
		default:
			b = append(b, '-')
		}
		b = append(b, name...)
	}
	return b
}

// textWriter writes a list of key=value with commas.
type textWriter struct {
	b     []byte
	start int
}

func (t *textWriter) word(w string) {
	if len(t.b) > t.start {
		t.b = append(t.b, ',')
	}
	t.b = append(t.b, w...)
}

func (t *textWriter) key(k string) {
	t.word(k)
	t.b = append(t.b, '=')
}

func (t *textWriter) dec(k string, v uint64) {
	t.key(k)
	t.b = strconv.AppendUint(t.b, v, 10)
}

// hex writes a value and, when not every bit of all counts, its mask.
func (t *textWriter) hex(k string, v, mask, all uint64) {
	t.key(k)
	t.b = appendHex(t.b, v)
	if mask != all {
		t.b = append(t.b, '/')
		t.b = appendHex(t.b, mask)
	}
}

func (t *textWriter) tp(k string, present bool, v, mask uint16) {
	switch {
	case !present:
	case mask == 0xffff:
		t.dec(k, uint64(v))
	default:
		t.hex(k, uint64(v), uint64(mask), 0xffff)
	}
}

func (t *textWriter) mac(k string, present bool, v, mask MAC) {
	if !present {
		return
	}
	t.key(k)
	t.b = v.AppendTo(t.b)
	if mask != ExactMAC {
		t.b = append(t.b, '/')
		t.b = mask.AppendTo(t.b)
	}
}

func (t *textWriter) ipv4(k string, present bool, v, mask IPv4Addr) {
	if !present {
		return
	}
	t.key(k)
	t.b = v.AppendTo(t.b)
	t.mask(mask[:], mask.AppendTo)
}

func (t *textWriter) ipv6(k string, present bool, v, mask IPv6Addr) {
	if !present {
		return
	}
	t.key(k)
	t.b = v.AppendTo(t.b)
	t.mask(mask[:], mask.AppendTo)
}

// mask writes a mask as the length of a prefix where it is one.
func (t *textWriter) mask(mask []byte, appendTo func([]byte) []byte) {
	ones, prefix, over := 0, true, false
	for _, c := range mask {
		n := bits.LeadingZeros8(^c)
		if over && c != 0 || c<<n != 0 {
			prefix = false
		}
		over = over || n < 8
		ones += n
	}
	if !over {
		return
	}
	t.b = append(t.b, '/')
	if prefix {
		t.b = strconv.AppendInt(t.b, int64(ones), 10)
	} else {
		t.b = appendTo(t.b)
	}
}

func appendHex(b []byte, v uint64) []byte {
	return strconv.AppendUint(append(b, "0x"...), v, 16)
}

func appendHexPadded(b []byte, v uint64, digits int) []byte {
	b = append(b, "0x"...)
	for i := digits - 1; i > 0 && v>>(4*i) == 0; i-- {
		b = append(b, '0')
	}
	return strconv.AppendUint(b, v, 16)
}
