package controller

import "github.com/trema-ns/trema-ns/controller/openflow"

// Starter is an application with something to do before the first switch can
// connect: read its arguments, set timers. An error from it is Listen's.
type Starter interface {
	Start(c *Controller, args []string) error
}

// SwitchReadyHandler hears of a switch that has completed the handshake.
type SwitchReadyHandler interface {
	SwitchReady(sw *Switch)
}

// SwitchDisconnectedHandler hears of a switch that was ready and has gone.
type SwitchDisconnectedHandler interface {
	SwitchDisconnected(sw *Switch)
}

// PacketInHandler gets the packets that switches send to the controller. The
// message lives until the handler returns.
type PacketInHandler interface {
	PacketIn(sw *Switch, m *openflow.PacketIn)
}

// FlowRemovedHandler hears of flows that have ended and were added with
// [openflow.FlowSendRemoved].
type FlowRemovedHandler interface {
	FlowRemoved(sw *Switch, m *openflow.FlowRemoved)
}

// PortAddHandler hears of ports that switches have got since they connected.
type PortAddHandler interface {
	PortAdd(sw *Switch, p *openflow.Port)
}

// PortDeleteHandler hears of ports that switches have lost.
type PortDeleteHandler interface {
	PortDelete(sw *Switch, p *openflow.Port)
}

// PortModifyHandler hears of ports that were turned on or off, or whose link
// was.
type PortModifyHandler interface {
	PortModify(sw *Switch, p *openflow.Port)
}

// ErrorHandler gets the error messages of switches that nobody waits for; xid
// is of the message that was wrong. Without this handler they are logged.
type ErrorHandler interface {
	OpenFlowError(sw *Switch, xid uint32, e *openflow.Error)
}

// BarrierReplyHandler gets the replies to [Switch.SendBarrierRequest].
type BarrierReplyHandler interface {
	BarrierReply(sw *Switch, xid uint32)
}

// StatsReplyHandler gets the replies to [Switch.SendStatsRequest], part by
// part. What is in it lives until the handler returns.
type StatsReplyHandler interface {
	StatsReply(sw *Switch, xid uint32, r *openflow.StatsReply)
}

// FeaturesReplyHandler gets the replies to [Switch.SendFeaturesRequest].
type FeaturesReplyHandler interface {
	FeaturesReply(sw *Switch, xid uint32, f *openflow.Features)
}

// EchoRequestHandler hears of the echo requests of switches, which have been
// answered. The data lives until the handler returns.
type EchoRequestHandler interface {
	EchoRequest(sw *Switch, xid uint32, data []byte)
}

// EchoReplyHandler gets the replies to [Switch.SendEchoRequest]. The data lives
// until the handler returns.
type EchoReplyHandler interface {
	EchoReply(sw *Switch, xid uint32, data []byte)
}

// ExperimenterHandler gets the messages of vendors, which OpenFlow 1.0 and Trema
// call vendor messages. They live until the handler returns.
type ExperimenterHandler interface {
	Experimenter(sw *Switch, xid uint32, m *openflow.Experimenter)
}

// HelloFailedHandler hears of a peer with which no version could be agreed.
type HelloFailedHandler interface {
	HelloFailed(addr string, e *openflow.Error)
}

// MessageHandler gets every message that no other handler is for and that
// answers no request somebody waits for, as its bytes, header included. They
// live until the handler returns.
type MessageHandler interface {
	Message(sw *Switch, h openflow.Header, b []byte)
}

// Concurrent is implemented by an application that can take it when its handlers
// run at the same time, for different switches. What they hear of one switch
// stays in order, and SwitchReady, SwitchDisconnected, timers and
// [Controller.Do] still have everything for themselves.
type Concurrent interface {
	// Concurrent reports whether it is so; it is asked once.
	Concurrent() bool
}

// handlers has the application's handlers, looked up once.
type handlers struct {
	ready        SwitchReadyHandler
	disconnected SwitchDisconnectedHandler
	packetIn     PacketInHandler
	flowRemoved  FlowRemovedHandler
	portAdd      PortAddHandler
	portDelete   PortDeleteHandler
	portModify   PortModifyHandler
	err          ErrorHandler
	barrierReply BarrierReplyHandler
	stats        StatsReplyHandler
	features     FeaturesReplyHandler
	echoRequest  EchoRequestHandler
	echoReply    EchoReplyHandler
	experimenter ExperimenterHandler
	helloFailed  HelloFailedHandler
	concurrent   bool
	message      MessageHandler
}

func findHandlers(app any) (h handlers) {
	h.ready, _ = app.(SwitchReadyHandler)
	h.disconnected, _ = app.(SwitchDisconnectedHandler)
	h.packetIn, _ = app.(PacketInHandler)
	h.flowRemoved, _ = app.(FlowRemovedHandler)
	h.portAdd, _ = app.(PortAddHandler)
	h.portDelete, _ = app.(PortDeleteHandler)
	h.portModify, _ = app.(PortModifyHandler)
	h.err, _ = app.(ErrorHandler)
	h.barrierReply, _ = app.(BarrierReplyHandler)
	h.stats, _ = app.(StatsReplyHandler)
	h.features, _ = app.(FeaturesReplyHandler)
	h.echoRequest, _ = app.(EchoRequestHandler)
	h.echoReply, _ = app.(EchoReplyHandler)
	h.experimenter, _ = app.(ExperimenterHandler)
	if c, ok := app.(Concurrent); ok {
		h.concurrent = c.Concurrent()
	}
	h.helloFailed, _ = app.(HelloFailedHandler)
	h.message, _ = app.(MessageHandler)
	return h
}
