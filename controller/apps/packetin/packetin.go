// Package packetin is Trema's packet_in: it prints every packet that a switch
// sends to the controller, and does nothing about it.
package packetin

import (
	"fmt"
	"log/slog"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

// PacketIn is the application.
type PacketIn struct{ log *slog.Logger }

// New returns the application.
func New() *PacketIn { return new(PacketIn) }

// Start implements controller.Starter.
func (p *PacketIn) Start(c *controller.Controller, args []string) error {
	p.log = c.Logger()
	return nil
}

// SwitchReady implements controller.SwitchReadyHandler.
func (p *PacketIn) SwitchReady(sw *controller.Switch) { sw.SendTableMiss() }

// PacketIn implements controller.PacketInHandler.
func (p *PacketIn) PacketIn(sw *controller.Switch, m *openflow.PacketIn) {
	for _, line := range []string{
		"received a packet_in",
		fmt.Sprintf("datapath_id: %s", sw),
		fmt.Sprintf("transaction_id: %#x", m.XID),
		fmt.Sprintf("buffer_id: %#x", m.BufferID),
		fmt.Sprintf("total_len: %d", m.TotalLen),
		fmt.Sprintf("in_port: %d", m.InPort),
		fmt.Sprintf("reason: %d", m.Reason),
		fmt.Sprintf("data: %x", m.Data),
	} {
		p.log.Info(line)
	}
}
