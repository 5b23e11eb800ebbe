package netns

import (
	"errors"
	"io/fs"
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// rtnl is held by this process's threads while they change devices.
//
// The kernel has one lock for that, of the same name. Who asks over netlink
// sleeps until it is free; a write to /proc/sys gives up instead, and is begun
// again at once, over and over. Threads that wait so take the processor from
// the one that has the lock, so ours wait here.
var rtnl sync.Mutex

// openIPv6Settings opens the folder that has the IPv6 settings of the devices in
// the calling thread's namespace, or returns -1 if the kernel has no IPv6.
//
// From there on names are looked up in this namespace alone. The way to it goes
// past the folders of that name of all namespaces, one by one.
func openIPv6Settings() (int, error) {
	fd, err := unix.Open("/proc/sys/net/ipv6/conf", unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err == unix.ENOENT {
		return -1, nil
	}
	return fd, os.NewSyscallError("open /proc/sys/net/ipv6/conf", err)
}

// SetIPv6 turns IPv6 on or off for devices of ns; "all" and "default" count as
// devices. New veth ends with IPv6 on each send some seven frames of neighbour
// discovery that nobody asked for. A device that does not exist is no error, nor
// is a kernel without IPv6.
func (ns *Namespace) SetIPv6(on bool, devices ...string) error {
	if ns.ipv6 < 0 {
		return nil
	}
	disable := []byte("1\n")
	if on {
		disable = []byte("0\n")
	}
	for _, dev := range devices {
		err := writeAt(ns.ipv6, dev+"/disable_ipv6", disable)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// writeAt writes to a file in the folder dir, as one who changes a device.
func writeAt(dir int, name string, content []byte) error {
	fd, err := unix.Openat(dir, name, unix.O_WRONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return &fs.PathError{Op: "open", Path: name, Err: err}
	}
	defer unix.Close(fd)
	rtnl.Lock()
	defer rtnl.Unlock()
	if _, err := unix.Write(fd, content); err != nil {
		return &fs.PathError{Op: "write", Path: name, Err: err}
	}
	return nil
}
