package of13

import (
	"fmt"

	of "github.com/trema-ns/trema-ns/controller/openflow"
)

const (
	tableStatsLen = 24
	portStatsLen  = 112
	queueStatsLen = 40
)

// AppendStatisticsRequest appends a request of any kind (§7.3.5).
func AppendStatisticsRequest(dst []byte, xid uint32, x *of.StatsRequest) ([]byte, error) {
	m := of.Multipart{Type: x.Type}
	switch x.Type {
	case of.StatsFlow, of.StatsAggregate:
		start := len(dst)
		dst, err := AppendFlowStatsRequest(dst, xid, &x.Flows)
		if err == nil {
			be.PutUint16(dst[start+8:], x.Type)
		}
		return dst, err
	case of.StatsDesc, of.StatsTable, of.StatsGroupDesc, of.StatsPortDesc:
	case of.StatsPort:
		m.Body = append(be.AppendUint32(nil, anyOr(x.Port)), 0, 0, 0, 0)
	case of.StatsQueue:
		m.Body = be.AppendUint32(be.AppendUint32(nil, anyOr(x.Port)), x.Queue)
	case of.StatsGroup:
		m.Body = append(be.AppendUint32(nil, x.Group), 0, 0, 0, 0)
	case of.StatsMeter, of.StatsMeterConfig:
		m.Body = append(be.AppendUint32(nil, x.Meter), 0, 0, 0, 0)
	default:
		m.Body = x.Body
	}
	return AppendMultipartRequest(dst, xid, &m)
}

// ParseStatisticsReply reads a reply of any kind and appends what it holds to
// x's lists.
func ParseStatisticsReply(b []byte, x *of.StatsReply) error {
	var m of.Multipart
	if err := ParseMultipart(b, &m); err != nil {
		return err
	}
	x.Type, x.More = m.Type, m.Flags&of.StatsFlagMore != 0
	body, offset := m.Body, multipartLen
	var err error
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
		return records(body, offset, tableStatsLen, "table stats", func(b []byte) {
			x.Tables = append(x.Tables, of.TableStats{TableID: b[0], ActiveCount: be.Uint32(b[4:]),
				LookupCount: be.Uint64(b[8:]), MatchedCount: be.Uint64(b[16:])})
		})
	case of.StatsPort:
		return records(body, offset, portStatsLen, "port stats", func(b []byte) {
			p := of.PortStats{Port: be.Uint32(b), DurationSec: be.Uint32(b[104:]), DurationNsec: be.Uint32(b[108:])}
			for i, c := range counters(&p) {
				*c = be.Uint64(b[8+8*i:])
			}
			x.Ports = append(x.Ports, p)
		})
	case of.StatsQueue:
		return records(body, offset, queueStatsLen, "queue stats", func(b []byte) {
			x.Queues = append(x.Queues, of.QueueStats{Port: be.Uint32(b), Queue: be.Uint32(b[4:]), TxBytes: be.Uint64(b[8:]),
				TxPackets: be.Uint64(b[16:]), TxErrors: be.Uint64(b[24:]), DurationSec: be.Uint32(b[32:]), DurationNsec: be.Uint32(b[36:])})
		})
	case of.StatsPortDesc:
		x.PortDescs, err = ParsePorts(body, offset, x.PortDescs)
	case of.StatsGroup:
		x.Groups, err = parseGroupStats(body, offset, x.Groups)
	case of.StatsGroupDesc:
		x.GroupDescs, err = parseGroupDescs(body, offset, x.GroupDescs)
	case of.StatsMeter:
		x.Meters, err = parseMeterStats(body, offset, x.Meters)
	case of.StatsMeterConfig:
		x.MeterConfigs, err = parseMeterConfigs(body, offset, x.MeterConfigs)
	default:
		x.Body = body
	}
	return err
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

// record returns the length of the record at the front of b, which is at
// b[at:at+2] and at least least.
func record(b []byte, at, least, offset int, what string) (int, error) {
	if len(b) < least {
		return 0, of.Malformed(what, offset, fmt.Sprintf("%d bytes are left, less than it has", len(b)))
	}
	n := int(be.Uint16(b[at:]))
	if n < least || n > len(b) {
		return 0, of.Malformed(what, offset, fmt.Sprintf("a length of %d with %d bytes left", n, len(b)))
	}
	return n, nil
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
		for _, t := range x.Tables {
			m.Body = be.AppendUint32(append(m.Body, t.TableID, 0, 0, 0), t.ActiveCount)
			m.Body = be.AppendUint64(be.AppendUint64(m.Body, t.LookupCount), t.MatchedCount)
		}
	case of.StatsPort:
		for i := range x.Ports {
			p := &x.Ports[i]
			m.Body = append(be.AppendUint32(m.Body, p.Port), 0, 0, 0, 0)
			for _, c := range counters(p) {
				m.Body = be.AppendUint64(m.Body, *c)
			}
			m.Body = be.AppendUint32(be.AppendUint32(m.Body, p.DurationSec), p.DurationNsec)
		}
	case of.StatsQueue:
		for _, q := range x.Queues {
			m.Body = be.AppendUint32(be.AppendUint32(m.Body, q.Port), q.Queue)
			for _, v := range []uint64{q.TxBytes, q.TxPackets, q.TxErrors} {
				m.Body = be.AppendUint64(m.Body, v)
			}
			m.Body = be.AppendUint32(be.AppendUint32(m.Body, q.DurationSec), q.DurationNsec)
		}
	case of.StatsPortDesc:
		m.Body = AppendPorts(nil, x.PortDescs)
	case of.StatsGroup:
		m.Body = appendGroupStats(nil, x.Groups)
	case of.StatsGroupDesc:
		m.Body, err = appendGroupDescs(nil, x.GroupDescs)
	case of.StatsMeter:
		m.Body = appendMeterStats(nil, x.Meters)
	case of.StatsMeterConfig:
		m.Body, err = appendMeterConfigs(nil, x.MeterConfigs)
	default:
		m.Body = x.Body
	}
	if err != nil {
		return dst, err
	}
	return AppendMultipartReply(dst, xid, &m)
}
