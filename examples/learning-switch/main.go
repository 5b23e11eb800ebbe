// Command learning-switch learns behind which port each host is.
package main

import (
	"maps"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/packet"
)

// learningSwitch has the port behind which a switch sees a host.
type learningSwitch map[host]uint32

type host struct {
	sw  *controller.Switch
	mac openflow.MAC
}

// SwitchReady has the switch send what it has no flow for.
func (l learningSwitch) SwitchReady(sw *controller.Switch) { sw.SendTableMiss() }

// PacketIn learns from the packet's source and sends it on to its destination.
func (l learningSwitch) PacketIn(sw *controller.Switch, m *openflow.PacketIn) {
	frame, ok := packet.ParseEthernet(m.Data)
	if !ok {
		return
	}
	l[host{sw, frame.Src()}] = m.InPort
	port, known := l[host{sw, frame.Dst()}]
	if !known {
		port = openflow.PortFlood
	} else {
		flow := openflow.FlowMod{Priority: 1, IdleTimeout: 60}
		flow.Match.SetInPort(m.InPort)
		flow.Match.SetEthDst(frame.Dst())
		flow.Actions = []openflow.Action{openflow.Output(port)}
		sw.SendFlowMod(&flow)
	}
	var out openflow.PacketOut
	out.Answer(m, openflow.Output(port))
	sw.SendPacketOut(&out)
}

// SwitchDisconnected forgets what was behind the switch.
func (l learningSwitch) SwitchDisconnected(sw *controller.Switch) {
	maps.DeleteFunc(l, func(h host, _ uint32) bool { return h.sw == sw })
}

func main() { controller.Main(learningSwitch{}) }
