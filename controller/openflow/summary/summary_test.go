package summary_test

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
	"github.com/trema-ns/trema-ns/controller/openflow/of13"
	"github.com/trema-ns/trema-ns/controller/openflow/summary"
)

func ExampleOf() {
	message, err := of10.AppendFlowMod(nil, 1, &openflow.FlowMod{Priority: 10, IdleTimeout: 5, Instructions: openflow.Apply(openflow.Output(2))})
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(summary.Of(message))
	// Output: FLOW_MOD add idle_timeout=5 priority=10 actions=output:2
}

func TestOf(t *testing.T) {
	must := func(b []byte, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	arp, err := hex.DecodeString("ffffffffffff0200000000010806" + "0001080006040001" + "020000000001c0a80001" + "000000000000c0a80002")
	if err != nil {
		t.Fatal(err)
	}
	in := &openflow.PacketIn{BufferID: openflow.NoBuffer, TotalLen: uint16(len(arp)), InPort: 1, Data: arp}
	out := &openflow.PacketOut{InPort: 1, Actions: []openflow.Action{openflow.Output(openflow.PortFlood)}, Data: arp}
	in13 := *in
	in13.Match.SetInPort(1)
	removed := &openflow.FlowRemoved{Priority: 1, DurationSec: 5, PacketCount: 3, ByteCount: 180}
	port := openflow.Port{Number: 1, Name: "lsw-1", State: openflow.PortLinkDown}
	for _, test := range []struct {
		message []byte
		want    string
	}{
		{openflow.AppendHello(nil, 1, 1<<openflow.Version10), "HELLO"},
		{openflow.AppendEchoRequest(nil, openflow.Version10, 1, nil), "ECHO_REQUEST"},
		{openflow.AppendErrorMessage(nil, 1, &openflow.Error{Version: openflow.Version10, Type: 3, Code: 0}), "ERROR OFPET_FLOW_MOD_FAILED OFPFMFC_ALL_TABLES_FULL"},
		{of10.AppendFeaturesRequest(nil, 1), "FEATURES_REQUEST"},
		{must(of10.AppendFeaturesReply(nil, 1, &openflow.Features{DatapathID: 0xabc, NBuffers: 256, NTables: 254})), "FEATURES_REPLY dpid=0xabc buffers=256 tables=254"},
		{must(of10.AppendPacketIn(nil, 1, in)), "PACKET_IN in_port=1 reason=no_match: ARP who-has 192.168.0.2 tell 192.168.0.1"},
		{must(of13.AppendPacketIn(nil, 1, &in13)), "PACKET_IN in_port=1 reason=no_match: ARP who-has 192.168.0.2 tell 192.168.0.1"},
		{must(of10.AppendPacketOut(nil, 1, out)), "PACKET_OUT actions=FLOOD: ARP who-has 192.168.0.2 tell 192.168.0.1"},
		{must(of13.AppendPacketOut(nil, 1, &openflow.PacketOut{Buffered: true, BufferID: 0x100})), "PACKET_OUT actions=drop buffer_id=0x100"},
		{must(of13.AppendFlowMod(nil, 1, &openflow.FlowMod{TableID: 1, Priority: 7, Command: openflow.FlowDelete})), "FLOW_MOD delete table=1 priority=7"},
		{must(of10.AppendFlowRemoved(nil, 1, removed)), "FLOW_REMOVED reason=idle priority=1 duration=5s n_packets=3 n_bytes=180"},
		{must(of10.AppendPortStatus(nil, 1, &openflow.PortStatus{Reason: openflow.PortModified, Port: port})), "PORT_STATUS modify port=1 name=lsw-1 down"},
		{must(of10.AppendPortMod(nil, 1, &openflow.PortMod{Port: 1, Config: openflow.PortDown, Mask: openflow.PortDown})), "PORT_MOD port=1 down"},
		{must(of10.AppendStatsRequest(nil, 1, &openflow.Multipart{Type: openflow.StatsDesc})), "STATS_REQUEST desc"},
		{must(of13.AppendMultipartRequest(nil, 1, &openflow.Multipart{Type: openflow.StatsPortDesc})), "MULTIPART_REQUEST port_desc"},
		{of13.AppendBarrierRequest(nil, 1), "BARRIER_REQUEST"},
		{openflow.AppendHeader(nil, openflow.Version13, 200, 1), "type 200"},
		{openflow.AppendHeader(nil, openflow.Version10, 10, 1), "PACKET_IN (openflow: packet-in: byte 8: cut off)"},
	} {
		message := must(openflow.PatchLength(test.message, 0))
		if got := summary.Of(message); got != test.want {
			t.Errorf("Of(%x) = %q, want %q", message, got, test.want)
		}
	}
}

// What Open vSwitch has sent is understood.
func TestCapturedMessages(t *testing.T) {
	for name, want := range map[string]string{"flowmods10.hex": "FLOW_MOD add", "flowmods13.hex": "FLOW_MOD add", "flows10.hex": "STATS_REPLY", "flows13.hex": "MULTIPART_REPLY flow"} {
		f, err := os.Open("../testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		n := 0
		for lines := bufio.NewScanner(f); lines.Scan(); {
			message, err := hex.DecodeString(lines.Text())
			if err != nil {
				continue // a comment
			}
			n++
			if got := summary.Of(message); !strings.HasPrefix(got, want) || strings.Contains(got, "(") && strings.Contains(got, "cut off") {
				t.Errorf("%s: Of(%x) = %q, want %s…", name, message, got, want)
			}
		}
		if n == 0 {
			t.Errorf("%s is empty", name)
		}
	}
}

// Bytes that are no message do no harm.
func FuzzOf(f *testing.F) {
	f.Add([]byte{1, 10, 0, 8, 0, 0, 0, 1})
	f.Fuzz(func(_ *testing.T, b []byte) { _ = summary.Of(b) })
}
