package main

import (
	"testing"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/controllertest"
)

func TestPairsAreKeptApart(t *testing.T) {
	for _, v := range controllertest.Versions {
		n := controllertest.Start(t, new(accessList), "192.168.0.1-192.168.0.2")
		n.Connect(v, 0xabc, 3)
		n.WantFlows(0xabc,
			"priority=2,ip,nw_src=192.168.0.1,nw_dst=192.168.0.2 actions=drop",
			"priority=2,ip,nw_src=192.168.0.2,nw_dst=192.168.0.1 actions=drop",
			"priority=1 actions=NORMAL")
	}
}

func TestWhatIsNoPairIsAnError(t *testing.T) {
	for _, arg := range []string{"192.168.0.1", "a-b", "192.168.0.1-::1"} {
		if _, err := controller.Listen(t.Context(), "127.0.0.1:0", new(accessList), controller.WithArgs([]string{arg})); err == nil {
			t.Errorf("%s: no error", arg)
		}
	}
}
