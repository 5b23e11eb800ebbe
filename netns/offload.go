package netns

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"
)

// ethtoolValue and ethtoolRequest are struct ethtool_value and the part of
// struct ifreq that SIOCETHTOOL reads (linux/ethtool.h, linux/if.h).
type ethtoolValue struct{ cmd, data uint32 }

type ethtoolRequest struct {
	name  [unix.IFNAMSIZ]byte
	value *ethtoolValue
	_     [16]byte // the rest of ifreq's union
}

// ChecksumOffload reports whether the kernel leaves transport checksums of
// frames sent by the device to whoever receives them.
func (ns *Namespace) ChecksumOffload(device string) (bool, error) {
	v := ethtoolValue{cmd: unix.ETHTOOL_GTXCSUM}
	err := ns.ethtool(device, &v)
	return v.data != 0, err
}

// SetChecksumOffload turns transmit checksum offload of a device on or off;
// see [Interface] for what it does to TCP.
func (ns *Namespace) SetChecksumOffload(device string, on bool) error {
	v := ethtoolValue{cmd: unix.ETHTOOL_STXCSUM}
	if on {
		v.data = 1
	}
	return ns.ethtool(device, &v)
}

// ethtool asks on a socket that was opened inside ns, so that no thread has to
// go there.
func (ns *Namespace) ethtool(device string, v *ethtoolValue) error {
	if len(device) >= unix.IFNAMSIZ {
		return fmt.Errorf("%s: %w", device, unix.ENAMETOOLONG)
	}
	req := ethtoolRequest{value: v}
	copy(req.name[:], device)
	_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(ns.ioctl), unix.SIOCETHTOOL, uintptr(unsafe.Pointer(&req)))
	if errno != 0 {
		return fmt.Errorf("ethtool %s: %w", device, errno)
	}
	return nil
}
