package of10

import (
	"fmt"

	of "github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/oxm"
)

// Action types (§5.2.4, enum ofp_action_type).
const (
	actOutput     = 0
	actSetVLANVID = 1
	actSetVLANPCP = 2
	actStripVLAN  = 3
	actSetDlSrc   = 4
	actSetDlDst   = 5
	actSetNwSrc   = 6
	actSetNwDst   = 7
	actSetNwTOS   = 8
	actSetTpSrc   = 9
	actSetTpDst   = 10
	actEnqueue    = 11
	actVendor     = 0xffff
)

// actionLen has the length each type must have.
var actionLen = [...]int{actOutput: 8, actSetVLANVID: 8, actSetVLANPCP: 8, actStripVLAN: 8, actSetDlSrc: 16,
	actSetDlDst: 16, actSetNwSrc: 8, actSetNwDst: 8, actSetNwTOS: 8, actSetTpSrc: 8, actSetTpDst: 8, actEnqueue: 16}

func badAction(offset int, format string, args ...any) error {
	return &of.ParseError{What: "action", Offset: offset, Reason: fmt.Sprintf(format, args...),
		Type: of.ErrBadAction, Code: of.BadActionLen}
}

// parseActions appends the actions in b to list. offset is where b begins in
// the message.
func parseActions(b []byte, offset int, list []of.Action) ([]of.Action, error) {
	for len(b) > 0 {
		if len(b) < 8 {
			return list, badAction(offset, "%d bytes are left, less than an action has", len(b))
		}
		typ, n := be.Uint16(b), int(be.Uint16(b[2:]))
		if n < 8 || n > len(b) || n%8 != 0 {
			return list, badAction(offset, "a length of %d with %d bytes left", n, len(b))
		}
		if int(typ) < len(actionLen) && n != actionLen[typ] {
			return list, badAction(offset, "type %d has length %d, not %d", typ, actionLen[typ], n)
		}
		list = append(list, parseAction(typ, b[:n]))
		b = b[n:]
		offset += n
	}
	return list, nil
}

func parseAction(typ uint16, b []byte) of.Action {
	switch typ {
	case actOutput:
		return of.Action{Type: of.ActionOutput, Port: oxm.PortFrom16(be.Uint16(b[4:])), MaxLen: be.Uint16(b[6:])}
	case actSetVLANVID:
		return of.SetVLANVID(be.Uint16(b[4:]))
	case actSetVLANPCP:
		return of.SetVLANPCP(b[4])
	case actStripVLAN:
		return of.StripVLAN()
	case actSetDlSrc:
		return of.SetField(of.FieldEthSrc, b[4:10])
	case actSetDlDst:
		return of.SetField(of.FieldEthDst, b[4:10])
	case actSetNwSrc:
		return of.SetField(of.FieldNwSrc, b[4:8])
	case actSetNwDst:
		return of.SetField(of.FieldNwDst, b[4:8])
	case actSetNwTOS:
		return of.SetNwTOS(b[4])
	case actSetTpSrc:
		return of.SetField(of.FieldTpSrc, b[4:6])
	case actSetTpDst:
		return of.SetField(of.FieldTpDst, b[4:6])
	case actEnqueue:
		return of.Enqueue(oxm.PortFrom16(be.Uint16(b[4:])), be.Uint32(b[12:]))
	case actVendor:
		return of.Action{Type: of.ActionExperimenter, Arg: be.Uint32(b[4:]), Data: b[8:]}
	}
	return of.Action{Type: of.ActionUnknown, Data: b}
}

// appendActions appends a list of actions.
func appendActions(dst []byte, list []of.Action) ([]byte, error) {
	for i := range list {
		var err error
		if dst, err = appendAction(dst, &list[i]); err != nil {
			return dst, err
		}
	}
	return dst, nil
}

func appendAction(dst []byte, a *of.Action) ([]byte, error) {
	switch a.Type {
	case of.ActionOutput:
		p, err := port16(a.Port)
		if err != nil {
			return dst, err
		}
		return append(dst, 0, actOutput, 0, 8, byte(p>>8), byte(p), byte(a.MaxLen>>8), byte(a.MaxLen)), nil
	case of.ActionSetField:
		return appendSetField(dst, a)
	case of.ActionStripVLAN:
		return append(dst, 0, actStripVLAN, 0, 8, 0, 0, 0, 0), nil
	case of.ActionSetVLANVID:
		return append(dst, 0, actSetVLANVID, 0, 8, byte(a.Arg>>8)&0xf, byte(a.Arg), 0, 0), nil
	case of.ActionSetVLANPCP:
		return append(dst, 0, actSetVLANPCP, 0, 8, byte(a.Arg)&7, 0, 0, 0), nil
	case of.ActionEnqueue:
		p, err := port16(a.Port)
		if err != nil {
			return dst, err
		}
		dst = append(dst, 0, actEnqueue, 0, 16, byte(p>>8), byte(p), 0, 0, 0, 0, 0, 0)
		return be.AppendUint32(dst, a.Arg), nil
	case of.ActionExperimenter:
		n := (8 + len(a.Data) + 7) / 8 * 8
		if n > of.MaxMessageLen {
			return dst, of.Unsupported("action", "the vendor's data is longer than a message")
		}
		dst = append(dst, 0xff, 0xff, byte(n>>8), byte(n))
		dst = be.AppendUint32(dst, a.Arg)
		dst = append(dst, a.Data...)
		return append(dst, make([]byte, n-8-len(a.Data))...), nil
	case of.ActionUnknown:
		return append(dst, a.Data...), nil
	}
	return dst, of.Unsupported("action", "OpenFlow 1.0 has no such action")
}

func appendSetField(dst []byte, a *of.Action) ([]byte, error) {
	if a.Mask != [16]byte{} {
		return dst, of.Unsupported("set-field action", "OpenFlow 1.0 sets whole fields")
	}
	v := &a.Value
	switch a.Field {
	case of.FieldEthSrc, of.FieldEthDst:
		typ := byte(actSetDlSrc)
		if a.Field == of.FieldEthDst {
			typ = actSetDlDst
		}
		dst = append(dst, 0, typ, 0, 16)
		dst = append(dst, v[:6]...)
		return append(dst, 0, 0, 0, 0, 0, 0), nil
	case of.FieldNwSrc:
		return append(dst, 0, actSetNwSrc, 0, 8, v[0], v[1], v[2], v[3]), nil
	case of.FieldNwDst:
		return append(dst, 0, actSetNwDst, 0, 8, v[0], v[1], v[2], v[3]), nil
	case of.FieldNwTOS:
		return append(dst, 0, actSetNwTOS, 0, 8, v[0]&^3, 0, 0, 0), nil
	case of.FieldTpSrc, of.FieldTCPSrc, of.FieldUDPSrc:
		return append(dst, 0, actSetTpSrc, 0, 8, v[0], v[1], 0, 0), nil
	case of.FieldTpDst, of.FieldTCPDst, of.FieldUDPDst:
		return append(dst, 0, actSetTpDst, 0, 8, v[0], v[1], 0, 0), nil
	case of.FieldVLANVID:
		return append(dst, 0, actSetVLANVID, 0, 8, v[0]&0xf, v[1], 0, 0), nil
	case of.FieldVLANPCP:
		return append(dst, 0, actSetVLANPCP, 0, 8, v[0]&7, 0, 0, 0), nil
	}
	return dst, of.Unsupported("set-field action", "OpenFlow 1.0 cannot set this field")
}
