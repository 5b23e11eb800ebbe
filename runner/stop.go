package runner

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

// A switch or a host of a running lab can be stopped, as if its plug had been
// pulled, and started again. Its cables stay where they are, so that its ports
// keep their numbers. A stopped switch has no bridge, and with that no flows and
// no controller; the interfaces of a stopped host are down. The record has the
// names of those that are stopped: nobody mends them.

// StoppedError is returned when a switch or host that is to be stopped, or to
// do something, does not run.
type StoppedError struct{ Name string }

// Error has Trema's words.
func (e *StoppedError) Error() string { return fmt.Sprintf("'%s' is not running!", e.Name) }

// StartedError is returned when a switch or host that is to be started runs.
type StartedError struct{ Name string }

// Error has Trema's words.
func (e *StartedError) Error() string { return fmt.Sprintf("'%s' is already running!", e.Name) }

func (r *Record) isStopped(name string) bool { return slices.Contains(r.Stopped, name) }

// node is a switch or a host; of the pointers one is not nil.
type node struct {
	Switch  *PlannedSwitch
	Program *PlannedProgram
	Host    *PlannedHost
}

// node finds a switch or host by its name, which no two of them have.
func (r *Record) node(name string) (n node, err error) {
	n.Switch = index(r.Switches, nameOfSwitch)[name]
	n.Program = index(r.Programs, nameOfProgram)[name]
	n.Host = index(r.Hosts, nameOfHost)[name]
	if n == (node{}) {
		return n, &NotFoundError{Kind: kindOfNode, Name: name, Known: r.nodes()}
	}
	return n, nil
}

// switches returns the names of all switches.
func (r *Record) switches() []string {
	var names []string
	for i := range r.Switches {
		names = append(names, r.Switches[i].Name)
	}
	for i := range r.Programs {
		names = append(names, r.Programs[i].Name)
	}
	return names
}

// nodes returns the names of all switches and hosts.
func (r *Record) nodes() []string {
	names := r.switches()
	for i := range r.Hosts {
		names = append(names, r.Hosts[i].Name)
	}
	return names
}

// StopNode stops a switch or host. When it returns, the controller has lost the
// switch, or the switch knows that the host's cables are dead.
func (l *Lab) StopNode(ctx context.Context, name string) error {
	return l.edit(ctx, func(ctx context.Context, old, next *Record) error {
		n, err := old.node(name)
		switch {
		case err != nil:
			return err
		case !l.runs(old, n, name):
			return &StoppedError{name}
		}
		next.Stopped = append(slices.Clone(old.Stopped), name)
		switch {
		case n.Switch != nil:
			err = l.stopSwitch(ctx, old, n.Switch)
		case n.Program != nil:
			err = l.stopProgram(ctx, n.Program)
		default:
			err = l.stopHost(old, n.Host)
		}
		if err != nil {
			return err
		}
		return l.write(next)
	})
}

// StartNode starts a switch or host that is stopped, or the bridge of a switch that
// somebody has deleted. When it returns, the switch is ready.
func (l *Lab) StartNode(ctx context.Context, name string) error {
	return l.edit(ctx, func(ctx context.Context, old, next *Record) error {
		n, err := old.node(name)
		switch {
		case err != nil:
			return err
		case l.runs(old, n, name):
			return &StartedError{name}
		}
		next.Stopped = slices.DeleteFunc(slices.Clone(old.Stopped), func(s string) bool { return s == name })
		switch {
		case n.Switch != nil:
			err = l.startSwitch(ctx, old, n.Switch)
		case n.Program != nil:
			err = l.startProgram(n.Program)
		default:
			err = l.startHost(old, n.Host)
		}
		if err != nil {
			return err
		}
		return l.write(next)
	})
}

func (l *Lab) runs(r *Record, n node, name string) bool {
	deleted := n.Switch != nil && l.supervisor.deleted[n.Switch.Bridge.Name]
	return !deleted && !r.isStopped(name)
}

func (l *Lab) stopSwitch(ctx context.Context, r *Record, s *PlannedSwitch) error {
	if err := editIn(ctx, r.OVS, ovs.Edit{Owner: r.Owner, Delete: []string{s.Bridge.Name}}); err != nil {
		return fmt.Errorf("switch %s: %w", s.Name, err)
	}
	if l.control == nil || !s.Awaited {
		return nil
	}
	return l.control.WaitGone(ctx, s.Bridge.DatapathID)
}

func (l *Lab) startSwitch(ctx context.Context, r *Record, s *PlannedSwitch) error {
	root, err := netns.Current()
	if err != nil {
		return err
	}
	defer root.Close()
	err = editIn(ctx, r.OVS, ovs.Edit{Owner: r.Owner, Add: []ovs.Bridge{s.Bridge}})
	if err == nil {
		err = r.markBridge(root, *s)
	}
	if err != nil {
		// Half a switch would be neither stopped nor started.
		left := editIn(context.WithoutCancel(ctx), r.OVS, ovs.Edit{Owner: r.Owner, Delete: []string{s.Bridge.Name}})
		return fmt.Errorf("switch %s: %w", s.Name, errors.Join(err, left))
	}
	delete(l.supervisor.deleted, s.Bridge.Name)
	return nil
}

func (l *Lab) stopProgram(ctx context.Context, p *PlannedProgram) error {
	if err := l.dismiss(ctx, p); err != nil || l.control == nil || !p.Awaited {
		return err
	}
	return l.control.WaitGone(ctx, p.DatapathID)
}

func (l *Lab) stopHost(r *Record, h *PlannedHost) error {
	if err := r.silence(h); err != nil {
		return err
	}
	l.logHost(h, "stopped")
	return nil
}

func (l *Lab) startHost(r *Record, h *PlannedHost) error {
	if err := r.wake(h); err != nil {
		return err
	}
	if counted, err := l.traffic.host(h.Name); err == nil && h.Kind == dsl.VHost {
		counted.Reset() // Trema's was a new process
	}
	l.logHost(h, "started")
	return nil
}

// silence brings down the ends of a host's cables.
func (r *Record) silence(h *PlannedHost) error {
	return r.eachEnd(h, func(ns *netns.Namespace, link netns.Link, _ netns.Interface) error {
		return ns.SetDown(link.Index)
	})
}

// wake brings them up, with the addresses and routes that the kernel has
// forgotten.
func (r *Record) wake(h *PlannedHost) error {
	return r.eachEnd(h, func(ns *netns.Namespace, link netns.Link, setup netns.Interface) error {
		setup.Name, setup.Index = link.Name, link.Index
		if err := ns.Unconfigure(setup); err != nil {
			return err
		}
		return ns.Configure(setup)
	})
}

// eachEnd calls f for each end of a cable in a host that is still there.
func (r *Record) eachEnd(h *PlannedHost, f func(*netns.Namespace, netns.Link, netns.Interface) error) error {
	ns, err := h.open()
	if err != nil {
		return fmt.Errorf("host %s: %w", h.Name, err)
	}
	defer ns.Close()
	for _, c := range r.Cables {
		for _, e := range c.Ends {
			if e.Host != h.Name {
				continue
			}
			link, err := ns.Link(e.Device)
			if errors.Is(err, netns.ErrNoLink) {
				continue // somebody has deleted it
			}
			if err == nil {
				err = f(ns, link, e.Setup)
			}
			if err != nil {
				return fmt.Errorf("host %s: %w", h.Name, err)
			}
		}
	}
	return nil
}

// silenceStopped brings down what a change of the lab has given its stopped
// hosts.
func (r *Record) silenceStopped() error {
	for i := range r.Hosts {
		if h := &r.Hosts[i]; r.isStopped(h.Name) {
			if err := r.silence(h); err != nil {
				return err
			}
		}
	}
	return nil
}

// stillStopped returns those of the stopped that the change neither takes away
// nor makes anew.
func (c *Change) stillStopped(stopped []string) []string {
	stays := map[string]bool{}
	for _, p := range []struct {
		plan *Plan
		word bool
	}{{c.To, true}, {&c.Add, false}} {
		for _, name := range (&Record{Plan: *p.plan}).nodes() {
			stays[name] = p.word
		}
	}
	return slices.DeleteFunc(slices.Clone(stopped), func(name string) bool { return !stays[name] })
}

// leaveAlone leaves out what would be done to the bridges of stopped switches,
// which there are not.
func (c *Change) leaveAlone(stopped []string) {
	none := map[string]bool{}
	for i := range c.To.Switches {
		if s := &c.To.Switches[i]; slices.Contains(stopped, s.Name) {
			none[s.Bridge.Name] = true
		}
	}
	c.Bridges = slices.DeleteFunc(c.Bridges, func(b ovs.Bridge) bool { return none[b.Name] })
	c.Unplug = slices.DeleteFunc(c.Unplug, func(p PortChange) bool { return none[p.Bridge] })
	c.Plug = slices.DeleteFunc(c.Plug, func(p PortChange) bool { return none[p.Bridge] })
}
