package dumper_test

import (
	"testing"

	"github.com/trema-ns/trema-ns/controller/apps/dumper"
	"github.com/trema-ns/trema-ns/controller/controllertest"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

func TestDumpsEvents(t *testing.T) {
	for _, v := range controllertest.Versions {
		n := controllertest.Start(t, dumper.New())
		sw := n.Connect(v, 0xabc, 2)
		n.WantLog("[switch_ready]", "  datapath_id: 0xabc", "  openflow_version: "+v.String(), "  ports: 2")
		n.Send(controllertest.Port{DPID: 0xabc, Number: 1}, controllertest.NewHost(1).UDP(controllertest.NewHost(2)))
		n.WantLog("[packet_in]", "  datapath_id: 0xabc", "  in_port: 1")
		sw.SendPortStatus(openflow.PortModified, openflow.Port{Number: 2, Name: "port2", Config: openflow.PortDown})
		n.WantLog("[port_status]", "  reason: MODIFY", "  number: 2", "  config: 0x1", "  up: false")
		removed := openflow.FlowRemoved{PacketCount: 3, ByteCount: 126}
		removed.Match.SetInPort(1)
		sw.SendFlowRemoved(&removed)
		n.WantLog("[flow_removed]", "  match: in_port=1", "  packet_count: 3", "  byte_count: 126")
		sw.Send(openflow.AppendErrorMessage(nil, 7, &openflow.Error{Version: v, Type: 1, Code: 6}))
		n.WantLog("[openflow_error]", "  transaction_id: 0x7", "  type: OFPET_BAD_REQUEST", "  code: OFPBRC_BAD_LEN")
		n.Disconnect(0xabc)
		n.WantLog("[switch_disconnected]", "  datapath_id: 0xabc")
	}
}
