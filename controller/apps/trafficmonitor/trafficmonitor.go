// Package trafficmonitor is Trema's traffic monitor: a learning switch that
// counts what each MAC address sends. Packets of flows are counted by the switch
// and told when a flow ends, after ten seconds; every ten seconds the counts are
// printed.
package trafficmonitor

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

const (
	interval    = 10 * time.Second
	hardTimeout = 10 // seconds
	priority    = 0xffff
)

// TrafficMonitor is the application.
type TrafficMonitor struct {
	log    *slog.Logger
	ports  map[location]uint32
	counts map[openflow.MAC]*count
	order  []*count // by first appearance
}

// location is an address as one switch sees it.
type location struct {
	dpid uint64
	mac  openflow.MAC
}

// count is what an address has sent.
type count struct {
	mac            openflow.MAC
	packets, bytes uint64
}

// New returns the application.
func New() *TrafficMonitor {
	return &TrafficMonitor{ports: make(map[location]uint32), counts: make(map[openflow.MAC]*count)}
}

// Start implements controller.Starter.
func (t *TrafficMonitor) Start(c *controller.Controller, args []string) error {
	t.log = c.Logger()
	c.After(interval, func() { c.Every(interval, t.show) })
	return nil
}

// SwitchReady implements controller.SwitchReadyHandler.
func (t *TrafficMonitor) SwitchReady(sw *controller.Switch) { sw.SendTableMiss() }

// PacketIn implements controller.PacketInHandler.
func (t *TrafficMonitor) PacketIn(sw *controller.Switch, m *openflow.PacketIn) {
	if len(m.Data) < 14 {
		return
	}
	dst, src := openflow.MAC(m.Data[0:6]), openflow.MAC(m.Data[6:12])
	t.ports[location{sw.DatapathID(), src}] = m.InPort
	t.add(src, 1, uint64(m.TotalLen))
	port, known := t.ports[location{sw.DatapathID(), dst}]
	if known {
		t.addFlow(sw, src, dst, port)
	} else {
		port = openflow.PortFlood
	}
	var po openflow.PacketOut
	po.Answer(m, openflow.Output(port))
	sw.SendPacketOut(&po)
}

func (t *TrafficMonitor) addFlow(sw *controller.Switch, src, dst openflow.MAC, port uint32) {
	fm := openflow.FlowMod{Priority: priority, HardTimeout: hardTimeout, Flags: openflow.FlowSendRemoved,
		Instructions: openflow.Apply(openflow.Output(port))}
	fm.Match.SetEthSrc(src)
	fm.Match.SetEthDst(dst)
	sw.SendFlowMod(&fm)
}

// FlowRemoved implements controller.FlowRemovedHandler.
func (t *TrafficMonitor) FlowRemoved(sw *controller.Switch, m *openflow.FlowRemoved) {
	t.add(m.Match.EthSrc, m.PacketCount, m.ByteCount)
}

func (t *TrafficMonitor) add(mac openflow.MAC, packets, bytes uint64) {
	c := t.counts[mac]
	if c == nil {
		c = &count{mac: mac}
		t.counts[mac] = c
		t.order = append(t.order, c)
	}
	c.packets += packets
	c.bytes += bytes
}

func (t *TrafficMonitor) show() {
	t.log.Info(time.Now().Format("2006-01-02 15:04:05 -0700"))
	for _, c := range t.order {
		t.log.Info(fmt.Sprintf("%s %d packets (%d bytes)", c.mac, c.packets, c.bytes))
	}
}
