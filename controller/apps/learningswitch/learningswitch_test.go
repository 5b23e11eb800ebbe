package learningswitch_test

import (
	"bytes"
	"encoding/hex"
	"log/slog"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/apps/learningswitch"
	"github.com/trema-ns/trema-ns/controller/controllertest"
	"github.com/trema-ns/trema-ns/controller/internal/fakeswitch"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func serve(t testing.TB, args ...string) *controller.Controller {
	t.Helper()
	return controllertest.Serve(t, learningswitch.New(), controller.WithArgs(args))
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

// frame returns an ICMP echo from host src to host dst.
func frame(src, dst string) []byte {
	b, err := hex.DecodeString(dst + src + "0800" + "4500001c000040004001b97f" + "c0a80001c0a80002" + "0800f7fd00010002")
	if err != nil {
		panic(err)
	}
	return b
}

const (
	hostA     = "000000000001"
	hostB     = "000000000002"
	broadcast = "ffffffffffff"
)

var versions = []openflow.Version{openflow.Version10, openflow.Version13}

func TestLearnsAndForwards(t *testing.T) {
	for _, v := range versions {
		t.Run(v.String(), func(t *testing.T) {
			s := connect(t, serve(t), v, 1)

			s.Send(s.PacketIn(1, frame(hostA, hostB)))
			expectPacketOut(t, s, 1, openflow.PortFlood, frame(hostA, hostB))

			s.Send(s.PacketIn(2, frame(hostB, hostA)))
			fm, err := s.NextFlowMod()
			if err != nil {
				t.Fatal(err)
			}
			if want := openflow.ExactMatch(v, 2, frame(hostB, hostA)); fm.Match != want {
				t.Errorf("match %s, want %s", fm.Match.String(), want.String())
			}
			if fm.Command != openflow.FlowAdd || fm.IdleTimeout != 0 || fm.HardTimeout != 0 || fm.Buffered || fm.Flags != 0 ||
				len(fm.Actions) != 1 || fm.Actions[0].Port != 1 {
				t.Errorf("flow mod %+v", fm)
			}
			if want := map[openflow.Version]uint16{openflow.Version10: 0, openflow.Version13: 1}[v]; fm.Priority != want {
				t.Errorf("priority %d, want %d", fm.Priority, want)
			}
			expectPacketOut(t, s, 2, 1, frame(hostB, hostA))

			// A host that moves is learned anew.
			s.Send(s.PacketIn(3, frame(hostA, broadcast)))
			expectPacketOut(t, s, 3, openflow.PortFlood, frame(hostA, broadcast))
			s.Send(s.PacketIn(2, frame(hostB, hostA)))
			if fm, err = s.NextFlowMod(); err != nil || fm.Actions[0].Port != 3 {
				t.Errorf("flow to port %d, %v", fm.Actions[0].Port, err)
			}
		})
	}
}

func expectPacketOut(t *testing.T, s *fakeswitch.Switch, inPort, port uint32, data []byte) {
	t.Helper()
	po, err := s.NextPacketOut()
	if err != nil {
		t.Fatal(err)
	}
	if po.InPort != inPort || len(po.Actions) != 1 || po.Actions[0].Port != port || !bytes.Equal(po.Data, data) {
		t.Errorf("packet-out %+v, want one from %d to %s", po, inPort, openflow.PortName(port))
	}
}

// TestAnswerIsOneWrite reads what a packet-in for a known host brings with one
// read.
func TestAnswerIsOneWrite(t *testing.T) {
	s := connect(t, serve(t), openflow.Version10, 1)
	s.Send(s.PacketIn(1, frame(hostA, broadcast)))
	expectPacketOut(t, s, 1, openflow.PortFlood, frame(hostA, broadcast))
	s.Send(s.PacketIn(2, frame(hostB, hostA)))
	buf := make([]byte, 4096)
	s.SetReadDeadline(time.Now().Add(fakeswitch.Timeout))
	n, err := s.Read(buf)
	if want := 80 + 24 + len(frame(hostB, hostA)); err != nil || n != want {
		t.Errorf("one read has brought %d bytes, want %d; %v", n, want, err)
	}
}

func TestMatchMAC(t *testing.T) {
	for _, v := range versions {
		s := connect(t, serve(t, "--match", "mac"), v, 1)
		s.Send(s.PacketIn(1, frame(hostA, broadcast)))
		s.Send(s.PacketIn(2, frame(hostB, hostA)))
		fm, err := s.NextFlowMod()
		for err == nil && len(fm.Actions) == 1 && fm.Actions[0].Port == openflow.PortController {
			fm, err = s.NextFlowMod()
		}
		if err != nil {
			t.Fatal(err)
		}
		if got, want := fm.Match.String(), "dl_src=00:00:00:00:00:02,dl_dst=00:00:00:00:00:01"; got != want {
			t.Errorf("%s: match %s, want %s", v, got, want)
		}
	}
}

func TestBufferedPackets(t *testing.T) {
	s := connect(t, serve(t), openflow.Version10, 1)
	send := func(port uint32, id uint32, data []byte) {
		x := openflow.PacketIn{BufferID: id, InPort: port, TotalLen: uint16(len(data)), Data: data}
		b, err := of10.AppendPacketIn(nil, 1, &x)
		if err != nil {
			t.Fatal(err)
		}
		s.Send(b)
	}
	send(1, 100, frame(hostA, hostB))
	po, err := s.NextPacketOut()
	if err != nil || !po.Buffered || po.BufferID != 100 || len(po.Data) != 0 {
		t.Errorf("packet-out %+v %v", po, err)
	}
	send(2, 101, frame(hostB, hostA))
	fm, err := s.NextFlowMod()
	if err != nil || !fm.Buffered || fm.BufferID != 101 {
		t.Errorf("flow mod %+v %v", fm, err)
	}
	// The switch has sent the packet with the flow mod: nothing follows.
	s.Send(openflow.AppendEchoRequest(nil, s.Version, 9, nil))
	if h, _, err := s.Next(); err != nil || h.Type != openflow.TypeEchoReply {
		t.Errorf("type %d follows, %v", h.Type, err)
	}
}

func TestIgnoresReservedAndShortFrames(t *testing.T) {
	s := connect(t, serve(t), openflow.Version10, 1)
	s.Send(s.PacketIn(1, frame(hostA, "0180c200000e")))
	s.Send(s.PacketIn(1, []byte("short")))
	s.Send(s.PacketIn(1, nil))
	s.Send(openflow.AppendEchoRequest(nil, s.Version, 9, nil))
	if h, _, err := s.Next(); err != nil || h.Type != openflow.TypeEchoReply {
		t.Errorf("type %d, %v", h.Type, err)
	}
}

func TestEverySwitchHasItsTable(t *testing.T) {
	c := serve(t)
	one, two := connect(t, c, openflow.Version10, 1), connect(t, c, openflow.Version10, 2)
	one.Send(one.PacketIn(1, frame(hostA, broadcast)))
	expectPacketOut(t, one, 1, openflow.PortFlood, frame(hostA, broadcast))
	two.Send(two.PacketIn(5, frame(hostB, hostA)))
	expectPacketOut(t, two, 5, openflow.PortFlood, frame(hostB, hostA))
	two.Close()
	again := connect(t, c, openflow.Version13, 2)
	again.Send(again.PacketIn(6, frame(hostA, hostB)))
	expectPacketOut(t, again, 6, openflow.PortFlood, frame(hostA, hostB))
}

// TestTableMiss: a 1.3 switch sends no packets unless it is told to.
func TestTableMiss(t *testing.T) {
	c := serve(t)
	s, err := fakeswitch.Dial(c.Addr(), openflow.Version13)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.Hello()
	for {
		h, b, err := s.Next()
		if err != nil {
			t.Fatal(err)
		}
		if h.Type == of10.TypeFlowMod {
			break
		}
		if s.IsBarrier(h) {
			t.Fatal("the barrier comes before the table-miss flow")
		}
		s.Answer(h, b, 1)
	}
}

func TestStart(t *testing.T) {
	var out strings.Builder
	log := slog.New(slog.NewTextHandler(&out, nil))
	c, err := controller.Listen(t.Context(), "127.0.0.1:0", learningswitch.New(), controller.WithLogger(log),
		controller.WithArgs([]string{"--match=exact"}))
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	if !strings.Contains(out.String(), `level=INFO msg="LearningSwitch started."`) {
		t.Errorf("log: %s", out.String())
	}
	for _, args := range [][]string{{"--match"}, {"--match", "ip"}, {"--matches", "mac"}, {"mac"}} {
		_, err := controller.Listen(t.Context(), "127.0.0.1:0", learningswitch.New(), controller.WithArgs(args))
		if err == nil || !strings.Contains(err.Error(), "exact") || !strings.Contains(err.Error(), "mac") {
			t.Errorf("%q: error %v", args, err)
		}
	}
}
