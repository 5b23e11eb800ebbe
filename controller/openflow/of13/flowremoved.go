package of13

import of "github.com/trema-ns/trema-ns/controller/openflow"

const flowRemovedLen = 48 // up to the match

// ParseFlowRemoved reads a flow removed message (§7.4.2).
func ParseFlowRemoved(b []byte, x *of.FlowRemoved) error {
	if err := need(b, flowRemovedLen, "flow removed"); err != nil {
		return err
	}
	*x = of.FlowRemoved{
		Cookie:       be.Uint64(b[8:]),
		Priority:     be.Uint16(b[16:]),
		Reason:       of.FlowRemovedReason(b[18]),
		TableID:      b[19],
		DurationSec:  be.Uint32(b[20:]),
		DurationNsec: be.Uint32(b[24:]),
		IdleTimeout:  be.Uint16(b[28:]),
		HardTimeout:  be.Uint16(b[30:]),
		PacketCount:  be.Uint64(b[32:]),
		ByteCount:    be.Uint64(b[40:]),
	}
	_, err := parseMatch(b, flowRemovedLen, &x.Match, "flow removed")
	return err
}

// AppendFlowRemoved appends a flow removed message, as a switch sends it.
func AppendFlowRemoved(dst []byte, xid uint32, x *of.FlowRemoved) ([]byte, error) {
	start := len(dst)
	dst = header(dst, TypeFlowRemoved, xid)
	dst = be.AppendUint64(dst, x.Cookie)
	dst = append(dst, byte(x.Priority>>8), byte(x.Priority), byte(x.Reason), x.TableID)
	dst = be.AppendUint32(dst, x.DurationSec)
	dst = be.AppendUint32(dst, x.DurationNsec)
	dst = be.AppendUint16(dst, x.IdleTimeout)
	dst = be.AppendUint16(dst, x.HardTimeout)
	dst = be.AppendUint64(dst, x.PacketCount)
	dst = be.AppendUint64(dst, x.ByteCount)
	dst, err := appendMatch(dst, &x.Match)
	if err != nil {
		return dst[:start], err
	}
	return of.PatchLength(dst, start)
}
