package topology

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// Port is a port of a switch.
type Port struct {
	Switch uint64 // the datapath ID
	Number uint32
}

// String returns the text Trema has for a port, such as 0x1:2.
func (p Port) String() string { return fmt.Sprintf("%#x:%d", p.Switch, p.Number) }

func (p Port) compare(q Port) int {
	return cmp.Or(cmp.Compare(p.Switch, q.Switch), cmp.Compare(p.Number, q.Number))
}

// Link joins two ports; A comes before B.
type Link struct{ A, B Port }

// String returns the text Trema has for a link, such as 0x1-0x2.
func (l Link) String() string { return fmt.Sprintf("%#x-%#x", l.A.Switch, l.B.Switch) }

// NewLink returns the link between two ports, whichever comes first.
func NewLink(a, b Port) Link {
	if b.compare(a) < 0 {
		a, b = b, a
	}
	return Link{a, b}
}

// Has reports whether a port is an end of the link.
func (l Link) Has(p Port) bool { return l.A == p || l.B == p }

// Graph is which switches, ports and links there are. The zero value is empty.
type Graph struct {
	ports map[uint64]map[uint32]bool // for each switch those that are up
	peers map[Port]Port
}

// Switches returns the switches by number.
func (g *Graph) Switches() []uint64 { return slices.Sorted(maps.Keys(g.ports)) }

// Ports returns the ports of a switch that are up, by number.
func (g *Graph) Ports(dpid uint64) []uint32 { return slices.Sorted(maps.Keys(g.ports[dpid])) }

// HasPort reports whether a port is there and up.
func (g *Graph) HasPort(p Port) bool { return g.ports[p.Switch][p.Number] }

// Peer returns the other end of a port's link.
func (g *Graph) Peer(p Port) (peer Port, linked bool) {
	peer, linked = g.peers[p]
	return peer, linked
}

// Links returns the links by their ports.
func (g *Graph) Links() (list []Link) {
	for a, b := range g.peers {
		if a.compare(b) < 0 {
			list = append(list, Link{a, b})
		}
	}
	slices.SortFunc(list, func(a, b Link) int { return cmp.Or(a.A.compare(b.A), a.B.compare(b.B)) })
	return list
}

// Path returns the ports that a packet passes on a shortest way from one port to
// another, both included: in and out of each switch in turn. There is none when
// the switches are not connected.
func (g *Graph) Path(from, to Port) []Port {
	// The first way found to each switch, breadth first: the port before its
	// link and the one behind it.
	type hop struct{ out, in Port }
	way := map[uint64]hop{from.Switch: {}}
	queue := []uint64{from.Switch}
	for len(queue) > 0 && queue[0] != to.Switch {
		dpid := queue[0]
		queue = queue[1:]
		for _, number := range g.Ports(dpid) {
			out := Port{dpid, number}
			in, linked := g.peers[out]
			if _, seen := way[in.Switch]; linked && !seen {
				way[in.Switch] = hop{out, in}
				queue = append(queue, in.Switch)
			}
		}
	}
	if _, reached := way[to.Switch]; !reached {
		return nil
	}
	path := []Port{to}
	for dpid := to.Switch; dpid != from.Switch; {
		h := way[dpid]
		path = append(path, h.in, h.out)
		dpid = h.out.Switch
	}
	path = append(path, from)
	slices.Reverse(path)
	return path
}
