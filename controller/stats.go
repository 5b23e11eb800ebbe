package controller

import (
	"context"
	"errors"
	"fmt"

	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
	"github.com/trema-ns/trema-ns/controller/openflow/of13"
)

// maxReply limits the bytes of all parts of one answer. A flow has about a
// hundred.
const maxReply = 256 << 20

// FlowStats asks for the flows that req names; [openflow.AllFlows] names all.
// An Open vSwitch that speaks 1.0 is asked in its own form, which tells the ages
// of the flows.
func (s *Switch) FlowStats(ctx context.Context, req openflow.FlowStatsRequest) ([]openflow.FlowStats, error) {
	var all []openflow.FlowStats
	err := s.VisitFlows(ctx, req, func(f *openflow.FlowStats) error {
		all = append(all, f.Clone())
		return nil
	})
	return all, err
}

// VisitFlows is like [Switch.FlowStats], but hands each flow to f as it is read
// instead of keeping them all. f must not keep it and must not send to the
// switch; an error from f ends the visit and is returned.
func (s *Switch) VisitFlows(ctx context.Context, req openflow.FlowStatsRequest, f func(*openflow.FlowStats) error) error {
	if s.version != openflow.Version10 {
		return s.multipart(ctx, flowVisitor(f, of13.ParseFlowStats), func(dst []byte, xid uint32) ([]byte, error) {
			return of13.AppendFlowStatsRequest(dst, xid, &req)
		})
	}
	if !s.plain.Load() {
		visit := flowVisitor(f, of10.ParseNXFlowStats)
		nx := func(m *openflow.Multipart, offset int) error {
			flows, ok := of10.NXFlowStatsBody(m.Body)
			if !ok {
				return openflow.Malformed("flow stats", offset, "the answer is not Open vSwitch's")
			}
			m.Body, offset = flows, offset+len(m.Body)-len(flows)
			return visit(m, offset)
		}
		err := s.multipart(ctx, nx, func(dst []byte, xid uint32) ([]byte, error) {
			return of10.AppendNXFlowStatsRequest(dst, xid, &req)
		})
		var refused *openflow.Error
		if !errors.As(err, &refused) || refused.Type != openflow.ErrBadRequest {
			return err
		}
		s.plain.Store(true)
	}
	return s.multipart(ctx, flowVisitor(f, of10.ParseFlowStats), func(dst []byte, xid uint32) ([]byte, error) {
		return of10.AppendFlowStatsRequest(dst, xid, &req)
	})
}

// flowVisitor returns a function that hands the flows of one part to f.
func flowVisitor(f func(*openflow.FlowStats) error,
	parse func(body []byte, offset int, x *openflow.FlowStats) ([]byte, error)) func(*openflow.Multipart, int) error {
	var x openflow.FlowStats
	return func(m *openflow.Multipart, offset int) error {
		for body := m.Body; len(body) > 0; {
			rest, err := parse(body, offset, &x)
			if err != nil {
				return err
			}
			if err := f(&x); err != nil {
				return err
			}
			offset += len(body) - len(rest)
			body = rest
		}
		return nil
	}
}

// multipart sends a statistics request and hands each part of the answer to
// part, with the place of its body in the message.
func (s *Switch) multipart(ctx context.Context, part func(m *openflow.Multipart, offset int) error,
	build func(dst []byte, xid uint32) ([]byte, error)) error {
	size := 0
	accept := func(h openflow.Header, b []byte) (bool, error) {
		if kindOf(s.version, h.Type) != kindStatsReply {
			return false, nil
		}
		var m openflow.Multipart
		if err := parseMultipart(s.version, b, &m); err != nil {
			return true, err
		}
		if size += len(b); size > maxReply {
			return true, fmt.Errorf("switch %#x: the answer is longer than %d bytes", s.dpid, maxReply)
		}
		last := m.Flags&openflow.StatsFlagMore == 0
		return last, part(&m, len(b)-len(m.Body))
	}
	return s.request(ctx, accept, build)
}
