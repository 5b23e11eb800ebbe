package runner

import (
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

// network reads a network file that has no mistakes.
func network(t *testing.T, src string) *dsl.Network {
	t.Helper()
	n, report := dsl.LoadBytes("test.conf", []byte(src))
	if n == nil {
		t.Fatalf("the test's network file has mistakes: %v", report.Diagnostics[0])
	}
	return n
}

// describe writes a plan as text, to be compared as a whole.
func describe(p *Plan) string {
	var s strings.Builder
	for _, sw := range p.Switches {
		b := sw.Bridge
		fmt.Fprintf(&s, "bridge %s dpid %#x %s %s -> %s awaited %v\n", b.Name, b.DatapathID, b.Datapath, b.Protocol, b.Controller, sw.Awaited)
		for _, port := range b.Ports {
			fmt.Fprintf(&s, "  port %d %s\n", port.Number, port.Device)
		}
	}
	for _, h := range p.Hosts {
		fmt.Fprintf(&s, "host %s namespace %q pid %d ipv6 %v\n", h.Name, h.Namespace, h.PID, h.IPv6)
	}
	for _, c := range p.Cables {
		s.WriteString("cable")
		for _, e := range c.Ends {
			where := "outside"
			if e.Host != "" {
				where = e.Host
			}
			fmt.Fprintf(&s, " | %s %s", where, e.Device)
			if e.AltName != "" {
				fmt.Fprintf(&s, " alias %s", e.AltName)
			}
			if e.Setup.Address.IsValid() {
				fmt.Fprintf(&s, " %s", e.Setup.Address)
			}
			for _, r := range e.Setup.Routes {
				fmt.Fprintf(&s, " route %s via %s", r.Net, r.Gateway)
			}
			if e.Setup.NoChecksumOffload {
				s.WriteString(" no-offload")
			}
		}
		s.WriteString("\n")
	}
	for _, a := range p.Attached {
		fmt.Fprintf(&s, "attach %s to %s\n", a.Device, a.Switch)
	}
	return s.String()
}

var options = Options{Lab: "lab", Port: 6653}

func TestPlan(t *testing.T) {
	for _, test := range []struct {
		name, conf, want string
		facts            Facts
		options          Options
	}{
		{
			name: "two hosts on a switch",
			conf: `vswitch("lsw") { dpid 0xabc }
netns("a") { ip "10.0.0.1"; netmask "255.255.255.0" }
netns("b") { ip "10.0.0.2" }
link "lsw", "a"
link "lsw", "b"`,
			want: `bridge lsw dpid 0xabc netdev OpenFlow10 -> tcp:127.0.0.1:6653 awaited true
  port 1 lsw-1
  port 2 lsw-2
host a namespace "a" pid 0 ipv6 false
host b namespace "b" pid 0 ipv6 false
cable | outside lsw-1 | a eth0 10.0.0.1/24 no-offload
cable | outside lsw-2 | b eth0 10.0.0.2/32 route 0.0.0.0/0 via invalid IP no-offload
`,
		},
		{
			name:    "the kernel's datapath needs no offload turned off",
			conf:    "vswitch(\"s\") { dpid 1 }\nvhost(\"h\") { ip \"10.0.0.1/8\" }\nlink \"s\", \"h\"",
			facts:   Facts{KernelDatapath: true, OVS: &ovs.Instance{RunDir: "/run/openvswitch"}},
			options: Options{Lab: "lab", Port: 6653, OpenFlow13: true},
			want: `bridge s dpid 0x1 system OpenFlow13 -> tcp:127.0.0.1:6653 awaited true
  port 1 s-1
host h namespace "h" pid 0 ipv6 false
cable | outside s-1 | h eth0 10.0.0.1/8
`,
		},
		{
			name: "controllers elsewhere are not waited for",
			conf: "vswitch(\"here\") { dpid 1 }\nvswitch(\"there\") { dpid 2; ip \"192.0.2.1\" }\nvswitch(\"other\") { dpid 3; port 7000 }\ntrema_switch(\"edge\") { dpid 4 }",
			want: `bridge here dpid 0x1 netdev OpenFlow10 -> tcp:127.0.0.1:6653 awaited true
bridge there dpid 0x2 netdev OpenFlow10 -> tcp:192.0.2.1:6653 awaited false
bridge other dpid 0x3 netdev OpenFlow10 -> tcp:127.0.0.1:7000 awaited false
bridge edge dpid 0x4 netdev OpenFlow13 -> tcp:127.0.0.1:6653 awaited true
`,
		},
		{
			name: "switch to switch, and a name that is taken by a bridge of the same lab",
			conf: "vswitch(\"a\") { dpid 1 }\nvswitch(\"a-1\") { dpid 2 }\nlink \"a\", \"a-1\"",
			want: `bridge a dpid 0x1 netdev OpenFlow10 -> tcp:127.0.0.1:6653 awaited true
  port 1 tn94b0f652d7
bridge a-1 dpid 0x2 netdev OpenFlow10 -> tcp:127.0.0.1:6653 awaited true
  port 1 a-1-1
cable | outside tn94b0f652d7 | outside a-1-1
`,
		},
		{
			name:  "an interface of the machine",
			conf:  "vswitch(\"s\") { dpid 1 }\nlink \"s\", \"veth0-0\"",
			facts: Facts{Devices: map[string]netns.Link{"veth0-0": {Name: "veth0-0"}}},
			want: `bridge s dpid 0x1 netdev OpenFlow10 -> tcp:127.0.0.1:6653 awaited true
  port 1 veth0-0
attach veth0-0 to s
`,
		},
		{
			name:    "a missing interface is made when asked for",
			conf:    "vswitch(\"s\") { dpid 1 }\nlink \"s\", \"veth0-0\"",
			options: Options{Lab: "lab", Port: 6653, CreateMissing: true},
			want: `bridge s dpid 0x1 netdev OpenFlow10 -> tcp:127.0.0.1:6653 awaited true
  port 1 s-1
cable | outside s-1 | outside veth0-0
`,
		},
		{
			name: "several links of a host, and one without a switch",
			conf: "vswitch(\"s\") { dpid 1 }\nnetns(\"r\") { ip \"10.0.0.1/24\" }\nnetns(\"h\") { ip \"10.0.0.2/24\"; route net: \"0.0.0.0\", gateway: \"10.0.0.1\" }\nlink \"r\", \"h\"\nlink \"s\", \"r\"",
			want: `bridge s dpid 0x1 netdev OpenFlow10 -> tcp:127.0.0.1:6653 awaited true
  port 1 s-1
host r namespace "r" pid 0 ipv6 false
host h namespace "h" pid 0 ipv6 false
cable | r eth0 10.0.0.1/24 | h eth0 10.0.0.2/24 route 0.0.0.0/0 via 10.0.0.1
cable | outside s-1 | r eth1 no-offload
`,
		},
		{
			name:  "an adopted namespace keeps its devices",
			conf:  "netns(\"mine\") { pid 42; ip \"10.0.0.1/24\" }\nnetns(\"h\") { ip \"2001:db8::2/64\" }\nlink \"mine\", \"h\"",
			facts: Facts{Processes: map[int]ProcessFacts{42: {Inode: 7, Devices: map[string]bool{"lo": true, "eth0": true}}}},
			want: `host mine namespace "" pid 42 ipv6 false
host h namespace "h" pid 0 ipv6 true
cable | mine eth1 10.0.0.1/24 | h eth0 2001:db8::2/64
`,
		},
		{
			name: "two processes in one namespace",
			conf: "netns(\"a\") { pid 42; ip \"10.0.0.1/24\" }\nnetns(\"b\") { pid 43; ip \"10.0.1.1/24\" }\nnetns(\"h\") { ip \"10.0.0.2/24\" }\nlink \"a\", \"h\"\nlink \"b\", \"h\"",
			facts: Facts{Inode: 1, Processes: map[int]ProcessFacts{
				42: {Inode: 7, Devices: map[string]bool{"lo": true}}, 43: {Inode: 7, Devices: map[string]bool{"lo": true}},
			}},
			want: `host a namespace "" pid 42 ipv6 false
host b namespace "" pid 43 ipv6 false
host h namespace "h" pid 0 ipv6 false
cable | a eth0 10.0.0.1/24 | h eth0 10.0.0.2/24
cable | b eth1 10.0.1.1/24 | h eth1
`,
		},
		{
			name: "names that the kernel cannot hold",
			conf: "vswitch(\"a switch with a long name\") { dpid 1 }\nvswitch(\"all\") { dpid 2 }\nnetns(\"a/b\") { ip \"10.0.0.1\" }\nlink \"all\", \"a switch with a long name\"\nlink \"all\", \"a/b\"",
			want: `bridge tne8e51e4603 dpid 0x1 netdev OpenFlow10 -> tcp:127.0.0.1:6653 awaited true
  port 1 tnd133136ee6
bridge tn4863653a6c dpid 0x2 netdev OpenFlow10 -> tcp:127.0.0.1:6653 awaited true
  port 1 all-1
  port 2 all-2
host a/b namespace "tnfd323fe200" pid 0 ipv6 false
cable | outside all-1 | outside tnd133136ee6
cable | outside all-2 | a/b eth0 10.0.0.1/32 route 0.0.0.0/0 via invalid IP no-offload
`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := test.options
			if o.Lab == "" {
				o = options
			}
			p, diags := NewPlan(network(t, test.conf), &test.facts, o)
			if p == nil {
				t.Fatalf("no plan: %v", diags[0])
			}
			if diff := cmp.Diff(test.want, describe(p)); diff != "" {
				t.Errorf("plan (-want +got):\n%s", diff)
			}
			for _, c := range p.Cables {
				for _, e := range c.Ends {
					if len(e.Device) > maxDevice {
						t.Errorf("device %q is too long for the kernel", e.Device)
					}
					if mac, err := net.ParseMAC(e.MAC); err != nil || len(mac) != 6 || mac[0]&1 != 0 {
						t.Errorf("device %s has the MAC address %s", e.Device, e.MAC)
					}
				}
			}
		})
	}
}

func TestPlanIsTheSameEachTime(t *testing.T) {
	n := network(t, "vswitch(\"s\") { dpid 1 }\n4.times { |i| netns(\"h#{i}\") { ip \"10.0.0.#{i + 1}\" }\nlink \"s\", \"h#{i}\" }")
	first, _ := NewPlan(n, &Facts{}, options)
	second, _ := NewPlan(n, &Facts{}, options)
	if diff := cmp.Diff(describe(first), describe(second)); diff != "" {
		t.Error(diff)
	}
}

func TestPlanWarnsOfManyNeighbours(t *testing.T) {
	n := network(t, "vswitch(\"s\") { dpid 1 }\n300.times { |i| vhost(\"h#{i}\")\nlink \"s\", \"h#{i}\" }")
	_, diags := NewPlan(n, &Facts{Limits: Limits{Neighbours: 128}}, options)
	const want = "all hosts together remember 128 neighbours, and there are 300 hosts: some will not find each other"
	if len(diags) != 1 || diags[0].Summary != want {
		t.Errorf("diagnostics %v, want %q", diags, want)
	}
}

func TestPlanRefuses(t *testing.T) {
	theirs := netns.Link{Name: "lsw", Kind: "dummy"}
	lab2 := netns.Link{Name: "lsw", Alias: "trema-ns:lab2"}
	for _, test := range []struct {
		name, conf string
		facts      Facts
		options    Options
		want       []string // "LINE: summary: detail"
	}{
		{
			name:  "a bridge whose name an interface has",
			conf:  `vswitch("lsw") { dpid 1 }`,
			facts: Facts{Devices: map[string]netns.Link{"lsw": theirs}},
			want:  []string{"1: switch `lsw`: an interface of that name exists: rename the switch, or sudo ip link delete lsw"},
		},
		{
			name:  "a bridge whose name another lab has",
			conf:  `vswitch("lsw") { dpid 1 }`,
			facts: Facts{Devices: map[string]netns.Link{"lsw": lab2}},
			want:  []string{"1: switch `lsw`: an interface of that name exists: it belongs to the lab lab2: trema-ns killall lab2"},
		},
		{
			name:  "a bridge whose name Open vSwitch knows",
			conf:  `vswitch("lsw") { dpid 1 }`,
			facts: Facts{OVSHolders: map[string]ovs.Holder{"lsw": {Bridge: "br0"}}},
			want:  []string{"1: Open vSwitch has the name `lsw` in use, for bridge br0: sudo ovs-vsctl del-br br0"},
		},
		{
			name:  "a namespace of that name",
			conf:  `netns("ns0") { ip "10.0.0.1" }` + "\n" + `netns("ns1") { ip "10.0.0.2" }` + "\n" + `link "ns0", "ns1"`,
			facts: Facts{Namespaces: map[string]uint64{"ns0": 1, "ns1": 2}, Labs: []*Record{{Plan: Plan{Lab: "other", Owner: "other@/tmp/x", Hosts: []PlannedHost{{Namespace: "ns1"}}}}}},
			want: []string{
				"1: host `ns0`: a network namespace of that name exists: rename the host, or sudo ip netns delete ns0",
				"2: host `ns1`: a network namespace of that name exists: it belongs to the lab other in /tmp/x: TREMA_NS_RUN=/tmp/x trema-ns killall other",
			},
		},
		{
			name: "a namespace that was a lab's and is another by now, and one of a lab elsewhere",
			conf: `netns("ns0") { ip "10.0.0.1" }` + "\n" + `netns("ns1") { ip "10.0.0.2" }` + "\n" + `link "ns0", "ns1"`,
			facts: Facts{
				Namespaces: map[string]uint64{"ns0": 1, "ns1": 2}, Marked: map[string]string{"ns0": "", "ns1": "other@/tmp/x"},
				Labs: []*Record{{Plan: Plan{Lab: "old", Owner: "old", Hosts: []PlannedHost{{Namespace: "ns0"}, {Namespace: "ns1"}}}}},
			},
			want: []string{
				"1: host `ns0`: a network namespace of that name exists: rename the host, or sudo ip netns delete ns0",
				"2: host `ns1`: a network namespace of that name exists: it belongs to the lab other in /tmp/x: TREMA_NS_RUN=/tmp/x trema-ns killall other",
			},
		},
		{
			name:  "interfaces that do not exist, all of them",
			conf:  "vswitch(\"lsw\") { dpid 1 }\nlink \"lsw\", \"phy7\"\nlink \"lsw\", \"veth1-0\"",
			facts: Facts{Devices: map[string]netns.Link{"veth1-1": {Name: "veth1-1"}}},
			want: []string{
				"2: there is no interface `phy7` on this machine: declare a host of that name, make the interface first, or run with --create-missing",
				"3: there is no interface `veth1-0` on this machine: did you mean `veth1-1`?",
			},
		},
		{
			name: "an interface that is in use",
			conf: "vswitch(\"a\") { dpid 1 }\nvswitch(\"b\") { dpid 2 }\nlink \"a\", \"eth7\"\nlink \"b\", \"eth7\"\nlink \"b\", \"eth8\"\nlink \"b\", \"eth9\"",
			facts: Facts{
				Devices:    map[string]netns.Link{"eth7": {Name: "eth7"}, "eth8": {Name: "eth8"}, "eth9": {Name: "eth9", Alias: "trema-ns:x"}},
				OVSHolders: map[string]ovs.Holder{"eth8": {Bridge: "br0", Owner: "old"}},
			},
			want: []string{
				"4: the interface `eth7` is plugged into switch a already",
				"5: the interface `eth8` is in use by bridge br0 of the lab old: it belongs to the lab old: trema-ns killall old",
				"6: the interface `eth9` is a lab's already: it belongs to the lab x: trema-ns killall x",
			},
		},
		{
			name:  "a host on an interface",
			conf:  "netns(\"h\") { ip \"10.0.0.1\" }\nlink \"h\", \"eth7\"",
			facts: Facts{Devices: map[string]netns.Link{"eth7": {Name: "eth7"}}},
			want:  []string{"2: the interface `eth7` can be plugged into a switch only: link both to a switch"},
		},
		{
			name: "a process that does not exist",
			conf: "netns(\"a\") { pid 4242; ip \"10.0.0.1\" }\nnetns(\"b\") { ip \"10.0.0.2\" }\nlink \"a\", \"b\"",
			want: []string{"1: host `a`: there is no process 4242 whose namespace could be taken: start the process first, for instance: unshare --net sleep infinity &"},
		},
		{
			name:  "a process in the machine's own namespace",
			conf:  "netns(\"a\") { pid 1; ip \"10.0.0.1\" }\nnetns(\"b\") { ip \"10.0.0.2\" }\nlink \"a\", \"b\"",
			facts: Facts{Inode: 7, Processes: map[int]ProcessFacts{1: {Inode: 7, Devices: map[string]bool{"lo": true}}}},
			want:  []string{"1: host `a`: process 1 has no network namespace of its own: start it in one, for instance: unshare --net sleep infinity &"},
		},
		{
			name:  "no Open vSwitch",
			conf:  `vswitch("lsw") { dpid 1 }`,
			facts: Facts{OVSMissing: fmt.Errorf("%w: no program ovs-vswitchd", ovs.ErrNotInstalled)},
			want:  []string{"0: the network has switches and Open vSwitch is not installed: no program ovs-vswitchd: install it: sudo apt-get install openvswitch-switch (Debian, Ubuntu), sudo dnf install openvswitch (Fedora)"},
		},
		{
			name:    "no kernel module",
			conf:    `vswitch("lsw") { dpid 1 }`,
			options: Options{Lab: "lab", Port: 6653, Datapath: "system"},
			want:    []string{"0: the kernel's openvswitch module is not loaded: load it: sudo modprobe openvswitch; or run with --datapath netdev"},
		},
		{
			name: "a machine that is too small",
			conf: "vswitch(\"s\") { dpid 1 }\n300.times { |i| vhost(\"h#{i}\")\nlink \"s\", \"h#{i}\" }",
			facts: Facts{OVS: &ovs.Instance{RunDir: "/run/openvswitch"}, Limits: Limits{
				Namespaces: 200, Neighbours: 128, Memory: 64 << 20, Files: ovs.Files{PID: 4711, Open: 40, Max: 256},
			}},
			want: []string{
				"0: the network has 300 hosts, and this machine allows 200 network namespaces: sudo sysctl user.max_net_namespaces=600",
				"0: the network takes about 118 MB of memory, and 64 MB are available: make it smaller, or find a larger machine",
				"0: ovs-vswitchd may have 256 files open, and has to open about 642 for the 300 ports of the network: sudo prlimit --pid 4711 --nofile=1284",
			},
		},
		{
			name: "a cable to a switch outside",
			conf: "switch(\"hw\") { dpid 1 }\nnetns(\"h\") { ip \"10.0.0.1\" }\nlink \"hw\", \"h\"",
			want: []string{"3: switch `hw` is outside this machine, no cable can be laid to it: name the interface that its cable is plugged into instead"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := test.options
			if o.Lab == "" {
				o = options
			}
			if diff := cmp.Diff(test.want, refusals(t, test.conf, &test.facts, o)); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
		})
	}
}

// refusals returns the errors of a network that must not get a plan, each as
// "LINE: summary: detail".
func refusals(t *testing.T, conf string, facts *Facts, o Options) []string {
	t.Helper()
	p, diags := NewPlan(network(t, conf), facts, o)
	if p != nil {
		t.Error("there is a plan")
	}
	var errs []string
	for _, d := range diags {
		if d.Severity == diag.Error {
			s := fmt.Sprintf("%d: %s", d.Range.Start.Line, d.Summary)
			if d.Detail != "" {
				s += ": " + d.Detail
			}
			errs = append(errs, s)
		}
	}
	return errs
}

func TestPortOf(t *testing.T) {
	for _, test := range []struct {
		conf string
		want uint16
	}{
		{"", 6653},
		{"vswitch(\"a\") { dpid 1 }", 6653},
		{"vswitch(\"a\") { dpid 1; port 6633 }\nvswitch(\"b\") { dpid 2; port 6633 }", 6633},
		{"vswitch(\"a\") { dpid 1; port 6633 }\nvswitch(\"b\") { dpid 2 }", 6653},
		{"vswitch(\"a\") { dpid 1; port 6633 }\nvswitch(\"b\") { dpid 2; port 6634 }", 6653},
		{"vswitch(\"a\") { dpid 1; port 6633 }\nvswitch(\"b\") { dpid 2; ip \"192.0.2.1\"; port 1 }", 6633},
	} {
		if got := PortOf(network(t, test.conf)); got != test.want {
			t.Errorf("%q: port %d, want %d", test.conf, got, test.want)
		}
	}
	if got := PortOf(nil); got != 6653 {
		t.Errorf("without a network: port %d", got)
	}
}

func TestLabName(t *testing.T) {
	for in, want := range map[string]string{
		"LearningSwitch": "LearningSwitch", "my lab": "my_lab", "../x": "_x", ".ovs": "ovs", "": "lab", "...": "lab", "ü": "lab", "a/b": "a_b",
	} {
		if got := LabName(in); got != want {
			t.Errorf("LabName(%q) = %q, want %q", in, got, want)
		}
	}
}
