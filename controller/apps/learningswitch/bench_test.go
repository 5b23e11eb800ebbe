package learningswitch_test

import (
	"bytes"
	"fmt"
	"io"
	"sync"
	"testing"
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/internal/fakeswitch"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

// client is a switch whose hosts A and B are known, behind ports 1 and 2.
type client struct {
	*fakeswitch.Switch
	question []byte // a packet-in from B to A
	answer   int    // the bytes of flow mod and packet-out that come back
}

func newClient(t testing.TB, c *controller.Controller, v openflow.Version, dpid uint64) *client {
	t.Helper()
	s := connect(t, c, v, dpid)
	s.Send(s.PacketIn(1, frame(hostA, broadcast)))
	if _, err := s.NextPacketOut(); err != nil {
		t.Fatal(err)
	}
	cl := &client{Switch: s, question: bytes.Clone(s.PacketIn(2, frame(hostB, hostA)))}
	s.Send(cl.question)
	for range 2 {
		h, _, err := s.Next()
		if err != nil {
			t.Fatal(err)
		}
		cl.answer += int(h.Length)
	}
	return cl
}

// TestPacketInDoesNotAllocate counts the allocations of the whole process while
// packets for a known host go through the connection, the dispatch and the
// application.
func TestPacketInDoesNotAllocate(t *testing.T) {
	for _, v := range versions {
		cl := newClient(t, serve(t), v, 1)
		cl.SetReadDeadline(time.Time{})
		batch := bytes.Repeat(cl.question, 100)
		answers := make([]byte, 100*cl.answer)
		round := func() {
			if _, err := cl.Write(batch); err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadFull(cl.Conn, answers); err != nil {
				t.Fatal(err)
			}
		}
		for range 20 {
			round() // the buffers grow to what they need
		}
		if n := testing.AllocsPerRun(100, round); n >= 1 {
			t.Errorf("%s: %v allocations in 100 packet-ins", v, n)
		}
	}
}

// BenchmarkPacketInThroughput has each switch send as fast as it can; an
// operation is one packet-in answered with flow mod and packet-out.
func BenchmarkPacketInThroughput(b *testing.B) {
	for _, v := range versions {
		for _, n := range []int{1, 8} {
			b.Run(fmt.Sprintf("%s/switches=%d", v, n), func(b *testing.B) {
				c := serve(b)
				clients := make([]*client, n)
				for i := range clients {
					clients[i] = newClient(b, c, v, uint64(i+1))
					clients[i].SetReadDeadline(time.Time{})
				}
				b.ReportAllocs()
				b.ResetTimer()
				var wg sync.WaitGroup
				for i, cl := range clients {
					count := b.N / n
					if i < b.N%n {
						count++
					}
					wg.Go(func() {
						batch := bytes.Repeat(cl.question, min(count, 400))
						for left := count; left > 0; {
							k := min(left, 400)
							if _, err := cl.Write(batch[:k*len(cl.question)]); err != nil {
								b.Error(err)
								return
							}
							left -= k
						}
					})
					wg.Go(func() {
						if _, err := io.CopyBuffer(io.Discard, io.LimitReader(readOnly{cl.Conn}, int64(count*cl.answer)),
							make([]byte, 1<<17)); err != nil {
							b.Error(err)
						}
					})
				}
				wg.Wait()
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "packet-ins/s")
			})
		}
	}
}

// readOnly hides what else a connection can do, so that the copy goes through
// the buffer it is given.
type readOnly struct{ io.Reader }

// BenchmarkPacketInLatency has each switch wait for the answer before it sends
// the next packet.
func BenchmarkPacketInLatency(b *testing.B) {
	for _, n := range []int{1, 8} {
		b.Run(fmt.Sprintf("switches=%d", n), func(b *testing.B) {
			c := serve(b)
			clients := make([]*client, n)
			for i := range clients {
				clients[i] = newClient(b, c, openflow.Version10, uint64(i+1))
				clients[i].SetReadDeadline(time.Time{})
			}
			b.ReportAllocs()
			b.ResetTimer()
			var wg sync.WaitGroup
			for i, cl := range clients {
				count := b.N / n
				if i < b.N%n {
					count++
				}
				wg.Go(func() {
					answer := make([]byte, cl.answer)
					for range count {
						if _, err := cl.Write(cl.question); err != nil {
							b.Error(err)
							return
						}
						if _, err := io.ReadFull(cl.Conn, answer); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			wg.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "packet-ins/s")
		})
	}
}
