package rubyapp

import (
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/dsl/interp"
)

// instructionTable is the instructions of OpenFlow 1.3.
func instructionTable() []class {
	make := func(does string, min, max int, f func(a *App, args []value) (openflow.Instructions, error)) []method {
		return []method{{"new", does, min, max, func(a *App, self value, args []value, _ *interp.Proc) (value, error) {
			i, err := f(a, args)
			return &interp.Object{Class: self.(*interp.Class), Data: &instruction{i}}, err
		}}}
	}
	actions := func(f func(list []openflow.Action) openflow.Instructions) func(a *App, args []value) (openflow.Instructions, error) {
		return func(a *App, args []value) (openflow.Instructions, error) {
			var list []openflow.Action
			var err error
			for _, v := range args {
				if h, ok := v.(*interp.Hash); ok {
					v, _ = h.Get(interp.Symbol("actions"))
				}
				if list, err = a.toActions(list, v); err != nil {
					break
				}
			}
			return f(list), err
		}
	}
	apply := actions(func(list []openflow.Action) openflow.Instructions { return openflow.Instructions{Actions: list} })
	write := actions(func(list []openflow.Action) openflow.Instructions { return openflow.Instructions{WriteActions: list} })
	return []class{
		{name: "Instruction", does: "what is done with the packets of a flow, in OpenFlow 1.3"},
		{name: "Apply", super: "Instruction", does: "carries actions out at once", own: make("of actions", 0, -1, apply)},
		{name: "ApplyAction", super: "Instruction", does: "carries actions out at once", own: make("of actions", 0, -1, apply)},
		{name: "WriteActions", super: "Instruction", does: "has actions carried out at the end", own: make("of actions", 0, -1, write)},
		{name: "WriteAction", super: "Instruction", does: "has actions carried out at the end", own: make("of actions", 0, -1, write)},
		{name: "ClearActions", super: "Instruction", does: "forgets the actions for the end", own: make("always the same", 0, 0, func(*App, []value) (openflow.Instructions, error) {
			return openflow.Instructions{ClearActions: true}, nil
		})},
		{name: "GotoTable", super: "Instruction", does: "goes on in another table", own: make("of the table's number", 1, 1, func(a *App, args []value) (openflow.Instructions, error) {
			n, err := a.number(firstOf(args, "table_id"), "a table", 254)
			return openflow.Instructions{GotoTable: uint8(n)}, err
		})},
		{name: "Meter", super: "Instruction", does: "goes through a meter", own: make("of the meter's number", 1, 1, func(a *App, args []value) (openflow.Instructions, error) {
			n, err := a.number(firstOf(args, "meter_id"), "a meter", 0xffffffff)
			return openflow.Instructions{Meter: uint32(n)}, err
		})},
		{name: "WriteMetadata", super: "Instruction", does: "writes metadata for later tables", own: make("of `metadata:` and `metadata_mask:`", 1, 2, func(a *App, args []value) (openflow.Instructions, error) {
			n, err := a.number(firstOf(args, "metadata"), "metadata", 1<<64-1)
			i := openflow.Instructions{Metadata: n, MetadataMask: 1<<64 - 1}
			if mask, ok := keywords(args).Get(interp.Symbol("metadata_mask")); ok && err == nil {
				i.MetadataMask, err = a.number(mask, "a mask", 1<<64-1)
			}
			i.Metadata &= i.MetadataMask
			return i, err
		})},
	}
}

// toInstructions puts together what the option says: one instruction, or an
// Array.
func (a *App) toInstructions(i *openflow.Instructions, v value) error {
	switch w := v.(type) {
	case nil:
		return nil
	case *interp.Array:
		for _, v := range w.Elems {
			if err := a.toInstructions(i, v); err != nil {
				return err
			}
		}
		return nil
	case *interp.Object:
		x, ok := w.Data.(*instruction)
		if !ok {
			break
		}
		i.Actions = append(i.Actions, x.Actions...)
		i.WriteActions = append(i.WriteActions, x.WriteActions...)
		i.ClearActions = i.ClearActions || x.ClearActions
		if x.GotoTable != 0 {
			i.GotoTable = x.GotoTable
		}
		if x.Meter != 0 {
			i.Meter = x.Meter
		}
		if x.MetadataMask != 0 {
			i.Metadata, i.MetadataMask = x.Metadata, x.MetadataMask
		}
		return nil
	}
	return a.argumentError("%s is no instruction\nan instruction is made like Apply.new(SendOutPort.new(1))", a.in.Inspect(v))
}
