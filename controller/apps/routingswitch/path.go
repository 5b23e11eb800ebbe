package routingswitch

import (
	"fmt"
	"slices"
	"strings"

	"github.com/trema-ns/trema-ns/controller/apps/topology"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

// priority of the flows of a path: above the table-miss flow's.
const priority = 1

// path is a way through the switches for packets that look like one.
type path struct {
	src, dst openflow.MAC
	ports    []topology.Port // in and out of each switch in turn
	frame    []byte          // the packet that it was made for
}

// install makes a path and its flows, the last switch first, so that no packet
// gets to a switch before its flow.
func (r *RoutingSwitch) install(ports []topology.Port, frame []byte) {
	p := &path{src: openflow.MAC(frame[6:12]), dst: openflow.MAC(frame[0:6]), ports: ports,
		frame: slices.Clone(frame)}
	if old := slices.IndexFunc(r.paths, p.isLike); old >= 0 {
		r.paths = slices.Delete(r.paths, old, old+1) // its first packets overtook the flows
	}
	r.paths = append(r.paths, p)
	r.log.Info("Creating path: " + p.String())
	for i := len(ports) - 2; i >= 0; i -= 2 {
		r.sendFlow(p, i, openflow.FlowAdd)
	}
}

// sendFlow adds the flow of the switch that the path enters by its port i, or
// deletes it.
func (r *RoutingSwitch) sendFlow(p *path, i int, command openflow.FlowCommand) {
	in, out := p.ports[i], p.ports[i+1]
	sw := r.ctl.Switch(in.Switch)
	if sw == nil {
		return
	}
	sw.SendFlowMod(&openflow.FlowMod{
		Command:      command,
		Match:        openflow.ExactMatch(sw.Version(), in.Number, p.frame),
		Priority:     priority,
		Instructions: openflow.Apply(openflow.Output(out.Number)),
	})
}

// deletePaths deletes the paths that f picks, with their flows.
func (r *RoutingSwitch) deletePaths(f func(*path) bool) {
	r.paths = slices.DeleteFunc(r.paths, func(p *path) bool {
		if !f(p) {
			return false
		}
		r.log.Info("Deleting path: " + p.String())
		for i := 0; i < len(p.ports); i += 2 {
			r.sendFlow(p, i, openflow.FlowDeleteStrict)
		}
		return true
	})
}

// isLike reports whether two paths are for the same packets from the same port.
func (p *path) isLike(q *path) bool {
	return p.ports[0] == q.ports[0] &&
		openflow.ExactMatch(openflow.Version13, 0, p.frame) == openflow.ExactMatch(openflow.Version13, 0, q.frame)
}

func (p *path) passes(port topology.Port) bool { return slices.Contains(p.ports, port) }

// ends reports whether a host of the path is at the port.
func (p *path) ends(port topology.Port) bool {
	return p.ports[0] == port || p.ports[len(p.ports)-1] == port
}

// String returns the path as Trema's Path.log has it.
func (p *path) String() string {
	var b strings.Builder
	b.WriteString(p.src.String())
	for _, port := range p.ports {
		fmt.Fprintf(&b, " -> %s", port)
	}
	fmt.Fprintf(&b, " -> %s", p.dst)
	return b.String()
}
