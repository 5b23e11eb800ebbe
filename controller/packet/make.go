package packet

import (
	"bytes"
	"encoding/binary"
)

// AppendEthernet appends the header of an untagged frame.
func AppendEthernet(b []byte, dst, src MAC, ethType uint16) []byte {
	b = append(append(b, dst[:]...), src[:]...)
	return binary.BigEndian.AppendUint16(b, ethType)
}

// AppendARP appends an ARP body for IPv4 on Ethernet.
func AppendARP(b []byte, op uint16, sha MAC, spa IPv4Addr, tha MAC, tpa IPv4Addr) []byte {
	b = binary.BigEndian.AppendUint16(b, arpHwEth)
	b = binary.BigEndian.AppendUint16(b, arpProtoIPv4)
	b = binary.BigEndian.AppendUint16(append(b, 6, 4), op)
	b = append(append(b, sha[:]...), spa[:]...)
	return append(append(b, tha[:]...), tpa[:]...)
}

// IPv4Header returns the header of an IPv4 packet with a payload of that many
// bytes: no fragment, no options, 128 hops to live.
func IPv4Header(proto uint8, src, dst IPv4Addr, payload int) [20]byte {
	h := [20]byte{0: 0x45, 8: 128, 9: proto}
	binary.BigEndian.PutUint16(h[2:], uint16(20+payload))
	copy(h[12:16], src[:])
	copy(h[16:20], dst[:])
	binary.BigEndian.PutUint16(h[10:], Checksum(h[:]))
	return h
}

// Checksum returns the Internet checksum of b (RFC 1071), whose own place for
// it is zero.
func Checksum(b []byte) uint16 {
	var sum uint32
	for ; len(b) > 1; b = b[2:] {
		sum += uint32(binary.BigEndian.Uint16(b))
	}
	if len(b) == 1 {
		sum += uint32(b[0]) << 8
	}
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return ^uint16(sum)
}

// EchoReply returns the answer to a frame with an ICMP echo request, back to
// whom it came from; nil for other frames.
func EchoReply(frame []byte) []byte {
	var p Packet
	if !Decode(frame, &p) || !p.Has(LayerIPv4|LayerICMP) || p.TPSrc != ICMPEchoRequest || p.Fragment || p.Has(LayerVLAN) {
		return nil
	}
	b := bytes.Clone(frame)
	copy(b[0:6], p.EthSrc[:])
	copy(b[6:12], p.EthDst[:])
	ip, _ := ParseIPv4(b[ethernetLen:])
	copy(ip[12:16], p.Dst[:]) // swapped addresses have the same checksum
	copy(ip[16:20], p.Src[:])
	icmp := ip.Payload()
	icmp[0] = ICMPEchoReply
	// The sum grows by what the type has lost (RFC 1624).
	sum := uint32(binary.BigEndian.Uint16(icmp[2:])) + ICMPEchoRequest<<8
	binary.BigEndian.PutUint16(icmp[2:], uint16(sum+sum>>16))
	return b
}
