package dsl

import (
	"cmp"
	"encoding/binary"
	"net"
	"net/netip"
	"slices"

	"github.com/trema-ns/trema-ns/dsl/diag"
)

// resolve makes the network of what the file declared: names are compared,
// defaults filled in, ends looked up and ports numbered. The order matters:
// what a default may be depends on everything that is given.
func (l *loader) resolve() {
	names := l.resolveSwitches()
	l.resolveHosts(names)
	l.resolveLinks()
	if l.in.Errors() == 0 && !l.partial {
		l.warnOfLooseHosts() // a link may be missing because of an error
	}
	l.resolveApps()
}

// warnOfLooseHosts warns of hosts without a link: once for those that one line
// declares in a loop.
func (l *loader) warnOfLooseHosts() {
	var places []diag.Range
	loose := map[diag.Range][]string{}
	for _, h := range l.hosts {
		if len(h.Links) > 0 {
			continue
		}
		if loose[h.Range] == nil {
			places = append(places, h.Range)
		}
		loose[h.Range] = append(loose[h.Range], h.Name)
	}
	for _, r := range places {
		names := loose[r]
		if len(names) == 1 {
			l.warnf(r, "add `link \""+names[0]+"\", …`", "host `%s` has no link", names[0])
		} else {
			l.warnf(r, "", "%d hosts declared here have no link: `%s` to `%s`", len(names), names[0], names[len(names)-1])
		}
	}
}

// resolveHosts puts the declared hosts into the network, gives them the
// addresses they were not given and checks that no two share a name.
func (l *loader) resolveHosts(names map[string]diag.Range) {
	switches := map[string]bool{}
	for name := range names {
		switches[name] = true
	}
	addresses := map[netip.Addr]bool{}
	macs := map[string]bool{}
	for _, h := range l.hosts {
		if l.compat == Compat04 && h.Kind == VHost {
			continue // it did not look whether a default was taken
		}
		addresses[h.ip] = true
		macs[string(h.MAC)] = true
	}
	count := map[HostKind]uint32{}
	lastAddress, lastMAC := uint32(0), map[HostKind]uint32{} // none below is free
	for _, h := range l.hosts {
		l.network.Hosts = append(l.network.Hosts, h.Host)
		count[h.Kind]++
		if h.Kind == VHost && !h.hasIP {
			lastAddress = max(count[VHost], lastAddress+1)
			h.ip, lastAddress = freeAddress(lastAddress, addresses)
			h.Default.Address = true
		}
		if h.MAC == nil {
			n := max(count[h.Kind], lastMAC[h.Kind]+1)
			h.MAC, lastMAC[h.Kind] = freeMAC(h.Kind, n, macs)
			h.Default.MAC = true
		}
		if h.ip.IsValid() {
			bits := h.prefix
			if bits < 0 || bits > h.ip.BitLen() {
				bits = h.ip.BitLen()
			}
			h.Address = netip.PrefixFrom(h.ip, bits)
		}
		if h.Name == "" {
			continue
		}
		switch first, ok := names[h.Name]; {
		case ok && switches[h.Name]:
			l.twice(h.Range, first, "a switch and a host named `%s`", h.Name)
		case ok:
			l.twice(h.Range, first, "two hosts named `%s`", h.Name)
		default:
			names[h.Name] = h.Range
		}
	}
	l.warnOfSharedAddresses()
}

// freeAddress returns the default address of the n-th vhost: 192.168.0.n, or
// the next one that is free, and which n that is. It goes on in 192.168.1.0
// after 254.
func freeAddress(n uint32, taken map[netip.Addr]bool) (netip.Addr, uint32) {
	for ; ; n++ {
		var b [4]byte
		binary.BigEndian.PutUint32(b[:], 192<<24|168<<16|n)
		a := netip.AddrFrom4(b)
		if !taken[a] && b[3] != 0 && b[3] != 255 {
			taken[a] = true
			return a, n
		}
	}
}

// freeMAC returns the default MAC of the n-th host of a kind, or the next one
// that is free.
func freeMAC(kind HostKind, n uint32, taken map[string]bool) (net.HardwareAddr, uint32) {
	for ; ; n++ {
		mac := make(net.HardwareAddr, 6)
		if kind == Netns {
			mac[0] = 2 // locally administered
		}
		binary.BigEndian.PutUint32(mac[2:], n)
		if !taken[string(mac)] {
			taken[string(mac)] = true
			return mac, n
		}
	}
}

// warnOfSharedAddresses warns of hosts with the same address or MAC. It is not
// an error: some networks are built of such hosts on purpose.
func (l *loader) warnOfSharedAddresses() {
	ips := map[netip.Addr]*hostDeclaration{}
	macs := map[string]*hostDeclaration{}
	for _, h := range l.hosts {
		if h.ip.IsValid() {
			if first := ips[h.ip]; first != nil {
				l.sharedBy(h, first, "IP address", h.ip.String(), h.ipRange, first.ipRange)
			} else {
				ips[h.ip] = h
			}
		}
		if first := macs[string(h.MAC)]; first != nil {
			l.sharedBy(h, first, "MAC address", h.MAC.String(), h.mac, first.mac)
		} else {
			macs[string(h.MAC)] = h
		}
	}
}

func (l *loader) sharedBy(h, first *hostDeclaration, what, text string, r, firstRange diag.Range) {
	if h.Name == first.Name {
		return // said already, as two hosts of one name
	}
	if !r.Start.IsValid() {
		r = h.Range
	}
	if !firstRange.Start.IsValid() {
		firstRange = first.Range
	}
	d := l.warnf(r, "", "hosts `%s` and `%s` have the same %s, %s", first.Name, h.Name, what, text)
	d.Related = append(d.Related, diag.Related{Message: "first used here", Range: firstRange})
}

func sortPorts(ports []Port) {
	slices.SortStableFunc(ports, func(a, b Port) int { return cmp.Compare(a.Number, b.Number) })
}
