// Package summary says in a line what an OpenFlow message is: the name that the
// specification gives it, and what matters of its content in the words of
// ovs-ofctl(8). It is for people who watch a connection; it knows no sockets.
package summary

import (
	"fmt"
	"strings"

	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
	"github.com/trema-ns/trema-ns/controller/openflow/of13"
	"github.com/trema-ns/trema-ns/controller/packet"
)

// names10 and names13 are the message types by number, as the specifications
// call them without OFPT_ (1.0 §5.1, 1.3 §7.1).
var (
	names10 = [...]string{
		"HELLO", "ERROR", "ECHO_REQUEST", "ECHO_REPLY", "VENDOR", "FEATURES_REQUEST", "FEATURES_REPLY", "GET_CONFIG_REQUEST",
		"GET_CONFIG_REPLY", "SET_CONFIG", "PACKET_IN", "FLOW_REMOVED", "PORT_STATUS", "PACKET_OUT", "FLOW_MOD", "PORT_MOD",
		"STATS_REQUEST", "STATS_REPLY", "BARRIER_REQUEST", "BARRIER_REPLY", "QUEUE_GET_CONFIG_REQUEST", "QUEUE_GET_CONFIG_REPLY",
	}
	names13 = [...]string{
		"HELLO", "ERROR", "ECHO_REQUEST", "ECHO_REPLY", "EXPERIMENTER", "FEATURES_REQUEST", "FEATURES_REPLY", "GET_CONFIG_REQUEST",
		"GET_CONFIG_REPLY", "SET_CONFIG", "PACKET_IN", "FLOW_REMOVED", "PORT_STATUS", "PACKET_OUT", "FLOW_MOD", "GROUP_MOD",
		"PORT_MOD", "TABLE_MOD", "MULTIPART_REQUEST", "MULTIPART_REPLY", "BARRIER_REQUEST", "BARRIER_REPLY",
		"QUEUE_GET_CONFIG_REQUEST", "QUEUE_GET_CONFIG_REPLY", "ROLE_REQUEST", "ROLE_REPLY", "GET_ASYNC_REQUEST", "GET_ASYNC_REPLY",
		"SET_ASYNC", "METER_MOD",
	}
)

// Name returns the name of a message type: FLOW_MOD.
func Name(v openflow.Version, typ uint8) string {
	list := names13[:]
	if v == openflow.Version10 {
		list = names10[:]
	}
	if int(typ) < len(list) {
		return list[typ]
	}
	return fmt.Sprintf("type %d", typ)
}

// Of says what a whole message is: "FLOW_MOD add priority=10 in_port=1
// actions=output:2". A damaged message is said to be one.
func Of(message []byte) string {
	var h openflow.Header
	if err := openflow.ParseHeader(message, &h); err != nil {
		return err.Error()
	}
	name := Name(h.Version, h.Type)
	said, err := content(&h, message)
	switch {
	case err != nil:
		return name + " (" + err.Error() + ")"
	case said == "":
		return name
	}
	return name + " " + said
}

// wire is what one version's codec reads.
type wire struct {
	packetIn    func([]byte, *openflow.PacketIn) error
	packetOut   func([]byte, *openflow.PacketOut) error
	flowMod     func([]byte, *openflow.FlowMod) error
	flowRemoved func([]byte, *openflow.FlowRemoved) error
	portStatus  func([]byte, *openflow.PortStatus) error
	portMod     func([]byte, *openflow.PortMod) error
	features    func([]byte, *openflow.Features) error
	multipart   func([]byte, *openflow.Multipart) error
}

var wires = map[openflow.Version]wire{
	openflow.Version10: {
		of10.ParsePacketIn, of10.ParsePacketOut, of10.ParseFlowMod, of10.ParseFlowRemoved,
		of10.ParsePortStatus, of10.ParsePortMod, of10.ParseFeaturesReply, of10.ParseStats,
	},
	openflow.Version13: {
		of13.ParsePacketIn, of13.ParsePacketOut, of13.ParseFlowMod, of13.ParseFlowRemoved,
		of13.ParsePortStatus, of13.ParsePortMod, of13.ParseFeaturesReply, of13.ParseMultipart,
	},
}

func content(h *openflow.Header, b []byte) (string, error) {
	if h.Type == openflow.TypeError {
		var e openflow.Error
		if err := openflow.ParseErrorMessage(b, &e); err != nil {
			return "", err
		}
		typ, code := e.Names()
		return typ + " " + code, nil
	}
	if h.Type <= openflow.TypeExperimenter {
		return "", nil // is the same in versions that are not known here
	}
	w, known := wires[h.Version]
	if !known {
		return fmt.Sprintf("of version %d", h.Version), nil
	}
	// The types are told apart by their names, for their numbers differ.
	switch Name(h.Version, h.Type) {
	case "PACKET_IN":
		var m openflow.PacketIn
		err := w.packetIn(b, &m)
		return packetIn(&m), err
	case "PACKET_OUT":
		var m openflow.PacketOut
		err := w.packetOut(b, &m)
		return packetOut(h.Version, &m), err
	case "FLOW_MOD":
		var m openflow.FlowMod
		err := w.flowMod(b, &m)
		return flowMod(h.Version, &m), err
	case "FLOW_REMOVED":
		var m openflow.FlowRemoved
		err := w.flowRemoved(b, &m)
		return flowRemoved(&m), err
	case "PORT_STATUS":
		var m openflow.PortStatus
		err := w.portStatus(b, &m)
		return portStatus(&m), err
	case "PORT_MOD":
		var m openflow.PortMod
		err := w.portMod(b, &m)
		return portMod(&m), err
	case "FEATURES_REPLY":
		var m openflow.Features
		err := w.features(b, &m)
		return fmt.Sprintf("dpid=%#x buffers=%d tables=%d", m.DatapathID, m.NBuffers, m.NTables), err
	case "STATS_REQUEST", "STATS_REPLY", "MULTIPART_REQUEST", "MULTIPART_REPLY":
		var m openflow.Multipart
		err := w.multipart(b, &m)
		return multipart(&m), err
	}
	return "", nil
}

func packetIn(m *openflow.PacketIn) string {
	reason := "no_match"
	switch m.Reason {
	case openflow.ReasonAction:
		reason = "action"
	case openflow.ReasonInvalidTTL:
		reason = "invalid_ttl"
	}
	return fmt.Sprintf("in_port=%s reason=%s: %s", openflow.PortName(m.InPort), reason, packet.Summary(m.Data))
}

func packetOut(v openflow.Version, m *openflow.PacketOut) string {
	i := openflow.Instructions{Actions: m.Actions}
	said := "actions=" + string(i.AppendText(nil, v))
	if m.Buffered {
		return fmt.Sprintf("%s buffer_id=%#x", said, m.BufferID)
	}
	return said + ": " + packet.Summary(m.Data)
}

var flowCommands = [...]string{"add", "modify", "modify_strict", "delete", "delete_strict"}

func flowMod(v openflow.Version, m *openflow.FlowMod) string {
	var s strings.Builder
	if int(m.Command) < len(flowCommands) {
		s.WriteString(flowCommands[m.Command])
	}
	if m.TableID != 0 && v != openflow.Version10 {
		fmt.Fprintf(&s, " table=%d", m.TableID)
	}
	if m.IdleTimeout != 0 {
		fmt.Fprintf(&s, " idle_timeout=%d", m.IdleTimeout)
	}
	if m.HardTimeout != 0 {
		fmt.Fprintf(&s, " hard_timeout=%d", m.HardTimeout)
	}
	fmt.Fprintf(&s, " priority=%d", m.Priority)
	if match := m.Match.String(); match != "" {
		s.WriteString(" " + match)
	}
	if m.Command < openflow.FlowDelete {
		s.WriteString(" actions=" + string(m.AppendText(nil, v)))
	}
	return s.String()
}

func flowRemoved(m *openflow.FlowRemoved) string {
	reasons := [...]string{"idle", "hard", "delete", "group_delete"}
	reason := "?"
	if int(m.Reason) < len(reasons) {
		reason = reasons[m.Reason]
	}
	match := m.Match.String()
	if match != "" {
		match += " "
	}
	return fmt.Sprintf("reason=%s priority=%d %sduration=%ds n_packets=%d n_bytes=%d", reason, m.Priority, match, m.DurationSec, m.PacketCount, m.ByteCount)
}

func portStatus(m *openflow.PortStatus) string {
	reasons := [...]string{"add", "delete", "modify"}
	reason := "?"
	if int(m.Reason) < len(reasons) {
		reason = reasons[m.Reason]
	}
	state := "up"
	if !m.Port.Up() {
		state = "down"
	}
	return fmt.Sprintf("%s port=%s name=%s %s", reason, openflow.PortName(m.Port.Number), m.Port.Name, state)
}

func portMod(m *openflow.PortMod) string {
	state := "up"
	if m.Config&openflow.PortDown != 0 {
		state = "down"
	}
	if m.Mask&openflow.PortDown == 0 {
		return "port=" + openflow.PortName(m.Port)
	}
	return "port=" + openflow.PortName(m.Port) + " " + state
}

// multipartTypes are the kinds of statistics (1.0 §5.3.5, 1.3 §7.3.5).
var multipartTypes = map[uint16]string{
	openflow.StatsDesc: "desc", openflow.StatsFlow: "flow", openflow.StatsAggregate: "aggregate", openflow.StatsTable: "table",
	openflow.StatsPort: "port", openflow.StatsQueue: "queue", openflow.StatsGroup: "group", openflow.StatsGroupDesc: "group_desc",
	openflow.StatsMeter: "meter", openflow.StatsMeterConfig: "meter_config", openflow.StatsPortDesc: "port_desc", openflow.StatsExperimenter: "experimenter",
}

func multipart(m *openflow.Multipart) string {
	said, ok := multipartTypes[m.Type]
	if !ok {
		said = fmt.Sprintf("type %d", m.Type)
	}
	if m.Flags&openflow.StatsFlagMore != 0 {
		said += ", more to come"
	}
	return said
}
