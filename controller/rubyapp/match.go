package rubyapp

import (
	"iter"
	"strings"

	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/dsl/interp"
)

// match is what a Match holds.
type match struct {
	openflow.Match
	exact bool // an ExactMatch
}

// matchOption sets a field of a match, its bits in mask; a mask of nil is all.
type matchOption func(a *App, m *openflow.Match, v, mask value) error

// matchField is a field that a match can be asked for.
type matchField struct {
	names [3]string // of the new, the old and the edge generation; several mean the same
	does  string
	set   matchOption
	get   func(a *App, m *openflow.Match) value
}

// setNumber makes a matchOption of a number that has no mask.
func setNumber(most uint64, set func(m *openflow.Match, n uint64)) matchOption {
	return func(a *App, m *openflow.Match, v, mask value) error {
		n, err := a.number(v, "the value of a match", most)
		if err != nil {
			return err
		}
		if mask != nil {
			return a.argumentError("this field of a match has no mask")
		}
		set(m, n)
		return nil
	}
}

// setMasked makes a matchOption of a number with a mask.
func setMasked(most uint64, set func(m *openflow.Match, n, mask uint64)) matchOption {
	return func(a *App, m *openflow.Match, v, mask value) error {
		n, err := a.number(v, "the value of a match", most)
		if err != nil {
			return err
		}
		bits := most
		if mask != nil {
			if bits, err = a.number(mask, "the mask of a match", most); err != nil {
				return err
			}
		}
		set(m, n, bits)
		return nil
	}
}

func setMAC(set func(m *openflow.Match, address, mask openflow.MAC)) matchOption {
	return func(a *App, m *openflow.Match, v, mask value) error {
		address, err := a.toMAC(v)
		if err != nil {
			return err
		}
		bits := openflow.ExactMAC
		if mask != nil {
			if bits, err = a.toMAC(mask); err != nil {
				return err
			}
		}
		set(m, address, bits)
		return nil
	}
}

func setIP(set func(m *openflow.Match, address, mask openflow.IPv4Addr)) matchOption {
	return func(a *App, m *openflow.Match, v, mask value) error {
		p, err := a.toIP(v)
		if err != nil {
			return err
		}
		bits := p.mask()
		if mask != nil {
			with, err := a.toIP(mask)
			if err != nil {
				return err
			}
			bits = with.addr
		}
		set(m, p.addr, bits)
		return nil
	}
}

// getIf makes a getter that is nil where the match does not look at the field.
func getIf(f openflow.Field, get func(a *App, m *openflow.Match) value) func(a *App, m *openflow.Match) value {
	return func(a *App, m *openflow.Match) value {
		if !m.Has(f) {
			return nil
		}
		return get(a, m)
	}
}

func getNumber(f openflow.Field, get func(m *openflow.Match) uint64) func(a *App, m *openflow.Match) value {
	return getIf(f, func(_ *App, m *openflow.Match) value { return interp.Uint(get(m)) })
}

// ethernetOf makes a setter that says the Ethernet type too where the match does
// not yet: the field would count for nothing without.
func ethernetOf(ethType uint16, set matchOption) matchOption {
	return func(a *App, m *openflow.Match, v, mask value) error {
		if err := set(a, m, v, mask); err != nil {
			return err
		}
		if !m.Has(openflow.FieldEthType) {
			m.SetEthType(ethType)
		}
		return nil
	}
}

// protocolOf does the same for what is in IP.
func protocolOf(proto uint8, set matchOption) matchOption {
	return func(a *App, m *openflow.Match, v, mask value) error {
		if err := set(a, m, v, mask); err != nil {
			return err
		}
		if !m.Has(openflow.FieldEthType) {
			m.SetEthType(0x0800)
		}
		if !m.Has(openflow.FieldNwProto) {
			m.SetNwProto(proto)
		}
		return nil
	}
}

// fields are the fields of a match.
var fields = []matchField{
	{[3]string{"in_port", "in_port", "in_port"}, "the port a packet comes in by",
		func(a *App, m *openflow.Match, v, _ value) error {
			port, err := a.toPort(v)
			m.SetInPort(port)
			return err
		},
		getIf(openflow.FieldInPort, func(a *App, m *openflow.Match) value { return a.portNumber(m.InPort) })},
	{[3]string{"source_mac_address ether_source_address", "dl_src", "eth_src dl_src"}, "the Ethernet source",
		setMAC((*openflow.Match).SetEthSrcMasked),
		getIf(openflow.FieldEthSrc, func(a *App, m *openflow.Match) value { return a.newMAC(m.EthSrc) })},
	{[3]string{"destination_mac_address ether_destination_address", "dl_dst", "eth_dst dl_dst"}, "the Ethernet destination",
		setMAC((*openflow.Match).SetEthDstMasked),
		getIf(openflow.FieldEthDst, func(a *App, m *openflow.Match) value { return a.newMAC(m.EthDst) })},
	{[3]string{"ether_type", "dl_type", "eth_type dl_type"}, "the Ethernet type",
		setNumber(0xffff, func(m *openflow.Match, n uint64) { m.SetEthType(uint16(n)) }),
		getNumber(openflow.FieldEthType, func(m *openflow.Match) uint64 { return uint64(m.EthType) })},
	{[3]string{"vlan_vid", "dl_vlan", "vlan_vid dl_vlan"}, "the VLAN; 0xffff is none",
		setNumber(0xffff, func(m *openflow.Match, n uint64) {
			if n == 0xffff {
				m.SetUntagged()
			} else {
				m.SetVLAN(uint16(n))
			}
		}),
		getNumber(openflow.FieldVLANTCI, func(m *openflow.Match) uint64 {
			if m.VLANTCI == 0 {
				return 0xffff
			}
			return uint64(m.VLANTCI & 0xfff)
		})},
	{[3]string{"vlan_priority", "dl_vlan_pcp", "vlan_pcp dl_vlan_pcp"}, "the priority in the VLAN tag",
		setNumber(7, func(m *openflow.Match, n uint64) { m.SetVLANPCP(uint8(n)) }),
		getNumber(openflow.FieldVLANTCI, func(m *openflow.Match) uint64 { return uint64(m.VLANTCI >> 13) })},
	{[3]string{"tos", "nw_tos", "ip_dscp nw_tos"}, "the type of service",
		setNumber(0xff, func(m *openflow.Match, n uint64) { m.SetNwTOS(uint8(n)) }),
		getNumber(openflow.FieldNwTOS, func(m *openflow.Match) uint64 { return uint64(m.NwTOS) })},
	{[3]string{"ip_protocol", "nw_proto", "ip_proto nw_proto"}, "the IP protocol, or the operation of an ARP",
		setNumber(0xff, func(m *openflow.Match, n uint64) { m.SetNwProto(uint8(n)) }),
		getNumber(openflow.FieldNwProto, func(m *openflow.Match) uint64 { return uint64(m.NwProto) })},
	{[3]string{"source_ip_address ip_source_address ipv4_source_address", "nw_src", "ipv4_src nw_src"}, "the IPv4 source, perhaps with a prefix length",
		setIP((*openflow.Match).SetNwSrcMasked),
		getIf(openflow.FieldNwSrc, func(a *App, m *openflow.Match) value { return a.newPrefix(prefixOf(m.NwSrc, m.NwSrcMask)) })},
	{[3]string{"destination_ip_address ip_destination_address ipv4_destination_address", "nw_dst", "ipv4_dst nw_dst"}, "the IPv4 destination, perhaps with a prefix length",
		setIP((*openflow.Match).SetNwDstMasked),
		getIf(openflow.FieldNwDst, func(a *App, m *openflow.Match) value { return a.newPrefix(prefixOf(m.NwDst, m.NwDstMask)) })},
	{[3]string{"transport_source_port", "tp_src", "tp_src"}, "the source port of TCP or UDP",
		setMasked(0xffff, func(m *openflow.Match, n, mask uint64) { m.SetTpSrcMasked(uint16(n), uint16(mask)) }),
		getNumber(openflow.FieldTpSrc, func(m *openflow.Match) uint64 { return uint64(m.TpSrc) })},
	{[3]string{"transport_destination_port", "tp_dst", "tp_dst"}, "the destination port of TCP or UDP",
		setMasked(0xffff, func(m *openflow.Match, n, mask uint64) { m.SetTpDstMasked(uint16(n), uint16(mask)) }),
		getNumber(openflow.FieldTpDst, func(m *openflow.Match) uint64 { return uint64(m.TpDst) })},
	{[3]string{"tcp_source_port", "", "tcp_src"}, "the source port of TCP",
		protocolOf(6, setMasked(0xffff, func(m *openflow.Match, n, mask uint64) { m.SetTpSrcMasked(uint16(n), uint16(mask)) })), nil},
	{[3]string{"tcp_destination_port", "", "tcp_dst"}, "the destination port of TCP",
		protocolOf(6, setMasked(0xffff, func(m *openflow.Match, n, mask uint64) { m.SetTpDstMasked(uint16(n), uint16(mask)) })), nil},
	{[3]string{"udp_source_port", "", "udp_src"}, "the source port of UDP",
		protocolOf(17, setMasked(0xffff, func(m *openflow.Match, n, mask uint64) { m.SetTpSrcMasked(uint16(n), uint16(mask)) })), nil},
	{[3]string{"udp_destination_port", "", "udp_dst"}, "the destination port of UDP",
		protocolOf(17, setMasked(0xffff, func(m *openflow.Match, n, mask uint64) { m.SetTpDstMasked(uint16(n), uint16(mask)) })), nil},
	{[3]string{"icmpv4_type", "icmpv4_type", "icmpv4_type"}, "the type of an ICMP message",
		protocolOf(1, setNumber(0xff, func(m *openflow.Match, n uint64) { m.SetTpSrc(uint16(n)) })), nil},
	{[3]string{"icmpv4_code", "icmpv4_code", "icmpv4_code"}, "the code of an ICMP message",
		protocolOf(1, setNumber(0xff, func(m *openflow.Match, n uint64) { m.SetTpDst(uint16(n)) })), nil},
	{[3]string{"arp_operation", "", "arp_op"}, "the operation of an ARP",
		ethernetOf(0x0806, setNumber(0xff, func(m *openflow.Match, n uint64) { m.SetNwProto(uint8(n)) })), nil},
	{[3]string{"arp_sender_protocol_address", "", "arp_spa"}, "the sender's IP address in an ARP",
		ethernetOf(0x0806, setIP((*openflow.Match).SetNwSrcMasked)), nil},
	{[3]string{"arp_target_protocol_address", "", "arp_tpa"}, "the target's IP address in an ARP",
		ethernetOf(0x0806, setIP((*openflow.Match).SetNwDstMasked)), nil},
	{[3]string{"arp_sender_hardware_address", "", "arp_sha"}, "the sender's Ethernet address in an ARP",
		ethernetOf(0x0806, setMAC((*openflow.Match).SetARPSHAMasked)),
		getIf(openflow.FieldARPSHA, func(a *App, m *openflow.Match) value { return a.newMAC(m.ARPSHA) })},
	{[3]string{"arp_target_hardware_address", "", "arp_tha"}, "the target's Ethernet address in an ARP",
		ethernetOf(0x0806, setMAC((*openflow.Match).SetARPTHAMasked)),
		getIf(openflow.FieldARPTHA, func(a *App, m *openflow.Match) value { return a.newMAC(m.ARPTHA) })},
	{[3]string{"metadata", "", "metadata"}, "what an earlier table has written",
		setMasked(1<<64-1, (*openflow.Match).SetMetadataMasked),
		getNumber(openflow.FieldMetadata, func(m *openflow.Match) uint64 { return m.Metadata })},
	{[3]string{"tunnel_id", "", "tunnel_id"}, "the key of the tunnel",
		setMasked(1<<64-1, (*openflow.Match).SetTunnelIDMasked),
		getNumber(openflow.FieldTunnelID, func(m *openflow.Match) uint64 { return m.TunnelID })},
	{[3]string{"mpls_label", "", "mpls_label"}, "the MPLS label",
		setNumber(0xfffff, func(m *openflow.Match, n uint64) { m.SetMPLSLabel(uint32(n)) }),
		getNumber(openflow.FieldMPLSLabel, func(m *openflow.Match) uint64 { return uint64(m.MPLSLabel) })},
	register(0), register(1), register(2), register(3), register(4), register(5), register(6), register(7),
}

// register is the field of one of Open vSwitch's registers.
func register(i int) matchField {
	name := "reg" + string(rune('0'+i))
	return matchField{[3]string{name, "", name}, "a register of Open vSwitch",
		setMasked(1<<32-1, func(m *openflow.Match, n, mask uint64) { m.SetRegMasked(i, uint32(n), uint32(mask)) }),
		getNumber(openflow.FieldReg0+openflow.Field(i), func(m *openflow.Match) uint64 { return uint64(m.Reg[i]) })}
}

func prefixOf(addr, mask openflow.IPv4Addr) ipv4 {
	for bits := range 33 {
		if prefixMask(bits) == mask {
			return ipv4{addr, uint8(bits)}
		}
	}
	return ipv4{addr, 32}
}

// matchNames returns the fields by the names of a generation.
func (g generation) matchNames() iter.Seq2[string, *matchField] {
	index := map[generation]int{newTrema: 0, oldTrema: 1, edgeTrema: 2}[g]
	return func(yield func(string, *matchField) bool) {
		for i := range fields {
			for name := range strings.FieldsSeq(fields[i].names[index]) {
				if !yield(name, &fields[i]) {
					return
				}
			}
		}
	}
}

// newMatch makes a match of options. The type and the protocol are set first:
// other fields see them.
func (a *App) newMatch(h *interp.Hash) (*match, error) {
	m := &match{}
	var later []func() error
	var wrong error
	h.Each(func(key, v value) bool {
		name, err := a.symbol(key)
		if err != nil {
			wrong = err
			return false
		}
		if strings.HasSuffix(name, "_mask") && a.fields[strings.TrimSuffix(name, "_mask")] != nil {
			return true // with the field that it is of
		}
		f := a.fields[name]
		switch {
		case f == nil && (name == "wildcards" || name == "priority"):
			return true // Trema took no notice either
		case f == nil:
			wrong = a.unknownOption("a match", name, a.fieldNames())
			return false
		case v == nil:
			return true // the field is not looked at
		}
		mask, _ := h.Get(interp.Symbol(name + "_mask"))
		set := func() error { return f.set(a, &m.Match, v, mask) }
		switch name {
		case "ether_type", "dl_type", "eth_type", "ip_protocol", "nw_proto", "ip_proto":
			wrong = set()
		default:
			later = append(later, set)
		}
		return wrong == nil
	})
	for _, set := range later {
		if wrong == nil {
			wrong = set()
		}
	}
	return m, wrong
}

func (a *App) fieldNames() []string {
	var names []string
	for name := range a.fields {
		names = append(names, name)
	}
	return names
}

// toMatch returns the Match v.
func (a *App) toMatch(v value) (*match, error) {
	m, ok := data[*match](v)
	if !ok {
		return nil, a.argumentError("a match is made by Match.new or ExactMatch, not %s", a.in.Inspect(v))
	}
	return m, nil
}

// exactMatch makes the match for packets just like a packet-in.
func (a *App) exactMatch(v value) (*match, error) {
	p, ok := data[*packetIn](v)
	if !ok {
		return nil, a.argumentError("an exact match is made of a packet-in, not of %s", a.in.Inspect(v))
	}
	version := openflow.Version10
	if p.sw != nil {
		version = p.sw.Version()
	}
	m := &match{exact: true}
	m.SetExact(version, p.inPort, p.data)
	return m, nil
}

func matchTable(g generation) []class {
	c := class{name: "Match", does: "which packets a flow is for: those that agree in all that is given"}
	for name, f := range g.matchNames() {
		if get := f.get; get != nil {
			c.methods = append(c.methods, method{name, f.does + ", or nil", 0, 0, func(a *App, self value, _ []value, _ *interp.Proc) (value, error) {
				m, err := a.toMatch(self)
				if err != nil {
					return nil, err
				}
				return get(a, &m.Match), nil
			}})
		}
		set := f.set
		c.methods = append(c.methods, method{name + "=", "sets " + f.does, 1, 1, func(a *App, self value, args []value, _ *interp.Proc) (value, error) {
			m, err := a.toMatch(self)
			if err != nil {
				return nil, err
			}
			return args[0], set(a, &m.Match, args[0], nil)
		}})
	}
	c.methods = append(c.methods,
		method{"to_s inspect", "as ovs-ofctl shows it", 0, 0, get(func(_ *App, m *match) value { return str(m.Match.String()) })},
		method{"== compare eql?", "whether it is for the same packets", 1, 1, func(a *App, self value, args []value, _ *interp.Proc) (value, error) {
			m, _ := a.toMatch(self)
			other, ok := data[*match](args[0])
			return ok && m.Match == other.Match, nil
		}},
		method{"replace", "becomes as another", 1, 1, func(a *App, self value, args []value, _ *interp.Proc) (value, error) {
			m, _ := a.toMatch(self)
			other, err := a.toMatch(args[0])
			if err == nil {
				*m = *other
			}
			return self, err
		}},
	)
	c.own = []method{
		{"new", "a match with the fields given; without any it is for all packets", 0, 1, func(a *App, _ value, args []value, _ *interp.Proc) (value, error) {
			m, err := a.newMatch(keywords(args))
			return a.object("Match", m), err
		}},
		{"from", "the match for packets just like a packet-in, but for the fields named", 1, -1, func(a *App, _ value, args []value, _ *interp.Proc) (value, error) {
			m, err := a.exactMatch(args[0])
			if err != nil {
				return nil, err
			}
			m.exact = false
			for _, v := range args[1:] {
				name, err := a.symbol(v)
				if err != nil {
					return nil, err
				}
				if err := a.widen(&m.Match, name); err != nil {
					return nil, err
				}
			}
			return a.object("Match", m), nil
		}},
	}
	exact := class{name: "ExactMatch", super: "Match", does: "the match for packets just like one", own: []method{
		{"new from", "the match for packets just like a packet-in", 1, 1, func(a *App, _ value, args []value, _ *interp.Proc) (value, error) {
			m, err := a.exactMatch(args[0])
			return a.object("ExactMatch", m), err
		}},
	}}
	return []class{c, exact}
}

// widen has a match look at a field no more.
func (a *App) widen(m *openflow.Match, name string) error {
	bits := map[string]openflow.FieldSet{
		"in_port": openflow.FieldInPort.Set(), "dl_src": openflow.FieldEthSrc.Set(), "dl_dst": openflow.FieldEthDst.Set(),
		"dl_type": openflow.FieldEthType.Set(), "dl_vlan": openflow.FieldVLANTCI.Set(), "dl_vlan_pcp": openflow.FieldVLANTCI.Set(),
		"nw_src": openflow.FieldNwSrc.Set(), "nw_dst": openflow.FieldNwDst.Set(), "nw_proto": openflow.FieldNwProto.Set(),
		"nw_tos": openflow.FieldNwTOS.Set(), "tp_src": openflow.FieldTpSrc.Set(), "tp_dst": openflow.FieldTpDst.Set(),
	}
	bit, ok := bits[name]
	if !ok {
		return a.unknownOption("Match.from", name, []string{"in_port", "dl_src", "dl_dst", "dl_type", "dl_vlan", "dl_vlan_pcp", "nw_src", "nw_dst", "nw_proto", "nw_tos", "tp_src", "tp_dst"})
	}
	clearField(m, bit)
	return nil
}

// clearField makes the fields of a set zero, as a Match has those that it does
// not look at.
func clearField(m *openflow.Match, set openflow.FieldSet) {
	switch set {
	case openflow.FieldInPort.Set():
		m.InPort = 0
	case openflow.FieldEthSrc.Set():
		m.EthSrc, m.EthSrcMask = openflow.MAC{}, openflow.MAC{}
	case openflow.FieldEthDst.Set():
		m.EthDst, m.EthDstMask = openflow.MAC{}, openflow.MAC{}
	case openflow.FieldEthType.Set():
		// What it leads to cannot be looked at without it.
		n := openflow.Match{}
		n.Fields = m.Fields & (openflow.FieldInPort.Set() | openflow.FieldEthSrc.Set() | openflow.FieldEthDst.Set() | openflow.FieldVLANTCI.Set())
		n.InPort, n.EthSrc, n.EthSrcMask, n.EthDst, n.EthDstMask = m.InPort, m.EthSrc, m.EthSrcMask, m.EthDst, m.EthDstMask
		n.VLANTCI, n.VLANTCIMask = m.VLANTCI, m.VLANTCIMask
		*m = n
	case openflow.FieldVLANTCI.Set():
		m.VLANTCI, m.VLANTCIMask = 0, 0
	case openflow.FieldNwSrc.Set():
		m.NwSrc, m.NwSrcMask = openflow.IPv4Addr{}, openflow.IPv4Addr{}
	case openflow.FieldNwDst.Set():
		m.NwDst, m.NwDstMask = openflow.IPv4Addr{}, openflow.IPv4Addr{}
	case openflow.FieldNwProto.Set():
		m.NwProto = 0
		m.TpSrc, m.TpSrcMask, m.TpDst, m.TpDstMask = 0, 0, 0, 0
		set |= openflow.FieldTpSrc.Set() | openflow.FieldTpDst.Set()
	case openflow.FieldNwTOS.Set():
		m.NwTOS = 0
	case openflow.FieldTpSrc.Set():
		m.TpSrc, m.TpSrcMask = 0, 0
	case openflow.FieldTpDst.Set():
		m.TpDst, m.TpDstMask = 0, 0
	}
	m.Fields &^= set
}
