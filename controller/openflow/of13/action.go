package of13

import (
	"fmt"

	of "github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/oxm"
)

// Action types (§7.2.5, enum ofp_action_type).
const (
	actOutput       = 0
	actCopyTTLOut   = 11
	actCopyTTLIn    = 12
	actSetMPLSTTL   = 15
	actDecMPLSTTL   = 16
	actPushVLAN     = 17
	actPopVLAN      = 18
	actPushMPLS     = 19
	actPopMPLS      = 20
	actSetQueue     = 21
	actGroup        = 22
	actSetNwTTL     = 23
	actDecNwTTL     = 24
	actSetField     = 25
	actPushPBB      = 26
	actPopPBB       = 27
	actExperimenter = 0xffff
)

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
		if want := actionLen(typ); want != 0 && n != want {
			return list, badAction(offset, "type %d has length %d, not %d", typ, want, n)
		}
		list = append(list, of.Action{})
		if err := parseAction(typ, b[:n], offset, &list[len(list)-1]); err != nil {
			return list, err
		}
		b = b[n:]
		offset += n
	}
	return list, nil
}

// actionLen returns the length a type must have, 0 where it varies.
func actionLen(typ uint16) int {
	switch typ {
	case actOutput:
		return 16
	case actCopyTTLOut, actCopyTTLIn, actSetMPLSTTL, actDecMPLSTTL, actPushVLAN, actPopVLAN, actPushMPLS, actPopMPLS,
		actSetQueue, actGroup, actSetNwTTL, actDecNwTTL, actPushPBB, actPopPBB:
		return 8
	}
	return 0
}

func parseAction(typ uint16, b []byte, offset int, a *of.Action) error {
	switch typ {
	case actOutput:
		*a = of.Action{Type: of.ActionOutput, Port: be.Uint32(b[4:]), MaxLen: be.Uint16(b[8:])}
	case actSetField:
		a.Type = of.ActionSetField
		known, err := oxm.ParseSetField(b[4:], offset+4, a)
		if err != nil {
			return err
		}
		if !known {
			*a = of.Action{Type: of.ActionUnknown, Data: b}
		}
	case actPopVLAN:
		a.Type = of.ActionStripVLAN
	case actPushVLAN, actPushMPLS, actPopMPLS, actPushPBB:
		*a = of.Action{Type: ethTypeActions[typ], Arg: uint32(be.Uint16(b[4:]))}
	case actSetQueue:
		*a = of.Action{Type: of.ActionSetQueue, Arg: be.Uint32(b[4:])}
	case actGroup:
		*a = of.Group(be.Uint32(b[4:]))
	case actSetMPLSTTL:
		*a = of.Action{Type: of.ActionSetMPLSTTL, Arg: uint32(b[4])}
	case actSetNwTTL:
		*a = of.Action{Type: of.ActionSetNwTTL, Arg: uint32(b[4])}
	case actDecMPLSTTL:
		a.Type = of.ActionDecMPLSTTL
	case actDecNwTTL:
		a.Type = of.ActionDecNwTTL
	case actCopyTTLOut:
		a.Type = of.ActionCopyTTLOut
	case actCopyTTLIn:
		a.Type = of.ActionCopyTTLIn
	case actPopPBB:
		a.Type = of.ActionPopPBB
	case actExperimenter:
		*a = of.Action{Type: of.ActionExperimenter, Arg: be.Uint32(b[4:]), Data: b[8:]}
	default:
		*a = of.Action{Type: of.ActionUnknown, Data: b}
	}
	return nil
}

var ethTypeActions = map[uint16]of.ActionType{actPushVLAN: of.ActionPushVLAN, actPushMPLS: of.ActionPushMPLS,
	actPopMPLS: of.ActionPopMPLS, actPushPBB: of.ActionPushPBB}

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
		dst = append(dst, 0, actOutput, 0, 16)
		dst = be.AppendUint32(dst, a.Port)
		return append(dst, byte(a.MaxLen>>8), byte(a.MaxLen), 0, 0, 0, 0, 0, 0), nil
	case of.ActionSetField:
		return appendSetField(dst, a)
	case of.ActionSetVLANVID:
		vid := uint16(a.Arg)&0xfff | of.VLANPresent
		x := of.SetField(of.FieldVLANVID, []byte{byte(vid >> 8), byte(vid)})
		return appendSetField(dst, &x)
	case of.ActionSetVLANPCP:
		x := of.SetField(of.FieldVLANPCP, []byte{byte(a.Arg) & 7})
		return appendSetField(dst, &x)
	case of.ActionStripVLAN:
		return plain(dst, actPopVLAN), nil
	case of.ActionPushVLAN:
		return ethTypeAction(dst, actPushVLAN, a), nil
	case of.ActionPushMPLS:
		return ethTypeAction(dst, actPushMPLS, a), nil
	case of.ActionPopMPLS:
		return ethTypeAction(dst, actPopMPLS, a), nil
	case of.ActionPushPBB:
		return ethTypeAction(dst, actPushPBB, a), nil
	case of.ActionPopPBB:
		return plain(dst, actPopPBB), nil
	case of.ActionEnqueue:
		dst = append(dst, 0, actSetQueue, 0, 8)
		dst = be.AppendUint32(dst, a.Arg)
		x := of.Output(a.Port)
		return appendAction(dst, &x)
	case of.ActionSetQueue:
		dst = append(dst, 0, actSetQueue, 0, 8)
		return be.AppendUint32(dst, a.Arg), nil
	case of.ActionGroup:
		dst = append(dst, 0, actGroup, 0, 8)
		return be.AppendUint32(dst, a.Arg), nil
	case of.ActionSetMPLSTTL:
		return append(dst, 0, actSetMPLSTTL, 0, 8, byte(a.Arg), 0, 0, 0), nil
	case of.ActionSetNwTTL:
		return append(dst, 0, actSetNwTTL, 0, 8, byte(a.Arg), 0, 0, 0), nil
	case of.ActionDecMPLSTTL:
		return plain(dst, actDecMPLSTTL), nil
	case of.ActionDecNwTTL:
		return plain(dst, actDecNwTTL), nil
	case of.ActionCopyTTLOut:
		return plain(dst, actCopyTTLOut), nil
	case of.ActionCopyTTLIn:
		return plain(dst, actCopyTTLIn), nil
	case of.ActionExperimenter:
		n := (8 + len(a.Data) + 7) / 8 * 8
		if n > of.MaxMessageLen {
			return dst, of.Unsupported("action", "the experimenter's data is longer than a message")
		}
		dst = append(dst, 0xff, 0xff, byte(n>>8), byte(n))
		dst = be.AppendUint32(dst, a.Arg)
		dst = append(dst, a.Data...)
		return pad8(dst, 8+len(a.Data)), nil
	case of.ActionUnknown:
		return append(dst, a.Data...), nil
	}
	return dst, of.Unsupported("action", "OpenFlow 1.3 has no such action")
}

func plain(dst []byte, typ byte) []byte { return append(dst, 0, typ, 0, 8, 0, 0, 0, 0) }

func ethTypeAction(dst []byte, typ byte, a *of.Action) []byte {
	return append(dst, 0, typ, 0, 8, byte(a.Arg>>8), byte(a.Arg), 0, 0)
}

func appendSetField(dst []byte, a *of.Action) ([]byte, error) {
	start := len(dst)
	dst = append(dst, 0, actSetField, 0, 0)
	dst, err := oxm.AppendSetField(dst, a)
	if err != nil {
		return dst[:start], err
	}
	dst = pad8(dst, len(dst)-start)
	be.PutUint16(dst[start+2:], uint16(len(dst)-start))
	return dst, nil
}
