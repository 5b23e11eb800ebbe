package controller

import (
	"context"
	"errors"
	"strings"
	"testing"
)

type starter struct{ err error }

func (s starter) Start(c *Controller, args []string) error { return s.err }

// runUntil is Main's work, which ends as soon as the application runs.
type runUntil struct{ addr string }

func (r *runUntil) Start(c *Controller, args []string) error {
	c.After(0, func() {
		r.addr = c.Addr().String()
		c.Shutdown()
	})
	return nil
}

func TestMainListensWhereItIsTold(t *testing.T) {
	app := new(runUntil)
	if err := runMain(t.Context(), app, "tcp:127.0.0.2:0", nil); err != nil || !strings.HasPrefix(app.addr, "127.0.0.2:") {
		t.Errorf("it listens on %q, %v", app.addr, err)
	}
	if err := runMain(t.Context(), app, "unix:/x", nil); err == nil || !strings.Contains(err.Error(), "OPENFLOW_TARGET is like") {
		t.Errorf("an address of another kind: %v", err)
	}
	failure := errors.New("no such luck")
	if err := runMain(t.Context(), starter{failure}, "tcp:127.0.0.1:0", nil); !errors.Is(err, failure) {
		t.Errorf("Start fails: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := runMain(ctx, starter{}, "tcp:127.0.0.1:0", nil); err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("asked to end: %v", err)
	}
}
