package runner

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"net"
	"strconv"
	"strings"
)

// How long a network device's name and its alternative names can be, in bytes
// (IFNAMSIZ and ALTIFNAMSIZ less the final zero).
const (
	maxDevice  = 15
	maxAltName = 127
)

// validDevice reports whether the kernel and Open vSwitch take name for a
// device. Some that the kernel would take are left out: "all" and "default"
// mean every device under /proc/sys/net, and a percent sign asks for a number.
func validDevice(name string) bool {
	if reserved(name) || len(name) > maxDevice {
		return false
	}
	for _, c := range []byte(name) {
		if c <= ' ' || c > '~' || strings.IndexByte(`/:%"'\`, c) >= 0 {
			return false
		}
	}
	return true
}

func reserved(name string) bool {
	switch name {
	case "", ".", "..", "all", "default", "lo", "ovs-netdev", "ovs-system":
		return true
	}
	return false
}

// validAltName reports whether ip-link(8) takes name for an alternative name of
// a device.
func validAltName(name string) bool {
	return !reserved(name) && len(name) <= maxAltName && !strings.ContainsAny(name, "/: \t\n\v\f\r")
}

// shortName returns a name that every part of the kernel takes, the same for
// the same long name of the same owner.
func shortName(owner, long string) string {
	sum := digest(owner, long)
	return "tn" + hex.EncodeToString(sum[:5])
}

// derivedMAC returns a locally administered unicast address, the same for the
// same device of the same owner.
func derivedMAC(owner, device string) string {
	sum := digest(owner, device)
	return net.HardwareAddr{0x06, sum[0], sum[1], sum[2], sum[3], sum[4]}.String()
}

// groupOf returns a device group for an owner: a large number, so that it is
// nobody's by accident. Owners of the same name live in containers side by side,
// each in a network namespace of its own, and none may take another's devices
// for its own.
func groupOf(owner string, network uint64) uint32 {
	sum := digest(owner, "group "+strconv.FormatUint(network, 10))
	return 1<<30 | binary.BigEndian.Uint32(sum[:])&(1<<30-1)
}

func digest(owner, what string) [sha256.Size]byte {
	return sha256.Sum256([]byte(owner + "\x00" + what))
}

// LabName makes the name of a lab from that of a controller or a network file:
// what is not a letter, digit, dot, dash or underscore becomes an underscore.
func LabName(s string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', strings.ContainsRune("._-", r):
			return r
		}
		return '_'
	}, s)
	if strings.Trim(name, "._-") == "" {
		return "lab"
	}
	name = strings.TrimLeft(name, ".-")
	return name[:min(len(name), 64)] // it is a folder, and part of a socket's path
}
