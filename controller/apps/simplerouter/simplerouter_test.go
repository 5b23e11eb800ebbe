package simplerouter_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"net/netip"

	"github.com/trema-ns/trema-ns/controller/apps/simplerouter"
	"github.com/trema-ns/trema-ns/controller/controllertest"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/packet"
)

const globals = `# OLD
$interface = [
  { :port => 2, :hwaddr => "00:00:00:01:00:01", :ipaddr => "192.168.1.1", :masklen => 24 },
  { :port => 1, :hwaddr => "00:00:00:01:00:02", :ipaddr => "192.168.2.1", :masklen => 24 }
]
$route = [ { :destination => "0.0.0.0", :masklen => 0, :nexthop => "192.168.1.2" } ]
`

const module = `# Simple router configuration
module Configuration
  INTERFACES = [
    {
      port: 2,
      mac_address: '00:00:00:01:00:01',
      ip_address: '192.168.1.1',
      netmask_length: 24
    },
    {
      port: 1,
      mac_address: '00:00:00:01:00:02',
      ip_address: '192.168.2.1',
      netmask_length: 24
    }
  ]

  ROUTES = [
    {
      destination: '0.0.0.0',
      netmask_length: 0,
      next_hop: '192.168.1.2'
    }
  ]
end
`

func write(t *testing.T, text string) string {
	t.Helper()
	name := t.TempDir() + "/simple_router.conf"
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestReadConfig(t *testing.T) {
	want := &simplerouter.Config{
		Interfaces: []simplerouter.Interface{
			{Port: 2, MAC: openflow.MAC{0, 0, 0, 1, 0, 1}, Address: netip.MustParsePrefix("192.168.1.1/24")},
			{Port: 1, MAC: openflow.MAC{0, 0, 0, 1, 0, 2}, Address: netip.MustParsePrefix("192.168.2.1/24")},
		},
		Routes: []simplerouter.Route{{Network: netip.MustParsePrefix("0.0.0.0/0"), NextHop: netip.MustParseAddr("192.168.1.2")}},
	}
	for _, text := range []string{globals, module} {
		got, err := simplerouter.ReadConfig(write(t, text))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateComparable(netip.Addr{}, netip.Prefix{})); diff != "" {
			t.Errorf("want -, got +:\n%s", diff)
		}
	}
}

func TestMistakesInConfig(t *testing.T) {
	for text, want := range map[string]string{
		"":                  "there are no interfaces",
		"$interface = 1":    "$interface is not a list",
		"$interface = [1]":  "$interface[0] is not a hash",
		"$interface = [{}]": "$interface[0]: there is no port",
		strings.Replace(globals, "192.168.1.1", "192.168.1.256", 1):             `$interface[0]: ipaddr: "192.168.1.256" is not an IPv4 address`,
		strings.Replace(globals, ":masklen => 24 }\n", ":masklen => 33 }\n", 1): "$interface[1]: masklen is not a number from 0 to 32",
		strings.Replace(globals, "00:00:00:01:00:01", "1", 1):                   `$interface[0]: "1" is not a MAC address`,
		strings.Replace(globals, ":nexthop", ":hop", 1):                         "$route[0]: there is no nexthop or next_hop",
		"$interface = [\n  nonsense\n]":                                         "simple_router.conf:2:3",
	} {
		_, err := simplerouter.ReadConfig(write(t, text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %s", text, err, want)
		}
	}
}

func at(number uint32) controllertest.Port { return controllertest.Port{DPID: 0xabc, Number: number} }

func TestRoutes(t *testing.T) {
	router := openflow.MAC{0, 0, 0, 1, 0, 1} // on port 2
	host := controllertest.Host{MAC: openflow.MAC{5: 1}, IP: openflow.IPv4Addr{192, 168, 1, 2}}
	far := controllertest.Host{MAC: openflow.MAC{5: 2}, IP: openflow.IPv4Addr{192, 168, 2, 2}}
	for _, v := range controllertest.Versions {
		n := controllertest.Start(t, simplerouter.New(), write(t, globals))
		sw := n.Connect(v, 0xabc, 2)
		n.WantLog("SimpleRouter started.")

		// ARP for the router's address, and for another's.
		ask := func(target openflow.IPv4Addr) []byte {
			frame := packet.AppendEthernet(nil, packet.Broadcast, host.MAC, packet.EthTypeARP)
			return packet.AppendARP(frame, packet.ARPRequest, host.MAC, host.IP, openflow.MAC{}, target)
		}
		n.Send(at(2), ask(openflow.IPv4Addr{192, 168, 1, 77}))
		n.Send(at(2), ask(openflow.IPv4Addr{192, 168, 1, 1}))
		n.WantReceived(at(2), 1)
		want := packet.AppendEthernet(nil, host.MAC, router, packet.EthTypeARP)
		want = packet.AppendARP(want, packet.ARPReply, router, openflow.IPv4Addr{192, 168, 1, 1}, host.MAC, host.IP)
		if diff := cmp.Diff(want, n.Received(at(2))[0]); diff != "" {
			t.Errorf("ARP reply, want -, got +:\n%s", diff)
		}

		// Two packets for the other network wait for ARP and are sent then; the
		// third goes by the flow.
		frame := controllertest.Host{MAC: host.MAC, IP: host.IP}.UDP(controllertest.Host{MAC: router, IP: far.IP})
		n.Send(at(2), frame)
		n.Send(at(2), frame)
		n.WantReceived(at(1), 2) // two questions
		if n.Received(at(1))[0][12] != 8 || n.Received(at(1))[0][13] != 6 {
			t.Errorf("not ARP: %x", n.Received(at(1))[0])
		}
		reply := packet.AppendEthernet(nil, openflow.MAC{0, 0, 0, 1, 0, 2}, far.MAC, packet.EthTypeARP)
		n.Send(at(1), packet.AppendARP(reply, packet.ARPReply, far.MAC, far.IP, openflow.MAC{0, 0, 0, 1, 0, 2}, openflow.IPv4Addr{192, 168, 2, 1}))
		n.WantReceived(at(1), 4)
		n.Settle(0xabc)
		n.Send(at(2), frame)
		n.WantReceived(at(1), 5)
		got := n.Received(at(1))[4]
		if openflow.MAC(got[0:6]) != far.MAC || openflow.MAC(got[6:12]) != (openflow.MAC{0, 0, 0, 1, 0, 2}) {
			t.Errorf("forwarded as %x", got)
		}
		flows := sw.Flows()
		if flow := flows[len(flows)-1]; !strings.Contains(flow, "nw_dst=192.168.2.2") || !strings.HasSuffix(flow, "output:1") {
			t.Errorf("%s: flows %q", v, flows)
		}

		// What is for the network it comes from is not sent back.
		n.Send(at(2), controllertest.Host{MAC: host.MAC, IP: host.IP}.UDP(controllertest.Host{MAC: router, IP: openflow.IPv4Addr{192, 168, 1, 3}}))
		n.Settle(0xabc)
		n.WantReceived(at(2), 1)
		// By the default route: to a host that is known by now.
		n.Send(at(1), controllertest.Host{MAC: far.MAC, IP: far.IP}.UDP(controllertest.Host{MAC: openflow.MAC{0, 0, 0, 1, 0, 2}, IP: openflow.IPv4Addr{8, 8, 8, 8}}))
		n.WantReceived(at(2), 2)
	}
}
