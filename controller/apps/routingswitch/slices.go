package routingswitch

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/trema-ns/trema-ns/controller/apps/topology"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

// Slice is a set of hosts that may reach each other: for each of its ports the
// addresses behind it that belong to it.
type Slice struct {
	name  string
	ports map[topology.Port]map[openflow.MAC]bool
}

// member is a host at a port.
type member struct {
	port topology.Port
	mac  openflow.MAC
}

func (s *Slice) has(m member) bool { return s.ports[m.port][m.mac] }

// Slices are the slices of a network. Their methods are called in the handlers'
// turn.
type Slices struct {
	all     map[string]*Slice
	changed func() // called when something was taken away
}

func newSlices(changed func()) *Slices { return &Slices{make(map[string]*Slice), changed} }

// share reports whether two hosts are in a slice together.
func (s *Slices) share(a, b member) bool {
	for _, slice := range s.all {
		if slice.has(a) && slice.has(b) {
			return true
		}
	}
	return false
}

// reaches reports whether a port belongs to a slice that a host is in.
func (s *Slices) reaches(from member, to topology.Port) bool {
	for _, slice := range s.all {
		if _, there := slice.ports[to]; there && slice.has(from) {
			return true
		}
	}
	return false
}

// existsError says that something to be added is there already, missingError
// that something named is not there.
type (
	existsError  string
	missingError string
)

func (e existsError) Error() string  { return string(e) + " already exists" }
func (e missingError) Error() string { return string(e) + " not found" }

// Names returns the names of the slices in order.
func (s *Slices) Names() []string { return slices.Sorted(maps.Keys(s.all)) }

// Find returns the slice of that name.
func (s *Slices) Find(name string) (*Slice, error) {
	if slice := s.all[name]; slice != nil {
		return slice, nil
	}
	return nil, missingError("Slice " + name)
}

// Add adds an empty slice.
func (s *Slices) Add(name string) error {
	if s.all[name] != nil {
		return existsError("Slice " + name)
	}
	s.all[name] = &Slice{name, make(map[topology.Port]map[openflow.MAC]bool)}
	return nil
}

// Delete deletes a slice.
func (s *Slices) Delete(name string) error {
	if _, err := s.Find(name); err != nil {
		return err
	}
	delete(s.all, name)
	s.changed()
	return nil
}

// Ports returns the ports of a slice in order.
func (s *Slice) Ports() []topology.Port {
	return slices.SortedFunc(maps.Keys(s.ports), func(a, b topology.Port) int {
		return cmp.Or(cmp.Compare(a.Switch, b.Switch), cmp.Compare(a.Number, b.Number))
	})
}

// Hosts returns the hosts of a slice behind a port, in order.
func (s *Slice) Hosts(p topology.Port) []openflow.MAC {
	return slices.SortedFunc(maps.Keys(s.ports[p]), func(a, b openflow.MAC) int { return cmp.Compare(a.Uint64(), b.Uint64()) })
}

// AddPort adds a port, with no hosts behind it.
func (s *Slices) AddPort(name string, p topology.Port) error {
	slice, err := s.Find(name)
	if err != nil {
		return err
	}
	if slice.ports[p] != nil {
		return existsError("Port " + p.String())
	}
	slice.ports[p] = make(map[openflow.MAC]bool)
	return nil
}

// FindPort returns the hosts of a slice behind a port, in order.
func (s *Slices) FindPort(name string, p topology.Port) ([]openflow.MAC, error) {
	slice, err := s.Find(name)
	if err != nil {
		return nil, err
	}
	if slice.ports[p] == nil {
		return nil, missingError("Port " + p.String())
	}
	return slice.Hosts(p), nil
}

// DeletePort deletes a port with the hosts behind it.
func (s *Slices) DeletePort(name string, p topology.Port) error {
	if _, err := s.FindPort(name, p); err != nil {
		return err
	}
	delete(s.all[name].ports, p)
	s.changed()
	return nil
}

// AddHost adds a host behind a port, which is added as well if it is not there.
func (s *Slices) AddHost(name string, p topology.Port, mac openflow.MAC) error {
	slice, err := s.Find(name)
	if err != nil {
		return err
	}
	if slice.ports[p][mac] {
		return existsError("MAC address " + mac.String())
	}
	if slice.ports[p] == nil {
		slice.ports[p] = make(map[openflow.MAC]bool)
	}
	slice.ports[p][mac] = true
	return nil
}

// DeleteHost deletes a host.
func (s *Slices) DeleteHost(name string, p topology.Port, mac openflow.MAC) error {
	if _, err := s.FindPort(name, p); err != nil {
		return err
	}
	hosts := s.all[name].ports[p]
	if !hosts[mac] {
		return missingError("MAC address " + mac.String())
	}
	delete(hosts, mac)
	s.changed()
	return nil
}

// String lists a slice as Trema's command does: its name, its ports and the
// hosts behind each.
func (s *Slice) String() string {
	var b strings.Builder
	fmt.Fprintln(&b, s.name)
	for _, p := range s.Ports() {
		fmt.Fprintf(&b, "  %s\n", p)
		for _, mac := range s.Hosts(p) {
			fmt.Fprintf(&b, "    %s\n", mac)
		}
	}
	return b.String()
}

// ParsePort reads a port as Trema writes it, such as 0x1:2.
func ParsePort(text string) (p topology.Port, err error) {
	dpid, number, _ := strings.Cut(text, ":")
	sw, err1 := strconv.ParseUint(dpid, 0, 64)
	n, err2 := strconv.ParseUint(number, 10, 32)
	if err1 != nil || err2 != nil || n == 0 {
		return p, fmt.Errorf("%q is not a port; it is written like 0x1:2", text)
	}
	return topology.Port{Switch: sw, Number: uint32(n)}, nil
}
