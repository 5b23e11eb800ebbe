package hellotrema_test

import (
	"testing"

	"github.com/trema-ns/trema-ns/controller/apps/hellotrema"
	"github.com/trema-ns/trema-ns/controller/internal/apptest"
)

func TestGreetsSwitches(t *testing.T) {
	for _, v := range apptest.Versions {
		n := apptest.Start(t, hellotrema.New())
		n.Connect(v, 0xabc, 2)
		n.WantLog("Trema started.", "Hello 0xabc!")
	}
}
