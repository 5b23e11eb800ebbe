package packet

import "encoding/binary"

// ARP operations (RFC 826, RFC 903).
const (
	ARPRequest   = 1
	ARPReply     = 2
	RARPRequest  = 3
	RARPReply    = 4
	arpLen       = 28
	arpHwEth     = 1
	arpProtoIPv4 = EthTypeIPv4
)

// ARP is the view of an ARP or RARP body for IPv4 on Ethernet.
type ARP []byte

// ParseARP reports false for a body that is too short or that is not IPv4 on
// Ethernet.
func ParseARP(b []byte) (ARP, bool) {
	if len(b) < arpLen ||
		binary.BigEndian.Uint16(b) != arpHwEth || binary.BigEndian.Uint16(b[2:]) != arpProtoIPv4 ||
		b[4] != 6 || b[5] != 4 {
		return nil, false
	}
	return ARP(b), true
}

// Op returns the operation.
func (a ARP) Op() uint16 { return binary.BigEndian.Uint16(a[6:]) }

// SHA returns the sender's hardware address.
func (a ARP) SHA() MAC { return MAC(a[8:14]) }

// SPA returns the sender's protocol address.
func (a ARP) SPA() IPv4Addr { return IPv4Addr(a[14:18]) }

// THA returns the target's hardware address.
func (a ARP) THA() MAC { return MAC(a[18:24]) }

// TPA returns the target's protocol address.
func (a ARP) TPA() IPv4Addr { return IPv4Addr(a[24:28]) }
