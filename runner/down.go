package runner

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/ovs"
	"github.com/trema-ns/trema-ns/runner/process"
)

// takeDown removes from the machine what the record names and the lab's mark
// proves to be its own, in whatever state it is. It goes on after an error, so
// that one thing that does not go keeps nothing else. The caller holds the lock
// of the run directory.
//
// lastOfOVS says that no other lab uses the lab's Open vSwitch: a private one
// ends with it.
func (r *Record) takeDown(ctx context.Context, lastOfOVS bool) error {
	root, err := netns.Current()
	if err != nil {
		return err
	}
	defer root.Close()
	var errs []error
	do := func(phase Phase, act func() error) {
		end, err := begin(ctx, phase)
		errs = append(errs, err, act())
		end()
	}
	do(PhaseStopPrograms, func() error { return r.stopPrograms(ctx) })
	// Bridges first: Open vSwitch lets go of the interfaces it was lent. Its files
	// are closed while devices go, which the kernel does faster then.
	settled := make(chan error, 1)
	do(PhaseDeleteSwitches, func() error {
		settle, err := r.deleteBridges(ctx, root, lastOfOVS)
		go func() { settled <- settle() }()
		return err
	})
	do(PhaseDeleteLinks, func() error { return r.deleteDevices(root) })
	do(PhaseDeleteNamespaces, func() error { return r.deleteNamespaces(ctx, root) })
	do(PhaseSettle, func() error { return <-settled })
	do(PhaseGiveBack, func() error { return r.restoreAttached(root) })
	do(PhaseStopOVS, func() error {
		return r.awaitBridgesGone(ctx, root, lastOfOVS && r.OVS != nil && r.OVS.Private)
	})
	return errors.Join(errs...)
}

func settledAlready() error { return nil }

func both(first, second func() error) func() error {
	return func() error { return errors.Join(first(), second()) }
}

// deleteBridges takes away the lab's bridges, and with the last lab of a private
// Open vSwitch that as a whole. It does not wait for ever for daemons that hang.
// Nothing is held of the lab's devices when settle, which has to be called, has
// returned.
func (r *Record) deleteBridges(ctx context.Context, root *netns.Namespace, lastOfOVS bool) (settle func() error, err error) {
	if r.OVS == nil {
		return settledAlready, nil
	}
	settle, err = r.askForDeletion(ctx, root, lastOfOVS)
	switch {
	case !r.OVS.Private:
		if ovs.Unreachable(err) {
			// The bridges are in its database and come back with it.
			err = fmt.Errorf("the switches are left in the database of Open vSwitch in %s (see to it that it runs, then killall again): %w", r.OVS.RunDir, err)
		}
	case lastOfOVS:
		// The bridges go with it, whatever it answered.
		clear, err := r.OVS.Kill(ctx)
		return both(settle, clear), err
	case ovs.Unreachable(err):
		// Other labs use it, and it would come back to them with our bridges.
		ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
		defer cancel()
		if _, err := ovs.Start(ctx, r.OVS.RunDir); err != nil {
			return settle, fmt.Errorf("start Open vSwitch: %w", err)
		}
		settleAgain, err := r.askForDeletion(ctx, root, false)
		return both(settle, settleAgain), err
	}
	return settle, err
}

// askForDeletion asks Open vSwitch to delete the lab's bridges.
func (r *Record) askForDeletion(ctx context.Context, root *netns.Namespace, lastOfOVS bool) (settle func() error, err error) {
	ask, cancel := context.WithTimeout(ctx, ovsPatience)
	defer cancel()
	c, err := r.OVS.Dial(ask)
	if err != nil {
		return settledAlready, err
	}
	defer c.Close()
	lent, err := r.lentTo(ask, c)
	if err != nil {
		return settledAlready, fmt.Errorf("ask Open vSwitch for its ports: %w", err)
	}
	if lastOfOVS && r.OVS.Private && !lent && r.datapath() == ovs.Userspace {
		return settledAlready, nil // its bridges end with it
	}
	devices, err := r.devices(root)
	if err != nil {
		return settledAlready, err
	}
	borrowed := r.OVS.Borrow(devices)
	settle = func() error { borrowed.Close(); return nil }
	if _, err := c.DeleteBridges(ask, r.Owner); err != nil {
		return settle, fmt.Errorf("delete the switches: %w", err)
	}
	if !lent && r.OVS.Switchd() == (process.ID{}) {
		return settle, nil // nobody holds anything
	}
	// Until ovs-vswitchd has let go of an interface, that is not as it was; and
	// what it has in the kernel only it takes away.
	patience, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := c.Settle(patience); err != nil {
		return settle, fmt.Errorf("delete the switches: %w", err)
	}
	return settle, nil
}

// devices returns the devices of the machine's namespace that Open vSwitch has
// for the lab.
func (r *Record) devices(root *netns.Namespace) ([]netns.Link, error) {
	names := map[string]bool{}
	for _, s := range r.Switches {
		names[s.Bridge.Name] = true
		for _, p := range s.Bridge.Ports {
			names[p.Device] = true
		}
	}
	links, err := root.Links()
	if err != nil {
		return nil, err
	}
	devices := []netns.Link{}
	for _, l := range links {
		if names[l.Name] {
			devices = append(devices, l)
		}
	}
	return devices, nil
}

// lentTo reports whether the lab's bridges hold interfaces that are not the
// lab's, be they in the network file or plugged in by the user since.
func (r *Record) lentTo(ctx context.Context, c *ovs.Client) (bool, error) {
	if len(r.Attached) > 0 {
		return true, nil
	}
	ours := map[string]bool{}
	for _, s := range r.Switches {
		ours[s.Bridge.Name] = true
		for _, p := range s.Bridge.Ports {
			ours[p.Device] = true
		}
	}
	holders, err := c.Holders(ctx)
	if err != nil {
		return false, err
	}
	for name, h := range holders {
		if h.Owner == r.Owner && !ours[name] {
			return true, nil
		}
	}
	return false, nil
}

// deleteDevices deletes the lab's devices in the machine's own namespace; what
// is at their other ends goes with them.
func (r *Record) deleteDevices(root *netns.Namespace) error {
	if r.Group == 0 {
		return nil // a controller alone; group 0 is everybody's
	}
	links, err := root.Links()
	if err != nil {
		return err
	}
	made := r.outsideMACs()
	var ours []netns.Link
	others := false // somebody else's device is in our group
	for _, l := range links {
		switch {
		case r.ownsDevice(l, made):
			ours = append(ours, l)
		case l.Group == r.Group:
			others = true
		}
	}
	if len(ours) == 0 {
		return nil
	}
	if !others {
		err = root.DeleteGroup(r.Group)
	}
	// One by one is slow, and for what has been moved out of the group only.
	for _, l := range ours {
		if others || l.Group != r.Group {
			err = errors.Join(err, root.DeleteLink(l.Index))
		}
	}
	return err
}

// awaitBridgesGone waits until the bridges' own devices are gone, which
// ovs-vswitchd removes in its own time, or removes them itself when there is no
// ovs-vswitchd any more.
func (r *Record) awaitBridgesGone(ctx context.Context, root *netns.Namespace, stopped bool) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for _, s := range r.Switches {
		for {
			link, err := root.Link(s.Bridge.Name)
			if errors.Is(err, netns.ErrNoLink) {
				break
			}
			if err != nil {
				return err
			}
			if link.Alias != "" && link.Alias != r.mark() {
				break // somebody else's by now
			}
			if stopped && link.Kind == netns.KindTap {
				if err := root.DeleteTap(link.Name); err != nil && !errors.Is(err, netns.ErrHeld) {
					return fmt.Errorf("delete the device of switch %s: %w", s.Name, err)
				}
				break
			}
			select {
			case <-time.After(2 * time.Millisecond):
			case <-ctx.Done():
				return fmt.Errorf("ovs-vswitchd does not remove the device of switch %s", s.Name)
			}
		}
	}
	return nil
}
