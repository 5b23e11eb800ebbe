// Package hellotrema is Trema's first example: it greets every switch.
package hellotrema

import (
	"log/slog"

	"github.com/trema-ns/trema-ns/controller"
)

// HelloTrema is the application.
type HelloTrema struct{ log *slog.Logger }

// New returns the application.
func New() *HelloTrema { return new(HelloTrema) }

// Start implements controller.Starter.
func (h *HelloTrema) Start(c *controller.Controller, args []string) error {
	h.log = c.Logger()
	h.log.Info("Trema started.")
	return nil
}

// SwitchReady implements controller.SwitchReadyHandler.
func (h *HelloTrema) SwitchReady(sw *controller.Switch) {
	h.log.Info("Hello " + sw.String() + "!")
}
