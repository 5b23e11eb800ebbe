package controller_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/internal/fakeswitch"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
	"github.com/trema-ns/trema-ns/controller/openflow/of13"
)

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
			t.Parallel()
			j := &journal{}
			// Long enough for the good switch to answer on a busy machine.
			c := serve(t, j, controller.WithHandshakeTimeout(3*time.Second),
				controller.WithKeepAlive(200*time.Millisecond, 3*time.Second))
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
