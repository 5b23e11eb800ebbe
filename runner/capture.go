package runner

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/trema-ns/trema-ns/controller/openflow/sniff"
	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/netns/capture"
)

// OpenFlowInterface is how a capture calls what switches and controllers say to
// each other.
const OpenFlowInterface = "OpenFlow"

// Capture watches what passes a lab's cables, and what its switches and
// controllers say.
type Capture struct {
	*capture.Capture
	namespaces []*netns.Namespace
	ports      []uint16 // that OpenFlow is spoken on
}

// Capture begins to watch cables of the lab that are named by one of their ends
// ("lsw:1", "lsw", "host1"), and OpenFlow messages if "openflow" is among the
// names. Without names it watches everything.
func (r *Record) Capture(names []string) (*Capture, error) {
	c, err := newCapture()
	if err != nil {
		return nil, err
	}
	devices, err := c.devices(r, names)
	if err == nil {
		err = c.Add(devices...)
	}
	if err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

func newCapture() (*Capture, error) {
	root, err := netns.Current()
	if err != nil {
		return nil, err
	}
	c := &Capture{namespaces: []*netns.Namespace{root}}
	if c.Capture, err = capture.Start(); err != nil {
		root.Close()
		return nil, err
	}
	return c, nil
}

// UnusualPorts returns the TCP ports of OpenFlow in the capture by which Wireshark
// does not know it.
func (c *Capture) UnusualPorts() []uint16 {
	return slices.DeleteFunc(slices.Clone(c.ports), func(port uint16) bool { return port == 6633 || port == 6653 })
}

// Close ends the watching.
func (c *Capture) Close() {
	c.Capture.Close()
	for _, ns := range c.namespaces {
		ns.Close()
	}
}

// Save writes everything to files until ctx ends.
func (c *Capture) Save(ctx context.Context, files *capture.Files) error {
	err := c.Run(ctx, files.Write)
	if err2 := files.Close(c.Statistics()); err == nil {
		err = err2
	}
	return err
}

func (c *Capture) root() *netns.Namespace { return c.namespaces[0] }

// devices finds where the named cables and OpenFlow messages can be seen.
func (c *Capture) devices(r *Record, names []string) ([]capture.Device, error) {
	known := []string{"openflow"}
	for _, l := range r.links() {
		for _, e := range l.ends {
			known = append(known, e.name, e.address)
		}
	}
	slices.Sort(known[1:])
	known = slices.Compact(known)
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, &NotFoundError{Kind: "link", Name: name, Known: known}
		}
	}
	var devices []capture.Device
	for _, l := range r.links() {
		if len(names) > 0 && !slices.ContainsFunc(names, func(name string) bool { return l.ends[0].is(name) || l.ends[1].is(name) }) {
			continue
		}
		d, err := c.device(r, &l)
		if err != nil {
			return nil, err
		}
		devices = append(devices, d)
	}
	if len(names) == 0 || slices.Contains(names, "openflow") {
		of, err := c.openFlow(r)
		if err != nil {
			return nil, err
		}
		devices = append(devices, of...)
	}
	return devices, nil
}

// device returns where a link can be watched.
func (c *Capture) device(r *Record, l *laidLink) (capture.Device, error) {
	ns := c.root()
	_, device, host := l.seen()
	if host != "" {
		i := slices.IndexFunc(r.Hosts, func(h PlannedHost) bool { return h.Name == host })
		opened, err := r.Hosts[i].Open()
		if err != nil {
			return capture.Device{}, fmt.Errorf("host %s: %w", host, err)
		}
		ns = opened
		c.namespaces = append(c.namespaces, ns)
	}
	link, err := ns.Link(device)
	if err != nil {
		return capture.Device{}, fmt.Errorf("interface %s: %w", device, err)
	}
	return capture.Device{
		Interface: capture.Interface{Name: l.shown(), Description: "device " + device}, Namespace: ns, Index: link.Index,
	}, nil
}

// openFlow returns the loopback device, once for each port that a controller of
// this machine listens on. What goes elsewhere is not the lab's alone.
func (c *Capture) openFlow(r *Record) ([]capture.Device, error) {
	var ports []uint16
	add := func(address string) {
		a, err := netip.ParseAddrPort(address)
		if err == nil && (a.Addr().IsLoopback() || a.Addr().IsUnspecified()) && !slices.Contains(ports, a.Port()) {
			ports = append(ports, a.Port())
		}
	}
	add(r.Listen)
	for _, s := range r.Switches {
		_, address, _ := strings.Cut(s.Bridge.Controller, ":")
		add(address)
	}
	if c.ports = ports; len(ports) == 0 {
		return nil, nil
	}
	lo, err := loopback(c.root())
	if err != nil {
		return nil, err
	}
	var devices []capture.Device
	for _, port := range ports {
		d := capture.Device{
			Interface: capture.Interface{Name: OpenFlowInterface, Description: "TCP port " + strconv.Itoa(int(port))},
			Namespace: c.root(), Index: lo, TCPPort: port,
		}
		if len(ports) > 1 {
			d.Name += " " + strconv.Itoa(int(port))
		}
		devices = append(devices, d)
	}
	return devices, nil
}

// loopback returns the index of the loopback device, which the kernel makes
// first of all.
func loopback(ns *netns.Namespace) (index int, err error) {
	err = ns.Do(func() error {
		lo, err := net.InterfaceByName("lo")
		if err == nil {
			index = lo.Index
		}
		return err
	})
	return index, err
}

// NewSniffer returns a Sniffer that knows a lab's switches, as they are now.
func NewSniffer(switches []SwitchStatus) *sniff.Sniffer {
	s := sniff.New()
	for _, sw := range switches {
		if dpid, err := strconv.ParseUint(sw.DatapathID, 0, 64); err == nil {
			s.Name(dpid, sw.Name)
		}
		if peer, err := netip.ParseAddrPort(sw.Peer); err == nil {
			s.Locate(peer, sw.Name)
		}
	}
	return s
}
