package rubyapp_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
	"github.com/trema-ns/trema-ns/controller/openflow/of13"
	"github.com/trema-ns/trema-ns/controller/rubyapp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestAPI runs the controllers of testdata/api with a switch that sends each
// kind of message, and compares what they print, log and send with the golden
// file beside them. One whose first line says openflow13 gets such a switch.
func TestAPI(t *testing.T) {
	files, err := filepath.Glob("testdata/api/*.rb")
	if err != nil || len(files) == 0 {
		t.Fatalf("no controllers: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".rb"), func(t *testing.T) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			l := &lab{t: t, version: openflow.Version10}
			first, _, _ := bytes.Cut(src, []byte("\n"))
			o := rubyapp.Options{Args: []string{"one", "2"}}
			if bytes.Contains(first, []byte("openflow13")) {
				l.version, o.OpenFlow13 = openflow.Version13, true
			}
			l.load(file, o)
			l.note("= %s starts", l.app.Class())
			if err := l.start("one", "2"); err != nil {
				t.Fatal(err)
			}
			l.connect()
			l.messages()
			golden := strings.TrimSuffix(file, ".rb") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(l.recorded()), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), l.recorded()); d != "" {
				t.Errorf("(-want +got, renew it with -update):\n%s", d)
			}
		})
	}
}

// messages has the switch send each kind of message.
func (l *lab) messages() {
	for _, p := range []struct {
		what  string
		frame []byte
	}{
		{"an ARP request", arpRequest}, {"an ARP reply", arpReply}, {"an echo request", echoRequest}, {"UDP", udpDatagram},
		{"TCP", tcpSegment}, {"UDP with a VLAN tag", tagged(udpDatagram, 0x6064)}, {"LLDP", lldpFrame}, {"a bit of IPv6", ipv6Frame},
		{"less than a frame", []byte{1, 2, 3}},
	} {
		l.send("packet-in: "+p.what, l.sw.PacketIn(1, p.frame))
	}
	if l.version == openflow.Version13 {
		l.messages13()
		return
	}
	must := func(b []byte, err error) []byte {
		if err != nil {
			l.t.Fatal(err)
		}
		return b
	}
	buffered := openflow.PacketIn{BufferID: 0x123, TotalLen: 1400, InPort: openflow.PortLocal, Reason: openflow.ReasonAction, Data: udpDatagram}
	l.send("packet-in: buffered, from the switch itself", must(of10.AppendPacketIn(nil, 7, &buffered)))

	var m openflow.Match
	m.SetInPort(1)
	m.SetEthType(0x800)
	m.SetNwSrcMasked(openflow.IPv4Addr{10}, openflow.IPv4Addr{255})
	removed := openflow.FlowRemoved{Match: m, Cookie: 0xc0, Priority: 99, Reason: openflow.RemovedHardTimeout, DurationSec: 5, DurationNsec: 6, IdleTimeout: 7, PacketCount: 8, ByteCount: 9}
	l.send("flow removed", must(of10.AppendFlowRemoved(nil, 7, &removed)))

	port := openflow.Port{Number: 2, HWAddr: openflow.MAC{0, 0, 0, 0, 1, 2}, Name: "two", State: openflow.PortLinkDown, Current: 0x82}
	for reason, what := range []string{"port added", "port deleted", "port modified"} {
		l.send(what, must(of10.AppendPortStatus(nil, 7, &openflow.PortStatus{Reason: openflow.PortReason(reason), Port: port})))
	}
	l.send("an error", openflow.AppendErrorMessage(nil, 7, &openflow.Error{Version: openflow.Version10, Type: 3, Code: 1, Data: []byte("what")}))
	l.send("a vendor's message", must(of10.AppendExperimenter(nil, 7, &openflow.Experimenter{ID: 0x2320, Data: []byte("data")})))
	l.send("a barrier reply", openflow.AppendHeader(nil, openflow.Version10, of10.TypeBarrierReply, 7))
	l.send("an echo reply", openflow.AppendEchoReply(nil, openflow.Version10, 7, []byte("echo")))
	l.send("a features reply", must(of10.AppendFeaturesReply(nil, 7, &openflow.Features{DatapathID: 0xabc, NBuffers: 256, NTables: 254, Capabilities: 0xc7, Actions: 0xfff,
		Ports: []openflow.Port{{Number: openflow.PortLocal, Name: "local"}, {Number: 1, Name: "one"}}})))
	l.send("its configuration", func() []byte {
		b := of10.AppendSetConfig(nil, 7, &openflow.SwitchConfig{MissSendLen: 128})
		b[1] = of10.TypeGetConfigReply
		return b
	}())
	flow := openflow.FlowStats{Match: m, Priority: 10, Cookie: 3, PacketCount: 4, ByteCount: 5, DurationSec: 6, IdleTimeout: 7, Instructions: openflow.Apply(openflow.Output(2), openflow.StripVLAN())}
	for _, r := range []openflow.StatsReply{
		{Type: openflow.StatsDesc, Desc: openflow.DescStats{Manufacturer: "maker", Hardware: "hard", Software: "soft", SerialNumber: "42", Datapath: "here"}},
		{Type: openflow.StatsFlow, Flows: []openflow.FlowStats{flow}},
		{Type: openflow.StatsAggregate, Aggregate: openflow.AggregateStats{PacketCount: 1, ByteCount: 2, FlowCount: 3}},
		{Type: openflow.StatsTable, Tables: []openflow.TableStats{{TableID: 1, Name: "classifier", ActiveCount: 2, LookupCount: 3, MatchedCount: 4}}},
		{Type: openflow.StatsPort, Ports: []openflow.PortStats{{Port: 1, RxPackets: 2, TxBytes: 1 << 63}}},
		{Type: openflow.StatsQueue, Queues: []openflow.QueueStats{{Port: 1, Queue: 2, TxBytes: 3}}},
	} {
		l.send("statistics", must(of10.AppendStatisticsReply(nil, 7, &r)))
	}
	l.note("= switch disconnects")
	l.sw.Close()
	l.closed()
}

// messages13 are those that differ in OpenFlow 1.3.
func (l *lab) messages13() {
	r := openflow.StatsReply{Type: openflow.StatsDesc, Desc: openflow.DescStats{Manufacturer: "maker"}}
	b, err := of13.AppendStatisticsReply(nil, 7, &r)
	if err != nil {
		l.t.Fatal(err)
	}
	l.send("statistics", b)
	l.note("= switch disconnects")
	l.sw.Close()
	l.closed()
}

// closed waits until the controller has heard that its switch has gone.
func (l *lab) closed() {
	for len(l.listener.Connected()) > 0 {
		select {
		case err := <-l.ended:
			l.ended <- err
			l.t.Errorf("the controller has ended: %v", err)
			return
		default:
		}
	}
	l.listener.Do(func() {})
	select {
	case err := <-l.ended:
		l.ended <- err
		l.t.Errorf("the controller has ended: %v", err)
	default:
	}
}
