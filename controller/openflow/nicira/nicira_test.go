package nicira_test

import (
	"testing"

	of "github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/nicira"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
	"github.com/trema-ns/trema-ns/controller/openflow/of13"
)

// TestActions prints what a codec has sent and read again; the text is that of
// ovs-ofctl, which the package openflow is compared with.
func TestActions(t *testing.T) {
	for _, tt := range []struct {
		action of.Action
		want   string
	}{
		{nicira.Move(nicira.Whole(of.FieldEthSrc), nicira.Whole(of.FieldEthDst)), "move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[]"},
		{nicira.Move(nicira.Reg(0), nicira.Whole(of.FieldNwDst)), "move:NXM_NX_REG0[]->NXM_OF_IP_DST[]"},
		{nicira.Load(2, nicira.Reg(3)), "load:0x2->NXM_NX_REG3[]"},
		{nicira.Load(5, nicira.Subfield{Field: of.FieldReg1, First: 4, Bits: 8}), "load:0x5->NXM_NX_REG1[4..11]"},
		{nicira.Load(2, nicira.Whole(of.FieldARPOp)), "load:0x2->NXM_OF_ARP_OP[]"},
		{nicira.Resubmit(of.PortInPort, 4), "resubmit(,4)"},
		{nicira.Resubmit(2, of.AllTables), "resubmit:2"},
		{nicira.Controller(128, 7, of.ReasonAction), "controller(max_len=128,id=7)"},
		{nicira.DecTTL(), "dec_ttl"},
		{nicira.Exit(), "exit"},
		{nicira.Note([]byte("Trema")), "note:54.72.65.6d.61.00"},
	} {
		fm := of.FlowMod{Instructions: of.Instructions{Actions: []of.Action{tt.action}}}
		for _, v := range []of.Version{of.Version10, of.Version13} {
			var b []byte
			var err error
			var back of.FlowMod
			if v == of.Version10 {
				if b, err = of10.AppendFlowMod(nil, 1, &fm); err == nil {
					err = of10.ParseFlowMod(b, &back)
				}
			} else if b, err = of13.AppendFlowMod(nil, 1, &fm); err == nil {
				err = of13.ParseFlowMod(b, &back)
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := string(of.AppendActions(nil, v, back.Actions)); got != tt.want {
				t.Errorf("%s: %s, want %s", v, got, tt.want)
			}
		}
	}
}
