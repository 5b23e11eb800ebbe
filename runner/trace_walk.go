package runner

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

// TraceHop is where a traced packet arrives: at a switch, a host, or an
// interface of the machine.
type TraceHop struct {
	Switch     string           `json:"switch,omitempty"`
	Port       uint32           `json:"port,omitempty"` // of the switch, that it comes in by
	Host       string           `json:"host,omitempty"`
	Device     string           `json:"device,omitempty"`  // of the host, or of the machine
	Verdict    Verdict          `json:"verdict,omitempty"` // of this copy, where it goes no further
	Text       string           `json:"text,omitempty"`    // why: "not for it"
	Out        uint32           `json:"out,omitempty"`     // port of the switch before, that it has left by
	Flows      []ovs.TracedFlow `json:"flows,omitempty"`   // that take it
	Warnings   []string         `json:"warnings,omitempty"`
	Outputs    []uint32         `json:"outputs,omitempty"`    // ports that it goes out by
	OneOf      bool             `json:"one_of,omitempty"`     // a group chooses among them
	Controller bool             `json:"controller,omitempty"` // it becomes a packet-in
	Next       []*TraceHop      `json:"next,omitempty"`       // where it goes from the outputs

	fate fate
}

// fate is what becomes of the copies of a packet from a hop on.
type fate struct {
	delivered bool            // one of them surely is
	maybe     bool            // one of them may be
	others    map[Verdict]int // of the copies that go no further
	looping   bool
}

// LocalPort is the number among the outputs of a [TraceHop] for the bridge's own device.
const LocalPort = 65534

// maxTraceHops bounds a trace of a network in which every copy is another packet.
const maxTraceHops = 2000

// traceWalk follows a packet through a lab.
type traceWalk struct {
	ctx         context.Context
	record      *Record
	to          *PlannedHost
	start       *departure
	root        *netns.Namespace
	switches    map[string]*PlannedSwitch
	hosts       map[string]*PlannedHost
	ends        map[string][2]*CableEnd      // near and far end, by the place of the near one
	ports       map[string]map[string]uint32 // of bridges, by their numbers in the datapath
	hops        map[string]*TraceHop         // at switches, by what arrives where
	passing     map[string]bool              // those that the packet is on its way from
	controllers []string                     // names of switches that send it there
}

func placeOfEnd(e *CableEnd) string { return e.Host + "\x00" + e.Device }

func newTraceWalk(ctx context.Context, r *Record, to *PlannedHost, start *departure) (*traceWalk, error) {
	root, err := netns.Current()
	if err != nil {
		return nil, err
	}
	w := &traceWalk{
		ctx: ctx, record: r, to: to, start: start, root: root,
		switches: index(r.Switches, nameOfSwitch), hosts: index(r.Hosts, nameOfHost),
		ends: map[string][2]*CableEnd{}, ports: map[string]map[string]uint32{},
		hops: map[string]*TraceHop{}, passing: map[string]bool{},
	}
	for i := range r.Cables {
		ends := &r.Cables[i].Ends
		for j := range ends {
			w.ends[placeOfEnd(&ends[j])] = [2]*CableEnd{&ends[j], &ends[1-j]}
		}
	}
	return w, nil
}

func (w *traceWalk) close() { w.root.Close() }

// cross follows a packet that is sent by one end of a cable to the other.
func (w *traceWalk) cross(near *CableEnd, p *tracedPacket) (*TraceHop, error) {
	far := w.ends[placeOfEnd(near)][1]
	switch {
	case far.Switch != "":
		return w.atSwitch(far, p)
	case far.Host != "":
		return w.atHost(far, p)
	}
	return w.lost(&TraceHop{Device: far.Device}, Gone, "leaves the lab"), nil
}

// lost ends the way of a copy.
func (w *traceWalk) lost(h *TraceHop, v Verdict, why string) *TraceHop {
	h.Verdict, h.Text = v, why
	h.fate = fate{delivered: v == Delivered, maybe: v == Delivered || v == Undecided, others: map[Verdict]int{v: 1}}
	return h
}

// atHost decides whether a host takes the packet.
func (w *traceWalk) atHost(end *CableEnd, p *tracedPacket) (*TraceHop, error) {
	hop := &TraceHop{Host: end.Host, Device: end.Device}
	host := w.hosts[end.Host]
	ns, err := host.open()
	if err != nil {
		return w.lost(hop, Dropped, err.Error()), nil
	}
	defer ns.Close()
	link, err := ns.Link(end.Device)
	if errors.Is(err, netns.ErrNoLink) || err == nil && !link.Up {
		return w.lost(hop, Dropped, end.Device+" is down"), nil
	}
	if err != nil {
		return nil, fmt.Errorf("host %s: %w", host.Name, err)
	}
	to, tag := p.fields["dl_dst"], 0
	if n := len(p.vlans); n > 0 {
		tag = int(p.vlans[n-1] & 0xfff)
	}
	switch {
	case to != link.MAC.String() && to != "ff:ff:ff:ff:ff:ff":
		return w.lost(hop, Dropped, "not for it, but for "+to), nil
	case tag != end.Setup.VLAN && tag == 0:
		return w.lost(hop, Dropped, fmt.Sprintf("without a tag: it takes those of VLAN %d", end.Setup.VLAN)), nil
	case tag != end.Setup.VLAN:
		return w.lost(hop, Dropped, fmt.Sprintf("tagged with VLAN %d: it takes %s", tag, vlanWord(end.Setup.VLAN))), nil
	}
	receiver := w.start.receiver
	owns := host.Address.IsValid() && host.Address.Addr().String() == p.destination()
	switch {
	case owns && (host == w.to || p.kind == "arp" && host.Address.Addr() == receiver):
		return w.lost(hop, Delivered, "takes it"), nil
	case p.kind == "arp":
		return w.lost(hop, Dropped, "not asked for"), nil
	case host == w.to:
		return w.lost(hop, Dropped, "does not have the address "+p.destination()), nil
	}
	return w.lost(hop, ToRouter, "takes it, to route it on if it does that"), nil
}

func vlanWord(id int) string {
	if id == 0 {
		return "untagged frames"
	}
	return "those of VLAN " + strconv.Itoa(id)
}

// atSwitch asks a switch what it does with the packet, and follows that.
func (w *traceWalk) atSwitch(end *CableEnd, p *tracedPacket) (*TraceHop, error) {
	hop := &TraceHop{Switch: end.Switch, Port: end.Port}
	sw := w.switches[end.Switch]
	if w.record.isStopped(end.Switch) {
		return w.lost(hop, Dropped, "not running"), nil
	}
	if up, err := w.isUp(end.Device); err != nil || !up {
		return w.lost(hop, Dropped, fmt.Sprintf("port %d is down", end.Port)), err
	}
	flow := fmt.Sprintf("%s,in_port=%d", p.flow(), end.Port)
	alike := p.clone() // a router in a loop makes another packet each time
	delete(alike.fields, "nw_ttl")
	arrival := fmt.Sprintf("%s\x00%d\x00%s", sw.Name, end.Port, alike.flow())
	if w.passing[arrival] {
		w.lost(hop, Dropped, "again: a loop")
		hop.fate.looping = true
		return hop, nil
	}
	if earlier := w.hops[arrival]; earlier != nil {
		hop.Text, hop.fate = "as above", earlier.fate
		return hop, nil
	}
	if len(w.hops) >= maxTraceHops {
		return w.lost(hop, Undecided, "is not followed any further"), nil
	}
	w.hops[arrival], w.passing[arrival] = hop, true
	defer delete(w.passing, arrival)
	if w.ports[sw.Bridge.Name] == nil {
		ports, err := w.record.OVS.DatapathPorts(w.ctx, sw.Bridge.Name)
		if err != nil {
			return nil, fmt.Errorf("switch %s: %w", sw.Name, err)
		}
		w.ports[sw.Bridge.Name] = ports
	}
	trace, err := w.record.OVS.Trace(w.ctx, sw.Bridge.Name, flow)
	if err != nil {
		return nil, fmt.Errorf("switch %s: %w", sw.Name, err)
	}
	ways := []*ovs.Trace{trace}
	if hashed(trace) {
		hop.OneOf = true
		if ways, err = w.choices(sw, flow); err != nil {
			return nil, err
		}
	}
	hop.Flows, hop.Warnings = trace.Flows, trace.Warnings
	if hop.OneOf {
		hop.Warnings = nil // that no bucket is chosen yet
	}
	all := true
	for _, way := range ways {
		f, err := w.follow(sw, hop, way.Actions, p.clone())
		if err != nil {
			return nil, err
		}
		all = all && f.delivered
		hop.fate.add(f)
	}
	hop.fate.delivered = all
	slices.Sort(hop.Outputs)
	slices.SortStableFunc(hop.Next, func(a, b *TraceHop) int { return int(a.Out) - int(b.Out) })
	if hop.fate.maybe && !all {
		hop.fate.others[Undecided]++
	}
	if len(hop.Next) == 0 && !hop.Controller {
		hop.Verdict, hop.Text = Dropped, "a flow drops it"
		if n := len(hop.Warnings); n > 0 {
			hop.Text, hop.Warnings = hop.Warnings[n-1], hop.Warnings[:n-1]
		} else if n := len(hop.Flows); n > 0 && hop.Flows[n-1].Missed {
			hop.Text = "no flow takes it"
		}
		hop.fate.others[Dropped]++
	}
	if hop.Controller && !slices.Contains(w.controllers, sw.Name) {
		w.controllers = append(w.controllers, sw.Name)
	}
	return hop, nil
}

func (f *fate) add(g fate) {
	f.delivered = f.delivered || g.delivered
	f.maybe = f.maybe || g.maybe
	f.looping = f.looping || g.looping
	if f.others == nil {
		f.others = map[Verdict]int{}
	}
	for v, n := range g.others {
		f.others[v] = min(f.others[v]+n, maxTraceHops)
	}
}

// hashed reports whether a group is to choose by a hash of the packet, which
// Open vSwitch computes only when there is one.
func hashed(t *ovs.Trace) bool {
	n := len(t.Actions)
	return n >= 2 && t.Actions[n-2].Name == "hash" && t.Actions[n-1].Name == "recirc"
}

// choices returns what a switch does for different hashes, each way once. Open
// vSwitch deals 16 values out to the buckets of a group, more only to more or
// very unequal ones.
func (w *traceWalk) choices(sw *PlannedSwitch, flow string) ([]*ovs.Trace, error) {
	var ways []*ovs.Trace
	for hash := 1; hash <= 16; hash++ {
		t, err := w.record.OVS.Trace(w.ctx, sw.Bridge.Name, flow+",dp_hash="+strconv.Itoa(hash))
		if err != nil {
			return nil, fmt.Errorf("switch %s: %w", sw.Name, err)
		}
		if !slices.ContainsFunc(ways, func(other *ovs.Trace) bool { return slices.Equal(other.Actions, t.Actions) }) {
			ways = append(ways, t)
		}
	}
	return ways, nil
}

// follow does what a switch's datapath does with the packet.
func (w *traceWalk) follow(sw *PlannedSwitch, hop *TraceHop, actions []ovs.DatapathAction, p *tracedPacket) (fate, error) {
	f := fate{others: map[Verdict]int{}}
	for _, a := range actions {
		switch a.Name {
		case "output":
			next, err := w.output(sw, hop, a.Argument, p.clone())
			if err != nil {
				return f, err
			}
			if next != nil {
				hop.Next = append(hop.Next, next)
				f.add(next.fate)
			}
		case "userspace":
			if strings.Contains(a.Argument, "controller(") {
				hop.Controller = true
				f.others[ToController]++
			}
		case "clone":
			inner, err := a.Actions()
			if err != nil {
				return f, err
			}
			g, err := w.follow(sw, hop, inner, p.clone())
			if err != nil {
				return f, err
			}
			f.add(g)
		case "meter", "trunc", "drop":
			// A meter drops what comes too fast, not one packet.
		default:
			if !p.change(a) {
				hop.Next = append(hop.Next, w.lost(&TraceHop{}, Undecided, fmt.Sprintf("what %s(%s) makes of it is not known", a.Name, a.Argument)))
				f.add(hop.Next[len(hop.Next)-1].fate)
				return f, nil
			}
		}
	}
	return f, nil
}

// output follows the packet out of a port, by its number in the datapath. It
// returns nil for the bridge's own device, which all floods go to, where that is
// down: as a rule nobody uses it.
func (w *traceWalk) output(sw *PlannedSwitch, hop *TraceHop, number string, p *tracedPacket) (*TraceHop, error) {
	port, known := w.ports[sw.Bridge.Name][number]
	if !known {
		return w.lost(&TraceHop{}, Undecided, "port "+number+" of the datapath is none of the switch's"), nil
	}
	device := ""
	if port == LocalPort {
		device = sw.Bridge.Name
	}
	for _, b := range sw.Bridge.Ports {
		if b.Number == port {
			device = b.Device
		}
	}
	up, err := w.isUp(device)
	if err != nil || !up && port == LocalPort {
		return nil, err
	}
	if !slices.Contains(hop.Outputs, port) {
		hop.Outputs = append(hop.Outputs, port)
	}
	near := w.ends[placeOfEnd(&CableEnd{Device: device})][0]
	var next *TraceHop
	switch {
	case !up:
		next = w.lost(&TraceHop{Device: device}, Dropped, fmt.Sprintf("port %d is down", port))
	case near == nil:
		next = w.lost(&TraceHop{Device: device}, Gone, "leaves the lab")
	default:
		if next, err = w.cross(near, p); err != nil {
			return nil, err
		}
	}
	next.Out = port
	return next, nil
}

// isUp reports whether a device of the machine is there and up.
func (w *traceWalk) isUp(device string) (bool, error) {
	link, err := w.root.Link(device)
	if errors.Is(err, netns.ErrNoLink) {
		return false, nil
	}
	return link.Up, err
}

// verdict sums up what becomes of a packet from its first hop on.
func (w *traceWalk) verdict(first *TraceHop) (Verdict, string) {
	f := first.fate
	switch {
	case f.delivered:
		text := "delivered to " + w.to.Name
		if len(w.controllers) > 0 {
			text += "; a copy goes to the controller"
		}
		if f.looping {
			text += "; other copies go round in a loop"
		}
		return Delivered, text
	case f.maybe && f.others[Delivered] > 0:
		return Undecided, fmt.Sprintf("may be delivered to %s: a group chooses by a hash of the packet", w.to.Name)
	case f.maybe:
		return Undecided, "what becomes of it is not known"
	case f.others[ToController] > 0:
		return ToController, "sent to the controller by " + joinNames(w.controllers)
	case f.others[ToRouter] > 0:
		return ToRouter, "taken by another host, which routes it on if it does that"
	case f.others[Gone] > 0:
		return Gone, "leaves the lab"
	case f.looping:
		return Dropped, "goes round in a loop"
	}
	return Dropped, "dropped" + w.where(first)
}

// where says where the copies of a packet are lost.
func (w *traceWalk) where(h *TraceHop) string {
	for len(h.Next) == 1 && h.Verdict == "" {
		at := h.Switch
		if h = h.Next[0]; h.Host == "" && h.Switch == "" {
			return " by " + at + ": " + h.Text
		}
	}
	if len(h.Next) > 1 {
		return ": no copy arrives"
	}
	return " by " + h.Host + h.Switch + ": " + h.Text
}
