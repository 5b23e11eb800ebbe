package netns

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// ErrHeld is returned for a tap device that a process has open.
var ErrHeld = errors.New("a process has it open")

// DeleteTap deletes the tap device called name in ns, unless a process has it
// open: the error then wraps [ErrHeld]. One that does not exist is no error.
func (ns *Namespace) DeleteTap(name string) error {
	link, err := ns.Link(name)
	if errors.Is(err, ErrNoLink) {
		return nil
	}
	if err != nil {
		return err
	}
	if link.Kind != KindTap {
		return fmt.Errorf("%s is a %s, not a tap device", name, link.Kind)
	}
	ifr, err := unix.NewIfreq(link.Name)
	if err != nil {
		return err
	}
	err = ns.Do(func() error {
		fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_CLOEXEC, 0)
		if err != nil {
			return err
		}
		defer unix.Close(fd)
		// A tap has one holder at a time. A device that nobody keeps goes when
		// its holder closes it, and from here on that is us.
		ifr.SetUint16(unix.IFF_TAP | unix.IFF_NO_PI)
		if err := unix.IoctlIfreq(fd, unix.TUNSETIFF, ifr); err != nil {
			if errors.Is(err, unix.EBUSY) {
				err = ErrHeld
			}
			return err
		}
		return unix.IoctlSetInt(fd, unix.TUNSETPERSIST, 0)
	})
	if err != nil {
		return fmt.Errorf("delete tap device %s: %w", name, err)
	}
	return nil
}
