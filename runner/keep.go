package runner

import (
	"encoding/binary"
	"maps"
	"net"
	"net/netip"
	"slices"

	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

// A lab whose file has changed is planned anew, but what stays of it must stay
// as it is: a port whose number changes, or a device that has to be made again
// under another name, loses packets. So each link of the network first looks
// for its cable among those that there are. New links get what is left.

// linkEnd is one end of a link of the network.
type linkEnd struct {
	link  *dsl.Link
	index int // 0 or 1
}

// keptCable is the cable that a link has already.
type keptCable struct {
	*Cable
	flipped bool // its ends are the other way round than the link's
}

func (k keptCable) end(i int) *CableEnd {
	if k.flipped {
		i = 1 - i
	}
	return &k.Ends[i]
}

// oriented returns c as the cable of l.
func oriented(l *dsl.Link, c *Cable) keptCable {
	return keptCable{c, c.Ends[0].key() != endKey(l.Ends[0])}
}

// keep makes the plan one of what becomes of base.
func (p *planner) keep(base *Plan) {
	p.facts = p.facts.without(base)
	p.matchCables(base)
	p.reserve()
	for _, s := range p.network.Switches {
		p.renumber(s, base)
	}
}

// without returns the facts as they would be if the lab were not there.
func (f *Facts) without(base *Plan) *Facts {
	g := *f
	g.Devices = maps.Clone(f.Devices)
	maps.DeleteFunc(g.Devices, func(_ string, l netns.Link) bool { return ownerOf(l) == base.Owner })
	g.Namespaces = maps.Clone(f.Namespaces)
	for _, h := range base.Hosts {
		delete(g.Namespaces, h.Namespace)
	}
	g.OVSHolders = maps.Clone(f.OVSHolders)
	maps.DeleteFunc(g.OVSHolders, func(_ string, h ovs.Holder) bool { return h.Owner == base.Owner })
	for _, s := range base.Switches {
		delete(g.Devices, s.Bridge.Name) // of the kernel's datapath, which carry no mark
	}
	return &g
}

// matchCables finds the cable of each link that has one.
func (p *planner) matchCables(base *Plan) {
	first := map[string]*Cable{} // of each host, if it is still there
	byEnds := map[[2]string][]*Cable{}
	hosts := index(base.Hosts, nameOfHost)
	for i := range base.Cables {
		c := &base.Cables[i]
		for _, e := range c.Ends {
			// The address of the host itself is that of its first cable.
			if h := hosts[e.Host]; h != nil && h.MAC == e.MAC && first[e.Host] == nil {
				first[e.Host] = c
			}
		}
		key := sorted(c.Ends[0].key(), c.Ends[1].key())
		byEnds[key] = append(byEnds[key], c)
	}
	for _, l := range p.network.Links {
		key := sorted(endKey(l.Ends[0]), endKey(l.Ends[1]))
		candidates := byEnds[key]
		i := slices.IndexFunc(candidates, func(c *Cable) bool { return fits(l, oriented(l, c), first) })
		if i < 0 {
			continue
		}
		p.kept[l] = oriented(l, candidates[i])
		byEnds[key] = slices.Delete(slices.Clone(candidates), i, i+1)
	}
}

// fits reports whether c can be l's cable without anything being made anew.
func fits(l *dsl.Link, c keptCable, first map[string]*Cable) bool {
	for i, end := range l.Ends {
		switch {
		case end.Switch != nil && end.PortGiven && end.Port != c.end(i).Port:
			return false
		case end.Host != nil && (end.Host.Links[0] == l) != (first[end.Host.Name] == c.Cable):
			return false // its address would have to move from one device to another
		}
	}
	return true
}

// endKey names what is at the end of a link, whatever its port.
func endKey(e dsl.End) string {
	switch {
	case e.Switch != nil:
		return "switch " + e.Switch.Name
	case e.Host != nil:
		return "host " + e.Host.Name
	}
	return "interface " + e.Interface
}

func (e *CableEnd) key() string {
	switch {
	case e.Switch != "":
		return "switch " + e.Switch
	case e.Host != "":
		return "host " + e.Host
	case e.AltName != "":
		return "interface " + e.AltName
	}
	return "interface " + e.Device
}

func sorted(a, b string) [2]string { return [2]string{min(a, b), max(a, b)} }

// reserve takes the names of what is kept.
func (p *planner) reserve() {
	for l, c := range p.kept {
		for i, end := range l.Ends {
			e := c.end(i)
			if end.Host != nil {
				p.takeInside(end.Host, e.Device)
				continue
			}
			p.taken[e.Device] = "a kept device"
			if e.AltName != "" {
				p.taken[e.AltName] = "a kept device"
			}
		}
	}
}

// renumber gives the ports of a switch numbers that leave the kept ones alone.
func (p *planner) renumber(s *dsl.Switch, base *Plan) {
	taken := map[uint32]bool{}
	number := func(port dsl.Port) uint32 {
		if end := port.Link.Ends[port.End]; end.PortGiven {
			return end.Port
		}
		if kept, ok := p.kept[port.Link]; ok {
			return kept.end(port.End).Port
		}
		return base.attachedPort(s.Name, port.Link.Ends[1-port.End].Interface)
	}
	for _, port := range s.Ports {
		taken[number(port)] = true
	}
	next := uint32(1)
	for _, port := range s.Ports {
		n := number(port)
		if n == 0 {
			for n = port.Number; taken[n]; next++ {
				n = next
			}
			taken[n] = true
		}
		p.numbers[linkEnd{port.Link, port.End}] = n
	}
}

// attachedPort returns the number of the port that an interface of the machine
// has at a switch, 0 when it is not attached there.
func (p *Plan) attachedPort(name, device string) uint32 {
	attached := func(a Attached) bool { return a.Device == device && a.Switch == name }
	if device == "" || !slices.ContainsFunc(p.Attached, attached) {
		return 0
	}
	for _, s := range p.Switches {
		for _, port := range s.Bridge.Ports {
			if s.Name == name && port.Device == device {
				return port.Number
			}
		}
	}
	return 0
}

// number returns the OpenFlow number of the port at the ith end of a link.
func (p *planner) number(l *dsl.Link, i int) uint32 {
	if n, ok := p.numbers[linkEnd{l, i}]; ok {
		return n
	}
	return l.Ends[i].Port
}

// keepHosts keeps what the hosts of base were given by their place in the file.
// A new host that has that place now gets something else.
func (p *planner) keepHosts(base *Plan) {
	before := index(base.Hosts, idOfHost)
	macs, addresses := map[string]bool{}, map[netip.Addr]bool{}
	var later []*PlannedHost
	for i := range p.Hosts {
		h := &p.Hosts[i]
		was := before[idOfHost(h)]
		if was == nil {
			later = append(later, h)
			continue
		}
		h.Inode = was.Inode
		if h.DefaultMAC && was.DefaultMAC {
			h.MAC = was.MAC
		}
		if h.DefaultAddress && was.DefaultAddress {
			h.Address = was.Address
		}
		macs[h.MAC], addresses[h.Address.Addr()] = true, true
	}
	for _, h := range later {
		for h.DefaultMAC && macs[h.MAC] {
			h.MAC = nextMAC(h.MAC)
		}
		for h.DefaultAddress && addresses[h.Address.Addr()] {
			h.Address = netip.PrefixFrom(h.Address.Addr().Next(), h.Address.Bits())
		}
		macs[h.MAC], addresses[h.Address.Addr()] = true, true
	}
}

// nextMAC counts on in the last four bytes, as the defaults do.
func nextMAC(s string) string {
	mac, err := net.ParseMAC(s)
	if err != nil {
		return s
	}
	binary.BigEndian.PutUint32(mac[2:], binary.BigEndian.Uint32(mac[2:])+1)
	return mac.String()
}
