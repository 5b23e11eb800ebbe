package packet_test

import (
	"encoding/hex"
	"testing"

	"github.com/trema-ns/trema-ns/controller/packet"
)

func TestSummary(t *testing.T) {
	const (
		one, two = "020000000001", "020000000002"
		ip       = "4500001c0000000040010000c0a80001c0a80002"
	)
	for _, test := range []struct{ frame, want string }{
		{"ffffffffffff" + one + "0806" + "0001080006040001" + one + "c0a80001" + "000000000000" + "c0a80002", "ARP who-has 192.168.0.2 tell 192.168.0.1"},
		{one + two + "0806" + "0001080006040002" + two + "c0a80002" + one + "c0a80001", "ARP 192.168.0.2 is-at 02:00:00:00:00:02"},
		{"ffffffffffff" + one + "0806" + "0001080006040001" + one + "c0a80001" + "000000000000" + "c0a80001", "ARP announces 192.168.0.1 is-at 02:00:00:00:00:01"},
		{two + one + "0800" + ip + "0800000000010001", "192.168.0.1 > 192.168.0.2: ICMP echo request"},
		{two + one + "0800" + ip + "0303000000000000", "192.168.0.1 > 192.168.0.2: ICMP port unreachable"},
		{two + one + "8100000a0800" + ip + "0000000000010001", "vlan 10, 192.168.0.1 > 192.168.0.2: ICMP echo reply"},
		{two + one + "0800" + "450000280000000040060000c0a80001c0a80002" + "9c40005000000001000000005002ffff00000000", "192.168.0.1.40000 > 192.168.0.2.80: TCP [S] length 0"},
		{two + one + "0800" + "4500002b0000000040060000c0a80001c0a80002" + "9c40005000000001000000005018ffff00000000616263", "192.168.0.1.40000 > 192.168.0.2.80: TCP [P.] length 3"},
		{two + one + "0800" + "4500001e0000000040110000c0a80001c0a80002" + "00010001000a00006162", "192.168.0.1.1 > 192.168.0.2.1: UDP length 2"},
		{two + one + "86dd" + "6000000000083a40fe80000000000000000000000000000100000000000000000000000000000001" + "8000000000010001", "fe80::1 > ::1: ICMPv6 echo request"},
		{"0180c200000e" + one + "88cc" + "0207046162633132330403023139060200780000", "LLDP from abc123 port 19"},
		{two + one + "9000" + "0000", "02:00:00:00:00:01 > 02:00:00:00:00:02: Ethernet type 0x9000, length 2"},
		{"0200", "2 bytes that are no Ethernet frame"},
	} {
		frame, err := hex.DecodeString(test.frame)
		if err != nil {
			t.Fatalf("%s: %v", test.want, err)
		}
		if got := packet.Summary(frame); got != test.want {
			t.Errorf("Summary(%s) = %q, want %q", test.frame, got, test.want)
		}
	}
}
