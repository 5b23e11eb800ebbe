package runner

import (
	"context"
	"fmt"
	"slices"

	"github.com/trema-ns/trema-ns/runner/ovs"
)

// DeleteLink takes away the link between two ends, in whichever order. An end is
// the name of a switch, a host or an interface of the machine, or where there
// are several links between the two, SWITCH:PORT or HOST:DEVICE. The other ports
// keep their numbers, and the next [Lab.Apply] of a file that has the link lays
// it again. An interface of the machine is unplugged and given back.
func (l *Lab) DeleteLink(ctx context.Context, a, b string) error {
	return l.edit(ctx, func(ctx context.Context, old, next *Record) error {
		link, err := old.findLink(a, b)
		if err != nil {
			return err
		}
		next.Plan = old.Plan.withoutLink(link)
		return l.change(ctx, NewChange(&old.Plan, &next.Plan), old, next)
	})
}

// findLink finds the only link between a and b.
func (r *Record) findLink(a, b string) (laidLink, error) {
	var found []laidLink
	var names, peers []string
	known := map[string]bool{}
	for _, link := range r.links() {
		for i := range link.ends {
			end, other := &link.ends[i], &link.ends[1-i]
			known[a], known[b] = known[a] || end.is(a), known[b] || end.is(b)
			names = append(names, end.name)
			if end.is(a) {
				peers = append(peers, other.name)
			}
			if end.is(a) && other.is(b) {
				link.ends[0], link.ends[1] = *end, *other
				found = append(found, link)
				break
			}
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		var ways []string
		for _, link := range found {
			ways = append(ways, link.ends[0].address+" "+link.ends[1].address)
		}
		return laidLink{}, fmt.Errorf("there are %d links between %s and %s: say which, %s", len(found), a, b, joinWords(ways, "or"))
	}
	names = append(names, r.nodes()...)
	slices.Sort(names)
	names = slices.Compact(names)
	for _, word := range []string{a, b} {
		if !known[word] && !slices.Contains(names, word) {
			return laidLink{}, &NotFoundError{Kind: kindOfNode, Name: word, Known: names}
		}
	}
	if len(peers) == 0 {
		return laidLink{}, fmt.Errorf("%s and %s are not linked: %s has no link", a, b, a)
	}
	slices.Sort(peers)
	return laidLink{}, fmt.Errorf("%s and %s are not linked: %s is linked to %s", a, b, a, joinNames(slices.Compact(peers)))
}

// withoutLink returns a copy of the plan that has all but one link.
func (p *Plan) withoutLink(link laidLink) Plan {
	rest := *p
	rest.Cables = slices.Clone(p.Cables)
	rest.Attached = slices.Clone(p.Attached)
	if link.cable != nil {
		id := cableID(link.cable)
		rest.Cables = slices.DeleteFunc(rest.Cables, func(c Cable) bool { return cableID(&c) == id })
	} else {
		rest.Attached = slices.DeleteFunc(rest.Attached, func(a Attached) bool { return a == *link.attached })
	}
	rest.Switches = slices.Clone(p.Switches)
	for i := range rest.Switches {
		s := &rest.Switches[i]
		s.Bridge.Ports = slices.DeleteFunc(slices.Clone(s.Bridge.Ports), func(port ovs.Port) bool {
			return port.Device == link.ends[0].device || port.Device == link.ends[1].device
		})
	}
	return rest
}
