package traffic_test

import (
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/netns/netnstest"
	"github.com/trema-ns/trema-ns/netns/traffic"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { netnstest.Main(m) }

// pair is two hosts with a cable between them.
type pair struct {
	engine     *traffic.Engine
	a, b       *traffic.Host
	inA, inB   *netns.Namespace
	macA, macB net.HardwareAddr
}

var (
	addressA = netip.MustParsePrefix("10.0.0.1/24")
	addressB = netip.MustParsePrefix("10.0.0.2/24")
)

func newPair(t *testing.T) *pair {
	t.Helper()
	netnstest.Require(t)
	t.Cleanup(func() { goleak.VerifyNone(t) })
	if _, err := netns.PrepareDir(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := netns.ReleaseDir(); err != nil {
			t.Error(err)
		}
	})
	maker := netns.NewMaker()
	defer maker.Close()
	engine, err := traffic.NewEngine()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(engine.Close)
	p := &pair{engine: engine, macA: net.HardwareAddr{2, 0, 0, 0, 0, 1}, macB: net.HardwareAddr{2, 0, 0, 0, 0, 2}}
	open := func(name string, address netip.Prefix) (*netns.Namespace, *traffic.Host) {
		ns, err := maker.Create(name, "", false)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			ns.Close()
			if err := netns.Delete(name); err != nil {
				t.Error(err)
			}
		})
		h, err := engine.Open(ns, traffic.Address{Prefix: address})
		if err != nil {
			t.Fatal(err)
		}
		return ns, h
	}
	p.inA, p.a = open("a", addressA)
	p.inB, p.b = open("b", addressB)
	p.plugIn(t)
	return p
}

// plugIn lays the cable.
func (p *pair) plugIn(t *testing.T) {
	t.Helper()
	i, j, err := netns.CreateVeth(netns.Veth{Ends: [2]netns.VethEnd{{Namespace: p.inA, Name: "eth0", MAC: p.macA}, {Namespace: p.inB, Name: "eth0", MAC: p.macB}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		p.inA.Configure(netns.Interface{Name: "eth0", Index: i, Address: addressA}),
		p.inB.Configure(netns.Interface{Name: "eth0", Index: j, Address: addressB}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// stream is n frames from a to b.
func (p *pair) stream(n uint64) traffic.Stream {
	return traffic.Stream{
		SrcMAC: p.macA, DstMAC: p.macB, Src: netip.AddrPortFrom(addressA.Addr(), 1), Dst: netip.AddrPortFrom(addressB.Addr(), 1),
		Length: 22, Count: n,
	}
}

func (p *pair) send(t *testing.T, s traffic.Stream) {
	t.Helper()
	if sent, err := p.a.Send(t.Context(), "eth0", s, p.b); err != nil || sent != s.Count {
		t.Fatalf("sent %d of %d: %v", sent, s.Count, err)
	}
}

func flow(src, dst string, packets, octets uint64) traffic.Flow {
	return traffic.Flow{Src: netip.MustParseAddrPort(src), Dst: netip.MustParseAddrPort(dst), Packets: packets, Octets: octets}
}

func sameFlows(t *testing.T, what string, got []traffic.Flow, want ...traffic.Flow) {
	t.Helper()
	compare := cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b })
	if diff := cmp.Diff(append([]traffic.Flow{}, want...), append([]traffic.Flow{}, got...), compare); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestEveryFrameIsCountedAtBothEnds(t *testing.T) {
	p := newPair(t)
	const n = 100_000
	start := time.Now()
	p.send(t, p.stream(n))
	t.Logf("%.0f frames a second", n/time.Since(start).Seconds())
	want := flow("10.0.0.1:1", "10.0.0.2:1", n, 50*n)
	sameFlows(t, "sent by a", p.a.Stats().Sent, want)
	sameFlows(t, "received by a", p.a.Stats().Received)
	sameFlows(t, "sent by b", p.b.Stats().Sent)
	sameFlows(t, "received by b", p.b.Stats().Received, want)
	if s := p.b.Stats(); s.Uncounted != 0 {
		t.Errorf("%d frames were not counted", s.Uncounted)
	}
	p.b.Reset()
	sameFlows(t, "received by b after the reset", p.b.Stats().Received)
	p.send(t, p.stream(1))
	sameFlows(t, "received by b", p.b.Stats().Received, flow("10.0.0.1:1", "10.0.0.2:1", 1, 50))
}
