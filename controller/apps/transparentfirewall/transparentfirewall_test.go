package transparentfirewall_test

import (
	"os"
	"strings"
	"testing"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/apps/transparentfirewall"
	"github.com/trema-ns/trema-ns/controller/controllertest"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

const dpid = 0xabc

func port(number uint32) controllertest.Port { return controllertest.Port{DPID: dpid, Number: number} }

func host(a, b, c, d byte) controllertest.Host {
	return controllertest.Host{MAC: openflow.MAC{5: d}, IP: openflow.IPv4Addr{a, b, c, d}}
}

func TestBlockRFC1918(t *testing.T) {
	for _, v := range controllertest.Versions {
		n := controllertest.Start(t, transparentfirewall.New())
		n.Connect(v, dpid, 3)
		n.WantLog("0xabc: connected", "0xabc: loading finished")
		n.Connect(v, 0xdef, 3)
		n.WantLog("0xdef: ignored")
		n.WantFlows(dpid,
			"priority=5100,ip,in_port=2,nw_src=10.0.0.0/8 actions=output:3", "priority=5000,ip,in_port=2,nw_dst=10.0.0.0/8 actions=output:3",
			"priority=5100,ip,in_port=2,nw_src=172.16.0.0/12 actions=output:3", "priority=5000,ip,in_port=2,nw_dst=172.16.0.0/12 actions=output:3",
			"priority=5100,ip,in_port=2,nw_src=192.168.0.0/16 actions=output:3", "priority=5000,ip,in_port=2,nw_dst=192.168.0.0/16 actions=output:3",
			"priority=4100,ip,in_port=1,nw_src=10.0.0.0/8 actions=output:3", "priority=4000,ip,in_port=1,nw_dst=10.0.0.0/8 actions=output:3",
			"priority=4100,ip,in_port=1,nw_src=172.16.0.0/12 actions=output:3", "priority=4000,ip,in_port=1,nw_dst=172.16.0.0/12 actions=output:3",
			"priority=4100,ip,in_port=1,nw_src=192.168.0.0/16 actions=output:3", "priority=4000,ip,in_port=1,nw_dst=192.168.0.0/16 actions=output:3",
			"priority=1600,in_port=2 actions=output:1", "priority=1500,in_port=1 actions=output:2")
		n.Send(port(1), host(192, 168, 0, 1).UDP(host(192, 168, 0, 2)))
		n.WantReceived(port(3), 1)
		n.WantReceived(port(2), 0)
		n.Send(port(1), host(1, 1, 1, 1).UDP(host(2, 2, 2, 2)))
		n.Send(port(2), host(2, 2, 2, 2).UDP(host(1, 1, 1, 1)))
		n.WantReceived(port(2), 1)
		n.WantReceived(port(1), 1)
		n.WantReceived(port(3), 1)
		n.Disconnect(dpid)
		n.WantLog("0xabc: disconnected")
	}
}

func TestPassDelegated(t *testing.T) {
	name := t.TempDir() + "/aggregated-delegated-apnic.txt"
	if err := os.WriteFile(name, []byte("# of a registry\n14.0.0.0/8\n27.96.0.0/11\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, v := range controllertest.Versions {
		n := controllertest.Start(t, transparentfirewall.New(), "pass-delegated", name)
		n.Connect(v, dpid, 3)
		n.WantLog("aggregated-delegated-apnic.txt: 2 prefix(es)", "0xabc: connected", "0xabc: bypass ON",
			"0xabc: loading started", "0xabc: bypass OFF")
		n.WantFlows(dpid,
			"priority=64000,ip,in_port=1,nw_src=14.0.0.0/8 actions=output:2", "priority=64000,ip,in_port=2,nw_dst=14.0.0.0/8 actions=output:1",
			"priority=64000,ip,in_port=1,nw_src=27.96.0.0/11 actions=output:2", "priority=64000,ip,in_port=2,nw_dst=27.96.0.0/11 actions=output:1",
			"priority=1000,ip,in_port=1 actions=output:3", "priority=1000,ip,in_port=2 actions=output:3",
			"priority=900,in_port=1 actions=output:2", "priority=900,in_port=2 actions=output:1")
		n.Send(port(1), host(192, 168, 0, 2).UDP(host(192, 168, 0, 1)))
		n.WantReceived(port(3), 1)
		n.Send(port(1), host(14, 0, 0, 2).UDP(host(14, 0, 0, 1)))
		n.WantReceived(port(2), 1)
	}
}

func TestArguments(t *testing.T) {
	bad := t.TempDir() + "/bad.txt"
	if err := os.WriteFile(bad, []byte("14.0.0.0/8\n14.0.0.0\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for args, want := range map[string]string{
		"pass":                         `got ["pass"]`,
		"pass-delegated":               `got ["pass-delegated"]`,
		"block-rfc1918 x":              `got ["block-rfc1918" "x"]`,
		"pass-delegated /no/such/file": "no such file",
		"pass-delegated " + bad:        `bad.txt:2: "14.0.0.0" is not an IPv4 prefix`,
	} {
		_, err := controller.Listen(t.Context(), "127.0.0.1:0", transparentfirewall.New(), controller.WithArgs(strings.Fields(args)))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %s", args, err, want)
		}
	}
}
