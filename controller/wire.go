package controller

import (
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
	"github.com/trema-ns/trema-ns/controller/openflow/of13"
)

// This file is where the two codecs meet: one function for each message,
// choosing by the version. They are plain calls rather than an interface, so
// that what a handler sends need not be allocated.

// kind is a message type without regard to the version.
type kind uint8

const (
	kindOther kind = iota
	kindHello
	kindError
	kindEchoRequest
	kindEchoReply
	kindFeaturesReply
	kindPacketIn
	kindFlowRemoved
	kindPortStatus
	kindStatsReply
	kindBarrierReply
)

func kindOf(v openflow.Version, typ uint8) kind {
	switch typ { // the same in both versions
	case openflow.TypeHello:
		return kindHello
	case openflow.TypeError:
		return kindError
	case openflow.TypeEchoRequest:
		return kindEchoRequest
	case openflow.TypeEchoReply:
		return kindEchoReply
	case of10.TypeFeaturesReply:
		return kindFeaturesReply
	case of10.TypePacketIn:
		return kindPacketIn
	case of10.TypeFlowRemoved:
		return kindFlowRemoved
	case of10.TypePortStatus:
		return kindPortStatus
	}
	switch {
	case v == openflow.Version10 && typ == of10.TypeStatsReply, v == openflow.Version13 && typ == of13.TypeMultipartReply:
		return kindStatsReply
	case v == openflow.Version10 && typ == of10.TypeBarrierReply, v == openflow.Version13 && typ == of13.TypeBarrierReply:
		return kindBarrierReply
	}
	return kindOther
}

func appendFlowMod(dst []byte, v openflow.Version, xid uint32, x *openflow.FlowMod) ([]byte, error) {
	if v == openflow.Version10 {
		return of10.AppendFlowMod(dst, xid, x)
	}
	return of13.AppendFlowMod(dst, xid, x)
}

func appendPacketOut(dst []byte, v openflow.Version, xid uint32, x *openflow.PacketOut) ([]byte, error) {
	if v == openflow.Version10 {
		return of10.AppendPacketOut(dst, xid, x)
	}
	return of13.AppendPacketOut(dst, xid, x)
}

func appendBarrierRequest(dst []byte, v openflow.Version, xid uint32) []byte {
	if v == openflow.Version10 {
		return of10.AppendBarrierRequest(dst, xid)
	}
	return of13.AppendBarrierRequest(dst, xid)
}

func appendFeaturesRequest(dst []byte, v openflow.Version, xid uint32) []byte {
	if v == openflow.Version10 {
		return of10.AppendFeaturesRequest(dst, xid)
	}
	return of13.AppendFeaturesRequest(dst, xid)
}

func appendSetConfig(dst []byte, v openflow.Version, xid uint32, x *openflow.SwitchConfig) []byte {
	if v == openflow.Version10 {
		return of10.AppendSetConfig(dst, xid, x)
	}
	return of13.AppendSetConfig(dst, xid, x)
}

func parseFeaturesReply(v openflow.Version, b []byte, x *openflow.Features) error {
	if v == openflow.Version10 {
		return of10.ParseFeaturesReply(b, x)
	}
	return of13.ParseFeaturesReply(b, x)
}

func parsePacketIn(v openflow.Version, b []byte, x *openflow.PacketIn) error {
	if v == openflow.Version10 {
		return of10.ParsePacketIn(b, x)
	}
	return of13.ParsePacketIn(b, x)
}

func parseFlowRemoved(v openflow.Version, b []byte, x *openflow.FlowRemoved) error {
	if v == openflow.Version10 {
		return of10.ParseFlowRemoved(b, x)
	}
	return of13.ParseFlowRemoved(b, x)
}

func parsePortStatus(v openflow.Version, b []byte, x *openflow.PortStatus) error {
	if v == openflow.Version10 {
		return of10.ParsePortStatus(b, x)
	}
	return of13.ParsePortStatus(b, x)
}

func parseMultipart(v openflow.Version, b []byte, x *openflow.Multipart) error {
	if v == openflow.Version10 {
		return of10.ParseStats(b, x)
	}
	return of13.ParseMultipart(b, x)
}
