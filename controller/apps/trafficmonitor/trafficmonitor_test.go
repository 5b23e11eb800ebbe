package trafficmonitor

import (
	"testing"

	"github.com/trema-ns/trema-ns/controller/controllertest"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

func TestCountsPackets(t *testing.T) {
	for _, v := range controllertest.Versions {
		app := New()
		n := controllertest.Start(t, app)
		sw := n.Connect(v, 0xabc, 3)
		one, two := controllertest.NewHost(1), controllertest.NewHost(2)
		at1, at2, at3 := controllertest.Port{DPID: 0xabc, Number: 1}, controllertest.Port{DPID: 0xabc, Number: 2}, controllertest.Port{DPID: 0xabc, Number: 3}
		n.Send(at1, one.UDP(two))
		n.WantReceived(at3, 1) // flooded
		n.Send(at2, two.UDP(one))
		n.WantReceived(at1, 1)
		n.Send(at2, two.UDP(one)) // by the flow
		n.WantReceived(at1, 2)
		n.WantReceived(at3, 1)

		removed := openflow.FlowRemoved{PacketCount: 1, ByteCount: 42}
		removed.Match.SetEthSrc(two.MAC)
		removed.Match.SetEthDst(one.MAC)
		sw.SendFlowRemoved(&removed)
		n.Settle(0xabc)
		n.Do(app.show)
		n.WantLog("00:00:00:00:00:01 1 packets (42 bytes)", "00:00:00:00:00:02 2 packets (84 bytes)")
		want := []string{"hard_timeout=10,priority=65535,dl_src=00:00:00:00:00:02,dl_dst=00:00:00:00:00:01 actions=output:1"}
		if v == openflow.Version13 {
			want = append(want, "priority=0 actions=CONTROLLER:65535")
		}
		n.WantFlows(0xabc, want...)
	}
}
