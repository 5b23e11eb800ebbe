package topology_test

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/apps/topology"
	"github.com/trema-ns/trema-ns/controller/controllertest"
	"github.com/trema-ns/trema-ns/controller/internal/fakeswitch"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

// link joins port a of switch x with port b of switch y.
func link(n *controllertest.Network, x uint64, a uint32, y uint64, b uint32) {
	n.Link(controllertest.Port{DPID: x, Number: a}, controllertest.Port{DPID: y, Number: b})
}

func TestTriangle(t *testing.T) {
	for _, v := range controllertest.Versions {
		n := controllertest.Start(t, topology.New())
		link(n, 1, 1, 2, 1)
		link(n, 1, 2, 3, 1)
		link(n, 3, 2, 2, 2)
		n.WantLog("Topology started (text mode).")
		n.Connect(v, 1, 2)
		n.WantLog("Port 0x1:1 added: 1", "Port 0x1:2 added: 1, 2", "Switch 0x1 added: 0x1")
		n.Connect(v, 2, 2)
		n.WantLog("Switch 0x2 added: 0x1, 0x2", "Link 0x1-0x2 added: 0x1-0x2")
		three := n.Connect(v, 3, 2)
		n.WantLog("Switch 0x3 added: 0x1, 0x2, 0x3")
		want := "0x1-0x2, 0x1-0x3, 0x2-0x3"
		for deadline := time.Now().Add(fakeswitch.Timeout); !slices.ContainsFunc(n.Log(), func(l string) bool { return strings.HasSuffix(l, want) }); {
			if time.Now().After(deadline) {
				t.Fatalf("log:\n%s", strings.Join(n.Log(), "\n"))
			}
			time.Sleep(time.Millisecond)
		}

		three.SendPortStatus(openflow.PortModified, openflow.Port{Number: 1, Config: openflow.PortDown})
		n.WantLog("Port 0x3:1 deleted: 2", "Link 0x1-0x3 deleted: 0x1-0x2, 0x2-0x3")
		three.SendPortStatus(openflow.PortModified, openflow.Port{Number: 1})
		n.WantLog("Port 0x3:1 deleted: 2", "Port 0x3:1 added: 1, 2", "Link 0x1-0x3 added: 0x1-0x2, 0x1-0x3, 0x2-0x3")
		n.Disconnect(3)
		n.WantLog("Port 0x3:1 deleted: 2", "Link 0x1-0x3 deleted: 0x1-0x2, 0x2-0x3", "Port 0x3:2 deleted: ",
			"Link 0x2-0x3 deleted: 0x1-0x2", "Switch 0x3 deleted: 0x1, 0x2")
	}
}

// TestForgedFrames: a frame of another controller's, one with another port in
// it, and one with nothing.
func TestForgedFrames(t *testing.T) {
	n, other := controllertest.Start(t, topology.New()), controllertest.Start(t, topology.New())
	other.Connect(openflow.Version10, 1, 1)
	n.Connect(openflow.Version10, 1, 1)
	n.Connect(openflow.Version10, 2, 1)
	at := func(dpid uint64) controllertest.Port { return controllertest.Port{DPID: dpid, Number: 1} }
	n.WantLog("Switch 0x2 added: 0x1, 0x2")
	for len(other.LLDP(at(1))) == 0 || len(n.LLDP(at(1))) == 0 {
		time.Sleep(time.Millisecond)
	}
	stranger, ours := other.LLDP(at(1))[0], n.LLDP(at(1))[0]
	if !bytes.HasPrefix(ours, []byte{0x01, 0x80, 0xc2, 0, 0, 0x0e, 1, 2, 3, 4, 5, 6, 0x88, 0xcc}) {
		t.Errorf("frame %x", ours)
	}
	n.Send(at(2), stranger)
	changed := bytes.Clone(ours)
	changed[24]++ // the chassis
	n.Send(at(2), changed)
	n.Send(at(2), ours[:30])
	n.Settle(2)
	for _, line := range n.Log() {
		if strings.HasPrefix(line, "Link") {
			t.Error(line)
		}
	}
	n.Send(at(2), ours)
	n.WantLog("Link 0x1-0x2 added: 0x1-0x2")
}

func TestGraphviz(t *testing.T) {
	name := t.TempDir() + "/topology.dot"
	n := controllertest.Start(t, topology.New(), "graphviz", name)
	n.WantLog("Topology started (Graphviz mode, output = " + name + ").")
	link(n, 1, 1, 2, 1)
	n.Connect(openflow.Version13, 1, 1)
	n.Connect(openflow.Version13, 2, 1)
	want := "graph topology {\n  node [shape=box]\n  \"0x1\"\n  \"0x2\"\n  \"0x1\" -- \"0x2\" [taillabel=\"1\", headlabel=\"1\"]\n}\n"
	for deadline := time.Now().Add(fakeswitch.Timeout); ; time.Sleep(time.Millisecond) {
		got, _ := os.ReadFile(name)
		if string(got) == want {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s\n%s", name, got)
		}
	}
}

func TestArguments(t *testing.T) {
	for args, want := range map[string]string{
		"tree":                "not tree",
		"graphviz a.png b":    "not graphviz",
		"graphviz nothing":    "no ending",
		"-d 1:2":              "not a MAC address",
		"--destination_mac=x": "not a MAC address",
		"-d":                  "not a MAC address",
	} {
		_, err := controller.Listen(t.Context(), "127.0.0.1:0", topology.New(), controller.WithArgs(strings.Fields(args)))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %s", args, err, want)
		}
	}
	n := controllertest.Start(t, topology.New(), "-d", "01:00:00:00:00:01")
	n.Connect(openflow.Version10, 1, 1)
	at := controllertest.Port{DPID: 1, Number: 1}
	for len(n.LLDP(at)) == 0 {
		time.Sleep(time.Millisecond)
	}
	if got := n.LLDP(at)[0]; !bytes.HasPrefix(got, []byte{1, 0, 0, 0, 0, 1}) {
		t.Errorf("frame %x", got)
	}
}
