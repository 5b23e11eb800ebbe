package ovs

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

const tapDevice = "/dev/net/tun"

// withoutTaps is the option of ovs-vswitchd for a second userspace datapath,
// of type noTaps, that forwards as the first does but makes no tap device for a
// bridge. Open vSwitch has it for its own tests; to us it is the way to forward
// where [tapDevice] cannot be had, as in most containers.
const (
	withoutTaps          = "--enable-dummy"
	noTaps      Datapath = "dummy"
)

// TapDevice returns why this process can make no tap device, nil if it can. The
// userspace datapath makes one for each bridge; a private Open vSwitch does
// without if it has to. Asking loads the kernel's module tun where that is
// loaded on demand.
func TapDevice() error {
	f, err := os.OpenFile(tapDevice, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := unix.IoctlGetInt(int(f.Fd()), unix.TUNGETFEATURES); err != nil {
		return fmt.Errorf("%s: %w", tapDevice, os.NewSyscallError("ioctl TUNGETFEATURES", err))
	}
	return nil
}

// userspace returns the type of datapath that forwards in userspace here. How
// ovs-vswitchd was started decides it, and not what would be possible now: the
// labs share it.
func (i Instance) userspace() Datapath {
	if i.Private && strings.Contains(i.daemon("ovs-vswitchd").Command(), withoutTaps) {
		return noTaps
	}
	return Userspace
}
