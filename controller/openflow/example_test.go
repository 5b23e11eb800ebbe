package openflow_test

import (
	"fmt"

	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
	"github.com/trema-ns/trema-ns/controller/openflow/of13"
	"github.com/trema-ns/trema-ns/controller/packet"
)

// A match is filled field by field; what is not set matches everything.
func ExampleMatch() {
	var m openflow.Match
	m.SetEthType(packet.EthTypeIPv4)
	m.SetNwSrcMasked(openflow.IPv4Addr{192, 168, 0, 0}, openflow.IPv4Addr{255, 255, 0, 0})
	m.SetNwProto(packet.ProtoTCP)
	m.SetTpDst(80)
	fmt.Println(&m)
	fmt.Println(m.Has(openflow.FieldTpSrc))
	// Output:
	// tcp,nw_src=192.168.0.0/16,tp_dst=80
	// false
}

// The match of all packets like one.
func ExampleExactMatch() {
	frame := packet.AppendEthernet(nil, openflow.MAC{5: 2}, openflow.MAC{5: 1}, packet.EthTypeARP)
	frame = packet.AppendARP(frame, packet.ARPRequest, openflow.MAC{5: 1}, openflow.IPv4Addr{10, 0, 0, 1}, openflow.MAC{}, openflow.IPv4Addr{10, 0, 0, 2})
	m := openflow.ExactMatch(openflow.Version10, 1, frame)
	fmt.Println(&m)
	// Output:
	// arp,in_port=1,vlan_tci=0x0000,dl_src=00:00:00:00:00:01,dl_dst=00:00:00:00:00:02,arp_spa=10.0.0.1,arp_tpa=10.0.0.2,arp_op=1
}

// One flow mod, for switches of both versions: what one of them cannot say is
// an error.
func ExampleFlowMod() {
	fm := openflow.FlowMod{Priority: 1, IdleTimeout: 60}
	fm.Match.SetInPort(1)
	fm.Actions = []openflow.Action{openflow.SetEthDst(openflow.MAC{5: 9}), openflow.Output(2)}
	for _, appendTo := range []func([]byte, uint32, *openflow.FlowMod) ([]byte, error){of10.AppendFlowMod, of13.AppendFlowMod} {
		b, err := appendTo(nil, 1, &fm)
		fmt.Println(len(b), "bytes", err)
	}
	fm.GotoTable = 1
	_, err := of10.AppendFlowMod(nil, 1, &fm)
	fmt.Println(err)
	// Output:
	// 96 bytes <nil>
	// 104 bytes <nil>
	// openflow: flow mod: OpenFlow 1.0 knows no instructions but actions
}

// The usual answer to a packet-in sends the packet on.
func ExamplePacketOut_Answer() {
	in := openflow.PacketIn{BufferID: openflow.NoBuffer, InPort: 1, Data: []byte("a frame")}
	var out openflow.PacketOut
	out.Answer(&in, openflow.Output(openflow.PortFlood))
	fmt.Printf("%s from port %d to %s\n", out.Data, out.InPort, openflow.PortName(out.Actions[0].Port))
	// Output:
	// a frame from port 1 to FLOOD
}
