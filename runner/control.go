package runner

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/rubyapp"
	"github.com/trema-ns/trema-ns/dsl"
)

// PortOf returns the port that a run listens on when none is asked for: the one
// that all the file's switches name, if they do, else the usual one.
func PortOf(n *dsl.Network) uint16 {
	var port uint16
	if n != nil {
		for _, s := range n.Switches {
			switch {
			case s.Kind != dsl.VSwitch || s.Controller.IsValid() && !s.Controller.IsLoopback():
				continue
			case s.Port == 0, port != 0 && s.Port != port:
				return controller.DefaultPort
			}
			port = s.Port
		}
	}
	if port == 0 {
		return controller.DefaultPort
	}
	return port
}

// listen starts the controller, before any switch is told to connect to it.
func (l *Lab) listen() error {
	if f := l.config.Options.Foreign; f != nil {
		close(l.served)
		return l.startForeign(f)
	}
	if l.config.App == nil {
		close(l.served)
		return nil
	}
	// Switches of this machine come over the loopback. Only those from
	// elsewhere need a port that everybody can reach.
	host := "127.0.0.1"
	if n := l.config.Network; n == nil || slices.ContainsFunc(n.Switches, func(s *dsl.Switch) bool { return s.Kind == dsl.HWSwitch }) {
		host = ""
	}
	addr := net.JoinHostPort(host, strconv.Itoa(int(l.config.Options.Port)))
	options := []controller.Option{controller.WithLogger(l.config.Log), controller.WithArgs(l.config.Args)}
	if l.config.TLS != nil {
		options = append(options, controller.WithTLS(l.config.TLS))
	}
	c, err := controller.Listen(l.ctx, addr, l.config.App.New(), options...)
	if err != nil {
		close(l.served)
		return l.portError(addr, err)
	}
	l.control = c
	l.record.Listen = c.Addr().String()
	go func() {
		defer close(l.served)
		if err := c.Serve(l.ctx); err != nil {
			var exit *rubyapp.ExitError
			var mistake *rubyapp.Error
			if !errors.As(err, &exit) && !errors.As(err, &mistake) { // which say where they come from
				err = fmt.Errorf("%s: %w", l.config.App.Class, err)
			}
			l.stop(err)
			return
		}
		// An application may end by itself, and the lab with it.
		l.stop(context.Canceled)
	}()
	return nil
}

// portError says who has the port that cannot be listened on.
func (l *Lab) portError(addr string, err error) error {
	if !errors.Is(err, syscall.EADDRINUSE) {
		return err
	}
	holder := PortHolder(l.config.Options.Port)
	return &PortError{Address: addr, Holder: holder.String(), Lab: l.dir.LabOf(holder), Err: syscall.EADDRINUSE}
}

// awaitSwitches returns when all switches that are ours to serve are ready.
func (l *Lab) awaitSwitches(ctx context.Context) error {
	if l.config.Options.Foreign != nil {
		return l.awaitForeign()
	}
	if l.control == nil {
		return nil
	}
	var dpids []uint64
	var names []string
	stopped := l.current().isStopped
	for _, s := range l.plan.Switches {
		if s.Awaited && !stopped(s.Name) {
			dpids = append(dpids, s.Bridge.DatapathID)
			names = append(names, s.Name)
		}
	}
	for _, p := range l.plan.Programs {
		if p.Awaited && !stopped(p.Name) {
			dpids = append(dpids, p.DatapathID)
			names = append(names, p.Name)
		}
	}
	if len(dpids) == 0 {
		return nil
	}
	end, err := begin(l.ctx, PhaseConnect)
	if err != nil {
		return err
	}
	defer end()
	l.config.wait("waiting for " + counted(len(names), "switch", "switches") + ": " + abridged(names))
	patience, cancel := context.WithTimeout(ctx, l.config.Timeout)
	defer cancel()
	err = l.control.WaitReady(patience, dpids)
	if err == nil {
		return nil
	}
	if patience.Err() == nil {
		<-l.served // the controller has ended, and says why
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	connected := map[uint64]bool{}
	for _, c := range l.control.Connected() {
		connected[c.DatapathID] = true
	}
	var missing []string
	for i, dpid := range dpids {
		if !connected[dpid] {
			missing = append(missing, names[i])
		}
	}
	if len(missing) == 0 {
		return err
	}
	refused := ""
	if e := (*controller.NotReadyError)(nil); errors.As(err, &e) && e.Refused != nil {
		refused = fmt.Sprintf("; the controller has refused a peer: %v", e.Refused)
	}
	return fmt.Errorf("%s not connected within %v: %s (--timeout waits longer)%s",
		counted(len(missing), "switch has", "switches have"), l.config.Timeout, abridged(missing), refused)
}

// counted returns "1 switch" or "2 switches".
func counted(n int, one, many string) string {
	if n == 1 {
		many = one
	}
	return strconv.Itoa(n) + " " + many
}

// abridged lists names, the first few of many.
func abridged(names []string) string {
	const most = 8
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s, … and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
