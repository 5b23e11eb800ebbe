package openflow

import (
	"encoding/binary"
	"fmt"
	"strconv"
)

// nxInPort is OpenFlow 1.0's number for the ingress port.
const nxInPort = 0xfff8

// vendorNicira is the number under which Open vSwitch extends OpenFlow.
const vendorNicira = 0x2320

// Subtypes of Open vSwitch's actions (nicira-ext.h) that are printed as
// ovs-ofctl does.
const (
	nxResubmit      = 1
	nxSetTunnel     = 2
	nxSetQueue      = 4
	nxPopQueue      = 5
	nxRegMove       = 6
	nxRegLoad       = 7
	nxNote          = 8
	nxSetTunnel64   = 9
	nxResubmitTable = 14
	nxExit          = 17
	nxDecTTL        = 18
	nxController    = 20
	nxWriteMetadata = 22
	nxPushMPLS      = 23
	nxPopMPLS       = 24
	nxSetMPLSTTL    = 25
	nxDecMPLSTTL    = 26
	nxGroup         = 40
)

// appendExperimenter writes an action of a vendor. Of the many that Open
// vSwitch has, those that ovs-ofctl makes of Trema's and of OpenFlow 1.3's
// actions are known; the others are written as their bytes.
func (a *Action) appendExperimenter(b []byte) []byte {
	d := a.Data
	if a.Arg != vendorNicira || len(d) < 8 {
		return appendRawAction(b, a)
	}
	be := binary.BigEndian
	port16 := func(p uint16) uint32 {
		if p >= 0xff00 {
			return 0xffff0000 | uint32(p)
		}
		return uint32(p)
	}
	// d begins with the subtype; the structures of nicira-ext.h have 8 bytes
	// more before it.
	switch sub := be.Uint16(d); {
	case sub == nxResubmit:
		return AppendPortName(append(b, "resubmit:"...), port16(be.Uint16(d[2:])))
	case sub == nxResubmitTable && d[4] == AllTables && be.Uint16(d[2:]) != nxInPort:
		return AppendPortName(append(b, "resubmit:"...), port16(be.Uint16(d[2:])))
	case sub == nxResubmitTable:
		b = append(b, "resubmit("...)
		if p := be.Uint16(d[2:]); p != nxInPort { // in_port is not said
			b = AppendPortName(b, port16(p))
		}
		b = append(b, ',')
		if d[4] != AllTables {
			b = strconv.AppendUint(b, uint64(d[4]), 10)
		}
		return append(b, ')')
	case sub == nxSetTunnel:
		return appendHex(append(b, "set_tunnel:"...), uint64(be.Uint32(d[4:])))
	case sub == nxSetTunnel64 && len(d) >= 16:
		return appendHex(append(b, "set_tunnel64:"...), be.Uint64(d[8:]))
	case sub == nxSetQueue:
		return strconv.AppendUint(append(b, "set_queue:"...), uint64(be.Uint32(d[4:])), 10)
	case sub == nxGroup:
		return strconv.AppendUint(append(b, "group:"...), uint64(be.Uint32(d[4:])), 10)
	case sub == nxPopQueue:
		return append(b, "pop_queue"...)
	case sub == nxExit:
		return append(b, "exit"...)
	case sub == nxDecTTL:
		return append(b, "dec_ttl"...)
	case sub == nxDecMPLSTTL:
		return append(b, "dec_mpls_ttl"...)
	case sub == nxSetMPLSTTL:
		return fmt.Appendf(b, "set_mpls_ttl(%d)", d[2])
	case sub == nxPushMPLS:
		return fmt.Appendf(b, "push_mpls:0x%04x", be.Uint16(d[2:]))
	case sub == nxPopMPLS:
		return fmt.Appendf(b, "pop_mpls:0x%04x", be.Uint16(d[2:]))
	case sub == nxWriteMetadata && len(d) >= 24:
		b = appendHex(append(b, "write_metadata:"...), be.Uint64(d[8:]))
		if mask := be.Uint64(d[16:]); mask != 1<<64-1 {
			b = appendHex(append(b, '/'), mask)
		}
		return b
	case sub == nxNote:
		b = append(b, "note:"...)
		for i, c := range d[2:] {
			if i > 0 {
				b = append(b, '.')
			}
			b = fmt.Appendf(b, "%02x", c)
		}
		return b
	case sub == nxRegMove && len(d) >= 16:
		n, from, to := be.Uint16(d[2:]), be.Uint16(d[4:]), be.Uint16(d[6:])
		b = appendSubfield(append(b, "move:"...), be.Uint32(d[8:]), from, n)
		return appendSubfield(append(b, "->"...), be.Uint32(d[12:]), to, n)
	case sub == nxRegLoad && len(d) >= 16:
		at, n := be.Uint16(d[2:])>>6, be.Uint16(d[2:])&63+1
		b = appendHex(append(b, "load:"...), be.Uint64(d[8:]))
		return appendSubfield(append(b, "->"...), be.Uint32(d[4:]), at, n)
	case sub == nxController:
		return appendNXController(b, be.Uint16(d[2:]), be.Uint16(d[4:]), d[6])
	}
	return appendRawAction(b, a)
}

func appendNXController(b []byte, maxLen, id uint16, reason uint8) []byte {
	b = append(b, "controller("...)
	start := len(b)
	switch reason {
	case 0:
		b = append(b, "reason=no_match,"...)
	case 2:
		b = append(b, "reason=invalid_ttl,"...)
	}
	if maxLen != 0xffff {
		b = fmt.Appendf(b, "max_len=%d,", maxLen)
	}
	if id != 0 {
		b = fmt.Appendf(b, "id=%d,", id)
	}
	if len(b) == start {
		return append(b[:start-len("controller(")], "CONTROLLER:65535"...)
	}
	b[len(b)-1] = ')'
	return b
}

// appendRawAction writes what cannot be read.
func appendRawAction(b []byte, a *Action) []byte {
	return fmt.Appendf(b, "experimenter(0x%08x,%x)", a.Arg, a.Data)
}

var (
	nxm0Names = [...]string{"IN_PORT", "ETH_DST", "ETH_SRC", "ETH_TYPE", "VLAN_TCI", "IP_TOS", "IP_PROTO", "IP_SRC",
		"IP_DST", "TCP_SRC", "TCP_DST", "UDP_SRC", "UDP_DST", "ICMP_TYPE", "ICMP_CODE", "ARP_OP", "ARP_SPA", "ARP_TPA"}
	nxm1Names = [...]string{0: "REG0", 1: "REG1", 2: "REG2", 3: "REG3", 4: "REG4", 5: "REG5", 6: "REG6", 7: "REG7",
		8: "REG8", 9: "REG9", 10: "REG10", 11: "REG11", 12: "REG12", 13: "REG13", 14: "REG14", 15: "REG15",
		16: "TUN_ID", 17: "ARP_SHA", 18: "ARP_THA", 19: "IPV6_SRC", 20: "IPV6_DST", 21: "ICMPV6_TYPE",
		22: "ICMPV6_CODE", 23: "ND_TARGET", 24: "ND_SLL", 25: "ND_TLL", 26: "IP_FRAG", 27: "IPV6_LABEL", 28: "IP_ECN",
		29: "IP_TTL", 30: "MPLS_TTL", 31: "TUN_IPV4_SRC", 32: "TUN_IPV4_DST", 33: "PKT_MARK", 34: "TCP_FLAGS"}
	oxmNames = [...]string{"IN_PORT", "IN_PHY_PORT", "METADATA", "ETH_DST", "ETH_SRC", "ETH_TYPE", "VLAN_VID",
		"VLAN_PCP", "IP_DSCP", "IP_ECN", "IP_PROTO", "IPV4_SRC", "IPV4_DST", "TCP_SRC", "TCP_DST", "UDP_SRC", "UDP_DST",
		"SCTP_SRC", "SCTP_DST", "ICMPV4_TYPE", "ICMPV4_CODE", "ARP_OP", "ARP_SPA", "ARP_TPA", "ARP_SHA", "ARP_THA",
		"IPV6_SRC", "IPV6_DST", "IPV6_FLABEL", "ICMPV6_TYPE", "ICMPV6_CODE", "IPV6_ND_TARGET", "IPV6_ND_SLL",
		"IPV6_ND_TLL", "MPLS_LABEL", "MPLS_TC", "MPLS_BOS", "PBB_ISID", "TUNNEL_ID", "IPV6_EXTHDR"}
)

// fieldBits has the widths in bits of fields that are narrower than their
// bytes, by the upper 23 bits of their header.
var fieldBits = map[uint32]int{0x8000<<7 | 6: 12, 0x8000<<7 | 7: 3, 0x8000<<7 | 8: 6, 0x8000<<7 | 9: 2,
	0x8000<<7 | 28: 20, 0x8000<<7 | 34: 20, 0x8000<<7 | 35: 3, 0x8000<<7 | 36: 1, 1<<7 | 27: 20, 1<<7 | 28: 2,
	1<<7 | 34: 12}

// appendSubfield writes n bits of a field from bit at on, as in
// "NXM_NX_REG0[0..3]".
func appendSubfield(b []byte, header uint32, at, n uint16) []byte {
	class, field, size := header>>16, int(header>>9&0x7f), int(header&0xff)*8
	switch {
	case class == 0 && field < len(nxm0Names):
		b = append(append(b, "NXM_OF_"...), nxm0Names[field]...)
	case class == 1 && field < len(nxm1Names):
		b = append(append(b, "NXM_NX_"...), nxm1Names[field]...)
	case class == 0x8000 && field < len(oxmNames):
		b = append(append(b, "OXM_OF_"...), oxmNames[field]...)
	default:
		b = fmt.Appendf(b, "field 0x%08x", header)
	}
	if w, ok := fieldBits[header>>9]; ok {
		size = w
	}
	switch {
	case at == 0 && int(n) == size:
		return append(b, "[]"...)
	case n == 1:
		return fmt.Appendf(b, "[%d]", at)
	}
	return fmt.Appendf(b, "[%d..%d]", at, at+n-1)
}
