package packet

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
)

// MAC is an Ethernet hardware address. It is an array, so that it can be
// compared and be the key of a map.
type MAC [6]byte

// Broadcast is ff:ff:ff:ff:ff:ff.
var Broadcast = MAC{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}

var errMAC = errors.New(`want six pairs of hexadecimal digits such as "00:00:5e:00:53:01"`)

// ParseMAC reads six pairs of hexadecimal digits separated by colons or by
// hyphens, in either case.
func ParseMAC(s string) (MAC, error) {
	var m MAC
	if len(s) != 17 {
		return MAC{}, fmt.Errorf("%q is not a MAC address: %w", s, errMAC)
	}
	for i := range m {
		hi, lo := unhex(s[3*i]), unhex(s[3*i+1])
		if hi > 15 || lo > 15 || i < 5 && (s[3*i+2] != s[2] || s[2] != ':' && s[2] != '-') {
			return MAC{}, fmt.Errorf("%q is not a MAC address: %w", s, errMAC)
		}
		m[i] = hi<<4 | lo
	}
	return m, nil
}

func unhex(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10
	}
	return 0xff
}

const hexDigits = "0123456789abcdef"

// AppendTo appends the text of m, as [MAC.String] returns it, to b.
func (m MAC) AppendTo(b []byte) []byte {
	for i, c := range m {
		if i > 0 {
			b = append(b, ':')
		}
		b = append(b, hexDigits[c>>4], hexDigits[c&15])
	}
	return b
}

// String returns the address in lower case with colons.
func (m MAC) String() string { return string(m.AppendTo(make([]byte, 0, 17))) }

// MarshalText is [MAC.String] for encoders.
func (m MAC) MarshalText() ([]byte, error) { return m.AppendTo(nil), nil }

// UnmarshalText is [ParseMAC] for decoders.
func (m *MAC) UnmarshalText(b []byte) (err error) {
	*m, err = ParseMAC(string(b))
	return err
}

// Uint64 returns the address as a number, the first byte the most significant
// of 48 bits.
func (m MAC) Uint64() uint64 {
	return uint64(binary.BigEndian.Uint16(m[:2]))<<32 | uint64(binary.BigEndian.Uint32(m[2:]))
}

// MACFromUint64 is the inverse of [MAC.Uint64]; the upper 16 bits are ignored.
func MACFromUint64(v uint64) (m MAC) {
	binary.BigEndian.PutUint16(m[:2], uint16(v>>32))
	binary.BigEndian.PutUint32(m[2:], uint32(v))
	return m
}

// IsBroadcast reports whether m is ff:ff:ff:ff:ff:ff.
func (m MAC) IsBroadcast() bool { return m == Broadcast }

// IsMulticast reports whether m is a group address; broadcast is one of them.
func (m MAC) IsMulticast() bool { return m[0]&1 != 0 }

// IsReserved reports whether m is one of 01:80:c2:00:00:00 to :0f, which a
// bridge never forwards (IEEE 802.1Q, table 8-1).
func (m MAC) IsReserved() bool {
	return m[0] == 0x01 && m[1] == 0x80 && m[2] == 0xc2 && m[3] == 0 && m[4] == 0 && m[5] <= 0x0f
}

// IsZero reports whether m is 00:00:00:00:00:00.
func (m MAC) IsZero() bool { return m == MAC{} }

// IPv4Addr is an IPv4 address, or a mask of one, in network byte order.
type IPv4Addr [4]byte

// IPv4AddrFrom returns the address with the given number, the first byte the
// most significant.
func IPv4AddrFrom(v uint32) (a IPv4Addr) {
	binary.BigEndian.PutUint32(a[:], v)
	return a
}

// Uint32 returns the address as a number.
func (a IPv4Addr) Uint32() uint32 { return binary.BigEndian.Uint32(a[:]) }

// Netip returns the address as the standard library has it.
func (a IPv4Addr) Netip() netip.Addr { return netip.AddrFrom4(a) }

// AppendTo appends the dotted text of a to b.
func (a IPv4Addr) AppendTo(b []byte) []byte { return a.Netip().AppendTo(b) }

// String returns the dotted text.
func (a IPv4Addr) String() string { return a.Netip().String() }

// IPv6Addr is an IPv6 address, or a mask of one, in network byte order.
type IPv6Addr [16]byte

// Netip returns the address as the standard library has it.
func (a IPv6Addr) Netip() netip.Addr { return netip.AddrFrom16(a) }

// AppendTo appends the text of a to b.
func (a IPv6Addr) AppendTo(b []byte) []byte { return a.Netip().AppendTo(b) }

// String returns the text in the form of RFC 5952.
func (a IPv6Addr) String() string { return a.Netip().String() }
