package controller

import (
	"fmt"

	"github.com/trema-ns/trema-ns/controller/openflow"
)

// serve reads from a switch until the connection ends and returns why.
func (s *Switch) serve(now func() int64) error {
	for {
		s.readSince.Store(now())
		h, b, err := s.r.Next()
		s.readSince.Store(0)
		if err != nil {
			return err
		}
		if err := s.batch(now, h, b); err != nil {
			return err
		}
	}
}

// batch works through the messages that are there, beginning with b, and writes
// what was sent meanwhile.
func (s *Switch) batch(now func() int64, h openflow.Header, b []byte) error {
	s.begin()
	t := s.ctl.turnOfMessages()
	err := s.dispatchAll(&t, h, b)
	t.end()
	if err != nil {
		s.end(now)
		return err
	}
	return s.end(now)
}

func (s *Switch) dispatchAll(t *turn, h openflow.Header, b []byte) (err error) {
	defer t.recover(&err)
	for {
		if h.Version != s.version {
			return wrongVersion(h, s.version)
		}
		if err := s.dispatch(t, h, b); err != nil {
			return fmt.Errorf("message type %d, xid %d: %w", h.Type, h.XID, err)
		}
		if !s.r.Ready() || s.pending() > flushAt {
			return nil
		}
		if h, b, err = s.r.Next(); err != nil {
			return err
		}
	}
}

// dispatch hands one message to whoever it is for.
func (s *Switch) dispatch(t *turn, h openflow.Header, b []byte) error {
	switch k := kindOf(s.version, h.Type); k {
	case kindPacketIn:
		if s.ctl == nil || s.ctl.handlers.packetIn == nil {
			return nil
		}
		if err := parsePacketIn(s.version, b, &s.packetIn); err != nil {
			return err
		}
		t.take()
		s.ctl.handlers.packetIn.PacketIn(s, &s.packetIn)
	case kindEchoRequest:
		if _, err := s.lock(); err != nil {
			return err
		}
		s.out = openflow.AppendEchoReply(s.out, s.version, h.XID, b[openflow.HeaderLen:])
		s.unlock()
		if s.ctl != nil && s.ctl.handlers.echoRequest != nil {
			t.take()
			s.ctl.handlers.echoRequest.EchoRequest(s, h.XID, b[openflow.HeaderLen:])
		}
	case kindHello:
	case kindPortStatus:
		return s.portStatus(t, b)
	case kindFlowRemoved:
		if s.ctl == nil || s.ctl.handlers.flowRemoved == nil {
			return nil
		}
		var x openflow.FlowRemoved
		if err := parseFlowRemoved(s.version, b, &x); err != nil {
			return err
		}
		t.take()
		s.ctl.handlers.flowRemoved.FlowRemoved(s, &x)
	default:
		if taken, err := s.requests.deliver(h, b); taken || err != nil {
			return err
		}
		return s.unclaimed(t, k, h, b)
	}
	return nil
}

func (s *Switch) portStatus(t *turn, b []byte) error {
	var st openflow.PortStatus
	if err := parsePortStatus(s.version, b, &st); err != nil {
		return err
	}
	s.updatePort(&st)
	if s.ctl == nil {
		return nil
	}
	hs := &s.ctl.handlers
	switch {
	case st.Reason == openflow.PortAdded && hs.portAdd != nil:
		t.take()
		hs.portAdd.PortAdd(s, &st.Port)
	case st.Reason == openflow.PortDeleted && hs.portDelete != nil:
		t.take()
		hs.portDelete.PortDelete(s, &st.Port)
	case st.Reason == openflow.PortModified && hs.portModify != nil:
		t.take()
		hs.portModify.PortModify(s, &st.Port)
	}
	return nil
}

// unclaimed is for messages that answer no request.
func (s *Switch) unclaimed(t *turn, k kind, h openflow.Header, b []byte) error {
	if s.ctl == nil {
		return nil
	}
	hs := &s.ctl.handlers
	switch {
	case k == kindError:
		var e openflow.Error
		if err := openflow.ParseErrorMessage(b, &e); err != nil {
			return err
		}
		if hs.err != nil {
			t.take()
			hs.err.OpenFlowError(s, h.XID, &e)
			return nil
		}
		s.ctl.cfg.log.Warn(e.Error(), "switch", hex(s.dpid), "xid", h.XID)
	case k == kindBarrierReply && hs.barrierReply != nil:
		t.take()
		hs.barrierReply.BarrierReply(s, h.XID)
	case k == kindEchoReply && h.XID == s.keepAlive.Load():
	case k == kindEchoReply && hs.echoReply != nil:
		t.take()
		hs.echoReply.EchoReply(s, h.XID, b[openflow.HeaderLen:])
	case k == kindStatsReply && hs.stats != nil:
		var x openflow.StatsReply
		if err := parseStatsReply(s.version, b, &x); err != nil {
			return err
		}
		t.take()
		hs.stats.StatsReply(s, h.XID, &x)
	case k == kindFeaturesReply && hs.features != nil:
		var x openflow.Features
		if err := parseFeaturesReply(s.version, b, &x); err != nil {
			return err
		}
		t.take()
		hs.features.FeaturesReply(s, h.XID, &x)
	case k == kindExperimenter && hs.experimenter != nil:
		var x openflow.Experimenter
		if err := parseExperimenter(s.version, b, &x); err != nil {
			return err
		}
		t.take()
		hs.experimenter.Experimenter(s, h.XID, &x)
	case hs.message != nil:
		t.take()
		hs.message.Message(s, h, b)
	}
	return nil
}

func hex(dpid uint64) string { return fmt.Sprintf("%#x", dpid) }
