package cbench_test

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/apps/cbenchswitch"
	"github.com/trema-ns/trema-ns/controller/apps/learningswitch"
	"github.com/trema-ns/trema-ns/controller/apps/repeaterhub"
	"github.com/trema-ns/trema-ns/controller/cbench"
	"github.com/trema-ns/trema-ns/controller/controllertest"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serve runs an application until the end of the test and returns its address.
func serve(t testing.TB, app any) string {
	t.Helper()
	return controllertest.Serve(t, app).Addr().String()
}

var short = cbench.Plan{Loops: 3, Warmup: 1, Each: 50 * time.Millisecond}

func TestApplicationsAnswerRightly(t *testing.T) {
	apps := map[string]struct {
		make   func() any
		floods bool
	}{
		"learning-switch": {func() any { return learningswitch.New() }, false},
		"cbench-switch":   {func() any { return cbenchswitch.New() }, false},
		"repeater-hub":    {func() any { return repeaterhub.New() }, true},
	}
	for name, app := range apps {
		for _, v := range []openflow.Version{openflow.Version10, openflow.Version13} {
			for _, throughput := range []bool{false, true} {
				l := cbench.Load{Version: v, Switches: 3, FirstDPID: 1, MACs: 100, Throughput: throughput}
				t.Run(strings.Join([]string{name, v.String(), map[bool]string{true: "throughput", false: "latency"}[throughput]}, "/"), func(t *testing.T) {
					l.Address = serve(t, app.make())
					r, err := cbench.Measure(t.Context(), l, short, nil)
					if err != nil {
						t.Fatal(err)
					}
					total := r.Total
					if total.Answers == 0 || total.Wrong != 0 || total.Answers != total.Sent {
						t.Errorf("%d sent, %d answered, %d wrong: %s", total.Sent, total.Answers, total.Wrong, total.FirstWrong)
					}
					if app.floods && total.Floods == 0 || !app.floods && total.Floods > 0 {
						t.Errorf("%d floods", total.Floods)
					}
					if len(r.Samples) != 2 || r.Min > r.Average || r.Average > r.Max {
						t.Errorf("%+v", r)
					}
				})
			}
		}
	}
}

// TestWholePackets are answered by packet-outs that carry them.
func TestWholePackets(t *testing.T) {
	for _, v := range []openflow.Version{openflow.Version10, openflow.Version13} {
		l := cbench.Load{Address: serve(t, learningswitch.New()), Version: v, Switches: 2, MACs: 10, Throughput: true, Whole: true}
		r, err := cbench.Measure(t.Context(), l, short, nil)
		if err != nil {
			t.Fatal(err)
		}
		if n := r.Total; n.Answers == 0 || n.Answers != n.Sent || n.PacketOuts < n.Answers || n.FlowMods < n.Answers || n.Floods != 0 {
			t.Errorf("%s: %+v", v, n)
		}
	}
}

// TestUnlearned has a learning switch flood, as it has not heard of the peers.
func TestUnlearned(t *testing.T) {
	l := cbench.Load{Address: serve(t, learningswitch.New()), Switches: 1, MACs: 10, Unlearned: true}
	r, err := cbench.Measure(t.Context(), l, short, nil)
	if err != nil {
		t.Fatal(err)
	}
	if n := r.Total; n.Answers == 0 || n.Floods != n.Answers || n.FlowMods != 0 {
		t.Errorf("%+v", n)
	}
}

// liar is a controller that answers wrongly.
type liar struct {
	answer func(*controller.Switch, *openflow.PacketIn)
}

func (l liar) PacketIn(sw *controller.Switch, m *openflow.PacketIn) {
	if m.Buffered() {
		l.answer(sw, m)
	}
}

// out sends a packet out of a port.
func out(sw *controller.Switch, m *openflow.PacketIn, port uint32) {
	var po openflow.PacketOut
	po.Answer(m, openflow.Output(port))
	sw.SendPacketOut(&po)
}

func flow(sw *controller.Switch, m *openflow.PacketIn, change func(*openflow.FlowMod)) {
	fm := openflow.FlowMod{BufferID: m.BufferID, Buffered: true, Instructions: openflow.Apply(openflow.Output(m.InPort + 1))}
	fm.Match.SetExact(sw.Version(), m.InPort, m.Data)
	change(&fm)
	sw.SendFlowMod(&fm)
}

func TestWrongAnswersAreCounted(t *testing.T) {
	tests := map[string]struct {
		answer func(*controller.Switch, *openflow.PacketIn)
		want   string
	}{
		"another buffer": {func(sw *controller.Switch, m *openflow.PacketIn) {
			m.BufferID |= 1 << 30
			out(sw, m, m.InPort+1)
		}, "nothing waits in buffer 1073741824"},
		"twice": {func(sw *controller.Switch, m *openflow.PacketIn) {
			out(sw, m, m.InPort+1)
			out(sw, m, m.InPort+1)
		}, "buffer 0 is sent twice"},
		"another port": {func(sw *controller.Switch, m *openflow.PacketIn) { out(sw, m, m.InPort) }, "a packet for port 2 is sent to port 1"},
		"from another port": {func(sw *controller.Switch, m *openflow.PacketIn) {
			m.InPort += 2
			out(sw, m, m.InPort-1)
		}, "a packet-out says port 3 of a packet from port 1"},
		"nowhere": {func(sw *controller.Switch, m *openflow.PacketIn) {
			flow(sw, m, func(fm *openflow.FlowMod) { fm.Actions = nil })
		}, "a packet for port 2 is sent nowhere"},
		"a flow of another port": {func(sw *controller.Switch, m *openflow.PacketIn) {
			flow(sw, m, func(fm *openflow.FlowMod) { fm.Match.SetInPort(9) })
		}, "a flow for packets from port 9 sends one from port 1"},
		"a flow of another host": {func(sw *controller.Switch, m *openflow.PacketIn) {
			flow(sw, m, func(fm *openflow.FlowMod) { fm.Match.SetEthSrc(openflow.MAC{1}) })
		}, "a flow for packets from 01:00:00:00:00:00 sends one from 02:00:00:00:00:00"},
		"a flow of another peer": {func(sw *controller.Switch, m *openflow.PacketIn) {
			flow(sw, m, func(fm *openflow.FlowMod) { fm.Match.SetEthDst(openflow.MAC{1}) })
		}, "a flow for packets to 01:00:00:00:00:00 sends one to 06:00:00:00:00:00"},
		"a deletion": {func(sw *controller.Switch, m *openflow.PacketIn) {
			flow(sw, m, func(fm *openflow.FlowMod) { fm.Command = openflow.FlowDelete })
		}, "a flow mod that deletes flows names buffer 0"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := cbench.Load{Address: serve(t, liar{tt.answer}), Switches: 1, FirstDPID: 0xabc, MACs: 2, Throughput: true}
			r, err := cbench.Measure(t.Context(), l, short, nil)
			if err != nil {
				t.Fatal(err)
			}
			if r.Total.Wrong == 0 {
				t.Fatalf("no answer counts as wrong: %+v", r.Total)
			}
			if got := r.Total.FirstWrong; got != "switch 0xabc: "+tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// TestLostAnswersAreGivenUp: a controller that answers one packet of three is
// measured all the same.
func TestLostAnswersAreGivenUp(t *testing.T) {
	for _, throughput := range []bool{false, true} {
		n := 0
		app := liar{func(sw *controller.Switch, m *openflow.PacketIn) {
			if n++; n%3 == 0 {
				out(sw, m, m.InPort+1)
			}
		}}
		b, err := cbench.Dial(t.Context(), cbench.Load{Address: serve(t, app), Switches: 1, MACs: 7, Throughput: throughput})
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Start(); err != nil {
			t.Fatal(err)
		}
		total := cbench.Total{}
		for total.Answers == 0 && err == nil {
			var s cbench.Sample
			s, err = b.Sample(t.Context(), 100*time.Millisecond)
			total.Answers += s.Answers
		}
		if err == nil {
			total, err = b.Finish(t.Context())
		}
		if err != nil || total.Unanswered() < 2 || total.Wrong != 0 {
			t.Errorf("%v, %d unanswered, %+v", err, total.Unanswered(), total)
		}
		b.Close()
	}
}

func TestControllersThatAreNone(t *testing.T) {
	for name, behave := range map[string]func(net.Conn){
		"closes":      func(c net.Conn) {},
		"no OpenFlow": func(c net.Conn) { io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n") },
		"refuses": func(c net.Conn) {
			c.Write(openflow.AppendErrorMessage(nil, 1, &openflow.Error{Version: openflow.Version10, Data: []byte("no")}))
			io.Copy(io.Discard, c)
		},
	} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			c, err := l.Accept()
			if err == nil {
				behave(c)
				c.Close()
			}
		}()
		if _, err := cbench.Dial(t.Context(), cbench.Load{Address: l.Addr().String(), Switches: 1, MACs: 1}); err == nil {
			t.Errorf("%s: no error", name)
		}
		l.Close()
		<-done
	}
}

func TestLoadsAndPlansThatMakeNoSense(t *testing.T) {
	good := cbench.Load{Address: "127.0.0.1:6653", Switches: 1, MACs: 1}
	for want, change := range map[string]func(*cbench.Load){
		"no address of a controller":                                func(l *cbench.Load) { l.Address = "" },
		"OpenFlow 1.1 is not spoken here, only 1.0 and 1.3":         func(l *cbench.Load) { l.Version = 2 },
		"0 switches; there may be 1 to 65536":                       func(l *cbench.Load) { l.Switches = 0 },
		"5000000 MAC addresses a switch; there may be 1 to 4194304": func(l *cbench.Load) { l.MACs = 5_000_000 },
	} {
		l := good
		change(&l)
		if err := l.Check(); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	for want, p := range map[string]cbench.Plan{
		"a loop takes some time, not 0s":                 {Loops: 1},
		"2 loops, of which 2 do not count: none is left": {Loops: 2, Warmup: 1, Cooldown: 1, Each: 1},
		"-1 loops of warm-up and 0 of cool-down":         {Loops: 2, Warmup: -1, Each: 1},
	} {
		if err := p.Check(); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
