// Package graph draws networks.
//
// Of returns what a network file declares as a Graph: nodes and the cables
// between them, without any places. Draw gives every node a place, by a layout
// that suits the network's shape, so that a line, a ring, a star, a tree, a fat
// tree or a mesh is seen to be one; the Picture is then written as SVG, PNG or
// draw.io. Graphviz's DOT and Mermaid are written from the Graph itself, since
// those programs find places of their own.
//
// The same network gives the same picture, byte by byte. The package must not
// know whether a network runs: whoever does sets the states of nodes and cables.
package graph

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/trema-ns/trema-ns/dsl"
)

// Kind is what a node stands for.
type Kind string

// The kinds of nodes.
const (
	Switch    Kind = "switch"
	Host      Kind = "host"
	Interface Kind = "interface" // of the machine, which the network only uses
)

// State is how a node or a cable of a running lab is.
type State string

// The states. The zero State is that of a network that does not run, which is
// drawn like one where all is well.
const (
	Up   State = "up"
	Down State = "down" // a cable is cut, a switch has no controller, a host is stopped
)

// Graph is a network to be drawn.
type Graph struct {
	Title string
	Nodes []Node
	Edges []Edge
}

// Node is a switch, a host, or an interface of the machine.
type Node struct {
	Name   string
	Kind   Kind
	Lines  []string // what is written below the name: a dpid, addresses
	Detail string   // what a pointer that rests on it is told
	State  State
}

// Edge is a cable.
type Edge struct {
	Ends   [2]int    // indices of nodes
	Ports  [2]string // the port's number at a switch; empty at a host
	Label  string    // what limits it: "10 Mbit/s, 5 ms"
	Detail string
	State  State
}

// Of returns the graph of a network: its nodes in the order of declaration,
// switches first, its cables by index.
func Of(n *dsl.Network) *Graph {
	g := &Graph{Title: n.Summary()}
	switches, hosts, interfaces := map[*dsl.Switch]int{}, map[*dsl.Host]int{}, map[string]int{}
	for _, s := range n.Switches {
		switches[s] = g.add(Node{Name: s.Name, Kind: Switch, Lines: dpidLine(s), Detail: fmt.Sprintf("%s %s, dpid %s", s.Kind, s.Name, dsl.FormatDatapathID(s.DatapathID))})
	}
	for _, h := range n.Hosts {
		hosts[h] = g.add(Node{Name: h.Name, Kind: Host, Lines: addressLine(h), Detail: hostDetail(h)})
	}
	for _, l := range n.Links {
		e := Edge{Label: limits(l.Options)}
		var said [2]string
		for i, end := range l.Ends {
			switch {
			case end.Switch != nil:
				e.Ends[i], e.Ports[i] = switches[end.Switch], strconv.FormatUint(uint64(end.Port), 10)
				said[i] = end.Switch.Name + " port " + e.Ports[i]
			case end.Host != nil:
				e.Ends[i], said[i] = hosts[end.Host], end.Host.Name
			default:
				node, ok := interfaces[end.Interface]
				if !ok {
					node = g.add(Node{Name: end.Interface, Kind: Interface, Detail: "interface " + end.Interface + " of this machine"})
					interfaces[end.Interface] = node
				}
				e.Ends[i], said[i] = node, end.Interface
			}
		}
		e.Detail = said[0] + " – " + said[1]
		if e.Label != "" {
			e.Detail += ": " + e.Label
		}
		g.Edges = append(g.Edges, e)
	}
	return g
}

// Mark gives states to the nodes and cables of a graph of a running lab: those
// for which the functions say so are down, all others are up. A cable is asked
// for by the name of a switch and the number of its port there.
func (g *Graph) Mark(nodeDown func(name string) bool, portDown func(node, port string) bool) {
	state := map[bool]State{true: Down, false: Up}
	for i := range g.Nodes {
		g.Nodes[i].State = state[nodeDown(g.Nodes[i].Name)]
	}
	for i := range g.Edges {
		e := &g.Edges[i]
		down := false
		for k, n := range e.Ends {
			down = down || e.Ports[k] != "" && portDown(g.Nodes[n].Name, e.Ports[k])
		}
		e.State = state[down]
	}
}

func (g *Graph) add(n Node) int {
	g.Nodes = append(g.Nodes, n)
	return len(g.Nodes) - 1
}

// dpidLine is empty where the name says it already.
func dpidLine(s *dsl.Switch) []string {
	short := "0x" + strconv.FormatUint(s.DatapathID, 16)
	if strings.EqualFold(s.Name, short) {
		return nil
	}
	return []string{short}
}

func addressLine(h *dsl.Host) []string {
	if !h.Address.IsValid() {
		return nil
	}
	line := h.Address.Addr().String()
	if line == h.Name {
		return nil
	}
	if h.VLAN != 0 {
		return []string{line, "VLAN " + strconv.Itoa(h.VLAN)}
	}
	return []string{line}
}

func hostDetail(h *dsl.Host) string {
	said := []string{string(h.Kind) + " " + h.Name}
	if h.Address.IsValid() {
		said = append(said, h.Address.String())
	}
	if h.MAC != nil {
		said = append(said, h.MAC.String())
	}
	if h.VLAN != 0 {
		said = append(said, "VLAN "+strconv.Itoa(h.VLAN))
	}
	return strings.Join(said, ", ")
}

// limits says what a cable does to what goes through it, in the units of tc(8).
func limits(o dsl.LinkOptions) string {
	var said []string
	if o.Bandwidth > 0 {
		said = append(said, rate(o.Bandwidth))
	}
	if o.Delay > 0 {
		delay := o.Delay.String()
		if o.Jitter > 0 {
			delay += " ± " + o.Jitter.String()
		}
		said = append(said, delay)
	}
	if o.Loss > 0 {
		said = append(said, strconv.FormatFloat(o.Loss, 'g', -1, 64)+"% loss")
	}
	if o.MTU > 0 {
		said = append(said, "MTU "+strconv.Itoa(o.MTU))
	}
	return strings.Join(said, ", ")
}

func rate(bits uint64) string {
	for _, unit := range []struct {
		size uint64
		name string
	}{{1e9, "Gbit/s"}, {1e6, "Mbit/s"}, {1e3, "kbit/s"}} {
		if bits >= unit.size {
			return strconv.FormatFloat(float64(bits)/float64(unit.size), 'g', 4, 64) + " " + unit.name
		}
	}
	return strconv.FormatUint(bits, 10) + " bit/s"
}
