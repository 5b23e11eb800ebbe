package controller

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"time"
)

// Controller is an application and the listener it serves switches on.
type Controller struct {
	cfg config
}

var errNotYet = errors.New("controller: not complete")

// Listen calls the application's Start and then opens the listener. Switches can
// connect from then on and are answered when Serve runs.
//
// addr is "host:port", ":port" for all addresses, port 0 for any free one, or
// "unix:/path". That an address is taken is told by errors.Is(err,
// syscall.EADDRINUSE). The application may be nil: switches then connect and
// wait. A panic of Start is returned as a *PanicError.
func Listen(ctx context.Context, addr string, app any, opts ...Option) (*Controller, error) {
	return nil, errNotYet
}

// Serve answers switches until ctx ends, Close is called or Shutdown by the
// application, and then returns nil; or until a handler or timer panics, and
// then returns a *PanicError. All connections are closed and all goroutines
// have ended when it returns. It can be called once.
func (c *Controller) Serve(ctx context.Context) error { return errNotYet }

// Close closes the listener; Serve, if it runs, returns.
func (c *Controller) Close() error { return errNotYet }

// Shutdown has Serve end with nil, as Trema's shutdown! does. It does not wait
// and may be called by handlers.
func (c *Controller) Shutdown() {}

// Addr returns the address the controller listens on, the first of several.
func (c *Controller) Addr() net.Addr { return nil }

// Logger returns the logger the controller was given.
func (c *Controller) Logger() *slog.Logger { return c.cfg.log }

// Every calls f at once, as soon as Serve runs, and then every interval, in the
// handlers' turn. It may be called in Start and by handlers. stop ends it.
func (c *Controller) Every(interval time.Duration, f func()) (stop func()) { return func() {} }

// Do runs f in the handlers' turn: no handler runs while f does. It must not be
// called by a handler.
func (c *Controller) Do(f func()) {}

// Go runs f in a goroutine that Serve waits for. Its context ends with Serve.
// Requests that wait for an answer are made in such a function, not in a
// handler.
func (c *Controller) Go(f func(ctx context.Context)) {}

// Switch returns the ready switch with the datapath ID, or nil.
func (c *Controller) Switch(dpid uint64) *Switch { return nil }

// Connected describes the switches that are ready, by datapath ID.
func (c *Controller) Connected() []DatapathInfo { return nil }

// WaitReady returns nil as soon as every one of the given switches is ready and
// has carried out what SwitchReady sent it. When ctx ends before, or the
// controller does, the error is a *NotReadyError that names those missing.
func (c *Controller) WaitReady(ctx context.Context, dpids []uint64) error { return errNotYet }
