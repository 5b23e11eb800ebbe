package runner_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/apps"
	"github.com/trema-ns/trema-ns/runner"
)

// panicking is an application with a fault in it.
type panicking struct{ ready bool }

func (p panicking) Start(c *controller.Controller, _ []string) error {
	if !p.ready {
		c.After(300*time.Millisecond, func() { panic("a fault in a timer") })
	}
	return nil
}

func (p panicking) SwitchReady(*controller.Switch) {
	if p.ready {
		panic("a fault in a handler")
	}
}

// TestPanicOfAnApplicationEndsTheLab: it is told with its trace, and nothing is
// left, whether the lab was up by then or not.
func TestPanicOfAnApplicationEndsTheLab(t *testing.T) {
	tt := newTorturer(t)
	config := tt.config(fmt.Sprintf(tortured, tt.process))
	for _, ready := range []bool{true, false} {
		config.App = &apps.App{Name: "panicking", Class: "Panicking", New: func() any { return panicking{ready} }}
		lab, err := runner.Up(context.Background(), config)
		if err == nil {
			err = errors.Join(lab.Wait(), lab.Down(context.Background()))
		}
		var p *controller.PanicError
		if !errors.As(err, &p) || !strings.Contains(err.Error(), "panic_test.go") {
			t.Errorf("%v, want the trace of the panic", err)
		}
		tt.unchanged(fmt.Sprintf("a panic, of the handler: %v", ready))
	}
}
