package controller

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Controller is an application and the listener it serves switches on.
type Controller struct {
	cfg       config
	app       any
	handlers  handlers
	listeners []net.Listener
	turn      sync.RWMutex           // the handlers' turn
	asking    atomic.Pointer[member] // of several applications the one that has it
	combined  bool                   // there are several
	clock     atomic.Int64           // the watchdog's time, nanoseconds since it began, never 0

	ctx    context.Context // ends with Serve
	cancel context.CancelFunc
	tasks  sync.WaitGroup

	mu       sync.Mutex // guards what follows
	queued   []func()   // goroutines to start when Serve runs
	serving  bool
	stopped  bool
	err      error // what Serve returns
	conns    map[*Switch]struct{}
	accepted uint64             // connections
	switches map[uint64]*Switch // those that are ready
	changed  chan struct{}      // closed at every change of switches
	refused  error              // why a peer did not become a switch, the last that was to blame
}

// Listen calls the application's Start and then opens the listener. Switches can
// connect from then on and are answered when Serve runs.
//
// addr is "host:port", ":port" for all addresses, port 0 for any free one, or
// "unix:/path". That an address is taken is told by errors.Is(err,
// syscall.EADDRINUSE). The application may be nil: switches then connect and
// wait. A panic of Start is returned as a *PanicError.
func Listen(ctx context.Context, addr string, app any, opts ...Option) (*Controller, error) {
	c := &Controller{
		cfg:      defaults(),
		app:      app,
		handlers: findHandlers(app),
		conns:    make(map[*Switch]struct{}),
		switches: make(map[uint64]*Switch),
		changed:  make(chan struct{}),
	}
	for _, o := range opts {
		o(&c.cfg)
	}
	c.clock.Store(1)
	c.ctx, c.cancel = context.WithCancel(context.Background())
	if err := c.start(app); err != nil {
		c.cancel()
		return nil, err
	}
	var lc net.ListenConfig
	for _, a := range append([]string{addr}, c.cfg.more...) {
		network, address := "tcp", a
		if path, ok := strings.CutPrefix(a, "unix:"); ok {
			network, address = "unix", path
		}
		l, err := lc.Listen(ctx, network, address)
		if err != nil {
			c.Close()
			return nil, fmt.Errorf("cannot listen for switches: %w", err)
		}
		c.listeners = append(c.listeners, l)
	}
	return c, nil
}

func (c *Controller) start(app any) (err error) {
	s, ok := app.(Starter)
	if !ok {
		return nil
	}
	defer func() {
		if v := recover(); v != nil {
			err = newPanicError(v)
		}
	}()
	return s.Start(c, c.cfg.args)
}

// Serve answers switches until ctx ends, Close is called or Shutdown by the
// application, and then returns nil; or until a handler or timer panics, and
// then returns a *PanicError. All connections are closed and all goroutines
// have ended when it returns; for the switches connected until then
// SwitchDisconnected is not called. It can be called once.
func (c *Controller) Serve(ctx context.Context) error {
	defer context.AfterFunc(ctx, func() { c.stop(nil) })()
	c.mu.Lock()
	c.serving = true
	queued := c.queued
	c.queued = nil
	c.mu.Unlock()

	c.spawn(c.watch)
	for _, f := range queued {
		c.spawn(f)
	}
	for _, l := range c.listeners {
		c.spawn(func() { c.accept(l) })
	}
	<-c.ctx.Done()
	c.tasks.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// spawn runs f in a goroutine that Serve waits for. Before Serve it is kept,
// after the end forgotten.
func (c *Controller) spawn(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.stopped:
	case !c.serving:
		c.queued = append(c.queued, f)
	default:
		c.tasks.Go(f)
	}
}

// stop ends everything; the first reason is what Serve returns.
func (c *Controller) stop(reason error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		return
	}
	c.stopped, c.err = true, reason
	c.cancel()
	for _, l := range c.listeners {
		l.Close()
	}
	for s := range c.conns {
		s.close(errServeEnds)
	}
	close(c.changed)
}

// Fail is Shutdown for an application that cannot go on: Serve returns err.
func (c *Controller) Fail(err error) { c.stop(err) }

func (c *Controller) fail(err *PanicError) { c.stop(err) }

func (c *Controller) stopping() bool { return c.ctx.Err() != nil }

// Close closes the listeners and has Serve, if it runs, return. It does not
// wait for Serve.
func (c *Controller) Close() error {
	c.stop(nil)
	return nil
}

// Shutdown is Close under Trema's name (shutdown!), for applications: handlers
// may call it.
func (c *Controller) Shutdown() { c.stop(nil) }

// Addr returns the address the controller listens on, the first of several. It
// is nil in Start.
func (c *Controller) Addr() net.Addr {
	if len(c.listeners) == 0 {
		return nil
	}
	return c.listeners[0].Addr()
}

// Logger returns the logger the controller was given.
func (c *Controller) Logger() *slog.Logger { return c.cfg.log }

// Do runs f in the handlers' turn: no handler runs while f does. It must not be
// called by a handler. After the end of Serve it does nothing.
func (c *Controller) Do(f func()) { c.inTurn(f) }

// Go runs f in a goroutine that Serve waits for, as soon as Serve runs. Its
// context ends with Serve. Requests that wait for an answer are made in such a
// function, not in a handler.
func (c *Controller) Go(f func(ctx context.Context)) {
	c.spawn(func() {
		defer func() {
			if v := recover(); v != nil {
				c.fail(newPanicError(v))
			}
		}()
		f(c.ctx)
	})
}

// Every calls f at once, as soon as Serve runs, and then every interval, in the
// handlers' turn. The interval is at least a millisecond. Every may be called in
// Start and by handlers. stop ends it; a call that has begun goes on.
func (c *Controller) Every(interval time.Duration, f func()) (stop func()) {
	f = c.forAsker(f)
	ctx, cancel := context.WithCancel(c.ctx)
	c.spawn(func() {
		defer cancel()
		t := time.NewTicker(max(interval, time.Millisecond))
		defer t.Stop()
		for ctx.Err() == nil {
			if !c.inTurn(f) {
				return
			}
			select {
			case <-ctx.Done():
			case <-t.C:
			}
		}
	})
	return cancel
}

// After calls f once, in the handlers' turn, when the time has passed since
// Serve runs. It may be called in Start and by handlers. stop keeps it from
// being called.
func (c *Controller) After(delay time.Duration, f func()) (stop func()) {
	f = c.forAsker(f)
	ctx, cancel := context.WithCancel(c.ctx)
	c.spawn(func() {
		defer cancel()
		t := time.NewTimer(delay)
		defer t.Stop()
		select {
		case <-ctx.Done():
		case <-t.C:
			c.inTurn(func() {
				if ctx.Err() == nil {
					f()
				}
			})
		}
	})
	return cancel
}
