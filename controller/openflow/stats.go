package openflow

// FlowStatsRequest says which flows are asked for (1.0 §5.3.5, 1.3 §7.3.5.2).
type FlowStatsRequest struct {
	Match    Match
	TableID  uint8  // AllTables for every one
	OutPort  uint32 // only flows that send there; 0 or PortAny: all
	OutGroup uint32 // only flows that send there, 1.3; 0: all
	Cookie   uint64 // 1.3: only flows that agree in the bits of CookieMask
	// CookieMask 0 lets every cookie through.
	CookieMask uint64
}

// AllFlows asks for every flow of every table.
func AllFlows() FlowStatsRequest { return FlowStatsRequest{TableID: AllTables} }

// FlowStats is one flow of a switch (1.0 §5.3.5, 1.3 §7.3.5.2).
type FlowStats struct {
	TableID      uint8
	DurationSec  uint32
	DurationNsec uint32 // beyond DurationSec
	Priority     uint16
	IdleTimeout  uint16 // seconds
	HardTimeout  uint16 // seconds
	Flags        FlowFlags
	Importance   uint16 // 1.4 and later
	Cookie       uint64
	PacketCount  uint64
	ByteCount    uint64
	Match        Match
	Instructions

	// Ages are known from Open vSwitch's own form of the reply (NXST_FLOW)
	// only, if HasAges.
	HasAges bool
	IdleAge uint32 // seconds since a packet matched last; 0xffff stands for more
	HardAge uint32 // seconds since it was last changed

	// Version is of the reply; the text depends on it.
	Version Version
}

// Clone returns a copy that shares nothing with the message.
func (f *FlowStats) Clone() FlowStats {
	c := *f
	c.Instructions = f.Instructions.Clone()
	return c
}

// Multipart types of OpenFlow's statistics that are the same in 1.0 and 1.3
// (1.0 §5.3.5, 1.3 §7.3.5).
const (
	StatsDesc         = 0
	StatsFlow         = 1
	StatsAggregate    = 2
	StatsTable        = 3
	StatsPort         = 4
	StatsQueue        = 5
	StatsGroup        = 6  // 1.3
	StatsGroupDesc    = 7  // 1.3
	StatsMeter        = 9  // 1.3
	StatsMeterConfig  = 10 // 1.3
	StatsPortDesc     = 13 // 1.3
	StatsExperimenter = 0xffff
)

// StatsFlagMore says that further parts of a reply, or of a request, follow.
const StatsFlagMore = 1

// Multipart is the frame of a statistics request or reply (1.0 §5.3.5, 1.3
// §7.3.5).
type Multipart struct {
	Type  uint16
	Flags uint16
	Body  []byte // view
}
