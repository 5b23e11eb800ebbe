package of10

import (
	of "github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/oxm"
)

const flowModLen = 72

// AppendFlowMod appends a flow mod (§5.3.3). What 1.0 has not, such as tables
// and instructions other than actions, is an *openflow.UnsupportedError, with
// dst returned as it was.
func AppendFlowMod(dst []byte, xid uint32, x *of.FlowMod) ([]byte, error) {
	start := len(dst)
	out, err := appendFlowMod(dst, xid, x)
	if err != nil {
		return dst[:start], err
	}
	return of.PatchLength(out, start)
}

func appendFlowMod(dst []byte, xid uint32, x *of.FlowMod) ([]byte, error) {
	if !x.OnlyActions() {
		return dst, of.Unsupported("flow mod", "OpenFlow 1.0 knows no instructions but actions")
	}
	if x.TableID != 0 && x.TableID != of.AllTables {
		return dst, of.Unsupported("flow mod", "OpenFlow 1.0 has no tables to choose from")
	}
	if x.CookieMask != 0 || x.OutGroup != 0 && x.OutGroup != of.PortAny {
		return dst, of.Unsupported("flow mod", "OpenFlow 1.0 cannot select flows by cookie or group")
	}
	outPort := uint16(portNone)
	if x.OutPort != 0 {
		p, err := port16(x.OutPort)
		if err != nil {
			return dst, err
		}
		outPort = p
	}
	dst = header(dst, TypeFlowMod, xid)
	dst, err := appendMatch(dst, &x.Match)
	if err != nil {
		return dst, err
	}
	buffer := of.NoBuffer
	if x.Buffered {
		buffer = x.BufferID
	}
	dst = be.AppendUint64(dst, x.Cookie)
	dst = append(dst, 0, byte(x.Command),
		byte(x.IdleTimeout>>8), byte(x.IdleTimeout), byte(x.HardTimeout>>8), byte(x.HardTimeout),
		byte(x.Priority>>8), byte(x.Priority))
	dst = be.AppendUint32(dst, buffer)
	// Flags beyond the first two are not 1.0's.
	dst = append(dst, byte(outPort>>8), byte(outPort), 0, byte(x.Flags&(of.FlowSendRemoved|of.FlowCheckOverlap)))
	return appendActions(dst, x.Actions)
}

// ParseFlowMod reads a flow mod. x's list of actions is used again.
func ParseFlowMod(b []byte, x *of.FlowMod) error {
	if err := need(b, flowModLen, "flow mod"); err != nil {
		return err
	}
	list := x.Actions[:0]
	*x = of.FlowMod{
		Cookie:      be.Uint64(b[48:]),
		Command:     of.FlowCommand(b[57]),
		IdleTimeout: be.Uint16(b[58:]),
		HardTimeout: be.Uint16(b[60:]),
		Priority:    be.Uint16(b[62:]),
		Flags:       of.FlowFlags(be.Uint16(b[70:])) & (of.FlowSendRemoved | of.FlowCheckOverlap),
	}
	parseMatch(b[8:], &x.Match)
	if id := be.Uint32(b[64:]); id != of.NoBuffer {
		x.BufferID, x.Buffered = id, true
	}
	if p := be.Uint16(b[68:]); p != portNone {
		x.OutPort = oxm.PortFrom16(p)
	}
	var err error
	x.Actions, err = parseActions(b[flowModLen:], flowModLen, list)
	return err
}
