package packet_test

import (
	"fmt"

	"github.com/trema-ns/trema-ns/controller/packet"
)

// question is an ARP request of 10.0.0.1 for 10.0.0.2.
func question() []byte {
	sender := packet.MAC{5: 1}
	frame := packet.AppendEthernet(nil, packet.Broadcast, sender, packet.EthTypeARP)
	return packet.AppendARP(frame, packet.ARPRequest, sender, packet.IPv4Addr{10, 0, 0, 1}, packet.MAC{}, packet.IPv4Addr{10, 0, 0, 2})
}

// Everything that a switch would look at, in one struct.
func ExampleDecode() {
	var p packet.Packet
	if !packet.Decode(question(), &p) {
		fmt.Println("shorter than a frame can be")
		return
	}
	fmt.Println(p.Has(packet.LayerARP), p.Proto == packet.ARPRequest)
	fmt.Println(p.EthSrc, "asks for", p.Dst)
	// Output:
	// true true
	// 00:00:00:00:00:01 asks for 10.0.0.2
}

// Single headers are views: nothing is copied.
func ExampleParseEthernet() {
	frame, ok := packet.ParseEthernet(question())
	if !ok {
		return
	}
	typ, _, payload := frame.Payload()
	fmt.Println(frame.Dst().IsBroadcast(), typ == packet.EthTypeARP)
	if arp, ok := packet.ParseARP(payload); ok {
		fmt.Println(arp.SPA(), arp.TPA())
	}
	// Output:
	// true true
	// 10.0.0.1 10.0.0.2
}
