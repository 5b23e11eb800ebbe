package packet

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// Summary says in a line what a frame is, in the words of tcpdump(8): "ARP
// who-has 192.168.0.2 tell 192.168.0.1", "192.168.0.1.40000 > 192.168.0.2.80:
// TCP [S] length 0".
func Summary(frame []byte) string {
	var p Packet
	if !Decode(frame, &p) {
		return fmt.Sprintf("%d bytes that are no Ethernet frame", len(frame))
	}
	said := p.summary()
	if p.Has(LayerVLAN) {
		return fmt.Sprintf("vlan %d, %s", p.VLANTCI&0xfff, said)
	}
	return said
}

func (p *Packet) summary() string {
	switch {
	case p.Has(LayerARP):
		return p.arpSummary()
	case p.Has(LayerLLDP):
		return p.lldpSummary()
	case p.Has(LayerIPv4):
		return p.ipSummary(p.Src.Netip(), p.Dst.Netip())
	case p.Has(LayerIPv6):
		return p.ipSummary(p.Src6.Netip(), p.Dst6.Netip())
	}
	return fmt.Sprintf("%s > %s: Ethernet type %#04x, length %d", p.EthSrc, p.EthDst, p.EthType, len(p.Payload))
}

func (p *Packet) arpSummary() string {
	switch {
	case p.EthType == EthTypeRARP:
		return fmt.Sprintf("RARP of %s", p.SHA)
	case p.Proto == ARPRequest && p.Src == p.Dst:
		return fmt.Sprintf("ARP announces %s is-at %s", p.Src, p.SHA)
	case p.Proto == ARPRequest:
		return fmt.Sprintf("ARP who-has %s tell %s", p.Dst, p.Src)
	case p.Proto == ARPReply:
		return fmt.Sprintf("ARP %s is-at %s", p.Src, p.SHA)
	}
	return fmt.Sprintf("ARP operation %d of %s", p.Proto, p.Src)
}

func (p *Packet) lldpSummary() string {
	l, ok := ParseLLDP(p.Payload)
	if !ok {
		return "LLDP, damaged"
	}
	_, chassis := l.ChassisID()
	_, port := l.PortID()
	return fmt.Sprintf("LLDP from %s port %s", identifier(chassis), identifier(port))
}

// identifier writes an identifier as text if it is one, else as its bytes.
func identifier(id []byte) string {
	for _, b := range id {
		if b < ' ' || b > '~' {
			return fmt.Sprintf("%x", id)
		}
	}
	return string(id)
}

func (p *Packet) ipSummary(src, dst netip.Addr) string {
	ports := p.Has(LayerTCP) || p.Has(LayerUDP) || p.Has(LayerSCTP)
	from, to := src.String(), dst.String()
	if ports {
		from, to = from+"."+strconv.Itoa(int(p.TPSrc)), to+"."+strconv.Itoa(int(p.TPDst))
	}
	return from + " > " + to + ": " + p.transportSummary()
}

func (p *Packet) transportSummary() string {
	switch {
	case p.Has(LayerTCP):
		return fmt.Sprintf("TCP [%s] length %d", tcpFlags(p.TCPFlags), len(p.Payload))
	case p.Has(LayerUDP):
		return fmt.Sprintf("UDP length %d", len(p.Payload))
	case p.Has(LayerSCTP):
		return "SCTP"
	case p.Has(LayerICMP):
		return icmpSummary(p.TPSrc, p.TPDst)
	case p.Has(LayerICMPv6):
		return icmpv6Summary(p.TPSrc, p.TPDst)
	case p.Later:
		return fmt.Sprintf("a later fragment of protocol %d", p.Proto)
	}
	return fmt.Sprintf("protocol %d, length %d", p.Proto, len(p.Payload))
}

// tcpFlags writes flags as tcpdump does: S, S., P., ., F., R.
func tcpFlags(flags uint16) string {
	var s strings.Builder
	for i, letter := range "FSRP.UEW" {
		if letter != '.' && flags>>i&1 == 1 {
			s.WriteRune(letter)
		}
	}
	if flags&0x10 != 0 {
		s.WriteByte('.')
	}
	if s.Len() == 0 {
		return "none"
	}
	return s.String()
}

func icmpSummary(typ, code uint16) string {
	switch typ {
	case ICMPEchoRequest:
		return "ICMP echo request"
	case ICMPEchoReply:
		return "ICMP echo reply"
	case ICMPUnreachable:
		if int(code) < len(unreachable) {
			return "ICMP " + unreachable[code] + " unreachable"
		}
	case ICMPTimeExceeded:
		return "ICMP time exceeded"
	}
	return fmt.Sprintf("ICMP type %d code %d", typ, code)
}

// unreachable are the words for the codes of ICMP's destination unreachable
// (RFC 792).
var unreachable = [...]string{"net", "host", "protocol", "port"}

func icmpv6Summary(typ, code uint16) string {
	switch typ {
	case 128:
		return "ICMPv6 echo request"
	case 129:
		return "ICMPv6 echo reply"
	case 133:
		return "ICMPv6 router solicitation"
	case 134:
		return "ICMPv6 router advertisement"
	case ICMPv6NeighborSolicitation:
		return "ICMPv6 neighbor solicitation"
	case ICMPv6NeighborAdvertisement:
		return "ICMPv6 neighbor advertisement"
	case 143:
		return "ICMPv6 multicast listener report"
	}
	return fmt.Sprintf("ICMPv6 type %d code %d", typ, code)
}
