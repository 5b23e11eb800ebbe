// Package cbench puts load on an OpenFlow controller and checks what comes back.
// It does what the benchmark cbench does: it pretends to be switches with hosts
// behind them, sends packet-ins, and counts the answers.
//
// Each switch has as many hosts as there are MAC addresses, and each host one
// peer that it writes to. A host is behind a port of an odd number, its peer
// behind the next. A controller that forwards between MAC addresses answers with
// a flow mod or a packet-out to the port of the peer, one that does not know the
// peer floods. Every answer is looked at: it has to name the buffer of a packet
// that waits for it, or carry such a packet, and to send it the right way. Wrong
// ones are counted, and the first is kept with the reason.
//
// In latency mode each switch waits for an answer before it sends the next
// packet; in throughput mode it sends as fast as the controller reads. The
// package works with any controller of OpenFlow 1.0 or 1.3.
package cbench

import (
	"errors"
	"fmt"

	"github.com/trema-ns/trema-ns/controller/openflow"
)

// Load is what a controller has to bear.
type Load struct {
	Address    string           // "host:port", or "unix:/path"
	Version    openflow.Version // 1.0 or 1.3; 1.0 if it is 0
	Switches   int              // at least 1
	FirstDPID  uint64           // of the first switch; the others follow
	MACs       int              // hosts a switch, at least 1
	Throughput bool             // rather than latency
	// Whole has packets come whole, as Open vSwitch sends them, instead of with
	// the number of a buffer in which the switch has kept them. A controller
	// answers such a packet with a packet-out that carries it.
	Whole bool
	// Unlearned leaves out the packets by which a controller learns where the
	// peers are, before the first measurement.
	Unlearned bool
}

const (
	// maxMACs is how many hosts a switch can have: their numbers are in three
	// bytes of their MAC and IP addresses.
	maxMACs = 1 << 22
	// maxSwitches is how many switches there can be: their numbers are in two
	// bytes of the hosts' MAC addresses.
	maxSwitches = 1 << 16
)

// Check says what is wrong with a load, and fills in what was left out.
func (l *Load) Check() error {
	if l.Version == 0 {
		l.Version = openflow.Version10
	}
	switch {
	case l.Address == "":
		return errors.New("no address of a controller")
	case l.Version != openflow.Version10 && l.Version != openflow.Version13:
		return fmt.Errorf("OpenFlow %s is not spoken here, only 1.0 and 1.3", l.Version)
	case l.Switches < 1 || l.Switches > maxSwitches:
		return fmt.Errorf("%d switches; there may be 1 to %d", l.Switches, maxSwitches)
	case l.MACs < 1 || l.MACs > maxMACs:
		return fmt.Errorf("%d MAC addresses a switch; there may be 1 to %d", l.MACs, maxMACs)
	}
	return nil
}

// window is how many packets of one switch may be without an answer. All
// switches together have some hundred thousand, which is more than the buffers
// of TCP hold.
func (l *Load) window() uint32 {
	if !l.Throughput {
		return 1
	}
	w := uint32(1 << 14)
	for w > 64 && int(w)*l.Switches > 1<<18 {
		w /= 2
	}
	return w
}
