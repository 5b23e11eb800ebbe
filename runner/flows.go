package runner

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

// flows asks a switch for its flow entries, over the socket that its bridge
// has for tools.
func (l *Lab) flows(ctx context.Context, name string) ([]Flow, error) {
	r := l.current()
	i := slices.IndexFunc(r.Switches, func(s PlannedSwitch) bool { return s.Name == name })
	if i < 0 {
		err := &NotFoundError{Kind: "switch", Name: name}
		for _, s := range r.Switches {
			err.Known = append(err.Known, s.Name)
		}
		return nil, err
	}
	s := r.Switches[i]
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	sw, err := controller.Dial(ctx, "unix", r.OVS.Management(s.Bridge.Name), s.version())
	if err != nil {
		return nil, fmt.Errorf("switch %s: %w", name, err)
	}
	defer sw.Close()
	stats, err := sw.FlowStats(ctx, openflow.AllFlows())
	if err != nil {
		return nil, fmt.Errorf("switch %s: %w", name, err)
	}
	flows := []Flow{}
	for i := range stats {
		flows = append(flows, Flow{Text: stats[i].String()})
	}
	return flows, nil
}
