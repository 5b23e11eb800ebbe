// Package of10 is the wire format of OpenFlow 1.0 (wire version 0x01) and of
// the extension of it with which Open vSwitch tells the ages of flows. One file
// holds one family of messages.
//
// What package openflow promises holds here. Parse functions take one whole
// message, its header included; Append functions append one.
package of10

import (
	"encoding/binary"

	of "github.com/trema-ns/trema-ns/controller/openflow"
)

// Message types (§5.1, enum ofp_type).
const (
	TypeHello                 = 0
	TypeError                 = 1
	TypeEchoRequest           = 2
	TypeEchoReply             = 3
	TypeVendor                = 4
	TypeFeaturesRequest       = 5
	TypeFeaturesReply         = 6
	TypeGetConfigRequest      = 7
	TypeGetConfigReply        = 8
	TypeSetConfig             = 9
	TypePacketIn              = 10
	TypeFlowRemoved           = 11
	TypePortStatus            = 12
	TypePacketOut             = 13
	TypeFlowMod               = 14
	TypePortMod               = 15
	TypeStatsRequest          = 16
	TypeStatsReply            = 17
	TypeBarrierRequest        = 18
	TypeBarrierReply          = 19
	TypeQueueGetConfigRequest = 20
	TypeQueueGetConfigReply   = 21
)

// portNone is 1.0's word for no port (§5.2.1, OFPP_NONE).
const portNone = 0xffff

var be = binary.BigEndian

func header(dst []byte, typ uint8, xid uint32) []byte {
	return of.AppendHeader(dst, of.Version10, typ, xid)
}

// need reports a message shorter than n bytes.
func need(b []byte, n int, what string) error {
	if len(b) < n {
		return of.Malformed(what, len(b), "cut off")
	}
	return nil
}

// port16 narrows a port number.
func port16(p uint32) (uint16, error) {
	if p < 0xff00 || p >= 0xffffff00 {
		return uint16(p), nil
	}
	return 0, of.Unsupported("port", of.PortName(p)+" is more than OpenFlow 1.0's 16 bits can hold")
}

// AppendFeaturesRequest asks a switch who it is (§5.3.1).
func AppendFeaturesRequest(dst []byte, xid uint32) []byte {
	return header(dst, TypeFeaturesRequest, xid)
}

// AppendBarrierRequest asks for a reply when all before it is done (§5.3.7).
func AppendBarrierRequest(dst []byte, xid uint32) []byte { return header(dst, TypeBarrierRequest, xid) }
