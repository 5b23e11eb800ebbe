package runner

import (
	"fmt"
	"slices"

	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/netns"
)

// minIPv6MTU is the least that IPv6 works with (RFC 8200, section 5); the kernel
// has no IPv6 on a device below.
const minIPv6MTU = 1280

// features returns what the kernel must have for a network, each once.
func features(network *dsl.Network) []netns.Feature {
	var needs []netns.Feature
	for _, l := range network.Links {
		needs = append(needs, shapeOf(l.Options).Features()...)
	}
	for _, h := range network.Hosts {
		if h.VLAN != 0 {
			needs = append(needs, netns.VLAN)
		}
	}
	slices.Sort(needs)
	return slices.Compact(needs)
}

// shapeOf returns what both ends of a link with these options do to what they
// send.
func shapeOf(o dsl.LinkOptions) netns.Shape {
	return netns.Shape{Rate: o.Bandwidth, Delay: o.Delay, Jitter: o.Jitter, Loss: o.Loss}
}

// checkFeatures complains at every place that asks for something which the
// kernel does not have.
func (p *planner) checkFeatures() {
	for _, l := range p.network.Links {
		for _, f := range shapeOf(l.Options).Features() {
			p.require(f, l.Range, optionsOf(f)+" of a link")
		}
	}
	for _, h := range p.network.Hosts {
		if h.VLAN != 0 {
			p.require(netns.VLAN, h.Range, fmt.Sprintf("the VLAN of host `%s`", h.Name))
		}
	}
}

func (p *planner) require(f netns.Feature, at diag.Range, what string) {
	if !slices.Contains(p.facts.Missing, f) {
		return
	}
	detail := fmt.Sprintf("load it: sudo modprobe %s; a distribution may have it in a package of its own (Fedora: kernel-modules-extra)", f)
	p.errorf(at, detail, "%s: this machine's kernel lacks the module %s", what, f)
}

// optionsOf names the options of a link that a feature is needed for.
func optionsOf(f netns.Feature) string {
	if f == netns.Netem {
		return "delay, jitter and loss"
	}
	return "the bandwidth"
}

// checkOptions complains of options that no kernel can do.
func (p *planner) checkOptions(l *dsl.Link) {
	o := l.Options
	if o.Bandwidth != 0 && o.Bandwidth < netns.MinRate {
		p.errorf(l.Range, fmt.Sprintf("it is at least %dbit", netns.MinRate), "a bandwidth of %d bit/s is too low", o.Bandwidth)
	}
	if d := o.Delay + o.Jitter; d > netns.MaxDelay {
		p.errorf(l.Range, fmt.Sprintf("with its jitter it is at most %v", netns.MaxDelay), "a delay of %v is too long", d)
	}
	for _, end := range l.Ends {
		if h := end.Host; h != nil && o.MTU != 0 && o.MTU < minIPv6MTU && h.Address.IsValid() && h.Address.Addr().Is6() && h.Links[0] == l {
			p.errorf(l.Range, fmt.Sprintf("IPv6 needs one of %d at least", minIPv6MTU), "host `%s` has an IPv6 address and a link with an MTU of %d", h.Name, o.MTU)
		}
	}
}

// refuseOptions complains of options of a link to an interface that exists: it
// is the user's, and stays as it is.
func (p *planner) refuseOptions(l *dsl.Link, end dsl.End) {
	if l.Options != (dsl.LinkOptions{}) {
		p.errorf(l.Range, "set it on the interface itself, with tc(8) or ip(8), and leave the options out",
			"the interface `%s` stays as it is: a link to it has no options", end.Interface)
	}
}
