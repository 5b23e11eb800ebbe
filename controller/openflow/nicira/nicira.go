// Package nicira makes the actions with which Open vSwitch extends OpenFlow 1.0
// and 1.3: registers are moved and loaded, packets go through other tables, out
// of ports that a field names, or to another controller.
//
// The actions are [openflow.Action] of the type ActionExperimenter, so that both
// codecs take them and they print as ovs-ofctl prints them. Other switches
// refuse them. The names are those of nicira-ext.h and ovs-actions(7).
package nicira

import (
	"encoding/binary"

	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/oxm"
)

// Vendor is the number under which Open vSwitch extends OpenFlow.
const Vendor = 0x2320

// Subtypes (nicira-ext.h, enum nx_action_subtype).
const (
	subRegMove       = 6
	subRegLoad       = 7
	subNote          = 8
	subResubmitTable = 14
	subOutputReg     = 15
	subExit          = 17
	subDecTTL        = 18
	subController    = 20
	subStackPush     = 27
	subStackPop      = 28
	subConjunction   = 34
)

// Subfield is a part of a field: Bits bits from bit First on.
type Subfield struct {
	Field openflow.Field
	First uint16
	Bits  uint16
}

// Whole is the whole of a field.
func Whole(f openflow.Field) Subfield { return Subfield{Field: f, Bits: uint16(oxm.Bits(f))} }

// Reg is the whole of register n, 0 to 7.
func Reg(n int) Subfield { return Whole(openflow.FieldReg0 + openflow.Field(n)) }

// action puts the subtype and what follows it into an action, padded to what
// the structures of nicira-ext.h have.
func action(subtype uint16, body ...any) openflow.Action {
	b := binary.BigEndian.AppendUint16(nil, subtype)
	for _, v := range body {
		switch v := v.(type) {
		case uint8:
			b = append(b, v)
		case uint16:
			b = binary.BigEndian.AppendUint16(b, v)
		case uint32:
			b = binary.BigEndian.AppendUint32(b, v)
		case uint64:
			b = binary.BigEndian.AppendUint64(b, v)
		case []byte:
			b = append(b, v...)
		}
	}
	for len(b)%8 != 0 {
		b = append(b, 0)
	}
	return openflow.Action{Type: openflow.ActionExperimenter, Arg: Vendor, Data: b}
}

// Move copies from to to, which have the same number of bits.
func Move(from, to Subfield) openflow.Action {
	return action(subRegMove, from.Bits, from.First, to.First, oxm.NXM(from.Field), oxm.NXM(to.Field))
}

// Load sets a part of a field to a value.
func Load(value uint64, to Subfield) openflow.Action {
	return action(subRegLoad, to.First<<6|(to.Bits-1), oxm.NXM(to.Field), value)
}

// Resubmit has the packet go through a table as if it had come in by the port;
// [openflow.PortInPort] is the one it came in by.
func Resubmit(port uint32, table uint8) openflow.Action {
	return action(subResubmitTable, uint16(port), table, uint8(0), uint16(0))
}

// OutputField sends the packet out of the port whose number is in a field, to
// the controller with at most maxLen bytes of it.
func OutputField(f Subfield, maxLen uint16) openflow.Action {
	return action(subOutputReg, f.First<<6|(f.Bits-1), oxm.NXM(f.Field), maxLen)
}

// Controller sends maxLen bytes of the packet to the controllers whose
// connection has the given number, with a reason.
func Controller(maxLen, id uint16, reason openflow.PacketInReason) openflow.Action {
	return action(subController, maxLen, id, uint8(reason), uint8(0))
}

// StackPush puts a part of a field on the stack.
func StackPush(f Subfield) openflow.Action { return stack(subStackPush, f) }

// StackPop takes a part of a field from the stack.
func StackPop(f Subfield) openflow.Action { return stack(subStackPop, f) }

func stack(subtype uint16, f Subfield) openflow.Action {
	return action(subtype, f.First, oxm.NXM(f.Field), f.Bits, uint32(0), uint16(0))
}

// Conjunction makes the flow clause number clause, from 0 on, of n clauses of a
// conjunctive match.
func Conjunction(id uint32, clause, n uint8) openflow.Action {
	return action(subConjunction, clause, n, id)
}

// DecTTL lowers the time to live by one.
func DecTTL() openflow.Action { return action(subDecTTL, uint16(0), uint32(0)) }

// Exit ends the actions, also those of the tables that have resubmitted.
func Exit() openflow.Action { return action(subExit, uint16(0), uint32(0)) }

// Note does nothing but carry bytes that people can read in the flow.
func Note(note []byte) openflow.Action { return action(subNote, note) }
