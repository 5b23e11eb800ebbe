package packetin_test

import (
	"fmt"
	"testing"

	"github.com/trema-ns/trema-ns/controller/apps/packetin"
	"github.com/trema-ns/trema-ns/controller/controllertest"
)

func TestPrintsPackets(t *testing.T) {
	for _, v := range controllertest.Versions {
		n := controllertest.Start(t, packetin.New())
		n.Connect(v, 0xabc, 2)
		frame := controllertest.NewHost(1).UDP(controllertest.NewHost(2))
		n.Send(controllertest.Port{DPID: 0xabc, Number: 2}, frame)
		n.WantLog("received a packet_in", "datapath_id: 0xabc", "transaction_id: 0x1", "buffer_id: 0xffffffff",
			fmt.Sprint("total_len: ", len(frame)), "in_port: 2", "reason: 0", fmt.Sprintf("data: %x", frame))
	}
}
