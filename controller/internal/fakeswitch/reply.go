package fakeswitch

import (
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
	"github.com/trema-ns/trema-ns/controller/openflow/of13"
)

// Reply returns what a switch with the given ports answers to a request, nil to a
// message that needs no answer. Its name is empty, and so are all lists but that
// of its ports.
func Reply(h openflow.Header, b []byte, v openflow.Version, dpid uint64, ports []openflow.Port) ([]byte, error) {
	if h.Type == openflow.TypeEchoRequest {
		return openflow.AppendEchoReply(nil, v, h.XID, b[openflow.HeaderLen:]), nil
	}
	if v == openflow.Version10 {
		return reply10(h, b, dpid, ports)
	}
	return reply13(h, b, dpid, ports)
}

func reply10(h openflow.Header, b []byte, dpid uint64, ports []openflow.Port) ([]byte, error) {
	switch h.Type {
	case of10.TypeFeaturesRequest:
		return of10.AppendFeaturesReply(nil, h.XID, &openflow.Features{DatapathID: dpid, NTables: 1, Ports: ports})
	case of10.TypeGetConfigRequest:
		r := of10.AppendSetConfig(nil, h.XID, &openflow.SwitchConfig{MissSendLen: 0xffff})
		r[1] = of10.TypeGetConfigReply
		return r, nil
	case of10.TypeStatsRequest:
		var m openflow.Multipart
		if err := of10.ParseStats(b, &m); err != nil {
			return nil, err
		}
		m.Flags, m.Body = 0, statistics(m.Type)
		return of10.AppendStatsReply(nil, h.XID, &m)
	case of10.TypeBarrierRequest:
		return openflow.AppendHeader(nil, openflow.Version10, of10.TypeBarrierReply, h.XID), nil
	}
	return nil, nil
}

func reply13(h openflow.Header, b []byte, dpid uint64, ports []openflow.Port) ([]byte, error) {
	switch h.Type {
	case of13.TypeFeaturesRequest:
		return of13.AppendFeaturesReply(nil, h.XID, &openflow.Features{DatapathID: dpid, NTables: 254}), nil
	case of13.TypeGetConfigRequest:
		r := of13.AppendSetConfig(nil, h.XID, &openflow.SwitchConfig{MissSendLen: 0xffff})
		r[1] = of13.TypeGetConfigReply
		return r, nil
	case of13.TypeMultipartRequest:
		var m openflow.Multipart
		if err := of13.ParseMultipart(b, &m); err != nil {
			return nil, err
		}
		m.Flags, m.Body = 0, statistics(m.Type)
		if m.Type == openflow.StatsPortDesc {
			m.Body = of13.AppendPorts(nil, ports)
		}
		return of13.AppendMultipartReply(nil, h.XID, &m)
	case of13.TypeRoleRequest: // the same, granted
		r := append([]byte(nil), b...)
		r[1] = of13.TypeRoleReply
		return r, nil
	case of13.TypeBarrierRequest:
		return openflow.AppendHeader(nil, openflow.Version13, of13.TypeBarrierReply, h.XID), nil
	}
	return nil, nil
}

// statistics returns the body of a reply in which there is nothing.
func statistics(kind uint16) []byte {
	if kind == openflow.StatsDesc {
		return make([]byte, descriptionLen)
	}
	return nil
}

// descriptionLen is the length of a switch's description (1.0 §5.3.5, 1.3 §7.3.5.1).
const descriptionLen = 4*256 + 32
