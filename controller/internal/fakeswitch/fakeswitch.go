// Package fakeswitch is the other end of a controller's connection: what a switch
// answers to a controller's requests, and for tests a switch that does nothing
// by itself but what its test tells it.
package fakeswitch

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/trema-ns/trema-ns/controller/internal/frame"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
	"github.com/trema-ns/trema-ns/controller/openflow/of13"
)

// Switch is a connection to a controller.
type Switch struct {
	net.Conn
	Version openflow.Version
	Ports   []openflow.Port // what it says it has
	r       *frame.Reader
}

// Timeout bounds every read.
const Timeout = 10 * time.Second

// Dial connects and sends nothing.
func Dial(addr net.Addr, v openflow.Version) (*Switch, error) {
	c, err := net.Dial(addr.Network(), addr.String())
	if err != nil {
		return nil, err
	}
	return New(c, v), nil
}

// New makes a connection a switch's.
func New(c net.Conn, v openflow.Version) *Switch {
	return &Switch{Conn: c, Version: v, Ports: Ports, r: frame.NewReader(c, 1<<12, 0)}
}

// Connect connects and completes the handshake, the barrier that the controller
// sends behind it included.
func Connect(addr net.Addr, v openflow.Version, dpid uint64) (*Switch, error) {
	s, err := Dial(addr, v)
	if err != nil {
		return nil, err
	}
	if err := s.Handshake(dpid); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Handshake says hello and answers until the controller has sent the barrier.
func (s *Switch) Handshake(dpid uint64) error {
	if err := s.Hello(); err != nil {
		return err
	}
	for {
		h, b, err := s.Next()
		if err != nil {
			return err
		}
		if err := s.Answer(h, b, dpid); err != nil {
			return err
		}
		if s.IsBarrier(h) {
			return nil
		}
	}
}

// Hello sends a hello for the switch's version.
func (s *Switch) Hello() error {
	return s.Send(openflow.AppendHello(nil, 1, 1<<s.Version))
}

// Send writes bytes.
func (s *Switch) Send(b []byte) error {
	_, err := s.Write(b)
	return err
}

// Next reads one message; its bytes are the caller's.
func (s *Switch) Next() (h openflow.Header, b []byte, err error) {
	s.SetReadDeadline(time.Now().Add(Timeout))
	h, b, err = s.r.Next()
	return h, bytes.Clone(b), err
}

// NextOf reads messages until one of the given type.
func (s *Switch) NextOf(typ uint8) (openflow.Header, []byte, error) {
	for {
		h, b, err := s.Next()
		if err != nil {
			return h, nil, fmt.Errorf("waiting for type %d: %w", typ, err)
		}
		if h.Type == typ {
			return h, b, nil
		}
	}
}

// IsBarrier reports whether a message is a barrier request.
func (s *Switch) IsBarrier(h openflow.Header) bool {
	return s.Version == openflow.Version10 && h.Type == of10.TypeBarrierRequest ||
		s.Version == openflow.Version13 && h.Type == of13.TypeBarrierRequest
}

// Ports are what a fake switch has unless its test gives it others.
var Ports = []openflow.Port{
	{Number: 1, HWAddr: openflow.MAC{0, 0, 0, 0, 1, 1}, Name: "one"},
	{Number: 2, HWAddr: openflow.MAC{0, 0, 0, 0, 1, 2}, Name: "two"},
}

// Answer answers the requests of a handshake, barriers and echoes.
func (s *Switch) Answer(h openflow.Header, b []byte, dpid uint64) error {
	r, err := Reply(h, b, s.Version, dpid, s.Ports)
	if r == nil {
		return err
	}
	return errors.Join(err, s.Send(r))
}

// PacketIn returns a packet-in message.
func (s *Switch) PacketIn(port uint32, frame []byte) []byte {
	x := openflow.PacketIn{BufferID: openflow.NoBuffer, TotalLen: uint16(len(frame)), InPort: port, Data: frame}
	x.Match.SetInPort(port)
	var b []byte
	var err error
	if s.Version == openflow.Version10 {
		b, err = of10.AppendPacketIn(nil, 1, &x)
	} else {
		b, err = of13.AppendPacketIn(nil, 1, &x)
	}
	if err != nil {
		panic(err) // a fault of the test
	}
	return b
}

// NextFlowMod reads messages until a flow mod.
func (s *Switch) NextFlowMod() (x openflow.FlowMod, err error) {
	_, b, err := s.NextOf(of10.TypeFlowMod) // 14 in both versions
	if err != nil {
		return x, err
	}
	return s.ParseFlowMod(b)
}

// ParseFlowMod reads a flow mod in the switch's version.
func (s *Switch) ParseFlowMod(b []byte) (x openflow.FlowMod, err error) {
	if s.Version == openflow.Version10 {
		err = of10.ParseFlowMod(b, &x)
	} else {
		err = of13.ParseFlowMod(b, &x)
	}
	return x, err
}

// NextPacketOut reads messages until a packet-out.
func (s *Switch) NextPacketOut() (x openflow.PacketOut, err error) {
	_, b, err := s.NextOf(of10.TypePacketOut) // 13 in both versions
	if err != nil {
		return x, err
	}
	return s.ParsePacketOut(b)
}

// ParsePacketOut reads a packet-out in the switch's version.
func (s *Switch) ParsePacketOut(b []byte) (x openflow.PacketOut, err error) {
	if s.Version == openflow.Version10 {
		err = of10.ParsePacketOut(b, &x)
	} else {
		err = of13.ParsePacketOut(b, &x)
	}
	return x, err
}
