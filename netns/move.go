package netns

import (
	"errors"
	"fmt"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// kindPhysical is what devices have for a kind that nobody can make or delete.
const kindPhysical = "device"

// BelongsOutside reports whether the device is more than a part of the namespace
// it is in: the end of a veth pair whose other end is elsewhere, a VLAN or macvlan
// on a device elsewhere, or hardware.
func (l Link) BelongsOutside() bool {
	return l.Index != loopbackIndex && (l.peerNSID >= 0 || l.Kind == kindPhysical)
}

// MoveLink moves a device of ns to another namespace, where it is down and has
// no addresses. If its name is taken there, it gets another.
func (ns *Namespace) MoveLink(l Link, to *Namespace) error {
	link := &netlink.Device{LinkAttrs: netlink.LinkAttrs{Index: l.Index}}
	err := ns.handle.LinkSetNsFd(link, int(to.file.Fd()))
	if errors.Is(err, unix.EEXIST) {
		// A device that is up keeps its name.
		err = errors.Join(ns.handle.LinkSetDown(link), ns.handle.LinkSetName(link, fmt.Sprintf("back%d", l.Index)))
		if err == nil {
			err = ns.handle.LinkSetNsFd(link, int(to.file.Fd()))
		}
	}
	if err != nil {
		return fmt.Errorf("move %s out: %w", l.Name, err)
	}
	return nil
}
