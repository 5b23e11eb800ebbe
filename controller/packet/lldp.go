package packet

import "encoding/binary"

// TLV types of LLDP (IEEE 802.1AB §8.4).
const (
	LLDPEnd       = 0
	LLDPChassisID = 1
	LLDPPortID    = 2
	LLDPTTL       = 3
	LLDPCustom    = 127 // of an organization
)

// LLDPLocal is the subtype of chassis and port IDs that mean something to their
// sender only (IEEE 802.1AB §8.5.2, §8.5.3).
const LLDPLocal = 7

// LLDP is the view of an LLDP data unit: a row of TLVs.
type LLDP []byte

// ParseLLDP reports false when the unit does not begin with the chassis ID, the
// port ID and the time to live, in this order, each whole.
func ParseLLDP(b []byte) (LLDP, bool) {
	rest := LLDP(b)
	for want := uint8(LLDPChassisID); want <= LLDPTTL; want++ {
		typ, value, next, ok := rest.Next()
		if !ok || typ != want || len(value) < 2 {
			return nil, false
		}
		rest = next
	}
	return LLDP(b), true
}

// Next returns the first TLV and what follows it. ok is false at the end, which
// is the end TLV, the end of the frame, or a TLV that is cut off.
func (l LLDP) Next() (typ uint8, value []byte, rest LLDP, ok bool) {
	if len(l) < 2 {
		return 0, nil, nil, false
	}
	head := binary.BigEndian.Uint16(l)
	typ, n := uint8(head>>9), int(head&0x1ff)
	if typ == LLDPEnd || 2+n > len(l) {
		return 0, nil, nil, false
	}
	return typ, l[2 : 2+n], l[2+n:], true
}

func (l LLDP) find(want uint8) []byte {
	for {
		typ, value, rest, ok := l.Next()
		if !ok {
			return nil
		}
		if typ == want {
			return value
		}
		l = rest
	}
}

// ChassisID returns the subtype and the value of the chassis ID.
func (l LLDP) ChassisID() (subtype uint8, id []byte) {
	if v := l.find(LLDPChassisID); len(v) > 0 {
		return v[0], v[1:]
	}
	return 0, nil
}

// PortID returns the subtype and the value of the port ID.
func (l LLDP) PortID() (subtype uint8, id []byte) {
	if v := l.find(LLDPPortID); len(v) > 0 {
		return v[0], v[1:]
	}
	return 0, nil
}

// Custom returns what follows the organization's number and subtype, the four
// bytes of prefix, in the TLV of an organization, nil when there is none.
func (l LLDP) Custom(prefix [4]byte) []byte {
	for {
		typ, value, rest, ok := l.Next()
		if !ok {
			return nil
		}
		if typ == LLDPCustom && len(value) >= 4 && [4]byte(value) == prefix {
			return value[4:]
		}
		l = rest
	}
}

// TTL returns the time to live in seconds.
func (l LLDP) TTL() uint16 {
	if v := l.find(LLDPTTL); len(v) >= 2 {
		return binary.BigEndian.Uint16(v)
	}
	return 0
}

// AppendLLDPTLV appends one TLV. What is longer than 511 bytes is cut off.
func AppendLLDPTLV(dst []byte, typ uint8, value []byte) []byte {
	value = value[:min(len(value), 0x1ff)]
	dst = binary.BigEndian.AppendUint16(dst, uint16(typ)<<9|uint16(len(value)))
	return append(dst, value...)
}
