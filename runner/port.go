package runner

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/netns"
)

// SetPort turns a port of a switch on or off, as ovs-ofctl(8) mod-port does: the
// switch tells its controller, and what is at the other end of the cable loses
// its carrier.
func (l *Lab) SetPort(ctx context.Context, name string, number uint32, up bool) error {
	return l.manage(ctx, name, func(ctx context.Context, sw *controller.Switch) error {
		ports := slices.DeleteFunc(slices.Clone(sw.Ports()), func(p openflow.Port) bool { return p.Number > openflow.PortMax })
		i := slices.IndexFunc(ports, func(p openflow.Port) bool { return p.Number == number })
		if i < 0 {
			err := &NotFoundError{Kind: "port", Name: strconv.FormatUint(uint64(number), 10)}
			slices.SortFunc(ports, func(a, b openflow.Port) int { return int(a.Number) - int(b.Number) })
			for _, p := range ports {
				err.Known = append(err.Known, strconv.FormatUint(uint64(p.Number), 10))
			}
			return err
		}
		mod := openflow.PortMod{Port: number, HWAddr: ports[i].HWAddr, Mask: openflow.PortDown}
		if !up {
			mod.Config = openflow.PortDown
		}
		if err := sw.SendPortMod(&mod); err != nil {
			return err
		}
		return sw.Barrier(ctx)
	})
}

// findDown finds out which ports are turned off. That is a matter between the
// switch and the kernel; the lab does not know.
func (s *Status) findDown() {
	root, err := netns.Current()
	if err != nil {
		return
	}
	defer root.Close()
	links, err := root.Links()
	if err != nil {
		return
	}
	down := map[string]bool{}
	for _, l := range links {
		down[l.Name] = !l.Up
	}
	for _, sw := range s.Switches {
		for i := range sw.Ports {
			sw.Ports[i].Down = down[sw.Ports[i].Device]
		}
	}
}

// managePatience is how long a switch has time to answer.
const managePatience = 30 * time.Second

// manage calls f with a connection of its own to a switch, over the socket that
// the bridge has for tools.
func (l *Lab) manage(ctx context.Context, name string, f func(ctx context.Context, sw *controller.Switch) error) error {
	r := l.current()
	s := index(r.Switches, nameOfSwitch)[name]
	switch {
	case index(r.Programs, nameOfProgram)[name] != nil:
		return fmt.Errorf("switch %s is a program: only its controller can ask it", name)
	case s == nil:
		return &NotFoundError{Kind: "switch", Name: name, Known: r.switches()}
	case r.isStopped(name):
		return &StoppedError{name}
	}
	ctx, cancel := context.WithTimeout(ctx, managePatience)
	defer cancel()
	sw, err := controller.Dial(ctx, "unix", r.OVS.Management(s.Bridge.Name), s.version())
	if err == nil {
		defer sw.Close()
		err = f(ctx, sw)
	}
	if err != nil {
		return fmt.Errorf("switch %s: %w", name, err)
	}
	return nil
}
