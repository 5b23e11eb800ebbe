package openflow_test

import (
	"testing"

	of "github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
	"github.com/trema-ns/trema-ns/controller/openflow/of13"
)

// frame returns the packet of the last packet-in of a file, an ICMP echo.
func packetIn(b *testing.B, name string, min int) []byte {
	var last []byte
	for _, m := range messages(b, name) {
		if m[1] == of10.TypePacketIn && len(m) >= min {
			last = m
		}
	}
	return last
}

func BenchmarkParsePacketIn10(b *testing.B) {
	m := packetIn(b, "switch10.hex", 18)
	var x of.PacketIn
	b.ReportAllocs()
	for b.Loop() {
		if err := of10.ParsePacketIn(m, &x); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParsePacketIn13(b *testing.B) {
	m := packetIn(b, "switch13.hex", 42)
	var x of.PacketIn
	b.ReportAllocs()
	for b.Loop() {
		if err := of13.ParsePacketIn(m, &x); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkExactMatch(b *testing.B) {
	var x of.PacketIn
	if err := of10.ParsePacketIn(packetIn(b, "switch10.hex", 18), &x); err != nil {
		b.Fatal(err)
	}
	var m of.Match
	b.ReportAllocs()
	for b.Loop() {
		m.SetExact(of.Version10, 1, x.Data)
	}
}

func benchmarkAppendFlowMod(b *testing.B, v of.Version, appendTo func([]byte, uint32, *of.FlowMod) ([]byte, error)) {
	var x of.PacketIn
	if err := of10.ParsePacketIn(packetIn(b, "switch10.hex", 18), &x); err != nil {
		b.Fatal(err)
	}
	fm := of.FlowMod{Match: of.ExactMatch(v, 1, x.Data)}
	fm.Actions = []of.Action{of.Output(2)}
	dst := make([]byte, 0, 1024)
	b.ReportAllocs()
	for b.Loop() {
		var err error
		if dst, err = appendTo(dst[:0], 1, &fm); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppendFlowMod10(b *testing.B) {
	benchmarkAppendFlowMod(b, of.Version10, of10.AppendFlowMod)
}
func BenchmarkAppendFlowMod13(b *testing.B) {
	benchmarkAppendFlowMod(b, of.Version13, of13.AppendFlowMod)
}

func BenchmarkAppendPacketOut10(b *testing.B) {
	po := of.PacketOut{InPort: 1, Actions: []of.Action{of.Output(2)}, Data: make([]byte, 60)}
	dst := make([]byte, 0, 1024)
	b.ReportAllocs()
	for b.Loop() {
		var err error
		if dst, err = of10.AppendPacketOut(dst[:0], 1, &po); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseFlowStats13(b *testing.B) {
	m := messages(b, "flows13.hex")[0]
	var x of.FlowStats
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		for body := m[16:]; len(body) > 0; n++ {
			var err error
			if body, err = of13.ParseFlowStats(body, 0, &x); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/flow")
}
