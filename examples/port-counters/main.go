// Command port-counters forwards as an ordinary switch does and tells, every few
// seconds, what has gone through each port. The argument is how often: 5s.
package main

import (
	"context"
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

type portCounters struct {
	ctl      *controller.Controller
	interval time.Duration
}

// Start reads the argument.
func (p *portCounters) Start(c *controller.Controller, args []string) (err error) {
	p.ctl, p.interval = c, 5*time.Second
	if len(args) > 0 {
		p.interval, err = time.ParseDuration(args[0])
	}
	return err
}

// SwitchReady has the switch forward by itself and begins to ask. Handlers must
// not wait for replies; functions given to Go may.
func (p *portCounters) SwitchReady(sw *controller.Switch) {
	forward := openflow.FlowMod{Priority: 1}
	forward.Actions = []openflow.Action{openflow.Output(openflow.PortNormal)}
	sw.SendFlowMod(&forward)
	p.ctl.Go(func(ctx context.Context) { p.ask(ctx, sw) })
}

func (p *portCounters) ask(ctx context.Context, sw *controller.Switch) {
	tick := time.NewTicker(p.interval)
	defer tick.Stop()
	for {
		ports, err := sw.PortStats(ctx, openflow.PortAny)
		if err != nil {
			return // the switch has gone, or the controller ends
		}
		for _, s := range ports {
			p.ctl.Logger().Info("port", "switch", sw, "number", openflow.PortName(s.Port), "in", s.RxPackets, "out", s.TxPackets)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

func main() { controller.Main(new(portCounters)) }
