package controller_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/internal/fakeswitch"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
	"github.com/trema-ns/trema-ns/controller/openflow/of13"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var versions = []openflow.Version{openflow.Version10, openflow.Version13}

// journal is an application that writes down what it hears.
type journal struct {
	mu     sync.Mutex
	lines  []string
	on     map[string]func(*controller.Switch) // what to do beside, by the first word
	starts func(*controller.Controller, []string) error
}

func (j *journal) note(sw *controller.Switch, format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	j.mu.Lock()
	j.lines = append(j.lines, line)
	word, _, _ := strings.Cut(line, " ")
	f := j.on[word]
	j.mu.Unlock()
	if f != nil {
		f(sw)
	}
}

func (j *journal) Start(c *controller.Controller, args []string) error {
	if j.starts != nil {
		return j.starts(c, args)
	}
	return nil
}
func (j *journal) SwitchReady(sw *controller.Switch)        { j.note(sw, "ready %#x", sw.DatapathID()) }
func (j *journal) SwitchDisconnected(sw *controller.Switch) { j.note(sw, "gone %#x", sw.DatapathID()) }
func (j *journal) PacketIn(sw *controller.Switch, m *openflow.PacketIn) {
	j.note(sw, "packet-in %#x %d %s", sw.DatapathID(), m.InPort, m.Data)
}
func (j *journal) FlowRemoved(sw *controller.Switch, m *openflow.FlowRemoved) {
	j.note(sw, "removed %s", m.Match.String())
}
func (j *journal) PortAdd(sw *controller.Switch, p *openflow.Port) { j.note(sw, "add %d", p.Number) }
func (j *journal) PortDelete(sw *controller.Switch, p *openflow.Port) {
	j.note(sw, "delete %d", p.Number)
}
func (j *journal) PortModify(sw *controller.Switch, p *openflow.Port) {
	j.note(sw, "modify %d %v", p.Number, p.Up())
}
func (j *journal) OpenFlowError(sw *controller.Switch, xid uint32, e *openflow.Error) {
	j.note(sw, "error %v", e)
}
func (j *journal) HelloFailed(addr string, e *openflow.Error) { j.note(nil, "hello-failed") }

// wait returns when the journal ends with the lines.
func (j *journal) wait(t *testing.T, want ...string) {
	t.Helper()
	for deadline := time.Now().Add(fakeswitch.Timeout); ; time.Sleep(time.Millisecond) {
		j.mu.Lock()
		got := slices.Clone(j.lines)
		j.mu.Unlock()
		if len(got) >= len(want) && slices.Equal(got[len(got)-len(want):], want) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the application has heard\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
		}
	}
}

// hears returns when the journal has the line.
func (j *journal) hears(t *testing.T, line string) {
	t.Helper()
	for deadline := time.Now().Add(fakeswitch.Timeout); ; time.Sleep(time.Millisecond) {
		j.mu.Lock()
		got := slices.Clone(j.lines)
		j.mu.Unlock()
		if slices.Contains(got, line) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the application has not heard %q but\n  %s", line, strings.Join(got, "\n  "))
		}
	}
}

// serve runs a controller until the end of the test, which it must survive.
func serve(t testing.TB, app any, opts ...controller.Option) *controller.Controller {
	t.Helper()
	c, err := controller.Listen(t.Context(), "127.0.0.1:0", app, opts...)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- c.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return c
}

func connect(t testing.TB, c *controller.Controller, v openflow.Version, dpid uint64) *fakeswitch.Switch {
	t.Helper()
	s, err := fakeswitch.Connect(c.Addr(), v, dpid)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func dial(t testing.TB, c *controller.Controller, v openflow.Version) *fakeswitch.Switch {
	t.Helper()
	s, err := fakeswitch.Dial(c.Addr(), v)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// waitReady fails the test if the switches do not become ready.
func waitReady(t testing.TB, c *controller.Controller, dpids ...uint64) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), fakeswitch.Timeout)
	defer cancel()
	if err := c.WaitReady(ctx, dpids); err != nil {
		t.Fatal(err)
	}
}

func TestLifeOfASwitch(t *testing.T) {
	for _, v := range versions {
		t.Run(v.String(), func(t *testing.T) {
			j := &journal{}
			c := serve(t, j)
			s := connect(t, c, v, 0xabc)
			waitReady(t, c, 0xabc)
			infos := c.Connected()
			if len(infos) != 1 || infos[0].DatapathID != 0xabc || infos[0].Version != v || len(infos[0].Ports) != 2 {
				t.Errorf("connected: %+v", infos)
			}
			s.Send(s.PacketIn(3, []byte("hello")))
			j.wait(t, "ready 0xabc", "packet-in 0xabc 3 hello")

			port := openflow.Port{Number: 7, Name: "seven"}
			for _, st := range []openflow.PortStatus{{Reason: openflow.PortAdded, Port: port},
				{Reason: openflow.PortModified, Port: openflow.Port{Number: 7, Config: openflow.PortDown}},
				{Reason: openflow.PortDeleted, Port: port}} {
				s.Send(portStatus(t, v, &st))
			}
			j.wait(t, "add 7", "modify 7 false", "delete 7")
			if n := len(c.Switch(0xabc).Ports()); n != 2 {
				t.Errorf("%d ports are left of 3", n)
			}

			fr := openflow.FlowRemoved{}
			fr.Match.SetInPort(4)
			s.Send(flowRemoved(t, v, &fr))
			s.Send(openflow.AppendErrorMessage(nil, 99, &openflow.Error{Version: v, Type: 2, Code: 4}))
			j.wait(t, "removed in_port=4",
				"error openflow: the switch answered with an error: OFPET_BAD_ACTION: OFPBAC_BAD_OUT_PORT")

			s.Send(openflow.AppendEchoRequest(nil, v, 5, []byte("are you there")))
			if h, b, err := s.NextOf(openflow.TypeEchoReply); err != nil || h.XID != 5 || string(b[8:]) != "are you there" {
				t.Errorf("echo reply %+v %q %v", h, b, err)
			}
			s.Close()
			j.wait(t, "gone 0xabc")
			if len(c.Connected()) != 0 || c.Switch(0xabc) != nil {
				t.Error("the switch is still there")
			}
		})
	}
}

func portStatus(t *testing.T, v openflow.Version, st *openflow.PortStatus) []byte {
	if v == openflow.Version13 {
		return of13.AppendPortStatus(nil, 1, st)
	}
	b, err := of10.AppendPortStatus(nil, 1, st)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func flowRemoved(t *testing.T, v openflow.Version, fr *openflow.FlowRemoved) []byte {
	appendTo := of10.AppendFlowRemoved
	if v == openflow.Version13 {
		appendTo = of13.AppendFlowRemoved
	}
	b, err := appendTo(nil, 1, fr)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestHandshakeSetsMissSendLen(t *testing.T) {
	for _, v := range versions {
		c := serve(t, nil)
		s := dial(t, c, v)
		s.Hello()
		h, b, err := s.NextOf(openflow.TypeHello)
		if err != nil {
			t.Fatal(err)
		}
		var hello openflow.Hello
		if err := openflow.ParseHello(b, &hello); err != nil || h.Version != openflow.Version13 ||
			hello.Bitmap != 1<<openflow.Version10|1<<openflow.Version13 {
			t.Errorf("hello %+v %v", hello, err)
		}
		_, b, err = s.NextOf(of10.TypeSetConfig)
		if err != nil {
			t.Fatal(err)
		}
		var x openflow.SwitchConfig
		if err := of10.ParseSetConfig(b, &x); err != nil || x.MissSendLen != 0xffff || x.Flags != 0 {
			t.Errorf("set config %+v %v", x, err)
		}
	}
}

// TestMessagesBeforeReadyAreKept: a switch may send packets and port changes as
// soon as it has said hello.
func TestMessagesBeforeReadyAreKept(t *testing.T) {
	for _, v := range versions {
		t.Run(v.String(), func(t *testing.T) {
			j := &journal{}
			c := serve(t, j)
			s := dial(t, c, v)
			s.Hello()
			s.Send(s.PacketIn(1, []byte("early")))
			s.Send(portStatus(t, v, &openflow.PortStatus{Reason: openflow.PortAdded, Port: openflow.Port{Number: 9}}))
			s.Send(openflow.AppendEchoRequest(nil, v, 77, nil))
			if h, _, err := s.NextOf(openflow.TypeEchoReply); err != nil || h.XID != 77 {
				t.Fatalf("echo during the handshake: %+v %v", h, err)
			}
			s.Send(openflow.AppendErrorMessage(nil, 12345, &openflow.Error{Version: v, Type: 1, Code: 1}))
			s.Send(s.PacketIn(2, []byte("late")))
			finishHandshake(t, s)
			j.wait(t, "ready 0x5", "packet-in 0x5 1 early", "add 9", "packet-in 0x5 2 late")
		})
	}
}

// finishHandshake answers until the controller has sent the barrier. The
// features request may have been read already: the xids it can have are
// answered.
func finishHandshake(t *testing.T, s *fakeswitch.Switch) {
	t.Helper()
	for xid := uint32(2); xid < 4; xid++ {
		s.Answer(openflow.Header{Type: of10.TypeFeaturesRequest, XID: xid}, nil, 5)
	}
	for {
		h, b, err := s.Next()
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Answer(h, b, 5); err != nil {
			t.Fatal(err)
		}
		if s.IsBarrier(h) {
			return
		}
	}
}

func TestSameDatapathTwice(t *testing.T) {
	for _, v := range versions {
		j := &journal{}
		c := serve(t, j)
		first := connect(t, c, v, 1)
		j.wait(t, "ready 0x1")
		second := connect(t, c, v, 1)
		j.wait(t, "ready 0x1", "gone 0x1", "ready 0x1")
		if _, _, err := first.Next(); err == nil {
			t.Error("the first connection is still open")
		}
		second.Send(second.PacketIn(1, []byte("second")))
		j.wait(t, "packet-in 0x1 1 second")
		waitReady(t, c, 1)
		second.Close()
		j.wait(t, "packet-in 0x1 1 second", "gone 0x1")
	}
}

// TestBadPeersCostTheirConnectionOnly has one switch that must not notice.
func TestBadPeersCostTheirConnectionOnly(t *testing.T) {
	peers := map[string]func(*testing.T, *controller.Controller) net.Conn{
		"closes at once": func(t *testing.T, c *controller.Controller) net.Conn {
			s := dial(t, c, openflow.Version10)
			s.Close()
			return nil
		},
		"resets": func(t *testing.T, c *controller.Controller) net.Conn {
			s := connect(t, c, openflow.Version10, 2)
			s.Conn.(*net.TCPConn).SetLinger(0)
			s.Close()
			return nil
		},
		"closes after hello": func(t *testing.T, c *controller.Controller) net.Conn {
			s := dial(t, c, openflow.Version13)
			s.Hello()
			s.Close()
			return nil
		},
		"closes within a message": func(t *testing.T, c *controller.Controller) net.Conn {
			s := connect(t, c, openflow.Version13, 2)
			s.Send([]byte{4, 10, 0, 100, 0, 0})
			s.Close()
			return nil
		},
		"says nothing": func(t *testing.T, c *controller.Controller) net.Conn {
			return dial(t, c, openflow.Version10)
		},
		"speaks HTTP": func(t *testing.T, c *controller.Controller) net.Conn {
			s := dial(t, c, openflow.Version10)
			s.Send([]byte("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"))
			return s
		},
		"speaks 1.1": func(t *testing.T, c *controller.Controller) net.Conn {
			s := dial(t, c, 2)
			s.Hello()
			return s
		},
		"sends another message before hello": func(t *testing.T, c *controller.Controller) net.Conn {
			s := dial(t, c, openflow.Version10)
			s.Send(openflow.AppendEchoRequest(nil, openflow.Version10, 1, nil))
			return s
		},
		"sends a hello that does not end": func(t *testing.T, c *controller.Controller) net.Conn {
			s := dial(t, c, openflow.Version10)
			s.Send(append([]byte{4, 0, 0xff, 0xff, 0, 0, 0, 1}, make([]byte, 4096)...))
			return s
		},
		"sends a length below 8": func(t *testing.T, c *controller.Controller) net.Conn {
			s := connect(t, c, openflow.Version10, 2)
			s.Send([]byte{1, 10, 0, 7, 0, 0, 0, 0, 0, 0})
			return s
		},
		"sends a cut packet-in": func(t *testing.T, c *controller.Controller) net.Conn {
			s := connect(t, c, openflow.Version13, 2)
			s.Send([]byte{4, 10, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0})
			return s
		},
		"changes its version": func(t *testing.T, c *controller.Controller) net.Conn {
			s := connect(t, c, openflow.Version13, 2)
			s.Send([]byte{1, 10, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})
			return s
		},
		"refuses the features request": func(t *testing.T, c *controller.Controller) net.Conn {
			s := dial(t, c, openflow.Version10)
			s.Hello()
			h, _, err := s.NextOf(of10.TypeFeaturesRequest)
			if err != nil {
				t.Fatal(err)
			}
			s.Send(openflow.AppendErrorMessage(nil, h.XID, &openflow.Error{Version: openflow.Version10, Type: 1, Code: 1}))
			return s
		},
		"sends damaged ports": func(t *testing.T, c *controller.Controller) net.Conn {
			s := dial(t, c, openflow.Version13)
			s.Hello()
			for {
				h, b, err := s.Next()
				if err != nil {
					t.Fatal(err)
				}
				if h.Type == of13.TypeMultipartRequest {
					m := openflow.Multipart{Type: openflow.StatsPortDesc, Body: make([]byte, 63)}
					r, _ := of13.AppendMultipartReply(nil, h.XID, &m)
					s.Send(r)
					return s
				}
				s.Answer(h, b, 2)
			}
		},
		"is an auxiliary connection": func(t *testing.T, c *controller.Controller) net.Conn {
			s := dial(t, c, openflow.Version13)
			s.Hello()
			h, _, err := s.NextOf(of13.TypeFeaturesRequest)
			if err != nil {
				t.Fatal(err)
			}
			s.Send(of13.AppendFeaturesReply(nil, h.XID, &openflow.Features{DatapathID: 1, AuxiliaryID: 1}))
			return s
		},
		"does not answer echo requests": func(t *testing.T, c *controller.Controller) net.Conn {
			return connect(t, c, openflow.Version10, 2)
		},
	}
	for name, bad := range peers {
		t.Run(name, func(t *testing.T) {
			j := &journal{}
			c := serve(t, j, controller.WithHandshakeTimeout(200*time.Millisecond),
				controller.WithKeepAlive(200*time.Millisecond, 200*time.Millisecond))
			good := connect(t, c, openflow.Version10, 1)
			waitReady(t, c, 1)
			go func() { // answers echo requests until the end
				for {
					h, b, err := good.Next()
					if err != nil || good.Answer(h, b, 1) != nil {
						return
					}
				}
			}()
			if conn := bad(t, c); conn != nil {
				conn.SetReadDeadline(time.Now().Add(fakeswitch.Timeout))
				buf := make([]byte, 4096)
				for {
					if _, err := conn.Read(buf); err != nil {
						if errors.Is(err, context.DeadlineExceeded) || strings.Contains(err.Error(), "timeout") {
							t.Error("the connection was not closed")
						}
						break
					}
				}
			}
			good.Send(good.PacketIn(1, []byte("still here")))
			j.hears(t, "packet-in 0x1 1 still here")
			j.mu.Lock()
			defer j.mu.Unlock()
			if slices.Contains(j.lines, "gone 0x1") {
				t.Error("the good switch was lost")
			}
		})
	}
}

func TestHelloFailed(t *testing.T) {
	j := &journal{}
	c := serve(t, j)
	s := dial(t, c, 3)
	s.Hello()
	_, b, err := s.NextOf(openflow.TypeError)
	if err != nil {
		t.Fatal(err)
	}
	var e openflow.Error
	if err := openflow.ParseErrorMessage(b, &e); err != nil || e.Type != 0 || e.Code != 0 {
		t.Errorf("%+v %v", e, err)
	}
	if got, want := string(e.Data), "offered 1.0, 1.3, got 1.2"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	j.wait(t, "hello-failed")
}

func TestVersionsOffered(t *testing.T) {
	c := serve(t, nil, controller.WithVersions(openflow.Version10))
	s := dial(t, c, openflow.Version10)
	h, _, err := s.NextOf(openflow.TypeHello)
	if err != nil || h.Version != openflow.Version10 || h.Length != 8 {
		t.Errorf("hello %+v %v", h, err)
	}
}

func TestTooManyConnections(t *testing.T) {
	c := serve(t, nil, controller.WithMaxConnections(2))
	connect(t, c, openflow.Version10, 1)
	connect(t, c, openflow.Version10, 2)
	s := dial(t, c, openflow.Version10)
	if _, _, err := s.Next(); err == nil {
		t.Error("a third was let in")
	}
	waitReady(t, c, 1, 2)
}

// TestPeerThatDoesNotRead is given up, and holds up nobody meanwhile.
func TestPeerThatDoesNotRead(t *testing.T) {
	j := &journal{on: map[string]func(*controller.Switch){}}
	data := make([]byte, 60000)
	j.on["packet-in"] = func(sw *controller.Switch) {
		if sw.DatapathID() == 2 {
			po := openflow.PacketOut{Data: data, Actions: []openflow.Action{openflow.Output(1)}}
			for range 1000 {
				sw.SendPacketOut(&po)
			}
		}
	}
	c := serve(t, j, controller.WithWriteTimeout(300*time.Millisecond))
	good := connect(t, c, openflow.Version10, 1)
	bad := connect(t, c, openflow.Version10, 2)
	waitReady(t, c, 1, 2)
	bad.Send(bad.PacketIn(1, []byte("flood me")))
	began := time.Now()
	j.hears(t, "packet-in 0x2 1 flood me")
	good.Send(good.PacketIn(1, []byte("hello")))
	j.hears(t, "packet-in 0x1 1 hello")
	if d := time.Since(began); d > 5*time.Second {
		t.Errorf("the other switch was held up for %v", d)
	}
	j.hears(t, "gone 0x2")
}

func TestFlowCleanup(t *testing.T) {
	for _, v := range versions {
		c := serve(t, nil, controller.WithFlowCleanup())
		s := dial(t, c, v)
		go s.Hello()
		for {
			h, b, err := s.Next()
			if err != nil {
				t.Fatal(err)
			}
			if h.Type == of10.TypeFlowMod {
				var fm openflow.FlowMod
				if v == openflow.Version10 {
					err = of10.ParseFlowMod(b, &fm)
				} else {
					err = of13.ParseFlowMod(b, &fm)
				}
				if err != nil || fm.Command != openflow.FlowDelete || fm.Match != (openflow.Match{}) ||
					v == openflow.Version13 && fm.TableID != openflow.AllTables {
					t.Errorf("%s: %+v %v", v, fm, err)
				}
				break
			}
			if s.IsBarrier(h) {
				t.Fatalf("%s: no deletion before the barrier", v)
			}
			s.Answer(h, b, 1)
		}
	}
}

func TestAddressInUse(t *testing.T) {
	c := serve(t, nil)
	_, err := controller.Listen(t.Context(), c.Addr().String(), nil)
	if !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("error %v", err)
	}
}

func TestSeveralAddresses(t *testing.T) {
	path := t.TempDir() + "/of.sock"
	j := &journal{}
	c := serve(t, j, controller.WithAddress("unix:"+path))
	connect(t, c, openflow.Version10, 1)
	s, err := fakeswitch.Connect(&net.UnixAddr{Name: path, Net: "unix"}, openflow.Version13, 2)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	waitReady(t, c, 1, 2)
}

func TestStart(t *testing.T) {
	var got []string
	j := &journal{starts: func(c *controller.Controller, args []string) error {
		got = args
		if c.Addr() != nil {
			t.Error("Start runs when the listener is open")
		}
		return nil
	}}
	serve(t, j, controller.WithArgs([]string{"a", "b"}))
	if !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("arguments %q", got)
	}
	fails := errors.New("no such mode")
	j.starts = func(*controller.Controller, []string) error { return fails }
	if _, err := controller.Listen(t.Context(), "127.0.0.1:0", j); !errors.Is(err, fails) {
		t.Errorf("error %v", err)
	}
	j.starts = func(*controller.Controller, []string) error { panic("bang") }
	var p *controller.PanicError
	if _, err := controller.Listen(t.Context(), "127.0.0.1:0", j); !errors.As(err, &p) || p.Value != "bang" ||
		!strings.Contains(err.Error(), "controller_test.go") {
		t.Errorf("error %v", err)
	}
}

// TestPanicEndsTheController, wherever the application panics.
func TestPanicEndsTheController(t *testing.T) {
	bang := func(*controller.Switch) { panic(errors.New("bang")) }
	tests := map[string]func(j *journal) []controller.Option{
		"packet-in": func(j *journal) []controller.Option { j.on["packet-in"] = bang; return nil },
		"ready":     func(j *journal) []controller.Option { j.on["ready"] = bang; return nil },
		"gone":      func(j *journal) []controller.Option { j.on["gone"] = bang; return nil },
		"timer": func(j *journal) []controller.Option {
			j.starts = func(c *controller.Controller, _ []string) error {
				c.Every(20*time.Millisecond, func() { panic("bang") })
				return nil
			}
			return nil
		},
		"goroutine": func(j *journal) []controller.Option {
			j.starts = func(c *controller.Controller, _ []string) error {
				c.Go(func(context.Context) { panic("bang") })
				return nil
			}
			return nil
		},
		"observer": func(*journal) []controller.Option { return []controller.Option{controller.OnConnect(bang)} },
	}
	for name, prepare := range tests {
		t.Run(name, func(t *testing.T) {
			j := &journal{on: map[string]func(*controller.Switch){}}
			c, err := controller.Listen(t.Context(), "127.0.0.1:0", j, prepare(j)...)
			if err != nil {
				t.Fatal(err)
			}
			go func() {
				other, err := fakeswitch.Connect(c.Addr(), openflow.Version10, 2)
				if err == nil {
					defer other.Close()
				}
				s, err := fakeswitch.Connect(c.Addr(), openflow.Version10, 1)
				if err == nil {
					s.Send(s.PacketIn(1, []byte("x")))
					s.Close()
				}
			}()
			err = c.Serve(t.Context())
			var p *controller.PanicError
			if !errors.As(err, &p) || !strings.Contains(err.Error(), "bang") || !strings.Contains(err.Error(), "controller_test.go") {
				t.Errorf("Serve: %v", err)
			}
			if err := c.WaitReady(t.Context(), []uint64{9}); err == nil {
				t.Error("WaitReady waits for nothing")
			}
		})
	}
}

func TestShutdownByTheApplication(t *testing.T) {
	j := &journal{on: map[string]func(*controller.Switch){}}
	c, err := controller.Listen(t.Context(), "127.0.0.1:0", j)
	if err != nil {
		t.Fatal(err)
	}
	j.on["ready"] = func(*controller.Switch) { c.Shutdown() }
	go fakeswitch.Connect(c.Addr(), openflow.Version10, 1)
	if err := c.Serve(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestCloseWithoutServe(t *testing.T) {
	c, err := controller.Listen(t.Context(), "127.0.0.1:0", nil)
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	if err := c.Serve(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestTimers(t *testing.T) {
	ticks := make(chan time.Time, 100)
	j := &journal{}
	var stop func()
	j.starts = func(c *controller.Controller, _ []string) error {
		stop = c.Every(50*time.Millisecond, func() { ticks <- time.Now() })
		return nil
	}
	began := time.Now()
	serve(t, j)
	if first := <-ticks; first.Sub(began) > 45*time.Millisecond {
		t.Logf("the first tick came after %v", first.Sub(began))
	}
	<-ticks
	third := <-ticks
	if third.Sub(began) < 90*time.Millisecond {
		t.Errorf("three ticks in %v", third.Sub(began))
	}
	stop()
	time.Sleep(10 * time.Millisecond)
	for len(ticks) > 0 {
		<-ticks
	}
	time.Sleep(150 * time.Millisecond)
	if len(ticks) > 0 {
		t.Error("a stopped timer goes on")
	}
}

// TestHandlersTakeTurns has switches, timers and Do at once.
func TestHandlersTakeTurns(t *testing.T) {
	running := 0
	enter := func(*controller.Switch) {
		running++ // the race detector watches, too
		if running != 1 {
			t.Error("two handlers at once")
		}
		time.Sleep(10 * time.Microsecond)
		running--
	}
	j := &journal{on: map[string]func(*controller.Switch){"packet-in": enter, "ready": enter, "gone": enter}}
	j.starts = func(c *controller.Controller, _ []string) error {
		c.Every(time.Millisecond, func() { enter(nil) })
		return nil
	}
	c := serve(t, j)
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			s, err := fakeswitch.Connect(c.Addr(), versions[i%2], uint64(i+1))
			if err != nil {
				t.Error(err)
				return
			}
			for range 100 {
				s.Send(s.PacketIn(1, []byte("x")))
			}
			s.Close()
		})
	}
	for range 100 {
		c.Do(func() { enter(nil) })
	}
	wg.Wait()
}

func TestWaitReadyNamesTheMissing(t *testing.T) {
	c := serve(t, nil)
	s := dial(t, c, openflow.Version10) // never answers the barrier
	s.Hello()
	h, b, err := s.NextOf(of10.TypeFeaturesRequest)
	if err != nil {
		t.Fatal(err)
	}
	s.Answer(h, b, 2)
	connect(t, c, openflow.Version13, 1)
	waitReady(t, c, 1)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	err = c.WaitReady(ctx, []uint64{1, 2, 3})
	var e *controller.NotReadyError
	if !errors.As(err, &e) || !slices.Equal(e.Missing, []uint64{2, 3}) || !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("error %v", err)
	}
	want := "switches not ready: 0x2 (connected, but does not answer), 0x3: context deadline exceeded"
	if err.Error() != want {
		t.Errorf("%q, want %q", err, want)
	}
}

func TestObservers(t *testing.T) {
	seen := make(chan string, 10)
	c := serve(t, nil, controller.OnConnect(func(s *controller.Switch) { seen <- fmt.Sprint("+", s.DatapathID()) }),
		controller.OnDisconnect(func(s *controller.Switch) { seen <- fmt.Sprint("-", s.DatapathID()) }))
	s := connect(t, c, openflow.Version13, 4)
	if got := <-seen; got != "+4" {
		t.Error(got)
	}
	s.Close()
	if got := <-seen; got != "-4" {
		t.Error(got)
	}
}
