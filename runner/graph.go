package runner

import (
	"strconv"

	"github.com/trema-ns/trema-ns/dsl/graph"
)

// Graph returns what the lab consists of, to be drawn. Its cables are in the
// order of links.
func (r *Record) Graph() *graph.Graph {
	g := &graph.Graph{Title: r.Lab}
	nodes := map[string]int{}
	add := func(n graph.Node) {
		nodes[n.Name] = len(g.Nodes)
		g.Nodes = append(g.Nodes, n)
	}
	for _, s := range r.Switches {
		dpid := "0x" + strconv.FormatUint(s.Bridge.DatapathID, 16)
		n := graph.Node{Name: s.Name, Kind: graph.Switch, Detail: "bridge " + s.Bridge.Name + ", dpid " + dpid}
		if dpid != s.Name {
			n.Lines = []string{dpid}
		}
		add(n)
	}
	for _, p := range r.Programs {
		add(graph.Node{Name: p.Name, Kind: graph.Switch, Lines: []string{"0x" + strconv.FormatUint(p.DatapathID, 16)}, Detail: p.Command[0]})
	}
	for _, h := range r.Hosts {
		n := graph.Node{Name: h.Name, Kind: graph.Host, Detail: string(h.Kind) + " " + h.Name + ", " + h.MAC}
		if h.Address.IsValid() && h.Address.Addr().String() != h.Name {
			n.Lines = []string{h.Address.Addr().String()}
		}
		add(n)
	}
	for _, l := range r.links() {
		e := graph.Edge{Detail: l.shown()}
		for i, end := range l.ends {
			if _, known := nodes[end.name]; !known {
				add(graph.Node{Name: end.name, Kind: graph.Interface, Detail: "interface " + end.name})
			}
			e.Ends[i], e.Ports[i] = nodes[end.name], end.port
		}
		g.Edges = append(g.Edges, e)
	}
	return g
}

// Broken returns which nodes of the lab are stopped or without the controller
// that they should have, and which ports are off; see [graph.Graph.Mark].
func (s *Status) Broken() (node func(name string) bool, port func(node, port string) bool) {
	nodes, ports := map[string]bool{}, map[[2]string]bool{}
	for _, sw := range s.Switches {
		nodes[sw.Name] = sw.Stopped || !sw.Connected && s.Listen != ""
		for _, p := range sw.Ports {
			ports[[2]string{sw.Name, strconv.FormatUint(uint64(p.Number), 10)}] = sw.Stopped || p.Down
		}
	}
	for _, h := range s.Hosts {
		nodes[h.Name] = h.Stopped
	}
	return func(name string) bool { return nodes[name] }, func(node, port string) bool { return ports[[2]string{node, port}] }
}
