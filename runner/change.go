package runner

import (
	"slices"
	"strings"

	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

// Change is what leads from one plan of a lab to another. What is in neither
// list stays as it is.
type Change struct {
	To     *Plan
	Remove Plan // what goes; its bridges go with their ports
	Add    Plan // what comes; its cables may lead to hosts that stay

	Bridges []ovs.Bridge  // that stay with another datapath ID, controller or version
	Unplug  []PortChange  // at bridges that stay
	Plug    []PortChange  // likewise
	Hosts   []HostChange  // whose namespaces stay
	Cables  []CableChange // that stay and have something new about them
}

// PortChange is a port that comes or goes.
type PortChange struct {
	Bridge string   `json:"bridge"`
	Port   ovs.Port `json:"port"`
}

// HostChange is a host that is another in the same namespace.
type HostChange struct{ From, To PlannedHost }

// CableChange is a cable that is set up anew.
type CableChange struct{ From, To Cable }

// Empty reports whether there is nothing to do.
func (c *Change) Empty() bool {
	parts := 0
	for _, p := range []*Plan{&c.Remove, &c.Add} {
		parts += len(p.Switches) + len(p.Hosts) + len(p.Cables) + len(p.Attached) + len(p.Programs)
	}
	return parts+len(c.Bridges)+len(c.Unplug)+len(c.Plug)+len(c.Hosts)+len(c.Cables) == 0
}

// NewChange compares two plans of one lab.
func NewChange(from, to *Plan) *Change {
	c := &Change{To: to}
	c.Remove.Lab, c.Remove.Owner, c.Remove.Group = from.Lab, from.Owner, from.Group
	c.Add.Lab, c.Add.Owner, c.Add.Group = to.Lab, to.Owner, to.Group
	c.hosts(from, to)
	c.cables(from, to)
	c.switches(from, to)
	c.Remove.Programs = without(from.Programs, to.Programs, programID)
	c.Add.Programs = without(to.Programs, from.Programs, programID)
	c.Remove.Attached = without(from.Attached, to.Attached, attachedID)
	c.Add.Attached = without(to.Attached, from.Attached, attachedID)
	return c
}

// without returns those of list that are not in others, by what id makes of them.
func without[T any, ID comparable](list, others []T, id func(*T) ID) []T {
	known := index(others, id)
	var rest []T
	for i := range list {
		if known[id(&list[i])] == nil {
			rest = append(rest, list[i])
		}
	}
	return rest
}

func index[T any, ID comparable](list []T, id func(*T) ID) map[ID]*T {
	byID := make(map[ID]*T, len(list))
	for i := range list {
		byID[id(&list[i])] = &list[i]
	}
	return byID
}

// What makes a thing the same in both plans.

func attachedID(a *Attached) [2]string { return [2]string{a.Device, a.Switch} }

// programID leaves out the working directory, which is where somebody happened
// to be.
func programID(p *PlannedProgram) [2]string {
	return [2]string{p.Name, strings.Join(append(p.arguments(), p.Controller), "\x00")}
}

func switchID(s *PlannedSwitch) [3]string {
	return [3]string{s.Name, s.Bridge.Name, string(s.Bridge.Datapath)}
}

type hostID struct {
	name, namespace string
	pid             int
}

func nameOfHost(h *PlannedHost) string { return h.Name }

func nameOfSwitch(s *PlannedSwitch) string { return s.Name }

func nameOfProgram(p *PlannedProgram) string { return p.Name }

func idOfHost(h *PlannedHost) hostID { return hostID{h.Name, h.Namespace, h.PID} }

type endID struct {
	where, device string
	port          uint32
}

func cableID(c *Cable) [2]endID {
	a, b := idOfEnd(&c.Ends[0]), idOfEnd(&c.Ends[1])
	if b.where < a.where || b.where == a.where && b.device < a.device {
		a, b = b, a
	}
	return [2]endID{a, b}
}

func idOfEnd(e *CableEnd) endID { return endID{e.key(), e.Device, e.Port} }

// switches comes after cables: a device that is made anew, under the name that
// it had, has to be plugged in anew.
func (c *Change) switches(from, to *Plan) {
	c.Remove.Switches = without(from.Switches, to.Switches, switchID)
	c.Add.Switches = without(to.Switches, from.Switches, switchID)
	before := index(from.Switches, switchID)
	for i := range to.Switches {
		now := &to.Switches[i].Bridge
		s := before[switchID(&to.Switches[i])]
		if s == nil {
			continue
		}
		was := &s.Bridge
		if was.DatapathID != now.DatapathID || was.Controller != now.Controller || was.Protocol != now.Protocol {
			c.Bridges = append(c.Bridges, *now)
		}
		c.Unplug = append(c.Unplug, portChanges(now.Name, was.Ports, now.Ports, outsideDevices(c.Remove.Cables))...)
		c.Plug = append(c.Plug, portChanges(now.Name, now.Ports, was.Ports, outsideDevices(c.Add.Cables))...)
	}
}

// portChanges returns the ports of a bridge that are not among others, and those
// whose device is made or removed.
func portChanges(bridge string, ports, others []ovs.Port, changed map[string]bool) []PortChange {
	var list []PortChange
	for _, p := range ports {
		if changed[p.Device] || !slices.Contains(others, p) {
			list = append(list, PortChange{bridge, p})
		}
	}
	return list
}

// outsideDevices returns the names of what is outside of the cables.
func outsideDevices(cables []Cable) map[string]bool {
	names := map[string]bool{}
	for _, c := range cables {
		for _, e := range c.Ends {
			if e.Host == "" {
				names[e.Device] = true
			}
		}
	}
	return names
}

func (c *Change) hosts(from, to *Plan) {
	c.Remove.Hosts = without(from.Hosts, to.Hosts, idOfHost)
	c.Add.Hosts = without(to.Hosts, from.Hosts, idOfHost)
	before := index(from.Hosts, idOfHost)
	for _, h := range to.Hosts {
		if was := before[idOfHost(&h)]; was != nil && (was.IPv6 != h.IPv6 || was.Kind != h.Kind || was.Promisc != h.Promisc) {
			c.Hosts = append(c.Hosts, HostChange{*was, h})
		}
	}
}

// cables comes after hosts: those of a host that goes, or is made anew, are too.
func (c *Change) cables(from, to *Plan) {
	gone := map[string]bool{}
	for _, h := range append(slices.Clone(c.Remove.Hosts), c.Add.Hosts...) {
		gone[h.Name] = true
	}
	stays := func(cable *Cable) bool { return !gone[cable.Ends[0].Host] && !gone[cable.Ends[1].Host] }
	before, after := index(from.Cables, cableID), index(to.Cables, cableID)
	for i := range from.Cables {
		if was := &from.Cables[i]; after[cableID(was)] == nil || !stays(was) {
			c.Remove.Cables = append(c.Remove.Cables, *was)
		}
	}
	for i := range to.Cables {
		now := &to.Cables[i]
		was := before[cableID(now)]
		switch {
		case was == nil || !stays(now):
			c.Add.Cables = append(c.Add.Cables, *now)
		case !sameSetup(was, now):
			c.Cables = append(c.Cables, CableChange{*was, *now})
		}
	}
}

// sameSetup reports whether nothing has to be done to a cable that stays.
func sameSetup(a, b *Cable) bool {
	if a.MTU != b.MTU || a.Shape != b.Shape {
		return false
	}
	for _, e := range a.Ends {
		if other := b.end(&e); e.MAC != other.MAC || !sameInterface(e.Setup, other.Setup) {
			return false
		}
	}
	return true
}

// end returns the end of the cable that is where e is.
func (c *Cable) end(e *CableEnd) *CableEnd {
	if idOfEnd(&c.Ends[0]) == idOfEnd(e) {
		return &c.Ends[0]
	}
	return &c.Ends[1]
}

func sameInterface(a, b netns.Interface) bool {
	return a.Address == b.Address && a.VLAN == b.VLAN && a.NoChecksumOffload == b.NoChecksumOffload && slices.Equal(a.Routes, b.Routes)
}
