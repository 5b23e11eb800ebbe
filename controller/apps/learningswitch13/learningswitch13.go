// Package learningswitch13 is Trema's learning switch for OpenFlow 1.3. It has
// two tables: the first throws away what a bridge must not forward and IPv6's
// multicast, the second floods broadcasts, forwards what was learned and sends
// the rest to the controller.
package learningswitch13

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

// The tables.
const (
	filteringTable  = 0
	forwardingTable = 1
)

const (
	agingInterval = 5 * time.Second
	maxAge        = 180 * time.Second
)

// LearningSwitch13 is the application.
type LearningSwitch13 struct {
	log   *slog.Logger
	hosts map[location]sighting
}

// location is an address as one switch sees it.
type location struct {
	dpid uint64
	mac  openflow.MAC
}

// sighting is where and when an address was heard.
type sighting struct {
	port uint32
	at   time.Time
}

// New returns the application.
func New() *LearningSwitch13 { return &LearningSwitch13{hosts: make(map[location]sighting)} }

// Start implements controller.Starter.
func (l *LearningSwitch13) Start(c *controller.Controller, args []string) error {
	l.log = c.Logger()
	l.log.Info("LearningSwitch13 started.")
	c.Every(agingInterval, l.age)
	return nil
}

// SwitchReady implements controller.SwitchReadyHandler.
func (l *LearningSwitch13) SwitchReady(sw *controller.Switch) {
	if sw.Version() < openflow.Version13 {
		l.log.Error(fmt.Sprintf("Switch %s speaks OpenFlow %s, which has one table only.", sw, sw.Version()))
		sw.Close()
		return
	}
	drop := func(dst, mask openflow.MAC) {
		fm := openflow.FlowMod{TableID: filteringTable, Priority: 2}
		fm.Match.SetEthDstMasked(dst, mask)
		sw.SendFlowMod(&fm)
	}
	drop(openflow.MAC{0x01}, openflow.MAC{0xff})
	drop(openflow.MAC{0x33, 0x33}, openflow.MAC{0xff, 0xff})
	sw.SendFlowMod(&openflow.FlowMod{TableID: filteringTable, Priority: 1,
		Instructions: openflow.Instructions{GotoTable: forwardingTable}})

	broadcast := openflow.FlowMod{TableID: forwardingTable, Priority: 3,
		Instructions: openflow.Apply(openflow.Output(openflow.PortFlood))}
	broadcast.Match.SetEthDst(openflow.ExactMAC)
	sw.SendFlowMod(&broadcast)
	sw.SendFlowMod(&openflow.FlowMod{TableID: forwardingTable, Priority: 1,
		Instructions: openflow.Apply(openflow.OutputController(openflow.MaxLenNoBuffer))})
}

// PacketIn implements controller.PacketInHandler.
func (l *LearningSwitch13) PacketIn(sw *controller.Switch, m *openflow.PacketIn) {
	if len(m.Data) < 14 {
		return
	}
	dst, src := openflow.MAC(m.Data[0:6]), openflow.MAC(m.Data[6:12])
	l.hosts[location{sw.DatapathID(), src}] = sighting{m.InPort, time.Now()}

	out := openflow.Output(openflow.PortFlood)
	if to, known := l.hosts[location{sw.DatapathID(), dst}]; known {
		out = openflow.Output(to.port)
		fm := openflow.FlowMod{TableID: forwardingTable, Priority: 2, IdleTimeout: uint16(maxAge / time.Second),
			Instructions: openflow.Apply(out)}
		fm.Match.SetInPort(m.InPort)
		fm.Match.SetEthSrc(src)
		fm.Match.SetEthDst(dst)
		sw.SendFlowMod(&fm)
	}
	var po openflow.PacketOut
	po.Answer(m, out)
	sw.SendPacketOut(&po)
}

// age forgets the addresses that have not been heard for maxAge.
func (l *LearningSwitch13) age() {
	for at, seen := range l.hosts {
		if time.Since(seen.at) > maxAge {
			delete(l.hosts, at)
		}
	}
}
