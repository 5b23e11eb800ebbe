package packet

import "encoding/binary"

// Ethernet types this package looks behind (IEEE 802 Numbers, IANA).
const (
	EthTypeIPv4  = 0x0800
	EthTypeARP   = 0x0806
	EthTypeRARP  = 0x8035
	EthTypeVLAN  = 0x8100 // 802.1Q customer tag
	EthTypeIPv6  = 0x86dd
	EthTypeMPLS  = 0x8847
	EthTypeMPLSM = 0x8848 // MPLS multicast
	EthTypeQinQ  = 0x88a8 // 802.1ad service tag
	EthTypePBB   = 0x88e7
	EthTypeLLDP  = 0x88cc

	// EthTypeNone stands for a frame that carries no Ethernet type: 802.3
	// with an LLC header that is not SNAP (OpenFlow 1.0 §5.2.3,
	// OFP_DL_TYPE_NOT_ETH_TYPE).
	EthTypeNone = 0x05ff

	ethTypeMin = 0x0600
)

// VLANPresent is the bit of a tag control word that says, in this package and
// in OpenFlow 1.3 (§7.2.3.7, OFPVID_PRESENT), that there is a tag at all. In
// the frame its place is the drop eligible indicator.
const VLANPresent = 0x1000

const ethernetLen = 14

// Ethernet is the view of a frame from its destination address on.
type Ethernet []byte

// ParseEthernet reports false for a frame shorter than 14 bytes.
func ParseEthernet(b []byte) (Ethernet, bool) {
	if len(b) < ethernetLen {
		return nil, false
	}
	return Ethernet(b), true
}

// Dst returns the destination address.
func (e Ethernet) Dst() MAC { return MAC(e[0:6]) }

// Src returns the source address.
func (e Ethernet) Src() MAC { return MAC(e[6:12]) }

// Payload skips one VLAN tag and an LLC/SNAP header and returns what is behind
// them, with its Ethernet type and the tag control word: 0 for an untagged
// frame, otherwise with [VLANPresent] set. A frame without an Ethernet type has
// [EthTypeNone].
//
// A second tag is left in the payload, with its type as the Ethernet type, as
// OpenFlow 1.0 and Open vSwitch (vlan-limit 1) have it.
func (e Ethernet) Payload() (ethType, tci uint16, payload []byte) {
	b := []byte(e[12:])
	ethType = binary.BigEndian.Uint16(b)
	if (ethType == EthTypeVLAN || ethType == EthTypeQinQ) && len(b) >= 6 {
		tci = binary.BigEndian.Uint16(b[2:]) | VLANPresent
		b = b[4:]
		ethType = binary.BigEndian.Uint16(b)
	}
	b = b[2:]
	if ethType >= ethTypeMin {
		return ethType, tci, b
	}
	// A length: LLC follows, and perhaps SNAP (IEEE 802.2, RFC 1042).
	if len(b) >= 8 && b[0] == 0xaa && b[1] == 0xaa && b[2] == 0x03 && b[3] == 0 && b[4] == 0 && b[5] == 0 {
		if t := binary.BigEndian.Uint16(b[6:]); t >= ethTypeMin {
			return t, tci, b[8:]
		}
		return EthTypeNone, tci, b[8:]
	}
	return EthTypeNone, tci, b
}
