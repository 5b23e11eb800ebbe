package controller_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/internal/fakeswitch"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
	"github.com/trema-ns/trema-ns/controller/openflow/of13"
)

// flow returns a flow statistics entry that outputs to port.
func flow(v openflow.Version, port uint32) openflow.FlowStats {
	f := openflow.FlowStats{Version: v, Priority: 7, PacketCount: uint64(port)}
	f.Match.SetInPort(port)
	f.Actions = []openflow.Action{openflow.Output(port)}
	return f
}

// statsParts returns the parts of a reply, two flows each.
func statsParts(t *testing.T, v openflow.Version, xid uint32, parts int) (list [][]byte) {
	for i := range parts {
		m := openflow.Multipart{Type: openflow.StatsFlow, Flags: openflow.StatsFlagMore}
		if i == parts-1 {
			m.Flags = 0
		}
		var b []byte
		var err error
		for k := range 2 {
			f := flow(v, uint32(2*i+k+1))
			if v == openflow.Version10 {
				m.Body, err = of10.AppendFlowStats(m.Body, &f)
			} else {
				m.Body, err = of13.AppendFlowStats(m.Body, &f)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if v == openflow.Version10 {
			b, err = of10.AppendStatsReply(nil, xid, &m)
		} else {
			b, err = of13.AppendMultipartReply(nil, xid, &m)
		}
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, b)
	}
	return list
}

// answerStats answers flow statistics requests in parts, with other messages in
// between, and refuses Open vSwitch's form.
func answerStats(t *testing.T, s *fakeswitch.Switch, parts int) {
	for {
		h, b, err := s.Next()
		if err != nil {
			return
		}
		switch {
		case s.Version == openflow.Version10 && h.Type == of10.TypeStatsRequest:
			var m openflow.Multipart
			if err := of10.ParseStats(b, &m); err != nil {
				t.Error(err)
			}
			if m.Type == openflow.StatsExperimenter {
				s.Send(openflow.AppendErrorMessage(nil, h.XID, &openflow.Error{Version: s.Version, Type: 1, Code: 3, Data: b}))
				continue
			}
			fallthrough
		case s.Version == openflow.Version13 && h.Type == of13.TypeMultipartRequest:
			for _, part := range statsParts(t, s.Version, h.XID, parts) {
				s.Send(s.PacketIn(1, []byte("between")))
				s.Send(part)
			}
		default:
			s.Answer(h, b, 1)
		}
	}
}

func TestFlowStatsInParts(t *testing.T) {
	for _, v := range versions {
		t.Run(v.String(), func(t *testing.T) {
			c := serve(t, nil)
			s := connect(t, c, v, 1)
			waitReady(t, c, 1)
			go answerStats(t, s, 3)
			for range 2 { // the second time the switch is known to refuse
				got, err := c.Switch(1).FlowStats(t.Context(), openflow.AllFlows())
				if err != nil || len(got) != 6 {
					t.Fatalf("%d flows, %v", len(got), err)
				}
				for i := range got {
					want := flow(v, uint32(i+1))
					if got[i].String() != want.String() {
						t.Errorf("got %s, want %s", got[i].String(), want.String())
					}
				}
			}
		})
	}
}

func TestVisitEndsWithTheVisitorsError(t *testing.T) {
	c := serve(t, nil)
	s := connect(t, c, openflow.Version13, 1)
	waitReady(t, c, 1)
	go answerStats(t, s, 3)
	enough := errors.New("enough")
	n := 0
	err := c.Switch(1).VisitFlows(t.Context(), openflow.AllFlows(), func(*openflow.FlowStats) error {
		if n++; n == 3 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || n != 3 {
		t.Errorf("%v after %d", err, n)
	}
	if err := c.Switch(1).Barrier(t.Context()); err != nil {
		t.Errorf("the connection does not go on: %v", err)
	}
}

func TestRequestThatIsNotAnswered(t *testing.T) {
	c := serve(t, nil)
	s := connect(t, c, openflow.Version10, 1)
	waitReady(t, c, 1)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	sw := c.Switch(1)
	if err := sw.Barrier(ctx); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "0x1") {
		t.Errorf("error %v", err)
	}
	// The answer that comes too late is passed over.
	h, _, err := s.NextOf(of10.TypeBarrierRequest)
	if err != nil {
		t.Fatal(err)
	}
	s.Send(openflow.AppendHeader(nil, s.Version, of10.TypeBarrierReply, h.XID))
	go func() {
		time.Sleep(20 * time.Millisecond)
		s.Close()
	}()
	if err := sw.Barrier(t.Context()); err == nil {
		t.Error("no error from a connection that has ended")
	}
	<-sw.Done()
	if err := sw.Barrier(t.Context()); err == nil || sw.Err() == nil {
		t.Errorf("error %v, reason %v", err, sw.Err())
	}
	if err := sw.SendFlowMod(&openflow.FlowMod{}); err == nil {
		t.Error("a flow mod was sent to nobody")
	}
}

func TestBadAnswerEndsTheConnection(t *testing.T) {
	c := serve(t, nil)
	s := connect(t, c, openflow.Version13, 1)
	waitReady(t, c, 1)
	go func() {
		h, _, err := s.NextOf(of13.TypeMultipartRequest)
		if err != nil {
			return
		}
		m := openflow.Multipart{Type: openflow.StatsFlow, Body: make([]byte, 56)}
		b, _ := of13.AppendMultipartReply(nil, h.XID, &m)
		s.Send(b)
	}()
	_, err := c.Switch(1).FlowStats(t.Context(), openflow.AllFlows())
	var p *openflow.ParseError
	if !errors.As(err, &p) {
		t.Errorf("error %v", err)
	}
	if _, _, err := s.Next(); err == nil {
		t.Error("the connection goes on")
	}
}

// TestDial has a switch that listens, as the management socket of a bridge does.
func TestDial(t *testing.T) {
	for _, v := range versions {
		t.Run(v.String(), func(t *testing.T) {
			l, err := net.Listen("unix", t.TempDir()+"/br.mgmt")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			served := make(chan error, 1)
			go func() {
				served <- func() error {
					nc, err := l.Accept()
					if err != nil {
						return err
					}
					s := fakeswitch.New(nc, v)
					defer s.Close()
					if err := s.Hello(); err != nil {
						return err
					}
					for {
						h, b, err := s.Next()
						if err != nil {
							return nil
						}
						if h.Type == of13.TypeMultipartRequest && v == openflow.Version13 && b[9] == openflow.StatsFlow {
							for _, part := range statsParts(t, v, h.XID, 2) {
								s.Send(part)
							}
						} else if h.Type == of10.TypeStatsRequest && v == openflow.Version10 {
							s.Send(openflow.AppendErrorMessage(nil, h.XID, &openflow.Error{Version: v, Type: 3, Code: 2}))
						} else if err := s.Answer(h, b, 0xabc); err != nil {
							return err
						}
					}
				}()
			}()
			ctx, cancel := context.WithTimeout(t.Context(), fakeswitch.Timeout)
			defer cancel()
			sw, err := controller.Dial(ctx, "unix", l.Addr().String(), v)
			if err != nil {
				t.Fatal(err)
			}
			if sw.DatapathID() != 0xabc || sw.Version() != v || len(sw.Ports()) != 2 {
				t.Errorf("%#x %s %v", sw.DatapathID(), sw.Version(), sw.Ports())
			}
			got, err := sw.FlowStats(ctx, openflow.AllFlows())
			var refused *openflow.Error
			if v == openflow.Version13 && (err != nil || len(got) != 4) || v == openflow.Version10 && !errors.As(err, &refused) {
				t.Errorf("%d flows, %v", len(got), err)
			}
			if err := sw.Barrier(ctx); err != nil {
				t.Error(err)
			}
			sw.Close()
			if err := <-served; err != nil {
				t.Error(err)
			}
		})
	}
}

func TestDialFails(t *testing.T) {
	path := t.TempDir() + "/br.mgmt"
	if _, err := controller.Dial(t.Context(), "unix", path, 0); err == nil {
		t.Error("connected to nothing")
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := controller.Dial(ctx, "unix", path, openflow.Version10); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a switch that says nothing: %v", err)
	}
	if _, err := controller.Dial(t.Context(), "unix", path, 2); err == nil {
		t.Error("1.1 is spoken")
	}
}

// listener hears what the other interfaces do not.
type listener struct {
	barriers chan uint32
	messages chan []byte
}

func (l *listener) BarrierReply(_ *controller.Switch, xid uint32) { l.barriers <- xid }
func (l *listener) Message(_ *controller.Switch, _ openflow.Header, b []byte) {
	l.messages <- append([]byte(nil), b...)
}

func TestRepliesNobodyWaitsFor(t *testing.T) {
	for _, v := range versions {
		l := &listener{make(chan uint32, 1), make(chan []byte, 1)}
		c := serve(t, l)
		s := connect(t, c, v, 1)
		waitReady(t, c, 1)
		xid, err := c.Switch(1).SendBarrierRequest()
		if err != nil {
			t.Fatal(err)
		}
		h, b, err := s.Next()
		if err != nil || h.XID != xid {
			t.Fatalf("%+v, %v", h, err)
		}
		s.Answer(h, b, 1)
		if got := <-l.barriers; got != xid {
			t.Errorf("barrier %d, want %d", got, xid)
		}

		// A message of the caller's making, and one that is not known.
		mine := openflow.AppendEchoRequest(nil, v, 4711, []byte("mine"))
		if err := c.Switch(1).SendMessage(mine); err != nil {
			t.Fatal(err)
		}
		if _, b, err = s.Next(); err != nil || string(b) != string(mine) {
			t.Errorf("%x, %v", b, err)
		}
		vendor := openflow.AppendHeader(nil, v, openflow.TypeExperimenter, 5)
		s.Send(vendor)
		if got := <-l.messages; string(got) != string(vendor) {
			t.Errorf("%x", got)
		}
	}
}
