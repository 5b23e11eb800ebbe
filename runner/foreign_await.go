package runner

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/trema-ns/trema-ns/runner/ovs"
)

// foreignInterval is how often Open vSwitch is asked whether its bridges have
// their controller.
const foreignInterval = 100 * time.Millisecond

// awaitForeign returns when Open vSwitch says that all switches have shaken
// hands with a controller that is not ours. Programs that are switches cannot
// be asked.
func (l *Lab) awaitForeign() error {
	var bridges, names []string
	for _, s := range l.plan.Switches {
		if s.Awaited && !l.current().isStopped(s.Name) {
			bridges = append(bridges, s.Bridge.Name)
			names = append(names, s.Name)
		}
	}
	l.mu.Lock()
	ended := l.foreign.Ended != ""
	l.mu.Unlock()
	if len(bridges) == 0 || ended {
		return nil
	}
	end, err := begin(l.ctx, PhaseConnect)
	if err != nil {
		return err
	}
	defer end()
	l.config.wait(fmt.Sprintf("waiting for %s to connect to %s: %s", counted(len(names), "switch", "switches"), l.record.Listen, abridged(names)))
	c, err := l.record.OVS.Dial(l.ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	timeout := time.After(l.config.Timeout)
	for {
		missing, reasons, err := missingController(l.ctx, c, l.record.Owner, bridges)
		switch {
		case l.ctx.Err() != nil:
			return context.Cause(l.ctx)
		case err != nil:
			return err
		case len(missing) == 0:
			return nil
		}
		select {
		case <-time.After(foreignInterval):
		case <-l.ctx.Done():
		case <-timeout:
			for i, n := range missing {
				missing[i] = names[slices.Index(bridges, n)]
			}
			return l.foreignMissing(missing, reasons)
		}
	}
}

// missingController returns those of the bridges that have no controller yet,
// and what has gone wrong at each.
func missingController(ctx context.Context, c *ovs.Client, owner string, bridges []string) (missing, reasons []string, err error) {
	ctx, cancel := context.WithTimeout(ctx, ovsPatience)
	defer cancel()
	if err := c.Refresh(ctx); err != nil {
		return nil, nil, err
	}
	states, err := c.Controllers(ctx, owner)
	for _, b := range bridges {
		if !states[b].Connected {
			missing = append(missing, b)
			reasons = append(reasons, states[b].LastError)
		}
	}
	return missing, reasons, err
}

// foreignMissing says which switches have not connected and, as far as that is
// known, why.
func (l *Lab) foreignMissing(missing, reasons []string) error {
	err := fmt.Errorf("%s not connected within %v: %s (--timeout waits longer)",
		counted(len(missing), "switch has", "switches have"), l.config.Timeout, abridged(missing))
	switch all := strings.Join(reasons, " "); {
	case strings.Contains(all, "refused"):
		err = fmt.Errorf("%w; nobody listens on %s%s", err, l.record.Listen, l.targetNote())
	case strings.Contains(all, "Protocol error"):
		version := "OpenFlow 1.0; --openflow13 makes that 1.3"
		if l.config.Options.OpenFlow13 {
			version = "OpenFlow 1.3; without --openflow13 it is 1.0"
		}
		err = fmt.Errorf("%w; the controller does not speak %s", err, version)
	case all != "" && len(strings.Fields(all)) > 0:
		err = fmt.Errorf("%w; %s", err, strings.TrimSpace(reasons[0]))
	}
	if line := lastLine(l.controllerLog()); line != "" {
		err = errors.Join(err, fmt.Errorf("the last line of what the controller has printed: %s", line))
	}
	return err
}

// targetNote says how a program learns where it is to listen.
func (l *Lab) targetNote() string {
	if len(l.config.Options.Foreign.Command) == 0 {
		return ""
	}
	return ", which the controller is told by OPENFLOW_TARGET"
}

// controllers returns how the lab's bridges get on with their controllers.
func (r *Record) controllers(ctx context.Context) (map[string]ovs.ControllerState, error) {
	if r.OVS == nil {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second) // whoever asks does not wait for long
	defer cancel()
	c, err := r.OVS.Dial(ctx)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	if err := c.Refresh(ctx); err != nil {
		return nil, err
	}
	if err := c.Settle(ctx); err != nil {
		return nil, err
	}
	return c.Controllers(ctx, r.Owner)
}
