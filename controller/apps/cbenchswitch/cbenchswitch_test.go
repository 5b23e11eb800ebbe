package cbenchswitch_test

import (
	"testing"

	"github.com/trema-ns/trema-ns/controller/apps/cbenchswitch"
	"github.com/trema-ns/trema-ns/controller/controllertest"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

func TestAnswersWithAFlowToTheNextPort(t *testing.T) {
	for _, v := range controllertest.Versions {
		n := controllertest.Start(t, cbenchswitch.New())
		n.Connect(v, 1, 2)
		frame := controllertest.NewHost(1).UDP(controllertest.NewHost(2))
		n.Send(controllertest.Port{DPID: 1, Number: 1}, frame)
		match := openflow.ExactMatch(v, 1, frame)
		want := []string{"priority=65535," + match.String() + " actions=output:2"}
		if v == openflow.Version13 {
			want = append(want, "priority=0 actions=CONTROLLER:65535")
		}
		n.WantFlows(1, want...)
	}
}
