package controller_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/controllertest"
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

func serve(t testing.TB, app any, opts ...controller.Option) *controller.Controller {
	t.Helper()
	return controllertest.Serve(t, app, opts...)
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
