package netns

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

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
		if err := os.WriteFile(path, value, 0); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
