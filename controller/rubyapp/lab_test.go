package rubyapp_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/internal/fakeswitch"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
	"github.com/trema-ns/trema-ns/controller/openflow/of13"
	"github.com/trema-ns/trema-ns/controller/packet"
	"github.com/trema-ns/trema-ns/controller/rubyapp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// lab is a controller in Ruby with one switch, and a record of what happens.
type lab struct {
	t        testing.TB
	version  openflow.Version
	file     string
	listener *controller.Controller
	app      *rubyapp.App
	sw       *fakeswitch.Switch
	ended    chan error

	confirmed bool // a barrier was seen

	mu     sync.Mutex
	record bytes.Buffer
}

// Write records what the controller prints.
func (l *lab) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.record.Write(b)
}

func (l *lab) note(format string, args ...any) { fmt.Fprintf(l, format+"\n", args...) }

// logger records what is logged.
func (l *lab) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(appOnly{l}, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
}

// appOnly leaves out what the listener logs of connections.
type appOnly struct{ *lab }

func (l appOnly) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte(" peer=")) {
		return len(b), nil
	}
	return l.lab.Write(b)
}

// load loads a controller, which must have no mistakes.
func (l *lab) load(file string, o rubyapp.Options) {
	l.t.Helper()
	o.Output, o.Log = l, l.logger()
	app, report := rubyapp.Load(file, o)
	for _, d := range report.Diagnostics {
		l.t.Errorf("%v\n%s", d.Error(), d.Detail)
	}
	if app == nil {
		l.t.FailNow()
	}
	l.app = app
}

// start runs the controller and connects its switch.
func (l *lab) start(args ...string) error {
	c, err := controller.Listen(l.t.Context(), "127.0.0.1:0", l.app, controller.WithLogger(l.logger()), controller.WithArgs(args))
	if err != nil {
		return err
	}
	l.listener, l.ended = c, make(chan error, 1)
	go func() { l.ended <- c.Serve(context.Background()) }()
	l.t.Cleanup(func() {
		c.Close()
		<-l.ended
	})
	return nil
}

// connect connects the switch 0xabc and records what it is sent.
func (l *lab) connect() {
	l.t.Helper()
	sw, err := fakeswitch.Dial(l.listener.Addr(), l.version)
	if err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(func() { sw.Close() })
	l.sw = sw
	l.note("= switch 0xabc connects")
	if err := sw.Hello(); err != nil {
		l.t.Fatal(err)
	}
	for known := false; !known; {
		h, b, err := sw.Next()
		if err != nil {
			l.t.Fatal(err)
		}
		if err := sw.Answer(h, b, 0xabc); err != nil {
			l.t.Fatal(err)
		}
		known = l.version == openflow.Version10 && h.Type == of10.TypeSetConfig || l.version == openflow.Version13 && h.Type == of13.TypeMultipartRequest
	}
	l.settle()
}

// send has the switch send a message, and records what it is sent before the
// answer to an echo request behind it.
func (l *lab) send(what string, message []byte) {
	l.t.Helper()
	l.note("= %s", what)
	l.sw.Send(message)
	l.settle()
}

// settle records what the switch is sent before the answer to an echo request,
// and answers it, until there is nothing more.
func (l *lab) settle() {
	const mark = 0xeeee
	for {
		var answers []func() error
		l.sw.Send(openflow.AppendEchoRequest(nil, l.version, mark, nil))
		for {
			h, b, err := l.sw.Next()
			if err != nil {
				return // the controller has ended
			}
			if h.Type == openflow.TypeEchoReply && h.XID == mark {
				break
			}
			if !l.sw.IsBarrier(h) || l.confirmed {
				l.note("%s", describe(l.version, b))
			}
			l.confirmed = l.confirmed || l.sw.IsBarrier(h)                          // the first is the listener's
			if l.version != openflow.Version10 || h.Type != of10.TypeStatsRequest { // the test sends those itself
				answers = append(answers, func() error { return l.sw.Answer(h, b, 0xabc) })
			}
		}
		if len(answers) == 0 {
			return
		}
		for _, answer := range answers {
			if err := answer(); err != nil {
				return
			}
		}
	}
}

// describe says what a message to the switch is.
func describe(v openflow.Version, b []byte) string {
	s := fakeswitch.New(nil, v)
	switch b[1] {
	case of10.TypeFlowMod:
		fm, err := s.ParseFlowMod(b)
		if err != nil {
			return err.Error()
		}
		text := fmt.Sprintf("flow_mod %s priority=%d match={%s} actions=%s",
			[]string{"add", "modify", "modify_strict", "delete", "delete_strict"}[fm.Command], fm.Priority, fm.Match.String(), fm.Instructions.AppendText(nil, v))
		for _, f := range []struct {
			name string
			n    uint64
		}{{"idle_timeout", uint64(fm.IdleTimeout)}, {"hard_timeout", uint64(fm.HardTimeout)}, {"cookie", fm.Cookie}, {"flags", uint64(fm.Flags)},
			{"table", uint64(fm.TableID)}, {"out_port", uint64(fm.OutPort)}, {"out_group", uint64(fm.OutGroup)}} {
			if f.n != 0 {
				text += fmt.Sprintf(" %s=%#x", f.name, f.n)
			}
		}
		if fm.Buffered {
			text += fmt.Sprintf(" buffer=%#x", fm.BufferID)
		}
		return text
	case of10.TypePacketOut:
		po, err := s.ParsePacketOut(b)
		if err != nil {
			return err.Error()
		}
		text := fmt.Sprintf("packet_out in_port=%s actions=%s", openflow.PortName(po.InPort), openflow.AppendActions(nil, v, po.Actions))
		if po.Buffered {
			return text + fmt.Sprintf(" buffer=%#x", po.BufferID)
		}
		return text + " data=" + hex.EncodeToString(po.Data)
	}
	names := map[byte]string{openflow.TypeEchoRequest: "echo_request", openflow.TypeExperimenter: "experimenter", of10.TypeFeaturesRequest: "features_request",
		of10.TypeGetConfigRequest: "get_config_request", of10.TypeSetConfig: "set_config", of10.TypePortMod: "port_mod",
		of10.TypeStatsRequest: "stats_request", of10.TypeBarrierRequest: "barrier_request", of10.TypeQueueGetConfigRequest: "queue_get_config_request"}
	if v == openflow.Version13 {
		names = map[byte]string{openflow.TypeEchoRequest: "echo_request", of13.TypeMultipartRequest: "multipart_request", of13.TypeBarrierRequest: "barrier_request", of13.TypeGroupMod: "group_mod"}
	}
	name := names[b[1]]
	if name == "" {
		name = fmt.Sprint("type ", b[1])
	}
	return fmt.Sprintf("%s %x", name, b[8:])
}

// recorded returns what has happened.
func (l *lab) recorded() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.record.String()
}

// write writes a controller into a folder of its own.
func write(t testing.TB, src string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "controller.rb")
	if err := os.WriteFile(file, []byte(src), 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

// newLab loads a controller given as text.
func newLab(t testing.TB, src string) *lab {
	t.Helper()
	l := &lab{t: t, version: openflow.Version10, file: write(t, src)}
	l.load(l.file, rubyapp.Options{})
	return l
}

// Frames of two hosts, 1 and 2.
var (
	mac1, mac2   = openflow.MAC{2, 0, 0, 0, 0, 1}, openflow.MAC{2, 0, 0, 0, 0, 2}
	ip1, ip2     = openflow.IPv4Addr{10, 0, 0, 1}, openflow.IPv4Addr{10, 0, 0, 2}
	arpRequest   = packet.AppendARP(packet.AppendEthernet(nil, packet.Broadcast, mac1, packet.EthTypeARP), packet.ARPRequest, mac1, ip1, openflow.MAC{}, ip2)
	arpReply     = packet.AppendARP(packet.AppendEthernet(nil, mac1, mac2, packet.EthTypeARP), packet.ARPReply, mac2, ip2, mac1, ip1)
	echoRequest  = ipFrame(packet.ProtoICMP, "0800f7f800010007"+"68656c6c6f")
	udpDatagram  = ipFrame(packet.ProtoUDP, "04d2"+"0035"+"000c"+"0000"+"70696e67")
	tcpSegment   = ipFrame(packet.ProtoTCP, "c350"+"0050"+"00000001"+"00000002"+"5012"+"2000"+"0000"+"0000")
	ipv6Frame    = packet.AppendEthernet(nil, mac2, mac1, packet.EthTypeIPv6)
	lldpFrame, _ = hex.DecodeString("0180c200000e010203040506" + "88cc" + "02090700000000000000ab" + "04050700000003" + "06020078" + "0000")
)

// ipFrame returns a frame from host 1 to host 2.
func ipFrame(proto uint8, payload string) []byte {
	body, err := hex.DecodeString(payload)
	if err != nil {
		panic(err)
	}
	h := packet.IPv4Header(proto, ip1, ip2, len(body))
	return append(append(packet.AppendEthernet(nil, mac2, mac1, packet.EthTypeIPv4), h[:]...), body...)
}

// tagged puts a VLAN tag into a frame.
func tagged(frame []byte, tci uint16) []byte {
	b := append([]byte(nil), frame[:12]...)
	b = binary.BigEndian.AppendUint16(b, packet.EthTypeVLAN)
	b = binary.BigEndian.AppendUint16(b, tci)
	return append(b, frame[12:]...)
}
