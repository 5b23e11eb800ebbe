package openflow

// Instructions say what is done with the packets of a flow. The zero value
// drops them.
//
// The specification allows each instruction once and fixes their order (1.3
// §5.9), so that one flat struct holds every set of them; OpenFlow 1.0 knows
// only Actions.
type Instructions struct {
	// Actions are carried out at once, in their order: the action list of
	// 1.0, the apply-actions instruction of 1.3.
	Actions []Action

	Meter        uint32   // 0: none
	ClearActions bool     // empties the action set
	WriteActions []Action // are merged into the action set
	Metadata     uint64   // the bits that MetadataMask names are written
	MetadataMask uint64
	GotoTable    uint8 // the table that goes on; 0: none, as no table can go to the first
}

// Clone returns a copy that shares nothing with the message.
func (i *Instructions) Clone() Instructions {
	c := *i
	c.Actions = CloneActions(i.Actions)
	c.WriteActions = CloneActions(i.WriteActions)
	return c
}

// OnlyActions reports whether OpenFlow 1.0 can say the instructions: there is
// nothing but Actions.
func (i *Instructions) OnlyActions() bool {
	return i.Meter == 0 && !i.ClearActions && len(i.WriteActions) == 0 && i.MetadataMask == 0 && i.GotoTable == 0
}

// Apply returns the instructions that carry out actions at once.
func Apply(actions ...Action) Instructions { return Instructions{Actions: actions} }
