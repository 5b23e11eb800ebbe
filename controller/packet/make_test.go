package packet_test

import (
	"encoding/hex"
	"testing"

	"github.com/trema-ns/trema-ns/controller/packet"
)

func TestAppendARP(t *testing.T) {
	a, b := packet.MAC{0, 0, 0, 0, 0, 1}, packet.MAC{0, 0, 0, 0, 0, 2}
	frame := packet.AppendEthernet(nil, b, a, packet.EthTypeARP)
	frame = packet.AppendARP(frame, packet.ARPReply, a, packet.IPv4Addr{10, 0, 0, 1}, b, packet.IPv4Addr{10, 0, 0, 2})
	want := "000000000002" + "000000000001" + "0806" + "0001" + "0800" + "0604" + "0002" + "000000000001" + "0a000001" + "000000000002" + "0a000002"
	if got := hex.EncodeToString(frame); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestEchoReply(t *testing.T) {
	const ip = "4500001c000040004001b97f" + "c0a80001c0a80002"
	for request, want := range map[string]string{
		"000000000002000000000001" + "0800" + ip + "0800f7fb00010003": "000000000001000000000002" + "0800" + "4500001c000040004001b97f" + "c0a80002c0a80001" + "0000fffb00010003",
		// The sum runs over.
		"000000000002000000000001" + "0800" + ip + "0800f9fa00000000": "000000000001000000000002" + "0800" + "4500001c000040004001b97f" + "c0a80002c0a80001" + "000001fb00000000",
		"000000000002000000000001" + "0800" + ip + "0000f7fb00010003": "", // a reply
		"000000000002000000000001" + "0806":                           "",
		"00":                                                          "",
	} {
		b, err := hex.DecodeString(request)
		if err != nil {
			t.Fatal(err)
		}
		if got := hex.EncodeToString(packet.EchoReply(b)); got != want {
			t.Errorf("%s:\n got %s\nwant %s", request, got, want)
		}
	}
}
