package traffic

import (
	"net/netip"

	"golang.org/x/sys/unix"
)

// Address says which frames a host counts.
type Address struct {
	Prefix  netip.Prefix // its address and subnet; invalid: none
	Promisc bool         // it counts what is for others as well
}

// snapshot is how much of a frame is looked at: the longest headers of Ethernet,
// IPv4 and UDP.
const snapshot = ethernetLen + 60 + udpLen

const loopbackIndex = 1 // of lo, in every network namespace

// aboutDevice is the offset at which a filter finds the index of the device that
// a frame came by: SKF_AD_OFF + SKF_AD_IFINDEX (linux/filter.h).
const aboutDevice uint32 = 0xfffff000 + 8

// Where a jump of the filter leads to, which becomes a distance.
const (
	next = iota
	accept
	drop
)

type instruction struct {
	code      uint16
	k         uint32
	then, not uint8 // next, accept or drop
}

func load(size uint16, offset uint32) instruction {
	return instruction{code: unix.BPF_LD | size | unix.BPF_ABS, k: offset}
}

func equal(k uint32, then, not uint8) instruction {
	return instruction{code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, k: k, then: then, not: not}
}

// filter returns the program (bpf(4)) by which the kernel picks the frames that
// a host counts, of those with the Ethernet type of IPv4: UDP, and of a
// fragmented packet the first fragment. By their IP address alone they are for
// it or not, as for Trema's hosts: neither MAC address nor VLAN tag, which the
// kernel has taken off by then, makes a difference.
func (a Address) filter() []unix.SockFilter {
	program := []instruction{
		load(unix.BPF_W, aboutDevice), equal(loopbackIndex, drop, next),
		load(unix.BPF_B, ethernetLen+9), equal(protocolUDP, next, drop),
		load(unix.BPF_H, ethernetLen+6), {code: unix.BPF_JMP | unix.BPF_JSET | unix.BPF_K, k: 0x1fff, then: drop, not: next},
	}
	if !a.Promisc {
		own, broadcast := number(a.Prefix.Addr()), number(a.Prefix.Addr())
		if a.Prefix.IsValid() && a.Prefix.Addr().Is4() && a.Prefix.Bits() < 31 {
			broadcast |= 1<<(32-a.Prefix.Bits()) - 1
		}
		program = append(program,
			load(unix.BPF_W, ethernetLen+16), equal(0, drop, next), equal(own, accept, next), equal(broadcast, next, drop),
		)
	}
	program = append(program, instruction{code: unix.BPF_RET | unix.BPF_K, k: snapshot}, instruction{code: unix.BPF_RET | unix.BPF_K})
	filter := make([]unix.SockFilter, len(program))
	for i, in := range program {
		distance := func(to uint8) uint8 {
			switch to {
			case accept:
				return uint8(len(program) - 2 - i - 1)
			case drop:
				return uint8(len(program) - 1 - i - 1)
			}
			return 0
		}
		filter[i] = unix.SockFilter{Code: in.code, K: in.k, Jt: distance(in.then), Jf: distance(in.not)}
	}
	return filter
}
