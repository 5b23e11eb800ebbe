package controller

import (
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/packet"
)

// Events is a set of kinds of events.
type Events uint8

// The kinds. Replies are none: they go to the application that has asked.
const (
	SwitchEvents       Events = 1 << iota // switches that are ready and that disconnect
	PortEvents                            // ports that come, go and change
	PacketInEvents                        // packet-ins but for LLDP
	LLDPEvents                            // packet-ins with LLDP
	FlowRemovedEvents                     // flows that end
	ExperimenterEvents                    // messages of vendors
	AllEvents          = SwitchEvents | PortEvents | PacketInEvents | LLDPEvents | FlowRemovedEvents | ExperimenterEvents
)

// Member is one of several applications that are run as one.
type Member struct {
	App   any
	Args  []string // what its Start gets
	Hears Events   // what it hears of, as far as it has handlers
}

// Combine returns an application that runs several: each hears of its own kinds
// of events, in the order given, and of the replies and errors to what it has sent
// itself, in a handler, in Start or in a timer. What answers a message that nobody
// is known to have sent goes to all.
func Combine(members ...Member) any {
	c := new(combined)
	for i, m := range members {
		number := uint32(i + 1)
		if number > askerMax {
			number = 0 // what answers these goes to all
		}
		c.members = append(c.members, &member{Member: m, handlers: findHandlers(m.App), number: number})
	}
	return c
}

type member struct {
	Member
	handlers handlers
	number   uint32 // in xids
}

// combined is in the handlers' turn whenever one of its methods runs.
type combined struct {
	ctl     *Controller
	members []*member
}

// Start implements Starter.
func (c *combined) Start(ctl *Controller, _ []string) (err error) {
	c.ctl, ctl.combined = ctl, true
	for _, m := range c.members {
		s, ok := m.App.(Starter)
		if !ok {
			continue
		}
		c.as(m, func() { err = s.Start(ctl, m.Args) })
		if err != nil {
			return err
		}
	}
	return nil
}

// as runs f for a member, so that what it asks is known to be asked by it.
func (c *combined) as(m *member, f func()) {
	before := c.ctl.asking.Swap(m)
	defer c.ctl.asking.Store(before)
	f()
}

// each runs f for the members that hear of a kind of events.
func (c *combined) each(kind Events, f func(h *handlers)) {
	for _, m := range c.members {
		if m.Hears&kind != 0 {
			c.as(m, func() { f(&m.handlers) })
		}
	}
}

// answer runs f for the member that has sent what xid is the answer to.
func (c *combined) answer(xid uint32, f func(h *handlers)) {
	asker := xid >> askerShift
	for _, m := range c.members {
		if asker == m.number || asker == 0 || asker > uint32(len(c.members)) {
			c.as(m, func() { f(&m.handlers) })
		}
	}
}

// forAsker returns a function that runs f, in the handlers' turn, for the member
// that has it now.
func (c *Controller) forAsker(f func()) func() {
	m := c.asking.Load()
	if m == nil {
		return f
	}
	return func() {
		before := c.asking.Swap(m)
		defer c.asking.Store(before)
		f()
	}
}

// Which of several applications has sent a message is in the upper bits of its
// xid, which all that answers it has, errors to flow mods too. Members are
// counted from 1; 0 is nobody in particular.
const (
	askerShift = 24
	askerMax   = 1<<(32-askerShift) - 1
)

// lock is conn's, with an xid that tells who asks.
func (s *Switch) lock() (xid uint32, err error) {
	xid, err = s.conn.lock()
	if s.ctl == nil || !s.ctl.combined {
		return xid, err
	}
	xid &= 1<<askerShift - 1
	if m := s.ctl.asking.Load(); m != nil {
		xid |= m.number << askerShift
	}
	return xid, err
}

// SwitchReady implements SwitchReadyHandler.
func (c *combined) SwitchReady(sw *Switch) {
	c.each(SwitchEvents, func(h *handlers) {
		if h.ready != nil {
			h.ready.SwitchReady(sw)
		}
	})
}

// SwitchDisconnected implements SwitchDisconnectedHandler.
func (c *combined) SwitchDisconnected(sw *Switch) {
	c.each(SwitchEvents, func(h *handlers) {
		if h.disconnected != nil {
			h.disconnected.SwitchDisconnected(sw)
		}
	})
}

// PacketIn implements PacketInHandler.
func (c *combined) PacketIn(sw *Switch, m *openflow.PacketIn) {
	kind := PacketInEvents
	if e, ok := packet.ParseEthernet(m.Data); ok {
		if typ, _, _ := e.Payload(); typ == packet.EthTypeLLDP {
			kind = LLDPEvents
		}
	}
	c.each(kind, func(h *handlers) {
		if h.packetIn != nil {
			h.packetIn.PacketIn(sw, m)
		}
	})
}

// FlowRemoved implements FlowRemovedHandler.
func (c *combined) FlowRemoved(sw *Switch, m *openflow.FlowRemoved) {
	c.each(FlowRemovedEvents, func(h *handlers) {
		if h.flowRemoved != nil {
			h.flowRemoved.FlowRemoved(sw, m)
		}
	})
}

// PortAdd implements PortAddHandler.
func (c *combined) PortAdd(sw *Switch, p *openflow.Port) {
	c.each(PortEvents, func(h *handlers) {
		if h.portAdd != nil {
			h.portAdd.PortAdd(sw, p)
		}
	})
}

// PortDelete implements PortDeleteHandler.
func (c *combined) PortDelete(sw *Switch, p *openflow.Port) {
	c.each(PortEvents, func(h *handlers) {
		if h.portDelete != nil {
			h.portDelete.PortDelete(sw, p)
		}
	})
}

// PortModify implements PortModifyHandler.
func (c *combined) PortModify(sw *Switch, p *openflow.Port) {
	c.each(PortEvents, func(h *handlers) {
		if h.portModify != nil {
			h.portModify.PortModify(sw, p)
		}
	})
}

// Experimenter implements ExperimenterHandler.
func (c *combined) Experimenter(sw *Switch, xid uint32, m *openflow.Experimenter) {
	c.each(ExperimenterEvents, func(h *handlers) {
		if h.experimenter != nil {
			h.experimenter.Experimenter(sw, xid, m)
		}
	})
}

// OpenFlowError implements ErrorHandler. What nobody wants to hear of is logged.
func (c *combined) OpenFlowError(sw *Switch, xid uint32, e *openflow.Error) {
	heard := false
	c.answer(xid, func(h *handlers) {
		if h.err != nil {
			heard = true
			h.err.OpenFlowError(sw, xid, e)
		}
	})
	if !heard {
		c.ctl.cfg.log.Warn(e.Error(), "switch", hex(sw.dpid), "xid", xid)
	}
}

// BarrierReply implements BarrierReplyHandler.
func (c *combined) BarrierReply(sw *Switch, xid uint32) {
	c.answer(xid, func(h *handlers) {
		if h.barrierReply != nil {
			h.barrierReply.BarrierReply(sw, xid)
		}
	})
}

// StatsReply implements StatsReplyHandler.
func (c *combined) StatsReply(sw *Switch, xid uint32, r *openflow.StatsReply) {
	c.answer(xid, func(h *handlers) {
		if h.stats != nil {
			h.stats.StatsReply(sw, xid, r)
		}
	})
}

// FeaturesReply implements FeaturesReplyHandler.
func (c *combined) FeaturesReply(sw *Switch, xid uint32, f *openflow.Features) {
	c.answer(xid, func(h *handlers) {
		if h.features != nil {
			h.features.FeaturesReply(sw, xid, f)
		}
	})
}

// EchoReply implements EchoReplyHandler.
func (c *combined) EchoReply(sw *Switch, xid uint32, data []byte) {
	c.answer(xid, func(h *handlers) {
		if h.echoReply != nil {
			h.echoReply.EchoReply(sw, xid, data)
		}
	})
}

// EchoRequest implements EchoRequestHandler.
func (c *combined) EchoRequest(sw *Switch, xid uint32, data []byte) {
	c.each(AllEvents, func(h *handlers) {
		if h.echoRequest != nil {
			h.echoRequest.EchoRequest(sw, xid, data)
		}
	})
}

// HelloFailed implements HelloFailedHandler.
func (c *combined) HelloFailed(addr string, e *openflow.Error) {
	c.each(AllEvents, func(h *handlers) {
		if h.helloFailed != nil {
			h.helloFailed.HelloFailed(addr, e)
		}
	})
}

// Message implements MessageHandler. What a member has no handler for it gets
// here, as it would alone.
func (c *combined) Message(sw *Switch, h openflow.Header, b []byte) {
	c.answer(h.XID, func(hs *handlers) {
		if hs.message != nil {
			hs.message.Message(sw, h, b)
		}
	})
}
