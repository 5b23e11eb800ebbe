package rubyapp

import (
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/packet"
	"github.com/trema-ns/trema-ns/dsl/interp"
)

// oldPacketInMethods are the names of older controllers, which look into the
// packet too. One that does not apply to it is nil.
func oldPacketInMethods(g generation) []method {
	where := func(l packet.Layers, f func(a *App, p *packet.Packet) value) native {
		return inGet(func(a *App, p *packetIn) value {
			if !p.has(l) {
				return nil
			}
			return f(a, p.packet())
		})
	}
	is := func(f func(p *packet.Packet) bool) native {
		return inGet(func(_ *App, p *packetIn) value { return f(p.packet()) })
	}
	ip := func(f func(b packet.IPv4) value) native {
		return inGet(func(_ *App, p *packetIn) value {
			if h, ok := p.ipv4(); ok {
				return f(h)
			}
			return nil
		})
	}
	tcp := func(f func(t packet.TCP) value) native {
		return inGet(func(_ *App, p *packetIn) value {
			if b, ok := p.transport(packet.LayerTCP); ok {
				if t, ok := packet.ParseTCP(b); ok {
					return f(t)
				}
			}
			return nil
		})
	}
	udp := func(f func(u packet.UDP) value) native {
		return inGet(func(_ *App, p *packetIn) value {
			if b, ok := p.transport(packet.LayerUDP); ok {
				if u, ok := packet.ParseUDP(b); ok {
					return f(u)
				}
			}
			return nil
		})
	}
	icmp := func(f func(i packet.ICMP) value) native {
		return inGet(func(_ *App, p *packetIn) value {
			if b, ok := p.transport(packet.LayerICMP); ok {
				if i, ok := packet.ParseICMP(b); ok {
					return f(i)
				}
			}
			return nil
		})
	}
	igmp := func(f func(b []byte) value) native {
		return inGet(func(_ *App, p *packetIn) value {
			if h, ok := p.ipv4(); ok && h.Protocol() == packet.ProtoIGMP && len(h.Payload()) >= 8 {
				return f(h.Payload())
			}
			return nil
		})
	}
	isICMP := func(typ uint16) native {
		return is(func(p *packet.Packet) bool { return p.Has(packet.LayerICMP) && p.TPSrc == typ })
	}
	isIGMP := func(types ...byte) native {
		return inGet(func(_ *App, p *packetIn) value {
			h, ok := p.ipv4()
			if !ok || h.Protocol() != packet.ProtoIGMP || len(h.Payload()) < 8 {
				return false
			}
			for _, t := range types {
				if h.Payload()[0] == t {
					return true
				}
			}
			return len(types) == 0
		})
	}
	isPort := func(l packet.Layers, ports ...uint16) native {
		return is(func(p *packet.Packet) bool {
			for _, n := range ports {
				if p.Has(l) && (p.TPSrc == n || p.TPDst == n) {
					return true
				}
			}
			return false
		})
	}
	src := inGet(func(a *App, p *packetIn) value { _, src := p.ethernet(); return a.newMAC(src) })
	dst := inGet(func(a *App, p *packetIn) value { dst, _ := p.ethernet(); return a.newMAC(dst) })
	arp, v4 := packet.LayerARP, packet.LayerIPv4
	isARP := func(ethType uint16, op uint8) native {
		return is(func(p *packet.Packet) bool { return p.Has(arp) && p.EthType == ethType && (op == 0 || p.Proto == op) })
	}
	return []method{
		{"reason", "why it was sent: 0 where no flow matched, 1 where one said so", 0, 0, inGet(func(_ *App, p *packetIn) value { return integer(p.reason) })},
		{"data", "the packet, as bytes", 0, 0, inGet(func(_ *App, p *packetIn) value { return str(string(p.data)) })},
		{"match", "what a switch of OpenFlow 1.3 says of it", 0, 0, inGet(func(a *App, p *packetIn) value {
			if p.match == nil {
				return a.object("Match", &match{Match: openflow.ExactMatch(openflow.Version10, p.inPort, p.data), exact: true})
			}
			return a.object("Match", &match{Match: *p.match})
		})},
		{"macsa eth_src", "the Ethernet source", 0, 0, src},
		{"macda eth_dst", "the Ethernet destination", 0, 0, dst},
		{"eth_type", "the Ethernet type", 0, 0, inGet(func(_ *App, p *packetIn) value { return integer(p.packet().EthType) })},

		{"vtag?", "whether there is a VLAN tag", 0, 0, is(func(p *packet.Packet) bool { return p.Has(packet.LayerVLAN) })},
		{"vlan_tpid", "the type of the VLAN tag", 0, 0, inGet(func(_ *App, p *packetIn) value {
			if !p.has(packet.LayerVLAN) {
				return nil
			}
			return interp.Int(p.data[12])<<8 | interp.Int(p.data[13])
		})},
		{"vlan_tci", "the VLAN tag's control word", 0, 0, inGet(func(_ *App, p *packetIn) value {
			if !p.has(packet.LayerVLAN) {
				return nil
			}
			return interp.Int(p.data[14])<<8 | interp.Int(p.data[15])
		})},
		{"vlan_prio", "the VLAN tag's priority", 0, 0, where(packet.LayerVLAN, func(_ *App, p *packet.Packet) value { return integer(p.VLANTCI >> 13) })},
		{"vlan_cfi", "the VLAN tag's drop eligible bit", 0, 0, inGet(func(_ *App, p *packetIn) value {
			if !p.has(packet.LayerVLAN) {
				return nil
			}
			return interp.Int(p.data[14] >> 4 & 1)
		})},
		{"vlan_vid", "the VLAN", 0, 0, where(packet.LayerVLAN, func(_ *App, p *packet.Packet) value { return integer(p.VLANTCI & 0xfff) })},

		{"arp?", "whether it is an ARP", 0, 0, isARP(packet.EthTypeARP, 0)},
		{"arp_request?", "whether it is an ARP request", 0, 0, isARP(packet.EthTypeARP, packet.ARPRequest)},
		{"arp_reply?", "whether it is an ARP reply", 0, 0, isARP(packet.EthTypeARP, packet.ARPReply)},
		{"rarp?", "whether it is a RARP", 0, 0, isARP(packet.EthTypeRARP, 0)},
		{"rarp_request?", "whether it is a RARP request", 0, 0, isARP(packet.EthTypeRARP, packet.RARPRequest)},
		{"rarp_reply?", "whether it is a RARP reply", 0, 0, isARP(packet.EthTypeRARP, packet.RARPReply)},
		{"arp_oper arp_op rarp_oper", "the operation of an ARP", 0, 0, where(arp, func(_ *App, p *packet.Packet) value { return integer(p.Proto) })},
		{"arp_sha rarp_sha", "the sender's Ethernet address in an ARP", 0, 0, where(arp, func(a *App, p *packet.Packet) value { return a.newMAC(p.SHA) })},
		{"arp_spa rarp_spa", "the sender's IP address in an ARP", 0, 0, where(arp, func(a *App, p *packet.Packet) value { return a.newIP(p.Src) })},
		{"arp_tha rarp_tha", "the target's Ethernet address in an ARP", 0, 0, where(arp, func(a *App, p *packet.Packet) value { return a.newMAC(p.THA) })},
		{"arp_tpa rarp_tpa", "the target's IP address in an ARP", 0, 0, where(arp, func(a *App, p *packet.Packet) value { return a.newIP(p.Dst) })},

		{"ipv4?", "whether it is IPv4", 0, 0, is(func(p *packet.Packet) bool { return p.Has(v4) })},
		{"ipv6?", "whether it is IPv6", 0, 0, is(func(p *packet.Packet) bool { return p.Has(packet.LayerIPv6) })},
		{"ipv4_saddr ipv4_src", "the IPv4 source", 0, 0, where(v4, func(a *App, p *packet.Packet) value { return a.newIP(p.Src) })},
		{"ipv4_daddr ipv4_dst", "the IPv4 destination", 0, 0, where(v4, func(a *App, p *packet.Packet) value { return a.newIP(p.Dst) })},
		{"ipv4_protocol ip_proto", "the IP protocol", 0, 0, where(v4, func(_ *App, p *packet.Packet) value { return integer(p.Proto) })},
		{"ipv4_tos", "the type of service", 0, 0, where(v4, func(_ *App, p *packet.Packet) value { return integer(p.TOS) })},
		{"ip_dscp", "the upper six bits of the type of service", 0, 0, where(v4, func(_ *App, p *packet.Packet) value { return integer(p.TOS >> 2) })},
		{"ip_ecn", "the lower two bits of the type of service", 0, 0, where(v4, func(_ *App, p *packet.Packet) value { return integer(p.TOS & 3) })},
		{"ipv4_ttl", "the time to live", 0, 0, where(v4, func(_ *App, p *packet.Packet) value { return integer(p.TTL) })},
		{"ipv4_version", "4", 0, 0, ip(func(b packet.IPv4) value { return integer(b[0] >> 4) })},
		{"ipv4_ihl", "the length of the IP header, in words", 0, 0, ip(func(b packet.IPv4) value { return integer(b[0] & 15) })},
		{"ipv4_tot_len", "the length of the IP packet", 0, 0, ip(func(b packet.IPv4) value { return integer(b.TotalLen()) })},
		{"ipv4_id", "the identification", 0, 0, ip(func(b packet.IPv4) value { return integer(b.ID()) })},
		{"ipv4_frag_off", "the flags and the offset of a fragment", 0, 0, ip(func(b packet.IPv4) value { return interp.Int(b[6])<<8 | interp.Int(b[7]) })},
		{"ipv4_checksum", "the checksum of the IP header", 0, 0, ip(func(b packet.IPv4) value { return integer(b.Checksum()) })},

		{"icmpv4?", "whether it is ICMP", 0, 0, is(func(p *packet.Packet) bool { return p.Has(packet.LayerICMP) })},
		{"icmpv4_type", "the type of an ICMP message", 0, 0, icmp(func(i packet.ICMP) value { return integer(i.Type()) })},
		{"icmpv4_code", "the code of an ICMP message", 0, 0, icmp(func(i packet.ICMP) value { return integer(i.Code()) })},
		{"icmpv4_checksum", "the checksum of an ICMP message", 0, 0, icmp(func(i packet.ICMP) value { return integer(i.Checksum()) })},
		{"icmpv4_id", "the identifier of an echo", 0, 0, icmp(func(i packet.ICMP) value { return integer(i.ID()) })},
		{"icmpv4_seq", "the sequence number of an echo", 0, 0, icmp(func(i packet.ICMP) value { return integer(i.Seq()) })},
		{"icmpv4_gateway", "the router of a redirect", 0, 0, inGet(func(a *App, p *packetIn) value {
			if b, ok := p.transport(packet.LayerICMP); ok && len(b) >= 8 {
				return a.newIP(packet.IPv4Addr(b[4:8]))
			}
			return nil
		})},
		{"icmpv4_echo_reply?", "whether it is an echo reply", 0, 0, isICMP(packet.ICMPEchoReply)},
		{"icmpv4_dst_unreach?", "whether it says that something cannot be reached", 0, 0, isICMP(packet.ICMPUnreachable)},
		{"icmpv4_redirect?", "whether it is a redirect", 0, 0, isICMP(5)},
		{"icmpv4_echo_request?", "whether it is an echo request", 0, 0, isICMP(packet.ICMPEchoRequest)},

		{"igmp?", "whether it is IGMP", 0, 0, isIGMP()},
		{"igmp_membership_query?", "whether it asks for the members of groups", 0, 0, isIGMP(0x11)},
		{"igmp_v1_membership_report?", "whether it is a report of IGMP 1", 0, 0, isIGMP(0x12)},
		{"igmp_v2_membership_report?", "whether it is a report of IGMP 2", 0, 0, isIGMP(0x16)},
		{"igmp_v2_leave_group?", "whether somebody leaves a group", 0, 0, isIGMP(0x17)},
		{"igmp_v3_membership_report?", "whether it is a report of IGMP 3", 0, 0, isIGMP(0x22)},
		{"igmp_type", "the type of an IGMP message", 0, 0, igmp(func(b []byte) value { return integer(b[0]) })},
		{"igmp_code", "the code of an IGMP message", 0, 0, igmp(func(b []byte) value { return integer(b[1]) })},
		{"igmp_checksum", "the checksum of an IGMP message", 0, 0, igmp(func(b []byte) value { return interp.Int(b[2])<<8 | interp.Int(b[3]) })},
		{"igmp_group", "the group of an IGMP message", 0, 0, inGet(func(a *App, p *packetIn) value {
			if h, ok := p.ipv4(); ok && h.Protocol() == packet.ProtoIGMP && len(h.Payload()) >= 8 {
				return a.newIP(packet.IPv4Addr(h.Payload()[4:8]))
			}
			return nil
		})},

		{"tcp?", "whether it is TCP", 0, 0, is(func(p *packet.Packet) bool { return p.Has(packet.LayerTCP) })},
		{"tcp_src_port tcp_src", "the source port of TCP", 0, 0, tcp(func(t packet.TCP) value { return integer(t.SrcPort()) })},
		{"tcp_dst_port tcp_dst", "the destination port of TCP", 0, 0, tcp(func(t packet.TCP) value { return integer(t.DstPort()) })},
		{"tcp_seq_no", "the sequence number", 0, 0, tcp(func(t packet.TCP) value { return integer(t.Seq()) })},
		{"tcp_ack_no", "the acknowledgement number", 0, 0, tcp(func(t packet.TCP) value { return integer(t.Ack()) })},
		{"tcp_offset", "the length of the TCP header, in words", 0, 0, tcp(func(t packet.TCP) value { return integer(t[12] >> 4) })},
		{"tcp_flags", "the flags of TCP", 0, 0, tcp(func(t packet.TCP) value { return integer(t.Flags() & 0x3f) })},
		{"tcp_window", "the receive window", 0, 0, tcp(func(t packet.TCP) value { return integer(t.Window()) })},
		{"tcp_checksum", "the checksum of TCP", 0, 0, tcp(func(t packet.TCP) value { return integer(t.Checksum()) })},
		{"tcp_urgent", "the urgent pointer", 0, 0, tcp(func(t packet.TCP) value { return integer(t.Urgent()) })},

		{"udp?", "whether it is UDP", 0, 0, is(func(p *packet.Packet) bool { return p.Has(packet.LayerUDP) })},
		{"udp_src_port udp_src", "the source port of UDP", 0, 0, udp(func(u packet.UDP) value { return integer(u.SrcPort()) })},
		{"udp_dst_port udp_dst", "the destination port of UDP", 0, 0, udp(func(u packet.UDP) value { return integer(u.DstPort()) })},
		{"udp_checksum", "the checksum of UDP", 0, 0, udp(func(u packet.UDP) value { return integer(u.Checksum()) })},
		{"udp_len", "the length of the UDP datagram", 0, 0, udp(func(u packet.UDP) value { return integer(u.Len()) })},
		{"udp_payload", "what is in the UDP datagram", 0, 0, udp(func(u packet.UDP) value { return str(string(u.Payload())) })},

		{"icmpv6?", "whether it is ICMPv6", 0, 0, is(func(p *packet.Packet) bool { return p.Has(packet.LayerICMPv6) })},
		{"icmpv6_type", "the type of an ICMPv6 message", 0, 0, where(packet.LayerICMPv6, func(_ *App, p *packet.Packet) value { return integer(p.TPSrc) })},
		{"icmpv6_code", "the code of an ICMPv6 message", 0, 0, where(packet.LayerICMPv6, func(_ *App, p *packet.Packet) value { return integer(p.TPDst) })},
		{"ipv6_src", "the IPv6 source, as text", 0, 0, where(packet.LayerIPv6, func(_ *App, p *packet.Packet) value { return str(p.Src6.String()) })},
		{"ipv6_dst", "the IPv6 destination, as text", 0, 0, where(packet.LayerIPv6, func(_ *App, p *packet.Packet) value { return str(p.Dst6.String()) })},
		{"ipv6_flabel", "the IPv6 flow label", 0, 0, where(packet.LayerIPv6, func(_ *App, p *packet.Packet) value { return integer(p.FlowLabel) })},
		{"sctp?", "whether it is SCTP", 0, 0, is(func(p *packet.Packet) bool { return p.Has(packet.LayerSCTP) })},
		{"sctp_src", "the source port of SCTP", 0, 0, where(packet.LayerSCTP, func(_ *App, p *packet.Packet) value { return integer(p.TPSrc) })},
		{"sctp_dst", "the destination port of SCTP", 0, 0, where(packet.LayerSCTP, func(_ *App, p *packet.Packet) value { return integer(p.TPDst) })},

		{"dhcp?", "whether it is DHCP", 0, 0, isPort(packet.LayerUDP, 67, 68)},
		{"bootp?", "whether it is BOOTP", 0, 0, isPort(packet.LayerUDP, 67, 68)},
		{"dns?", "whether it is DNS", 0, 0, isPort(packet.LayerUDP, 53)},
		{"http?", "whether it is HTTP, by its port", 0, 0, isPort(packet.LayerTCP, 80)},
		{"https?", "whether it is HTTPS, by its port", 0, 0, isPort(packet.LayerTCP, 443)},
		{"lldp_src_datapath_id", "who has sent an LLDP packet of a controller", 0, 0, inGet(func(_ *App, p *packetIn) value {
			if l, ok := parseLLDP(&p.frame); ok {
				return interp.Uint(l.dpid)
			}
			return nil
		})},
		{"lldp_src_port_no", "out of which port an LLDP packet of a controller was sent", 0, 0, inGet(func(_ *App, p *packetIn) value {
			if l, ok := parseLLDP(&p.frame); ok {
				return interp.Uint(uint64(l.port))
			}
			return nil
		})},
	}
}

// ipv4 returns the IPv4 packet in a frame.
func (f *frame) ipv4() (packet.IPv4, bool) {
	if !f.has(packet.LayerIPv4) {
		return nil, false
	}
	e, _ := packet.ParseEthernet(f.data)
	_, _, b := e.Payload()
	return packet.ParseIPv4(b)
}

// transport returns what is in the IPv4 packet of a frame that has layer l.
func (f *frame) transport(l packet.Layers) ([]byte, bool) {
	if h, ok := f.ipv4(); ok && f.has(l) {
		return h.Payload(), true
	}
	return nil, false
}
