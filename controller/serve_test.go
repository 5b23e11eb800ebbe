package controller_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/internal/fakeswitch"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

func TestAddressInUse(t *testing.T) {
	c := serve(t, nil)
	_, err := controller.Listen(t.Context(), c.Addr().String(), nil)
	if !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("error %v", err)
	}
}

func TestSeveralAddresses(t *testing.T) {
	path := t.TempDir() + "/of.sock"
	j := &journal{}
	c := serve(t, j, controller.WithAddress("unix:"+path))
	connect(t, c, openflow.Version10, 1)
	s, err := fakeswitch.Connect(&net.UnixAddr{Name: path, Net: "unix"}, openflow.Version13, 2)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	waitReady(t, c, 1, 2)
}

func TestStart(t *testing.T) {
	var got []string
	j := &journal{starts: func(c *controller.Controller, args []string) error {
		got = args
		if c.Addr() != nil {
			t.Error("Start runs when the listener is open")
		}
		return nil
	}}
	serve(t, j, controller.WithArgs([]string{"a", "b"}))
	if !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("arguments %q", got)
	}
	fails := errors.New("no such mode")
	j.starts = func(*controller.Controller, []string) error { return fails }
	if _, err := controller.Listen(t.Context(), "127.0.0.1:0", j); !errors.Is(err, fails) {
		t.Errorf("error %v", err)
	}
	j.starts = func(*controller.Controller, []string) error { panic("bang") }
	var p *controller.PanicError
	if _, err := controller.Listen(t.Context(), "127.0.0.1:0", j); !errors.As(err, &p) || p.Value != "bang" ||
		!strings.Contains(err.Error(), "serve_test.go") {
		t.Errorf("error %v", err)
	}
}

// TestPanicEndsTheController, wherever the application panics.
func TestPanicEndsTheController(t *testing.T) {
	bang := func(*controller.Switch) { panic(errors.New("bang")) }
	tests := map[string]func(j *journal) []controller.Option{
		"packet-in": func(j *journal) []controller.Option { j.on["packet-in"] = bang; return nil },
		"ready":     func(j *journal) []controller.Option { j.on["ready"] = bang; return nil },
		"gone":      func(j *journal) []controller.Option { j.on["gone"] = bang; return nil },
		"timer": func(j *journal) []controller.Option {
			j.starts = func(c *controller.Controller, _ []string) error {
				c.Every(20*time.Millisecond, func() { panic("bang") })
				return nil
			}
			return nil
		},
		"goroutine": func(j *journal) []controller.Option {
			j.starts = func(c *controller.Controller, _ []string) error {
				c.Go(func(context.Context) { panic("bang") })
				return nil
			}
			return nil
		},
		"observer": func(*journal) []controller.Option { return []controller.Option{controller.OnConnect(bang)} },
	}
	for name, prepare := range tests {
		t.Run(name, func(t *testing.T) {
			j := &journal{on: map[string]func(*controller.Switch){}}
			c, err := controller.Listen(t.Context(), "127.0.0.1:0", j, prepare(j)...)
			if err != nil {
				t.Fatal(err)
			}
			go func() {
				other, err := fakeswitch.Connect(c.Addr(), openflow.Version10, 2)
				if err == nil {
					defer other.Close()
				}
				s, err := fakeswitch.Connect(c.Addr(), openflow.Version10, 1)
				if err == nil {
					s.Send(s.PacketIn(1, []byte("x")))
					s.Close()
				}
			}()
			err = c.Serve(t.Context())
			var p *controller.PanicError
			if !errors.As(err, &p) || !strings.Contains(err.Error(), "bang") || !strings.Contains(err.Error(), "serve_test.go") {
				t.Errorf("Serve: %v", err)
			}
			if err := c.WaitReady(t.Context(), []uint64{9}); err == nil {
				t.Error("WaitReady waits for nothing")
			}
		})
	}
}

func TestShutdownByTheApplication(t *testing.T) {
	j := &journal{on: map[string]func(*controller.Switch){}}
	c, err := controller.Listen(t.Context(), "127.0.0.1:0", j)
	if err != nil {
		t.Fatal(err)
	}
	j.on["ready"] = func(*controller.Switch) { c.Shutdown() }
	go fakeswitch.Connect(c.Addr(), openflow.Version10, 1)
	if err := c.Serve(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestCloseWithoutServe(t *testing.T) {
	c, err := controller.Listen(t.Context(), "127.0.0.1:0", nil)
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	if err := c.Serve(t.Context()); err != nil {
		t.Error(err)
	}
}
