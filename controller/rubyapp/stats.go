package rubyapp

import (
	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/dsl/interp"
)

// statsReply is what a reply with statistics holds.
type statsReply struct {
	message
	openflow.StatsReply
}

// statsKind is a kind of statistics: who hears of its replies beside
// stats_reply, and what is in them.
type statsKind struct {
	name     string // of its classes in the new generation
	old      string // in the old ones
	handlers []string
	request  func(a *App, h *interp.Hash, r *openflow.StatsRequest) error
	list     func(a *App, r *statsReply) value
}

var statsKinds = map[uint16]statsKind{
	openflow.StatsDesc: {"DescriptionStats", "DescStats", []string{"description_stats_reply", "desc_multipart_reply"}, nil,
		func(a *App, r *statsReply) value { return interp.NewArray(a.object("DescriptionStats::Reply", r)) }},
	openflow.StatsFlow: {"FlowStats", "FlowStats", []string{"flow_stats_reply", "flow_multipart_reply"}, flowRequest,
		func(a *App, r *statsReply) value {
			return listOf(r.Flows, func(f *openflow.FlowStats) value { return a.object("FlowStatsEntry", f) })
		}},
	openflow.StatsAggregate: {"AggregateStats", "AggregateStats", []string{"aggregate_stats_reply", "aggregate_multipart_reply"}, flowRequest,
		func(a *App, r *statsReply) value {
			return interp.NewArray(a.object("AggregateStatsEntry", &r.Aggregate))
		}},
	openflow.StatsTable: {"TableStats", "TableStats", []string{"table_stats_reply", "table_multipart_reply"}, nil,
		func(a *App, r *statsReply) value {
			return listOf(r.Tables, func(t *openflow.TableStats) value { return a.object("TableStatsEntry", t) })
		}},
	openflow.StatsPort: {"PortStats", "PortStats", []string{"port_stats_reply", "port_stats_multipart_reply"}, portRequest,
		func(a *App, r *statsReply) value {
			return listOf(r.Ports, func(p *openflow.PortStats) value { return a.object("PortStatsEntry", p) })
		}},
	openflow.StatsQueue: {"QueueStats", "QueueStats", []string{"queue_stats_reply", "queue_stats_multipart_reply"}, portRequest,
		func(a *App, r *statsReply) value {
			return listOf(r.Queues, func(q *openflow.QueueStats) value { return a.object("QueueStatsEntry", q) })
		}},
}

func listOf[T any](items []T, object func(*T) value) value {
	list := interp.NewArray()
	for i := range items {
		list.Elems = append(list.Elems, object(&items[i]))
	}
	return list
}

// statsHandlers lists the handlers of a kind of statistics, the one that comes
// first of which a controller has.
func statsHandlers(kind uint16) []string {
	if kind == portDescStats {
		return []string{"port_desc_multipart_reply"}
	}
	return append(append([]string(nil), statsKinds[kind].handlers...), "stats_reply")
}

// portDescStats asks for the ports of a switch of OpenFlow 1.3.
const portDescStats = 13

func (a *App) newStats(sw *controller.Switch, xid uint32, r *openflow.StatsReply) value {
	c := &statsReply{message{sw, xid}, *r}
	c.Flows = append([]openflow.FlowStats(nil), r.Flows...)
	for i := range c.Flows {
		c.Flows[i] = c.Flows[i].Clone()
	}
	c.Body = append([]byte(nil), r.Body...)
	class := "StatsReply"
	if k, ok := statsKinds[r.Type]; ok {
		class = k.name + "::Reply"
	}
	return a.object(class, c)
}

func flowRequest(a *App, h *interp.Hash, r *openflow.StatsRequest) error {
	r.Flows = openflow.AllFlows()
	if v, ok := h.Get(interp.Symbol("match")); ok {
		m, err := a.toMatch(v)
		if err != nil {
			return err
		}
		r.Flows.Match = m.Match
	}
	table, err := a.optionNumber(h, 0xff, 0xff, "table_id")
	if err != nil {
		return err
	}
	r.Flows.TableID = uint8(table)
	if v, ok := h.Get(interp.Symbol("out_port")); ok {
		if r.Flows.OutPort, err = a.toPort(v); err != nil {
			return err
		}
	}
	return nil
}

func portRequest(a *App, h *interp.Hash, r *openflow.StatsRequest) error {
	r.Port, r.Queue = openflow.PortAny, openflow.AllQueues
	for _, name := range []interp.Symbol{"port_no", "port_number", "port"} {
		if v, ok := h.Get(name); ok {
			var err error
			if r.Port, err = a.toPort(v); err != nil {
				return err
			}
		}
	}
	queue, err := a.optionNumber(h, uint64(openflow.AllQueues), 0xffffffff, "queue_id")
	r.Queue = uint32(queue)
	return err
}

// statsTable is the statistics.
func statsTable() []class {
	table := []class{reply("StatsReply", "", "statistics of a switch",
		method{"type", "the kind: 0 of the switch, 1 flows, 2 their sum, 3 tables, 4 ports, 5 queues", 0, 0, get(func(_ *App, r *statsReply) value { return integer(r.Type) })},
		method{"stats body", "the entries", 0, 0, get(func(a *App, r *statsReply) value {
			if k, ok := statsKinds[r.Type]; ok {
				return k.list(a, r)
			}
			return interp.NewArray()
		})},
		method{"ports", "the ports, of OpenFlow 1.3", 0, 0, get(func(a *App, r *statsReply) value { return a.newPorts(r.sw.DatapathID(), r.PortDescs, false) })},
		method{"more?", "whether another part follows", 0, 0, get(func(_ *App, r *statsReply) value { return r.More })},
		method{"flags", "1 if another part follows", 0, 0, get(func(_ *App, r *statsReply) value {
			if r.More {
				return interp.Int(1)
			}
			return interp.Int(0)
		})},
	)}
	for kind := range uint16(6) {
		k := statsKinds[kind]
		c := class{name: k.name + "::Reply", alias: k.old + "Reply", super: "StatsReply", does: "statistics of that kind"}
		switch kind {
		case openflow.StatsDesc:
			for _, d := range []struct {
				names string
				text  func(d *openflow.DescStats) string
			}{
				{"manufacturer mfr_desc", func(d *openflow.DescStats) string { return d.Manufacturer }},
				{"hardware hw_desc", func(d *openflow.DescStats) string { return d.Hardware }},
				{"software sw_desc", func(d *openflow.DescStats) string { return d.Software }},
				{"serial_number serial_num", func(d *openflow.DescStats) string { return d.SerialNumber }},
				{"datapath dp_desc", func(d *openflow.DescStats) string { return d.Datapath }},
			} {
				c.methods = append(c.methods, method{d.names, "what the switch says of itself", 0, 0, get(func(_ *App, r *statsReply) value { return str(d.text(&r.Desc)) })})
			}
		case openflow.StatsAggregate:
			c.methods = append(c.methods, countMethods(func(r *statsReply) (packets, bytes uint64) { return r.Aggregate.PacketCount, r.Aggregate.ByteCount })...)
			c.methods = append(c.methods, method{"flow_count", "how many flows there are", 0, 0, get(func(_ *App, r *statsReply) value { return integer(r.Aggregate.FlowCount) })})
		}
		table = append(table, class{name: k.name, module: true}, c,
			requestClass(k.name+"::Request", k.old+"Request", "asks for statistics of that kind", func(a *App, sw *controller.Switch, h *interp.Hash) error {
				r := &openflow.StatsRequest{Type: kind}
				if k.request != nil {
					if err := k.request(a, h, r); err != nil {
						return err
					}
				}
				_, err := sw.SendStatsRequest(r)
				return err
			}))
	}
	return append(table,
		class{name: "FlowStatsEntry", does: "a flow of a switch", methods: append(countMethods(func(f *openflow.FlowStats) (packets, bytes uint64) { return f.PacketCount, f.ByteCount }),
			method{"match", "for which packets it is", 0, 0, get(func(a *App, f *openflow.FlowStats) value { return a.object("Match", &match{Match: f.Match}) })},
			method{"actions", "what is done with them", 0, 0, get(func(a *App, f *openflow.FlowStats) value { return a.newActions(f.Actions) })},
			method{"priority", "its priority", 0, 0, get(func(_ *App, f *openflow.FlowStats) value { return integer(f.Priority) })},
			method{"cookie", "its cookie", 0, 0, get(func(_ *App, f *openflow.FlowStats) value { return interp.Uint(f.Cookie) })},
			method{"table_id", "its table", 0, 0, get(func(_ *App, f *openflow.FlowStats) value { return integer(f.TableID) })},
			method{"idle_timeout", "its idle timeout", 0, 0, get(func(_ *App, f *openflow.FlowStats) value { return integer(f.IdleTimeout) })},
			method{"hard_timeout", "its hard timeout", 0, 0, get(func(_ *App, f *openflow.FlowStats) value { return integer(f.HardTimeout) })},
			method{"duration_sec", "how long it is there, in seconds", 0, 0, get(func(_ *App, f *openflow.FlowStats) value { return integer(f.DurationSec) })},
			method{"duration_nsec", "the nanoseconds beyond that", 0, 0, get(func(_ *App, f *openflow.FlowStats) value { return integer(f.DurationNsec) })},
			method{"to_s", "as ovs-ofctl shows it", 0, 0, get(func(_ *App, f *openflow.FlowStats) value { return str(f.String()) })},
		)},
		class{name: "AggregateStatsEntry", does: "the sum of flows", methods: append(countMethods(func(s *openflow.AggregateStats) (packets, bytes uint64) { return s.PacketCount, s.ByteCount }),
			method{"flow_count", "how many flows there are", 0, 0, get(func(_ *App, s *openflow.AggregateStats) value { return integer(s.FlowCount) })},
		)},
		class{name: "TableStatsEntry", does: "a table of flows", methods: []method{
			{"table_id", "its number", 0, 0, get(func(_ *App, t *openflow.TableStats) value { return integer(t.TableID) })},
			{"name", "its name", 0, 0, get(func(_ *App, t *openflow.TableStats) value { return str(t.Name) })},
			{"wildcards", "which fields its flows can leave out, as bits", 0, 0, get(func(_ *App, t *openflow.TableStats) value { return integer(t.Wildcards) })},
			{"max_entries", "how many flows it can hold", 0, 0, get(func(_ *App, t *openflow.TableStats) value { return integer(t.MaxEntries) })},
			{"active_count", "how many flows it holds", 0, 0, get(func(_ *App, t *openflow.TableStats) value { return integer(t.ActiveCount) })},
			{"lookup_count", "how many packets were looked up", 0, 0, get(func(_ *App, t *openflow.TableStats) value { return interp.Uint(t.LookupCount) })},
			{"matched_count", "how many packets matched", 0, 0, get(func(_ *App, t *openflow.TableStats) value { return interp.Uint(t.MatchedCount) })},
		}},
		portStatsClass(),
		class{name: "QueueStatsEntry", does: "what went through a queue", methods: []method{
			{"port_no port_number", "the port", 0, 0, get(func(a *App, q *openflow.QueueStats) value { return a.portNumber(q.Port) })},
			{"queue_id", "the queue", 0, 0, get(func(_ *App, q *openflow.QueueStats) value { return integer(q.Queue) })},
			{"tx_bytes", "bytes sent", 0, 0, get(func(_ *App, q *openflow.QueueStats) value { return interp.Uint(q.TxBytes) })},
			{"tx_packets", "packets sent", 0, 0, get(func(_ *App, q *openflow.QueueStats) value { return interp.Uint(q.TxPackets) })},
			{"tx_errors", "packets dropped", 0, 0, get(func(_ *App, q *openflow.QueueStats) value { return interp.Uint(q.TxErrors) })},
		}},
	)
}

func countMethods[T any](counts func(t T) (packets, bytes uint64)) []method {
	return []method{
		{"packet_count", "how many packets it has seen", 0, 0, get(func(_ *App, t T) value { p, _ := counts(t); return interp.Uint(p) })},
		{"byte_count", "how many bytes it has seen", 0, 0, get(func(_ *App, t T) value { _, b := counts(t); return interp.Uint(b) })},
	}
}

// portStatsClass is what went through a port.
func portStatsClass() class {
	c := class{name: "PortStatsEntry", does: "what went through a port", methods: []method{
		{"port_no port_number", "the port", 0, 0, get(func(a *App, p *openflow.PortStats) value { return a.portNumber(p.Port) })},
	}}
	for _, counter := range []struct {
		name, does string
		count      func(p *openflow.PortStats) uint64
	}{
		{"rx_packets", "packets received", func(p *openflow.PortStats) uint64 { return p.RxPackets }},
		{"tx_packets", "packets sent", func(p *openflow.PortStats) uint64 { return p.TxPackets }},
		{"rx_bytes", "bytes received", func(p *openflow.PortStats) uint64 { return p.RxBytes }},
		{"tx_bytes", "bytes sent", func(p *openflow.PortStats) uint64 { return p.TxBytes }},
		{"rx_dropped", "received packets dropped", func(p *openflow.PortStats) uint64 { return p.RxDropped }},
		{"tx_dropped", "packets dropped instead of sent", func(p *openflow.PortStats) uint64 { return p.TxDropped }},
		{"rx_errors", "errors of reception", func(p *openflow.PortStats) uint64 { return p.RxErrors }},
		{"tx_errors", "errors of sending", func(p *openflow.PortStats) uint64 { return p.TxErrors }},
		{"rx_frame_err", "frames out of step", func(p *openflow.PortStats) uint64 { return p.RxFrameErr }},
		{"rx_over_err", "packets that came too fast", func(p *openflow.PortStats) uint64 { return p.RxOverErr }},
		{"rx_crc_err", "packets with a wrong checksum", func(p *openflow.PortStats) uint64 { return p.RxCRCErr }},
		{"collisions", "collisions", func(p *openflow.PortStats) uint64 { return p.Collisions }},
	} {
		c.methods = append(c.methods, method{counter.name, counter.does, 0, 0, get(func(_ *App, p *openflow.PortStats) value { return interp.Uint(counter.count(p)) })})
	}
	return c
}
