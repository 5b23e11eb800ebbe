package netns_test

import (
	"errors"
	"net/netip"
	"strings"
	"testing"

	"github.com/trema-ns/trema-ns/netns"
)

func TestForgetNeighbour(t *testing.T) {
	m, _ := newMaker(t)
	a, b := create(t, m, "a"), create(t, m, "b")
	first, second, err := netns.CreateVeth(netns.Veth{Ends: [2]netns.VethEnd{{Namespace: a, Name: "eth0"}, {Namespace: b, Name: "eth0"}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, end := range []struct {
		ns      *netns.Namespace
		index   int
		address string
	}{{a, first, "10.0.0.1/24"}, {b, second, "10.0.0.2/24"}} {
		if err := end.ns.Configure(netns.Interface{Name: "eth0", Index: end.index, Address: netip.MustParsePrefix(end.address)}); err != nil {
			t.Fatal(err)
		}
	}
	here, other := netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("10.0.0.2")
	link, err := a.LinkWith(here)
	if err != nil || link != first {
		t.Errorf("LinkWith = %d, %v; want %d", link, err, first)
	}
	if _, err := a.LinkWith(other); err == nil {
		t.Error("a device of a has the address of b")
	}
	run(t, "ip", "netns", "exec", "a", "ping", "-c", "1", "-W", "5", "10.0.0.2")
	if known, err := a.Neighbours(link, here); err != nil || len(known) != 1 || !known[other] {
		t.Errorf("neighbours = %v, %v; want %s", known, err, other)
	}
	hop, err := a.NextHop(other)
	if err != nil || hop.Link.Name != "eth0" || hop.Link.Index != first || hop.Source != here || hop.Gateway.IsValid() {
		t.Errorf("NextHop = %+v, %v; want eth0 from %s", hop, err, here)
	}
	if _, err := a.NextHop(netip.MustParseAddr("10.1.0.1")); !errors.Is(err, netns.ErrNoRoute) {
		t.Errorf("NextHop without a route: %v", err)
	}
	run(t, "ip", "-n", "a", "route", "add", "10.1.0.0/16", "via", "10.0.0.2")
	if hop, err := a.NextHop(netip.MustParseAddr("10.1.0.1")); err != nil || hop.Gateway != other {
		t.Errorf("NextHop = %+v, %v; want by %s", hop, err, other)
	}
	want := strings.TrimSpace(run(t, "ip", "netns", "exec", "b", "cat", "/sys/class/net/eth0/address"))
	if mac, err := a.NeighbourMAC(link, other); err != nil || mac.String() != want {
		t.Errorf("NeighbourMAC = %s, %v; want %s", mac, err, want)
	}
	if err := a.ForgetNeighbour(link, other); err != nil {
		t.Fatal(err)
	}
	if mac, err := a.NeighbourMAC(link, other); err != nil || mac != nil {
		t.Errorf("NeighbourMAC of one forgotten = %s, %v", mac, err)
	}
	if known, err := a.Neighbours(link, here); err != nil || len(known) != 0 {
		t.Errorf("neighbours = %v, %v; want none", known, err)
	}
	if err := a.ForgetNeighbour(link, other); err == nil {
		t.Error("a neighbour that is not known was forgotten")
	}
}
