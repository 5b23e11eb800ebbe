package netns

import (
	"errors"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// Privilege is what a process may do to the network. Being root is neither
// needed for it nor enough: in a container root has few capabilities, and in a
// user namespace anybody has all of them, for what belongs to that namespace.
type Privilege struct {
	Root          bool `json:"root"`           // the effective user is 0
	NetAdmin      bool `json:"net_admin"`      // CAP_NET_ADMIN: devices, addresses
	NetRaw        bool `json:"net_raw"`        // CAP_NET_RAW: packet sockets, as Open vSwitch uses them
	SysAdmin      bool `json:"sys_admin"`      // CAP_SYS_ADMIN: namespaces, mounts
	UserNamespace bool `json:"user_namespace"` // in a user namespace that is not the machine's first
	OwnNet        bool `json:"own_net"`        // the capabilities count for the network namespace it is in
	OwnMounts     bool `json:"own_mounts"`     // and for the mount namespace
}

// CurrentPrivilege returns what this process may do.
func CurrentPrivilege() (Privilege, error) {
	p := Privilege{Root: os.Geteuid() == 0}
	header := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var data [2]unix.CapUserData
	if err := unix.Capget(&header, &data[0]); err != nil {
		return p, os.NewSyscallError("capget", err)
	}
	has := func(capability uint) bool { return data[0].Effective&(1<<capability) != 0 }
	p.NetAdmin, p.NetRaw, p.SysAdmin = has(unix.CAP_NET_ADMIN), has(unix.CAP_NET_RAW), has(unix.CAP_SYS_ADMIN)
	var err error
	if p.UserNamespace, err = inUserNamespace(); err != nil {
		return p, err
	}
	if p.OwnNet, err = owns("net"); err != nil {
		return p, err
	}
	p.OwnMounts, err = owns("mnt")
	return p, err
}

// CanMakeLabs reports whether p suffices for namespaces, devices and mounts.
func (p Privilege) CanMakeLabs() bool {
	return p.NetAdmin && p.NetRaw && p.SysAdmin && p.OwnNet && p.OwnMounts
}

// Missing names the capabilities that p lacks.
func (p Privilege) Missing() []string {
	var names []string
	for _, c := range []struct {
		name string
		has  bool
	}{{"CAP_NET_ADMIN", p.NetAdmin}, {"CAP_NET_RAW", p.NetRaw}, {"CAP_SYS_ADMIN", p.SysAdmin}} {
		if !c.has {
			names = append(names, c.name)
		}
	}
	return names
}

// inUserNamespace reports whether user 0 here is somebody else outside.
func inUserNamespace() (bool, error) {
	b, err := os.ReadFile("/proc/self/uid_map")
	if errors.Is(err, os.ErrNotExist) {
		return false, nil // a kernel without user namespaces
	}
	// user_namespaces(7): the first one maps every id to itself.
	return strings.Join(strings.Fields(string(b)), " ") != "0 0 4294967295", err
}

// owns reports whether this process's namespace of a kind belongs to its user
// namespace, or to one below.
func owns(kind string) (bool, error) {
	f, err := os.Open("/proc/thread-self/ns/" + kind)
	if err != nil {
		return false, err
	}
	defer f.Close()
	// ioctl_ns(2): the kernel names no owner that is above the caller's own.
	fd, err := unix.IoctlRetInt(int(f.Fd()), unix.NS_GET_USERNS)
	switch {
	case err == nil:
		unix.Close(fd)
		return true, nil
	case errors.Is(err, unix.EPERM):
		return false, nil
	case errors.Is(err, unix.ENOTTY):
		return true, nil // a kernel without user namespaces
	}
	return false, os.NewSyscallError("ioctl NS_GET_USERNS", err)
}
