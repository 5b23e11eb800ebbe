package of13

import (
	"fmt"

	of "github.com/trema-ns/trema-ns/controller/openflow"
)

const (
	flowStatsLen        = 48 // up to the match
	flowStatsRequestLen = 32 // of the body, up to the match
)

// AppendFlowStatsRequest asks for flows (§7.3.5.2).
func AppendFlowStatsRequest(dst []byte, xid uint32, x *of.FlowStatsRequest) ([]byte, error) {
	start := len(dst)
	dst = header(dst, TypeMultipartRequest, xid)
	dst = append(dst, 0, of.StatsFlow, 0, 0, 0, 0, 0, 0)
	dst = append(dst, x.TableID, 0, 0, 0)
	dst = be.AppendUint32(dst, anyOr(x.OutPort))
	dst = be.AppendUint32(dst, anyOr(x.OutGroup))
	dst = append(dst, 0, 0, 0, 0)
	dst = be.AppendUint64(dst, x.Cookie)
	dst = be.AppendUint64(dst, x.CookieMask)
	dst, err := appendMatch(dst, &x.Match)
	if err != nil {
		return dst[:start], err
	}
	return of.PatchLength(dst, start)
}

// ParseFlowStatsRequest reads the body of a request for flows.
func ParseFlowStatsRequest(body []byte, x *of.FlowStatsRequest) error {
	if err := need(body, flowStatsRequestLen, "flow stats request"); err != nil {
		return err
	}
	*x = of.FlowStatsRequest{
		TableID:    body[0],
		OutPort:    zeroOr(be.Uint32(body[4:])),
		OutGroup:   zeroOr(be.Uint32(body[8:])),
		Cookie:     be.Uint64(body[16:]),
		CookieMask: be.Uint64(body[24:]),
	}
	_, err := parseMatch(body, flowStatsRequestLen, &x.Match, "flow stats request")
	return err
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
	*x = of.FlowStats{
		Version:      of.Version13,
		TableID:      b[2],
		DurationSec:  be.Uint32(b[4:]),
		DurationNsec: be.Uint32(b[8:]),
		Priority:     be.Uint16(b[12:]),
		IdleTimeout:  be.Uint16(b[14:]),
		HardTimeout:  be.Uint16(b[16:]),
		Flags:        of.FlowFlags(be.Uint16(b[18:])),
		Cookie:       be.Uint64(b[24:]),
		PacketCount:  be.Uint64(b[32:]),
		ByteCount:    be.Uint64(b[40:]),
		Instructions: x.Instructions,
	}
	end, err := parseMatch(b, flowStatsLen, &x.Match, "flow stats")
	if err != nil {
		return nil, err
	}
	return body[n:], parseInstructions(b, end, offset, &x.Instructions)
}

// AppendFlowStats appends one flow to the body of a reply, as a switch sends it.
func AppendFlowStats(dst []byte, x *of.FlowStats) ([]byte, error) {
	start := len(dst)
	dst = append(dst, 0, 0, x.TableID, 0)
	dst = be.AppendUint32(dst, x.DurationSec)
	dst = be.AppendUint32(dst, x.DurationNsec)
	dst = be.AppendUint16(dst, x.Priority)
	dst = be.AppendUint16(dst, x.IdleTimeout)
	dst = be.AppendUint16(dst, x.HardTimeout)
	dst = be.AppendUint16(dst, uint16(x.Flags))
	dst = append(dst, 0, 0, 0, 0)
	dst = be.AppendUint64(dst, x.Cookie)
	dst = be.AppendUint64(dst, x.PacketCount)
	dst = be.AppendUint64(dst, x.ByteCount)
	dst, err := appendMatch(dst, &x.Match)
	if err == nil {
		dst, err = appendInstructions(dst, &x.Instructions)
	}
	if err != nil {
		return dst[:start], err
	}
	n := len(dst) - start
	if n > of.MaxMessageLen {
		return dst[:start], of.Unsupported("flow stats", "the flow is longer than a message")
	}
	be.PutUint16(dst[start:], uint16(n))
	return dst, nil
}
