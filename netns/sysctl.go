package netns

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// rtnl is held by this process's threads while they change devices.
//
// The kernel has one lock for that, of the same name. Who asks over netlink
// sleeps until it is free; a write to /proc/sys gives up instead, and is begun
// again at once, over and over. Threads that wait so take the processor from
// the one that has the lock, so ours wait here.
var rtnl sync.Mutex

// SetIPv6 turns IPv6 on or off for devices of the calling thread's namespace;
// "all" and "default" count as devices. New veth ends with IPv6 on each send
// some seven frames of neighbour discovery that nobody asked for. A device that
// does not exist is no error, nor is a kernel without IPv6.
func SetIPv6(on bool, devices ...string) error {
	value := []byte("1\n") // of disable_ipv6
	if on {
		value = []byte("0\n")
	}
	for _, dev := range devices {
		path := filepath.Join("/proc/sys/net/ipv6/conf", dev, "disable_ipv6")
		rtnl.Lock()
		err := os.WriteFile(path, value, 0)
		rtnl.Unlock()
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
