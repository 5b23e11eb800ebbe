package controllertest

import (
	"context"
	"testing"

	"github.com/trema-ns/trema-ns/controller"
)

// Serve runs a controller on a free port of the loopback until the end of the test, which it must survive.
func Serve(t testing.TB, app any, opts ...controller.Option) *controller.Controller {
	t.Helper()
	c, err := controller.Listen(t.Context(), "127.0.0.1:0", app, opts...)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- c.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return c
}
