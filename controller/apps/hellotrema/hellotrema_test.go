package hellotrema_test

import (
	"testing"

	"github.com/trema-ns/trema-ns/controller/apps/hellotrema"
	"github.com/trema-ns/trema-ns/controller/controllertest"
)

func TestGreetsSwitches(t *testing.T) {
	for _, v := range controllertest.Versions {
		n := controllertest.Start(t, hellotrema.New())
		n.Connect(v, 0xabc, 2)
		n.WantLog("Trema started.", "Hello 0xabc!")
	}
}
