// Package repeaterhub is Trema's repeater hub: the first packet of its kind
// brings a flow that sends all packets like it out of every other port.
package repeaterhub

import (
	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

// priority is above that of the table-miss flow.
const priority = 1

// RepeaterHub is the application.
type RepeaterHub struct{}

// New returns the application.
func New() RepeaterHub { return RepeaterHub{} }

// Start implements controller.Starter.
func (RepeaterHub) Start(c *controller.Controller, args []string) error {
	c.Logger().Info("RepeaterHub started.")
	return nil
}

// SwitchReady implements controller.SwitchReadyHandler.
func (RepeaterHub) SwitchReady(sw *controller.Switch) { sw.SendTableMiss() }

// PacketIn implements controller.PacketInHandler.
func (RepeaterHub) PacketIn(sw *controller.Switch, m *openflow.PacketIn) {
	flood := openflow.Output(openflow.PortFlood)
	sw.SendFlowMod(&openflow.FlowMod{
		Match:        openflow.ExactMatch(sw.Version(), m.InPort, m.Data),
		Priority:     priority,
		Instructions: openflow.Apply(flood),
	})
	var po openflow.PacketOut
	po.Answer(m, flood)
	sw.SendPacketOut(&po)
}
