// Package controllertest is for tests of controllers: it runs an application on
// a network of fake switches. They carry out flow mods and packet-outs as far as
// learning switches, firewalls and routers need: what is sent out of a port
// arrives at the other end of its link, where a flow takes it, or the controller,
// or it is a host's.
//
// [Start] runs the application, [Network.Connect] connects a switch of either
// version of OpenFlow, [Network.Send] has a host's frame arrive at a port. The
// Want methods wait until things are as they should be, or fail the test. Nothing
// of it needs root or Open vSwitch.
package controllertest

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/internal/fakeswitch"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

// Versions are those of OpenFlow that most applications exist for.
var Versions = []openflow.Version{openflow.Version10, openflow.Version13}

// Port is a port of a switch.
type Port struct {
	DPID   uint64
	Number uint32
}

// Network is an application and its switches.
type Network struct {
	*controller.Controller
	t    testing.TB
	done chan error

	mu       sync.Mutex
	log      []string
	switches map[uint64]*Switch
	links    map[Port]Port
	received map[Port][][]byte
	lldp     map[Port][][]byte // apart, for it comes all the time
}

// Start runs an application until the end of the test, which it must survive.
func Start(t testing.TB, app any, args ...string) *Network {
	t.Helper()
	n := &Network{t: t, done: make(chan error, 1), switches: make(map[uint64]*Switch), links: make(map[Port]Port),
		received: make(map[Port][][]byte), lldp: make(map[Port][][]byte)}
	c, err := controller.Listen(t.Context(), "127.0.0.1:0", app, controller.WithArgs(args),
		controller.WithLogger(slog.New(lines{n})))
	if err != nil {
		t.Fatal(err)
	}
	n.Controller = c
	ctx, cancel := context.WithCancel(context.Background())
	go func() { n.done <- c.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-n.done; err != nil {
			t.Errorf("Serve: %v", err)
		}
		n.mu.Lock()
		all := n.switches
		n.switches = nil
		n.mu.Unlock()
		for _, s := range all {
			s.stop()
		}
	})
	return n
}

// lines is a slog.Handler that keeps the messages of level Info and above.
type lines struct{ n *Network }

func (l lines) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelInfo }
func (l lines) WithAttrs([]slog.Attr) slog.Handler               { return l }
func (l lines) WithGroup(string) slog.Handler                    { return l }
func (l lines) Handle(_ context.Context, r slog.Record) error {
	l.n.mu.Lock()
	defer l.n.mu.Unlock()
	l.n.log = append(l.n.log, strings.Split(r.Message, "\n")...)
	return nil
}

// Connect connects a switch with the ports 1 to ports and returns when the
// application has heard of it.
func (n *Network) Connect(v openflow.Version, dpid uint64, ports int) *Switch {
	n.t.Helper()
	fake, err := fakeswitch.Dial(n.Addr(), v)
	if err != nil {
		n.t.Fatal(err)
	}
	fake.Ports = nil
	for i := range uint32(ports) {
		fake.Ports = append(fake.Ports, openflow.Port{Number: i + 1, Name: fmt.Sprintf("port%d", i+1),
			HWAddr: openflow.MAC{0, 0, 0, 0, byte(dpid), byte(i + 1)}})
	}
	s := &Switch{fake: fake, network: n, dpid: dpid, ended: make(chan struct{})}
	n.mu.Lock()
	n.switches[dpid] = s
	n.mu.Unlock()
	if err := fake.Hello(); err != nil {
		n.t.Fatal(err)
	}
	go s.run()
	ctx, cancel := context.WithTimeout(n.t.Context(), fakeswitch.Timeout)
	defer cancel()
	if err := n.WaitReady(ctx, []uint64{dpid}); err != nil {
		n.t.Fatal(err)
	}
	return s
}

// Disconnect closes a switch's connection and returns when the controller has
// noticed.
func (n *Network) Disconnect(dpid uint64) {
	n.t.Helper()
	n.mu.Lock()
	s := n.switches[dpid]
	delete(n.switches, dpid)
	n.mu.Unlock()
	s.stop()
	n.Until(func() bool { return n.Switch(dpid) == nil })
}

// Fake returns the switch of that number, nil if it is not connected.
func (n *Network) Fake(dpid uint64) *Switch {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.switches[dpid]
}

// Link joins two ports.
func (n *Network) Link(a, b Port) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.links[a], n.links[b] = b, a
}

// Unlink takes the link of a port away.
func (n *Network) Unlink(a Port) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.links, n.links[a])
	delete(n.links, a)
}

// Send has a host's frame arrive at a port.
func (n *Network) Send(at Port, frame []byte) {
	if s := n.Fake(at.DPID); s != nil {
		s.arrive(at.Number, frame)
	}
}

// output sends a frame out of a port.
func (n *Network) output(from Port, frame []byte) {
	n.mu.Lock()
	to, linked := n.links[from]
	switch {
	case linked:
	case len(frame) >= 14 && frame[12] == 0x88 && frame[13] == 0xcc:
		n.lldp[from] = append(n.lldp[from], frame)
	default:
		n.received[from] = append(n.received[from], frame)
	}
	n.mu.Unlock()
	if linked {
		n.Send(to, frame)
	}
}

// LLDP returns the LLDP frames that have left by a port without a link.
func (n *Network) LLDP(at Port) [][]byte {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.lldp[at])
}

// Received returns the other frames that have left by a port without a link.
func (n *Network) Received(at Port) [][]byte {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.received[at])
}

// WantReceived fails unless a port comes to have let out that many frames.
func (n *Network) WantReceived(at Port, count int) {
	n.t.Helper()
	n.until(fmt.Sprintf("frames out of %#x:%d: want %d", at.DPID, at.Number, count), func() (string, bool) {
		got := len(n.Received(at))
		return fmt.Sprint(got), got == count
	})
}

// WantFlows fails unless a switch comes to have exactly these flows, each
// written as "priority=1,in_port=1 actions=output:2", by their text.
func (n *Network) WantFlows(dpid uint64, want ...string) {
	n.t.Helper()
	slices.Sort(want)
	n.until(fmt.Sprintf("flows of %#x: want\n  %s\nhas", dpid, strings.Join(want, "\n  ")), func() (string, bool) {
		got := n.Flows(dpid)
		return "\n  " + strings.Join(got, "\n  "), slices.Equal(got, want)
	})
}

// WantLog fails unless the application comes to have logged these lines one
// after the other, perhaps with others between them.
func (n *Network) WantLog(want ...string) {
	n.t.Helper()
	n.until("log: want\n  "+strings.Join(want, "\n  ")+"\nhas", func() (string, bool) {
		n.mu.Lock()
		defer n.mu.Unlock()
		rest := want
		for _, line := range n.log {
			if len(rest) > 0 && line == rest[0] {
				rest = rest[1:]
			}
		}
		return "\n  " + strings.Join(n.log, "\n  "), len(rest) == 0
	})
}

// Log returns the lines logged so far.
func (n *Network) Log() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.log)
}

// Settle returns when a switch has carried out all that the application has
// sent to it so far.
func (n *Network) Settle(dpid uint64) {
	n.t.Helper()
	ctx, cancel := context.WithTimeout(n.t.Context(), fakeswitch.Timeout)
	defer cancel()
	if err := n.Switch(dpid).Echo(ctx, nil); err != nil { // what has come from the switch is through
		n.t.Fatal(err)
	}
	if err := n.Switch(dpid).Barrier(ctx); err != nil {
		n.t.Fatal(err)
	}
}

// Flows returns the texts of a switch's flows.
func (n *Network) Flows(dpid uint64) []string { return n.Fake(dpid).Flows() }

// Until fails unless f comes to return true.
func (n *Network) Until(f func() bool) {
	n.t.Helper()
	n.until("what is waited for does not come; log:", func() (string, bool) {
		ok := f()
		if ok {
			return "", true
		}
		return strings.Join(n.Log(), "\n"), false
	})
}

func (n *Network) until(what string, f func() (got string, ok bool)) {
	n.t.Helper()
	for deadline := time.Now().Add(fakeswitch.Timeout); ; time.Sleep(time.Millisecond) {
		got, ok := f()
		if ok {
			return
		}
		if time.Now().After(deadline) {
			n.t.Fatalf("%s %s", what, got)
		}
	}
}

func byText(a, b flow) int { return cmp.Compare(a.text, b.text) }
