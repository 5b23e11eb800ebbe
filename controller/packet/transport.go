package packet

import "encoding/binary"

// TCP is the view of a TCP segment.
type TCP []byte

// ParseTCP reports false when the header is cut off or its length is wrong.
func ParseTCP(b []byte) (TCP, bool) {
	if len(b) < 20 {
		return nil, false
	}
	if n := int(b[12]>>4) * 4; n < 20 || n > len(b) {
		return nil, false
	}
	return TCP(b), true
}

// SrcPort returns the source port.
func (t TCP) SrcPort() uint16 { return binary.BigEndian.Uint16(t) }

// DstPort returns the destination port.
func (t TCP) DstPort() uint16 { return binary.BigEndian.Uint16(t[2:]) }

// Seq returns the sequence number.
func (t TCP) Seq() uint32 { return binary.BigEndian.Uint32(t[4:]) }

// Ack returns the acknowledgement number.
func (t TCP) Ack() uint32 { return binary.BigEndian.Uint32(t[8:]) }

// Flags returns the 12 bits beside the data offset: NS to FIN.
func (t TCP) Flags() uint16 { return binary.BigEndian.Uint16(t[12:]) & 0xfff }

// Window returns the receive window as it is in the header, unscaled.
func (t TCP) Window() uint16 { return binary.BigEndian.Uint16(t[14:]) }

// Checksum returns the checksum.
func (t TCP) Checksum() uint16 { return binary.BigEndian.Uint16(t[16:]) }

// Urgent returns the urgent pointer.
func (t TCP) Urgent() uint16 { return binary.BigEndian.Uint16(t[18:]) }

// Payload returns what follows the header and its options.
func (t TCP) Payload() []byte { return t[int(t[12]>>4)*4:] }

// UDP is the view of a UDP datagram.
type UDP []byte

// ParseUDP reports false when the header is cut off.
func ParseUDP(b []byte) (UDP, bool) {
	if len(b) < 8 {
		return nil, false
	}
	return UDP(b), true
}

// SrcPort returns the source port.
func (u UDP) SrcPort() uint16 { return binary.BigEndian.Uint16(u) }

// DstPort returns the destination port.
func (u UDP) DstPort() uint16 { return binary.BigEndian.Uint16(u[2:]) }

// Len returns the length field: header and payload, in bytes.
func (u UDP) Len() uint16 { return binary.BigEndian.Uint16(u[4:]) }

// Checksum returns the checksum.
func (u UDP) Checksum() uint16 { return binary.BigEndian.Uint16(u[6:]) }

// Payload returns what follows the header.
func (u UDP) Payload() []byte { return u[8:] }

// ICMP is the view of an ICMP or ICMPv6 message.
type ICMP []byte

// Types of ICMP (RFC 792) and of ICMPv6 neighbour discovery (RFC 4861).
const (
	ICMPEchoReply    = 0
	ICMPUnreachable  = 3
	ICMPEchoRequest  = 8
	ICMPTimeExceeded = 11

	ICMPv6NeighborSolicitation  = 135
	ICMPv6NeighborAdvertisement = 136
)

// ParseICMP reports false when fewer than 8 bytes are there.
func ParseICMP(b []byte) (ICMP, bool) {
	if len(b) < 8 {
		return nil, false
	}
	return ICMP(b), true
}

// Type returns the type.
func (i ICMP) Type() uint8 { return i[0] }

// Code returns the code.
func (i ICMP) Code() uint8 { return i[1] }

// Checksum returns the checksum.
func (i ICMP) Checksum() uint16 { return binary.BigEndian.Uint16(i[2:]) }

// ID returns the identifier of an echo.
func (i ICMP) ID() uint16 { return binary.BigEndian.Uint16(i[4:]) }

// Seq returns the sequence number of an echo.
func (i ICMP) Seq() uint16 { return binary.BigEndian.Uint16(i[6:]) }

// Payload returns what follows the first 8 bytes.
func (i ICMP) Payload() []byte { return i[8:] }
