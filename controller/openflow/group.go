package openflow

// GroupCommand says what a [GroupMod] does (1.3 §7.3.4.2).
type GroupCommand uint16

// The commands.
const (
	GroupAdd GroupCommand = iota
	GroupModify
	GroupDelete
)

// GroupType says which buckets of a group a packet goes through (1.3 §5.6.1).
type GroupType uint8

// The types.
const (
	GroupAll          GroupType = iota // each, with a copy
	GroupSelect                        // one, of the switch's choice by weight
	GroupIndirect                      // the only one
	GroupFastFailover                  // the first that lives
)

// GroupMod adds, changes or deletes a group (1.3 §7.3.4.2). [AllGroups] deletes
// all.
type GroupMod struct {
	Command GroupCommand
	GroupDesc
}

// GroupDesc is a group with its buckets.
type GroupDesc struct {
	Type    GroupType
	Group   uint32
	Buckets []Bucket
}

// Bucket is what a group does with a packet.
type Bucket struct {
	Weight     uint16 // of GroupSelect
	WatchPort  uint32 // the port it lives with; 0: none
	WatchGroup uint32 // the group it lives with; 0: none
	Actions    []Action
}

// MeterCommand says what a [MeterMod] does (1.3 §7.3.4.4).
type MeterCommand uint16

// The commands.
const (
	MeterAdd MeterCommand = iota
	MeterModify
	MeterDelete
)

// MeterFlags say how a meter counts.
type MeterFlags uint16

// The flags.
const (
	MeterKbps  MeterFlags = 1 << 0 // rates in kilobits a second
	MeterPktps MeterFlags = 1 << 1 // rates in packets a second
	MeterBurst MeterFlags = 1 << 2
	MeterStat  MeterFlags = 1 << 3
)

// BandType says what a meter does with packets above a rate.
type BandType uint16

// The types.
const (
	BandDrop       BandType = 1
	BandDSCPRemark BandType = 2
)

// MeterMod adds, changes or deletes a meter (1.3 §7.3.4.4). [AllMeters] deletes
// all.
type MeterMod struct {
	Command MeterCommand
	MeterConfig
}

// MeterConfig is a meter with its bands.
type MeterConfig struct {
	Flags MeterFlags
	Meter uint32
	Bands []MeterBand
}

// MeterBand is a rate and what is done above it.
type MeterBand struct {
	Type      BandType
	Rate      uint32 // as the meter's flags say
	BurstSize uint32
	PrecLevel uint8 // of BandDSCPRemark: drop precedence to add
}
