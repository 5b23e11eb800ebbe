package controller_test

import (
	"testing"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/internal/fakeswitch"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
)

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
