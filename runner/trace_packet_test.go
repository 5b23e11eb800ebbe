package runner

import (
	"net/netip"
	"testing"

	"github.com/trema-ns/trema-ns/runner/ovs"
)

func TestTracedPacketIsWhatOpenVSwitchTakes(t *testing.T) {
	v4 := [2]netip.Addr{netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("10.0.0.2")}
	v6 := [2]netip.Addr{netip.MustParseAddr("fd00::1"), netip.MustParseAddr("fd00::2")}
	for _, test := range []struct {
		protocol string
		ends     [2]netip.Addr
		want     string
		shown    string
	}{
		{"icmp", v4, "icmp,dl_dst=b,dl_src=a,icmp_code=0,icmp_type=8,nw_dst=10.0.0.2,nw_src=10.0.0.1,nw_tos=0,nw_ttl=64", "ICMP echo request 10.0.0.1 > 10.0.0.2, a > b"},
		{"tcp", v4, "tcp,dl_dst=b,dl_src=a,nw_dst=10.0.0.2,nw_src=10.0.0.1,nw_tos=0,nw_ttl=64,tcp_flags=2,tcp_dst=80,tcp_src=9", "TCP 10.0.0.1:9 > 10.0.0.2:80, a > b"},
		{"arp", v4, "arp,arp_op=1,arp_sha=a,arp_spa=10.0.0.1,arp_tha=00:00:00:00:00:00,arp_tpa=10.0.0.2,dl_dst=ff:ff:ff:ff:ff:ff,dl_src=a", "ARP who-has 10.0.0.2 tell 10.0.0.1"},
		{"icmp", v6, "icmp6,dl_dst=b,dl_src=a,icmpv6_code=0,icmpv6_type=128,ipv6_dst=fd00::2,ipv6_src=fd00::1,nw_tos=0,nw_ttl=64", "ICMP echo request fd00::1 > fd00::2, a > b"},
		{"udp", v6, "udp6,dl_dst=b,dl_src=a,ipv6_dst=fd00::2,ipv6_src=fd00::1,nw_tos=0,nw_ttl=64,udp_dst=80,udp_src=9", "UDP [fd00::1]:9 > [fd00::2]:80, a > b"},
	} {
		p := newTracedPacket(TraceRequest{Protocol: test.protocol, Port: 80, SourcePort: 9}, test.ends[0], test.ends[1], "a", "b")
		if got := p.flow(); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.protocol, got, test.want)
		}
		if got := p.String(); got != test.shown {
			t.Errorf("%s: got %q, want %q", test.protocol, got, test.shown)
		}
	}
}

func TestTracedPacketIsChangedAsTheDatapathSays(t *testing.T) {
	for _, test := range []struct {
		name, argument string
		want           string // empty: it is not known what comes of it
	}{
		{"set", "eth(src=c,dst=d)", "udp,dl_dst=d,dl_src=c,nw_dst=10.0.0.2,nw_src=10.0.0.1,nw_tos=0,nw_ttl=64,udp_dst=80,udp_src=9"},
		{"set", "ipv4(src=9.9.9.9,tos=0x8/0xfc,ttl=63)", "udp,dl_dst=b,dl_src=a,nw_dst=10.0.0.2,nw_src=9.9.9.9,nw_tos=8,nw_ttl=63,udp_dst=80,udp_src=9"},
		{"set", "udp(dst=81)", "udp,dl_dst=b,dl_src=a,nw_dst=10.0.0.2,nw_src=10.0.0.1,nw_tos=0,nw_ttl=64,udp_dst=81,udp_src=9"},
		{"set", "skb_priority(0x1)", "udp,dl_dst=b,dl_src=a,nw_dst=10.0.0.2,nw_src=10.0.0.1,nw_tos=0,nw_ttl=64,udp_dst=80,udp_src=9"},
		{"push_vlan", "vid=5,pcp=1", "udp,vlan_tci=0x3005,dl_dst=b,dl_src=a,nw_dst=10.0.0.2,nw_src=10.0.0.1,nw_tos=0,nw_ttl=64,udp_dst=80,udp_src=9"},
		{"set", "ipv4(src=9.9.9.9/255.0.0.0)", ""},
		{"set", "arp(op=2)", ""},
		{"set", "nsh(flags=0)", ""},
		{"pop_vlan", "", ""},
		{"push_mpls", "label=5", ""},
		{"ct", "commit", ""},
	} {
		p := newTracedPacket(TraceRequest{Protocol: "udp", Port: 80, SourcePort: 9}, netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("10.0.0.2"), "a", "b")
		got := ""
		if p.change(ovs.DatapathAction{Name: test.name, Argument: test.argument}) {
			got = p.flow()
		}
		if got != test.want {
			t.Errorf("%s(%s):\n got %s\nwant %s", test.name, test.argument, got, test.want)
		}
	}
}
