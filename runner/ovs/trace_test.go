package ovs

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What Open vSwitch 3.1 says, and what is read of it.
func TestParseTrace(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"a flow that sends it on", `Flow: icmp,in_port=2,vlan_tci=0x0000,dl_src=02:00:00:00:00:02,dl_dst=02:00:00:00:00:01,nw_src=192.168.0.2,nw_dst=192.168.0.1,nw_tos=0,nw_ecn=0,nw_ttl=64,nw_frag=no,icmp_type=8,icmp_code=0

bridge("lsw")
-------------
 0. icmp,in_port=2,dl_src=02:00:00:00:00:02,dl_dst=02:00:00:00:00:01,nw_tos=0, priority 65535, cookie 0x55
    output:1

Final flow: unchanged
Megaflow: recirc_id=0,eth,icmp,in_port=2,dl_src=02:00:00:00:00:02,dl_dst=02:00:00:00:00:01,nw_tos=0,nw_frag=no
Datapath actions: 1
`, `
table 0: priority=65535,icmp,in_port=2,dl_src=02:00:00:00:00:02,dl_dst=02:00:00:00:00:01,nw_tos=0 actions=output:1
output 1
`},
		{"no flow, in OpenFlow 1.0", `Flow: icmp,in_port=1

bridge("lsw")
-------------
 0. No match, and a "packet-in" is called for.
    controller(reason=)

Final flow: unchanged
Megaflow: recirc_id=0,eth,ip,in_port=1,nw_frag=no
Datapath actions: userspace(pid=0,controller(reason=7,dont_send=1,continuation=0,recirc_id=1,rule_cookie=0,controller_id=0,max_len=65535))
`, `
table 0: missed: No match, and a "packet-in" is called for.
userspace pid=0,controller(reason=7,dont_send=1,continuation=0,recirc_id=1,rule_cookie=0,controller_id=0,max_len=65535)
`},
		{"no flow, in OpenFlow 1.3", `Flow: icmp,in_port=1

bridge("switch1")
-----------------
 0. No match.
    drop

Final flow: unchanged
Megaflow: recirc_id=0,eth,ip,in_port=1,nw_frag=no
Datapath actions: drop
`, `
table 0: missed: No match.
drop 
`},
		{"a flood that the switch works out", `Flow: icmp,in_port=1

bridge("switch1")
-----------------
 0. priority 1
    NORMAL
     -> no learned MAC for destination, flooding

Final flow: unchanged
Megaflow: recirc_id=0,eth,ip,in_port=1,nw_frag=no
Datapath actions: 2,4,1
`, `
table 0: priority=1 actions=NORMAL
output 2
output 4
output 1
`},
		{"changes, several tables, warnings", `Flow: tcp,in_port=1

bridge("switch1")
-----------------
 0. tcp, priority 3
    output:1
     >> skipping output to input port
    CONTROLLER:65535
    set_field:02:00:00:00:00:98->eth_dst
    output:3
    goto_table:2
 2. tcp, priority 3
    set_field:81->tcp_dst
    FLOOD

Final flow: tcp,in_port=1,vlan_tci=0x0000,dl_dst=02:00:00:00:00:98
Megaflow: recirc_id=0,eth,tcp,in_port=1
Datapath actions: userspace(pid=0,controller(reason=1)),set(eth(dst=02:00:00:00:00:98)),set(ipv4(dst=1.2.3.4,ttl=63)),1,set(tcp(dst=81)),4
`, `
table 0: priority=3,tcp actions=output:1,CONTROLLER:65535,set_field:02:00:00:00:00:98->eth_dst,output:3,goto_table:2
table 2: priority=3,tcp actions=set_field:81->tcp_dst,FLOOD
warning: skipping output to input port
userspace pid=0,controller(reason=1)
set eth(dst=02:00:00:00:00:98)
set ipv4(dst=1.2.3.4,ttl=63)
output 1
set tcp(dst=81)
output 4
`},
		{"a table asked in between", `Flow: tcp,in_port=1

bridge("switch1")
-----------------
 0. tcp, priority 3
    resubmit(,3)
     3. tcp, priority 32768
            output:3
    output:2

Final flow: unchanged
Megaflow: recirc_id=0,eth,tcp,in_port=1,nw_frag=no
Datapath actions: 1,2
`, `
table 0: priority=3,tcp actions=resubmit(,3),output:2
table 3: priority=32768,tcp actions=output:3
output 1
output 2
`},
		{"a group of the action set", `Flow: icmp,in_port=1

bridge("switch1")
-----------------
 0. icmp, priority 3
    goto_table:1
     1. icmp, priority 3
            write_actions(group:5)
             -> action set is: group:5
--. Executing action set:
    group:5
    bucket 0
            output:2
    bucket 1
            set_field:02:00:00:00:00:98->eth_dst
            output:3

Final flow: unchanged
Megaflow: recirc_id=0,eth,icmp,in_port=1,dl_dst=00:00:00:00:00:02,nw_frag=no
Datapath actions: 2,set(eth(dst=02:00:00:00:00:98)),1
`, `
table 0: priority=3,icmp actions=goto_table:1
table 1: priority=3,icmp actions=write_actions(group:5)
output 2
set eth(dst=02:00:00:00:00:98)
output 1
`},
		{"a group that chooses", `Flow: tcp,in_port=1

bridge("switch1")
-----------------
 0. tcp, priority 3, cookie 0x55
    group:6
     -> no live bucket

Final flow: unchanged
Megaflow: recirc_id=0,eth,tcp,in_port=1,nw_frag=no
Datapath actions: hash(sym_l4(0)),recirc(0x1)
`, `
table 0: priority=3,tcp actions=group:6
hash sym_l4(0)
recirc 0x1
`},
		{"more than the datapath can do", `Flow: arp,in_port=1

bridge("switch1")
-----------------
 0. arp, priority 3
    load:0x2->NXM_OF_ARP_OP[]
    move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[]
     -> NXM_OF_ETH_DST[] is now 02:00:00:00:00:01
    IN_PORT

Final flow: arp,in_port=1
Megaflow: recirc_id=0,eth,arp,in_port=1
Datapath actions: set(eth(dst=02:00:00:00:00:01)),push_vlan(vid=5,pcp=0),pop_vlan,1
This flow is handled by the userspace slow path because it:
  - Uses action(s) not supported by datapath.
`, `
table 0: priority=3,arp actions=load:0x2->NXM_OF_ARP_OP[],move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[],IN_PORT
set eth(dst=02:00:00:00:00:01)
push_vlan vid=5,pcp=0
pop_vlan 
output 1
`},
	} {
		t.Run(test.name, func(t *testing.T) {
			trace, err := ParseTrace(test.text)
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			got.WriteString("\n")
			for _, f := range trace.Flows {
				missed := ""
				if f.Missed {
					missed = "missed: "
				}
				fmt.Fprintf(&got, "table %d: %s%s\n", f.Table, missed, f.Text)
			}
			for _, w := range trace.Warnings {
				fmt.Fprintf(&got, "warning: %s\n", w)
			}
			for _, a := range trace.Actions {
				fmt.Fprintf(&got, "%s %s\n", a.Name, a.Argument)
			}
			if diff := cmp.Diff(test.want, got.String()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestParseTraceOfSomethingElse(t *testing.T) {
	for _, text := range []string{"", "nosuch: unknown bridge\n", "Datapath actions: set(eth\n"} {
		if trace, err := ParseTrace(text); err == nil {
			t.Errorf("%q: got %+v, want an error", text, trace)
		}
	}
}

// Names of bridges may look like anything.
func TestParsePorts(t *testing.T) {
	const text = `netdev@ovs-netdev: hit:0 missed:0
  1:
    1 65534/9: (tap)
    1-1 1/7: (system)
    far 2/none: (patch: peer=near)
  x,y:
    x,y 65534/6: (tap)
    x,y-2 2/4: (system)
`
	for bridge, want := range map[string]string{"1": "7=1 9=65534", "x,y": "4=2 6=65534", "other": ""} {
		ports := parsePorts(text, bridge)
		var got []string
		for _, number := range slices.Sorted(maps.Keys(ports)) {
			got = append(got, fmt.Sprintf("%s=%d", number, ports[number]))
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s: got %s, want %s", bridge, s, want)
		}
	}
}
