package netns

import (
	"fmt"
	"net/netip"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// LinkWith returns the index of the device that has an address.
func (ns *Namespace) LinkWith(address netip.Addr) (int, error) {
	all, err := ns.handle.AddrList(nil, family(address))
	if err != nil {
		return 0, err
	}
	for _, a := range all {
		if ip, ok := netip.AddrFromSlice(a.IP); ok && ip.Unmap() == address {
			return a.LinkIndex, nil
		}
	}
	return 0, fmt.Errorf("no device has the address %s", address)
}

// Neighbours returns the addresses on a device's link, of the family of address,
// whose MAC addresses the kernel knows or tries to learn.
func (ns *Namespace) Neighbours(link int, address netip.Addr) (map[netip.Addr]bool, error) {
	list, err := ns.handle.NeighList(link, family(address))
	if err != nil {
		return nil, err
	}
	known := map[netip.Addr]bool{}
	for _, n := range list {
		if ip, ok := netip.AddrFromSlice(n.IP); ok {
			known[ip.Unmap()] = true
		}
	}
	return known, nil
}

// ForgetNeighbour makes the kernel forget the MAC address of a neighbour, which
// it learns anew when it has to. All namespaces together have room for few
// (neigh/default/gc_thresh3 of sysctl).
func (ns *Namespace) ForgetNeighbour(link int, address netip.Addr) error {
	return ns.handle.NeighDel(&netlink.Neigh{LinkIndex: link, Family: family(address), IP: address.AsSlice()})
}

func family(address netip.Addr) int {
	if address.Is4() {
		return unix.AF_INET
	}
	return unix.AF_INET6
}
