package rubyapp_test

import (
	"bytes"
	"fmt"
	"io"
	"sync"
	"testing"
	"time"

	"github.com/trema-ns/trema-ns/controller/internal/fakeswitch"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/rubyapp"
)

// BenchmarkLearningSwitch has switches send packet-ins as fast as they can to
// the learning switch in Ruby; an operation is one, answered with flow mod and
// packet-out.
func BenchmarkLearningSwitch(b *testing.B) {
	for _, n := range []int{1, 8} {
		b.Run(fmt.Sprintf("switches=%d", n), func(b *testing.B) {
			l := &lab{t: b, version: openflow.Version10}
			l.load("../../testdata/controllers/learning_switch/learning_switch.rb", rubyapp.Options{})
			if err := l.start(); err != nil {
				b.Fatal(err)
			}
			var switches []*fakeswitch.Switch
			answer := 0
			for i := range n {
				s, err := fakeswitch.Connect(l.listener.Addr(), openflow.Version10, uint64(i+1))
				if err != nil {
					b.Fatal(err)
				}
				b.Cleanup(func() { s.Close() })
				switches = append(switches, s)
				s.Send(s.PacketIn(2, arpReply))
				if _, err := s.NextPacketOut(); err != nil {
					b.Fatal(err)
				}
			}
			question := bytes.Clone(switches[0].PacketIn(1, echoRequest))
			for _, s := range switches {
				s.Send(question)
				answer = 0
				for range 2 {
					h, _, err := s.Next()
					if err != nil {
						b.Fatal(err)
					}
					answer += int(h.Length)
				}
				s.SetReadDeadline(time.Time{})
			}
			b.ReportAllocs()
			b.ResetTimer()
			var wg sync.WaitGroup
			for i, s := range switches {
				count := b.N / n
				if i < b.N%n {
					count++
				}
				wg.Go(func() {
					batch := bytes.Repeat(question, min(count, 100))
					for left := count; left > 0; left -= 100 {
						if _, err := s.Write(batch[:min(left, 100)*len(question)]); err != nil {
							b.Error(err)
							return
						}
					}
				})
				wg.Go(func() {
					if _, err := io.CopyN(io.Discard, s.Conn, int64(count*answer)); err != nil {
						b.Error(err)
					}
				})
			}
			wg.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "packet-ins/s")
		})
	}
}
