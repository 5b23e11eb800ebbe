package packet_test

import (
	"encoding/hex"
	"testing"

	"github.com/trema-ns/trema-ns/controller/packet"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const (
	arpRequest = "ffffffffffff000000000001" + "0806" + "0001080006040001" + "000000000001" + "0a000001" + "000000000000" + "0a000002"
	icmpEcho   = "000000000002000000000001" + "0800" + "4500001c000040004001b97f" + "c0a80001c0a80002" + "0800f7fd00010002"
	tcpSyn     = "000000000002000000000001" + "81006005" + "0800" + "45b90028000100004006ffff" + "0a0000010a000002" +
		"03e80050000000010000000250022000abcd0007"
	udpHello  = "000000000002000000000001" + "0800" + "4500001e0001000040110000" + "0a0000010a000002" + "003514e9000a1234" + "6869" + "0000"
	lldpFrame = "0180c200000e000000000001" + "88cc" + "0207040000000000ab" + "040507000000ff"
	udp6      = "000000000002000000000001" + "86dd" + "6b912345" + "000a1140" + "fe800000000000000000000000000001" +
		"fe800000000000000000000000000002" + "003514e9000a12346869"
)

func TestViews(t *testing.T) {
	var p packet.Packet
	if !packet.Decode(unhex(t, arpRequest), &p) || !p.Has(packet.LayerARP) {
		t.Fatalf("ARP: %+v", p)
	}
	a, ok := packet.ParseARP(unhex(t, arpRequest)[14:])
	if !ok || a.Op() != packet.ARPRequest || a.SPA().String() != "10.0.0.1" || a.TPA().String() != "10.0.0.2" ||
		a.SHA().String() != "00:00:00:00:00:01" || !a.THA().IsZero() {
		t.Errorf("ARP view: %x", a)
	}

	ip, ok := packet.ParseIPv4(unhex(t, icmpEcho)[14:])
	if !ok || ip.HeaderLen() != 20 || ip.TotalLen() != 28 || ip.TTL() != 64 || ip.Protocol() != packet.ProtoICMP ||
		ip.Checksum() != 0xb97f || ip.IsFragment() || ip.ID() != 0 {
		t.Errorf("IPv4 view: %x", ip)
	}
	i, ok := packet.ParseICMP(ip.Payload())
	if !ok || i.Type() != packet.ICMPEchoRequest || i.Code() != 0 || i.ID() != 1 || i.Seq() != 2 || i.Checksum() != 0xf7fd {
		t.Errorf("ICMP view: %x", i)
	}

	if !packet.Decode(unhex(t, tcpSyn), &p) || !p.Has(packet.LayerVLAN|packet.LayerIPv4|packet.LayerTCP) ||
		p.VLANTCI != 0x6005|packet.VLANPresent || p.TOS != 0xb9 || p.TPSrc != 1000 || p.TPDst != 80 {
		t.Errorf("TCP: %+v", p)
	}
	s, ok := packet.ParseTCP(unhex(t, tcpSyn)[38:])
	if !ok || s.Seq() != 1 || s.Ack() != 2 || s.Flags() != 2 || s.Window() != 0x2000 || s.Checksum() != 0xabcd ||
		s.Urgent() != 7 || len(s.Payload()) != 0 {
		t.Errorf("TCP view: %x", s)
	}

	if !packet.Decode(unhex(t, udpHello), &p) || !p.Has(packet.LayerUDP) || string(p.Payload) != "hi" {
		t.Errorf("UDP payload %q: padding of the frame is no part of it", p.Payload)
	}
	if !packet.Decode(unhex(t, udp6), &p) || !p.Has(packet.LayerIPv6|packet.LayerUDP) || p.FlowLabel != 0x12345 ||
		p.TOS != 0xb9 || p.Src6.String() != "fe80::1" || p.TPDst != 5353 {
		t.Errorf("IPv6: %+v", p)
	}
}

func TestLLDP(t *testing.T) {
	ttl := "06020078"
	for _, tt := range []struct {
		name, tail string
		ok         bool
	}{
		{"whole", ttl + "0000", true},
		{"without an end", ttl, true},
		{"with more TLVs", ttl + "0a03" + "616263" + "0000", true},
		{"without a time to live", "0000", false},
		{"cut in a TLV", "0602", false},
	} {
		b := unhex(t, lldpFrame+tt.tail)[14:]
		l, ok := packet.ParseLLDP(b)
		if ok != tt.ok {
			t.Errorf("%s: %v", tt.name, ok)
		}
		if !ok {
			continue
		}
		subtype, id := l.ChassisID()
		if subtype != 4 || hex.EncodeToString(id) != "0000000000ab" {
			t.Errorf("%s: chassis %d %x", tt.name, subtype, id)
		}
		if subtype, id = l.PortID(); subtype != 7 || hex.EncodeToString(id) != "000000ff" {
			t.Errorf("%s: port %d %x", tt.name, subtype, id)
		}
		if l.TTL() != 120 {
			t.Errorf("%s: TTL %d", tt.name, l.TTL())
		}
	}
}

func TestMAC(t *testing.T) {
	for in, want := range map[string]string{
		"00:00:5e:00:53:01": "00:00:5e:00:53:01",
		"AB-CD-EF-01-02-03": "ab:cd:ef:01:02:03",
		"":                  "",
		"00:00:5e:00:53":    "",
		"00:00:5e:00:53:0g": "",
		"00:00:5e-00:53:01": "",
		"0:0:0:0:0:0000001": "",
	} {
		m, err := packet.ParseMAC(in)
		if (err == nil) != (want != "") || err == nil && m.String() != want {
			t.Errorf("%q: %v, %v", in, m, err)
		}
		if back := packet.MACFromUint64(m.Uint64()); back != m {
			t.Errorf("%v became %v", m, back)
		}
	}
	for s, want := range map[string][3]bool{ // multicast, broadcast, reserved
		"ff:ff:ff:ff:ff:ff": {true, true, false},
		"01:80:c2:00:00:0e": {true, false, true},
		"01:80:c2:00:00:10": {true, false, false},
		"33:33:00:00:00:01": {true, false, false},
		"00:00:00:00:00:01": {false, false, false},
	} {
		m, _ := packet.ParseMAC(s)
		if got := [3]bool{m.IsMulticast(), m.IsBroadcast(), m.IsReserved()}; got != want {
			t.Errorf("%s: %v, want %v", s, got, want)
		}
	}
}

func TestDecodeDoesNotAllocate(t *testing.T) {
	frame := unhex(t, tcpSyn)
	var p packet.Packet
	if n := testing.AllocsPerRun(100, func() { packet.Decode(frame, &p) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzDecode reads anything, with every view.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{arpRequest, icmpEcho, tcpSyn, udpHello, lldpFrame + "060200780000", udp6} {
		f.Add(unhex(f, s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var p packet.Packet
		if packet.Decode(b, &p) != (len(b) >= 14) {
			t.Fatalf("%d bytes", len(b))
		}
		if len(p.Payload) > len(b) {
			t.Fatal("a payload longer than the frame")
		}
		if a, ok := packet.ParseARP(b); ok {
			_, _, _ = a.Op(), a.THA(), a.TPA()
		}
		if ip, ok := packet.ParseIPv4(b); ok {
			_, _, _ = ip.Dst(), ip.IsFragment(), ip.Payload()
		}
		if ip, ok := packet.ParseIPv6(b); ok {
			_, _ = ip.Dst(), ip.HopLimit()
			ip.Payload()
		}
		if s, ok := packet.ParseTCP(b); ok {
			_, _ = s.Urgent(), s.Payload()
		}
		if u, ok := packet.ParseUDP(b); ok {
			_, _ = u.Checksum(), u.Payload()
		}
		if i, ok := packet.ParseICMP(b); ok {
			_, _ = i.Seq(), i.Payload()
		}
		if l, ok := packet.ParseLLDP(b); ok {
			l.ChassisID()
			l.PortID()
			_ = l.TTL()
		}
	})
}
