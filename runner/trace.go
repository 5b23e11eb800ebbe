package runner

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"

	"github.com/trema-ns/trema-ns/netns"
)

// TraceRequest is a packet whose way is asked for.
type TraceRequest struct {
	From       string `json:"from"`                  // a host
	To         string `json:"to"`                    // another
	Protocol   string `json:"protocol"`              // "icmp", "tcp", "udp" or "arp"
	Port       uint16 `json:"port,omitempty"`        // of TCP or UDP that it goes to
	SourcePort uint16 `json:"source_port,omitempty"` // that it comes from; 0: one that the kernel might choose
}

// Verdict is what becomes of a traced packet.
type Verdict string

// The verdicts. Of several that are true of different copies, the first counts.
const (
	Delivered    Verdict = "delivered"
	Undecided    Verdict = "undecided"  // a group chooses where it goes, or it is not known
	ToController Verdict = "controller" // which decides what becomes of it
	ToRouter     Verdict = "router"     // another host takes it, to route it on
	Gone         Verdict = "gone"       // it leaves the lab by an interface of the machine
	Dropped      Verdict = "dropped"
)

// PacketTrace is the way of a packet through a lab.
type PacketTrace struct {
	FormatVersion string      `json:"format_version"`
	Lab           string      `json:"lab"`
	From          string      `json:"from"`
	To            string      `json:"to"`
	Packet        string      `json:"packet"`         // for people; empty: it is not even sent
	Flow          string      `json:"flow,omitempty"` // as ovs-fields(7) has it
	Way           []*TraceHop `json:"way"`            // where it goes from the host; none or one
	Verdict       Verdict     `json:"verdict"`
	Text          string      `json:"text"` // the verdict for people
}

// Trace finds out how a packet would go from one host to another now. No packet
// is sent: the kernel is asked for the first host's route, and Open vSwitch
// switch by switch for the rest.
func (l *Lab) Trace(ctx context.Context, q TraceRequest) (*PacketTrace, error) {
	r := l.current()
	if q.SourcePort == 0 {
		q.SourcePort = ephemeralPort
	}
	from, err := r.tracedHost(q.From)
	if err != nil {
		return nil, err
	}
	to, err := r.tracedHost(q.To)
	if err != nil {
		return nil, err
	}
	switch {
	case !slices.Contains([]string{"icmp", "tcp", "udp", "arp"}, q.Protocol):
		return nil, fmt.Errorf("the protocol of a trace is icmp, tcp, udp or arp, not %q", q.Protocol)
	case from == to:
		return nil, fmt.Errorf("%s and %s are the same host", q.From, q.To)
	case r.isStopped(q.From):
		return nil, &StoppedError{q.From}
	case !to.Address.IsValid():
		return nil, fmt.Errorf("host %s has no address", q.To)
	case q.Protocol == "arp" && to.IPv6:
		return nil, fmt.Errorf("host %s has an IPv6 address, and ARP asks for IPv4 addresses", q.To)
	}
	t := &PacketTrace{FormatVersion: "1", Lab: r.Lab, From: q.From, To: q.To, Way: []*TraceHop{}, Verdict: Dropped}
	start, err := r.departure(q, from, to)
	if errors.Is(err, netns.ErrNoRoute) {
		t.Text = fmt.Sprintf("dropped by %s: %s", q.From, err)
		return t, nil
	}
	if err != nil {
		return nil, fmt.Errorf("host %s: %w", q.From, err)
	}
	t.Packet, t.Flow = start.packet.String(), start.packet.flow()
	w, err := newTraceWalk(ctx, r, to, start)
	if err != nil {
		return nil, err
	}
	defer w.close()
	first, err := w.cross(start.end, start.packet)
	if err != nil {
		return nil, err
	}
	t.Way = append(t.Way, first)
	t.Verdict, t.Text = w.verdict(first)
	return t, nil
}

// tracedHost returns a host that has a link.
func (r *Record) tracedHost(name string) (*PlannedHost, error) {
	h := index(r.Hosts, nameOfHost)[name]
	if h == nil {
		err := &NotFoundError{Kind: "host", Name: name}
		for i := range r.Hosts {
			err.Known = append(err.Known, r.Hosts[i].Name)
		}
		return nil, err
	}
	for _, c := range r.Cables {
		if c.Ends[0].Host == name || c.Ends[1].Host == name {
			return h, nil
		}
	}
	return nil, fmt.Errorf("host %s has no link", name)
}

// departure is a packet at the end of the cable that it leaves its host by.
type departure struct {
	end      *CableEnd
	packet   *tracedPacket
	receiver netip.Addr // that takes it, or answers it: another than the destination's only in ARP for a gateway
}

// departure finds out how a host would send.
func (r *Record) departure(q TraceRequest, from, to *PlannedHost) (*departure, error) {
	ns, err := from.open()
	if err != nil {
		return nil, err
	}
	defer ns.Close()
	destination := to.Address.Addr()
	way, err := ns.NextHop(destination)
	if err != nil {
		return nil, err
	}
	next := destination
	if way.Gateway.IsValid() {
		next = way.Gateway
	}
	d := &departure{receiver: destination}
	vlan := 0
	for i := range r.Cables {
		for j := range r.Cables[i].Ends {
			e := &r.Cables[i].Ends[j]
			if e.Host != from.Name {
				continue
			}
			tagged := e.Setup.VLAN != 0 && way.Link.Name == netns.VLANName(e.Device, e.Setup.VLAN)
			if tagged {
				vlan = e.Setup.VLAN
			}
			if tagged || way.Link.Name == e.Device {
				d.end = e
			}
		}
	}
	if d.end == nil {
		return nil, fmt.Errorf("it sends to %s by its interface %s, which is none of the lab's", destination, way.Link.Name)
	}
	if q.Protocol == "arp" {
		d.receiver = next
		d.packet = newTracedPacket(q, way.Source, next, way.Link.MAC.String(), "")
	} else {
		mac, err := r.nextMAC(ns, way.Link.Index, next)
		if err != nil {
			return nil, err
		}
		d.packet = newTracedPacket(q, way.Source, destination, way.Link.MAC.String(), mac)
	}
	if vlan != 0 {
		d.packet.vlans = []uint16{0x1000 | uint16(vlan)}
	}
	return d, nil
}

// nextMAC returns the MAC address that a host sends to: the one it knows, or else
// the one that it would learn of a host of the lab.
func (r *Record) nextMAC(ns *netns.Namespace, link int, next netip.Addr) (string, error) {
	mac, err := ns.NeighbourMAC(link, next)
	if err != nil {
		return "", err
	}
	if mac != nil {
		return mac.String(), nil
	}
	for i := range r.Hosts {
		if h := &r.Hosts[i]; h.Address.IsValid() && h.Address.Addr() == next {
			if _, err := net.ParseMAC(h.MAC); err == nil {
				return h.MAC, nil
			}
		}
	}
	return "", fmt.Errorf("it sends by the gateway %s, which is no host of the lab, and does not know its MAC address yet: ping it once, or trace the question for it, --arp", next)
}
