package openflow

import (
	"bytes"
	"encoding/binary"
)

// Words for all in a [StatsRequest] (1.0 §5.3.5, 1.3 §7.2.2, §7.3.4).
const (
	AllQueues uint32 = 0xffffffff
	AllGroups uint32 = 0xfffffffc
	AllMeters uint32 = 0xffffffff
)

// StatsRequest asks a switch for statistics of one kind (1.0 §5.3.5, 1.3
// §7.3.5). A comment names what counts for which type.
type StatsRequest struct {
	Type  uint16           // StatsDesc and so on
	Flows FlowStatsRequest // StatsFlow, StatsAggregate
	Port  uint32           // StatsPort, StatsQueue; 0 or PortAny: all ports
	Queue uint32           // StatsQueue; or AllQueues
	Group uint32           // StatsGroup; or AllGroups
	Meter uint32           // StatsMeter, StatsMeterConfig; or AllMeters
	Body  []byte           // of any type that is not named here
}

// StatsReply is what a switch answers to a [StatsRequest], or one part of it.
// Only the list of its type is filled. It holds no view of the message but Body.
type StatsReply struct {
	Type uint16
	More bool // further parts follow

	Desc         DescStats
	Flows        []FlowStats
	Aggregate    AggregateStats
	Tables       []TableStats
	Ports        []PortStats
	Queues       []QueueStats
	Groups       []GroupStats  // 1.3
	GroupDescs   []GroupDesc   // 1.3
	Meters       []MeterStats  // 1.3
	MeterConfigs []MeterConfig // 1.3
	PortDescs    []Port        // 1.3
	Body         []byte        // view: of any type that is not named here
}

// DescStats says what a switch is, in words for people.
type DescStats struct {
	Manufacturer string
	Hardware     string
	Software     string
	SerialNumber string
	Datapath     string
}

// AggregateStats sums up flows.
type AggregateStats struct {
	PacketCount uint64
	ByteCount   uint64
	FlowCount   uint32
}

// TableStats is about one flow table.
type TableStats struct {
	TableID      uint8
	Name         string // 1.0
	Wildcards    uint32 // 1.0: the bits of ofp_flow_wildcards that it can leave out
	MaxEntries   uint32 // 1.0
	ActiveCount  uint32 // flows in it
	LookupCount  uint64
	MatchedCount uint64
}

// PortStats counts what went through a port. What a switch does not count has
// all bits set.
type PortStats struct {
	Port                      uint32
	RxPackets, TxPackets      uint64
	RxBytes, TxBytes          uint64
	RxDropped, TxDropped      uint64
	RxErrors, TxErrors        uint64
	RxFrameErr, RxOverErr     uint64
	RxCRCErr, Collisions      uint64
	DurationSec, DurationNsec uint32 // 1.3: since the port is there
}

// QueueStats counts what went through a queue of a port.
type QueueStats struct {
	Port, Queue                  uint32
	TxBytes, TxPackets, TxErrors uint64
	DurationSec, DurationNsec    uint32 // 1.3
}

// GroupStats counts what went through a group (1.3 §7.3.5.9).
type GroupStats struct {
	Group                     uint32
	RefCount                  uint32 // flows and groups that send there
	PacketCount, ByteCount    uint64
	DurationSec, DurationNsec uint32
	Buckets                   []BucketStats
}

// BucketStats counts what went through a bucket of a group.
type BucketStats struct{ PacketCount, ByteCount uint64 }

// MeterStats counts what went through a meter (1.3 §7.3.5.12).
type MeterStats struct {
	Meter                     uint32
	FlowCount                 uint32
	PacketInCount             uint64 // into the meter, not to the controller
	ByteInCount               uint64
	DurationSec, DurationNsec uint32
	Bands                     []BucketStats
}

// Lengths of bodies that are the same in 1.0 and 1.3.
const (
	descStatsLen      = 4*256 + 32
	aggregateStatsLen = 24
)

// ParseDescStats reads the body of a reply about the switch (1.0 §5.3.5, 1.3
// §7.3.5.1). offset is where body begins in the message.
func ParseDescStats(body []byte, offset int, x *DescStats) error {
	if len(body) < descStatsLen {
		return Malformed("desc stats", offset+len(body), "cut off")
	}
	text := func(from, to int) string {
		s, _, _ := bytes.Cut(body[from:to], []byte{0})
		return string(s)
	}
	*x = DescStats{text(0, 256), text(256, 512), text(512, 768), text(768, 800), text(800, 1056)}
	return nil
}

// AppendDescStats appends the body of a reply about the switch. What is too
// long is cut off.
func AppendDescStats(dst []byte, x *DescStats) []byte {
	for _, f := range []struct {
		s string
		n int
	}{{x.Manufacturer, 256}, {x.Hardware, 256}, {x.Software, 256}, {x.SerialNumber, 32}, {x.Datapath, 256}} {
		b := make([]byte, f.n)
		copy(b[:f.n-1], f.s)
		dst = append(dst, b...)
	}
	return dst
}

// ParseAggregateStats reads the body of a reply that sums up flows.
func ParseAggregateStats(body []byte, offset int, x *AggregateStats) error {
	if len(body) < aggregateStatsLen {
		return Malformed("aggregate stats", offset+len(body), "cut off")
	}
	*x = AggregateStats{binary.BigEndian.Uint64(body), binary.BigEndian.Uint64(body[8:]), binary.BigEndian.Uint32(body[16:])}
	return nil
}

// AppendAggregateStats appends the body of a reply that sums up flows.
func AppendAggregateStats(dst []byte, x *AggregateStats) []byte {
	dst = binary.BigEndian.AppendUint64(dst, x.PacketCount)
	dst = binary.BigEndian.AppendUint64(dst, x.ByteCount)
	dst = binary.BigEndian.AppendUint32(dst, x.FlowCount)
	return append(dst, 0, 0, 0, 0)
}
