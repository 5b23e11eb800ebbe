package oxm

import (
	"encoding/binary"
	"fmt"
	"math"

	of "github.com/trema-ns/trema-ns/controller/openflow"
)

// Numbers of the errors (1.3 §7.5.4.5).
const (
	errBadMatch = 4
	badLen      = 1
)

func malformed(offset int, format string, args ...any) *of.ParseError {
	return &of.ParseError{What: "match field", Offset: offset, Reason: fmt.Sprintf(format, args...),
		Type: errBadMatch, Code: badLen}
}

const (
	// experimenterONF is the number under which the fields of later versions
	// are used in 1.3 (ONF extensions for 1.3).
	experimenterONF = 0x4f4e4600
	// unknownExperimenter is a header whose field is not known, so that next
	// need not tell who the experimenter is.
	unknownExperimenter = ClassExperimenter<<16 | 0x7f<<9
	// onfTCPFlags are the flags of TCP (1.5.1 §7.2.3.8, field 42).
	onfTCPFlags id = ClassExperimenter<<7 | 42
)

// next splits the first TLV off b.
func next(b []byte, offset int) (h uint32, value, mask, rest []byte, err *of.ParseError) {
	if len(b) < 4 {
		return 0, nil, nil, nil, malformed(offset, "%d bytes are left, less than a field's header", len(b))
	}
	h = binary.BigEndian.Uint32(b)
	n := int(h & 0xff)
	if n > len(b)-4 {
		return 0, nil, nil, nil, malformed(offset, "a length of %d with %d bytes left", n, len(b)-4)
	}
	value, rest = b[4:4+n], b[4+n:]
	if h>>16 == ClassExperimenter {
		// The experimenter's number stands before the value, and once.
		if n < 4 {
			return 0, nil, nil, nil, malformed(offset, "a length of %d for an experimenter's field", n)
		}
		if be32(value) != experimenterONF {
			return unknownExperimenter, nil, nil, rest, nil
		}
		value = value[4:]
		n -= 4
	}
	if h&0x100 != 0 {
		if n%2 != 0 {
			return 0, nil, nil, nil, malformed(offset, "an odd length of %d for value and mask", n)
		}
		value, mask = value[:n/2], value[n/2:]
	}
	return h, value, mask, rest, nil
}

// Parse adds the fields in b, the TLVs without the frame around them, to m. A
// field that is not known is skipped and leaves openflow.FieldUnknown in the
// set; a known one of the wrong length is an error. offset is where b begins in
// the message.
func Parse(b []byte, offset int, m *of.Match) error {
	for len(b) > 0 {
		h, value, mask, rest, err := next(b, offset)
		if err != nil {
			return err
		}
		if !set(id(h>>9), value, mask, m) {
			return malformed(offset, "class 0x%04x field %d does not have %d bytes", h>>16, h>>9&0x7f, len(value))
		}
		offset += len(b) - len(rest)
		b = rest
	}
	return nil
}

func be16(b []byte) uint16 { return binary.BigEndian.Uint16(b) }
func be32(b []byte) uint32 { return binary.BigEndian.Uint32(b) }

func mask8(mask []byte) uint8 {
	if mask == nil {
		return 0xff
	}
	return mask[0]
}

func mask16(mask []byte) uint16 {
	if mask == nil {
		return 0xffff
	}
	return be16(mask)
}

func mask32(mask []byte) uint32 {
	if mask == nil {
		return math.MaxUint32
	}
	return be32(mask)
}

func mask64(mask []byte) uint64 {
	if mask == nil {
		return math.MaxUint64
	}
	return binary.BigEndian.Uint64(mask)
}

func maskMAC(mask []byte) of.MAC {
	if mask == nil {
		return of.ExactMAC
	}
	return of.MAC(mask)
}

func maskIPv4(mask []byte) of.IPv4Addr {
	if mask == nil {
		return of.ExactIPv4
	}
	return of.IPv4Addr(mask)
}

func maskIPv6(mask []byte) of.IPv6Addr {
	if mask == nil {
		return of.ExactIPv6
	}
	return of.IPv6Addr(mask)
}

// set puts one field into m. It reports false when the value has not the
// field's length.
func set(f id, v, mask []byte, m *of.Match) bool {
	n := fieldLen(f)
	if n == 0 {
		m.Fields |= of.FieldUnknown.Set()
		return true
	}
	if len(v) != n {
		return false
	}
	switch f {
	case basic(0):
		m.SetInPort(be32(v))
	case nxm0(0):
		m.SetInPort(PortFrom16(be16(v)))
	case basic(1):
		m.SetInPhyPort(be32(v))
	case basic(2):
		m.SetMetadataMasked(binary.BigEndian.Uint64(v), mask64(mask))
	case basic(3), nxm0(1):
		m.SetEthDstMasked(of.MAC(v), maskMAC(mask))
	case basic(4), nxm0(2):
		m.SetEthSrcMasked(of.MAC(v), maskMAC(mask))
	case basic(5), nxm0(3):
		m.SetEthType(be16(v))
	case basic(6):
		vid := mask16(mask) & 0x1fff
		m.SetVLANTCIMasked(m.VLANTCI|be16(v)&vid, m.VLANTCIMask|vid)
	case basic(7):
		m.SetVLANPCP(v[0] & 7)
	case nxm0(4):
		m.SetVLANTCIMasked(be16(v), mask16(mask))
	case basic(8):
		m.SetNwTOS(v[0] << 2)
	case nxm0(5):
		m.SetNwTOS(v[0])
	case basic(9), nxm1(28):
		m.SetNwECN(v[0])
	case basic(10), nxm0(6):
		m.SetNwProto(v[0])
	case basic(21), nxm0(15):
		m.SetNwProto(v[1])
	case basic(11), nxm0(7), basic(22), nxm0(16):
		m.SetNwSrcMasked(of.IPv4Addr(v), maskIPv4(mask))
	case basic(12), nxm0(8), basic(23), nxm0(17):
		m.SetNwDstMasked(of.IPv4Addr(v), maskIPv4(mask))
	case basic(13), basic(15), basic(17), nxm0(9), nxm0(11):
		m.SetTpSrcMasked(be16(v), mask16(mask))
	case basic(14), basic(16), basic(18), nxm0(10), nxm0(12):
		m.SetTpDstMasked(be16(v), mask16(mask))
	case basic(19), basic(29), nxm0(13), nxm1(21):
		m.SetTpSrc(uint16(v[0]))
	case basic(20), basic(30), nxm0(14), nxm1(22):
		m.SetTpDst(uint16(v[0]))
	default:
		setRare(f, v, mask, m)
	}
	return true
}

// setRare is the part of set for what few flows have.
func setRare(f id, v, mask []byte, m *of.Match) {
	switch f {
	case basic(24), nxm1(17):
		m.SetARPSHAMasked(of.MAC(v), maskMAC(mask))
	case basic(25), nxm1(18):
		m.SetARPTHAMasked(of.MAC(v), maskMAC(mask))
	case basic(26), nxm1(19):
		m.SetIPv6SrcMasked(of.IPv6Addr(v), maskIPv6(mask))
	case basic(27), nxm1(20):
		m.SetIPv6DstMasked(of.IPv6Addr(v), maskIPv6(mask))
	case basic(28), nxm1(27):
		m.SetIPv6LabelMasked(be32(v), mask32(mask))
	case basic(31), nxm1(23):
		m.SetNDTargetMasked(of.IPv6Addr(v), maskIPv6(mask))
	case basic(32), nxm1(24):
		m.SetNDSLLMasked(of.MAC(v), maskMAC(mask))
	case basic(33), nxm1(25):
		m.SetNDTLLMasked(of.MAC(v), maskMAC(mask))
	case basic(34):
		m.SetMPLSLabel(be32(v))
	case basic(35):
		m.SetMPLSTC(v[0])
	case basic(36):
		m.SetMPLSBOS(v[0])
	case basic(37):
		isid := uint32(math.MaxUint32)
		if mask != nil {
			isid = uint32(mask[0])<<16 | uint32(be16(mask[1:]))
		}
		m.SetPBBISIDMasked(uint32(v[0])<<16|uint32(be16(v[1:])), isid)
	case basic(38), nxm1(16):
		m.SetTunnelIDMasked(binary.BigEndian.Uint64(v), mask64(mask))
	case basic(39):
		m.SetIPv6ExtHdrMasked(be16(v), mask16(mask))
	case nxm1(26):
		m.SetNwFragMasked(v[0], mask8(mask)&3)
	case nxm1(29):
		m.SetNwTTL(v[0])
	case nxm1(34), onfTCPFlags:
		m.SetTCPFlagsMasked(be16(v), mask16(mask)&0xfff)
	default: // a register
		m.SetRegMasked(int(f-nxm1(0)), be32(v), mask32(mask))
	}
}

// fieldLen returns the length of a field's value, 0 when set does not know it.
func fieldLen(f id) int {
	switch {
	case f >= basic(0) && f < basic(uint32(len(basicLens))):
		return int(basicLens[f-basic(0)])
	case f < id(len(nxm0Lens)):
		return int(nxm0Lens[f])
	case f >= nxm1(0) && f < nxm1(uint32(len(nxm1Lens))):
		return int(nxm1Lens[f-nxm1(0)])
	case f == onfTCPFlags:
		return 2
	}
	return 0
}

var (
	basicLens = [40]uint8{4, 4, 8, 6, 6, 2, 2, 1, 1, 1, 1, 4, 4, 2, 2, 2, 2, 2, 2, 1, 1, 2, 4, 4, 6, 6, 16, 16, 4, 1, 1,
		16, 6, 6, 4, 1, 1, 3, 8, 2}
	nxm0Lens = [18]uint8{2, 6, 6, 2, 2, 1, 1, 4, 4, 2, 2, 2, 2, 1, 1, 2, 4, 4}
	nxm1Lens = [35]uint8{4, 4, 4, 4, 4, 4, 4, 4, 16: 8, 17: 6, 18: 6, 19: 16, 20: 16, 21: 1, 22: 1, 23: 16, 24: 6, 25: 6,
		26: 1, 27: 4, 28: 1, 29: 1, 34: 2}
)

// PortFrom16 widens a port number of OpenFlow 1.0: the reserved ones, from
// 0xff00 on, keep their meaning.
func PortFrom16(p uint16) uint32 {
	if p >= 0xff00 {
		return 0xffff0000 | uint32(p)
	}
	return uint32(p)
}
