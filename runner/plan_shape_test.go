package runner

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/trema-ns/trema-ns/netns"
)

const twoHosts = "vswitch(\"s\") { dpid 1 }\nnetns(\"a\") { ip \"10.0.0.1/24\" }\nnetns(\"six\") { ip \"fd00::1/64\" }\n"

func TestBothEndsOfALinkHaveItsShape(t *testing.T) {
	n := network(t, twoHosts+"link \"s\", \"a\", bandwidth: \"10mbit\", delay: \"5ms\", jitter: \"1ms\", loss: 0.5, mtu: 1400\nlink \"s\", \"six\"")
	p, diags := NewPlan(n, &Facts{}, options)
	if p == nil {
		t.Fatal(diags)
	}
	want := netns.Shape{Rate: 10e6, Delay: 5 * time.Millisecond, Jitter: time.Millisecond, Loss: 0.5}
	if got := p.Cables[0]; got.Shape != want || got.MTU != 1400 {
		t.Errorf("shape %+v, MTU %d; want %+v and 1400", got.Shape, got.MTU, want)
	}
	if got := p.Cables[1].Shape; got != (netns.Shape{}) {
		t.Errorf("a link without options has the shape %+v", got)
	}
}

func TestFeaturesAreThoseThatTheFileNeeds(t *testing.T) {
	for conf, want := range map[string][]netns.Feature{
		twoHosts + `link "s", "a", mtu: 1400`: nil,
		twoHosts + "link \"s\", \"a\", loss: 1\nlink \"s\", \"six\", delay: \"1s\", bandwidth: 1_000_000": {netns.Netem, netns.TBF},
		"netns(\"v\") { ip \"10.0.0.1\"; vlan 7 }\nnetns(\"w\") { ip \"10.0.0.2\" }\nlink \"v\", \"w\"":   {netns.VLAN},
	} {
		if got := features(network(t, conf)); !slices.Equal(got, want) {
			t.Errorf("%s\nneeds %v, want %v", conf, got, want)
		}
	}
}

func TestPlanRefusesWhatAKernelCannotDo(t *testing.T) {
	everything := []netns.Feature{netns.TBF, netns.Netem, netns.VLAN}
	for _, test := range []struct {
		name, conf string
		facts      Facts
		want       []string
	}{
		{
			name:  "a kernel that lacks everything",
			conf:  twoHosts + "netns(\"v\") { ip \"10.0.0.2\"; vlan 7 }\nlink \"s\", \"a\", loss: 1\nlink \"s\", \"six\", bandwidth: \"1mbit\"\nlink \"s\", \"v\"",
			facts: Facts{Missing: everything},
			want: []string{
				"4: the VLAN of host `v`: this machine's kernel lacks the module 8021q: load it: sudo modprobe 8021q; a distribution may have it in a package of its own (Fedora: kernel-modules-extra)",
				"5: delay, jitter and loss of a link: this machine's kernel lacks the module sch_netem: load it: sudo modprobe sch_netem; a distribution may have it in a package of its own (Fedora: kernel-modules-extra)",
				"6: the bandwidth of a link: this machine's kernel lacks the module sch_tbf: load it: sudo modprobe sch_tbf; a distribution may have it in a package of its own (Fedora: kernel-modules-extra)",
			},
		},
		{
			name: "too slow",
			conf: twoHosts + "link \"s\", \"a\", bandwidth: \"7kbit\"\nlink \"s\", \"six\", delay: \"3m\", jitter: \"61s\"",
			want: []string{
				"4: a bandwidth of 7000 bit/s is too low: it is at least 8000bit",
				"5: a delay of 4m1s is too long: with its jitter it is at most 4m0s",
			},
		},
		{
			name: "IPv6 on a link that is too narrow for it",
			conf: twoHosts + "link \"s\", \"a\", mtu: 1279\nlink \"s\", \"six\", mtu: 1279",
			want: []string{"5: host `six` has an IPv6 address and a link with an MTU of 1279: IPv6 needs one of 1280 at least"},
		},
		{
			name:  "options for the user's interface",
			conf:  "vswitch(\"s\") { dpid 1 }\nlink \"s\", \"eth7\", mtu: 1400",
			facts: Facts{Devices: map[string]netns.Link{"eth7": {Name: "eth7"}}},
			want:  []string{"2: the interface `eth7` stays as it is: a link to it has no options: set it on the interface itself, with tc(8) or ip(8), and leave the options out"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, refusals(t, test.conf, &test.facts, options)); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
		})
	}
}
