package interp

import (
	"encoding/hex"
	"fmt"
	"math/big"
	"net/netip"
	"strconv"
	"strings"
)

// ipaddr is what an IPAddr holds: an address, already masked, and the length of
// its mask.
type ipaddr struct {
	addr netip.Addr
	bits int
}

func (p ipaddr) describe() string {
	family := "IPv4"
	if p.addr.Is6() {
		family = "IPv6"
	}
	return family + ":" + p.addr.String() + "/" + p.maskText()
}

func (p ipaddr) maskText() string {
	b := make([]byte, p.addr.BitLen()/8)
	for i := range p.bits {
		b[i/8] |= 0x80 >> (i % 8)
	}
	a, _ := netip.AddrFromSlice(b)
	return a.String()
}

func (p ipaddr) number() *big.Int { return new(big.Int).SetBytes(p.addr.AsSlice()) }

// ipFrom returns the address of that number in the family of p.
func (in *Interp) ipFrom(p ipaddr, n *big.Int) (Value, error) {
	size := p.addr.BitLen() / 8
	if n.Sign() < 0 || n.BitLen() > size*8 {
		return nil, in.Errorf("RangeError", "address out of range")
	}
	b := n.FillBytes(make([]byte, size))
	a, _ := netip.AddrFromSlice(b)
	return in.newIP(ipaddr{a, a.BitLen()}), in.grow(bytesOfObject)
}

func (in *Interp) newIP(p ipaddr) *Object { return &Object{Class: in.classes.IPAddr, Data: &p} }

// parseIP reads "10.0.0.1", "10.0.0.0/24" and "10.0.0.0/255.255.255.0".
func (in *Interp) parseIP(s string) (ipaddr, error) {
	host, mask, masked := strings.Cut(s, "/")
	a, err := netip.ParseAddr(strings.Trim(host, "[]"))
	if err != nil || a.Zone() != "" {
		return ipaddr{}, in.argumentError("invalid address: %s", s)
	}
	p := ipaddr{a, a.BitLen()}
	if masked {
		return in.masked(p, mask)
	}
	return p, nil
}

// masked applies a mask: a length or a dotted one.
func (in *Interp) masked(p ipaddr, mask string) (ipaddr, error) {
	bits, err := strconv.Atoi(mask)
	if err != nil {
		m, err := netip.ParseAddr(mask)
		if err != nil || m.BitLen() != p.addr.BitLen() {
			return p, in.argumentError("invalid mask: %s", mask)
		}
		var ok bool
		if bits, ok = prefixLength(m); !ok {
			return p, in.argumentError("invalid mask: %s", mask)
		}
	}
	prefix, err := p.addr.Prefix(bits)
	if err != nil {
		return p, in.argumentError("invalid length: %s", mask)
	}
	return ipaddr{prefix.Addr(), bits}, nil
}

// prefixLength returns the length of a contiguous mask.
func prefixLength(m netip.Addr) (int, bool) {
	bits, ended := 0, false
	for _, b := range m.AsSlice() {
		for i := 7; i >= 0; i-- {
			if b>>i&1 == 0 {
				ended = true
			} else if ended {
				return 0, false
			} else {
				bits++
			}
		}
	}
	return bits, true
}

// toIPAddr returns v, an IPAddr, a String or a number, as an address.
func (in *Interp) toIPAddr(v Value) (ipaddr, error) {
	switch v := v.(type) {
	case *Object:
		if p, ok := v.Data.(*ipaddr); ok {
			return *p, nil
		}
	case *String:
		return in.parseIP(v.String())
	}
	return ipaddr{}, in.wrongType(v, "IPAddr")
}

var ipaddrClassTable = &table{rows: []builtin{
	{"new", "an address, or a network where a prefix length or a mask follows", `IPAddr.new("10.1.2.3/8").to_s # => "10.0.0.0"`,
		1, 2, built(func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
			if isInteger(a[0]) {
				family := ipaddr{addr: netip.IPv4Unspecified()}
				if len(a) == 2 && toFloat(a[1]) == 10 || bigOf(a[0]).BitLen() > 32 {
					family.addr = netip.IPv6Unspecified()
				}
				return in.ipFrom(family, bigOf(a[0]))
			}
			s, err := in.toText(a[0])
			if err != nil {
				return nil, err
			}
			p, err := in.parseIP(s)
			if err != nil {
				return nil, err
			}
			return in.newIP(p), nil
		}), false},
}}

// ipMethod makes a method that looks at the address.
func ipMethod(f func(in *Interp, p ipaddr) (Value, error)) Native {
	return func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
		return f(in, *v.(*Object).Data.(*ipaddr))
	}
}

// ipShift makes + and -.
func ipShift(sign int64) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		by := bigOf(a[0])
		if by == nil {
			return nil, in.wrongType(a[0], "Integer")
		}
		p := *v.(*Object).Data.(*ipaddr)
		return in.ipFrom(p, new(big.Int).Add(p.number(), new(big.Int).Mul(by, big.NewInt(sign))))
	}
}

// ipBits makes | and &.
func ipBits(op func(z, x, y *big.Int) *big.Int) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		p := *v.(*Object).Data.(*ipaddr)
		with := bigOf(a[0])
		if with == nil {
			other, err := in.toIPAddr(a[0])
			if err != nil {
				return nil, err
			}
			with = other.number()
		}
		return in.ipFrom(p, op(new(big.Int), p.number(), with))
	}
}

func ipIncludes(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	p := *v.(*Object).Data.(*ipaddr)
	other, err := in.toIPAddr(a[0])
	if err != nil {
		return nil, err
	}
	return netip.PrefixFrom(p.addr, p.bits).Contains(other.addr), nil
}

var ipaddrTable = &table{rows: []builtin{
	{"to_s", "as it is written, IPv6 shortened", `IPAddr.new("fe80::0:1").to_s # => "fe80::1"`,
		0, 0, ipMethod(func(_ *Interp, p ipaddr) (Value, error) { return NewString(p.addr.String()), nil }), false},
	{"to_string", "as it is written, IPv6 in full", `IPAddr.new("::1").to_string # => "0000:0000:0000:0000:0000:0000:0000:0001"`,
		0, 0, ipMethod(func(_ *Interp, p ipaddr) (Value, error) { return NewString(p.addr.StringExpanded()), nil }), false},
	{"to_i", "as a number", `IPAddr.new("10.0.0.1").to_i # => 167772161`,
		0, 0, ipMethod(func(_ *Interp, p ipaddr) (Value, error) { return integer(p.number()), nil }), false},
	{"hton", "as bytes", `IPAddr.new("1.2.3.4").hton.bytes # => [1, 2, 3, 4]`,
		0, 0, ipMethod(func(_ *Interp, p ipaddr) (Value, error) { return NewString(string(p.addr.AsSlice())), nil }), false},
	{"to_hex", "as a number in hexadecimal", `IPAddr.new("10.0.0.1").to_hex # here => "0x0a000001"`,
		0, 0, ipMethod(func(_ *Interp, p ipaddr) (Value, error) {
			return NewString("0x" + hex.EncodeToString(p.addr.AsSlice())), nil
		}), false},
	{"ipv4?", "whether it is IPv4", `IPAddr.new("10.0.0.1").ipv4? # => true`,
		0, 0, ipMethod(func(_ *Interp, p ipaddr) (Value, error) { return p.addr.Is4(), nil }), false},
	{"ipv6?", "whether it is IPv6", `IPAddr.new("10.0.0.1").ipv6? # => false`,
		0, 0, ipMethod(func(_ *Interp, p ipaddr) (Value, error) { return p.addr.Is6(), nil }), false},
	{"prefix", "the prefix length", `IPAddr.new("10.0.0.0/24").prefix # => 24`,
		0, 0, ipMethod(func(_ *Interp, p ipaddr) (Value, error) { return Int(p.bits), nil }), false},
	{"netmask", "the netmask", `IPAddr.new("10.0.0.0/24").netmask # => "255.255.255.0"`,
		0, 0, ipMethod(func(_ *Interp, p ipaddr) (Value, error) { return NewString(p.maskText()), nil }), false},
	{"succ", "the next address", `IPAddr.new("10.0.0.1").succ.to_s # => "10.0.0.2"`,
		0, 0, ipMethod(func(in *Interp, p ipaddr) (Value, error) {
			return in.ipFrom(p, new(big.Int).Add(p.number(), big.NewInt(1)))
		}), false},
	{"mask", "its network, of a prefix length or a mask", `IPAddr.new("10.1.2.3").mask(16).to_s # => "10.1.0.0"`,
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			mask, err := in.toS(a[0])
			if err != nil {
				return nil, err
			}
			p, err := in.masked(*v.(*Object).Data.(*ipaddr), mask)
			if err != nil {
				return nil, err
			}
			return in.newIP(p), nil
		}, false},
	{"to_range", "from the first address of the network to the last", `IPAddr.new("10.0.0.0/30").to_range.map(&:to_s) # => ["10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.3"]`,
		0, 0, ipMethod(func(in *Interp, p ipaddr) (Value, error) {
			host := new(big.Int).Lsh(big.NewInt(1), uint(p.addr.BitLen()-p.bits))
			high, err := in.ipFrom(p, host.Add(p.number(), host).Sub(host, big.NewInt(1)))
			return &Range{Low: in.newIP(ipaddr{p.addr, p.addr.BitLen()}), High: high}, err
		}), false},
	{"include? ===", "whether an address is of the network", `IPAddr.new("10.0.0.0/8").include?("10.1.2.3") # => true`,
		1, 1, ipIncludes, false},
	{"~", "all bits turned over", `(~IPAddr.new("255.255.255.0")).to_s # => "0.0.0.255"`,
		0, 0, ipMethod(func(in *Interp, p ipaddr) (Value, error) {
			all := new(big.Int).Lsh(big.NewInt(1), uint(p.addr.BitLen()))
			return in.ipFrom(p, all.Sub(all, big.NewInt(1)).Xor(all, p.number()))
		}), false},
	{"<<", "the bits moved up", `(IPAddr.new("0.0.1.2") << 8).to_s # => "0.1.2.0"`,
		1, 1, ipMove(1), false},
	{">>", "the bits moved down", `(IPAddr.new("10.0.0.0") >> 8).to_s # => "0.10.0.0"`,
		1, 1, ipMove(-1), false},
	{"reverse", "its name for a reverse look-up", `IPAddr.new("10.0.0.1").reverse # => "1.0.0.10.in-addr.arpa"`,
		0, 0, ipMethod(func(_ *Interp, p ipaddr) (Value, error) { return NewString(p.reverse()), nil }), false},
	{"loopback?", "whether it is of the machine itself", `IPAddr.new("127.0.0.1").loopback? # => true`,
		0, 0, ipMethod(func(_ *Interp, p ipaddr) (Value, error) { return p.addr.IsLoopback(), nil }), false},
	{"private?", "whether it is of a private network", `IPAddr.new("10.0.0.1").private? # => true`,
		0, 0, ipMethod(func(_ *Interp, p ipaddr) (Value, error) { return p.addr.IsPrivate(), nil }), false},
	{"link_local?", "whether it is good for one link only", `IPAddr.new("fe80::1").link_local? # => true`,
		0, 0, ipMethod(func(_ *Interp, p ipaddr) (Value, error) { return p.addr.IsLinkLocalUnicast(), nil }), false},
	{"+", "the address n further on", `(IPAddr.new("10.0.0.1") + 5).to_s # here => "10.0.0.6"`,
		1, 1, ipShift(1), false},
	{"-", "the address n before", `(IPAddr.new("10.0.0.6") - 5).to_s # here => "10.0.0.1"`,
		1, 1, ipShift(-1), false},
	{"|", "the bits that either has", `(IPAddr.new("10.0.0.0") | 7).to_s # => "10.0.0.7"`,
		1, 1, ipBits((*big.Int).Or), false},
	{"&", "the bits that both have", `(IPAddr.new("10.1.2.3") & 255).to_s # => "0.0.0.3"`,
		1, 1, ipBits((*big.Int).And), false},
}}

// ipMove makes << and >>, which keep the address's number of bits.
func ipMove(sign int) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		n, err := in.toInt(a[0])
		if err != nil {
			return nil, err
		}
		p := *v.(*Object).Data.(*ipaddr)
		bits := p.addr.BitLen()
		number := p.number()
		if n = min(max(n*sign, -bits), bits); n >= 0 {
			number.Lsh(number, uint(n))
		} else {
			number.Rsh(number, uint(-n))
		}
		all := new(big.Int).Lsh(big.NewInt(1), uint(bits))
		return in.ipFrom(p, number.And(number, all.Sub(all, big.NewInt(1))))
	}
}

// reverse returns the name under which the name service knows the address.
func (p ipaddr) reverse() string {
	b := p.addr.AsSlice()
	var parts []string
	for i := len(b) - 1; i >= 0; i-- {
		if p.addr.Is4() {
			parts = append(parts, strconv.Itoa(int(b[i])))
		} else {
			parts = append(parts, fmt.Sprintf("%x.%x", b[i]&0xf, b[i]>>4))
		}
	}
	if p.addr.Is4() {
		return strings.Join(parts, ".") + ".in-addr.arpa"
	}
	return strings.Join(parts, ".") + ".ip6.arpa"
}
