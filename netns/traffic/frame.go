package traffic

import (
	"encoding/binary"
	"net"
	"net/netip"
)

const (
	ethernetLen = 14
	ipLen       = 20 // without options
	udpLen      = 8
	headersLen  = ethernetLen + ipLen + udpLen

	etherTypeIPv4 = 0x0800
	protocolUDP   = 17
	timeToLive    = 64
)

// Stream is a number of UDP frames, one like the other but for what is
// incremented.
type Stream struct {
	SrcMAC, DstMAC net.HardwareAddr
	Src, Dst       netip.AddrPort // of IPv4
	Length         int            // of the payload, in octets, which are zero
	Count          uint64         // of the frames
	Rate           float64        // frames a second; 0: as many as arrive

	Increment Increment
}

// Increment says what grows by one from frame to frame. Each field runs from the
// stream's own value to that plus N, and then starts again; with 0 it stays.
type Increment struct {
	Src, Dst         uint32 // the IP addresses
	SrcPort, DstPort uint16
	Payload          uint32 // the first four octets of the payload, as a big-endian number
}

// none reports whether all frames are the same.
func (i Increment) none() bool { return i == Increment{} }

// key returns the flow of the nth frame, counted from 0.
func (s *Stream) key(n uint64) flowKey {
	return flowKey{
		src: number(s.Src.Addr()) + uint32(step(n, s.Increment.Src)), dst: number(s.Dst.Addr()) + uint32(step(n, s.Increment.Dst)),
		srcPort: s.Src.Port() + uint16(step(n, uint32(s.Increment.SrcPort))), dstPort: s.Dst.Port() + uint16(step(n, uint32(s.Increment.DstPort))),
	}
}

// step returns by how much a field that runs up to top has grown in frame n.
func step(n uint64, top uint32) uint64 {
	if top == 0 {
		return 0
	}
	return n % (uint64(top) + 1)
}

// octets returns the length of a frame's IP packet.
func (s *Stream) octets() int { return ipLen + udpLen + s.Length }

// frame returns the first frame.
func (s *Stream) frame() []byte {
	b := make([]byte, 0, ethernetLen+s.octets())
	b = append(append(b, s.DstMAC...), s.SrcMAC...)
	b = binary.BigEndian.AppendUint16(b, etherTypeIPv4)
	b = append(b, 4<<4|ipLen/4, 0) // version, length of the header; type of service
	b = binary.BigEndian.AppendUint16(b, uint16(s.octets()))
	b = append(b, 0, 0, 0, 0, timeToLive, protocolUDP) // identification; flags and fragment offset
	b = b[:ethernetLen+s.octets()]
	binary.BigEndian.PutUint16(b[ethernetLen+ipLen+4:], uint16(udpLen+s.Length)) // the checksum after it is 0: none
	s.renew(b, 0)
	return b
}

// renew makes of any frame of the stream the nth.
func (s *Stream) renew(b []byte, n uint64) {
	key, ip := s.key(n), b[ethernetLen:]
	binary.BigEndian.PutUint32(ip[12:], key.src)
	binary.BigEndian.PutUint32(ip[16:], key.dst)
	binary.BigEndian.PutUint16(ip[10:], 0)
	binary.BigEndian.PutUint16(ip[10:], checksum(ip[:ipLen]))
	udp := ip[ipLen:]
	binary.BigEndian.PutUint16(udp[0:], key.srcPort)
	binary.BigEndian.PutUint16(udp[2:], key.dstPort)
	if s.Increment.Payload != 0 {
		binary.BigEndian.PutUint32(udp[udpLen:], uint32(step(n, s.Increment.Payload)))
	}
}

// checksum is that of the Internet protocols (RFC 1071), of an even number of
// octets.
func checksum(b []byte) uint16 {
	var sum uint32
	for i := 0; i < len(b); i += 2 {
		sum += uint32(binary.BigEndian.Uint16(b[i:]))
	}
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return ^uint16(sum)
}

// parse returns the flow of a frame that has passed the filter, and the length
// of its IP packet; false if it is cut off in its headers.
func parse(b []byte) (key flowKey, octets int, ok bool) {
	if len(b) < headersLen {
		return flowKey{}, 0, false
	}
	ip := b[ethernetLen:]
	header := int(ip[0]&0xf) * 4
	if header < ipLen || len(ip) < header+udpLen {
		return flowKey{}, 0, false
	}
	return flowKey{
		src: binary.BigEndian.Uint32(ip[12:]), dst: binary.BigEndian.Uint32(ip[16:]),
		srcPort: binary.BigEndian.Uint16(ip[header:]), dstPort: binary.BigEndian.Uint16(ip[header+2:]),
	}, int(binary.BigEndian.Uint16(ip[2:])), true
}
