package controller

import (
	"errors"
	"io"
	"net"
	"syscall"
	"time"

	"github.com/trema-ns/trema-ns/controller/openflow"
)

// accept takes connections until the listener is closed.
func (c *Controller) accept(l net.Listener) {
	for {
		nc, err := l.Accept()
		switch {
		case err == nil:
			c.admit(nc)
		case c.stopping():
			return
		default:
			// Out of file descriptors, most likely: others may close some.
			c.cfg.log.Warn("cannot accept a connection", "error", err)
			select {
			case <-c.ctx.Done():
				return
			case <-time.After(100 * time.Millisecond):
			}
		}
	}
}

// admit begins the serving of a connection.
func (c *Controller) admit(nc net.Conn) {
	s := &Switch{ctl: c}
	s.init(nc, c.cfg.tls)
	c.mu.Lock()
	if !c.stopped && len(c.conns) >= c.cfg.maxConns {
		c.evict()
	}
	if c.stopped || len(c.conns) >= c.cfg.maxConns {
		full := !c.stopped
		c.mu.Unlock()
		nc.Close()
		if full {
			c.cfg.log.Warn("too many connections", "peer", nc.RemoteAddr())
		}
		return
	}
	s.readSince.Store(c.clock.Load())
	c.accepted++
	s.number = c.accepted
	c.conns[s] = struct{}{}
	c.tasks.Go(func() { c.run(s) })
	c.mu.Unlock()
}

// evict makes room by ending the oldest connection that has not become a
// switch's, so that strangers who connect and say nothing keep no switch out.
// c.mu is held.
func (c *Controller) evict() {
	var oldest *Switch
	for s := range c.conns {
		if !s.known.Load() && (oldest == nil || s.number < oldest.number) {
			oldest = s
		}
	}
	if oldest != nil {
		delete(c.conns, oldest)
		oldest.close(errCrowdedOut)
	}
}

// run serves one connection from its first byte to its last.
func (c *Controller) run(s *Switch) {
	err := c.lead(s)
	s.close(err)
	s.requests.end(err)
	c.leave(s, s.reason())
}

func (c *Controller) now() int64 { return c.clock.Load() }

// lead leads a connection through the handshake and serves it.
func (c *Controller) lead(s *Switch) (err error) {
	early, err := c.shake(s)
	if err != nil {
		return err
	}
	s.since = time.Now()
	s.readSince.Store(0) // was the time of the connection until here
	s.known.Store(true)
	c.spawn(func() { s.write(c.now) })
	if err := c.enter(s); err != nil {
		return err
	}
	for _, b := range early {
		var h openflow.Header
		if err := openflow.ParseHeader(b, &h); err != nil {
			return err
		}
		if err := c.replay(s, h, b); err != nil {
			return err
		}
	}
	return s.serve(c.now)
}

// shake is the handshake; a fault in the reading of it ends the connection only.
func (c *Controller) shake(s *Switch) (early [][]byte, err error) {
	t := turn{ctl: c}
	defer t.recover(&err)
	if err := s.secure(); err != nil {
		return nil, err
	}
	return s.handshake(c.cfg.versions, c.now)
}

// replay dispatches a message that was kept during the handshake.
func (c *Controller) replay(s *Switch, h openflow.Header, b []byte) (err error) {
	s.begin()
	t := c.turnOfMessages()
	func() {
		defer t.end()
		defer t.recover(&err)
		err = s.dispatch(&t, h, b)
	}()
	if err != nil {
		return err
	}
	return s.end(c.now)
}

// enter makes a switch known to the application.
func (c *Controller) enter(s *Switch) error {
	s.begin()
	if c.cfg.cleanup {
		fm := openflow.FlowMod{Command: openflow.FlowDelete, TableID: openflow.AllTables}
		if err := s.SendFlowMod(&fm); err != nil {
			return err
		}
	}
	ok := c.inTurn(func() {
		c.mu.Lock()
		old := c.switches[s.dpid]
		c.switches[s.dpid] = s
		c.mu.Unlock()
		if old != nil {
			// It may not have been noticed yet that the old connection has
			// gone. The application hears of its end before the new beginning.
			old.close(errReplaced)
			c.tellGone(old)
		}
		s.told = true
		if h := c.handlers.ready; h != nil {
			h.SwitchReady(s)
		}
	})
	if !ok {
		return errServeEnds
	}
	c.settle(s)
	if err := s.end(c.now); err != nil {
		return err
	}
	c.cfg.log.Debug("switch connected", "switch", hex(s.dpid), "version", s.version.String(), "peer", s.RemoteAddr())
	c.observe(c.cfg.onConnect, s)
	return nil
}

// tellGone tells the application, in its turn, that a switch has gone, unless it
// knows.
func (c *Controller) tellGone(s *Switch) {
	if !s.told {
		return
	}
	s.told = false
	if h := c.handlers.disconnected; h != nil {
		h.SwitchDisconnected(s)
	}
}

// observe calls a callback of the options. Its panic is the application's.
func (c *Controller) observe(f func(*Switch), s *Switch) {
	if f == nil {
		return
	}
	defer func() {
		if v := recover(); v != nil {
			c.fail(newPanicError(v))
		}
	}()
	f(s)
}

// leave forgets a connection that has ended.
func (c *Controller) leave(s *Switch, reason error) {
	c.mu.Lock()
	delete(c.conns, s)
	if c.switches[s.dpid] == s {
		delete(c.switches, s.dpid)
		c.notify()
	}
	c.mu.Unlock()
	known := s.known.Load()
	if c.stopping() {
		return
	}
	switch {
	case known:
		c.inTurn(func() { c.tellGone(s) })
		c.observe(c.cfg.onDisconnect, s)
	case c.handlers.helloFailed != nil:
		var failed *helloFailed
		if errors.As(reason, &failed) {
			c.inTurn(func() { c.handlers.helloFailed.HelloFailed(s.RemoteAddr(), &failed.e) })
		}
	}
	c.logEnd(s, known, reason)
}

// logEnd logs why a connection has ended, as a warning where the peer is to
// blame.
func (c *Controller) logEnd(s *Switch, known bool, reason error) {
	log, blamed := c.cfg.log.Debug, false
	var parse *openflow.ParseError
	var failed *helloFailed
	var tls *tlsError
	switch {
	case errors.As(reason, &parse), errors.As(reason, &tls), errors.As(reason, &failed), errors.Is(reason, errNoEcho),
		errors.Is(reason, errDoesNotRead), known && errors.Is(reason, errTooEarly):
		log, blamed = c.cfg.log.Warn, true
	case errors.Is(reason, io.EOF), errors.Is(reason, syscall.ECONNRESET):
		reason = errors.New("closed by the peer")
	case errors.Is(reason, io.ErrUnexpectedEOF):
		reason = errors.New("closed by the peer within a message")
	}
	if known {
		log("switch disconnected", "switch", hex(s.dpid), "peer", s.RemoteAddr(), "reason", reason)
		return
	}
	if blamed {
		c.mu.Lock()
		c.refused = reason
		c.mu.Unlock()
	}
	log("connection ended before it was a switch's", "peer", s.RemoteAddr(), "reason", reason)
}
