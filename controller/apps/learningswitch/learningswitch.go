// Package learningswitch is Trema's learning switch: it learns by which port
// each MAC address is reached and, once the destination of a packet is known,
// has the switch itself forward all packets like it.
//
// It promises what Trema's did: frames for the addresses that a bridge never
// forwards are ignored; packets for unknown destinations are flooded without a
// flow; flows have no timeouts; an address that sends nothing to the controller
// for 300 seconds is forgotten, which is looked after every 5 seconds. On top of
// that every switch has a table of its own, where Trema's had one for all: with
// one switch the two cannot be told apart, and with several one table is wrong,
// because a port number means something else on each.
//
// It works on any switch of OpenFlow 1.0 and 1.3 and knows nothing of how the
// network was built.
package learningswitch

import (
	"fmt"
	"strings"
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

const (
	agingInterval = 5 * time.Second
	maxAge        = 300 * time.Second
)

// priority of learned flows on a 1.3 switch: above the table-miss flow, which
// has 0. On a 1.0 switch they have Trema's 0; an exact match stands above all
// others anyway.
const priority13 = 1

// LearningSwitch is the application. The zero value is ready to use.
type LearningSwitch struct {
	matchMAC bool // flows match on MAC addresses only
	tables   map[*controller.Switch]*table
	last     *controller.Switch // of the packet-in before, and its table
	table    *table
	now      uint32 // agings since the start

	// Used for every packet anew. Their lists of actions have one element.
	fm openflow.FlowMod
	po openflow.PacketOut
}

// New returns the application.
func New() *LearningSwitch { return new(LearningSwitch) }

// Usage lists the arguments Start takes.
const Usage = "--match exact|mac  what a flow matches: every field of the packet (default), or its two MAC addresses"

// Start implements controller.Starter.
func (l *LearningSwitch) Start(c *controller.Controller, args []string) error {
	if err := l.parse(args); err != nil {
		return err
	}
	c.Logger().Info("LearningSwitch started.")
	c.Every(agingInterval, l.age)
	return nil
}

func (l *LearningSwitch) parse(args []string) error {
	for len(args) > 0 {
		name, value, joined := strings.Cut(args[0], "=")
		args = args[1:]
		if name != "--match" {
			return fmt.Errorf("learning-switch does not know the argument %q; it takes --match exact or --match mac", name)
		}
		if !joined {
			if len(args) == 0 {
				return fmt.Errorf("learning-switch: --match needs a value: exact or mac")
			}
			value, args = args[0], args[1:]
		}
		switch value {
		case "exact":
			l.matchMAC = false
		case "mac":
			l.matchMAC = true
		default:
			return fmt.Errorf("learning-switch: --match is exact or mac, not %q", value)
		}
	}
	return nil
}

// SwitchReady implements controller.SwitchReadyHandler.
func (l *LearningSwitch) SwitchReady(sw *controller.Switch) {
	if l.tables == nil {
		l.tables = make(map[*controller.Switch]*table)
	}
	l.tables[sw] = newTable()
	sw.SendTableMiss() // an error means that the switch has gone, which SwitchDisconnected tells
}

// SwitchDisconnected implements controller.SwitchDisconnectedHandler.
func (l *LearningSwitch) SwitchDisconnected(sw *controller.Switch) {
	delete(l.tables, sw)
	if l.last == sw {
		l.last, l.table = nil, nil
	}
}

// PacketIn implements controller.PacketInHandler.
func (l *LearningSwitch) PacketIn(sw *controller.Switch, m *openflow.PacketIn) {
	if len(m.Data) < 14 {
		return
	}
	dst, src := openflow.MAC(m.Data[0:6]), openflow.MAC(m.Data[6:12])
	if dst.IsReserved() {
		return
	}
	t := l.tableOf(sw)
	if t == nil {
		return
	}
	if !src.IsMulticast() {
		t.learn(src, m.InPort, l.now)
	}
	port, known := t.lookup(dst)
	if !known {
		l.send(sw, m, openflow.PortFlood)
		return
	}
	l.addFlow(sw, m, src, dst, port)
	if !m.Buffered() {
		l.send(sw, m, port) // the switch sends a packet it has kept with the flow mod
	}
}

func (l *LearningSwitch) tableOf(sw *controller.Switch) *table {
	if l.last != sw {
		l.last, l.table = sw, l.tables[sw]
	}
	return l.table
}

// addFlow has the switch send packets like m out of port from now on.
func (l *LearningSwitch) addFlow(sw *controller.Switch, m *openflow.PacketIn, src, dst openflow.MAC, port uint32) {
	fm := &l.fm
	if l.matchMAC {
		fm.Match = openflow.Match{}
		fm.Match.SetEthSrc(src)
		fm.Match.SetEthDst(dst)
	} else {
		fm.Match.SetExact(sw.Version(), m.InPort, m.Data)
	}
	fm.Priority = 0
	if sw.Version() >= openflow.Version13 {
		fm.Priority = priority13
	}
	fm.BufferID, fm.Buffered = m.BufferID, m.Buffered()
	fm.Actions = append(fm.Actions[:0], openflow.Output(port))
	sw.SendFlowMod(fm) // an error means that the switch has gone
}

// send sends the packet out of port.
func (l *LearningSwitch) send(sw *controller.Switch, m *openflow.PacketIn, port uint32) {
	l.po.Answer(m, openflow.Output(port))
	sw.SendPacketOut(&l.po) // an error means that the switch has gone
	l.po.Data = nil
}

// age forgets the addresses that have not been heard for maxAge.
func (l *LearningSwitch) age() {
	l.now++
	for _, t := range l.tables {
		t.forget(l.now)
	}
}
