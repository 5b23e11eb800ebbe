package runner

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

func (p *planner) planLink(l *dsl.Link) {
	// What is attached goes into a switch; all else is a cable of two new ends.
	for i, end := range l.Ends {
		if end.Interface == "" {
			continue
		}
		if _, exists := p.facts.Devices[end.Interface]; exists {
			p.attach(l, i)
			return
		}
		if !p.options.CreateMissing {
			p.errorf(end.Range, p.missingDetail(end.Interface), "there is no interface `%s` on this machine", end.Interface)
			return
		}
	}
	for _, end := range l.Ends {
		switch s := end.Switch; {
		case s == nil:
		case s.Kind == dsl.HWSwitch:
			p.errorf(end.Range, "name the interface that its cable is plugged into instead",
				"switch `%s` is outside this machine, no cable can be laid to it", s.Name)
			return
		case isProgram(s):
			p.errorf(end.Range, "let it open an interface that you have made, and name that instead",
				"switch `%s` is a program, no cable can be laid to it", s.Name)
			return
		}
	}
	p.checkOptions(l)
	cable := Cable{MTU: l.Options.MTU, Shape: shapeOf(l.Options)}
	for i, end := range l.Ends {
		cable.Names[i] = end.Text
		cable.Ends[i] = p.cableEnd(l, i)
	}
	p.Cables = append(p.Cables, cable)
}

func (p *planner) missingDetail(name string) string {
	var names []string
	for _, s := range p.network.Switches {
		names = append(names, s.Name)
	}
	for _, h := range p.network.Hosts {
		names = append(names, h.Name)
	}
	for device := range p.facts.Devices {
		names = append(names, device)
	}
	slices.Sort(names)
	if near, ok := diag.Nearest(name, names); ok {
		return fmt.Sprintf("did you mean `%s`?", near)
	}
	return "declare a host of that name, make the interface first, or run with --create-missing"
}

// attach plans to plug the existing interface at the ith end into the switch at
// the other.
func (p *planner) attach(l *dsl.Link, i int) {
	end, other := l.Ends[i], l.Ends[1-i]
	device := p.facts.Devices[end.Interface].Name
	switch {
	case other.Switch == nil:
		p.errorf(l.Range, "link both to a switch", "the interface `%s` can be plugged into a switch only", end.Interface)
		return
	case other.Switch.Kind != dsl.VSwitch:
		return // a cable that exists outside: a declaration, nothing to do
	}
	if by, ok := p.taken[device]; ok {
		p.errorf(end.Range, "", "the interface `%s` is plugged into %s already", end.Interface, by)
		return
	}
	if h, ok := p.facts.OVSHolders[device]; ok {
		p.errorf(end.Range, wayOut(h.Owner, "sudo ovs-vsctl del-port "+device), "the interface `%s` is in use by %s", end.Interface, h)
		return
	}
	if owner := ownerOf(p.facts.Devices[device]); owner != "" {
		p.errorf(end.Range, wayOut(owner, ""), "the interface `%s` is a lab's already", end.Interface)
		return
	}
	p.refuseOptions(l, end)
	p.taken[device] = "switch " + other.Switch.Name
	p.plug(l, 1-i, device)
	p.Attached = append(p.Attached, Attached{Device: device, Switch: other.Switch.Name})
}

// plug makes device a port of the switch at the ith end of a link and returns
// its number.
func (p *planner) plug(l *dsl.Link, i int, device string) uint32 {
	b := &p.Switches[p.switches[l.Ends[i].Switch]].Bridge
	number := p.number(l, i)
	b.Ports = append(b.Ports, ovs.Port{Device: device, Number: number})
	return number
}

func (p *planner) cableEnd(l *dsl.Link, i int) CableEnd {
	end, other := l.Ends[i], l.Ends[1-i]
	if end.Host != nil {
		return p.hostEnd(l, i, other.Switch != nil)
	}
	var e CableEnd
	if kept, ok := p.kept[l]; ok {
		e.Device, e.AltName = kept.end(i).Device, kept.end(i).AltName
	} else if end.Switch != nil {
		e.Device, e.AltName = p.deviceName(end.Switch.Name + "-" + strconv.FormatUint(uint64(p.number(l, i)), 10))
	} else {
		e.Device, e.AltName = p.deviceName(end.Interface)
	}
	e.MAC = derivedMAC(p.Owner, e.Device)
	if end.Switch != nil {
		e.Switch, e.Port = end.Switch.Name, p.plug(l, i, e.Device)
	}
	return e
}

// deviceName returns what a new device of the machine's namespace can be called
// instead of long, which it then has as an alternative name.
func (p *planner) deviceName(long string) (name, alt string) {
	name = long
	free := func() bool {
		_, used := p.facts.Devices[name]
		return p.taken[name] == "" && !used && p.facts.OVSHolders[name].Bridge == ""
	}
	for n := 0; !validDevice(name) || !free(); n++ {
		name = shortName(p.Owner, "device "+long+strings.Repeat("'", n))
	}
	p.taken[name] = "device " + long
	return name, p.altName(long, name)
}

// altName returns what a device called name gets as its alternative name, which
// is long wherever that is needed and possible.
func (p *planner) altName(long, name string) string {
	if name == long || !validAltName(long) || p.taken[long] != "" {
		return ""
	}
	if _, used := p.facts.Devices[long]; used {
		return ""
	}
	p.taken[long] = "device " + long
	return long
}

// hostDevice returns what the nth cable of the host at the ith end of a link is
// called inside: eth0, eth1 and so on, where the name is free.
func (p *planner) hostDevice(l *dsl.Link, i, nth int) string {
	if kept, ok := p.kept[l]; ok {
		return kept.end(i).Device
	}
	h := l.Ends[i].Host
	var others map[string]bool // of a namespace that has devices of its own
	if h.PID != 0 {
		others = p.facts.Processes[h.PID].Devices
	}
	device := "eth" + strconv.Itoa(nth)
	for n := min(nth, 1); p.inside[p.insideKey(h)][device] || others[device]; n++ {
		device = "eth" + strconv.Itoa(n) // the first that is free: a cable may have gone
	}
	p.takeInside(h, device)
	return device
}

// takeInside takes the name of a device in a host.
func (p *planner) takeInside(h *dsl.Host, device string) {
	key := p.insideKey(h)
	if p.inside[key] == nil {
		p.inside[key] = map[string]bool{}
	}
	p.inside[key][device] = true
}

// insideKey names a host's namespace: several hosts may have one between them,
// of one process or of several.
func (p *planner) insideKey(h *dsl.Host) string {
	if h.PID != 0 {
		return "inode " + strconv.FormatUint(p.facts.Processes[h.PID].Inode, 10)
	}
	return "host " + h.Name
}

func (p *planner) hostEnd(l *dsl.Link, i int, toSwitch bool) CableEnd {
	h := l.Ends[i].Host
	nth := slices.Index(h.Links, l)
	device := p.hostDevice(l, i, nth)
	end := CableEnd{
		Host: h.Name, Device: device,
		Setup: netns.Interface{NoChecksumOffload: toSwitch && p.forward == ovs.Userspace},
	}
	if nth > 0 {
		end.MAC = derivedMAC(p.Owner, h.Name+" "+device)
		return end
	}
	planned := p.Hosts[p.hosts[h]]
	end.MAC = planned.MAC
	end.Setup.Address, end.Setup.VLAN = planned.Address, h.VLAN
	for _, r := range h.Routes {
		end.Setup.Routes = append(end.Setup.Routes, netns.Route{Net: r.Net, Gateway: r.Gateway})
	}
	if h.Address.IsValid() && h.Address.IsSingleIP() && !slices.ContainsFunc(h.Routes, func(r dsl.Route) bool { return r.Net.Bits() == 0 }) {
		// An address alone: everybody else is on the link.
		everything := netip.PrefixFrom(netip.IPv4Unspecified(), 0)
		if h.Address.Addr().Is6() {
			everything = netip.PrefixFrom(netip.IPv6Unspecified(), 0)
		}
		end.Setup.Routes = append(end.Setup.Routes, netns.Route{Net: everything})
	}
	return end
}
