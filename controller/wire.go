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
	kindConfigReply
	kindExperimenter
	kindQueueConfigReply
	kindRoleReply
	kindAsyncReply
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
	case openflow.TypeExperimenter:
		return kindExperimenter
	case of10.TypeFeaturesReply:
		return kindFeaturesReply
	case of10.TypeGetConfigReply:
		return kindConfigReply
	case of10.TypePacketIn:
		return kindPacketIn
	case of10.TypeFlowRemoved:
		return kindFlowRemoved
	case of10.TypePortStatus:
		return kindPortStatus
	}
	if v == openflow.Version10 {
		switch typ {
		case of10.TypeStatsReply:
			return kindStatsReply
		case of10.TypeBarrierReply:
			return kindBarrierReply
		case of10.TypeQueueGetConfigReply:
			return kindQueueConfigReply
		}
		return kindOther
	}
	switch typ {
	case of13.TypeMultipartReply:
		return kindStatsReply
	case of13.TypeBarrierReply:
		return kindBarrierReply
	case of13.TypeQueueGetConfigReply:
		return kindQueueConfigReply
	case of13.TypeRoleReply:
		return kindRoleReply
	case of13.TypeGetAsyncReply:
		return kindAsyncReply
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

func appendStatsRequest(dst []byte, v openflow.Version, xid uint32, x *openflow.StatsRequest) ([]byte, error) {
	if v == openflow.Version10 {
		return of10.AppendStatisticsRequest(dst, xid, x)
	}
	return of13.AppendStatisticsRequest(dst, xid, x)
}

func parseStatsReply(v openflow.Version, b []byte, x *openflow.StatsReply) error {
	if v == openflow.Version10 {
		return of10.ParseStatisticsReply(b, x)
	}
	return of13.ParseStatisticsReply(b, x)
}

func appendPortMod(dst []byte, v openflow.Version, xid uint32, x *openflow.PortMod) ([]byte, error) {
	if v == openflow.Version10 {
		return of10.AppendPortMod(dst, xid, x)
	}
	return of13.AppendPortMod(dst, xid, x)
}

func appendExperimenter(dst []byte, v openflow.Version, xid uint32, x *openflow.Experimenter) ([]byte, error) {
	if v == openflow.Version10 {
		return of10.AppendExperimenter(dst, xid, x)
	}
	return of13.AppendExperimenter(dst, xid, x)
}

func parseExperimenter(v openflow.Version, b []byte, x *openflow.Experimenter) error {
	if v == openflow.Version10 {
		return of10.ParseExperimenter(b, x)
	}
	return of13.ParseExperimenter(b, x)
}

func appendGetConfigRequest(dst []byte, v openflow.Version, xid uint32) []byte {
	if v == openflow.Version10 {
		return of10.AppendGetConfigRequest(dst, xid)
	}
	return of13.AppendGetConfigRequest(dst, xid)
}

func parseGetConfigReply(v openflow.Version, b []byte, x *openflow.SwitchConfig) error {
	if v == openflow.Version10 {
		return of10.ParseGetConfigReply(b, x)
	}
	return of13.ParseGetConfigReply(b, x)
}

func appendQueueConfigRequest(dst []byte, v openflow.Version, xid, port uint32) ([]byte, error) {
	if v == openflow.Version10 {
		return of10.AppendQueueConfigRequest(dst, xid, port)
	}
	return of13.AppendQueueConfigRequest(dst, xid, port)
}

func parseQueueConfigReply(v openflow.Version, b []byte, list []openflow.Queue) ([]openflow.Queue, error) {
	if v == openflow.Version10 {
		return of10.ParseQueueConfigReply(b, list)
	}
	return of13.ParseQueueConfigReply(b, list)
}
