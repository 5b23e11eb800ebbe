package traffic

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// device returns the index of a device in the namespace, and the largest IP
// packet that it carries, in octets; index 0 if there is none of that name.
func (h *Host) device(name string) (index, mtu int, err error) {
	byIndex, err := h.ask(unix.SIOCGIFINDEX, name)
	if byIndex == nil {
		return 0, 0, err
	}
	byMTU, err := h.ask(unix.SIOCGIFMTU, name)
	if byMTU == nil {
		return 0, 0, err // gone in the meantime
	}
	return int(byIndex.Uint32()), int(byMTU.Uint32()), nil
}

// ask asks about a device by a request of netdevice(7); the answer is nil if
// there is none of that name.
func (h *Host) ask(request uint, device string) (*unix.Ifreq, error) {
	h.life.RLock()
	defer h.life.RUnlock()
	if h.closed {
		return nil, ErrClosed
	}
	ifreq, err := unix.NewIfreq(device)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", device, err)
	}
	switch err := unix.IoctlIfreq(h.socket, request, ifreq); {
	case errors.Is(err, unix.ENODEV):
		return nil, nil
	case err != nil:
		return nil, os.NewSyscallError("ioctl", err)
	}
	return ifreq, nil
}

// awaitCarrier waits until the device can send, if it is about to, and reports
// whether it can: the kernel may take up to a second from when both ends of a
// cable are up, and drops what it is given meanwhile.
func (h *Host) awaitCarrier(ctx context.Context, device string) (bool, error) {
	const most = 1200 * time.Millisecond
	for limit := time.Now().Add(most); time.Now().Before(limit); {
		answer, err := h.ask(unix.SIOCGIFFLAGS, device)
		if answer == nil {
			return false, err // it has just gone
		}
		if flags := answer.Uint16(); flags&unix.IFF_UP == 0 || flags&unix.IFF_RUNNING != 0 {
			return flags&unix.IFF_RUNNING != 0, nil
		}
		if err := sleep(ctx, 2*time.Millisecond); err != nil {
			return false, err
		}
	}
	return false, nil
}

// sleep waits, unless ctx ends before.
func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
