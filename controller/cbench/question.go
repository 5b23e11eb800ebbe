package cbench

import (
	"encoding/binary"
	"fmt"

	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
	"github.com/trema-ns/trema-ns/controller/openflow/of13"
	"github.com/trema-ns/trema-ns/controller/packet"
)

var be = binary.BigEndian

const (
	// pairs is how many ports of a switch have hosts behind them; their peers
	// are behind as many others.
	pairs = 8
	// frameLen is the length of a frame: an Ethernet header, an IPv4 header, a
	// UDP header, and a payload that ends with the number of the packet.
	frameLen  = 14 + 20 + 8 + 22
	numberOff = frameLen - 4
	checkOff  = 14 + 10 // the checksum of IPv4
	sourceOff = 14 + 12 // the addresses of IPv4
	udpLen    = frameLen - 14 - 20
	// numberMask makes of a packet's number its buffer's, which never is
	// NoBuffer.
	numberMask = 1<<31 - 1
)

// hosts knows where the hosts of one switch are and what they are called.
type hosts struct {
	sw   int // the switch, from 0
	macs int
}

// of returns the host that sends packet n.
func (h hosts) of(n uint32) int { return int(n % uint32(h.macs)) }

// port returns by which port a host sends. Its peer is behind the next.
func (h hosts) port(host int) uint32 { return uint32(host%pairs)*2 + 1 }

// mac returns the address of a host, or of its peer.
func (h hosts) mac(host int, peer bool) openflow.MAC {
	m := openflow.MAC{0x02, byte(h.sw >> 8), byte(h.sw), byte(host >> 16), byte(host >> 8), byte(host)}
	if peer {
		m[0] = 0x06
	}
	return m
}

// ip returns the address of a host, or of its peer.
func (h hosts) ip(host int, peer bool) packet.IPv4Addr {
	a := 10<<24 | uint32(host) + 1
	if peer {
		a |= 1 << 23
	}
	return packet.IPv4Addr(be.AppendUint32(nil, a))
}

// ports are what every switch says it has.
func (h hosts) ports() []openflow.Port {
	var list []openflow.Port
	for n := uint32(1); n <= 2*pairs; n++ {
		list = append(list, openflow.Port{
			Number: n, Name: fmt.Sprintf("port%d", n), HWAddr: openflow.MAC{0x0a, byte(h.sw >> 8), byte(h.sw), 0, 0, byte(n)},
		})
	}
	return list
}

// packetIn returns a packet-in.
func packetIn(v openflow.Version, buffer, port uint32, data []byte) []byte {
	x := openflow.PacketIn{BufferID: buffer, TotalLen: uint16(len(data)), InPort: port, Data: data}
	x.Match.SetInPort(port)
	if v == openflow.Version13 {
		b, _ := of13.AppendPacketIn(nil, 0, &x) // short, and with nothing a version lacks
		return b
	}
	b, _ := of10.AppendPacketIn(nil, 0, &x)
	return b
}

// greeting returns the packet-in by which a controller learns where a host's
// peer is: its gratuitous ARP.
func (h hosts) greeting(v openflow.Version, host int) []byte {
	mac, ip := h.mac(host, true), h.ip(host, true)
	f := packet.AppendEthernet(nil, packet.MAC{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, packet.MAC(mac), packet.EthTypeARP)
	f = packet.AppendARP(f, packet.ARPRequest, packet.MAC(mac), ip, packet.MAC{}, ip)
	f = append(f, make([]byte, 60-len(f))...)
	return packetIn(v, openflow.NoBuffer, h.port(host)+1, f)
}

// questions makes the packet-ins of one switch. It patches the same bytes again
// and again: the controller is to be the slower one.
type questions struct {
	hosts
	whole    bool
	batch    []byte // messages, all alike
	size     int    // of a message
	frame    int    // where the frame begins in it
	port     int    // where the number of the port does, and how long it is
	wide     bool
	checksum uint32 // of an IPv4 header without addresses
}

// newQuestions makes room for as many packet-ins as are sent at once.
func newQuestions(h hosts, l *Load, atOnce int) *questions {
	f := packet.AppendEthernet(nil, packet.MAC(h.mac(0, true)), packet.MAC(h.mac(0, false)), packet.EthTypeIPv4)
	ip := []byte{0x45, 0, 0, frameLen - 14, 0, 0, 0, 0, 64, packet.ProtoUDP}
	f = append(append(f, ip...), make([]byte, 10)...)
	f = append(f, 0x13, 0x88, 0x13, 0x89, 0, udpLen, 0, 0) // without a checksum
	f = append(f, make([]byte, frameLen-len(f))...)
	m := packetIn(l.Version, openflow.NoBuffer, 1, f)
	q := &questions{hosts: h, whole: l.Whole, size: len(m), frame: len(m) - len(f), port: 14}
	if q.wide = l.Version == openflow.Version13; q.wide {
		q.port = q.frame - 2 - 8 // before two bytes of padding, and four that fill up the match
	}
	for range atOnce {
		q.batch = append(q.batch, m...)
	}
	for i := 0; i < len(ip); i += 2 {
		q.checksum += uint32(be.Uint16(ip[i:]))
	}
	return q
}

// make returns the packet-ins number n and the following, k of them, which live
// until the next call.
func (q *questions) make(n uint32, k int) []byte {
	b := q.batch[:k*q.size]
	host := q.of(n)
	for off := 0; off < len(b); off += q.size {
		q.patch(b[off:off+q.size], n, host)
		n++
		if host++; host == q.macs || n == 0 {
			host = q.of(n)
		}
	}
	return b
}

func (q *questions) patch(m []byte, n uint32, host int) {
	if !q.whole {
		be.PutUint32(m[8:], n&numberMask)
	}
	if port := q.hosts.port(host); q.wide {
		be.PutUint32(m[q.port:], port)
	} else {
		be.PutUint16(m[q.port:], uint16(port))
	}
	f := m[q.frame:]
	mac := uint32(host) // the last three bytes of both addresses
	f[3], f[4], f[5] = byte(mac>>16), byte(mac>>8), byte(mac)
	f[9], f[10], f[11] = f[3], f[4], f[5]
	source := 10<<24 | mac + 1
	peer := source | 1<<23
	be.PutUint32(f[sourceOff:], source)
	be.PutUint32(f[sourceOff+4:], peer)
	sum := q.checksum + source>>16 + source&0xffff + peer>>16 + peer&0xffff
	sum = sum>>16 + sum&0xffff
	be.PutUint16(f[checkOff:], ^uint16(sum>>16+sum))
	be.PutUint32(f[numberOff:], n&numberMask)
}
