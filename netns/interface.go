package netns

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// Interface is how a device is set up inside its namespace.
type Interface struct {
	Name    string       `json:"-"`
	Index   int          `json:"-"`
	Address netip.Prefix `json:"address,omitzero"` // invalid: none
	VLAN    int          `json:"vlan,omitempty"`   // 1 to 4094: the address sits on a tagged sub-interface; 0: on the device
	Routes  []Route      `json:"routes,omitempty"`

	// NoChecksumOffload makes the kernel fill in transport checksums before a
	// frame leaves the device. Whoever reads frames from a socket, as Open
	// vSwitch's userspace datapath does, passes on what it got: with the
	// offload TCP and UDP fail there while ping works.
	NoChecksumOffload bool `json:"no_checksum_offload,omitempty"`
}

// Route is a static route.
type Route struct {
	Net     netip.Prefix `json:"net"`
	Gateway netip.Addr   `json:"gateway,omitzero"` // invalid: Net is on the link
}

// ErrNoVLAN is returned when the kernel cannot make tagged sub-interfaces.
var ErrNoVLAN = errors.New("this kernel has no VLAN interfaces (module 8021q)")

// Configure sets a device of ns up: offload, up, address, routes, in this
// order.
func (ns *Namespace) Configure(c Interface) error {
	fail := func(what string, err error) error { return fmt.Errorf("%s: %s: %w", c.Name, what, err) }
	if c.NoChecksumOffload {
		if err := ns.SetChecksumOffload(c.Name, false); err != nil {
			return fail("turn checksum offload off", err)
		}
	}
	index := c.Index
	if err := ns.SetUp(index, ""); err != nil {
		return fail("bring up", err)
	}
	if c.VLAN != 0 {
		var err error
		if index, err = ns.addVLAN(c.Name, index, c.VLAN); err != nil {
			return fail("VLAN "+strconv.Itoa(c.VLAN), err)
		}
	}
	if c.Address.IsValid() {
		if err := ns.addAddress(index, c.Address); err != nil {
			return fail("address "+c.Address.String(), err)
		}
	}
	for _, r := range c.Routes {
		if err := ns.addRoute(index, c.Address, r); err != nil {
			return fail("route to "+r.Net.String(), err)
		}
	}
	return nil
}

// VLANName returns what the tagged sub-interface of a device is called.
func VLANName(parent string, id int) string { return parent + "." + strconv.Itoa(id) }

func (ns *Namespace) addVLAN(parent string, parentIndex, id int) (index int, err error) {
	attrs := netlink.NewLinkAttrs()
	attrs.Name, attrs.ParentIndex = VLANName(parent, id), parentIndex
	link := &netlink.Vlan{LinkAttrs: attrs, VlanId: id}
	if err := ns.handle.LinkAdd(link); err != nil {
		if errors.Is(err, unix.EOPNOTSUPP) {
			err = ErrNoVLAN
		}
		return 0, err
	}
	return link.Index, ns.SetUp(link.Index, "")
}

func (ns *Namespace) addAddress(index int, p netip.Prefix) error {
	addr := &netlink.Addr{IPNet: ipNet(p)}
	if p.Addr().Is6() {
		// No duplicate address detection: it would hold the address back for
		// a second, and the file's author knows who has it.
		addr.Flags = unix.IFA_F_NODAD
	}
	rtnl.Lock()
	defer rtnl.Unlock()
	return ns.handle.AddrAdd(&netlink.Device{LinkAttrs: netlink.LinkAttrs{Index: index}}, addr)
}

func (ns *Namespace) addRoute(index int, own netip.Prefix, r Route) error {
	route := &netlink.Route{LinkIndex: index, Dst: ipNet(r.Net.Masked())}
	if !r.Gateway.IsValid() {
		route.Scope = netlink.SCOPE_LINK
	} else {
		route.Gw = r.Gateway.AsSlice()
		if !own.IsValid() || !own.Contains(r.Gateway) {
			route.Flags = int(netlink.FLAG_ONLINK)
		}
	}
	return ns.handle.RouteAdd(route)
}

func ipNet(p netip.Prefix) *net.IPNet {
	return &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}
}
