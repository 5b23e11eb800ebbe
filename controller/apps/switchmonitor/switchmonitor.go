// Package switchmonitor is Trema's switch monitor: it tells of the switches that
// come and go, what each is, and every ten seconds which there are.
package switchmonitor

import (
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

const interval = 10 * time.Second

// SwitchMonitor is the application.
type SwitchMonitor struct {
	log      *slog.Logger
	switches map[uint64]*controller.Switch
}

// New returns the application.
func New() *SwitchMonitor { return &SwitchMonitor{switches: make(map[uint64]*controller.Switch)} }

// Start implements controller.Starter.
func (m *SwitchMonitor) Start(c *controller.Controller, args []string) error {
	m.log = c.Logger()
	m.log.Info("SwitchMonitor started.")
	c.Every(interval, func() { m.log.Info(m.all()) })
	return nil
}

// SwitchReady implements controller.SwitchReadyHandler.
func (m *SwitchMonitor) SwitchReady(sw *controller.Switch) {
	m.switches[sw.DatapathID()] = sw
	m.log.Info(sw.String() + " is up (" + m.all() + ")")
	sw.SendStatsRequest(&openflow.StatsRequest{Type: openflow.StatsDesc})
}

// SwitchDisconnected implements controller.SwitchDisconnectedHandler.
func (m *SwitchMonitor) SwitchDisconnected(sw *controller.Switch) {
	delete(m.switches, sw.DatapathID())
	m.log.Info(sw.String() + " is down (" + m.all() + ")")
}

// StatsReply implements controller.StatsReplyHandler.
func (m *SwitchMonitor) StatsReply(sw *controller.Switch, _ uint32, r *openflow.StatsReply) {
	if r.Type != openflow.StatsDesc {
		return
	}
	for _, line := range []string{
		"manufacturer = " + r.Desc.Manufacturer,
		"hardware info = " + r.Desc.Hardware,
		"software info = " + r.Desc.Software,
		"serial number = " + r.Desc.SerialNumber,
		"description = " + r.Desc.Datapath,
	} {
		m.log.Info("Switch " + sw.String() + " " + line)
	}
}

// all lists the switches by number.
func (m *SwitchMonitor) all() string {
	var names []string
	for _, dpid := range slices.Sorted(maps.Keys(m.switches)) {
		names = append(names, m.switches[dpid].String())
	}
	return "All = " + strings.Join(names, ", ")
}
