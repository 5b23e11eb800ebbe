package rubyapp

import (
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/dsl/interp"
)

// reserved are the ports that are no real ones, by their symbols.
var reserved = map[interp.Symbol]uint32{
	"in_port": openflow.PortInPort, "table": openflow.PortTable, "normal": openflow.PortNormal, "flood": openflow.PortFlood,
	"all": openflow.PortAll, "controller": openflow.PortController, "local": openflow.PortLocal, "none": openflow.PortAny,
	"any": openflow.PortAny,
}

// firstReserved10 is the lowest reserved number of OpenFlow 1.0, where ports
// have 16 bits.
const firstReserved10 = 0xfff8

// wide reports whether reserved ports have the numbers of OpenFlow 1.3.
func (a *App) wide() bool {
	return a.generation == edgeTrema || a.generation == newTrema && a.options.OpenFlow13
}

// portNumber returns the number of a port as the program knows it.
func (a *App) portNumber(p uint32) value {
	if p >= openflow.PortInPort && !a.wide() {
		p &= 0xffff
	}
	return integer(p)
}

// toPort returns a port, by its number or the symbol of a reserved one.
func (a *App) toPort(v value) (uint32, error) {
	switch w := v.(type) {
	case interp.Symbol:
		if p, ok := reserved[w]; ok {
			return p, nil
		}
		var names []string
		for s := range reserved {
			names = append(names, string(s))
		}
		return 0, a.unknownOption("a port", string(w), names)
	case interp.Int:
		if w >= firstReserved10 && w <= 0xffff && !a.wide() {
			return 0xffff0000 | uint32(w), nil
		}
	}
	n, err := a.number(v, "a port", 0xffffffff)
	return uint32(n), err
}

// unknownOption says that there is no option, with the nearest name.
func (a *App) unknownOption(what, name string, known []string) error {
	if near, ok := diag.Nearest(name, known); ok {
		return a.argumentError("%s does not know `%s`\ndid you mean `%s`?", what, name, near)
	}
	return a.argumentError("%s does not know `%s`", what, name)
}

// port is what a Port holds: a port of a certain switch.
type port struct {
	openflow.Port
	dpid uint64
}

// Key implements interp.Valued: a port stays the same whatever becomes of it.
func (p *port) Key() any { return portKey{p.dpid, p.Number} }

type portKey struct {
	dpid   uint64
	number uint32
}

// portTable is the ports of switches.
func portTable() []class {
	at := func(f func(a *App, p *port) value) native { return get(f) }
	c := class{name: "Port", does: "a port of a switch", methods: []method{
		{"number port_no port_number", "the number", 0, 0, at(func(a *App, p *port) value { return a.portNumber(p.Number) })},
		{"name", "the name", 0, 0, at(func(_ *App, p *port) value { return str(p.Name) })},
		{"config", "what is asked of it, as bits", 0, 0, at(func(_ *App, p *port) value { return integer(p.Config) })},
		{"state", "how it is, as bits", 0, 0, at(func(_ *App, p *port) value { return integer(p.State) })},
		{"curr current", "its features now, as bits", 0, 0, at(func(_ *App, p *port) value { return integer(p.Current) })},
		{"advertised", "the features that it offers, as bits", 0, 0, at(func(_ *App, p *port) value { return integer(p.Advertised) })},
		{"supported", "the features that it has, as bits", 0, 0, at(func(_ *App, p *port) value { return integer(p.Supported) })},
		{"peer", "the features that its other end offers, as bits", 0, 0, at(func(_ *App, p *port) value { return integer(p.Peer) })},
		{"curr_speed", "its speed in kbit/s, of OpenFlow 1.3", 0, 0, at(func(_ *App, p *port) value { return integer(p.CurrSpeed) })},
		{"max_speed", "its greatest speed in kbit/s, of OpenFlow 1.3", 0, 0, at(func(_ *App, p *port) value { return integer(p.MaxSpeed) })},
		{"up?", "whether it is neither turned off nor without a link", 0, 0, at(func(_ *App, p *port) value { return p.Up() })},
		{"down?", "whether it is turned off or without a link", 0, 0, at(func(_ *App, p *port) value { return !p.Up() })},
		{"port_up?", "whether it is not turned off", 0, 0, at(func(_ *App, p *port) value { return p.Config&openflow.PortDown == 0 })},
		{"port_down?", "whether it is turned off", 0, 0, at(func(_ *App, p *port) value { return p.Config&openflow.PortDown != 0 })},
		{"link_up?", "whether it has a link", 0, 0, at(func(_ *App, p *port) value { return p.State&openflow.PortLinkDown == 0 })},
		{"link_down?", "whether it has no link", 0, 0, at(func(_ *App, p *port) value { return p.State&openflow.PortLinkDown != 0 })},
		{"local?", "whether it is the switch itself", 0, 0, at(func(_ *App, p *port) value { return p.Number == openflow.PortLocal })},
		{"hw_addr mac_address hardware_address", "the Ethernet address", 0, 0, at(func(a *App, p *port) value { return a.newMAC(p.HWAddr) })},
		{"inspect to_s", "in words", 0, 0, at(func(_ *App, p *port) value {
			return str(openflow.PortName(p.Number) + "(" + p.Name + ")")
		})},
		{"dpid datapath_id", "the switch that has it", 0, 0, at(func(_ *App, p *port) value { return interp.Uint(p.dpid) })},
	}}
	return []class{c}
}

// newPorts returns ports as the program sees them.
func (a *App) newPorts(dpid uint64, ports []openflow.Port, physical bool) value {
	list := interp.NewArray()
	for _, p := range ports {
		if physical && p.Number >= openflow.PortInPort {
			continue
		}
		list.Elems = append(list.Elems, a.object("Port", &port{p, dpid}))
	}
	return list
}
