// Package routingswitch is Trema's routing switch: many switches that work as
// one. It finds out how they are connected, learns by which outer port each host
// is reached, and has packets go the shortest way. When a link on the way goes,
// the flows of that way do, and the next packet finds another.
//
// With --slicing it is Trema's sliceable switch: a packet goes only from one
// member of a [Slice] to another.
package routingswitch

import (
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/apps/topology"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

// Usage lists the arguments Start takes.
const Usage = "--slicing       keep hosts apart that are in no slice together\n" +
	"--rest ADDRESS  with --slicing: serve slices over HTTP, at 127.0.0.1:9292 for instance"

// settleTime is how long after its appearance a port counts as an outer one: by
// then LLDP has told if it is not, and packets that are sent out of all outer
// ports do not circle.
const settleTime = 300 * time.Millisecond

// RoutingSwitch is the application.
type RoutingSwitch struct {
	*topology.Discovery
	log    *slog.Logger
	ctl    *controller.Controller
	hosts  map[openflow.MAC]topology.Port
	since  map[topology.Port]time.Time // when each port appeared
	paths  []*path
	slices *Slices // nil: every host may reach every other
	settle time.Duration
}

// New returns the application.
func New() *RoutingSwitch {
	r := &RoutingSwitch{hosts: make(map[openflow.MAC]topology.Port), since: make(map[topology.Port]time.Time), settle: settleTime}
	r.Discovery = topology.NewDiscovery(r.changed)
	return r
}

// Start implements controller.Starter.
func (r *RoutingSwitch) Start(c *controller.Controller, args []string) error {
	r.ctl, r.log = c, c.Logger()
	rest := ""
	for len(args) > 0 {
		name, value, joined := strings.Cut(args[0], "=")
		args = args[1:]
		switch {
		case name == "--slicing" && !joined:
			r.slices = newSlices(r.sliceChanged)
		case name == "--rest" && (joined || len(args) > 0):
			if rest = value; !joined {
				rest, args = args[0], args[1:]
			}
		default:
			return fmt.Errorf("routing-switch takes --slicing and --rest ADDRESS, not %q", name)
		}
	}
	if rest != "" {
		if r.slices == nil {
			return fmt.Errorf("routing-switch: --rest is of use with --slicing only")
		}
		if err := serveREST(c, r.slices, rest); err != nil {
			return fmt.Errorf("routing-switch: %w", err)
		}
	}
	r.log.Info("RoutingSwitch started.")
	r.Discovery.Start(c)
	return nil
}

// SwitchReady implements controller.SwitchReadyHandler. Flows of an earlier
// connection belong to paths that are no more.
func (r *RoutingSwitch) SwitchReady(sw *controller.Switch) {
	sw.SendFlowMod(&openflow.FlowMod{Command: openflow.FlowDelete, TableID: openflow.AllTables})
	r.Discovery.SwitchReady(sw)
}

// PortAdd implements controller.PortAddHandler.
func (r *RoutingSwitch) PortAdd(sw *controller.Switch, p *openflow.Port) { r.PortChanged(sw, p) }

// PortModify implements controller.PortModifyHandler.
func (r *RoutingSwitch) PortModify(sw *controller.Switch, p *openflow.Port) { r.PortChanged(sw, p) }

// PacketIn implements controller.PacketInHandler.
func (r *RoutingSwitch) PacketIn(sw *controller.Switch, m *openflow.PacketIn) {
	if r.Discovery.PacketIn(sw, m) || len(m.Data) < 14 {
		return
	}
	dst, src := openflow.MAC(m.Data[0:6]), openflow.MAC(m.Data[6:12])
	from := topology.Port{Switch: sw.DatapathID(), Number: m.InPort}
	if dst.IsReserved() || !r.HasPort(from) {
		return
	}
	if _, linked := r.Peer(from); !linked && !src.IsMulticast() {
		r.learn(src, from)
	}
	if int(m.TotalLen) > len(m.Data) {
		return // without the whole of it, it cannot leave by another switch
	}
	to, known := r.hosts[dst]
	if known && r.allowed(member{from, src}, member{to, dst}) {
		if ports := r.Path(from, to); ports != nil {
			r.install(ports, m.Data)
			r.output(to, m.Data)
			return
		}
	}
	r.flood(from, src, m.Data)
}

// learn notes where a host is. Ways to where it was before lead nowhere.
func (r *RoutingSwitch) learn(host openflow.MAC, at topology.Port) {
	if was, known := r.hosts[host]; known && was != at {
		r.deletePaths(func(p *path) bool { return p.src == host || p.dst == host })
	}
	r.hosts[host] = at
}

// flood sends a packet out of all outer ports but the one it came by, of which
// the slices of its sender may leave some.
func (r *RoutingSwitch) flood(from topology.Port, src openflow.MAC, data []byte) {
	for _, dpid := range r.Switches() {
		po := openflow.PacketOut{Data: data}
		for _, number := range r.Ports(dpid) {
			p := topology.Port{Switch: dpid, Number: number}
			if p != from && r.isOuter(p) && (r.slices == nil || r.slices.reaches(member{from, src}, p)) {
				po.Actions = append(po.Actions, openflow.Output(number))
			}
		}
		if sw := r.ctl.Switch(dpid); sw != nil && len(po.Actions) > 0 {
			sw.SendPacketOut(&po)
		}
	}
}

// isOuter reports whether behind a port there is a host, or nothing.
func (r *RoutingSwitch) isOuter(p topology.Port) bool {
	_, linked := r.Peer(p)
	return !linked && time.Since(r.since[p]) >= r.settle
}

func (r *RoutingSwitch) output(to topology.Port, data []byte) {
	if sw := r.ctl.Switch(to.Switch); sw != nil {
		sw.SendPacketOut(&openflow.PacketOut{Actions: []openflow.Action{openflow.Output(to.Number)}, Data: data})
	}
}

func (r *RoutingSwitch) allowed(from, to member) bool {
	return r.slices == nil || r.slices.share(from, to)
}

// changed hears of the topology.
func (r *RoutingSwitch) changed(e topology.Event) {
	switch e.Kind {
	case topology.PortAdded:
		r.since[e.Port] = time.Now()
	case topology.PortDeleted:
		delete(r.since, e.Port)
		r.forgetHosts(e.Port)
		r.deletePaths(func(p *path) bool { return p.passes(e.Port) })
	case topology.LinkAdded:
		// Whoever was heard there is behind another switch.
		r.forgetHosts(e.Link.A)
		r.forgetHosts(e.Link.B)
		r.deletePaths(func(p *path) bool { return p.ends(e.Link.A) || p.ends(e.Link.B) })
	case topology.LinkDeleted:
		r.deletePaths(func(p *path) bool { return p.passes(e.Link.A) || p.passes(e.Link.B) })
	}
}

func (r *RoutingSwitch) forgetHosts(at topology.Port) {
	for host, port := range r.hosts {
		if port == at {
			delete(r.hosts, host)
		}
	}
}

// sliceChanged takes away the ways that the slices do not allow any more.
func (r *RoutingSwitch) sliceChanged() {
	r.deletePaths(func(p *path) bool {
		return !r.allowed(member{p.ports[0], p.src}, member{p.ports[len(p.ports)-1], p.dst})
	})
}
