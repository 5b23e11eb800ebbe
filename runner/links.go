package runner

import "strconv"

// laidLink is a cable, or an interface that is plugged into a switch.
type laidLink struct {
	ends     [2]laidEnd
	cable    *Cable
	attached *Attached
}

// laidEnd is what an end goes by: the name of what it is at, and an address that
// no other end has.
type laidEnd struct {
	name, address string
	port          string // its number, at a switch; else empty
	device        string // of a switch's port
}

func (e *laidEnd) is(word string) bool { return word == e.name || word == e.address }

func endAtSwitch(name string, port uint32, device string) laidEnd {
	number := strconv.FormatUint(uint64(port), 10)
	return laidEnd{name, name + ":" + number, number, device}
}

// links returns all links of the plan.
func (p *Plan) links() []laidLink {
	var list []laidLink
	for i := range p.Cables {
		link := laidLink{cable: &p.Cables[i]}
		for j, e := range link.cable.Ends {
			switch {
			case e.Switch != "":
				link.ends[j] = endAtSwitch(e.Switch, e.Port, e.Device)
			case e.Host != "":
				link.ends[j] = laidEnd{name: e.Host, address: e.Host + ":" + e.Device}
			case e.AltName != "":
				link.ends[j] = laidEnd{name: e.AltName, address: e.Device}
			default:
				link.ends[j] = laidEnd{name: e.Device, address: e.Device}
			}
		}
		list = append(list, link)
	}
	for i := range p.Attached {
		a := &p.Attached[i]
		list = append(list, laidLink{
			attached: a,
			ends:     [2]laidEnd{endAtSwitch(a.Switch, p.attachedPort(a.Switch, a.Device), a.Device), {name: a.Device, address: a.Device}},
		})
	}
	return list
}

// shown is the link for people, its switch first: "lsw:1 – host1".
func (l *laidLink) shown() string {
	said := [2]string{}
	for i, e := range l.ends {
		if said[i] = e.name; e.port != "" {
			said[i] = e.address
		}
	}
	if l.ends[0].port == "" && l.ends[1].port != "" {
		said[0], said[1] = said[1], said[0]
	}
	return said[0] + " – " + said[1]
}

// seen returns where the link can be watched: at which of its ends, by which
// device, and in which host; that is empty for the machine's own namespace,
// which is preferred.
func (l *laidLink) seen() (end int, device, host string) {
	if l.cable == nil {
		return 0, l.attached.Device, ""
	}
	if l.cable.Ends[0].Host != "" && l.cable.Ends[1].Host == "" {
		end = 1
	}
	return end, l.cable.Ends[end].Device, l.cable.Ends[end].Host
}
