package patchpanel_test

import (
	"os"
	"strings"
	"testing"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/apps/patchpanel"
	"github.com/trema-ns/trema-ns/controller/controllertest"
)

func port(number uint32) controllertest.Port { return controllertest.Port{DPID: 0xabc, Number: number} }

func TestCreateAndDelete(t *testing.T) {
	for _, v := range controllertest.Versions {
		app := patchpanel.New()
		n := controllertest.Start(t, app)
		n.Connect(v, 0xabc, 3)
		n.WantLog("PatchPanel started.")
		n.WantFlows(0xabc)
		n.Do(func() { app.CreatePatch(0xabc, 1, 2) })
		want := []string{"priority=0,in_port=1 actions=output:2", "priority=0,in_port=2 actions=output:1"}
		n.WantFlows(0xabc, want...)
		n.Send(port(1), controllertest.NewHost(1).UDP(controllertest.NewHost(2)))
		n.WantReceived(port(2), 1)

		n.Disconnect(0xabc)
		n.Connect(v, 0xabc, 3)
		n.WantFlows(0xabc, want...)
		n.Do(func() {
			if err := app.DeletePatch(0xabc, 2, 1); err != nil {
				t.Error(err)
			}
			if err := app.DeletePatch(0xabc, 1, 2); err == nil {
				t.Error("a patch was deleted twice")
			}
		})
		n.WantFlows(0xabc)
	}
}

func TestFile(t *testing.T) {
	name := t.TempDir() + "/patch-panel.conf"
	write := func(text string) {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("# every switch\n1 2\n\n0xdef 3 1 # only this one\n")
	n := controllertest.Start(t, patchpanel.New(), name)
	n.Connect(controllertest.Versions[0], 0xabc, 3)
	n.WantFlows(0xabc, "priority=0,in_port=1 actions=output:2", "priority=0,in_port=2 actions=output:1")

	for text, want := range map[string]string{
		"1\n":           ":1: got 1 words",
		"1 2\nx y\n":    `:2: "x" is not the number of a port`,
		"lsw 1 2\n":     `:1: "lsw" is not the number of a switch`,
		"1 0\n":         `:1: "0" is not`,
		"0xabc 1 2 3\n": ":1: got 4 words",
	} {
		write(text)
		_, err := controller.Listen(t.Context(), "127.0.0.1:0", patchpanel.New(), controller.WithArgs([]string{name}))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %s", text, err, want)
		}
	}
}
