package simplerouter

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"strings"

	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/packet"
	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/dsl/interp"
	"github.com/trema-ns/trema-ns/dsl/syntax"
)

// Interface is one of the router's.
type Interface struct {
	Port    uint32
	MAC     openflow.MAC
	Address netip.Prefix // the address with the length of its network
}

// Route says by whom a network is reached.
type Route struct {
	Network netip.Prefix
	NextHop netip.Addr
}

// Config is what a router is.
type Config struct {
	Interfaces []Interface
	Routes     []Route
}

// The names of what is in the hashes of a file: those of the Trema that was C and
// those of the Trema that was Ruby.
var (
	portKeys    = []string{"port"}
	macKeys     = []string{"hwaddr", "mac_address"}
	addressKeys = []string{"ipaddr", "ip_address"}
	lengthKeys  = []string{"masklen", "netmask_length"}
	networkKeys = []string{"destination"}
	nextHopKeys = []string{"nexthop", "next_hop"}
)

// ReadConfig reads a configuration as Trema has them: Ruby that sets $interface
// and $route, or a module whose INTERFACES and ROUTES are the same. The mistakes
// of the Ruby are a diag.List.
func ReadConfig(name string) (*Config, error) {
	src, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	file, found := syntax.Parse(name, src)
	if found.HasErrors() {
		return nil, mistakes(found, name, src)
	}
	for i, s := range file.Statements {
		// The module is a place for its constants and nothing more.
		if m, ok := s.(*syntax.Module); ok {
			file.Statements[i] = m.Body
		}
	}
	in := interp.New(interp.Options{})
	in.Run(file)
	if found := in.Found(); found.HasErrors() {
		return nil, mistakes(found, name, src)
	}
	value := func(global, constant string) interp.Value {
		if v := in.Global(global); v != nil {
			return v
		}
		v, _ := in.Constant(constant)
		return v
	}
	c := new(Config)
	err = errors.Join(
		each(value("$interface", "INTERFACES"), "$interface", func(h *hash) {
			c.Interfaces = append(c.Interfaces, Interface{h.port(), h.mac(), h.prefix(addressKeys, lengthKeys)})
		}),
		each(value("$route", "ROUTES"), "$route", func(h *hash) {
			c.Routes = append(c.Routes, Route{h.prefix(networkKeys, lengthKeys).Masked(), h.address(nextHopKeys)})
		}))
	if err == nil && len(c.Interfaces) == 0 {
		err = errors.New("there are no interfaces: want $interface = [{ :port => 1, :hwaddr => …, :ipaddr => …, :masklen => … }, …]")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return c, nil
}

func mistakes(found diag.List, name string, src []byte) error {
	var text strings.Builder
	diag.NewWriter(&text, map[string][]byte{name: src}, false).WriteList(found)
	return errors.New(strings.TrimSuffix(strings.TrimPrefix(text.String(), "error: "), "\n"))
}

// each calls f with the hashes of a list, and returns what it has found wrong
// with each.
func each(v interp.Value, what string, f func(*hash)) error {
	if v == nil {
		return nil
	}
	list, ok := v.(*interp.Array)
	if !ok {
		return fmt.Errorf("%s is not a list", what)
	}
	var errs []error
	for i, e := range list.Elems {
		table, ok := e.(*interp.Hash)
		if !ok {
			errs = append(errs, fmt.Errorf("%s[%d] is not a hash", what, i))
			continue
		}
		h := &hash{table: table}
		f(h)
		if h.err != nil {
			errs = append(errs, fmt.Errorf("%s[%d]: %w", what, i, h.err))
		}
	}
	return errors.Join(errs...)
}

// hash reads a hash; err is the first that was wrong with it.
type hash struct {
	table *interp.Hash
	err   error
}

func (h *hash) fail(format string, args ...any) {
	if h.err == nil {
		h.err = fmt.Errorf(format, args...)
	}
}

// get returns the value under the first of the names that is there.
func (h *hash) get(names []string) interp.Value {
	for _, name := range names {
		if v, ok := h.table.Get(interp.Symbol(name)); ok {
			return v
		}
	}
	h.fail("there is no %s", strings.Join(names, " or "))
	return nil
}

func (h *hash) text(names []string) string {
	v := h.get(names)
	s, ok := v.(*interp.String)
	if !ok {
		h.fail("%s is not a string", names[0])
		return ""
	}
	return s.String()
}

func (h *hash) number(names []string, least, most int) int {
	v, ok := h.get(names).(interp.Int)
	if !ok || int(v) < least || int(v) > most {
		h.fail("%s is not a number from %d to %d", names[0], least, most)
	}
	return int(v)
}

func (h *hash) port() uint32 { return uint32(h.number(portKeys, 1, int(openflow.PortMax))) }

func (h *hash) mac() openflow.MAC {
	a, err := packet.ParseMAC(h.text(macKeys))
	if err != nil {
		h.fail("%w", err)
	}
	return a
}

func (h *hash) address(names []string) netip.Addr {
	text := h.text(names)
	a, err := netip.ParseAddr(text)
	if err != nil || !a.Is4() {
		h.fail("%s: %q is not an IPv4 address", names[0], text)
		return netip.IPv4Unspecified()
	}
	return a
}

func (h *hash) prefix(address, length []string) netip.Prefix {
	return netip.PrefixFrom(h.address(address), h.number(length, 0, 32))
}
