package controller

import (
	"time"

	"github.com/trema-ns/trema-ns/controller/openflow"
)

// watch is the one clock of a controller. It gives up peers that do not read,
// do not answer or do not complete the handshake, so that no connection needs
// timers of its own and reading and writing cost no system call for them.
func (c *Controller) watch() {
	least := min(c.cfg.handshake, c.cfg.echoInterval, c.cfg.echoTimeout, c.cfg.writeTimeout)
	t := time.NewTicker(min(max(least/8, 5*time.Millisecond), time.Second))
	defer t.Stop()
	began := time.Now()
	var all []*Switch
	for {
		select {
		case <-c.ctx.Done():
			return
		case <-t.C:
		}
		now := int64(time.Since(began)) + 1
		c.clock.Store(now)
		all = all[:0]
		c.mu.Lock()
		for s := range c.conns {
			all = append(all, s)
		}
		c.mu.Unlock()
		for _, s := range all {
			c.check(s, now)
		}
		clear(all)
	}
}

// check looks at one connection.
func (c *Controller) check(s *Switch, now int64) {
	passed := func(since int64, d time.Duration) bool { return since != 0 && now-since > int64(d) }
	if passed(s.writeSince.Load(), c.cfg.writeTimeout) {
		s.close(errDoesNotRead)
		return
	}
	idle := s.readSince.Load()
	if !s.known.Load() {
		// readSince is the time of the connection until the handshake ends.
		if passed(idle, c.cfg.handshake) {
			s.close(errNoHandshake)
		}
		return
	}
	if !passed(idle, c.cfg.echoInterval) {
		return
	}
	if passed(idle, c.cfg.echoInterval+c.cfg.echoTimeout) {
		s.close(errNoEcho)
		return
	}
	if s.echo != idle {
		s.echo = idle
		if xid, err := s.lock(); err == nil {
			s.keepAlive.Store(xid)
			s.out = openflow.AppendEchoRequest(s.out, s.version, xid, nil)
			s.unlock()
		}
	}
}
