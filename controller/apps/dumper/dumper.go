// Package dumper is Trema's dumper: it prints everything that it hears of
// switches, an event as its name in brackets and a line for each of its fields.
// It asks each switch for its description, so that there is something to hear.
package dumper

import (
	"fmt"
	"log/slog"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

// Dumper is the application.
type Dumper struct{ log *slog.Logger }

// New returns the application.
func New() *Dumper { return new(Dumper) }

// Start implements controller.Starter.
func (d *Dumper) Start(c *controller.Controller, args []string) error {
	d.log = c.Logger()
	return nil
}

// dump prints an event; fields are names and values in turn.
func (d *Dumper) dump(event string, sw *controller.Switch, fields ...any) {
	d.log.Info("[" + event + "]")
	d.log.Info(fmt.Sprintf("  datapath_id: %s", sw))
	for i := 0; i+1 < len(fields); i += 2 {
		d.log.Info(fmt.Sprintf("  %s: %v", fields[i], fields[i+1]))
	}
}

func hex(v uint32) string { return fmt.Sprintf("%#x", v) }

// SwitchReady implements controller.SwitchReadyHandler.
func (d *Dumper) SwitchReady(sw *controller.Switch) {
	d.dump("switch_ready", sw, "openflow_version", sw.Version(), "ports", len(sw.Ports()))
	sw.SendTableMiss()
	sw.SendStatsRequest(&openflow.StatsRequest{Type: openflow.StatsDesc})
}

// SwitchDisconnected implements controller.SwitchDisconnectedHandler.
func (d *Dumper) SwitchDisconnected(sw *controller.Switch) { d.dump("switch_disconnected", sw) }

// PacketIn implements controller.PacketInHandler.
func (d *Dumper) PacketIn(sw *controller.Switch, m *openflow.PacketIn) {
	packet := openflow.ExactMatch(sw.Version(), m.InPort, m.Data)
	d.dump("packet_in", sw, "transaction_id", hex(m.XID), "buffer_id", hex(m.BufferID), "total_len", m.TotalLen,
		"in_port", m.InPort, "reason", m.Reason, "packet", packet.String(), "data", fmt.Sprintf("%x", m.Data))
}

// FlowRemoved implements controller.FlowRemovedHandler.
func (d *Dumper) FlowRemoved(sw *controller.Switch, m *openflow.FlowRemoved) {
	d.dump("flow_removed", sw, "match", m.Match.String(), "cookie", fmt.Sprintf("%#x", m.Cookie), "priority", m.Priority,
		"reason", m.Reason, "table_id", m.TableID, "duration_sec", m.DurationSec, "duration_nsec", m.DurationNsec,
		"idle_timeout", m.IdleTimeout, "packet_count", m.PacketCount, "byte_count", m.ByteCount)
}

// PortAdd implements controller.PortAddHandler.
func (d *Dumper) PortAdd(sw *controller.Switch, p *openflow.Port) { d.port("ADD", sw, p) }

// PortDelete implements controller.PortDeleteHandler.
func (d *Dumper) PortDelete(sw *controller.Switch, p *openflow.Port) { d.port("DELETE", sw, p) }

// PortModify implements controller.PortModifyHandler.
func (d *Dumper) PortModify(sw *controller.Switch, p *openflow.Port) { d.port("MODIFY", sw, p) }

func (d *Dumper) port(reason string, sw *controller.Switch, p *openflow.Port) {
	d.dump("port_status", sw, "reason", reason, "number", p.Number, "name", p.Name, "hw_addr", p.HWAddr,
		"config", hex(uint32(p.Config)), "state", hex(uint32(p.State)), "up", p.Up())
}

// StatsReply implements controller.StatsReplyHandler.
func (d *Dumper) StatsReply(sw *controller.Switch, xid uint32, r *openflow.StatsReply) {
	fields := []any{"transaction_id", hex(xid), "type", r.Type}
	if r.Type == openflow.StatsDesc {
		fields = append(fields, "manufacturer", r.Desc.Manufacturer, "hardware", r.Desc.Hardware, "software", r.Desc.Software,
			"serial_number", r.Desc.SerialNumber, "datapath", r.Desc.Datapath)
	}
	d.dump("stats_reply", sw, fields...)
}

// FeaturesReply implements controller.FeaturesReplyHandler.
func (d *Dumper) FeaturesReply(sw *controller.Switch, xid uint32, f *openflow.Features) {
	d.dump("features_reply", sw, "transaction_id", hex(xid), "n_buffers", f.NBuffers, "n_tables", f.NTables,
		"capabilities", hex(f.Capabilities))
}

// BarrierReply implements controller.BarrierReplyHandler.
func (d *Dumper) BarrierReply(sw *controller.Switch, xid uint32) {
	d.dump("barrier_reply", sw, "transaction_id", hex(xid))
}

// OpenFlowError implements controller.ErrorHandler.
func (d *Dumper) OpenFlowError(sw *controller.Switch, xid uint32, e *openflow.Error) {
	typ, code := e.Names()
	d.dump("openflow_error", sw, "transaction_id", hex(xid), "type", typ, "code", code, "data", fmt.Sprintf("%x", e.Data))
}

// EchoRequest implements controller.EchoRequestHandler.
func (d *Dumper) EchoRequest(sw *controller.Switch, xid uint32, data []byte) {
	d.dump("echo_request", sw, "transaction_id", hex(xid), "data", fmt.Sprintf("%x", data))
}

// EchoReply implements controller.EchoReplyHandler.
func (d *Dumper) EchoReply(sw *controller.Switch, xid uint32, data []byte) {
	d.dump("echo_reply", sw, "transaction_id", hex(xid), "data", fmt.Sprintf("%x", data))
}

// Experimenter implements controller.ExperimenterHandler.
func (d *Dumper) Experimenter(sw *controller.Switch, xid uint32, m *openflow.Experimenter) {
	d.dump("vendor", sw, "transaction_id", hex(xid), "vendor_id", fmt.Sprintf("0x%08x", m.ID), "data", fmt.Sprintf("%x", m.Data))
}

// Message implements controller.MessageHandler.
func (d *Dumper) Message(sw *controller.Switch, h openflow.Header, b []byte) {
	d.dump("message", sw, "transaction_id", hex(h.XID), "type", h.Type, "data", fmt.Sprintf("%x", b))
}

// HelloFailed implements controller.HelloFailedHandler.
func (d *Dumper) HelloFailed(addr string, e *openflow.Error) {
	d.log.Info("[hello_failed]")
	d.log.Info("  peer: " + addr)
	d.log.Info(fmt.Sprintf("  reason: %s", e.Data))
}
