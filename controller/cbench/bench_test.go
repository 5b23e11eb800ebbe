package cbench_test

import (
	"encoding/binary"
	"io"
	"net"
	"testing"
	"time"

	"github.com/trema-ns/trema-ns/controller/cbench"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
)

// reflect is the least that can be taken for a controller of OpenFlow 1.0: it
// looks at nothing but the length and the buffer of a packet, and floods it.
func reflect(nc net.Conn) {
	answer, _ := of10.AppendPacketOut(nil, 0, &openflow.PacketOut{Buffered: true, Actions: []openflow.Action{openflow.Output(openflow.PortFlood)}})
	nc.Write(of10.AppendFeaturesRequest(openflow.AppendHello(nil, 0, 1<<openflow.Version10), 1))
	in, out := make([]byte, 1<<16), []byte(nil)
	for have := 0; ; {
		n, err := nc.Read(in[have:])
		if err != nil {
			return
		}
		b := in[:have+n]
		out = out[:0]
		for len(b) >= 8 && len(b) >= int(binary.BigEndian.Uint16(b[2:])) {
			switch b[1] {
			case openflow.TypeEchoRequest:
				out = openflow.AppendEchoReply(out, openflow.Version10, binary.BigEndian.Uint32(b[4:]), nil)
			case of10.TypePacketIn:
				out = append(out, answer...)
				copy(out[len(out)-len(answer)+8:], b[8:12])
			}
			b = b[binary.BigEndian.Uint16(b[2:]):]
		}
		have = copy(in, b)
		if _, err := nc.Write(out); err != nil {
			return
		}
	}
}

// BenchmarkLimit is how many answers a second the load itself can bear.
func BenchmarkLimit(b *testing.B) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			nc, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				reflect(nc)
				io.Copy(io.Discard, nc)
				nc.Close()
			}()
		}
	}()
	for name, throughput := range map[string]bool{"latency": false, "throughput": true} {
		b.Run(name, func(b *testing.B) {
			r, err := cbench.Measure(b.Context(), cbench.Load{
				Address: l.Addr().String(), Switches: 8, MACs: 1000, Throughput: throughput, Unlearned: true,
			}, cbench.Plan{Loops: 3, Warmup: 1, Each: time.Second}, nil)
			if err != nil {
				b.Fatal(err)
			}
			if r.Total.Wrong > 0 {
				b.Fatal(r.Total.FirstWrong)
			}
			b.ReportMetric(r.Average, "answers/s")
			b.ReportMetric(0, "ns/op")
		})
	}
}
