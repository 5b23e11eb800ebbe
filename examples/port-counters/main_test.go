package main

import (
	"testing"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/controllertest"
)

func TestItHasTheSwitchForward(t *testing.T) {
	for _, v := range controllertest.Versions {
		n := controllertest.Start(t, new(portCounters), "10ms")
		n.Connect(v, 0xabc, 2)
		n.WantFlows(0xabc, "priority=1 actions=NORMAL")
	}
}

func TestAWrongIntervalIsAnError(t *testing.T) {
	if _, err := controller.Listen(t.Context(), "127.0.0.1:0", new(portCounters), controller.WithArgs([]string{"often"})); err == nil {
		t.Error("no error")
	}
}
