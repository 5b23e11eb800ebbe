package runner

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

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
	wires := r.wires()
	wanted := func(w wire) bool { return len(names) == 0 }
	if len(names) > 0 {
		known := []string{"openflow"}
		for _, w := range wires {
			known = append(known, w.names...)
		}
		slices.Sort(known[1:])
		known = slices.Compact(known)
		for _, name := range names {
			if !slices.Contains(known, name) {
				return nil, &NotFoundError{Kind: "link", Name: name, Known: known}
			}
		}
		wanted = func(w wire) bool {
			return slices.ContainsFunc(w.names, func(name string) bool { return slices.Contains(names, name) })
		}
	}
	var devices []capture.Device
	for _, w := range wires {
		if !wanted(w) {
			continue
		}
		d, err := c.device(r, w)
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

// wire is a cable, or an attached interface, as a capture sees it.
type wire struct {
	names  []string // that it can be asked for by
	shown  string   // "lsw:1 – host1"
	device string
	host   string // that the device is in; empty: the machine's own namespace
}

// wires returns everything of the lab that frames pass.
func (r *Record) wires() []wire {
	var all []wire
	for _, c := range r.Cables {
		var w wire
		var shown []string
		for _, e := range c.Ends {
			name := e.Switch + ":" + strconv.FormatUint(uint64(e.Port), 10)
			switch {
			case e.Switch != "":
				w.names = append(w.names, e.Switch, name)
			case e.Host != "":
				name = e.Host
				w.names = append(w.names, e.Host, e.Host+":"+e.Device)
			default:
				name = e.Device
				w.names = append(w.names, e.Device)
			}
			shown = append(shown, name)
		}
		// The end outside can be watched without going anywhere.
		end := c.Ends[0]
		if end.Host != "" && c.Ends[1].Host == "" {
			end = c.Ends[1]
		}
		if c.Ends[0].Switch == "" && c.Ends[1].Switch != "" {
			slices.Reverse(shown)
		}
		w.shown, w.device, w.host = strings.Join(shown, " – "), end.Device, end.Host
		all = append(all, w)
	}
	for _, a := range r.Attached {
		name := a.Switch
		for _, s := range r.Switches {
			for _, p := range s.Bridge.Ports {
				if s.Name == a.Switch && p.Device == a.Device {
					name = a.Switch + ":" + strconv.FormatUint(uint64(p.Number), 10)
				}
			}
		}
		all = append(all, wire{names: []string{a.Switch, name, a.Device}, shown: name + " – " + a.Device, device: a.Device})
	}
	return all
}

func (c *Capture) device(r *Record, w wire) (capture.Device, error) {
	ns := c.root()
	if w.host != "" {
		i := slices.IndexFunc(r.Hosts, func(h PlannedHost) bool { return h.Name == w.host })
		opened, err := r.Hosts[i].open()
		if err != nil {
			return capture.Device{}, fmt.Errorf("host %s: %w", w.host, err)
		}
		ns = opened
		c.namespaces = append(c.namespaces, ns)
	}
	link, err := ns.Link(w.device)
	if err != nil {
		return capture.Device{}, fmt.Errorf("interface %s: %w", w.device, err)
	}
	return capture.Device{
		Interface: capture.Interface{Name: w.shown, Description: "device " + w.device}, Namespace: ns, Index: link.Index,
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
