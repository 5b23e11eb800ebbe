package rubyapp

import (
	"encoding/hex"
	"net/netip"
	"strconv"
	"strings"

	"github.com/trema-ns/trema-ns/controller/packet"
	"github.com/trema-ns/trema-ns/dsl/interp"
)

// ipv4 is what an IPv4Address holds: an address and the length of its prefix.
type ipv4 struct {
	addr packet.IPv4Addr
	bits uint8
}

// Key implements interp.Valued. As in Trema the prefix does not count.
func (p ipv4) Key() any { return p.addr }

func (p ipv4) mask() packet.IPv4Addr { return prefixMask(int(p.bits)) }

func (p ipv4) network() ipv4 {
	return ipv4{packet.IPv4AddrFrom(p.addr.Uint32() & p.mask().Uint32()), p.bits}
}

// prefixMask returns the mask with that many ones.
func prefixMask(bits int) packet.IPv4Addr {
	return packet.IPv4AddrFrom(uint32(^uint64(0) << (32 - bits)))
}

func (a *App) newIP(addr packet.IPv4Addr) value { return a.newPrefix(ipv4{addr, 32}) }

func (a *App) newPrefix(p ipv4) value {
	return &interp.Object{Class: a.ipClass, Data: p}
}

// parsePrefix reads "10.0.0.1", "10.0.0.0/8" and "10.0.0.0/255.0.0.0".
func parsePrefix(s string) (p ipv4, ok bool) {
	host, mask, masked := strings.Cut(s, "/")
	addr, err := netip.ParseAddr(host)
	if err != nil || !addr.Is4() {
		return p, false
	}
	p = ipv4{packet.IPv4Addr(addr.As4()), 32}
	if !masked {
		return p, true
	}
	if n, err := strconv.Atoi(mask); err == nil {
		p.bits = uint8(n)
		return p, n >= 0 && n <= 32
	}
	m, err := netip.ParseAddr(mask)
	if err != nil || !m.Is4() {
		return p, false
	}
	want := packet.IPv4Addr(m.As4())
	for p.bits = 0; p.bits < 32 && p.mask() != want; p.bits++ {
	}
	return p, p.mask() == want
}

// toIP returns an IPv4Address, an IPAddr, a String or a number as an address
// with its prefix.
func (a *App) toIP(v value) (ipv4, error) {
	switch w := v.(type) {
	case *interp.Object:
		if p, ok := w.Data.(ipv4); ok {
			return p, nil
		}
		if a.in.IsA(v, a.in.Class("IPAddr")) {
			bits, err := a.in.Send(v, "prefix")
			if err != nil {
				return ipv4{}, err
			}
			s, err := a.in.Text(v)
			if err != nil {
				return ipv4{}, err
			}
			if p, ok := parsePrefix(s + "/" + a.in.Inspect(bits)); ok {
				return p, nil
			}
		}
	case *interp.String:
		if p, ok := parsePrefix(w.String()); ok {
			return p, nil
		}
	case interp.Int:
		if w >= 0 && w <= 0xffffffff {
			return ipv4{packet.IPv4AddrFrom(uint32(w)), 32}, nil
		}
	}
	return ipv4{}, a.argumentError("Invalid IPv4 address: %s", a.in.Inspect(v))
}

var ipTable = []class{{
	name: "IPv4Address",
	does: "an IPv4 address, perhaps with a prefix length",
	own: []method{
		{"new", "an address of a String, a number or another", 1, 1, func(a *App, _ value, args []value, _ *interp.Proc) (value, error) {
			p, err := a.toIP(args[0])
			return a.newPrefix(p), err
		}},
	},
	methods: []method{
		{"==", "whether it is the same as another, or as a String", 1, 1, func(a *App, self value, args []value, _ *interp.Proc) (value, error) {
			p, _ := data[ipv4](self)
			other, err := a.toIP(args[0])
			return err == nil && p.addr == other.addr, nil
		}},
		{"<=>", "their order", 1, 1, func(a *App, self value, args []value, _ *interp.Proc) (value, error) {
			p, _ := data[ipv4](self)
			other, err := a.toIP(args[0])
			if err != nil {
				return nil, nil
			}
			x, y := p.addr.Uint32(), other.addr.Uint32()
			switch {
			case x < y:
				return interp.Int(-1), nil
			case x > y:
				return interp.Int(1), nil
			}
			return interp.Int(0), nil
		}},
		{"to_s to_str", "as text, without the prefix", 0, 0, get(func(_ *App, p ipv4) value { return str(p.addr.String()) })},
		{"inspect", "as text, with its class", 0, 0, get(func(_ *App, p ipv4) value { return str("#<IPv4Address:" + p.addr.String() + ">") })},
		{"to_i", "as a number", 0, 0, get(func(_ *App, p ipv4) value { return interp.Int(p.addr.Uint32()) })},
		{"value", "as an IPAddr", 0, 0, func(a *App, self value, _ []value, _ *interp.Proc) (value, error) {
			p, _ := data[ipv4](self)
			return a.in.New(a.in.Class("IPAddr"), str(p.addr.String()+"/"+strconv.Itoa(int(p.bits))))
		}},
		{"to_a to_array", "as four numbers", 0, 0, get(func(_ *App, p ipv4) value {
			list := interp.NewArray()
			for _, b := range p.addr {
				list.Elems = append(list.Elems, interp.Int(b))
			}
			return list
		})},
		{"to_hex", "as a number in hexadecimal", 0, 0, get(func(_ *App, p ipv4) value { return str("0x" + hex.EncodeToString(p.addr[:])) })},
		{"to_binary to_binary_s", "its four bytes", 0, 0, get(func(_ *App, p ipv4) value { return str(string(p.addr[:])) })},
		{"prefixlen prefix_length", "the prefix length", 0, 0, get(func(_ *App, p ipv4) value { return interp.Int(p.bits) })},
		{"mask netmask", "its network, of a prefix length or a mask; without one, the mask as text", 0, 1, ipMask},
		{"mask!", "becomes its network", 1, 1, func(a *App, self value, args []value, _ *interp.Proc) (value, error) {
			masked, err := ipMask(a, self, args, nil)
			if err != nil {
				return nil, err
			}
			self.(*interp.Object).Data = masked.(*interp.Object).Data
			return self, nil
		}},
		{"include?", "whether an address is of its network", 1, 1, func(a *App, self value, args []value, _ *interp.Proc) (value, error) {
			p, _ := data[ipv4](self)
			other, err := a.toIP(args[0])
			return err == nil && ipv4{other.addr, p.bits}.network().addr == p.network().addr, err
		}},
		{"unicast?", "whether it is one of a host", 0, 0, get(func(_ *App, p ipv4) value { return p.addr[0] < 224 })},
		{"multicast?", "whether it is of a group", 0, 0, get(func(_ *App, p ipv4) value { return p.addr.Netip().IsMulticast() })},
		{"broadcast?", "whether it is 255.255.255.255", 0, 0, get(func(_ *App, p ipv4) value { return p.addr.Uint32() == 0xffffffff })},
	},
}}

func ipMask(a *App, self value, args []value, _ *interp.Proc) (value, error) {
	p, _ := data[ipv4](self)
	if len(args) == 0 {
		return str(p.mask().String()), nil
	}
	text, err := a.in.Text(args[0])
	if err != nil {
		return nil, err
	}
	masked, ok := parsePrefix(p.addr.String() + "/" + text)
	if !ok {
		return nil, a.argumentError("invalid mask: %s", text)
	}
	return a.newPrefix(masked.network()), nil
}
