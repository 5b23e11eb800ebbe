package traffic_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/netns/traffic"
)

func TestNothingButTheFramesIsOnTheWire(t *testing.T) {
	p := newPair(t)
	if err := p.inB.SetPortUnreachable(false); err != nil {
		t.Fatal(err)
	}
	p.send(t, p.stream(10))
	if got := received(t, p.inB, "eth0"); got != 10 {
		t.Errorf("b's device has received %d frames, want the 10 sent", got)
	}
	if got := received(t, p.inA, "eth0"); got != 0 {
		t.Errorf("a's device has received %d frames, want no answer and no ARP", got)
	}
}

// received reads how many frames a device has received (proc(5)).
func received(t *testing.T, ns *netns.Namespace, device string) (frames int) {
	t.Helper()
	err := ns.Do(func() error {
		b, err := os.ReadFile("/proc/thread-self/net/dev")
		for _, line := range strings.Split(string(b), "\n") {
			var octets int
			if name, rest, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == device {
				_, err = fmt.Sscan(rest, &octets, &frames)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return frames
}

func TestFieldsThatGrowAreCountedByFlow(t *testing.T) {
	p := newPair(t)
	s := p.stream(5)
	s.Increment = traffic.Increment{Src: 1, DstPort: 2}
	p.send(t, s)
	want := []traffic.Flow{
		flow("10.0.0.1:1", "10.0.0.2:1", 1, 50), flow("10.0.0.2:1", "10.0.0.2:2", 1, 50), flow("10.0.0.1:1", "10.0.0.2:3", 1, 50),
		flow("10.0.0.2:1", "10.0.0.2:1", 1, 50), flow("10.0.0.1:1", "10.0.0.2:2", 1, 50),
	}
	sameFlows(t, "sent", p.a.Stats().Sent, want...)
	sameFlows(t, "received, in the order of their sending", p.b.Stats().Received, want...)
}

func TestEveryFrameOfManyThatGrowIsCounted(t *testing.T) {
	p := newPair(t)
	s := p.stream(20_000)
	s.Increment.SrcPort = 999
	p.send(t, s)
	flows := p.b.Stats().Received
	if len(flows) != 1000 {
		t.Fatalf("%d flows, want 1000", len(flows))
	}
	for i, f := range flows {
		if f.Packets != 20 || f.Src.Port() != uint16(1+i) {
			t.Errorf("flow %d is %v, want 20 packets from port %d", i, f, 1+i)
		}
	}
}

func TestManyStreamsAtOnce(t *testing.T) {
	p := newPair(t)
	const streams, each = 20, 1000
	var all sync.WaitGroup
	for i := range streams {
		s, from, to, address := p.stream(each), p.a, p.b, addressB
		if i%2 == 1 { // in the other direction
			s.SrcMAC, s.DstMAC, s.Src, s.Dst = s.DstMAC, s.SrcMAC, s.Dst, s.Src
			from, to, address = p.b, p.a, addressA
		}
		s.Dst = netip.AddrPortFrom(address.Addr(), uint16(i))
		all.Go(func() {
			if sent, err := from.Send(t.Context(), "eth0", s, to); err != nil || sent != each {
				t.Errorf("stream %d: sent %d: %v", i, sent, err)
			}
		})
	}
	all.Wait()
	for _, h := range []*traffic.Host{p.a, p.b} {
		flows := h.Stats().Received
		if len(flows) != streams/2 {
			t.Errorf("%d flows have arrived, want %d", len(flows), streams/2)
		}
		for _, f := range flows {
			if f.Packets != each {
				t.Errorf("%d packets of %v to %v have arrived, want %d", f.Packets, f.Src, f.Dst, each)
			}
		}
	}
}

func TestFramesThatDoNotArriveAreSentAllTheSame(t *testing.T) {
	p := newPair(t)
	s := p.stream(1000)
	s.Dst = netip.MustParseAddrPort("10.0.0.3:1") // which is nobody's
	p.send(t, s)
	sameFlows(t, "sent", p.a.Stats().Sent, flow("10.0.0.1:1", "10.0.0.3:1", 1000, 50_000))
	sameFlows(t, "received", p.b.Stats().Received)
	if got := received(t, p.inB, "eth0"); got != 1000 {
		t.Errorf("b's device has received %d frames, want 1000", got)
	}
}

func TestDeviceThatIsDownTakesWhatItIsGiven(t *testing.T) {
	p := newPair(t)
	link, err := p.inA.Link("eth0")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.inA.SetDown(link.Index); err != nil {
		t.Fatal(err)
	}
	p.send(t, p.stream(3))
	sameFlows(t, "sent", p.a.Stats().Sent, flow("10.0.0.1:1", "10.0.0.2:1", 3, 150))
	sameFlows(t, "received", p.b.Stats().Received)
}

func TestFrameAsLongAsTheLinkCarries(t *testing.T) {
	p := newPair(t)
	s := p.stream(1000)
	s.Length = 1472
	p.send(t, s)
	sameFlows(t, "received", p.b.Stats().Received, flow("10.0.0.1:1", "10.0.0.2:1", 1000, 1500*1000))
	s.Length = 1473
	_, err := p.a.Send(t.Context(), "eth0", s, p.b)
	if want := "a payload of 1473 octets is too long: the link carries at most 1472"; err == nil || err.Error() != want {
		t.Errorf("one more octet: %v, want %s", err, want)
	}
}

// A link that is slower than its sender makes that wait, and loses nothing.
func TestSlowLinkLosesNothing(t *testing.T) {
	p := newPair(t)
	if missing, err := netns.Missing(netns.TBF); err != nil || len(missing) > 0 {
		t.Skipf("this kernel lacks %v: %v", missing, err)
	}
	link, err := p.inA.Link("eth0")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.inA.Shape(link.Index, 1500, netns.Shape{Rate: 10_000_000}); err != nil {
		t.Fatal(err)
	}
	p.send(t, p.stream(5000))
	sameFlows(t, "received", p.b.Stats().Received, flow("10.0.0.1:1", "10.0.0.2:1", 5000, 250_000))
}

func TestRateIsKept(t *testing.T) {
	p := newPair(t)
	p.send(t, p.stream(1)) // the cable carries
	s := p.stream(21)
	s.Rate = 100
	start := time.Now()
	p.send(t, s)
	if took := time.Since(start); took < 200*time.Millisecond {
		t.Errorf("21 frames at 100 a second took %v, want at least the 200 ms between the first and the last", took)
	}
}

func TestSendingEndsWithItsContext(t *testing.T) {
	p := newPair(t)
	ctx, cancel := context.WithCancelCause(t.Context())
	s := p.stream(1 << 40)
	go func() {
		for len(p.b.Stats().Received) == 0 {
			time.Sleep(time.Millisecond)
		}
		cancel(errors.New("enough"))
	}()
	sent, err := p.a.Send(ctx, "eth0", s, p.b)
	if err == nil || err.Error() != "enough" {
		t.Errorf("Send: %v, want the reason", err)
	}
	sameFlows(t, "sent", p.a.Stats().Sent, flow("10.0.0.1:1", "10.0.0.2:1", sent, 50*sent))
}

// Hosts with the same address share what arrives for both.
func TestSendersWithOneAddress(t *testing.T) {
	p := newPair(t)
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			s := p.stream(10_000)
			s.SrcMAC = net.HardwareAddr{2, 0, 0, 0, 0, 9}
			if _, err := p.a.Send(t.Context(), "eth0", s, p.b); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	sameFlows(t, "received", p.b.Stats().Received, flow("10.0.0.1:1", "10.0.0.2:1", 20_000, 1_000_000))
}
