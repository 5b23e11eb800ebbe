// Command access-list keeps pairs of hosts apart, 192.168.0.1-192.168.0.2 and so
// on, and lets the switches forward everything else by themselves.
package main

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/packet"
)

// accessList has the pairs that are kept apart.
type accessList [][2]openflow.IPv4Addr

// Start reads the pairs.
func (a *accessList) Start(c *controller.Controller, args []string) error {
	for _, pair := range args {
		one, other, _ := strings.Cut(pair, "-")
		x, err1 := netip.ParseAddr(one)
		y, err2 := netip.ParseAddr(other)
		if err1 != nil || err2 != nil || !x.Is4() || !y.Is4() {
			return fmt.Errorf("a pair is like 192.168.0.1-192.168.0.2, not %s", pair)
		}
		*a = append(*a, [2]openflow.IPv4Addr{x.As4(), y.As4()})
	}
	c.Logger().Info("access-list started", "pairs", len(*a))
	return nil
}

// SwitchReady installs all flows at once: no packet comes to the controller.
func (a accessList) SwitchReady(sw *controller.Switch) {
	for _, pair := range a {
		for _, way := range [][2]openflow.IPv4Addr{pair, {pair[1], pair[0]}} {
			drop := openflow.FlowMod{Priority: 2} // no action: drop
			drop.Match.SetEthType(packet.EthTypeIPv4)
			drop.Match.SetNwSrc(way[0])
			drop.Match.SetNwDst(way[1])
			sw.SendFlowMod(&drop)
		}
	}
	rest := openflow.FlowMod{Priority: 1}
	rest.Actions = []openflow.Action{openflow.Output(openflow.PortNormal)}
	sw.SendFlowMod(&rest)
}

// OpenFlowError hears of flows that a switch refuses.
func (a accessList) OpenFlowError(sw *controller.Switch, _ uint32, e *openflow.Error) {
	fmt.Printf("switch %s refuses a flow: %v\n", sw, e)
}

func main() { controller.Main(new(accessList)) }
