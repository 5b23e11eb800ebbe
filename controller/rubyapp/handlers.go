package rubyapp

import (
	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/dsl/interp"
)

// SwitchReady implements controller.SwitchReadyHandler.
func (a *App) SwitchReady(sw *controller.Switch) {
	if !a.speaks13 {
		_ = sw.SendTableMiss() // an error means that the switch has gone
	}
	a.handle("switch_ready", sw.DatapathID(), nil)
}

// SwitchDisconnected implements controller.SwitchDisconnectedHandler.
func (a *App) SwitchDisconnected(sw *controller.Switch) {
	a.handle("switch_disconnected", sw.DatapathID(), nil)
}

// PacketIn implements controller.PacketInHandler.
func (a *App) PacketIn(sw *controller.Switch, m *openflow.PacketIn) {
	a.handle("packet_in", sw.DatapathID(), func() value { return a.newPacketIn(sw, m) })
}

// FlowRemoved implements controller.FlowRemovedHandler.
func (a *App) FlowRemoved(sw *controller.Switch, m *openflow.FlowRemoved) {
	a.handle("flow_removed", sw.DatapathID(), func() value {
		return a.object("FlowRemoved", &flowRemoved{message{sw, 0}, *m})
	})
}

// PortAdd implements controller.PortAddHandler.
func (a *App) PortAdd(sw *controller.Switch, p *openflow.Port) {
	a.portStatus(sw, p, openflow.PortAdded, "port_add")
}

// PortDelete implements controller.PortDeleteHandler.
func (a *App) PortDelete(sw *controller.Switch, p *openflow.Port) {
	a.portStatus(sw, p, openflow.PortDeleted, "port_delete")
}

// PortModify implements controller.PortModifyHandler.
func (a *App) PortModify(sw *controller.Switch, p *openflow.Port) {
	a.portStatus(sw, p, openflow.PortModified, "port_modify")
}

// portStatus tells of a port: Trema had one handler for all, and later three.
func (a *App) portStatus(sw *controller.Switch, p *openflow.Port, reason openflow.PortReason, name string) {
	make := func() value {
		class := [...]string{"PortStatusAdd", "PortStatusDelete", "PortStatusModify"}[reason]
		return a.object(class, &portStatus{message{sw, 0}, openflow.PortStatus{Reason: reason, Port: *p}})
	}
	if a.has("port_status") {
		a.handle("port_status", sw.DatapathID(), make)
		return
	}
	a.handle(name, sw.DatapathID(), make)
}

// OpenFlowError implements controller.ErrorHandler. One that no handler takes is
// logged.
func (a *App) OpenFlowError(sw *controller.Switch, xid uint32, e *openflow.Error) {
	if !a.has("openflow_error") {
		a.ctl.Logger().Warn(e.Error(), "switch", sw.String(), "xid", xid)
		return
	}
	a.handle("openflow_error", sw.DatapathID(), func() value {
		return a.object("Error", &errorMessage{message{sw, xid}, *e.Clone()})
	})
}

// BarrierReply implements controller.BarrierReplyHandler.
func (a *App) BarrierReply(sw *controller.Switch, xid uint32) {
	a.handle("barrier_reply", sw.DatapathID(), func() value { return a.object("Barrier::Reply", &message{sw, xid}) })
}

// FeaturesReply implements controller.FeaturesReplyHandler.
func (a *App) FeaturesReply(sw *controller.Switch, xid uint32, f *openflow.Features) {
	a.handle("features_reply", sw.DatapathID(), func() value {
		c := *f
		c.Ports = sw.Ports() // those of a 1.3 switch are known too
		return a.object("Features::Reply", &features{message{sw, xid}, c})
	})
}

// EchoRequest implements controller.EchoRequestHandler: it has been answered.
func (a *App) EchoRequest(sw *controller.Switch, xid uint32, data []byte) {
	a.handle("echo_request", sw.DatapathID(), func() value {
		return a.object("EchoMessage", &echo{message{sw, xid}, string(data)})
	})
}

// EchoReply implements controller.EchoReplyHandler.
func (a *App) EchoReply(sw *controller.Switch, xid uint32, data []byte) {
	a.handle("echo_reply", sw.DatapathID(), func() value {
		return a.object("EchoMessage", &echo{message{sw, xid}, string(data)})
	})
}

// StatsReply implements controller.StatsReplyHandler.
func (a *App) StatsReply(sw *controller.Switch, xid uint32, r *openflow.StatsReply) {
	for _, name := range statsHandlers(r.Type) {
		if a.has(name) {
			a.handle(name, sw.DatapathID(), func() value { return a.newStats(sw, xid, r) })
			return
		}
	}
}

// HelloFailed implements controller.HelloFailedHandler.
func (a *App) HelloFailed(addr string, e *openflow.Error) {
	if !a.has("hello_failed") {
		a.ctl.Logger().Warn(e.Error(), "address", addr)
		return
	}
	a.handle("hello_failed", 0, func() value { return a.object("Error", &errorMessage{message{}, *e.Clone()}) })
}

// message is what all messages have.
type message struct {
	sw  *controller.Switch
	xid uint32
}

func (m *message) head() *message { return m }

// header is a message of any kind.
type header interface{ head() *message }

// headMethods are the methods of all messages.
var headMethods = []method{
	{"datapath_id dpid", "the switch that has sent it", 0, 0, get(func(_ *App, h header) value { return dpidOf(h.head().sw) })},
	{"transaction_id xid", "the number that a reply has of its request", 0, 0, get(func(_ *App, h header) value { return interp.Int(h.head().xid) })},
}

func dpidOf(sw *controller.Switch) value {
	if sw == nil {
		return nil
	}
	return interp.Uint(sw.DatapathID())
}
