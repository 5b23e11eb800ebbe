package controller

import (
	"context"
	"fmt"

	"github.com/trema-ns/trema-ns/controller/openflow"
)

// SendStatsRequest asks for statistics, which the StatsReplyHandler gets, and
// returns its xid. [Switch.Stats] waits for them.
func (s *Switch) SendStatsRequest(req *openflow.StatsRequest) (xid uint32, err error) {
	return s.send(func(dst []byte, xid uint32) ([]byte, error) {
		return appendStatsRequest(dst, s.version, xid, req)
	})
}

// Stats asks for statistics of any kind and returns all parts of the answer as
// one. The methods after it ask for one kind each.
func (s *Switch) Stats(ctx context.Context, req *openflow.StatsRequest) (*openflow.StatsReply, error) {
	reply, size := new(openflow.StatsReply), 0
	accept := func(h openflow.Header, b []byte) (bool, error) {
		if kindOf(s.version, h.Type) != kindStatsReply {
			return false, nil
		}
		if size += len(b); size > maxReply {
			return true, fmt.Errorf("switch %#x: the answer is longer than %d bytes", s.dpid, maxReply)
		}
		body := reply.Body
		reply.Body = nil
		if err := parseStatsReply(s.version, b, reply); err != nil {
			return true, err
		}
		if reply.Type != req.Type {
			return true, fmt.Errorf("switch %#x: asked for statistics of type %d, got type %d", s.dpid, req.Type, reply.Type)
		}
		reply.Body = append(body, reply.Body...)
		return !reply.More, nil
	}
	err := s.request(ctx, accept, func(dst []byte, xid uint32) ([]byte, error) {
		return appendStatsRequest(dst, s.version, xid, req)
	})
	if err != nil {
		return nil, err
	}
	return reply, nil
}

// statsOf asks for one kind of statistics and takes its list out of the answer.
func statsOf[T any](ctx context.Context, s *Switch, req openflow.StatsRequest, list func(*openflow.StatsReply) T) (T, error) {
	reply, err := s.Stats(ctx, &req)
	if err != nil {
		var none T
		return none, err
	}
	return list(reply), nil
}

// DescStats asks what the switch is.
func (s *Switch) DescStats(ctx context.Context) (openflow.DescStats, error) {
	return statsOf(ctx, s, openflow.StatsRequest{Type: openflow.StatsDesc},
		func(r *openflow.StatsReply) openflow.DescStats { return r.Desc })
}

// AggregateStats asks for the sums of the flows that req names.
func (s *Switch) AggregateStats(ctx context.Context, req openflow.FlowStatsRequest) (openflow.AggregateStats, error) {
	return statsOf(ctx, s, openflow.StatsRequest{Type: openflow.StatsAggregate, Flows: req},
		func(r *openflow.StatsReply) openflow.AggregateStats { return r.Aggregate })
}

// TableStats asks for the counters of all flow tables.
func (s *Switch) TableStats(ctx context.Context) ([]openflow.TableStats, error) {
	return statsOf(ctx, s, openflow.StatsRequest{Type: openflow.StatsTable},
		func(r *openflow.StatsReply) []openflow.TableStats { return r.Tables })
}

// PortStats asks for the counters of a port, or with [openflow.PortAny] of all.
func (s *Switch) PortStats(ctx context.Context, port uint32) ([]openflow.PortStats, error) {
	return statsOf(ctx, s, openflow.StatsRequest{Type: openflow.StatsPort, Port: port},
		func(r *openflow.StatsReply) []openflow.PortStats { return r.Ports })
}

// QueueStats asks for the counters of a queue, or with [openflow.AllQueues] of
// all, of a port, or with [openflow.PortAny] of all.
func (s *Switch) QueueStats(ctx context.Context, port, queue uint32) ([]openflow.QueueStats, error) {
	return statsOf(ctx, s, openflow.StatsRequest{Type: openflow.StatsQueue, Port: port, Queue: queue},
		func(r *openflow.StatsReply) []openflow.QueueStats { return r.Queues })
}

// GroupStats asks for the counters of a group, or with [openflow.AllGroups] of
// all (1.3).
func (s *Switch) GroupStats(ctx context.Context, group uint32) ([]openflow.GroupStats, error) {
	return statsOf(ctx, s, openflow.StatsRequest{Type: openflow.StatsGroup, Group: group},
		func(r *openflow.StatsReply) []openflow.GroupStats { return r.Groups })
}

// GroupDescs asks for all groups (1.3).
func (s *Switch) GroupDescs(ctx context.Context) ([]openflow.GroupDesc, error) {
	return statsOf(ctx, s, openflow.StatsRequest{Type: openflow.StatsGroupDesc},
		func(r *openflow.StatsReply) []openflow.GroupDesc { return r.GroupDescs })
}

// MeterStats asks for the counters of a meter, or with [openflow.AllMeters] of
// all (1.3).
func (s *Switch) MeterStats(ctx context.Context, meter uint32) ([]openflow.MeterStats, error) {
	return statsOf(ctx, s, openflow.StatsRequest{Type: openflow.StatsMeter, Meter: meter},
		func(r *openflow.StatsReply) []openflow.MeterStats { return r.Meters })
}

// MeterConfigs asks for a meter, or with [openflow.AllMeters] for all (1.3).
func (s *Switch) MeterConfigs(ctx context.Context, meter uint32) ([]openflow.MeterConfig, error) {
	return statsOf(ctx, s, openflow.StatsRequest{Type: openflow.StatsMeterConfig, Meter: meter},
		func(r *openflow.StatsReply) []openflow.MeterConfig { return r.MeterConfigs })
}
