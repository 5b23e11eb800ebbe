package of13

import of "github.com/trema-ns/trema-ns/controller/openflow"

const flowModLen = 48 // up to the match

// AppendFlowMod appends a flow mod (§7.3.4.1). What 1.3 cannot say is an
// *openflow.UnsupportedError, with dst returned as it was.
func AppendFlowMod(dst []byte, xid uint32, x *of.FlowMod) ([]byte, error) {
	start := len(dst)
	buffer := of.NoBuffer
	if x.Buffered {
		buffer = x.BufferID
	}
	dst = header(dst, TypeFlowMod, xid)
	dst = be.AppendUint64(dst, x.Cookie)
	dst = be.AppendUint64(dst, x.CookieMask)
	dst = append(dst, x.TableID, byte(x.Command),
		byte(x.IdleTimeout>>8), byte(x.IdleTimeout), byte(x.HardTimeout>>8), byte(x.HardTimeout),
		byte(x.Priority>>8), byte(x.Priority))
	dst = be.AppendUint32(dst, buffer)
	dst = be.AppendUint32(dst, anyOr(x.OutPort))
	dst = be.AppendUint32(dst, anyOr(x.OutGroup))
	dst = append(dst, byte(x.Flags>>8), byte(x.Flags), 0, 0)
	dst, err := appendMatch(dst, &x.Match)
	if err == nil {
		dst, err = appendInstructions(dst, &x.Instructions)
	}
	if err != nil {
		return dst[:start], err
	}
	return of.PatchLength(dst, start)
}

// ParseFlowMod reads a flow mod. x's lists of actions are used again.
func ParseFlowMod(b []byte, x *of.FlowMod) error {
	if err := need(b, flowModLen, "flow mod"); err != nil {
		return err
	}
	*x = of.FlowMod{
		Cookie:       be.Uint64(b[8:]),
		CookieMask:   be.Uint64(b[16:]),
		TableID:      b[24],
		Command:      of.FlowCommand(b[25]),
		IdleTimeout:  be.Uint16(b[26:]),
		HardTimeout:  be.Uint16(b[28:]),
		Priority:     be.Uint16(b[30:]),
		OutPort:      zeroOr(be.Uint32(b[36:])),
		OutGroup:     zeroOr(be.Uint32(b[40:])),
		Flags:        of.FlowFlags(be.Uint16(b[44:])),
		Instructions: x.Instructions,
	}
	if id := be.Uint32(b[32:]); id != of.NoBuffer {
		x.BufferID, x.Buffered = id, true
	}
	end, err := parseMatch(b, flowModLen, &x.Match, "flow mod")
	if err != nil {
		return err
	}
	return parseInstructions(b, end, 0, &x.Instructions)
}
