package main

import (
	"testing"

	"github.com/trema-ns/trema-ns/controller/controllertest"
)

func TestItLearns(t *testing.T) {
	for _, v := range controllertest.Versions {
		one, two := controllertest.NewHost(1), controllertest.NewHost(2)
		n := controllertest.Start(t, learningSwitch{})
		n.Connect(v, 0xabc, 3)
		first, second, third := controllertest.Port{DPID: 0xabc, Number: 1}, controllertest.Port{DPID: 0xabc, Number: 2}, controllertest.Port{DPID: 0xabc, Number: 3}
		n.Send(first, one.UDP(two)) // nobody knows where two is
		n.WantReceived(second, 1)
		n.WantReceived(third, 1)
		n.Send(second, two.UDP(one))
		n.WantReceived(first, 1)
		n.Send(second, two.UDP(one)) // by the flow
		n.WantReceived(first, 2)
		n.Disconnect(0xabc)
		n.Connect(v, 0xabc, 3) // what was known is forgotten
		n.Send(second, two.UDP(one))
		n.WantReceived(third, 2)
	}
}
