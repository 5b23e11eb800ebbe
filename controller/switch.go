package controller

import (
	"context"
	"time"

	"github.com/trema-ns/trema-ns/controller/openflow"
)

// Switch is a connection to a switch. When the switch connects again, that is
// another Switch with the same datapath ID. All methods may be called at any
// time from any goroutine; those that take a context wait for the switch and
// must not be called by a handler, which would keep the answer from being read:
// see [Controller.Go].
type Switch struct{}

// DatapathInfo describes a connected switch.
type DatapathInfo struct {
	DatapathID uint64
	Version    openflow.Version
	RemoteAddr string
	Since      time.Time
	Ports      []openflow.Port
}

// DatapathID returns the switch's number.
func (s *Switch) DatapathID() uint64 { return 0 }

// Version returns the version of OpenFlow that was agreed.
func (s *Switch) Version() openflow.Version { return 0 }

// Features returns what the switch has said of itself in the handshake; Ports
// is filled in both versions.
func (s *Switch) Features() *openflow.Features { return nil }

// Send methods put a message into the switch's buffer and return; it is written
// when the handler has returned, or soon after when no handler runs. The error
// is *openflow.UnsupportedError when the switch's version cannot say the
// message, or why the connection has ended.

// SendFlowMod adds, changes or deletes flows.
func (s *Switch) SendFlowMod(fm *openflow.FlowMod) error { return errNotYet }

// SendPacketOut has the switch send a packet.
func (s *Switch) SendPacketOut(po *openflow.PacketOut) error { return errNotYet }

// SendTableMiss has packets that match no flow sent to the controller whole, as
// an OpenFlow 1.0 switch does by itself. With 1.0 it does nothing.
func (s *Switch) SendTableMiss() error { return errNotYet }

// Barrier returns when the switch has carried out all that was sent before.
func (s *Switch) Barrier(ctx context.Context) error { return errNotYet }

// FlowStats asks for the flows that req names; openflow.AllFlows names all.
func (s *Switch) FlowStats(ctx context.Context, req openflow.FlowStatsRequest) ([]openflow.FlowStats, error) {
	return nil, errNotYet
}

// Close ends the connection. It does not wait for handlers.
func (s *Switch) Close() error { return errNotYet }

// Dial connects to a switch that listens, such as the management socket of an
// Open vSwitch bridge: network "unix", address "<rundir>/<bridge>.mgmt". The
// handshake is bounded by ctx. Only the given version is offered; 0 stands for
// the highest both know. No handlers are called. The caller closes it.
func Dial(ctx context.Context, network, address string, version openflow.Version) (*Switch, error) {
	return nil, errNotYet
}
