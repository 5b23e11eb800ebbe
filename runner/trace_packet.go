package runner

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/trema-ns/trema-ns/runner/ovs"
)

// ephemeralPort is what a traced packet comes from where nothing else is asked
// for: one of those that the kernel chooses.
const ephemeralPort = 40000

// tracedPacket is a packet on its way, in the words of ovs-fields(7). Two that
// are alike have the same [tracedPacket.flow].
type tracedPacket struct {
	kind   string            // "icmp", "tcp6", "arp"
	fields map[string]string // all but those of VLANs
	vlans  []uint16          // tags with priorities, as on the wire, the outermost last
}

// newTracedPacket returns what a host sends from one address to another.
func newTracedPacket(q TraceRequest, from, to netip.Addr, fromMAC, toMAC string) *tracedPacket {
	p := &tracedPacket{kind: q.Protocol, fields: map[string]string{"dl_src": fromMAC, "dl_dst": toMAC}}
	if q.Protocol == "arp" {
		p.fields["dl_dst"] = "ff:ff:ff:ff:ff:ff"
		p.fields["arp_op"] = "1"
		p.fields["arp_spa"], p.fields["arp_tpa"] = from.String(), to.String()
		p.fields["arp_sha"], p.fields["arp_tha"] = fromMAC, "00:00:00:00:00:00"
		return p
	}
	source, dest := "nw_src", "nw_dst"
	if to.Is6() {
		p.kind += "6"
		source, dest = "ipv6_src", "ipv6_dst"
	}
	p.fields[source], p.fields[dest] = from.String(), to.String()
	p.fields["nw_tos"], p.fields["nw_ttl"] = "0", "64"
	switch p.kind {
	case "icmp":
		p.fields["icmp_type"], p.fields["icmp_code"] = "8", "0"
	case "icmp6":
		p.fields["icmpv6_type"], p.fields["icmpv6_code"] = "128", "0"
	default:
		p.fields["tp_src"] = strconv.Itoa(int(q.SourcePort))
		p.fields["tp_dst"] = strconv.Itoa(int(q.Port))
		if q.Protocol == "tcp" {
			p.fields["tcp_flags"] = "2" // SYN: it opens a connection
		}
	}
	return p
}

func (p *tracedPacket) clone() *tracedPacket {
	return &tracedPacket{p.kind, maps.Clone(p.fields), slices.Clone(p.vlans)}
}

// flow returns the packet as ofproto/trace takes it, without its port.
func (p *tracedPacket) flow() string {
	var s strings.Builder
	s.WriteString(p.kind)
	if n := len(p.vlans); n > 0 {
		fmt.Fprintf(&s, ",vlan_tci=%#04x", p.vlans[n-1])
	}
	for _, name := range slices.Sorted(maps.Keys(p.fields)) {
		word := name
		if port, ok := strings.CutPrefix(name, "tp_"); ok {
			word = strings.TrimSuffix(p.kind, "6") + "_" + port
		}
		s.WriteString("," + word + "=" + p.fields[name])
	}
	return s.String()
}

// destination returns the address that the packet is for, or that it asks about.
func (p *tracedPacket) destination() string {
	for _, name := range []string{"nw_dst", "ipv6_dst", "arp_tpa"} {
		if address, ok := p.fields[name]; ok {
			return address
		}
	}
	return ""
}

// String says who sends what to whom.
func (p *tracedPacket) String() string {
	var what, from, to string
	switch p.kind {
	case "arp":
		return fmt.Sprintf("ARP who-has %s tell %s", p.fields["arp_tpa"], p.fields["arp_spa"])
	case "icmp", "icmp6":
		what = "ICMP echo request"
	default:
		what = strings.ToUpper(strings.TrimSuffix(p.kind, "6"))
		from, to = ":"+p.fields["tp_src"], ":"+p.fields["tp_dst"]
	}
	source, dest := p.fields["nw_src"]+from, p.destination()+to
	if strings.HasSuffix(p.kind, "6") {
		source = p.fields["ipv6_src"]
		if from != "" {
			source, dest = "["+source+"]"+from, "["+p.destination()+"]"+to
		}
	}
	return fmt.Sprintf("%s %s > %s, %s > %s", what, source, dest, p.fields["dl_src"], p.fields["dl_dst"])
}

// headerFields are the fields that actions of the datapath set, by header and
// the name that the field has there.
var headerFields = map[string]map[string]string{
	"eth":    {"src": "dl_src", "dst": "dl_dst"},
	"ipv4":   {"src": "nw_src", "dst": "nw_dst", "tos": "nw_tos", "ttl": "nw_ttl"},
	"ipv6":   {"src": "ipv6_src", "dst": "ipv6_dst", "tclass": "nw_tos", "hlimit": "nw_ttl"},
	"tcp":    {"src": "tp_src", "dst": "tp_dst"},
	"udp":    {"src": "tp_src", "dst": "tp_dst"},
	"icmp":   {"type": "icmp_type", "code": "icmp_code"},
	"icmpv6": {"type": "icmpv6_type", "code": "icmpv6_code"},
	"arp":    {"sip": "arp_spa", "tip": "arp_tpa", "op": "arp_op", "sha": "arp_sha", "tha": "arp_tha"},
}

// change does to the packet what an action of the datapath says. It reports
// whether it knows how.
func (p *tracedPacket) change(a ovs.DatapathAction) bool {
	switch a.Name {
	case "set":
		header, values, ok := strings.Cut(strings.TrimSuffix(a.Argument, ")"), "(")
		if header == "skb_priority" || header == "skb_mark" {
			return true // of this machine's, not of the packet's
		}
		return ok && p.set(headerFields[header], values)
	case "push_vlan":
		var id, priority uint64
		for _, item := range ovs.SplitArguments(a.Argument) {
			name, value, _ := strings.Cut(item, "=")
			n, err := strconv.ParseUint(value, 0, 16)
			switch {
			case name == "vid" && err == nil:
				id = n
			case name == "pcp" && err == nil:
				priority = n
			case name != "cfi" && name != "tpid":
				return false
			}
		}
		p.vlans = append(p.vlans, uint16(priority<<13|0x1000|id))
		return len(p.vlans) == 1 // a trace can be asked for one tag only
	case "pop_vlan":
		if n := len(p.vlans); n > 0 {
			p.vlans = p.vlans[:n-1]
			return true
		}
	}
	return false
}

func (p *tracedPacket) set(names map[string]string, values string) bool {
	for _, item := range ovs.SplitArguments(values) {
		name, value, _ := strings.Cut(item, "=")
		field, known := names[name]
		old, has := p.fields[field]
		if !known || !has {
			return false
		}
		if text, mask, masked := strings.Cut(value, "/"); masked {
			bits, err := strconv.ParseUint(mask, 0, 16)
			if err != nil {
				return false // part of an address
			}
			before, err1 := strconv.ParseUint(old, 0, 16)
			n, err2 := strconv.ParseUint(text, 0, 16)
			if err1 != nil || err2 != nil {
				return false
			}
			value = strconv.FormatUint(before&^bits|n&bits, 10)
		}
		p.fields[field] = value
	}
	return true
}
