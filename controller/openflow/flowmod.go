package openflow

// NoBuffer as a buffer ID says that the switch has not kept the packet
// (1.3 §7.4.1, OFP_NO_BUFFER).
const NoBuffer uint32 = 0xffffffff

// FlowCommand says what a [FlowMod] does (1.0 §5.3.3, 1.3 §7.3.4.1).
type FlowCommand uint8

// The commands.
const (
	FlowAdd FlowCommand = iota
	FlowModify
	FlowModifyStrict
	FlowDelete
	FlowDeleteStrict
)

// FlowFlags are the flags of a flow, in the numbers of 1.3 (§7.3.4.1); 1.0 has
// the first two and, as 1<<2, emergency.
type FlowFlags uint16

// The flags.
const (
	FlowSendRemoved  FlowFlags = 1 << 0 // tell of its end
	FlowCheckOverlap FlowFlags = 1 << 1
	FlowResetCounts  FlowFlags = 1 << 2 // 1.3
	FlowNoPacketCnt  FlowFlags = 1 << 3 // 1.3
	FlowNoByteCnt    FlowFlags = 1 << 4 // 1.3
)

// AllTables as the table of a deletion or a request stands for every table
// (1.3 §7.3.4.1, OFPTT_ALL).
const AllTables uint8 = 0xff

// FlowMod adds, changes or deletes flows. The zero value adds a flow of
// priority 0 without timeouts that drops everything.
type FlowMod struct {
	Command     FlowCommand
	Match       Match
	Cookie      uint64
	CookieMask  uint64 // limits what is changed or deleted; 1.3
	TableID     uint8  // 1.3
	IdleTimeout uint16 // seconds; 0: never
	HardTimeout uint16 // seconds; 0: never
	Priority    uint16 // does not count in 1.0 when the match is exact
	Flags       FlowFlags
	// BufferID is of the packet to send through the new flow, if Buffered.
	BufferID uint32
	Buffered bool
	// OutPort and OutGroup limit a deletion to flows that send there; 0, which
	// is no port and no group, does not limit.
	OutPort, OutGroup uint32
	Instructions
}

// FlowRemovedReason says why a flow has ended (1.0 §5.4.2, 1.3 §7.4.2).
type FlowRemovedReason uint8

// The reasons.
const (
	RemovedIdleTimeout FlowRemovedReason = iota
	RemovedHardTimeout
	RemovedDelete
	RemovedGroupDelete // 1.3
)

// FlowRemoved tells of a flow that has ended and had [FlowSendRemoved].
type FlowRemoved struct {
	Match        Match
	Cookie       uint64
	Priority     uint16
	Reason       FlowRemovedReason
	TableID      uint8 // 1.3
	DurationSec  uint32
	DurationNsec uint32 // beyond DurationSec
	IdleTimeout  uint16 // seconds
	HardTimeout  uint16 // seconds; 1.3
	PacketCount  uint64
	ByteCount    uint64
}
