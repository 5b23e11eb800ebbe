package routingswitch

import (
	"slices"
	"strings"
	"testing"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/controllertest"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

func host(dpid uint64) controllertest.Host { return controllertest.NewHost(byte(dpid)) }

func at(dpid uint64) controllertest.Port { return controllertest.Port{DPID: dpid, Number: 1} }

// ring starts the application on a ring of switches with a host at port 1 of
// each: port 2 leads to the next, port 3 back.
func ring(t *testing.T, v openflow.Version, size uint64, args ...string) (*controllertest.Network, *RoutingSwitch) {
	t.Helper()
	app := New()
	app.settle = 0
	n := controllertest.Start(t, app, args...)
	for dpid := uint64(1); dpid <= size; dpid++ {
		n.Link(controllertest.Port{DPID: dpid, Number: 2}, controllertest.Port{DPID: dpid%size + 1, Number: 3})
	}
	for dpid := uint64(1); dpid <= size; dpid++ {
		n.Connect(v, dpid, 3)
	}
	until(t, n, func() bool { return len(app.Links()) == int(size) })
	return n, app
}

// until waits for something in the application.
func until(t *testing.T, n *controllertest.Network, f func() bool) {
	t.Helper()
	n.Until(func() (ok bool) {
		n.Do(func() { ok = f() })
		return ok
	})
}

// flows returns how many flows of paths a switch has.
func flows(n *controllertest.Network, dpid uint64) int {
	return len(slices.DeleteFunc(n.Flows(dpid), func(f string) bool { return strings.HasPrefix(f, "priority=0 ") }))
}

func wantFlows(t *testing.T, n *controllertest.Network, want ...int) {
	t.Helper()
	n.Until(func() bool {
		for i, count := range want {
			if flows(n, uint64(i+1)) != count {
				return false
			}
		}
		return true
	})
}

func TestShortestPath(t *testing.T) {
	for _, v := range controllertest.Versions {
		n, _ := ring(t, v, 4)
		n.Send(at(1), host(1).UDP(host(2)))
		for dpid := uint64(2); dpid <= 4; dpid++ {
			n.WantReceived(at(dpid), 1) // nobody knows where host 2 is
		}
		n.WantReceived(at(1), 0)
		wantFlows(t, n, 0, 0, 0, 0)
		n.Send(at(2), host(2).UDP(host(1)))
		n.WantReceived(at(1), 1)
		n.WantLog("Creating path: 00:00:00:00:00:02 -> 0x2:1 -> 0x2:3 -> 0x1:2 -> 0x1:1 -> 00:00:00:00:00:01")
		wantFlows(t, n, 1, 1, 0, 0)
		n.Send(at(2), host(2).UDP(host(1))) // by the flows
		n.WantReceived(at(1), 2)
	}
}

func TestFindsAnotherWay(t *testing.T) {
	for _, v := range controllertest.Versions {
		n, app := ring(t, v, 4)
		n.Send(at(1), host(1).UDP(host(2)))
		n.WantReceived(at(2), 1)
		n.Send(at(2), host(2).UDP(host(1)))
		n.WantReceived(at(1), 1)

		n.Unlink(controllertest.Port{DPID: 1, Number: 2})
		n.Fake(1).SendPortStatus(openflow.PortDeleted, openflow.Port{Number: 2})
		n.WantLog("Deleting path: 00:00:00:00:00:02 -> 0x2:1 -> 0x2:3 -> 0x1:2 -> 0x1:1 -> 00:00:00:00:00:01")
		wantFlows(t, n, 0, 0, 0, 0)
		until(t, n, func() bool { return len(app.Links()) == 3 })
		n.Send(at(2), host(2).UDP(host(1)))
		n.WantLog("Creating path: 00:00:00:00:00:02 -> 0x2:1 -> 0x2:2 -> 0x3:3 -> 0x3:2 -> 0x4:3 -> 0x4:2 -> 0x1:3 -> 0x1:1 -> 00:00:00:00:00:01")
		n.WantReceived(at(1), 2)
		wantFlows(t, n, 1, 1, 1, 1)
	}
}

func TestHostMoves(t *testing.T) {
	n, _ := ring(t, openflow.Version10, 3)
	n.Send(at(1), host(1).UDP(host(2)))
	n.WantReceived(at(2), 1)
	n.Send(at(2), host(2).UDP(host(1)))
	n.WantReceived(at(1), 1)
	n.Send(at(3), host(1).UDP(host(2))) // it is behind switch 3 now
	n.WantLog("Deleting path: 00:00:00:00:00:02 -> 0x2:1 -> 0x2:3 -> 0x1:2 -> 0x1:1 -> 00:00:00:00:00:01",
		"Creating path: 00:00:00:00:00:01 -> 0x3:1 -> 0x3:3 -> 0x2:2 -> 0x2:1 -> 00:00:00:00:00:02")
	wantFlows(t, n, 0, 1, 1)
}

func TestArguments(t *testing.T) {
	for args, want := range map[string]string{
		"--slice":                        `not "--slice"`,
		"--rest":                         `not "--rest"`,
		"--rest 127.0.0.1:0":             "with --slicing only",
		"--slicing --rest nonsense:port": "unknown port",
	} {
		_, err := controller.Listen(t.Context(), "127.0.0.1:0", New(), controller.WithArgs(strings.Fields(args)))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %s", args, err, want)
		}
	}
}
