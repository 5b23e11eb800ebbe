package openflow

import (
	"encoding/binary"
	"fmt"
	"strconv"
)

// AppendActions appends a list of actions as ovs-ofctl prints it for a flow of
// the version, without "actions=": "drop" for none.
func AppendActions(b []byte, v Version, list []Action) []byte {
	if len(list) == 0 {
		return append(b, "drop"...)
	}
	return appendActionList(b, v, list)
}

func appendActionList(b []byte, v Version, list []Action) []byte {
	for i := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = list[i].appendText(b, v)
	}
	return b
}

// AppendText appends the instructions as ovs-ofctl prints them for a flow of
// the version, without "actions=": "drop" for none.
func (i *Instructions) AppendText(b []byte, v Version) []byte {
	start := len(b)
	part := func(s string) {
		if len(b) > start {
			b = append(b, ',')
		}
		b = append(b, s...)
	}
	if i.Meter != 0 {
		part("meter:")
		b = strconv.AppendUint(b, uint64(i.Meter), 10)
	}
	if len(i.Actions) > 0 {
		part("")
		b = appendActionList(b, v, i.Actions)
	}
	if i.ClearActions {
		part("clear_actions")
	}
	if len(i.WriteActions) > 0 {
		part("write_actions(")
		b = appendActionList(b, v, i.WriteActions)
		b = append(b, ')')
	}
	if i.MetadataMask != 0 {
		part("write_metadata:")
		b = appendHex(b, i.Metadata)
		if i.MetadataMask != 1<<64-1 {
			b = append(b, '/')
			b = appendHex(b, i.MetadataMask)
		}
	}
	if i.GotoTable != 0 {
		part("goto_table:")
		b = strconv.AppendUint(b, uint64(i.GotoTable), 10)
	}
	if len(b) == start {
		return append(b, "drop"...)
	}
	return b
}

func (a *Action) appendText(b []byte, v Version) []byte {
	arg := func(s string) []byte { return strconv.AppendUint(append(b, s...), uint64(a.Arg), 10) }
	ethType := func(s string) []byte { return appendHexPadded(append(b, s...), uint64(a.Arg), 4) }
	switch a.Type {
	case ActionOutput:
		if a.Port < PortInPort || a.Port == PortAny {
			b = append(b, "output:"...)
		}
		b = AppendPortName(b, a.Port)
		if a.Port == PortController {
			b = strconv.AppendUint(append(b, ':'), uint64(a.MaxLen), 10)
		}
		return b
	case ActionEnqueue:
		b = AppendPortName(append(b, "enqueue:"...), a.Port)
		return strconv.AppendUint(append(b, ':'), uint64(a.Arg), 10)
	case ActionSetQueue:
		return arg("set_queue:")
	case ActionGroup:
		return arg("group:")
	case ActionSetField:
		return a.appendSetField(b, v)
	case ActionStripVLAN:
		if v >= Version13 {
			return append(b, "pop_vlan"...)
		}
		return append(b, "strip_vlan"...)
	case ActionSetVLANVID:
		return arg("mod_vlan_vid:")
	case ActionSetVLANPCP:
		return arg("mod_vlan_pcp:")
	case ActionPushVLAN:
		return ethType("push_vlan:")
	case ActionPushMPLS:
		return ethType("push_mpls:")
	case ActionPopMPLS:
		return ethType("pop_mpls:")
	case ActionPushPBB:
		return ethType("push_pbb:")
	case ActionPopPBB:
		return append(b, "pop_pbb"...)
	case ActionSetMPLSTTL:
		return append(arg("set_mpls_ttl("), ')')
	case ActionDecMPLSTTL:
		return append(b, "dec_mpls_ttl"...)
	case ActionSetNwTTL:
		return arg("mod_nw_ttl:")
	case ActionDecNwTTL:
		return append(b, "dec_ttl"...)
	case ActionCopyTTLOut:
		return append(b, "copy_ttl_out"...)
	case ActionCopyTTLIn:
		return append(b, "copy_ttl_in"...)
	case ActionExperimenter:
		return a.appendExperimenter(b)
	}
	return fmt.Appendf(b, "unknown(%x)", a.Data)
}

// modNames has the words of OpenFlow 1.0 for setting a field.
var modNames = map[Field]string{
	FieldEthSrc: "mod_dl_src:", FieldEthDst: "mod_dl_dst:", FieldNwSrc: "mod_nw_src:", FieldNwDst: "mod_nw_dst:",
	FieldNwTOS: "mod_nw_tos:", FieldTpSrc: "mod_tp_src:", FieldTpDst: "mod_tp_dst:", FieldVLANVID: "mod_vlan_vid:",
	FieldVLANPCP: "mod_vlan_pcp:",
}

// fieldText says how set-field prints a field.
type fieldText struct {
	name string
	len  int // of the value, in bytes
	form byte
}

// The forms of a value.
const (
	formDec  = 'd'
	formHex  = 'x'
	formMAC  = 'm'
	formIPv4 = '4'
	formIPv6 = '6'
	formPort = 'p'
)

var setFieldNames = map[Field]fieldText{
	FieldInPort:     {"in_port", 4, formPort},
	FieldInPhyPort:  {"in_phy_port", 4, formPort},
	FieldMetadata:   {"metadata", 8, formHex},
	FieldTunnelID:   {"tun_id", 8, formHex},
	FieldEthDst:     {"eth_dst", 6, formMAC},
	FieldEthSrc:     {"eth_src", 6, formMAC},
	FieldEthType:    {"eth_type", 2, formHex},
	FieldVLANVID:    {"vlan_vid", 2, formDec},
	FieldVLANPCP:    {"vlan_pcp", 1, formDec},
	FieldVLANTCI:    {"vlan_tci", 2, formHex},
	FieldNwTOS:      {"ip_dscp", 1, formDec},
	FieldNwECN:      {"nw_ecn", 1, formDec},
	FieldNwTTL:      {"nw_ttl", 1, formDec},
	FieldNwProto:    {"nw_proto", 1, formDec},
	FieldNwSrc:      {"ip_src", 4, formIPv4},
	FieldNwDst:      {"ip_dst", 4, formIPv4},
	FieldTpSrc:      {"tcp_src", 2, formDec},
	FieldTpDst:      {"tcp_dst", 2, formDec},
	FieldTCPSrc:     {"tcp_src", 2, formDec},
	FieldTCPDst:     {"tcp_dst", 2, formDec},
	FieldUDPSrc:     {"udp_src", 2, formDec},
	FieldUDPDst:     {"udp_dst", 2, formDec},
	FieldSCTPSrc:    {"sctp_src", 2, formDec},
	FieldSCTPDst:    {"sctp_dst", 2, formDec},
	FieldICMPType:   {"icmp_type", 1, formDec},
	FieldICMPCode:   {"icmp_code", 1, formDec},
	FieldICMPv6Type: {"icmpv6_type", 1, formDec},
	FieldICMPv6Code: {"icmpv6_code", 1, formDec},
	FieldARPOp:      {"arp_op", 2, formDec},
	FieldARPSPA:     {"arp_spa", 4, formIPv4},
	FieldARPTPA:     {"arp_tpa", 4, formIPv4},
	FieldARPSHA:     {"arp_sha", 6, formMAC},
	FieldARPTHA:     {"arp_tha", 6, formMAC},
	FieldIPv6Src:    {"ipv6_src", 16, formIPv6},
	FieldIPv6Dst:    {"ipv6_dst", 16, formIPv6},
	FieldIPv6Label:  {"ipv6_label", 4, formHex},
	FieldNDTarget:   {"nd_target", 16, formIPv6},
	FieldNDSLL:      {"nd_sll", 6, formMAC},
	FieldNDTLL:      {"nd_tll", 6, formMAC},
	FieldMPLSLabel:  {"mpls_label", 4, formDec},
	FieldMPLSTC:     {"mpls_tc", 1, formDec},
	FieldMPLSBOS:    {"mpls_bos", 1, formDec},
	FieldPBBISID:    {"pbb_isid", 3, formHex},
	FieldReg0:       {"reg0", 4, formHex},
	FieldReg1:       {"reg1", 4, formHex},
	FieldReg2:       {"reg2", 4, formHex},
	FieldReg3:       {"reg3", 4, formHex},
	FieldReg4:       {"reg4", 4, formHex},
	FieldReg5:       {"reg5", 4, formHex},
	FieldReg6:       {"reg6", 4, formHex},
	FieldReg7:       {"reg7", 4, formHex},
}

func (a *Action) appendSetField(b []byte, v Version) []byte {
	t, ok := setFieldNames[a.Field]
	if !ok {
		return append(b, "set_field:unknown"...)
	}
	if mod := modNames[a.Field]; v < Version13 && mod != "" {
		return appendFieldValue(append(b, mod...), t, a.Value)
	}
	value, mask := a.Value, a.Mask
	if a.Field == FieldNwTOS {
		value[0] >>= 2
		mask[0] >>= 2
	}
	b = appendFieldValue(append(b, "set_field:"...), t, value)
	if mask != [16]byte{} {
		b = appendFieldValue(append(b, '/'), t, mask)
	}
	return append(append(b, "->"...), t.name...)
}

func appendFieldValue(b []byte, t fieldText, v [16]byte) []byte {
	switch t.form {
	case formMAC:
		return MAC(v[:6]).AppendTo(b)
	case formIPv4:
		return IPv4Addr(v[:4]).AppendTo(b)
	case formIPv6:
		return IPv6Addr(v).AppendTo(b)
	case formPort:
		return AppendPortName(b, binary.BigEndian.Uint32(v[:]))
	}
	n := uint64(0)
	for _, c := range v[:min(t.len, 8)] {
		n = n<<8 | uint64(c)
	}
	if t.form == formHex {
		return appendHex(b, n)
	}
	return strconv.AppendUint(b, n, 10)
}
