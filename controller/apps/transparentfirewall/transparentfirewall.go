// Package transparentfirewall is Trema's pair of transparent firewalls. They
// stand between an outside and an inside, on ports 1 and 2 of one switch, and
// hand what is suspicious to an inspector on port 3.
//
// Block-rfc1918 suspects packets from or to private addresses. Pass-delegated
// suspects IPv4 packets whose address outside is in none of the prefixes of the
// lists it is given, such as the registries publish them.
package transparentfirewall

import (
	"fmt"
	"log/slog"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/packet"
)

// Usage lists the arguments Start takes.
const Usage = "block-rfc1918           inspect packets from and to private addresses (default)\n" +
	"pass-delegated FILE...  inspect packets from and to addresses outside of the prefixes in the files"

// The ports.
const (
	outside   = 1
	inside    = 2
	inspector = 3
)

// kind is one of the two firewalls.
type kind interface {
	// load sends the flows that make up the firewall.
	load(sw *controller.Switch)
	// loaded is called when the switch has carried them out.
	loaded(sw *controller.Switch)
}

// TransparentFirewall is the application.
type TransparentFirewall struct {
	log    *slog.Logger
	ctl    *controller.Controller
	kind   kind
	sw     *controller.Switch // the one it works on
	loaded uint32             // the xid of the barrier behind the flows
}

// New returns the application.
func New() *TransparentFirewall { return new(TransparentFirewall) }

// Start implements controller.Starter.
func (f *TransparentFirewall) Start(c *controller.Controller, args []string) error {
	f.ctl, f.log = c, c.Logger()
	name := "block-rfc1918"
	if len(args) > 0 {
		name, args = args[0], args[1:]
	}
	switch {
	case name == "block-rfc1918" && len(args) == 0:
		f.kind = blockRFC1918{f.log}
		return nil
	case name == "pass-delegated" && len(args) > 0:
		p, err := newPassDelegated(c, args)
		f.kind = p
		return err
	}
	return fmt.Errorf("transparent-firewall takes block-rfc1918, or pass-delegated and files of prefixes; got %q", append([]string{name}, args...))
}

// SwitchReady implements controller.SwitchReadyHandler.
func (f *TransparentFirewall) SwitchReady(sw *controller.Switch) {
	if f.sw != nil {
		f.log.Info(sw.String() + ": ignored")
		return
	}
	f.sw = sw
	f.log.Info(sw.String() + ": connected")
	f.kind.load(sw)
	f.loaded, _ = sw.SendBarrierRequest() // an error means that the switch has gone
}

// SwitchDisconnected implements controller.SwitchDisconnectedHandler.
func (f *TransparentFirewall) SwitchDisconnected(sw *controller.Switch) {
	if sw == f.sw {
		f.sw = nil
		f.log.Info(sw.String() + ": disconnected")
	}
}

// BarrierReply implements controller.BarrierReplyHandler.
func (f *TransparentFirewall) BarrierReply(sw *controller.Switch, xid uint32) {
	if sw == f.sw && xid == f.loaded {
		f.kind.loaded(sw)
	}
}

// from returns the match for all packets that come in by a port.
func from(port uint32) (m openflow.Match) {
	m.SetInPort(port)
	return m
}

// ipFrom returns the match for the IPv4 packets that come in by a port.
func ipFrom(port uint32) openflow.Match {
	m := from(port)
	m.SetEthType(packet.EthTypeIPv4)
	return m
}

// add adds the flow that sends what matches out of a port.
func add(sw *controller.Switch, priority uint16, m openflow.Match, port uint32) {
	sw.SendFlowMod(&openflow.FlowMod{Match: m, Priority: priority, Instructions: openflow.Apply(openflow.Output(port))})
}
