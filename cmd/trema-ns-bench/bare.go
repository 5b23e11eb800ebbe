package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"

	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

const bareGroup = 0x7ba5e

// bareUp makes what a lab of hosts on a switch consists of in the fewest
// operations, one after the other: no plan, no record, no marks, no controller.
// It returns how long that took; everything is taken away again.
func bareUp(ctx context.Context, hosts int) (took time.Duration, err error) {
	root, err := netns.Current()
	if err != nil {
		return 0, err
	}
	defer root.Close()
	made, err := netns.PrepareDir()
	if err != nil {
		return 0, err
	}
	begin := time.Now()
	bridge := ovs.Bridge{
		Name: "bare", DatapathID: 1, Datapath: ovs.Userspace, Protocol: "OpenFlow10", Controller: "tcp:127.0.0.1:6653", Owner: "bench",
	}
	maker := netns.NewMaker()
	defer maker.Close()
	for i := range hosts {
		port := fmt.Sprintf("bare-%d", i+1)
		if err := bareHost(root, maker, i, port); err != nil {
			return 0, err
		}
		bridge.Ports = append(bridge.Ports, ovs.Port{Device: port, Number: uint32(i + 1)})
	}
	instance, ok, err := ovs.Find(ctx)
	if err != nil || !ok {
		return 0, errors.Join(errors.New("no Open vSwitch runs"), err)
	}
	c, err := instance.Dial(ctx)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	if err := c.AddBridges(ctx, []ovs.Bridge{bridge}); err != nil {
		return 0, err
	}
	took = time.Since(begin)

	if _, err := c.DeleteBridges(ctx, bridge.Owner); err != nil {
		return 0, err
	}
	errs := []error{c.Settle(ctx), root.DeleteGroup(bareGroup)}
	for i := range hosts {
		errs = append(errs, netns.Delete(bareName(i)))
	}
	if made {
		errs = append(errs, netns.ReleaseDir())
	}
	return took, errors.Join(errs...)
}

func bareName(i int) string { return fmt.Sprintf("bare%d", i) }

// bareHost makes one namespace with one cable.
func bareHost(root *netns.Namespace, maker *netns.Maker, i int, port string) error {
	ns, err := maker.Create(bareName(i), "", false)
	if err != nil {
		return err
	}
	defer ns.Close()
	veth := netns.Veth{Group: bareGroup, Ends: [2]netns.VethEnd{
		{Namespace: root, Name: port, MAC: net.HardwareAddr{6, 0, 0, 1, byte(i >> 8), byte(i)}},
		{Namespace: ns, Name: "eth0", MAC: net.HardwareAddr{2, 0, 0, 1, byte(i >> 8), byte(i)}},
	}}
	outside, inside, err := netns.CreateVeth(veth)
	if err != nil {
		return err
	}
	if err := root.SetIPv6(false, port); err != nil {
		return err
	}
	if err := root.SetUp(outside, ""); err != nil {
		return err
	}
	return ns.Configure(netns.Interface{
		Name: "eth0", Index: inside, NoChecksumOffload: true,
		Address: netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}), 8),
	})
}
