package learningswitch13

import (
	"testing"
	"time"

	"github.com/trema-ns/trema-ns/controller/controllertest"
	"github.com/trema-ns/trema-ns/controller/internal/fakeswitch"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

func TestTwoTables(t *testing.T) {
	n := controllertest.Start(t, New())
	n.WantLog("LearningSwitch13 started.")
	n.Connect(openflow.Version13, 0xabc, 3)
	pipeline := []string{
		"priority=2,dl_dst=01:00:00:00:00:00/ff:00:00:00:00:00 actions=drop",
		"priority=2,dl_dst=33:33:00:00:00:00/ff:ff:00:00:00:00 actions=drop",
		"priority=1 actions=goto_table:1",
		"table=1,priority=3,dl_dst=ff:ff:ff:ff:ff:ff actions=FLOOD",
		"table=1,priority=1 actions=CONTROLLER:65535",
	}
	n.WantFlows(0xabc, append([]string(nil), pipeline...)...)

	one, two := controllertest.NewHost(1), controllertest.NewHost(2)
	at := func(number uint32) controllertest.Port { return controllertest.Port{DPID: 0xabc, Number: number} }
	n.Send(at(1), one.UDP(two))
	n.WantReceived(at(2), 1)
	n.WantReceived(at(3), 1) // flooded
	n.Send(at(2), two.UDP(one))
	n.WantReceived(at(1), 1)
	n.WantReceived(at(3), 1)
	n.WantFlows(0xabc, append([]string{"idle_timeout=180,table=1,priority=2,in_port=2,dl_src=00:00:00:00:00:02,dl_dst=00:00:00:00:00:01 actions=output:1"}, pipeline...)...)

	// Spanning tree goes nowhere.
	n.Send(at(1), controllertest.Host{MAC: one.MAC}.UDP(controllertest.Host{MAC: openflow.MAC{0x01, 0x80, 0xc2}}))
	n.Settle(0xabc)
	n.WantReceived(at(2), 1)
}

func TestRefusesOpenFlow10(t *testing.T) {
	n := controllertest.Start(t, New())
	s, err := fakeswitch.Connect(n.Addr(), openflow.Version10, 1)
	if err == nil {
		defer s.Close()
	}
	n.WantLog("Switch 0x1 speaks OpenFlow 1.0, which has one table only.")
}

func TestForgets(t *testing.T) {
	app := New()
	app.hosts[location{dpid: 1}] = sighting{1, time.Now().Add(-maxAge - time.Second)}
	app.hosts[location{dpid: 2}] = sighting{2, time.Now()}
	app.age()
	if _, there := app.hosts[location{dpid: 2}]; !there || len(app.hosts) != 1 {
		t.Errorf("hosts %v", app.hosts)
	}
}
