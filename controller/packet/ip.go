package packet

import "encoding/binary"

// IP protocol numbers this package looks behind.
const (
	ProtoICMP   = 1
	ProtoIGMP   = 2
	ProtoTCP    = 6
	ProtoUDP    = 17
	ProtoICMPv6 = 58
	ProtoSCTP   = 132

	protoHopByHop = 0
	protoRouting  = 43
	protoFragment = 44
	protoAH       = 51
	protoDestOpts = 60
)

// IPv4 is the view of an IPv4 packet, from its header to its total length;
// padding of the frame is cut off.
type IPv4 []byte

// ParseIPv4 reports false when the header is damaged: shorter than 20 bytes, or
// with lengths that contradict each other or the frame. The version field is not
// looked at: to a switch the Ethernet type says what a packet is.
func ParseIPv4(b []byte) (IPv4, bool) {
	if len(b) < 20 {
		return nil, false
	}
	ihl, total := int(b[0]&15)*4, int(binary.BigEndian.Uint16(b[2:]))
	if ihl < 20 || total < ihl || total > len(b) {
		return nil, false
	}
	return IPv4(b[:total]), true
}

// HeaderLen returns the length of the header with its options, in bytes.
func (p IPv4) HeaderLen() int { return int(p[0]&15) * 4 }

// TotalLen returns the length of header and payload, in bytes.
func (p IPv4) TotalLen() int { return int(binary.BigEndian.Uint16(p[2:])) }

// TOS returns the type of service byte: DSCP in its upper 6 bits, ECN below.
func (p IPv4) TOS() uint8 { return p[1] }

// ID returns the identification.
func (p IPv4) ID() uint16 { return binary.BigEndian.Uint16(p[4:]) }

// FragmentOffset returns the fragment offset in units of 8 bytes.
func (p IPv4) FragmentOffset() uint16 { return binary.BigEndian.Uint16(p[6:]) & 0x1fff }

// MoreFragments reports whether further fragments follow.
func (p IPv4) MoreFragments() bool { return p[6]&0x20 != 0 }

// IsFragment reports whether p is a fragment, the first or a later one.
func (p IPv4) IsFragment() bool { return binary.BigEndian.Uint16(p[6:])&0x3fff != 0 }

// TTL returns the time to live.
func (p IPv4) TTL() uint8 { return p[8] }

// Protocol returns the protocol of the payload.
func (p IPv4) Protocol() uint8 { return p[9] }

// Checksum returns the header checksum, which nobody here has verified.
func (p IPv4) Checksum() uint16 { return binary.BigEndian.Uint16(p[10:]) }

// Src returns the source address.
func (p IPv4) Src() IPv4Addr { return IPv4Addr(p[12:16]) }

// Dst returns the destination address.
func (p IPv4) Dst() IPv4Addr { return IPv4Addr(p[16:20]) }

// Payload returns what follows the header.
func (p IPv4) Payload() []byte { return p[p.HeaderLen():] }

// IPv6 is the view of an IPv6 packet, from its header to its payload length.
type IPv6 []byte

// ParseIPv6 reports false when the header is cut off or its length is more than
// there is. Like [ParseIPv4] it does not look at the version.
func ParseIPv6(b []byte) (IPv6, bool) {
	if len(b) < 40 {
		return nil, false
	}
	n := 40 + int(binary.BigEndian.Uint16(b[4:]))
	if n > len(b) {
		return nil, false
	}
	return IPv6(b[:n]), true
}

// TrafficClass returns DSCP in its upper 6 bits and ECN below.
func (p IPv6) TrafficClass() uint8 { return p[0]<<4 | p[1]>>4 }

// FlowLabel returns the flow label, 20 bits.
func (p IPv6) FlowLabel() uint32 { return binary.BigEndian.Uint32(p) & 0xfffff }

// HopLimit returns the hop limit.
func (p IPv6) HopLimit() uint8 { return p[7] }

// Src returns the source address.
func (p IPv6) Src() IPv6Addr { return IPv6Addr(p[8:24]) }

// Dst returns the destination address.
func (p IPv6) Dst() IPv6Addr { return IPv6Addr(p[24:40]) }

// Payload walks over the extension headers and returns the protocol behind
// them with its bytes. fragment says that p is a fragment, later that it is not
// the first: its protocol is then 44, the fragment header's own, as switches
// have it. ok is false when an extension header is cut off.
func (p IPv6) Payload() (proto uint8, payload []byte, fragment, later, ok bool) {
	proto, b := p[6], []byte(p[40:])
	for {
		n := 0
		switch proto {
		case protoHopByHop, protoRouting, protoDestOpts:
			if len(b) < 8 {
				return proto, nil, fragment, later, false
			}
			n = (int(b[1]) + 1) * 8
		case protoAH:
			if len(b) < 8 {
				return proto, nil, fragment, later, false
			}
			n = (int(b[1]) + 2) * 4
		case protoFragment:
			if len(b) < 8 {
				return proto, nil, fragment, later, false
			}
			n = 8
			if off := binary.BigEndian.Uint16(b[2:]); off&0xfff9 != 0 {
				fragment = true
				if off&0xfff8 != 0 {
					return protoFragment, b[8:], true, true, true
				}
			}
		default:
			return proto, b, fragment, later, true
		}
		if n > len(b) {
			return proto, nil, fragment, later, false
		}
		proto, b = b[0], b[n:]
	}
}
