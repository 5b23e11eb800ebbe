package runner

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

// salvage makes a record of a lab that has none that can be read, from what
// carries its mark. It is good for taking the lab down and for nothing else.
//
// How what was attached had been found, Open vSwitch's database tells. If that is
// lost too, it is let go and stays as it is.
func (d Dir) salvage(ctx context.Context, lab string) (*Record, error) {
	root, err := netns.Current()
	if err != nil {
		return nil, err
	}
	defer root.Close()
	r := &Record{Network: root.Inode, Plan: Plan{Lab: lab, Owner: d.Owner(lab)}}
	// Programs are found by their environment; there may be some.
	r.Programs = []PlannedProgram{{Name: lab}}
	links, err := root.Links()
	if err != nil {
		return nil, err
	}
	r.Group = groupOf(r.Owner, root.Inode)
	if i := slices.IndexFunc(links, func(l netns.Link) bool { return l.Alias == r.mark() && l.Group != 0 }); i >= 0 {
		r.Group = links[i].Group
	}
	if err := r.salvageHosts(root); err != nil {
		return nil, err
	}
	ours := map[string]bool{}
	for _, l := range links {
		ours[l.Name] = l.Alias == r.mark()
	}
	return r, r.salvageBridges(ctx, d, ours)
}

// salvageHosts finds the lab's namespaces by their marks, and adopted ones by
// the cables in them that lead to other hosts: those that lead out of hosts go
// with their other end.
func (r *Record) salvageHosts(root *netns.Namespace) error {
	names, err := netns.Names()
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if names[name] == 0 {
			continue
		}
		mark, err := netns.Mark(name)
		if err != nil || mark != r.mark() {
			continue // gone since, or another's
		}
		r.Hosts = append(r.Hosts, PlannedHost{Name: name, Namespace: name, Inode: names[name]})
		r.cableInside(name)
	}
	inhabitants, err := findInhabitants()
	if err != nil {
		return err
	}
	for inode, pid := range inhabitants {
		if inode == root.Inode {
			continue
		}
		ns, err := openPID(pid, inode)
		if err != nil {
			continue // gone since
		}
		links, err := ns.Links()
		ns.Close()
		if err == nil && slices.ContainsFunc(links, func(l netns.Link) bool { return l.Group == r.Group }) {
			name := fmt.Sprintf("process %d", pid)
			r.Hosts = append(r.Hosts, PlannedHost{Name: name, PID: pid, Inode: inode})
			r.cableInside(name)
		}
	}
	return nil
}

// cableInside has the devices of the lab's group deleted inside a host.
func (r *Record) cableInside(host string) {
	end := CableEnd{Host: host}
	r.Cables = append(r.Cables, Cable{Ends: [2]CableEnd{end, end}})
}

// salvageBridges finds the lab's bridges, in the private Open vSwitch or in the
// machine's own.
func (r *Record) salvageBridges(ctx context.Context, d Dir, ours map[string]bool) error {
	ctx, cancel := context.WithTimeout(ctx, ovsPatience)
	defer cancel()
	private := d.OVS()
	candidates := []ovs.Instance{private}
	if own, found, _ := ovs.Find(ctx); found && own != private {
		candidates = append(candidates, own)
	}
	var errs []error
	for _, instance := range candidates {
		if !instance.Listens(ctx) {
			continue
		}
		holders, notes, err := bridgesAndNotes(ctx, instance)
		if err != nil {
			errs = append(errs, fmt.Errorf("Open vSwitch in %s: %w", instance.RunDir, err))
		}
		if r.Switches = r.switchesAmong(holders, ours); len(r.Switches) > 0 {
			r.OVS, r.Found = &instance, r.foundBy(notes, holders)
			return nil
		}
	}
	if private.Left() {
		// Its database may have the lab's bridges, and what it has in the kernel
		// goes with it.
		r.OVS = &private
		return nil
	}
	return errors.Join(errs...)
}

func bridgesAndNotes(ctx context.Context, i ovs.Instance) (map[string]ovs.Holder, ovs.Notes, error) {
	c, err := i.Dial(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer c.Close()
	holders, err := c.Holders(ctx)
	if err != nil {
		return nil, nil, err
	}
	notes, err := c.Notes(ctx)
	return holders, notes, err
}

// switchesAmong returns the lab's bridges with those of their ports that are
// the lab's.
func (r *Record) switchesAmong(holders map[string]ovs.Holder, ours map[string]bool) []PlannedSwitch {
	// Which it is decides how long to wait, and that for the kernel's suits both.
	datapath := ovs.Userspace
	if ovs.KernelDatapath() {
		datapath = ovs.Kernel
	}
	byName := map[string]*ovs.Bridge{}
	for name, h := range holders {
		if h.Owner == r.Owner && h.Bridge == name {
			byName[name] = &ovs.Bridge{Name: name, Datapath: datapath, Owner: r.Owner}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(holders)) {
		if b := byName[holders[name].Bridge]; b != nil && b.Name != name && ours[name] {
			b.Ports = append(b.Ports, ovs.Port{Device: name})
		}
	}
	var switches []PlannedSwitch
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		switches = append(switches, PlannedSwitch{Name: name, Bridge: *byName[name]})
	}
	return switches
}
