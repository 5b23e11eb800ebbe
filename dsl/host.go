package dsl

import (
	"fmt"
	"math/big"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/dsl/interp"
)

// hostDeclaration is a host as the file declares it.
type hostDeclaration struct {
	*Host
	ip      netip.Addr
	prefix  int // that netmask gives, or ip; -1: neither
	ipBits  int // the prefix length in ip; -1: none
	mask    netip.Addr
	hasIP   bool // ip was given, right or wrong
	broken  bool
	ipRange diag.Range
	mac     diag.Range
	netmask diag.Range
}

// declareHost is vhost and netns.
func (l *loader) declareHost(_ any, args []interp.Value, block *interp.Proc, at *interp.Site) error {
	kind := HostKind(l.word)
	name, r := l.name(args, at)
	h := &hostDeclaration{Host: &Host{Name: name, Kind: kind, Range: r}, prefix: -1, ipBits: -1}
	l.hosts = append(l.hosts, h)
	wrong, err := l.evaluate(l.hostClass, h, block, at)
	h.broken = wrong || name == "" && len(args) > 0 && args[0] != nil // a name that is none has been complained of
	l.finishHost(h)
	return err
}

// anyHost are the directives for a host.
var anyHost = []string{"vhost", "netns"}

// hostAttributes are the attributes of a host. Where a host has several links,
// those with addresses are about the first.
var hostAttributes = []word{
	{Word{Names: []string{"ip"}, Of: anyHost, Usage: "ip ADDRESS",
		Meaning: "the host's address, IPv4 or IPv6; a prefix length gives the netmask too",
		Type:    "a String or an IPAddr", Default: "for a vhost 192.168.0.N, N its place among the vhosts; for a netns none",
		Example: `ip "192.168.0.1"`}, 1, 1, value((*loader).setIP)},
	{Word{Names: []string{"netmask"}, Of: anyHost, Usage: "netmask MASK",
		Meaning: "how much of the address is the network's",
		Type:    "a String like `\"255.255.255.0\"`, or a prefix length", Default: "all of it, and everybody else is on the link",
		Example: `netmask "255.255.255.0"`}, 1, 1, value((*loader).setNetmask)},
	{Word{Names: []string{"mac"}, Of: anyHost, Usage: "mac ADDRESS",
		Meaning: "the host's Ethernet address",
		Type:    "a String or an Integer", Default: "00:00:00:00:00:NN for a vhost and 02:00:00:00:00:NN for a netns, NN its place among them",
		Example: `mac "00:00:00:01:00:01"`}, 1, 1, value((*loader).setMAC)},
	{Word{Names: []string{"promisc"}, Of: anyHost, Usage: "promisc on",
		Meaning: "whether the host takes packets that are for others",
		Type:    "`on`, `yes`, `true`, `off`, `no` or `false`, as a String, a Symbol or true and false", Default: "off",
		Example: `promisc "on"`}, 1, 1, value((*loader).setPromisc)},
	{Word{Names: []string{"vlan"}, Of: []string{"netns"}, Usage: "vlan N",
		Meaning: "the VLAN that the host's address is in: it sits on a tagged sub-interface",
		Type:    "a number from 1 to 4094", Default: "no tag",
		Example: `vlan 10`}, 1, 1, value((*loader).setVLAN)},
	{Word{Names: []string{"route"}, Of: []string{"netns"}, Usage: "route net: NETWORK, gateway: ADDRESS",
		Meaning: "a route of the host; it may be repeated",
		Type:    "the options below", Default: "no route but to the own subnet",
		Example: `route net: "0.0.0.0", gateway: "192.168.0.254"`}, 1, 1, value((*loader).setRoute)},
	{Word{Names: []string{"pid"}, Of: []string{"netns"}, Usage: "pid N",
		Meaning: "takes the network namespace of a running process instead of a new one; it is never deleted",
		Type:    "a process id", Default: "a new namespace",
		Example: `pid 4242`}, 1, 1, value((*loader).setPID)},
}

func (l *loader) setVLAN(h *hostDeclaration, v interp.Value, at *interp.Site) {
	if l.onlyNetns(h, at.ArgRange(0), "vlan") {
		n, _ := l.integer(v, at.ArgRange(0), "a VLAN", 1, 4094)
		h.VLAN = int(n)
	}
}

func (l *loader) setPID(h *hostDeclaration, v interp.Value, at *interp.Site) {
	if l.onlyNetns(h, at.ArgRange(0), "pid") {
		n, _ := l.integer(v, at.ArgRange(0), "a process id", 1, 1<<22)
		h.PID = int(n)
	}
}

func (l *loader) setRoute(h *hostDeclaration, v interp.Value, at *interp.Site) {
	if l.onlyNetns(h, at.NameRange(), "route") {
		l.addRoute(h, v, at)
	}
}

// onlyNetns complains of an attribute that a vhost does not have.
func (l *loader) onlyNetns(h *hostDeclaration, r diag.Range, name string) bool {
	if h.Kind == Netns {
		return true
	}
	l.errorf(r, "declare the host with `netns`", "`%s` is not an attribute of a `vhost`", name)
	return false
}

// address returns v as text where an address is wanted: a string, or an IPAddr.
func (l *loader) address(v interp.Value, r diag.Range, want string) (string, bool) {
	if s, ok := v.(*interp.String); ok {
		return strings.TrimSpace(s.String()), true
	}
	if o, ok := v.(*interp.Object); ok && o.Class.Name == "IPAddr" {
		if s, err := l.in.Send(o, "to_s"); err == nil {
			return s.(*interp.String).String(), true
		}
	}
	l.errorf(r, "", "%s is not %s", l.in.Inspect(v), want)
	return "", false
}

func (l *loader) setMAC(h *hostDeclaration, v interp.Value, at *interp.Site) {
	r := at.ArgRange(0)
	h.mac = r
	if n, ok := v.(interp.Int); ok && n > 0 && n < 1<<48 {
		b := big.NewInt(int64(n)).FillBytes(make([]byte, 6))
		h.MAC = b
		return
	}
	text, ok := l.address(v, r, "a MAC address")
	if !ok {
		return
	}
	mac, err := parseMAC(text)
	if err != nil {
		l.errorf(r, "it is written like 00:00:00:01:00:01", "`%s` is not a MAC address", text)
		return
	}
	if mac[0]&1 != 0 {
		l.warnf(r, "the lowest bit of the first byte of a host's address is 0", "`%s` is a multicast address", text)
	}
	h.MAC = mac
}

// parseMAC reads a MAC, whose bytes may be of one digit: 0:0:0:1:0:1.
func parseMAC(text string) (net.HardwareAddr, error) {
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == ':' || r == '-' })
	if len(parts) != 6 {
		return nil, fmt.Errorf("not six bytes")
	}
	mac := make(net.HardwareAddr, 6)
	for i, p := range parts {
		n, err := strconv.ParseUint(p, 16, 8)
		if err != nil {
			return nil, err
		}
		mac[i] = byte(n)
	}
	return mac, nil
}

// setPromisc takes on, yes and true, off, no, false and nil, in any case and of
// any type.
func (l *loader) setPromisc(h *hostDeclaration, v interp.Value, at *interp.Site) {
	r := at.ArgRange(0)
	word := ""
	switch v := v.(type) {
	case nil:
		word = "nil"
	case bool:
		word = strconv.FormatBool(v)
	case *interp.String:
		word, l.old = v.String(), true
	case interp.Symbol:
		word = string(v)
	}
	switch strings.ToLower(word) {
	case "on", "yes", "true":
		h.Promisc = true
	case "off", "no", "false", "nil":
		h.Promisc = false
	default:
		l.errorf(r, "it is on or off", "%s says neither yes nor no", l.in.Inspect(v))
	}
}

// routeOptions are the options of a route.
var routeOptions = []word{
	{Word: Word{Names: []string{"net"}, Of: []string{"route"}, Usage: "net: NETWORK",
		Meaning: "where the route leads; `0.0.0.0` is the default route",
		Type:    "a String like `\"10.0.0.0/8\"` or an IPAddr; without a prefix length it has that of its class", Default: "an error",
		Example: `route net: "10.0.0.0/8", gateway: "192.168.0.254"`}},
	{Word: Word{Names: []string{"gateway", "gw"}, Of: []string{"route"}, Usage: "gateway: ADDRESS",
		Meaning: "who forwards it; a gateway outside the subnet is reached on the link",
		Type:    "a String or an IPAddr", Default: "an error",
		Example: `route net: "0.0.0.0", gateway: "192.168.0.254"`}},
	{Word: Word{Names: []string{"netmask"}, Of: []string{"route"}, Usage: "netmask: MASK",
		Meaning: "the netmask of `net`, where that has no prefix length",
		Type:    "a String", Default: "that of the network's class",
		Example: `route net: "10.0.0.0", netmask: "255.0.0.0", gateway: "192.168.0.254"`}},
}

// addRoute is route net: …, gateway: ….
func (l *loader) addRoute(h *hostDeclaration, v interp.Value, at *interp.Site) {
	options, ok := v.(*interp.Hash)
	if !ok {
		l.errorf(at.ArgRange(0), "write `route net: \"0.0.0.0\", gateway: \"192.168.0.254\"`", "%s is not a route", l.in.Inspect(v))
		return
	}
	before := l.in.Errors()
	values := l.options(options, at, "route", optionNames(routeOptions))
	if l.in.Errors() > before {
		return // an option that is misspelt is not missing too
	}
	if values["gw"] != nil && values["gateway"] == nil {
		values["gateway"] = values["gw"]
	}
	if values["net"] == nil || values["gateway"] == nil {
		l.errorf(at.Range(), "", "a route needs both `net` and `gateway`")
		return
	}
	key := "gateway"
	if _, ok := options.Get(interp.Symbol("gw")); ok {
		key, l.old = "gw", true
	}
	r := at.PairRange(key)
	text, ok := l.address(values["gateway"], r, "a gateway")
	if !ok {
		return
	}
	gateway, err := netip.ParseAddr(text)
	if err != nil {
		l.errorf(r, "", "`%s` is not an IP address", text)
		return
	}
	r = at.PairRange("net")
	if text, ok = l.address(values["net"], r, "a network"); !ok {
		return
	}
	if mask := values["netmask"]; mask != nil && !strings.Contains(text, "/") {
		bits, ok := mask.(interp.Int)
		if ok {
			text += "/" + strconv.FormatInt(int64(bits), 10)
		} else if m, ok := l.address(mask, at.PairRange("netmask"), "a netmask"); ok {
			text += "/" + strings.TrimPrefix(m, "/")
		} else {
			return
		}
	}
	network, ok := parseNet(text)
	if !ok {
		l.errorf(r, "it is written like 10.0.0.0/8; 0.0.0.0 is the default route", "`%s` is not a network", text)
		return
	}
	if network.Addr().Is4() != gateway.Is4() {
		l.errorf(at.PairRange(key), "", "gateway `%s` is not of the same family as `%s`", gateway, network)
		return
	}
	h.Routes = append(h.Routes, Route{Net: network, Gateway: gateway, Range: at.Range()})
}

// parseNet reads a network. Without a prefix length it has that of its class,
// as route(8) had it, if the address fits it.
func parseNet(text string) (netip.Prefix, bool) {
	if text == "default" {
		text = "0.0.0.0/0"
	}
	host, mask, slash := strings.Cut(text, "/")
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Prefix{}, false
	}
	bits := addr.BitLen()
	switch {
	case slash:
		n, err := strconv.Atoi(mask)
		if err != nil {
			m, err := netip.ParseAddr(mask)
			if err != nil || m.BitLen() != bits {
				return netip.Prefix{}, false
			}
			var ok bool
			if n, ok = maskLength(m); !ok {
				return netip.Prefix{}, false
			}
		}
		bits = n
	case addr.IsUnspecified():
		bits = 0
	case addr.Is4():
		bits = classBits(addr.As4())
	}
	p, err := addr.Prefix(bits)
	return p, err == nil
}

// classBits returns the prefix length of the class of a, or the next multiple of
// eight under which a has no host part.
func classBits(a [4]byte) int {
	bits := 24
	switch {
	case a[0] < 128:
		bits = 8
	case a[0] < 192:
		bits = 16
	}
	for i := 3; i*8 >= bits; i-- {
		if a[i] != 0 {
			return (i + 1) * 8
		}
	}
	return bits
}

// options returns the options of a directive by name and complains of those it
// does not have.
func (l *loader) options(h *interp.Hash, at *interp.Site, what string, known []string) map[string]interp.Value {
	values := map[string]interp.Value{}
	h.Each(func(key, value interp.Value) bool {
		name := ""
		switch k := key.(type) {
		case interp.Symbol:
			name = string(k)
		case *interp.String:
			name = k.String()
		}
		for _, n := range known {
			if n == name {
				values[name] = value
				return true
			}
		}
		detail := "known are " + strings.Join(known, ", ")
		if near, ok := diag.Nearest(name, known); ok {
			detail = fmt.Sprintf("did you mean `%s`?", near)
		}
		l.errorf(at.PairRange(name), detail, "unknown option %s of `%s`", l.in.Inspect(key), what)
		return true
	})
	return values
}
