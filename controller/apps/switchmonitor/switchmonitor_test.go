package switchmonitor_test

import (
	"testing"

	"github.com/trema-ns/trema-ns/controller/apps/switchmonitor"
	"github.com/trema-ns/trema-ns/controller/controllertest"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
)

func TestTellsOfSwitches(t *testing.T) {
	for _, v := range controllertest.Versions {
		n := controllertest.Start(t, switchmonitor.New())
		n.WantLog("SwitchMonitor started.", "All = ")
		for _, dpid := range []uint64{3, 1, 16} {
			n.Connect(v, dpid, 0)
		}
		n.WantLog("0x3 is up (All = 0x3)", "0x1 is up (All = 0x1, 0x3)", "0x10 is up (All = 0x1, 0x3, 0x10)")
		n.Disconnect(3)
		n.WantLog("0x3 is down (All = 0x1, 0x10)")
	}
}

func TestTellsWhatASwitchIs(t *testing.T) {
	n := controllertest.Start(t, switchmonitor.New())
	sw := n.Connect(openflow.Version10, 1, 0)
	b, err := of10.AppendStatisticsReply(nil, 1, &openflow.StatsReply{Type: openflow.StatsDesc, Desc: openflow.DescStats{
		Manufacturer: "Nicira, Inc.", Hardware: "Open vSwitch", Software: "3.1.0", SerialNumber: "None", Datapath: "lsw"}})
	if err != nil {
		t.Fatal(err)
	}
	sw.Send(b)
	n.WantLog("Switch 0x1 manufacturer = Nicira, Inc.", "Switch 0x1 hardware info = Open vSwitch",
		"Switch 0x1 software info = 3.1.0", "Switch 0x1 serial number = None", "Switch 0x1 description = lsw")
}
