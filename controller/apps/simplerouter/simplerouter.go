// Package simplerouter is Trema's simple router: a switch that forwards IPv4
// between the networks on its ports. It answers ARP and pings for its own
// addresses. The first packet to a host waits until ARP has found it; then the
// switch itself forwards all packets like it.
package simplerouter

import (
	"fmt"
	"log/slog"
	"net/netip"
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/packet"
)

// Usage lists the arguments Start takes.
const Usage = "[FILE]  the configuration, simple_router.conf unless it is said: Ruby with $interface and $route, or with a module of INTERFACES and ROUTES"

const (
	agingInterval = 5 * time.Second
	maxAge        = 300 * time.Second // of what ARP has told
	priority      = 1                 // above the table-miss flow's
	maxWaiting    = 64                // packets for one next hop
)

// SimpleRouter is the application.
type SimpleRouter struct {
	log     *slog.Logger
	config  *Config
	arp     map[netip.Addr]neighbour
	waiting map[netip.Addr][]*openflow.PacketIn // by next hop
}

// neighbour is a host beside the router.
type neighbour struct {
	mac openflow.MAC
	at  time.Time
}

// New returns the application.
func New() *SimpleRouter {
	return &SimpleRouter{arp: make(map[netip.Addr]neighbour), waiting: make(map[netip.Addr][]*openflow.PacketIn)}
}

// Start implements controller.Starter.
func (r *SimpleRouter) Start(c *controller.Controller, args []string) error {
	name := "simple_router.conf"
	switch len(args) {
	case 0:
	case 1:
		name = args[0]
	default:
		return fmt.Errorf("simple-router takes one file, not %d", len(args))
	}
	config, err := ReadConfig(name)
	if err != nil {
		return fmt.Errorf("simple-router: %w", err)
	}
	r.config, r.log = config, c.Logger()
	r.log.Info("SimpleRouter started.")
	c.Every(agingInterval, r.age)
	return nil
}

// SwitchReady implements controller.SwitchReadyHandler.
func (r *SimpleRouter) SwitchReady(sw *controller.Switch) {
	sw.SendFlowMod(&openflow.FlowMod{Command: openflow.FlowDelete, TableID: openflow.AllTables})
	sw.SendTableMiss()
}

// PacketIn implements controller.PacketInHandler.
func (r *SimpleRouter) PacketIn(sw *controller.Switch, m *openflow.PacketIn) {
	var p packet.Packet
	in := r.interfaceAt(m.InPort)
	if in == nil || !packet.Decode(m.Data, &p) || p.EthDst != packet.Broadcast && p.EthDst != in.MAC {
		return
	}
	switch {
	case p.Has(packet.LayerVLAN):
	case p.Has(packet.LayerARP):
		r.handleARP(sw, in, &p)
	case p.Has(packet.LayerIPv4) && r.isOurs(p.Dst.Netip()):
		if reply := packet.EchoReply(m.Data); reply != nil {
			send(sw, in.Port, reply)
		}
	case p.Has(packet.LayerIPv4) && p.EthDst == in.MAC:
		r.forward(sw, m, p.Dst.Netip())
	}
}

// handleARP answers requests for the interface's address, learns from those who
// ask for it and from replies, and sends on what has waited for them.
func (r *SimpleRouter) handleARP(sw *controller.Switch, in *Interface, p *packet.Packet) {
	if p.Dst.Netip() != in.Address.Addr() {
		return
	}
	sender := p.Src.Netip()
	if in.Address.Contains(sender) {
		r.arp[sender] = neighbour{p.SHA, time.Now()}
	}
	if p.Proto == packet.ARPRequest {
		frame := packet.AppendEthernet(nil, p.EthSrc, in.MAC, packet.EthTypeARP)
		send(sw, in.Port, packet.AppendARP(frame, packet.ARPReply, in.MAC, p.Dst, p.SHA, p.Src))
	}
	waiting := r.waiting[sender]
	delete(r.waiting, sender)
	for _, m := range waiting {
		var q packet.Packet
		packet.Decode(m.Data, &q)
		r.forward(sw, m, q.Dst.Netip())
	}
}

// forward sends a packet to its next hop, or asks for the next hop's address.
func (r *SimpleRouter) forward(sw *controller.Switch, m *openflow.PacketIn, to netip.Addr) {
	hop := r.nextHop(to)
	out := r.interfaceTo(hop)
	if out == nil || out.Port == m.InPort {
		return
	}
	next, known := r.arp[hop]
	if !known {
		if len(r.waiting[hop]) < maxWaiting {
			r.waiting[hop] = append(r.waiting[hop], m.Clone())
		}
		frame := packet.AppendEthernet(nil, packet.Broadcast, out.MAC, packet.EthTypeARP)
		own, target := openflow.IPv4Addr(out.Address.Addr().As4()), openflow.IPv4Addr(hop.As4())
		send(sw, out.Port, packet.AppendARP(frame, packet.ARPRequest, out.MAC, own, openflow.MAC{}, target))
		return
	}
	actions := []openflow.Action{openflow.SetEthSrc(out.MAC), openflow.SetEthDst(next.mac), openflow.Output(out.Port)}
	sw.SendFlowMod(&openflow.FlowMod{
		Match:        openflow.ExactMatch(sw.Version(), m.InPort, m.Data),
		Priority:     priority,
		Instructions: openflow.Apply(actions...),
	})
	var po openflow.PacketOut
	po.Answer(m, actions...)
	sw.SendPacketOut(&po)
}

// nextHop returns to whom a packet for an address is sent: the address itself if
// it is on a network of ours, or what the most specific route says. The zero
// address stands for nobody.
func (r *SimpleRouter) nextHop(to netip.Addr) (hop netip.Addr) {
	if r.interfaceTo(to) != nil {
		return to
	}
	bits := -1
	for _, route := range r.config.Routes {
		if route.Network.Contains(to) && route.Network.Bits() > bits {
			hop, bits = route.NextHop, route.Network.Bits()
		}
	}
	return hop
}

func (r *SimpleRouter) interfaceAt(port uint32) *Interface {
	return r.find(func(i *Interface) bool { return i.Port == port })
}

// interfaceTo returns the interface to the network that an address is on.
func (r *SimpleRouter) interfaceTo(a netip.Addr) *Interface {
	return r.find(func(i *Interface) bool { return i.Address.Contains(a) })
}

func (r *SimpleRouter) isOurs(a netip.Addr) bool {
	return r.find(func(i *Interface) bool { return i.Address.Addr() == a }) != nil
}

func (r *SimpleRouter) find(f func(*Interface) bool) *Interface {
	for i := range r.config.Interfaces {
		if f(&r.config.Interfaces[i]) {
			return &r.config.Interfaces[i]
		}
	}
	return nil
}

// age forgets what ARP told more than maxAge ago, and packets for which no
// answer has come.
func (r *SimpleRouter) age() {
	for a, n := range r.arp {
		if time.Since(n.at) > maxAge {
			delete(r.arp, a)
		}
	}
	clear(r.waiting)
}

// send sends a frame out of a port.
func send(sw *controller.Switch, port uint32, frame []byte) {
	sw.SendPacketOut(&openflow.PacketOut{Actions: []openflow.Action{openflow.Output(port)}, Data: frame})
}
