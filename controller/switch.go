package controller

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/trema-ns/trema-ns/controller/openflow"
)

// Switch is a connection to a switch. When the switch connects again, that is
// another Switch with the same datapath ID. All methods may be called at any
// time from any goroutine; those that take a context wait for the switch and
// must not be called by a handler, which would keep the answer from being read:
// see [Controller.Go].
//
// The Send methods put a message into the switch's buffer and return; it is
// written when the handler has returned, or soon after when no handler runs.
// Their error is an *openflow.UnsupportedError when the switch's version cannot
// say the message, or why the connection has ended.
type Switch struct {
	conn
	ctl       *Controller // nil when dialed
	number    uint64      // the how manieth connection it is
	dpid      uint64
	since     time.Time     // set before known
	known     atomic.Bool   // the handshake is complete
	settled   bool          // guarded by ctl.mu: SwitchReady's messages are carried out
	told      bool          // in the handlers' turn: ready was said, disconnected was not
	keepAlive atomic.Uint32 // the xid of the watchdog's echo request
	plain     atomic.Bool   // it has refused Open vSwitch's form of flow stats
	requests  requests

	infoMu sync.Mutex // guards features
	info   openflow.Features

	// Used by the reading goroutine for every message anew.
	packetIn openflow.PacketIn
	echo     int64 // by the watchdog: the readSince an echo request was sent for
	stopped  chan struct{}
}

// DatapathInfo describes a connected switch.
type DatapathInfo struct {
	DatapathID uint64
	Version    openflow.Version
	RemoteAddr string
	Since      time.Time // when the handshake was complete
	Ports      []openflow.Port
}

// DatapathID returns the switch's number.
func (s *Switch) DatapathID() uint64 { return s.dpid }

// String returns the switch's number as Trema prints it, such as 0xabc.
func (s *Switch) String() string { return hex(s.dpid) }

// Version returns the version of OpenFlow that was agreed.
func (s *Switch) Version() openflow.Version { return s.version }

// RemoteAddr returns where the switch has connected from.
func (s *Switch) RemoteAddr() string {
	if a := s.nc.RemoteAddr(); a != nil {
		return a.String()
	}
	return ""
}

// Features returns a copy of what the switch has said of itself in the
// handshake, with its ports as they are now. Ports are there in both versions.
func (s *Switch) Features() *openflow.Features {
	s.infoMu.Lock()
	defer s.infoMu.Unlock()
	f := s.info
	f.Ports = slices.Clone(f.Ports)
	return &f
}

// Ports returns a copy of the switch's ports as they are now.
func (s *Switch) Ports() []openflow.Port { return s.Features().Ports }

func (s *Switch) updatePort(st *openflow.PortStatus) {
	s.infoMu.Lock()
	defer s.infoMu.Unlock()
	i := slices.IndexFunc(s.info.Ports, func(p openflow.Port) bool { return p.Number == st.Port.Number })
	switch {
	case st.Reason == openflow.PortDeleted:
		if i >= 0 {
			s.info.Ports = slices.Delete(s.info.Ports, i, i+1)
		}
	case i >= 0:
		s.info.Ports[i] = st.Port
	default:
		s.info.Ports = append(s.info.Ports, st.Port)
	}
}

// Done is closed when the connection has ended.
func (s *Switch) Done() <-chan struct{} { return s.done }

// Err returns why the connection has ended, nil while it has not.
func (s *Switch) Err() error { return s.reason() }

// SendFlowMod adds, changes or deletes flows.
func (s *Switch) SendFlowMod(fm *openflow.FlowMod) error {
	xid, err := s.lock()
	if err != nil {
		return err
	}
	s.out, err = appendFlowMod(s.out, s.version, xid, fm)
	s.unlock()
	return err
}

// SendPacketOut has the switch send a packet.
func (s *Switch) SendPacketOut(po *openflow.PacketOut) error {
	xid, err := s.lock()
	if err != nil {
		return err
	}
	s.out, err = appendPacketOut(s.out, s.version, xid, po)
	s.unlock()
	return err
}

// SendTableMiss has packets that match no flow sent to the controller whole, as
// an OpenFlow 1.0 switch does by itself (1.3 §5.4). With 1.0 it does nothing.
// The flow has priority 0: what is to be found before it needs at least 1.
func (s *Switch) SendTableMiss() error {
	if s.version < openflow.Version13 {
		return nil
	}
	fm := openflow.FlowMod{}
	fm.Actions = []openflow.Action{openflow.OutputController(openflow.MaxLenNoBuffer)}
	return s.SendFlowMod(&fm)
}

// SendBarrierRequest asks for a message when all sent before is done, which the
// BarrierReplyHandler gets, and returns its xid. [Switch.Barrier] waits for it.
func (s *Switch) SendBarrierRequest() (xid uint32, err error) {
	return s.send(func(dst []byte, xid uint32) ([]byte, error) {
		return appendBarrierRequest(dst, s.version, xid), nil
	})
}

// SendMessage sends a message of the caller's making: a whole one in the
// switch's version. It is copied, and its xid stays what it is.
func (s *Switch) SendMessage(b []byte) error {
	if _, err := s.lock(); err != nil {
		return err
	}
	s.out = append(s.out, b...)
	s.unlock()
	return nil
}

// Barrier returns when the switch has carried out all that was sent before.
func (s *Switch) Barrier(ctx context.Context) error {
	return s.request(ctx, s.reply(kindBarrierReply, func([]byte) error { return nil }), func(dst []byte, xid uint32) ([]byte, error) {
		return appendBarrierRequest(dst, s.version, xid), nil
	})
}

// Close ends the connection. Of a dialed switch it waits until nothing of it is
// left; handlers may call it for a switch of their controller.
func (s *Switch) Close() error {
	s.close(errClosed)
	if s.ctl == nil {
		<-s.stopped
	}
	return nil
}
