package dsl

import (
	"encoding/binary"
	"fmt"
	"math"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/dsl/interp"
)

func (l *loader) setIP(h *hostDeclaration, v interp.Value, at *interp.Site) {
	r := at.ArgRange(0)
	h.hasIP, h.ipRange = true, r
	text, ok := l.address(v, r, "an IP address")
	if !ok {
		return
	}
	host, bits, slash := strings.Cut(text, "/")
	addr, err := netip.ParseAddr(host)
	if err != nil || addr.Zone() != "" {
		l.errorf(r, "it is written like 192.168.0.1 or 192.168.0.1/24", "`%s` is not an IP address", text)
		return
	}
	h.ip = addr.Unmap()
	if !slash {
		return
	}
	n, err := strconv.Atoi(bits)
	if err != nil || n < 0 || n > h.ip.BitLen() {
		l.errorf(r, fmt.Sprintf("it is a number from 0 to %d", h.ip.BitLen()), "`%s` is not a prefix length", bits)
		return
	}
	h.ipBits = n
}

func (l *loader) setNetmask(h *hostDeclaration, v interp.Value, at *interp.Site) {
	r := at.ArgRange(0)
	h.netmask = r
	l.old = l.old || h.Kind == VHost
	if n, ok := v.(interp.Int); ok && n >= 0 && n <= 128 {
		h.prefix, h.mask = int(n), netip.Addr{}
		return
	}
	text, ok := l.address(v, r, "a netmask")
	if !ok {
		return
	}
	if n, err := strconv.Atoi(strings.TrimPrefix(text, "/")); err == nil && n >= 0 && n <= 128 {
		h.prefix, h.mask = n, netip.Addr{}
		return
	}
	mask, err := netip.ParseAddr(text)
	if err != nil {
		l.errorf(r, "it is written like 255.255.255.0 or 24", "`%s` is not a netmask", text)
		return
	}
	h.mask, h.Netmask = mask, text
}

// finishHost checks what the attributes say together.
func (l *loader) finishHost(h *hostDeclaration) {
	if h.Name == "" {
		if h.ip.IsValid() {
			h.Name = h.ip.String()
		} else if !h.hasIP && !h.broken {
			h.broken = true
			l.errorf(h.Range, "give it one: "+string(h.Kind)+"(\"host1\") { … }", "a host needs a name or an `ip`")
		}
	}
	l.finishNetmask(h)
	l.checkAddress(h)
}

// finishNetmask settles the prefix length by what ip and netmask say of it.
func (l *loader) finishNetmask(h *hostDeclaration) {
	if h.mask.IsValid() {
		bits, ok := maskLength(h.mask)
		switch {
		case h.ip.IsValid() && h.ip.BitLen() != h.mask.BitLen():
			l.errorf(h.netmask, "", "netmask `%s` does not fit the address `%s`", h.Netmask, h.ip)
		case !ok:
			l.errorf(h.netmask, "its ones stand together on the left, as in 255.255.255.0", "`%s` is not a netmask", h.Netmask)
		default:
			h.prefix = bits
		}
	}
	switch {
	case h.ipBits >= 0 && h.prefix < 0 && !h.mask.IsValid():
		h.prefix, h.netmask = h.ipBits, h.ipRange
	case h.ipBits >= 0 && h.prefix >= 0 && h.prefix != h.ipBits:
		l.errorf(h.netmask, "take one of the two out", "`ip` has a netmask of %d bits, and `netmask` one of %d", h.ipBits, h.prefix)
	}
	if h.prefix > 0 && h.ip.IsValid() && h.prefix > h.ip.BitLen() {
		l.errorf(h.netmask, "", "a prefix length of %d is too long for `%s`", h.prefix, h.ip)
		h.prefix = -1
	}
	if h.prefix < 0 {
		return
	}
	if h.ip.Is4() || !h.ip.IsValid() && h.Kind == VHost {
		if !h.mask.IsValid() {
			h.Netmask = dotted(h.prefix)
		}
	} else if !h.mask.IsValid() {
		h.Netmask = strconv.Itoa(h.prefix)
	}
	if !h.hasIP && h.Kind == Netns {
		l.warnf(h.netmask, "", "a netmask without `ip` has no effect")
	}
}

// checkAddress warns of an address that no packet can come from or go to. Linux
// gives a host any IPv4 address, and none of these of IPv6.
func (l *loader) checkAddress(h *hostDeclaration) {
	if !h.ip.IsValid() {
		return
	}
	severity := diag.Warning
	if h.ip.Is6() {
		severity = diag.Error
	}
	complain := func(format string) {
		l.finding(severity, h.ipRange, "a host needs an address of its own", format, h.ip)
	}
	switch {
	case h.ip.IsUnspecified():
		complain("`%s` is no address at all")
		return
	case h.ip.IsMulticast():
		complain("`%s` is a multicast address")
		return
	case h.ip == netip.AddrFrom4([4]byte{255, 255, 255, 255}):
		complain("`%s` is the broadcast address")
		return
	case !h.ip.Is4() || h.prefix < 1 || h.prefix > 30:
		return
	}
	subnet := netip.PrefixFrom(h.ip, h.prefix).Masked()
	switch {
	case h.ip == subnet.Addr():
		complain("`%s` is the address of the network itself, " + subnet.String())
	case isBroadcast(h.ip.As4(), h.prefix):
		complain("`%s` is the broadcast address of the network " + subnet.String())
	}
}

// isBroadcast reports whether a has nothing but ones behind the prefix length.
func isBroadcast(a [4]byte, bits int) bool {
	return binary.BigEndian.Uint32(a[:])|math.MaxUint32<<(32-bits) == math.MaxUint32
}

// maskLength returns the prefix length that a mask stands for.
func maskLength(mask netip.Addr) (int, bool) {
	text := ""
	for _, b := range mask.AsSlice() {
		text += fmt.Sprintf("%08b", b)
	}
	ones := strings.TrimRight(text, "0")
	return len(ones), !strings.Contains(ones, "0")
}

// dotted returns the IPv4 netmask of a prefix length.
func dotted(bits int) string { return net.IP(net.CIDRMask(bits, 32)).String() }
