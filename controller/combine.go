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
// of events, in the order given, and of the replies to what it has asked itself,
// in a handler, in Start or in a timer. An error message or a reply to what
// nobody is known to have asked goes to all.
func Combine(members ...Member) any {
	c := new(combined)
	for _, m := range members {
		c.members = append(c.members, &member{Member: m, handlers: findHandlers(m.App)})
	}
	return c
}

type member struct {
	Member
	handlers handlers
}

// combined is in the handlers' turn whenever one of its methods runs.
type combined struct {
	ctl     *Controller
	members []*member
}

// Start implements Starter.
func (c *combined) Start(ctl *Controller, _ []string) (err error) {
	c.ctl = ctl
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

// answer runs f for the member that has asked what xid is the answer to; last
// says that nothing more follows.
func (c *combined) answer(sw *Switch, xid uint32, last bool, f func(h *handlers)) {
	asker := sw.askerOf(xid, last)
	for _, m := range c.members {
		if asker == nil || asker == m {
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

// maxAskers limits what is remembered of the questions to a switch that does
// not answer.
const maxAskers = 4096

// remember notes who waits for the answer to xid. s.mu is held.
func (s *Switch) remember(xid uint32, m *member) {
	if m == nil {
		return
	}
	if s.askers == nil || len(s.askers) >= maxAskers {
		s.askers = make(map[uint32]*member)
	}
	s.askers[xid] = m
}

// askerOf returns who waits for the answer to xid, nil when that is not known.
// last forgets it.
func (s *Switch) askerOf(xid uint32, last bool) *member {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.askers[xid]
	if last {
		delete(s.askers, xid)
	}
	return m
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
	c.answer(sw, xid, true, func(h *handlers) {
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
	c.answer(sw, xid, true, func(h *handlers) {
		if h.barrierReply != nil {
			h.barrierReply.BarrierReply(sw, xid)
		}
	})
}

// StatsReply implements StatsReplyHandler.
func (c *combined) StatsReply(sw *Switch, xid uint32, r *openflow.StatsReply) {
	c.answer(sw, xid, !r.More, func(h *handlers) {
		if h.stats != nil {
			h.stats.StatsReply(sw, xid, r)
		}
	})
}

// FeaturesReply implements FeaturesReplyHandler.
func (c *combined) FeaturesReply(sw *Switch, xid uint32, f *openflow.Features) {
	c.answer(sw, xid, true, func(h *handlers) {
		if h.features != nil {
			h.features.FeaturesReply(sw, xid, f)
		}
	})
}

// EchoReply implements EchoReplyHandler.
func (c *combined) EchoReply(sw *Switch, xid uint32, data []byte) {
	c.answer(sw, xid, true, func(h *handlers) {
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
	c.answer(sw, h.XID, false, func(hs *handlers) {
		if hs.message != nil {
			hs.message.Message(sw, h, b)
		}
	})
}
