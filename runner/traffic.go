package runner

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync"

	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/netns/traffic"
)

// Packets are UDP packets that one host is to send to another.
type Packets struct {
	Dest    string  `json:"dest"`           // the host
	Count   uint64  `json:"count"`          // how many
	Rate    float64 `json:"rate,omitempty"` // packets a second; 0: as many as arrive
	Length  int     `json:"length"`         // octets of payload, which are zero
	SrcPort uint16  `json:"src_port"`
	DstPort uint16  `json:"dst_port"`

	// What grows by one from packet to packet: by up to N, and then again from
	// the start; 0: not.
	IncSrc     uint32 `json:"inc_ip_src,omitempty"`
	IncDst     uint32 `json:"inc_ip_dst,omitempty"`
	IncSrcPort uint16 `json:"inc_tp_src,omitempty"`
	IncDstPort uint16 `json:"inc_tp_dst,omitempty"`
	IncPayload uint32 `json:"inc_payload,omitempty"`
}

// DefaultPackets returns one packet as the hosts of Trema's first generation
// send it: 64 bytes on the wire.
func DefaultPackets(dest string) Packets {
	return Packets{Dest: dest, Count: 1, Length: 22, SrcPort: 1, DstPort: 1}
}

// HostStats are the UDP packets that a host has sent on command, and those that
// have arrived for it, in the order in which their flows began.
type HostStats struct {
	Host      string      `json:"host"`
	Sent      []FlowStats `json:"sent"`
	Received  []FlowStats `json:"received"`
	Uncounted uint64      `json:"uncounted"` // what the machine was too slow, or the flows were too many for
}

// FlowStats are the packets of one flow.
type FlowStats struct {
	Src     netip.Addr `json:"ip_src"`
	SrcPort uint16     `json:"tp_src"`
	Dst     netip.Addr `json:"ip_dst"`
	DstPort uint16     `json:"tp_dst"`
	Packets uint64     `json:"n_pkts"`
	Octets  uint64     `json:"n_octets"` // of the IP packets, with their headers
}

// labTraffic counts the frames of a lab's hosts: of a vhost from the moment that
// it is made, of any other host from the first time that somebody asks, or has
// packets sent.
type labTraffic struct {
	mu     sync.Mutex
	engine *traffic.Engine // nil: nothing is counted yet
	all    bool            // hosts of all kinds are counted
	hosts  map[string]*countedHost
	closed bool
}

type countedHost struct {
	*traffic.Host
	inode   uint64 // of the namespace
	address traffic.Address

	quiet sync.Mutex // see without
	calm  int        // how many want it not to answer
}

func newLabTraffic() *labTraffic { return &labTraffic{hosts: map[string]*countedHost{}} }

// answersUDP reports whether the host's kernel answers UDP that nobody listens
// to. A vhost of Trema's does not; it has no kernel of its own.
func (h *PlannedHost) answersUDP() bool { return h.Kind != dsl.VHost }

func (h *PlannedHost) countedAddress() traffic.Address {
	return traffic.Address{Prefix: h.Address, Promisc: h.Promisc}
}

// made sets up a namespace that has just been made for what its host is.
func (t *labTraffic) made(h *PlannedHost, ns *netns.Namespace) error {
	if !h.answersUDP() {
		if err := ns.SetPortUnreachable(false); err != nil {
			return err
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.all && h.Kind != dsl.VHost {
		return nil
	}
	return t.open(h, ns)
}

// open begins to count; t.mu is held.
func (t *labTraffic) open(h *PlannedHost, ns *netns.Namespace) error {
	if t.closed {
		return errGoingDown
	}
	if t.engine == nil {
		engine, err := traffic.NewEngine()
		if err != nil {
			return err
		}
		t.engine = engine
	}
	host, err := t.engine.Open(ns, h.countedAddress())
	if err != nil {
		return fmt.Errorf("count its packets: %w", err)
	}
	if old := t.hosts[h.Name]; old != nil {
		old.Close()
	}
	t.hosts[h.Name] = &countedHost{Host: host, inode: ns.Inode, address: h.countedAddress()}
	return nil
}

// follow makes hosts what is counted: those of a lab that has been changed.
func (t *labTraffic) follow(hosts []PlannedHost) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	there := index(hosts, nameOfHost)
	var gone []*traffic.Host
	defer func() { traffic.CloseHosts(gone...) }()
	for name, counted := range t.hosts {
		h := there[name]
		if h == nil || h.Inode != counted.inode {
			gone = append(gone, counted.Host)
			delete(t.hosts, name)
			continue
		}
		if address := h.countedAddress(); address != counted.address {
			if err := counted.SetAddress(address); err != nil {
				return fmt.Errorf("host %s: %w", name, err)
			}
			counted.address = address
		}
	}
	return t.openMissing(hosts)
}

// openMissing begins to count where that is to be and is not; t.mu is held.
func (t *labTraffic) openMissing(hosts []PlannedHost) error {
	for i := range hosts {
		h := &hosts[i]
		if t.hosts[h.Name] != nil || !t.all && h.Kind != dsl.VHost {
			continue
		}
		ns, err := h.open()
		if err != nil {
			continue // gone: nothing arrives there
		}
		err = t.open(h, ns)
		ns.Close()
		if err != nil {
			return fmt.Errorf("host %s: %w", h.Name, err)
		}
	}
	return nil
}

// countAll begins to count the hosts of all kinds.
func (t *labTraffic) countAll(hosts []PlannedHost) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all = true
	return t.openMissing(hosts)
}

func (t *labTraffic) host(name string) (*countedHost, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if h := t.hosts[name]; h != nil {
		return h, nil
	}
	return nil, fmt.Errorf("the namespace of host %s is gone", name)
}

func (t *labTraffic) resetAll() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, h := range t.hosts {
		h.Reset()
	}
}

func (t *labTraffic) close() {
	t.mu.Lock()
	t.closed = true
	engine := t.engine
	t.mu.Unlock()
	if engine != nil {
		engine.Close()
	}
}

// counted returns the lab's hosts once the packets of all are counted.
func (l *Lab) counted() ([]PlannedHost, error) {
	l.mu.Lock()
	state, hosts := l.state, l.record.Hosts
	l.mu.Unlock()
	switch {
	case l.ctx.Err() != nil:
		return nil, errGoingDown
	case state == Starting:
		return nil, errors.New("the lab is still being made: try again when it is ready")
	}
	return hosts, l.traffic.countAll(hosts)
}

// hostNamed returns the host of that name.
func hostNamed(hosts []PlannedHost, name string) (*PlannedHost, error) {
	i := slices.IndexFunc(hosts, func(h PlannedHost) bool { return h.Name == name })
	if i < 0 {
		e := &NotFoundError{Kind: "host", Name: name}
		for _, h := range hosts {
			e.Known = append(e.Known, h.Name)
		}
		return nil, e
	}
	return &hosts[i], nil
}

// Stats returns what a host has sent and received.
func (l *Lab) Stats(name string) (HostStats, error) {
	hosts, err := l.counted()
	if err != nil {
		return HostStats{}, err
	}
	if _, err := hostNamed(hosts, name); err != nil {
		return HostStats{}, err
	}
	counted, err := l.traffic.host(name)
	if err != nil {
		return HostStats{}, err
	}
	stats := counted.Stats()
	return HostStats{Host: name, Sent: flowStats(stats.Sent), Received: flowStats(stats.Received), Uncounted: stats.Uncounted}, nil
}

// ResetStats forgets what hosts have sent and received; without a name, all.
// If there is none of one of the names, nothing is forgotten.
func (l *Lab) ResetStats(names ...string) error {
	hosts, err := l.counted()
	if err != nil {
		return err
	}
	if len(names) == 0 {
		l.traffic.resetAll()
	}
	var counted []*countedHost
	for _, name := range names {
		if _, err := hostNamed(hosts, name); err != nil {
			return err
		}
		h, err := l.traffic.host(name)
		if err != nil {
			return err
		}
		counted = append(counted, h)
	}
	for _, h := range counted {
		h.Reset()
	}
	return nil
}

func flowStats(flows []traffic.Flow) []FlowStats {
	stats := make([]FlowStats, len(flows))
	for i, f := range flows {
		stats[i] = FlowStats{
			Src: f.Src.Addr(), SrcPort: f.Src.Port(), Dst: f.Dst.Addr(), DstPort: f.Dst.Port(), Packets: f.Packets, Octets: f.Octets,
		}
	}
	return stats
}

// SendPackets sends packets from a host, and returns when all are sent and have
// arrived, or do not arrive. It does not fail because they do not.
func (l *Lab) SendPackets(ctx context.Context, source string, p Packets) (sent uint64, err error) {
	hosts, err := l.counted()
	if err != nil {
		return 0, err
	}
	from, err := hostNamed(hosts, source)
	if err != nil {
		return 0, err
	}
	to, err := hostNamed(hosts, p.Dest)
	if err != nil {
		return 0, err
	}
	if l.current().isStopped(source) {
		return 0, &StoppedError{source}
	}
	stream, err := p.stream(from, to)
	if err != nil {
		return 0, err
	}
	sender, err := l.traffic.host(from.Name)
	if err != nil {
		return 0, err
	}
	receiver, err := l.traffic.host(to.Name)
	if err != nil {
		return 0, err
	}
	for i := range hosts {
		if h := &hosts[i]; h.answersUDP() && h.Address.Addr() == to.Address.Addr() {
			answer, err := l.traffic.keepQuiet(h)
			if err != nil {
				return 0, err
			}
			defer answer()
		}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(l.ctx, func() { cancel(errGoingDown) })()
	sent, err = sender.Send(ctx, l.current().deviceOf(from), stream, receiver.Host)
	l.logHost(from, fmt.Sprintf("sent %s to %s", counted(int(sent), "packet", "packets"), to.Name))
	return sent, err
}

// stream makes frames of the packets.
func (p *Packets) stream(from, to *PlannedHost) (traffic.Stream, error) {
	s := traffic.Stream{
		Src: netip.AddrPortFrom(from.Address.Addr(), p.SrcPort), Dst: netip.AddrPortFrom(to.Address.Addr(), p.DstPort),
		Length: p.Length, Count: p.Count, Rate: p.Rate,
		Increment: traffic.Increment{Src: p.IncSrc, Dst: p.IncDst, SrcPort: p.IncSrcPort, DstPort: p.IncDstPort, Payload: p.IncPayload},
	}
	for _, h := range []*PlannedHost{from, to} {
		if !h.Address.Addr().Is4() {
			return s, fmt.Errorf("host %s has no IPv4 address: packets are sent over IPv4 only", h.Name)
		}
	}
	switch {
	case p.Length < 0 || p.Length > 1<<16-1-28:
		return s, fmt.Errorf("a payload of %d octets: want 0 to %d", p.Length, 1<<16-1-28)
	case p.IncPayload != 0 && p.Length < 4:
		return s, fmt.Errorf("a payload of %d octets has no room for a number, want at least 4", p.Length)
	case p.Rate < 0:
		return s, fmt.Errorf("%g packets a second: want more than none", p.Rate)
	}
	var err error
	if s.SrcMAC, err = net.ParseMAC(from.MAC); err != nil {
		return s, err
	}
	s.DstMAC, err = net.ParseMAC(to.MAC)
	return s, err
}

// deviceOf returns the device of a host that has its address, empty if it has
// none.
func (p *Plan) deviceOf(h *PlannedHost) string {
	for _, c := range p.Cables {
		for _, e := range c.Ends {
			if e.Host == h.Name && e.Setup.Address == h.Address {
				if e.Setup.VLAN != 0 {
					return fmt.Sprintf("%s.%d", e.Device, e.Setup.VLAN)
				}
				return e.Device
			}
		}
	}
	return ""
}

// keepQuiet lets a host's kernel answer no UDP until the returned function is
// called. A vhost never does.
func (t *labTraffic) keepQuiet(h *PlannedHost) (answer func(), err error) {
	counted, err := t.host(h.Name)
	if err != nil {
		return nil, err
	}
	change := func(by int) error {
		counted.quiet.Lock()
		defer counted.quiet.Unlock()
		before := counted.calm
		counted.calm += by
		if (before == 0) == (counted.calm == 0) {
			return nil
		}
		ns, err := h.open()
		if err != nil {
			return fmt.Errorf("host %s: %w", h.Name, err)
		}
		defer ns.Close()
		return ns.SetPortUnreachable(counted.calm == 0)
	}
	if err := change(1); err != nil {
		return nil, err
	}
	return func() { change(-1) }, nil // if it is gone, it answers no more
}
