package of10

import (
	"bytes"
	"fmt"

	of "github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/oxm"
)

const (
	tableStatsLen = 64
	portStatsLen  = 104
	queueStatsLen = 32
)

// AppendStatisticsRequest appends a request of any kind (§5.3.5).
func AppendStatisticsRequest(dst []byte, xid uint32, x *of.StatsRequest) ([]byte, error) {
	m := of.Multipart{Type: x.Type, Body: x.Body}
	switch x.Type {
	case of.StatsFlow, of.StatsAggregate:
		start := len(dst)
		dst, err := AppendFlowStatsRequest(dst, xid, &x.Flows)
		if err == nil {
			be.PutUint16(dst[start+8:], x.Type)
		}
		return dst, err
	case of.StatsDesc, of.StatsTable:
		m.Body = nil
	case of.StatsPort, of.StatsQueue:
		port, err := outPort16(x.Port)
		if err != nil {
			return dst, err
		}
		if x.Type == of.StatsQueue && port == portNone {
			port = portAll
		}
		m.Body = be.AppendUint16(nil, port)
		if x.Type == of.StatsPort {
			m.Body = append(m.Body, 0, 0, 0, 0, 0, 0)
		} else {
			m.Body = be.AppendUint32(append(m.Body, 0, 0), x.Queue)
		}
	case of.StatsExperimenter:
	default:
		return dst, of.Unsupported("stats request", fmt.Sprintf("OpenFlow 1.0 has no statistics of type %d", x.Type))
	}
	return AppendStatsRequest(dst, xid, &m)
}

// ParseStatisticsReply reads a reply of any kind and appends what it holds to
// x's lists.
func ParseStatisticsReply(b []byte, x *of.StatsReply) error {
	var m of.Multipart
	if err := ParseStats(b, &m); err != nil {
		return err
	}
	x.Type, x.More = m.Type, m.Flags&of.StatsFlagMore != 0
	body, offset := m.Body, statsLen
	switch m.Type {
	case of.StatsDesc:
		return of.ParseDescStats(body, offset, &x.Desc)
	case of.StatsAggregate:
		return of.ParseAggregateStats(body, offset, &x.Aggregate)
	case of.StatsFlow:
		for len(body) > 0 {
			var f of.FlowStats
			rest, err := ParseFlowStats(body, offset, &f)
			if err != nil {
				return err
			}
			x.Flows = append(x.Flows, f.Clone())
			offset += len(body) - len(rest)
			body = rest
		}
	case of.StatsTable:
		return records(body, offset, tableStatsLen, "table stats", func(b []byte) { x.Tables = append(x.Tables, parseTableStats(b)) })
	case of.StatsPort:
		return records(body, offset, portStatsLen, "port stats", func(b []byte) { x.Ports = append(x.Ports, parsePortStats(b)) })
	case of.StatsQueue:
		return records(body, offset, queueStatsLen, "queue stats", func(b []byte) {
			x.Queues = append(x.Queues, of.QueueStats{Port: oxm.PortFrom16(be.Uint16(b)), Queue: be.Uint32(b[4:]),
				TxBytes: be.Uint64(b[8:]), TxPackets: be.Uint64(b[16:]), TxErrors: be.Uint64(b[24:])})
		})
	default:
		x.Body = body
	}
	return nil
}

// records calls f with each of the records of n bytes in body.
func records(body []byte, offset, n int, what string, f func([]byte)) error {
	if rest := len(body) % n; rest != 0 {
		return of.Malformed(what, offset+len(body)-rest, fmt.Sprintf("%d bytes are left, a record has %d", rest, n))
	}
	for ; len(body) > 0; body = body[n:] {
		f(body[:n])
	}
	return nil
}

func parseTableStats(b []byte) of.TableStats {
	name, _, _ := bytes.Cut(b[4:36], []byte{0})
	return of.TableStats{TableID: b[0], Name: string(name), Wildcards: be.Uint32(b[36:]), MaxEntries: be.Uint32(b[40:]),
		ActiveCount: be.Uint32(b[44:]), LookupCount: be.Uint64(b[48:]), MatchedCount: be.Uint64(b[56:])}
}

func parsePortStats(b []byte) of.PortStats {
	p := of.PortStats{Port: oxm.PortFrom16(be.Uint16(b))}
	for i, c := range counters(&p) {
		*c = be.Uint64(b[8+8*i:])
	}
	return p
}

// counters returns the counters of a port in the order of the wire.
func counters(p *of.PortStats) [12]*uint64 {
	return [...]*uint64{&p.RxPackets, &p.TxPackets, &p.RxBytes, &p.TxBytes, &p.RxDropped, &p.TxDropped, &p.RxErrors,
		&p.TxErrors, &p.RxFrameErr, &p.RxOverErr, &p.RxCRCErr, &p.Collisions}
}

// AppendStatisticsReply appends a reply of any kind, as a switch sends it.
func AppendStatisticsReply(dst []byte, xid uint32, x *of.StatsReply) ([]byte, error) {
	m := of.Multipart{Type: x.Type}
	if x.More {
		m.Flags = of.StatsFlagMore
	}
	var err error
	switch x.Type {
	case of.StatsDesc:
		m.Body = of.AppendDescStats(nil, &x.Desc)
	case of.StatsAggregate:
		m.Body = of.AppendAggregateStats(nil, &x.Aggregate)
	case of.StatsFlow:
		for i := range x.Flows {
			if m.Body, err = AppendFlowStats(m.Body, &x.Flows[i]); err != nil {
				return dst, err
			}
		}
	case of.StatsTable:
		for i := range x.Tables {
			t := &x.Tables[i]
			var name [32]byte
			copy(name[:31], t.Name)
			m.Body = append(append(m.Body, t.TableID, 0, 0, 0), name[:]...)
			for _, v := range []uint32{t.Wildcards, t.MaxEntries, t.ActiveCount} {
				m.Body = be.AppendUint32(m.Body, v)
			}
			m.Body = be.AppendUint64(be.AppendUint64(m.Body, t.LookupCount), t.MatchedCount)
		}
	case of.StatsPort:
		for i := range x.Ports {
			p, err := port16(x.Ports[i].Port)
			if err != nil {
				return dst, err
			}
			m.Body = append(m.Body, byte(p>>8), byte(p), 0, 0, 0, 0, 0, 0)
			for _, c := range counters(&x.Ports[i]) {
				m.Body = be.AppendUint64(m.Body, *c)
			}
		}
	case of.StatsQueue:
		for _, q := range x.Queues {
			p, err := port16(q.Port)
			if err != nil {
				return dst, err
			}
			m.Body = be.AppendUint32(append(m.Body, byte(p>>8), byte(p), 0, 0), q.Queue)
			for _, v := range []uint64{q.TxBytes, q.TxPackets, q.TxErrors} {
				m.Body = be.AppendUint64(m.Body, v)
			}
		}
	default:
		m.Body = x.Body
	}
	return AppendStatsReply(dst, xid, &m)
}
