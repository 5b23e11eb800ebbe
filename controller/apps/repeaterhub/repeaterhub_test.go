package repeaterhub_test

import (
	"testing"

	"github.com/trema-ns/trema-ns/controller/apps/repeaterhub"
	"github.com/trema-ns/trema-ns/controller/controllertest"
)

func TestRepeats(t *testing.T) {
	for _, v := range controllertest.Versions {
		n := controllertest.Start(t, repeaterhub.New())
		sw := n.Connect(v, 0xabc, 3)
		n.WantLog("RepeaterHub started.")
		frame := controllertest.NewHost(1).UDP(controllertest.NewHost(2))
		for i := range 2 { // the second time by the flow
			n.Send(controllertest.Port{DPID: 0xabc, Number: 1}, frame)
			n.WantReceived(controllertest.Port{DPID: 0xabc, Number: 2}, i+1)
			n.WantReceived(controllertest.Port{DPID: 0xabc, Number: 3}, i+1)
		}
		n.WantReceived(controllertest.Port{DPID: 0xabc, Number: 1}, 0)
		learned := 0
		for _, f := range sw.Flows() {
			if f != "priority=0 actions=CONTROLLER:65535" {
				learned++
			}
		}
		if learned != 1 {
			t.Errorf("%s: flows %q", v, sw.Flows())
		}
	}
}
