package runner

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

// describeChange writes a change as text, to be compared as a whole.
func describeChange(c *Change) string {
	var s strings.Builder
	for _, part := range []struct {
		sign string
		plan Plan
	}{{"-", c.Remove}, {"+", c.Add}} {
		for _, sw := range part.plan.Switches {
			fmt.Fprintf(&s, "%s switch %s %v\n", part.sign, sw.Bridge.Name, sw.Bridge.Ports)
		}
		for _, h := range part.plan.Hosts {
			fmt.Fprintf(&s, "%s host %s\n", part.sign, h.Name)
		}
		for _, c := range part.plan.Cables {
			fmt.Fprintf(&s, "%s cable %s %s - %s %s\n", part.sign, c.Ends[0].Host, c.Ends[0].Device, c.Ends[1].Host, c.Ends[1].Device)
		}
		for _, a := range part.plan.Attached {
			fmt.Fprintf(&s, "%s attached %s\n", part.sign, a.Device)
		}
	}
	for _, b := range c.Bridges {
		fmt.Fprintf(&s, "~ switch %s %#x %s\n", b.Name, b.DatapathID, b.Protocol)
	}
	for _, p := range c.Unplug {
		fmt.Fprintf(&s, "- port %s %d %s\n", p.Bridge, p.Port.Number, p.Port.Device)
	}
	for _, p := range c.Plug {
		fmt.Fprintf(&s, "+ port %s %d %s\n", p.Bridge, p.Port.Number, p.Port.Device)
	}
	for _, h := range c.Hosts {
		fmt.Fprintf(&s, "~ host %s %s ipv6 %v promisc %v\n", h.To.Name, h.To.Kind, h.To.IPv6, h.To.Promisc)
	}
	for _, c := range c.Cables {
		fmt.Fprintf(&s, "~ cable %s - %s\n", c.To.Ends[0].Device, c.To.Ends[1].Device)
	}
	return s.String()
}

func TestChange(t *testing.T) {
	const two = `vswitch("s") { dpid 1 }
netns("a") { ip "10.0.0.1/24" }
netns("b") { ip "10.0.0.2/24" }
link "s", "a"
link "s", "b"
`
	for _, test := range []struct{ name, before, after, want string }{
		{"the same file", two, two, ""},
		{"the order of things", two, `netns("b") { ip "10.0.0.2/24" }
vswitch("s") { dpid 1 }
netns("a") { ip "10.0.0.1/24" }
link "b", "s"
link "s", "a"`, ""},
		{"a host more", two, two + `netns("c") { ip "10.0.0.3/24" }
link "s", "c"`, `+ host c
+ cable  s-3 - c eth0
+ port s 3 s-3
`},
		{"the first host goes, and the others keep their ports", two, `vswitch("s") { dpid 1 }
netns("b") { ip "10.0.0.2/24" }
link "s", "b"`, `- host a
- cable  s-1 - a eth0
- port s 1 s-1
`},
		{"one goes and one comes, into the free port", two, `vswitch("s") { dpid 1 }
netns("b") { ip "10.0.0.2/24" }
netns("c") { ip "10.0.0.3/24" }
link "s", "c"
link "s", "b"`, `- host a
- cable  s-1 - a eth0
+ host c
+ cable  s-1 - c eth0
- port s 1 s-1
+ port s 1 s-1
`},
		{"a port that the file asks for", two, strings.Replace(two, `"s", "a"`, `"s:7", "a"`, 1), `- cable  s-1 - a eth0
+ cable  s-7 - a eth0
- port s 1 s-1
+ port s 7 s-7
`},
		{"an address", two, strings.Replace(two, "10.0.0.2", "10.0.0.20", 1), "~ cable s-2 - eth0\n"},
		{"an address of the other family", two, strings.Replace(two, "10.0.0.2/24", "fd00::2/64", 1), "~ host b netns ipv6 true promisc false\n~ cable s-2 - eth0\n"},
		{"a host that counts what is for others", two + `vhost("v") { }`, two + `vhost("v") { promisc true }`, "~ host v vhost ipv6 false promisc true\n"},
		{"another kind of host", two, strings.Replace(two, `netns("b") {`, `vhost("b") { mac "02:00:00:00:00:02";`, 1), "~ host b vhost ipv6 false promisc false\n"},
		{"an option of a link", two, strings.Replace(two, `"s", "b"`, `"s", "b", mtu: 1400`, 1), "~ cable s-2 - eth0\n"},
		{"a switch in between", two, `vswitch("s") { dpid 1 }
vswitch("t") { dpid 2 }
netns("a") { ip "10.0.0.1/24" }
netns("b") { ip "10.0.0.2/24" }
link "s", "a"
link "t", "b"
link "s", "t"`, `- cable  s-2 - b eth0
+ switch t [{t-1 1} {t-2 2}]
+ cable  t-1 - b eth0
+ cable  s-2 -  t-2
- port s 2 s-2
+ port s 2 s-2
`},
		{"a datapath ID", two, strings.Replace(two, "dpid 1", "dpid 3", 1), "~ switch s 0x3 OpenFlow10\n"},
		{"parallel links", two + "link \"s\", \"a\"\n", two, "- cable  s-3 - a eth1\n- port s 3 s-3\n"},
		{"another first link of a host", two + "vswitch(\"t\") { dpid 2 }\nlink \"t\", \"a\"", `vswitch("s") { dpid 1 }
vswitch("t") { dpid 2 }
netns("a") { ip "10.0.0.1/24" }
netns("b") { ip "10.0.0.2/24" }
link "t", "a"
link "s", "a"
link "s", "b"`, `- cable  s-1 - a eth0
- cable  t-1 - a eth1
+ cable  t-1 - a eth0
+ cable  s-1 - a eth1
- port s 1 s-1
- port t 1 t-1
+ port s 1 s-1
+ port t 1 t-1
`},
	} {
		t.Run(test.name, func(t *testing.T) {
			before, diags := NewPlan(network(t, test.before), &Facts{}, options)
			if before == nil {
				t.Fatal(diags[0])
			}
			// The machine as it is while the lab runs.
			facts := &Facts{Devices: map[string]netns.Link{}, Namespaces: map[string]uint64{}, OVSHolders: map[string]ovs.Holder{}}
			for _, s := range before.Switches {
				for _, name := range append([]ovs.Port{{Device: s.Bridge.Name}}, s.Bridge.Ports...) {
					facts.Devices[name.Device] = netns.Link{Name: name.Device, Alias: before.mark(), Group: before.Group}
					facts.OVSHolders[name.Device] = ovs.Holder{Bridge: s.Bridge.Name, Owner: before.Owner}
				}
			}
			for _, h := range before.Hosts {
				facts.Namespaces[h.Namespace] = 1
			}
			o := options
			o.Base = before
			after, diags := NewPlan(network(t, test.after), facts, o)
			if after == nil {
				t.Fatal(diags[0])
			}
			change := NewChange(before, after)
			if diff := cmp.Diff(test.want, describeChange(change)); diff != "" {
				t.Errorf("change (-want +got):\n%s", diff)
			}
			if change.Empty() != (test.want == "") {
				t.Errorf("Empty: %v", change.Empty())
			}
		})
	}
}
