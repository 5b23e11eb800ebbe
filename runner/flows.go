package runner

import (
	"context"
	"fmt"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

// Flow is a flow entry of a switch.
type Flow struct {
	Text        string  `json:"text"` // as ovs-ofctl(8) writes it
	Table       uint8   `json:"table"`
	Cookie      string  `json:"cookie"`   // in hexadecimal: not every program has integers of 64 bits
	Duration    float64 `json:"duration"` // seconds
	Packets     uint64  `json:"n_packets"`
	Bytes       uint64  `json:"n_bytes"`
	IdleTimeout uint16  `json:"idle_timeout"` // seconds; 0: none
	HardTimeout uint16  `json:"hard_timeout"`
	Priority    uint16  `json:"priority"`
	Match       string  `json:"match"` // empty: everything
	Actions     string  `json:"actions"`
}

// flows asks a switch for its flow entries.
func (l *Lab) flows(ctx context.Context, name string) ([]Flow, error) {
	flows := []Flow{}
	err := l.manage(ctx, name, func(ctx context.Context, sw *controller.Switch) error {
		stats, err := sw.FlowStats(ctx, openflow.AllFlows())
		for i := range stats {
			flows = append(flows, flowOf(&stats[i]))
		}
		return err
	})
	return flows, err
}

func flowOf(s *openflow.FlowStats) Flow {
	return Flow{
		Text: s.String(), Table: s.TableID, Cookie: fmt.Sprintf("%#x", s.Cookie),
		Duration: float64(s.DurationSec) + float64(s.DurationNsec)/1e9,
		Packets:  s.PacketCount, Bytes: s.ByteCount, IdleTimeout: s.IdleTimeout, HardTimeout: s.HardTimeout,
		Priority: s.Priority, Match: s.Match.String(), Actions: string(s.Instructions.AppendText(nil, s.Version)),
	}
}
