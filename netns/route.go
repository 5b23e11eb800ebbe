package netns

import (
	"errors"
	"fmt"
	"net"
	"net/netip"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// NextHop is how the kernel of a namespace sends to an address.
type NextHop struct {
	Link    Link
	Source  netip.Addr // that packets are sent from
	Gateway netip.Addr // invalid: the address is on the link
}

// ErrNoRoute is returned for an address that a namespace does not know the way to.
var ErrNoRoute = errors.New("no route")

// NextHop asks the kernel how it would send to an address.
func (ns *Namespace) NextHop(to netip.Addr) (NextHop, error) {
	routes, err := ns.handle.RouteGet(to.AsSlice())
	switch {
	case errors.Is(err, unix.ENETUNREACH), errors.Is(err, unix.EHOSTUNREACH):
		return NextHop{}, fmt.Errorf("%w to %s", ErrNoRoute, to)
	case err != nil:
		return NextHop{}, fmt.Errorf("route to %s: %w", to, err)
	case len(routes) == 0:
		return NextHop{}, fmt.Errorf("%w to %s", ErrNoRoute, to)
	}
	link, err := ns.LinkByIndex(routes[0].LinkIndex)
	if err != nil {
		return NextHop{}, err
	}
	hop := NextHop{Link: link}
	if a, ok := netip.AddrFromSlice(routes[0].Src); ok {
		hop.Source = a.Unmap()
	}
	if a, ok := netip.AddrFromSlice(routes[0].Gw); ok {
		hop.Gateway = a.Unmap()
	}
	return hop, nil
}

// NeighbourMAC returns the MAC address that the kernel knows of a neighbour; nil
// if it knows none.
func (ns *Namespace) NeighbourMAC(link int, address netip.Addr) (net.HardwareAddr, error) {
	list, err := ns.handle.NeighList(link, family(address))
	if err != nil {
		return nil, err
	}
	for _, n := range list {
		ip, ok := netip.AddrFromSlice(n.IP)
		if ok && ip.Unmap() == address && len(n.HardwareAddr) == 6 && n.State&(netlink.NUD_INCOMPLETE|netlink.NUD_FAILED) == 0 {
			return n.HardwareAddr, nil
		}
	}
	return nil, nil
}
