package netns

import (
	"errors"
	"net"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// Unconfigure takes back what [Namespace.Configure] gave the device: routes,
// address and tagged sub-interface. The device stays up, and what others gave
// it stays. What is gone already is no error.
func (ns *Namespace) Unconfigure(c Interface) error {
	index := c.Index
	if c.VLAN != 0 {
		// Address and routes go with the sub-interface.
		link, err := ns.Link(VLANName(c.Name, c.VLAN))
		if errors.Is(err, ErrNoLink) {
			return nil
		}
		if err != nil {
			return err
		}
		return ns.DeleteLink(link.Index)
	}
	var errs []error
	for _, r := range c.Routes {
		err := ns.handle.RouteDel(&netlink.Route{LinkIndex: index, Dst: ipNet(r.Net.Masked()), Gw: r.Gateway.AsSlice()})
		if !errors.Is(err, unix.ESRCH) {
			errs = append(errs, err)
		}
	}
	if c.Address.IsValid() {
		err := ns.handle.AddrDel(&netlink.Device{LinkAttrs: netlink.LinkAttrs{Index: index}}, &netlink.Addr{IPNet: ipNet(c.Address)})
		if !errors.Is(err, unix.EADDRNOTAVAIL) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// SetMAC gives the device another address.
func (ns *Namespace) SetMAC(index int, mac net.HardwareAddr) error {
	return ns.handle.LinkSetHardwareAddr(&netlink.Device{LinkAttrs: netlink.LinkAttrs{Index: index}}, mac)
}

// SetMTU sets the largest frame, in bytes, that the device sends.
func (ns *Namespace) SetMTU(index, mtu int) error {
	return ns.handle.LinkSetMTU(&netlink.Device{LinkAttrs: netlink.LinkAttrs{Index: index}}, mtu)
}
