package main

import (
	"context"
	"net/netip"

	"github.com/trema-ns/trema-ns/runner"
)

// Packets returns how many packets a host has sent or received, to or from peer,
// a host or an address; all if that is empty.
func (s *session) Packets(ctx context.Context, host string, sent bool, peer string) (int, error) {
	stats, err := s.dir.Client(s.lab).Stats(ctx, host)
	if err != nil {
		return 0, err
	}
	var address netip.Addr
	if peer != "" {
		if address, err = s.address(peer); err != nil {
			return 0, err
		}
	}
	flows, other := stats.Received, func(f runner.FlowStats) netip.Addr { return f.Src }
	if sent {
		flows, other = stats.Sent, func(f runner.FlowStats) netip.Addr { return f.Dst }
	}
	n := 0
	for _, f := range flows {
		if peer == "" || other(f) == address {
			n += int(f.Packets)
		}
	}
	return n, nil
}
