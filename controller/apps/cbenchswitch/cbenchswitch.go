// Package cbenchswitch is Trema's switch for the benchmark cbench: it answers
// every packet with a flow to the next port and does nothing else. It is as fast
// as the framework is.
package cbenchswitch

import (
	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

const priority = 0xffff

// CbenchSwitch is the application.
type CbenchSwitch struct{}

// New returns the application.
func New() CbenchSwitch { return CbenchSwitch{} }

// Concurrent implements controller.Concurrent: there is nothing to share.
func (CbenchSwitch) Concurrent() bool { return true }

// SwitchReady implements controller.SwitchReadyHandler.
func (CbenchSwitch) SwitchReady(sw *controller.Switch) { sw.SendTableMiss() }

// PacketIn implements controller.PacketInHandler.
func (CbenchSwitch) PacketIn(sw *controller.Switch, m *openflow.PacketIn) {
	fm := openflow.FlowMod{
		Priority:     priority,
		BufferID:     m.BufferID,
		Buffered:     m.Buffered(),
		Instructions: openflow.Apply(openflow.Output(m.InPort + 1)),
	}
	fm.Match.SetExact(sw.Version(), m.InPort, m.Data)
	sw.SendFlowMod(&fm)
}
