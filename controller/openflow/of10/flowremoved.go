package of10

import of "github.com/trema-ns/trema-ns/controller/openflow"

const flowRemovedLen = 88

// ParseFlowRemoved reads a flow removed message (§5.4.2).
func ParseFlowRemoved(b []byte, x *of.FlowRemoved) error {
	if err := need(b, flowRemovedLen, "flow removed"); err != nil {
		return err
	}
	*x = of.FlowRemoved{
		Cookie:       be.Uint64(b[48:]),
		Priority:     be.Uint16(b[56:]),
		Reason:       of.FlowRemovedReason(b[58]),
		DurationSec:  be.Uint32(b[60:]),
		DurationNsec: be.Uint32(b[64:]),
		IdleTimeout:  be.Uint16(b[68:]),
		PacketCount:  be.Uint64(b[72:]),
		ByteCount:    be.Uint64(b[80:]),
	}
	parseMatch(b[8:], &x.Match)
	return nil
}

// AppendFlowRemoved appends a flow removed message, as a switch sends it.
func AppendFlowRemoved(dst []byte, xid uint32, x *of.FlowRemoved) ([]byte, error) {
	start := len(dst)
	dst = header(dst, TypeFlowRemoved, xid)
	dst, err := appendMatch(dst, &x.Match)
	if err != nil {
		return dst[:start], err
	}
	dst = be.AppendUint64(dst, x.Cookie)
	dst = append(dst, byte(x.Priority>>8), byte(x.Priority), byte(x.Reason), 0)
	dst = be.AppendUint32(dst, x.DurationSec)
	dst = be.AppendUint32(dst, x.DurationNsec)
	dst = append(dst, byte(x.IdleTimeout>>8), byte(x.IdleTimeout), 0, 0)
	dst = be.AppendUint64(dst, x.PacketCount)
	dst = be.AppendUint64(dst, x.ByteCount)
	return of.PatchLength(dst, start)
}
