package runner

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/ovs"
	"github.com/trema-ns/trema-ns/runner/process"
	"golang.org/x/sys/unix"
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
	for _, step := range []struct {
		phase Phase
		act   func() error
	}{
		{PhaseStopPrograms, func() error { return r.stopPrograms(ctx) }},
		// Bridges first: Open vSwitch lets go of the interfaces it was lent.
		{PhaseDeleteSwitches, func() error { return r.deleteBridges(ctx, root, lastOfOVS) }},
		{PhaseDeleteLinks, func() error { return r.deleteDevices(root) }},
		{PhaseDeleteNamespaces, func() error { return r.deleteNamespaces(ctx) }},
		{PhaseGiveBack, func() error { return r.restoreAttached(root) }},
		{PhaseStopOVS, func() error {
			return r.awaitBridgesGone(ctx, root, lastOfOVS && r.OVS != nil && r.OVS.Private)
		}},
	} {
		end, err := begin(ctx, step.phase)
		errs = append(errs, err, step.act())
		end()
	}
	return errors.Join(errs...)
}

// deleteBridges takes away the lab's bridges, and with the last lab of a private
// Open vSwitch that as a whole. It does not wait for ever for daemons that hang.
func (r *Record) deleteBridges(ctx context.Context, root *netns.Namespace, lastOfOVS bool) error {
	if r.OVS == nil {
		return nil
	}
	err := r.askForDeletion(ctx, root, lastOfOVS)
	switch {
	case !r.OVS.Private:
		if ovs.Unreachable(err) {
			// The bridges are in its database and come back with it.
			err = fmt.Errorf("the switches are left in the database of Open vSwitch in %s (see to it that it runs, then killall again): %w", r.OVS.RunDir, err)
		}
		return err
	case lastOfOVS:
		return r.OVS.Stop(ctx) // the bridges go with it, whatever it answered
	case ovs.Unreachable(err):
		// Other labs use it, and it would come back to them with our bridges.
		ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
		defer cancel()
		if _, err := ovs.Start(ctx, r.OVS.RunDir); err != nil {
			return fmt.Errorf("start Open vSwitch: %w", err)
		}
		return r.askForDeletion(ctx, root, false)
	}
	return err
}

// askForDeletion asks Open vSwitch to delete the lab's bridges.
func (r *Record) askForDeletion(ctx context.Context, root *netns.Namespace, lastOfOVS bool) error {
	ask, cancel := context.WithTimeout(ctx, ovsPatience)
	defer cancel()
	c, err := r.OVS.Dial(ask)
	if err != nil {
		return err
	}
	defer c.Close()
	lent, err := r.lentTo(ask, c)
	if err != nil {
		return fmt.Errorf("ask Open vSwitch for its ports: %w", err)
	}
	if lastOfOVS && r.OVS.Private && !lent && r.datapath() == ovs.Userspace {
		return nil // its bridges end with it
	}
	devices, err := r.devices(root)
	if err != nil {
		return err
	}
	defer r.OVS.Borrow(devices).Close()
	if _, err := c.DeleteBridges(ask, r.Owner); err != nil {
		return fmt.Errorf("delete the switches: %w", err)
	}
	if !lent && r.OVS.Switchd() == (process.ID{}) {
		return nil // nobody holds anything
	}
	// Until ovs-vswitchd has let go of an interface, that is not as it was; and
	// what it has in the kernel only it takes away.
	settle, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := c.Settle(settle); err != nil {
		return fmt.Errorf("delete the switches: %w", err)
	}
	return nil
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
	mark := r.mark()
	var ours []netns.Link
	others := false // somebody else's device is in our group
	for _, l := range links {
		switch {
		case l.Alias == mark, l.Group == r.Group && l.Alias == "":
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

func (r *Record) deleteNamespaces(ctx context.Context) error {
	if len(r.Hosts) == 0 {
		return nil
	}
	cabled := r.cabledInside()
	inhabitants := map[uint64]int{}
	if len(cabled) > 0 {
		inhabitants = findInhabitants()
	}
	var errs []error
	for i, h := range r.Hosts {
		errs = append(errs, progress(ctx, PhaseDeleteNamespaces, i, len(r.Hosts)+1))
		if h.PID != 0 {
			if cabled[h.Name] {
				errs = append(errs, deleteInside(h.Inode, inhabitants, r.Group))
			}
			continue
		}
		inode, err := netns.Inode(h.Namespace)
		if err != nil {
			continue // gone
		}
		if !r.owns(h, inode) {
			continue
		}
		if cabled[h.Name] {
			// It may live on without a name until its last process ends; its
			// cables shall not.
			errs = append(errs, deleteInside(inode, inhabitants, r.Group))
		}
		errs = append(errs, netns.Delete(h.Namespace))
	}
	return errors.Join(errs...)
}

// cabledInside returns the hosts that hold the first end of a cable to another
// host: nothing outside takes that away.
func (p *Plan) cabledInside() map[string]bool {
	hosts := map[string]bool{}
	for _, c := range p.Cables {
		if c.Ends[0].Host != "" && c.Ends[1].Host != "" {
			hosts[c.Ends[0].Host] = true
		}
	}
	return hosts
}

// owns reports whether the namespace that has the name of h's and inode now is
// the one that the lab made.
func (r *Record) owns(h PlannedHost, inode uint64) bool {
	if inode == 0 {
		// Only the file is there: the lab was killed before the namespace was
		// mounted, or somebody has unmounted it.
		return true
	}
	// An inode is used again; the mark was there before the name was.
	mark, err := netns.Mark(h.Namespace)
	return err == nil && mark == r.mark()
}

// deleteInside deletes the cables from inside a namespace that outlives the lab
// because a process runs in it, not necessarily the one that it was adopted of.
func deleteInside(inode uint64, inhabitants map[uint64]int, group uint32) error {
	pid, ok := inhabitants[inode]
	if !ok {
		return nil
	}
	ns, err := openPID(pid, inode)
	if err != nil {
		return nil // gone in the meantime, and the devices with it
	}
	defer ns.Close()
	return ns.DeleteGroup(group)
}

// openPID opens the namespace of a process if that is the one with inode.
func openPID(pid int, inode uint64) (*netns.Namespace, error) {
	ns, err := netns.OpenPID(pid)
	if err != nil {
		return nil, err
	}
	if ns.Inode != inode {
		ns.Close()
		return nil, fmt.Errorf("process %d has gone to another namespace", pid)
	}
	return ns, nil
}

// open opens the namespace of a host that there is.
func (h *PlannedHost) open() (*netns.Namespace, error) {
	if h.PID == 0 {
		return netns.Open(h.Namespace)
	}
	ns, err := openPID(h.PID, h.Inode)
	if err == nil {
		return ns, nil
	}
	// Others may live in it still.
	if pid, ok := findInhabitants()[h.Inode]; ok {
		return openPID(pid, h.Inode)
	}
	return nil, err
}

// findInhabitants returns, for each network namespace that processes run in, one
// of them.
func findInhabitants() map[uint64]int {
	pids := map[uint64]int{}
	links, err := filepath.Glob("/proc/[0-9]*/ns/net")
	if err != nil {
		return pids
	}
	for _, l := range links {
		var st unix.Stat_t
		if unix.Stat(l, &st) != nil {
			continue
		}
		if pid, err := strconv.Atoi(strings.Split(l, "/")[2]); err == nil {
			pids[st.Ino] = pid
		}
	}
	return pids
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

// remove takes the lab down and its folder away, and with the last lab what
// all shared. The caller holds the lock.
func (d Dir) remove(ctx context.Context, r *Record) error {
	if err := d.clear(ctx, r); err != nil {
		return err
	}
	end, err := begin(ctx, PhaseReleaseShared)
	if err != nil {
		return err
	}
	defer end()
	return d.release(ctx)
}

// clear takes the lab down and its folder away, and leaves the directory to
// whoever holds its lock. What could not be taken down is named by the error
// and stays on record.
func (d Dir) clear(ctx context.Context, r *Record) error {
	labs, err := d.Records()
	if err != nil {
		return err
	}
	last := !slices.ContainsFunc(labs, func(other *Record) bool {
		return other.Lab != r.Lab && other.OVS != nil && r.OVS != nil && *other.OVS == *r.OVS
	})
	if err := r.takeDown(ctx, last); err != nil {
		return err
	}
	end, err := begin(ctx, PhaseForget)
	if err != nil {
		return err
	}
	defer end()
	return os.RemoveAll(d.lab(r.Lab))
}

// Remove takes down a lab whose process is dead.
func (d Dir) Remove(ctx context.Context, lab string) error {
	unlock, err := d.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	r, err := d.Record(lab)
	if err != nil {
		// Gone in the meantime, perhaps, and the directory there for the lock only.
		return errors.Join(err, d.release(ctx))
	}
	if r.Alive() {
		return fmt.Errorf("%s is running, as process %d", lab, r.Process.PID)
	}
	return d.remove(ctx, r)
}
