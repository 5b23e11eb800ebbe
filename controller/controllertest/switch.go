package controllertest

import (
	"bytes"
	"fmt"
	"slices"
	"sync"

	"github.com/trema-ns/trema-ns/controller/internal/fakeswitch"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
	"github.com/trema-ns/trema-ns/controller/openflow/of13"
	"github.com/trema-ns/trema-ns/controller/packet"
)

// Switch is a fake switch with a table of flows.
type Switch struct {
	fake    *fakeswitch.Switch
	network *Network
	dpid    uint64
	ended   chan struct{}

	mu    sync.Mutex
	flows []flow
}

type flow struct {
	mod  openflow.FlowMod
	text string
}

func (s *Switch) stop() {
	s.fake.Close()
	<-s.ended
}

// run works through what the controller sends.
func (s *Switch) run() {
	defer close(s.ended)
	for {
		h, b, err := s.fake.Next()
		if err != nil {
			return
		}
		switch h.Type {
		case of10.TypeFlowMod: // these two are the same in both versions
			if fm, err := s.fake.ParseFlowMod(b); err == nil {
				fm.Actions = openflow.CloneActions(fm.Actions)
				s.change(fm)
			}
		case of10.TypePacketOut:
			if po, err := s.fake.ParsePacketOut(b); err == nil {
				s.apply(po.Actions, po.InPort, bytes.Clone(po.Data))
			}
		default:
			s.fake.Answer(h, b, s.dpid)
		}
	}
}

// Send sends a message of the caller's making to the controller.
func (s *Switch) Send(b []byte) error { return s.fake.Send(b) }

// change carries out a flow mod. A deletion that is not strict takes the flows
// with the same match, whatever their priority; one without a match takes all.
func (s *Switch) change(fm openflow.FlowMod) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch fm.Command {
	case openflow.FlowDelete:
		s.flows = slices.DeleteFunc(s.flows, func(f flow) bool {
			return fm.Match == openflow.Match{} || fm.Match == f.mod.Match
		})
		return
	case openflow.FlowDeleteStrict:
		s.flows = slices.DeleteFunc(s.flows, func(f flow) bool {
			return fm.Match == f.mod.Match && fm.Priority == f.mod.Priority && fm.TableID == f.mod.TableID
		})
		return
	}
	text := fmt.Sprintf("priority=%d", fm.Priority)
	if m := fm.Match.String(); m != "" {
		text += "," + m
	}
	if fm.TableID != 0 {
		text = fmt.Sprintf("table=%d,%s", fm.TableID, text)
	}
	for _, timeout := range []struct {
		name    string
		seconds uint16
	}{{"idle", fm.IdleTimeout}, {"hard", fm.HardTimeout}} {
		if timeout.seconds != 0 {
			text = fmt.Sprintf("%s_timeout=%d,%s", timeout.name, timeout.seconds, text)
		}
	}
	text += " actions=" + string(fm.Instructions.AppendText(nil, s.fake.Version))
	s.flows = slices.DeleteFunc(s.flows, func(f flow) bool {
		return f.mod.Match == fm.Match && f.mod.Priority == fm.Priority && f.mod.TableID == fm.TableID
	})
	s.flows = append(s.flows, flow{fm, text})
	slices.SortFunc(s.flows, byText)
}

// Flows returns the texts of the flows, sorted.
func (s *Switch) Flows() (list []string) {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.flows {
		list = append(list, f.text)
	}
	return list
}

// arrive has a frame come in by a port.
func (s *Switch) arrive(port uint32, frame []byte) {
	actions, found := s.lookup(port, frame)
	if !found {
		if s.fake.Version == openflow.Version10 {
			s.fake.Send(s.fake.PacketIn(port, frame))
		}
		return
	}
	s.apply(actions, port, frame)
}

// lookup returns the actions for a frame: those of the exact match, then those
// of the highest priority. Tables behind the first add theirs.
func (s *Switch) lookup(port uint32, frame []byte) (actions []openflow.Action, found bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	exact := openflow.ExactMatch(s.fake.Version, port, frame)
	for table := uint8(0); ; {
		var best *openflow.FlowMod
		for i := range s.flows {
			f := &s.flows[i].mod
			if f.TableID != table || !covers(&f.Match, &exact) {
				continue
			}
			if best == nil || f.Priority > best.Priority && best.Match != exact || f.Match == exact && s.fake.Version == openflow.Version10 {
				best = f
			}
		}
		if best == nil {
			return actions, found
		}
		found = true
		actions = append(actions, best.Actions...)
		if best.GotoTable == 0 {
			return actions, found
		}
		table = best.GotoTable
	}
}

// covers reports whether a match takes the packets of an exact one, in the
// fields that the bundled applications match.
func covers(m, exact *openflow.Match) bool {
	if *m == *exact {
		return true
	}
	masked := func(f openflow.Field, want, mask, got []byte) bool {
		if !m.Has(f) {
			return true
		}
		for i := range want {
			if got[i]&mask[i] != want[i] {
				return false
			}
		}
		return exact.Has(f)
	}
	equal := func(f openflow.Field, same bool) bool { return !m.Has(f) || same && exact.Has(f) }
	return equal(openflow.FieldInPort, m.InPort == exact.InPort) &&
		masked(openflow.FieldEthDst, m.EthDst[:], m.EthDstMask[:], exact.EthDst[:]) &&
		masked(openflow.FieldEthSrc, m.EthSrc[:], m.EthSrcMask[:], exact.EthSrc[:]) &&
		equal(openflow.FieldEthType, m.EthType == exact.EthType) &&
		masked(openflow.FieldNwSrc, m.NwSrc[:], m.NwSrcMask[:], exact.NwSrc[:]) &&
		masked(openflow.FieldNwDst, m.NwDst[:], m.NwDstMask[:], exact.NwDst[:]) &&
		equal(openflow.FieldNwProto, m.NwProto == exact.NwProto) &&
		equal(openflow.FieldTpSrc, m.TpSrc == exact.TpSrc) && equal(openflow.FieldTpDst, m.TpDst == exact.TpDst)
}

// apply carries out actions.
func (s *Switch) apply(actions []openflow.Action, inPort uint32, frame []byte) {
	frame = bytes.Clone(frame)
	for _, a := range actions {
		switch {
		case a.Type == openflow.ActionSetField && a.Field == openflow.FieldEthDst:
			copy(frame, a.Value[:6])
		case a.Type == openflow.ActionSetField && a.Field == openflow.FieldEthSrc:
			copy(frame[6:], a.Value[:6])
		case a.Type != openflow.ActionOutput:
		case a.Port == openflow.PortController:
			s.fake.Send(s.fake.PacketIn(inPort, frame))
		case a.Port == openflow.PortFlood, a.Port == openflow.PortAll:
			for _, p := range s.fake.Ports {
				if p.Number != inPort {
					s.network.output(Port{s.dpid, p.Number}, frame)
				}
			}
		default:
			s.network.output(Port{s.dpid, a.Port}, frame)
		}
	}
}

// SendPortStatus tells the controller of a change of a port.
func (s *Switch) SendPortStatus(reason openflow.PortReason, p openflow.Port) {
	st := openflow.PortStatus{Reason: reason, Port: p}
	if s.fake.Version == openflow.Version13 {
		s.fake.Send(of13.AppendPortStatus(nil, 1, &st))
		return
	}
	if b, err := of10.AppendPortStatus(nil, 1, &st); err == nil {
		s.fake.Send(b)
	}
}

// SendFlowRemoved tells the controller that a flow has ended.
func (s *Switch) SendFlowRemoved(fr *openflow.FlowRemoved) {
	appendTo := of10.AppendFlowRemoved
	if s.fake.Version == openflow.Version13 {
		appendTo = of13.AppendFlowRemoved
	}
	if b, err := appendTo(nil, 1, fr); err == nil {
		s.fake.Send(b)
	}
}

// Host is an end of the network.
type Host struct {
	MAC openflow.MAC
	IP  openflow.IPv4Addr
}

// UDP returns a frame with an empty UDP datagram from port 1 to port 2.
func (h Host) UDP(to Host) []byte {
	b := append(append([]byte(nil), to.MAC[:]...), h.MAC[:]...)
	b = append(b, 0x08, 0x00, 0x45, 0, 0, 28, 0, 0, 0, 0, 64, packet.ProtoUDP, 0, 0)
	b = append(append(b, h.IP[:]...), to.IP[:]...)
	return append(b, 0, 1, 0, 2, 0, 8, 0, 0)
}

// NewHost returns host number i: 00:00:00:00:00:0i, 192.168.0.i.
func NewHost(i byte) Host {
	return Host{openflow.MAC{5: i}, openflow.IPv4Addr{192, 168, 0, i}}
}
