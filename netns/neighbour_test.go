package netns_test

import (
	"net/netip"
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
	if err := a.ForgetNeighbour(link, other); err != nil {
		t.Fatal(err)
	}
	if known, err := a.Neighbours(link, here); err != nil || len(known) != 0 {
		t.Errorf("neighbours = %v, %v; want none", known, err)
	}
	if err := a.ForgetNeighbour(link, other); err == nil {
		t.Error("a neighbour that is not known was forgotten")
	}
}
