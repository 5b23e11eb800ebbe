package openflow

// Field names a field of a packet or of the pipeline.
//
// The first group is what a [Match] can hold. Like OpenFlow 1.0 (§5.2.3) and
// Open vSwitch, it has one name for what can never occur together: FieldNwSrc
// is the source address of an IPv4 packet or the sender's of an ARP, FieldTpSrc
// the source port of TCP, UDP or SCTP or the type of an ICMP message. The
// Match's FieldEthType and FieldNwProto say which. The second group is for
// set-field actions only, where nothing else would say it.
type Field uint8

// Fields of a Match.
const (
	FieldInPort Field = iota
	FieldInPhyPort
	FieldMetadata
	FieldTunnelID
	FieldEthDst
	FieldEthSrc
	FieldEthType
	FieldVLANTCI // priority, presence and VLAN ID
	FieldNwTOS   // DSCP: the upper 6 bits of the type of service
	FieldNwECN
	FieldNwTTL
	FieldNwFrag
	FieldNwProto // IP protocol, or the operation of an ARP
	FieldNwSrc
	FieldNwDst
	FieldIPv6Src
	FieldIPv6Dst
	FieldIPv6Label
	FieldARPSHA
	FieldARPTHA
	FieldTpSrc
	FieldTpDst
	FieldTCPFlags
	FieldNDTarget
	FieldNDSLL
	FieldNDTLL
	FieldMPLSLabel
	FieldMPLSTC
	FieldMPLSBOS
	FieldPBBISID
	FieldIPv6ExtHdr
	FieldReg0 // Nicira extension, like the following seven
	FieldReg1
	FieldReg2
	FieldReg3
	FieldReg4
	FieldReg5
	FieldReg6
	FieldReg7
	// FieldUnknown is set by a parser that has skipped a field this package
	// has no name for: the flow matches less than the Match says.
	FieldUnknown
)

// Fields of set-field actions beside those above.
const (
	FieldVLANVID Field = 64 + iota
	FieldVLANPCP
	FieldTCPSrc
	FieldTCPDst
	FieldUDPSrc
	FieldUDPDst
	FieldSCTPSrc
	FieldSCTPDst
	FieldICMPType
	FieldICMPCode
	FieldICMPv6Type
	FieldICMPv6Code
	FieldARPOp
	FieldARPSPA
	FieldARPTPA
)

// FieldSet is a set of the fields of a Match.
type FieldSet uint64

// Set returns the bit of f, which must be a field of a Match.
func (f Field) Set() FieldSet { return 1 << f }

// Has reports whether f is in s.
func (s FieldSet) Has(f Field) bool { return s&(1<<f) != 0 }
