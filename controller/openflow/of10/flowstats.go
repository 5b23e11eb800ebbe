package of10

import (
	"fmt"

	of "github.com/trema-ns/trema-ns/controller/openflow"
)

const flowStatsLen = 88

// AppendFlowStatsRequest asks for flows (§5.3.5, OFPST_FLOW).
func AppendFlowStatsRequest(dst []byte, xid uint32, x *of.FlowStatsRequest) ([]byte, error) {
	start := len(dst)
	if x.CookieMask != 0 || x.OutGroup != 0 && x.OutGroup != of.PortAny {
		return dst, of.Unsupported("flow stats request", "OpenFlow 1.0 cannot select flows by cookie or group")
	}
	outPort, err := outPort16(x.OutPort)
	if err != nil {
		return dst, err
	}
	dst = header(dst, TypeStatsRequest, xid)
	dst = append(dst, 0, of.StatsFlow, 0, 0)
	dst, err = appendMatch(dst, &x.Match)
	if err != nil {
		return dst[:start], err
	}
	dst = append(dst, x.TableID, 0, byte(outPort>>8), byte(outPort))
	return of.PatchLength(dst, start)
}

func outPort16(p uint32) (uint16, error) {
	if p == 0 {
		return portNone, nil
	}
	return port16(p)
}

// ParseFlowStatsRequest reads the body of a request for flows.
func ParseFlowStatsRequest(body []byte, x *of.FlowStatsRequest) error {
	if err := need(body, matchLen+4, "flow stats request"); err != nil {
		return err
	}
	*x = of.FlowStatsRequest{TableID: body[matchLen]}
	parseMatch(body, &x.Match)
	return nil
}

// ParseFlowStats reads the first flow of the body of a reply and returns what
// follows it. x's lists of actions are used again. offset is where body begins
// in the message.
func ParseFlowStats(body []byte, offset int, x *of.FlowStats) (rest []byte, err error) {
	if len(body) < flowStatsLen {
		return nil, of.Malformed("flow stats", offset, fmt.Sprintf("%d bytes are left, a flow has at least %d", len(body),
			flowStatsLen))
	}
	n := int(be.Uint16(body))
	if n < flowStatsLen || n > len(body) {
		return nil, of.Malformed("flow stats", offset, fmt.Sprintf("a length of %d with %d bytes left", n, len(body)))
	}
	b := body[:n]
	list := x.Actions[:0]
	*x = of.FlowStats{
		Version:      of.Version10,
		TableID:      b[2],
		DurationSec:  be.Uint32(b[44:]),
		DurationNsec: be.Uint32(b[48:]),
		Priority:     be.Uint16(b[52:]),
		IdleTimeout:  be.Uint16(b[54:]),
		HardTimeout:  be.Uint16(b[56:]),
		Cookie:       be.Uint64(b[64:]),
		PacketCount:  be.Uint64(b[72:]),
		ByteCount:    be.Uint64(b[80:]),
	}
	parseMatch(b[4:], &x.Match)
	x.Actions, err = parseActions(b[flowStatsLen:], offset+flowStatsLen, list)
	return body[n:], err
}

// AppendFlowStats appends one flow to the body of a reply, as a switch sends it.
func AppendFlowStats(dst []byte, x *of.FlowStats) ([]byte, error) {
	start := len(dst)
	dst = append(dst, 0, 0, x.TableID, 0)
	dst, err := appendMatch(dst, &x.Match)
	if err != nil {
		return dst[:start], err
	}
	dst = be.AppendUint32(dst, x.DurationSec)
	dst = be.AppendUint32(dst, x.DurationNsec)
	dst = be.AppendUint16(dst, x.Priority)
	dst = be.AppendUint16(dst, x.IdleTimeout)
	dst = be.AppendUint16(dst, x.HardTimeout)
	dst = append(dst, 0, 0, 0, 0, 0, 0)
	dst = be.AppendUint64(dst, x.Cookie)
	dst = be.AppendUint64(dst, x.PacketCount)
	dst = be.AppendUint64(dst, x.ByteCount)
	if dst, err = appendActions(dst, x.Actions); err != nil {
		return dst[:start], err
	}
	n := len(dst) - start
	if n > of.MaxMessageLen {
		return dst[:start], of.Unsupported("flow stats", "the flow is longer than a message")
	}
	be.PutUint16(dst[start:], uint16(n))
	return dst, nil
}
