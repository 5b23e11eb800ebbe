package controller

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/trema-ns/trema-ns/controller/openflow"
)

// Switch returns the ready switch with the datapath ID, or nil.
func (c *Controller) Switch(dpid uint64) *Switch {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.switches[dpid]
}

// Connected describes the switches that are ready, by datapath ID.
func (c *Controller) Connected() []DatapathInfo {
	c.mu.Lock()
	list := make([]*Switch, 0, len(c.switches))
	for _, s := range c.switches {
		list = append(list, s)
	}
	c.mu.Unlock()
	infos := make([]DatapathInfo, len(list))
	for i, s := range list {
		infos[i] = DatapathInfo{s.dpid, s.version, s.RemoteAddr(), s.since, s.Ports()}
	}
	slices.SortFunc(infos, func(a, b DatapathInfo) int { return cmp.Compare(a.DatapathID, b.DatapathID) })
	return infos
}

// NotReadyError says which switches WaitReady has waited for in vain.
type NotReadyError struct {
	Missing []uint64 // datapath IDs, in the order given
	// Connected are those of them that have completed the handshake but have
	// not confirmed that they have carried out what SwitchReady has sent.
	Connected []uint64
	// Refused is why the last peer was refused that might have become a switch,
	// nil when none was.
	Refused error
	Err     error // why the waiting ended
}

// Error implements error.
func (e *NotReadyError) Error() string {
	var b strings.Builder
	for i, dpid := range e.Missing {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%#x", dpid)
		if slices.Contains(e.Connected, dpid) {
			b.WriteString(" (connected, but does not answer)")
		}
	}
	noun := "switches"
	if len(e.Missing) == 1 {
		noun = "switch"
	}
	refused := ""
	if e.Refused != nil {
		refused = fmt.Sprintf("; a peer was refused: %v", e.Refused)
	}
	return fmt.Sprintf("%s not ready: %s: %v%s", noun, b.String(), e.Err, refused)
}

// Unwrap returns why the waiting ended.
func (e *NotReadyError) Unwrap() error { return e.Err }

// WaitReady returns nil as soon as every one of the given switches is ready and
// has carried out what SwitchReady sent it. When ctx ends before, or the
// controller does, the error is a *NotReadyError that names those missing.
func (c *Controller) WaitReady(ctx context.Context, dpids []uint64) error {
	for {
		c.mu.Lock()
		var e NotReadyError
		for _, dpid := range dpids {
			s := c.switches[dpid]
			if s == nil || !s.settled {
				e.Missing = append(e.Missing, dpid)
			}
			if s != nil && !s.settled {
				e.Connected = append(e.Connected, dpid)
			}
		}
		changed, stopped, reason := c.changed, c.stopped, c.err
		c.mu.Unlock()
		if len(e.Missing) == 0 {
			return nil
		}
		if stopped {
			e.Err = errServeEnds
			if reason != nil {
				e.Err = reason
			}
			e.Refused = c.lastRefused()
			return &e
		}
		select {
		case <-changed:
		case <-ctx.Done():
			e.Err, e.Refused = context.Cause(ctx), c.lastRefused()
			return &e
		}
	}
}

func (c *Controller) lastRefused() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.refused
}

// WaitGone returns nil as soon as there is no connection to the given switch, or
// the reason why ctx has ended before.
func (c *Controller) WaitGone(ctx context.Context, dpid uint64) error {
	for {
		c.mu.Lock()
		there, changed := c.switches[dpid] != nil && !c.stopped, c.changed
		c.mu.Unlock()
		if !there {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// notify wakes WaitReady and WaitGone. c.mu is held.
func (c *Controller) notify() {
	if !c.stopped {
		close(c.changed)
		c.changed = make(chan struct{})
	}
}

// settle sends a barrier behind what SwitchReady has sent. With its reply, or
// whatever else answers it, the switch counts for WaitReady.
func (c *Controller) settle(s *Switch) {
	xid, err := s.lock()
	if err != nil {
		return
	}
	r := &request{done: make(chan error, 1)}
	r.accept = func(openflow.Header, []byte) (bool, error) { return true, nil }
	if s.requests.add(xid, r) {
		s.out = appendBarrierRequest(s.out, s.version, xid)
	}
	s.unlock()
	c.spawn(func() {
		select {
		case <-r.done:
		case <-s.done:
			return
		}
		if s.reason() != nil {
			return
		}
		c.mu.Lock()
		s.settled = true
		c.notify()
		c.mu.Unlock()
	})
}
