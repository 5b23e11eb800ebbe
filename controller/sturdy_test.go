package controller_test

import (
	"net"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/cbench"
	"github.com/trema-ns/trema-ns/controller/internal/fakeswitch"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

// slowly is a connection that writes byte by byte.
type slowly struct{ net.Conn }

func (s slowly) Write(b []byte) (int, error) {
	for i := range b {
		if _, err := s.Conn.Write(b[i : i+1]); err != nil {
			return i, err
		}
	}
	return len(b), nil
}

func TestByteByByte(t *testing.T) {
	for _, v := range versions {
		j := &journal{}
		c := serve(t, j)
		nc, err := net.Dial("tcp", c.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer nc.Close()
		s := fakeswitch.New(slowly{nc}, v)
		if err := s.Handshake(1); err != nil {
			t.Fatal(err)
		}
		s.Send(s.PacketIn(1, []byte("in pieces")))
		j.hears(t, "packet-in 0x1 1 in pieces")
	}
}

// answering is an application that answers each packet-in with a packet-out.
type answering struct{}

func (answering) PacketIn(sw *controller.Switch, m *openflow.PacketIn) {
	var po openflow.PacketOut
	po.Answer(m, openflow.Output(openflow.PortFlood))
	sw.SendPacketOut(&po)
}

// TestFlood has one switch send as fast as it can; another gets its answers all
// the same.
func TestFlood(t *testing.T) {
	c := serve(t, answering{})
	good := connect(t, c, openflow.Version13, 1)
	flood := connect(t, c, openflow.Version10, 2)
	flood.SetDeadline(time.Time{})
	ended, risen := make(chan struct{}, 2), make(chan struct{})
	go func() {
		defer func() { ended <- struct{}{} }()
		batch := slices.Repeat(flood.PacketIn(1, make([]byte, 1000)), 50)
		for flood.Send(batch) == nil {
		}
	}()
	go func() {
		defer func() { ended <- struct{}{} }()
		for n, buf := 0, make([]byte, 1<<16); ; {
			k, err := flood.Conn.Read(buf)
			if err != nil {
				return
			}
			if n < 4<<20 && n+k >= 4<<20 {
				close(risen)
			}
			n += k
		}
	}()
	<-risen
	for range 100 {
		good.Send(good.PacketIn(1, []byte("hello")))
		if _, err := good.NextPacketOut(); err != nil {
			t.Fatal(err)
		}
	}
	select {
	case <-ended:
		t.Error("the flood has ended before")
		ended <- struct{}{}
	default:
	}
	flood.Close()
	<-ended
	<-ended
}

// TestPortScan connects as scanners do.
func TestPortScan(t *testing.T) {
	j := &journal{}
	c := serve(t, j)
	good := connect(t, c, openflow.Version10, 1)
	probes := [][]byte{nil, {0}, []byte("\r\n\r\n"), []byte("GET / HTTP/1.0\r\n\r\n"), {22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3}, make([]byte, 2000)}
	for i := range 600 {
		s := dial(t, c, openflow.Version10)
		s.Send(probes[i%len(probes)])
		if i%2 == 0 {
			s.Conn.(*net.TCPConn).SetLinger(0) // ends with a reset
		}
		s.Close()
	}
	good.Send(good.PacketIn(1, []byte("still here")))
	j.hears(t, "packet-in 0x1 1 still here")
}

// TestIdleConnectionsAreBounded: two thousand strangers, who connect and say
// nothing, keep no switch from coming, going or working.
func TestIdleConnectionsAreBounded(t *testing.T) {
	const strangers, most = 2000, 100
	needFiles(t, 2*strangers)
	j := &journal{}
	c := serve(t, j, controller.WithMaxConnections(most), controller.WithHandshakeTimeout(time.Hour))
	good := connect(t, c, openflow.Version13, 1)
	var idle []*fakeswitch.Switch
	for range strangers {
		idle = append(idle, dial(t, c, openflow.Version10))
	}
	late := connect(t, c, openflow.Version10, 2)
	waitReady(t, c, 1, 2)
	late.Send(late.PacketIn(1, []byte("late")))
	j.hears(t, "packet-in 0x2 1 late")
	good.Send(good.PacketIn(1, []byte("good")))
	j.hears(t, "packet-in 0x1 1 good")

	// The oldest were closed, and of all no more are open than there may be.
	open := 0
	for i, s := range idle {
		s.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
		if i < strangers-most {
			s.SetReadDeadline(time.Now().Add(fakeswitch.Timeout))
		}
		buf := make([]byte, 100)
		var err error
		for err == nil {
			_, err = s.Conn.Read(buf)
		}
		if e, ok := err.(net.Error); ok && e.Timeout() {
			open++
		}
	}
	if open > most-2 {
		t.Errorf("%d idle connections are open beside two switches; there may be %d in all", open, most)
	}
}

// needFiles skips the test where so many files may not be open.
func needFiles(t *testing.T, n uint64) {
	t.Helper()
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil || limit.Cur < n {
		t.Skipf("%d files may be open, %d are needed", limit.Cur, n)
	}
}

// TestThousandSwitches are served at once, each with its answers, for a few
// kilobytes each.
func TestThousandSwitches(t *testing.T) {
	const switches = 1000
	needFiles(t, 2*switches+100)
	for _, v := range versions {
		c := serve(t, answering{})
		before := memory()
		b, err := cbench.Dial(t.Context(), cbench.Load{
			Address: c.Addr().String(), Version: v, Switches: switches, FirstDPID: 1, MACs: 1, Unlearned: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: connected in %v", v, b.Connected())
		dpids := make([]uint64, switches)
		for i := range dpids {
			dpids[i] = uint64(i + 1)
		}
		waitReady(t, c, dpids...)
		if err := b.Start(); err != nil {
			t.Fatal(err)
		}
		answered := uint64(0)
		for answered < 3*switches {
			s, err := b.Sample(t.Context(), 50*time.Millisecond)
			if err != nil {
				t.Fatal(err)
			}
			answered += s.Answers
		}
		total, err := b.Finish(t.Context())
		if err != nil || total.Wrong != 0 || total.Answers != total.Sent {
			t.Errorf("%v: %+v", err, total)
		}
		each := (memory() - before) / switches
		t.Logf("%s: %d bytes for a switch and its other end", v, each)
		if each > 64<<10 {
			t.Errorf("%d bytes for a switch and its other end", each)
		}
		b.Close()
	}
}

// memory is what is in use, of heap and stacks.
func memory() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse)
}

// TestRefusedFlowIsReported: the handler gets the error with the number of the
// message that the switch has refused, and the switch stays.
func TestRefusedFlowIsReported(t *testing.T) {
	for _, v := range versions {
		app := &refused{errors: make(chan uint32, 1)}
		c := serve(t, app)
		s := connect(t, c, v, 1)
		s.Send(s.PacketIn(1, []byte("x")))
		h, b, err := s.NextOf(14) // flow mod, in both versions
		if err != nil {
			t.Fatal(err)
		}
		s.Send(openflow.AppendErrorMessage(nil, h.XID, &openflow.Error{Version: v, Type: 3, Code: 0, Data: b[:min(len(b), 64)]}))
		if xid := <-app.errors; xid != h.XID {
			t.Errorf("%s: the error is of message %d, want %d", v, xid, h.XID)
		}
		waitReady(t, c, 1)
	}
}

type refused struct{ errors chan uint32 }

func (*refused) PacketIn(sw *controller.Switch, m *openflow.PacketIn) {
	sw.SendFlowMod(&openflow.FlowMod{})
}

func (r *refused) OpenFlowError(sw *controller.Switch, xid uint32, e *openflow.Error) {
	r.errors <- xid
}
