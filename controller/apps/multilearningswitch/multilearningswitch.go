// Package multilearningswitch is Trema's learning switch for several switches:
// each has a table of its own of where hosts are. As an example it is the
// simplest learning switch; package learningswitch is the one to use.
package multilearningswitch

import (
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

const (
	agingInterval = 5 * time.Second
	maxAge        = 300 * time.Second
	priority      = 1 // above the table-miss flow's
)

// MultiLearningSwitch is the application.
type MultiLearningSwitch struct {
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
func New() *MultiLearningSwitch { return &MultiLearningSwitch{hosts: make(map[location]sighting)} }

// Start implements controller.Starter.
func (l *MultiLearningSwitch) Start(c *controller.Controller, args []string) error {
	c.Logger().Info("MultiLearningSwitch started.")
	c.Every(agingInterval, l.age)
	return nil
}

// SwitchReady implements controller.SwitchReadyHandler.
func (l *MultiLearningSwitch) SwitchReady(sw *controller.Switch) { sw.SendTableMiss() }

// PacketIn implements controller.PacketInHandler.
func (l *MultiLearningSwitch) PacketIn(sw *controller.Switch, m *openflow.PacketIn) {
	if len(m.Data) < 14 {
		return
	}
	dst, src := openflow.MAC(m.Data[0:6]), openflow.MAC(m.Data[6:12])
	l.hosts[location{sw.DatapathID(), src}] = sighting{m.InPort, time.Now()}

	out := openflow.Output(openflow.PortFlood)
	if to, known := l.hosts[location{sw.DatapathID(), dst}]; known {
		out = openflow.Output(to.port)
		sw.SendFlowMod(&openflow.FlowMod{
			Match:        openflow.ExactMatch(sw.Version(), m.InPort, m.Data),
			Priority:     priority,
			Instructions: openflow.Apply(out),
		})
	}
	var po openflow.PacketOut
	po.Answer(m, out)
	sw.SendPacketOut(&po)
}

// age forgets the addresses that have not been heard for maxAge.
func (l *MultiLearningSwitch) age() {
	for at, seen := range l.hosts {
		if time.Since(seen.at) > maxAge {
			delete(l.hosts, at)
		}
	}
}
