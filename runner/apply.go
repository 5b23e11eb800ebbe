package runner

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"

	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

// ErrChangedMeanwhile is returned for a change that was planned for a lab as it
// is not any more.
var ErrChangedMeanwhile = errors.New("the lab has been changed by somebody else meanwhile: try again")

// Request asks a running lab to become another.
type Request struct {
	Revision int           `json:"revision"`      // of the record that the plan was made from
	Plan     *Plan         `json:"plan"`          // see [Options.Base]
	File     string        `json:"file"`          // the network file
	OVS      *ovs.Instance `json:"ovs,omitempty"` // for the first switch of a lab that had none; nil: a private one
}

// Apply makes the lab what the request says, and returns when it is. What the
// two have in common is not touched, and what is stopped stays so. When it fails
// on its way, the lab runs on with what could be done, and all of it is on
// record.
func (l *Lab) Apply(ctx context.Context, r Request) error {
	return l.edit(ctx, func(ctx context.Context, old, next *Record) error {
		if old.Revision != r.Revision {
			return ErrChangedMeanwhile
		}
		change := NewChange(&old.Plan, r.Plan)
		next.File, next.Plan = r.File, *r.Plan
		next.Stopped = change.stillStopped(old.Stopped)
		if next.OVS == nil && len(next.Switches) > 0 {
			if next.OVS = r.OVS; next.OVS == nil {
				next.OVS = &ovs.Instance{RunDir: l.dir.privateOVS(), Private: true}
			}
		}
		if err := l.change(ctx, change, old, next); err != nil {
			return err
		}
		return l.dir.writeHosts(next)
	})
}

// edit lets change make another lab of it, which is what next, at first a copy
// of the record, says in the end. Nobody else changes the lab meanwhile, nor
// does the supervisor mend it. It returns when all switches are ready.
func (l *Lab) edit(ctx context.Context, change func(ctx context.Context, old, next *Record) error) error {
	l.changing.Lock()
	defer l.changing.Unlock()
	unlock, err := l.dir.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if l.ctx.Err() != nil || l.supervisor == nil {
		return errGoingDown
	}
	ctx, cancel := context.WithTimeout(ctx, l.config.Timeout)
	defer cancel()
	defer context.AfterFunc(l.ctx, cancel)()
	old := l.current()
	next := *old
	next.Revision++
	waiting, giveUp := context.WithCancelCause(l.ctx)
	l.mu.Lock()
	l.giveUp = giveUp
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		l.giveUp = nil
		l.mu.Unlock()
		giveUp(nil)
	}()
	l.supervisor.end()
	err = change(ctx, old, &next)
	l.supervisor = l.supervise(l.supervisor.deleted)
	if err != nil {
		return err
	}
	if err := next.writeHostFiles(old); err != nil {
		return err
	}
	return l.awaitSwitches(waiting)
}

// change does the work of Apply. On disk is always a record of all that there
// is, or may be.
func (l *Lab) change(ctx context.Context, c *Change, old, next *Record) error {
	c.leaveAlone(next.Stopped)
	root, err := netns.Current()
	if err != nil {
		return err
	}
	defer root.Close()
	given, staying := split(old.Found, c.Remove.Attached)
	next.Found = staying
	found, err := l.config.inspect(root, c.Add.Attached, next.datapath())
	if err != nil {
		return err
	}
	next.Found = append(next.Found, found...)
	both := *next
	both.Switches = append(slices.Clone(next.Switches), c.Remove.Switches...)
	both.Hosts = append(slices.Clone(next.Hosts), c.Remove.Hosts...)
	both.Cables = append(slices.Clone(next.Cables), c.Remove.Cables...)
	both.Programs = append(slices.Clone(next.Programs), c.Remove.Programs...)
	both.Found = append(slices.Clone(next.Found), given...)
	if err := l.write(&both); err != nil {
		return err
	}

	if err := c.remove(ctx, root, old, given); err != nil {
		return err
	}
	both.Found = both.Found[:len(next.Found)] // the others are given back
	for i := range c.Hosts {
		if err := c.Hosts[i].apply(); err != nil {
			return fmt.Errorf("host %s: %w", c.Hosts[i].To.Name, err)
		}
	}
	b := newBuilder(l.dir, &c.Add, &both, root, l.traffic)
	defer b.closeAll()
	if err := b.openExisting(c.To.Hosts); err != nil {
		return err
	}
	if err := b.network(ctx); err != nil {
		return err
	}
	for i := range c.Add.Hosts {
		j := slices.IndexFunc(next.Hosts, func(h PlannedHost) bool { return idOfHost(&h) == idOfHost(&c.Add.Hosts[i]) })
		next.Hosts[j].Inode = c.Add.Hosts[i].Inode
	}
	if err := c.reconfigure(root); err != nil {
		return err
	}
	if err := b.plug(ctx, c); err != nil {
		return err
	}
	if err := l.changePrograms(ctx, c); err != nil {
		return err
	}
	if err := l.traffic.follow(next.Hosts); err != nil {
		return err
	}
	if err := next.silenceStopped(); err != nil {
		return err
	}
	next.Found = both.Found // with what has been prepared
	return l.write(next)
}

// split parts what was found of attached interfaces into those that are given
// back and those that stay.
func split(found []AttachedRecord, gone []Attached) (given, staying []AttachedRecord) {
	for _, f := range found {
		if slices.ContainsFunc(gone, func(a Attached) bool { return a.Device == f.Device }) {
			given = append(given, f)
		} else {
			staying = append(staying, f)
		}
	}
	return given, staying
}

// write puts r on disk and makes it the lab's record for everybody.
func (l *Lab) write(r *Record) error {
	if err := l.dir.write(r); err != nil {
		return err
	}
	l.replace(r)
	return nil
}

// replace makes r the lab's record for everybody.
func (l *Lab) replace(r *Record) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.record, l.plan = r, &r.Plan
}

// remove takes away what the change does without.
func (c *Change) remove(ctx context.Context, root *netns.Namespace, old *Record, given []AttachedRecord) error {
	if err := c.unplug(ctx, old.OVS); err != nil {
		return err
	}
	end, err := begin(ctx, PhaseDeleteLinks)
	if err != nil {
		return err
	}
	defer end()
	for i := range c.Remove.Cables {
		if err := old.deleteCable(root, &c.Remove.Cables[i]); err != nil {
			return err
		}
	}
	// Only what is removed is looked at from here on.
	rest := &Record{Plan: c.Remove, Found: given}
	if err := rest.deleteNamespaces(ctx, root); err != nil {
		return err
	}
	return rest.restoreAttached(root)
}

// unplug takes ports and bridges from Open vSwitch and waits until it has let
// go of them.
func (c *Change) unplug(ctx context.Context, instance *ovs.Instance) error {
	edit := ovs.Edit{Owner: c.To.Owner}
	for _, s := range c.Remove.Switches {
		edit.Delete = append(edit.Delete, s.Bridge.Name)
	}
	for _, p := range c.Unplug {
		edit.Unplug = append(edit.Unplug, ovs.Plug{Bridge: p.Bridge, Port: p.Port})
	}
	if len(edit.Delete)+len(edit.Unplug) == 0 {
		return nil
	}
	end, err := begin(ctx, PhaseDeleteSwitches)
	if err != nil {
		return err
	}
	defer end()
	return editIn(ctx, instance, edit)
}

// editIn changes the bridges of an Open vSwitch.
func editIn(ctx context.Context, instance *ovs.Instance, edit ovs.Edit) error {
	ports := len(edit.Add) + len(edit.Plug)
	for _, b := range edit.Add {
		ports += len(b.Ports)
	}
	if err := instance.AllowFiles(ports); err != nil {
		return err
	}
	c, err := instance.Dial(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	return c.Edit(ctx, edit)
}

// deleteCable deletes one veth pair. One that is gone already is no error.
func (r *Record) deleteCable(root *netns.Namespace, c *Cable) error {
	made := r.outsideMACs()
	for i := range c.Ends {
		e := &c.Ends[i]
		if e.Host != "" {
			continue
		}
		link, err := root.Link(e.Device)
		if errors.Is(err, netns.ErrNoLink) || err == nil && !r.ownsDevice(link, made) {
			return nil // gone, or by now another's
		}
		if err != nil {
			return err
		}
		return root.DeleteLink(link.Index)
	}
	e := &c.Ends[0]
	i := slices.IndexFunc(r.Hosts, func(h PlannedHost) bool { return h.Name == e.Host })
	ns, err := r.Hosts[i].open()
	if isGone(err) {
		return nil // and its devices with it
	}
	if err != nil {
		return err
	}
	defer ns.Close()
	link, err := ns.Link(e.Device)
	if errors.Is(err, netns.ErrNoLink) || err == nil && link.Group != r.Group {
		return nil
	}
	if err != nil {
		return err
	}
	return ns.DeleteLink(link.Index)
}

// reconfigure sets up anew what stays but has changed.
func (c *Change) reconfigure(root *netns.Namespace) error {
	hosts := index(c.To.Hosts, nameOfHost)
	for i := range c.Cables {
		cable := &c.Cables[i]
		for j := range cable.To.Ends {
			to := &cable.To.Ends[j]
			if err := cable.reconfigureEnd(root, c.To.Owner, hosts[to.Host], cable.From.end(to), to); err != nil {
				return fmt.Errorf("link %s, %s: %w", cable.To.Names[0], cable.To.Names[1], err)
			}
		}
	}
	return nil
}

// apply sets the namespace up for what the host is now.
func (c *HostChange) apply() error {
	ns, err := c.To.open()
	if err != nil {
		return err
	}
	defer ns.Close()
	if c.From.IPv6 != c.To.IPv6 {
		if err := ns.SetIPv6(c.To.IPv6, "all", "default"); err != nil {
			return err
		}
	}
	if c.From.answersUDP() != c.To.answersUDP() {
		return ns.SetPortUnreachable(c.To.answersUDP())
	}
	return nil
}

// reconfigureEnd sets up one end of a cable, which is in the host h or, where
// that is nil, outside and marked with its owner.
func (c *CableChange) reconfigureEnd(root *netns.Namespace, owner string, h *PlannedHost, from, to *CableEnd) error {
	ns := root
	if h != nil {
		var err error
		if ns, err = h.open(); err != nil {
			return err
		}
		defer ns.Close()
	}
	link, err := ns.Link(to.Device)
	if errors.Is(err, netns.ErrNoLink) || err == nil && h == nil && ownerOf(link) != owner {
		return fmt.Errorf("somebody has deleted %s (killall, then run makes it again)", to.Device)
	}
	if err != nil {
		return err
	}
	if from.MAC != to.MAC {
		mac, err := net.ParseMAC(to.MAC)
		if err != nil {
			return err
		}
		if err := ns.SetMAC(link.Index, mac); err != nil {
			return err
		}
	}
	if c.From.MTU != c.To.MTU {
		if err := ns.SetMTU(link.Index, c.To.mtu()); err != nil {
			return err
		}
	}
	if c.From.Shape != c.To.Shape || c.From.MTU != c.To.MTU && c.To.Shape != (netns.Shape{}) {
		if err := ns.Shape(link.Index, c.To.mtu(), c.To.Shape); err != nil {
			return err
		}
	}
	if sameInterface(from.Setup, to.Setup) {
		return nil
	}
	was, now := from.Setup, to.Setup
	was.Name, was.Index = to.Device, link.Index
	now.Name, now.Index = to.Device, link.Index
	if err := ns.Unconfigure(was); err != nil {
		return err
	}
	return ns.Configure(now)
}

// plug gives Open vSwitch the bridges and ports that come.
func (b *builder) plug(ctx context.Context, c *Change) error {
	if err := b.record.prepareAttached(b.dir, b.root); err != nil {
		return err
	}
	edit := ovs.Edit{Owner: c.To.Owner, Set: c.Bridges, Notes: b.record.notes()}
	for _, s := range c.Add.Switches {
		edit.Add = append(edit.Add, s.Bridge)
	}
	for _, p := range c.Plug {
		edit.Plug = append(edit.Plug, ovs.Plug{Bridge: p.Bridge, Port: p.Port})
	}
	if len(edit.Add)+len(edit.Plug)+len(edit.Set) == 0 {
		return nil
	}
	end, err := begin(ctx, PhaseSwitches)
	if err != nil {
		return err
	}
	defer end()
	if err := editIn(ctx, b.record.OVS, edit); err != nil {
		return err
	}
	return b.markBridges()
}
