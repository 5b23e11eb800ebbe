package dsl

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"github.com/trema-ns/trema-ns/dsl/diag"
)

// Compat is an older Trema whose reading of a network file is asked for.
type Compat string

// Compat04 is Trema 0.1 to 0.4.7: a dpid in a string is hexadecimal with or
// without 0x, a vhost gets the address and the MAC of its place in the file
// whatever others have, and ports have the numbers that Open vSwitch 1.2.2 gave
// them, see hashOrder.
const Compat04 Compat = "0.4"

// WithCompat reads the file as an older Trema did.
func WithCompat(c Compat) Option { return func(l *loader) { l.compat = c } }

// numberPortsAsOld numbers the ports of a switch as Trema 0.4 and Open vSwitch
// 1.2.2 did, which were handed the names of its devices as a set.
func (l *loader) numberPortsAsOld(s *Switch) {
	names := make([]string, len(s.Ports))
	for i, p := range s.Ports {
		names[i] = p.deviceOfOld()
	}
	for i, n := range hashOrder(names) {
		p := &s.Ports[i]
		p.Number = uint32(n + 1)
		p.Link.Ends[p.End].Port = p.Number
	}
	sortPorts(s.Ports)
}

// noteOldNumbers tells of the first switch whose ports had other numbers, if the
// file says what only Trema 0.4 took: controllers of that time name them.
func (l *loader) noteOldNumbers() {
	n := l.network
	if l.compat == Compat04 || !l.old && n.Apps == nil && n.Events == nil && n.Filter == nil || l.in.Errors() > 0 {
		return
	}
	for _, s := range n.Switches {
		ports := slices.Clone(s.Ports)
		slices.SortFunc(ports, func(a, b Port) int { return cmp.Compare(a.Link.Index, b.Link.Index) })
		names := make([]string, len(ports))
		for i := range ports {
			if ports[i].Link.Ends[ports[i].End].PortGiven {
				return // no file of that time
			}
			names[i] = ports[i].deviceOfOld()
		}
		var numbers []string
		differ := false
		for i, place := range hashOrder(names) {
			differ = differ || ports[i].Number != uint32(place+1)
			numbers = append(numbers, fmt.Sprintf("%s %d", ports[i].Link.Ends[1-ports[i].End].Text, place+1))
		}
		if !differ {
			continue
		}
		if len(numbers) > 8 {
			numbers = append(numbers[:8], "…")
		}
		l.finding(diag.Note, s.Range, "`--compat 0.4` numbers them so too, for controllers that name ports",
			"to Trema 0.4 the ports of switch `%s` were %s", s.Name, strings.Join(numbers, ", "))
		return
	}
}

// deviceOfOld returns the name of the port's device in Trema 0.4: that of an
// interface of the machine, or the link's number and which of its ends it is.
func (p *Port) deviceOfOld() string {
	if other := &p.Link.Ends[1-p.End]; other.Interface != "" {
		return other.Interface
	}
	return "trema" + strconv.Itoa(p.Link.Index) + "-" + strconv.Itoa(p.End)
}

// hashOrder returns the place that each of the names has when a hash table of
// Open vSwitch 1.2.2, into which they were put in their order, is gone through:
// buckets one after the other, in each what was put in last first. The table
// grows when it has more than two names for each bucket.
func hashOrder(names []string) []int {
	buckets := make([][]int, 1) // of indices, the last put in last
	put := func(into [][]int, i int) {
		b := int(hashBytes(names[i])) & (len(into) - 1)
		into[b] = append(into[b], i)
	}
	for i := range names {
		put(buckets, i)
		half := (i + 1) / 2
		if half < len(buckets) {
			continue
		}
		// One less than a power of two, and never 1.
		larger := make([][]int, max(4, 1<<bits.Len(uint(half))))
		for _, bucket := range buckets {
			for j := len(bucket) - 1; j >= 0; j-- {
				put(larger, bucket[j])
			}
		}
		buckets = larger
	}
	place := make([]int, len(names))
	next := 0
	for _, bucket := range buckets {
		for j := len(bucket) - 1; j >= 0; j-- {
			place[bucket[j]] = next
			next++
		}
	}
	return place
}

// hashBytes is Bob Jenkins's lookup3 (hashlittle) over little-endian words of
// what is padded with zeros, as Open vSwitch 1.2.2 had it.
func hashBytes(s string) uint32 {
	a := 0xdeadbeef + uint32(len(s))
	b, c := a, a
	rot := bits.RotateLeft32
	for data := []byte(s); len(data) > 0; {
		var block [12]byte
		n := copy(block[:], data)
		data = data[n:]
		a += binary.LittleEndian.Uint32(block[0:])
		b += binary.LittleEndian.Uint32(block[4:])
		c += binary.LittleEndian.Uint32(block[8:])
		if n == len(block) {
			a, c = (a-c)^rot(c, 4), c+b
			b, a = (b-a)^rot(a, 6), a+c
			c, b = (c-b)^rot(b, 8), b+a
			a, c = (a-c)^rot(c, 16), c+b
			b, a = (b-a)^rot(a, 19), a+c
			c, b = (c-b)^rot(b, 4), b+a
			continue
		}
		c = (c ^ b) - rot(b, 14)
		a = (a ^ c) - rot(c, 11)
		b = (b ^ a) - rot(a, 25)
		c = (c ^ b) - rot(b, 16)
		a = (a ^ c) - rot(c, 4)
		b = (b ^ a) - rot(a, 14)
		c = (c ^ b) - rot(b, 24)
	}
	return c
}
