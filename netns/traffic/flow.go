package traffic

import (
	"encoding/binary"
	"net/netip"
)

// Flow is how many frames went from one address and port to another.
type Flow struct {
	Src     netip.AddrPort
	Dst     netip.AddrPort
	Packets uint64
	Octets  uint64 // of their IP packets, headers included
}

// flowKey is what frames of a flow have in common, as numbers.
type flowKey struct {
	src, dst         uint32
	srcPort, dstPort uint16
}

// maxFlows is how many flows a table keeps apart: whoever lets an address run
// through all its values shall not take the machine's memory.
const maxFlows = 1 << 17

// table counts frames by flow.
type table struct {
	places map[flowKey]int // in flows
	flows  []counter       // in the order in which they were first seen
	last   int             // the place of the flow counted last
	beyond uint64          // frames of flows that the table has no room for
}

type counter struct {
	key     flowKey
	packets uint64
	octets  uint64
}

// add counts n frames whose IP packets have that many octets each.
func (t *table) add(key flowKey, n, octets uint64) {
	if t.last >= len(t.flows) || t.flows[t.last].key != key {
		place, known := t.places[key]
		switch {
		case known:
		case len(t.flows) == maxFlows:
			t.beyond += n
			return
		default:
			if t.places == nil {
				t.places = map[flowKey]int{}
			}
			place = len(t.flows)
			t.places[key] = place
			t.flows = append(t.flows, counter{key: key})
		}
		t.last = place
	}
	c := &t.flows[t.last]
	c.packets += n
	c.octets += n * octets
}

func (t *table) list() []Flow {
	flows := make([]Flow, len(t.flows))
	for i, c := range t.flows {
		flows[i] = Flow{
			Src: addrPort(c.key.src, c.key.srcPort), Dst: addrPort(c.key.dst, c.key.dstPort),
			Packets: c.packets, Octets: c.octets,
		}
	}
	return flows
}

func addrPort(ip uint32, port uint16) netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte(binary.BigEndian.AppendUint32(nil, ip))), port)
}

// number returns an IPv4 address as a number, 0 for what is none.
func number(a netip.Addr) uint32 {
	if !a.Is4() {
		return 0
	}
	b := a.As4()
	return binary.BigEndian.Uint32(b[:])
}
