package of13

import (
	"fmt"

	of "github.com/trema-ns/trema-ns/controller/openflow"
)

// Instruction types (§7.2.4, enum ofp_instruction_type).
const (
	instGotoTable     = 1
	instWriteMetadata = 2
	instWriteActions  = 3
	instApplyActions  = 4
	instClearActions  = 5
	instMeter         = 6
)

// Numbers of errors (§7.5.4.3).
const (
	errBadInstruction = 3
	badInstructionLen = 7
)

func badInstruction(offset int, format string, args ...any) error {
	return &of.ParseError{What: "instruction", Offset: offset, Reason: fmt.Sprintf(format, args...),
		Type: errBadInstruction, Code: badInstructionLen}
}

// parseInstructions reads the instructions at b[at:] into x, using its lists of
// actions again. Of a type that comes twice, which the specification forbids,
// the actions are joined and otherwise the last counts. base is where b begins
// in the message.
func parseInstructions(b []byte, at, base int, x *of.Instructions) error {
	apply, write := x.Actions[:0], x.WriteActions[:0]
	*x = of.Instructions{}
	for at < len(b) {
		if len(b)-at < 4 {
			return badInstruction(base+at, "%d bytes are left, less than an instruction has", len(b)-at)
		}
		typ, n := be.Uint16(b[at:]), int(be.Uint16(b[at+2:]))
		if n < 4 || n > len(b)-at {
			return badInstruction(base+at, "a length of %d with %d bytes left", n, len(b)-at)
		}
		v := b[at : at+n]
		if n < instructionLen(typ) {
			return badInstruction(base+at, "type %d has length %d, not %d", typ, instructionLen(typ), n)
		}
		var err error
		switch typ {
		case instGotoTable:
			x.GotoTable = v[4]
		case instWriteMetadata:
			x.MetadataMask = be.Uint64(v[16:])
			x.Metadata = be.Uint64(v[8:]) & x.MetadataMask
		case instWriteActions:
			write, err = parseActions(v[8:], base+at+8, write)
		case instApplyActions:
			apply, err = parseActions(v[8:], base+at+8, apply)
		case instClearActions:
			x.ClearActions = true
		case instMeter:
			x.Meter = be.Uint32(v[4:])
		}
		if err != nil {
			return err
		}
		at += n
	}
	x.Actions, x.WriteActions = apply, write
	return nil
}

// instructionLen returns the least length of a type.
func instructionLen(typ uint16) int {
	switch typ {
	case instWriteMetadata:
		return 24
	case instGotoTable, instWriteActions, instApplyActions, instClearActions, instMeter:
		return 8
	}
	return 4
}

// appendInstructions appends the instructions in the order in which they are
// carried out (§5.9).
func appendInstructions(dst []byte, x *of.Instructions) ([]byte, error) {
	var err error
	if x.Meter != 0 {
		dst = append(dst, 0, instMeter, 0, 8)
		dst = be.AppendUint32(dst, x.Meter)
	}
	if len(x.Actions) > 0 {
		if dst, err = appendActionsInstruction(dst, instApplyActions, x.Actions); err != nil {
			return dst, err
		}
	}
	if x.ClearActions {
		dst = append(dst, 0, instClearActions, 0, 8, 0, 0, 0, 0)
	}
	if len(x.WriteActions) > 0 {
		if dst, err = appendActionsInstruction(dst, instWriteActions, x.WriteActions); err != nil {
			return dst, err
		}
	}
	if x.MetadataMask != 0 {
		dst = append(dst, 0, instWriteMetadata, 0, 24, 0, 0, 0, 0)
		dst = be.AppendUint64(dst, x.Metadata)
		dst = be.AppendUint64(dst, x.MetadataMask)
	}
	if x.GotoTable != 0 {
		dst = append(dst, 0, instGotoTable, 0, 8, x.GotoTable, 0, 0, 0)
	}
	return dst, nil
}

func appendActionsInstruction(dst []byte, typ byte, list []of.Action) ([]byte, error) {
	start := len(dst)
	dst = append(dst, 0, typ, 0, 0, 0, 0, 0, 0)
	dst, err := appendActions(dst, list)
	if err != nil {
		return dst, err
	}
	n := len(dst) - start
	if n > of.MaxMessageLen {
		return dst, of.Unsupported("instruction", "the actions are longer than a message")
	}
	be.PutUint16(dst[start+2:], uint16(n))
	return dst, nil
}
