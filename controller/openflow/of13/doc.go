// Package of13 is the wire format of OpenFlow 1.3 (wire version 0x04). One file
// holds one family of messages.
//
// What package openflow promises holds here. Parse functions take one whole
// message, its header included; Append functions append one.
package of13

import (
	"encoding/binary"

	of "github.com/trema-ns/trema-ns/controller/openflow"
)

// Message types (§7.1, enum ofp_type).
const (
	TypeHello                 = 0
	TypeError                 = 1
	TypeEchoRequest           = 2
	TypeEchoReply             = 3
	TypeExperimenter          = 4
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
	TypeGroupMod              = 15
	TypePortMod               = 16
	TypeTableMod              = 17
	TypeMultipartRequest      = 18
	TypeMultipartReply        = 19
	TypeBarrierRequest        = 20
	TypeBarrierReply          = 21
	TypeQueueGetConfigRequest = 22
	TypeQueueGetConfigReply   = 23
	TypeRoleRequest           = 24
	TypeRoleReply             = 25
	TypeGetAsyncRequest       = 26
	TypeGetAsyncReply         = 27
	TypeSetAsync              = 28
	TypeMeterMod              = 29
)

var be = binary.BigEndian

func header(dst []byte, typ uint8, xid uint32) []byte {
	return of.AppendHeader(dst, of.Version13, typ, xid)
}

// need reports a message shorter than n bytes.
func need(b []byte, n int, what string) error {
	if len(b) < n {
		return of.Malformed(what, len(b), "cut off")
	}
	return nil
}

// anyOr returns p, or the word for any where p is 0.
func anyOr(p uint32) uint32 {
	if p == 0 {
		return of.PortAny
	}
	return p
}

// zeroOr is the inverse of anyOr.
func zeroOr(p uint32) uint32 {
	if p == of.PortAny {
		return 0
	}
	return p
}

// AppendFeaturesRequest asks a switch who it is (§7.3.1).
func AppendFeaturesRequest(dst []byte, xid uint32) []byte {
	return header(dst, TypeFeaturesRequest, xid)
}

// AppendBarrierRequest asks for a reply when all before it is done (§7.3.8).
func AppendBarrierRequest(dst []byte, xid uint32) []byte {
	return header(dst, TypeBarrierRequest, xid)
}
