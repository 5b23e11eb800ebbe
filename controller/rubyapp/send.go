package rubyapp

import (
	"errors"
	"slices"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/packet"
	"github.com/trema-ns/trema-ns/dsl/interp"
)

// switchOf returns the switch with that datapath ID. Where there is none, as
// when it has just gone, a line of the log says so and sw is nil.
func (a *App) switchOf(v value) (*controller.Switch, error) {
	dpid, ok := interp.ToUint(v)
	if !ok {
		return nil, a.argumentError("a datapath ID is a number, not %s", a.in.Inspect(v))
	}
	if a.ctl == nil {
		return nil, a.in.Errorf("RuntimeError", "nothing can be sent before the controller has started")
	}
	sw := a.ctl.Switch(dpid)
	if sw == nil {
		a.ctl.Logger().Debug("Switch " + hexNumber(dpid) + " is disconnected.")
	}
	return sw, nil
}

// sent makes of the error of a Send method one of the program: what OpenFlow
// cannot say is one, that the switch has gone is not.
func (a *App) sent(err error) error {
	if err == nil {
		return nil
	}
	var unsupported *openflow.UnsupportedError
	if errors.As(err, &unsupported) {
		return a.in.Errorf("ArgumentError", "%s: %s", unsupported.What, unsupported.Reason)
	}
	return nil
}

// flowOptions are those of the send_flow_mod methods.
type flowOption struct {
	name value // a Symbol
	set  func(a *App, fm *openflow.FlowMod, v value) error
}

var flowOptions = []flowOption{
	{interp.Symbol("match"), func(a *App, fm *openflow.FlowMod, v value) error {
		if v == nil {
			return nil
		}
		m, err := a.toMatch(v)
		if err == nil {
			fm.Match = m.Match
		}
		return err
	}},
	{interp.Symbol("actions"), func(a *App, fm *openflow.FlowMod, v value) (err error) {
		fm.Actions, err = a.toActions(fm.Actions, v)
		return err
	}},
	{interp.Symbol("action"), func(a *App, fm *openflow.FlowMod, v value) (err error) {
		fm.Actions, err = a.toActions(fm.Actions, v)
		return err
	}},
	{interp.Symbol("instructions"), func(a *App, fm *openflow.FlowMod, v value) error { return a.toInstructions(&fm.Instructions, v) }},
	{interp.Symbol("priority"), setUint16("a priority", func(fm *openflow.FlowMod) *uint16 { return &fm.Priority })},
	{interp.Symbol("idle_timeout"), setUint16("a timeout", func(fm *openflow.FlowMod) *uint16 { return &fm.IdleTimeout })},
	{interp.Symbol("hard_timeout"), setUint16("a timeout", func(fm *openflow.FlowMod) *uint16 { return &fm.HardTimeout })},
	{interp.Symbol("cookie"), func(a *App, fm *openflow.FlowMod, v value) (err error) {
		fm.Cookie, err = a.number(v, "a cookie", 1<<64-1)
		return err
	}},
	{interp.Symbol("cookie_mask"), func(a *App, fm *openflow.FlowMod, v value) (err error) {
		fm.CookieMask, err = a.number(v, "a mask of cookies", 1<<64-1)
		return err
	}},
	{interp.Symbol("table_id"), func(a *App, fm *openflow.FlowMod, v value) error {
		n, err := a.number(v, "a table", 0xff)
		fm.TableID = uint8(n)
		return err
	}},
	{interp.Symbol("buffer_id"), func(a *App, fm *openflow.FlowMod, v value) error {
		if v == nil || v == value(interp.Symbol("no_buffer")) {
			return nil
		}
		n, err := a.number(v, "a buffer", 0xffffffff)
		fm.BufferID, fm.Buffered = uint32(n), uint32(n) != openflow.NoBuffer
		return err
	}},
	{interp.Symbol("out_port"), func(a *App, fm *openflow.FlowMod, v value) error {
		p, err := a.toPort(v)
		if p != openflow.PortAny {
			fm.OutPort = p
		}
		return err
	}},
	{interp.Symbol("out_group"), func(a *App, fm *openflow.FlowMod, v value) error {
		n, err := a.number(v, "a group", 0xffffffff)
		if n != 0xffffffff {
			fm.OutGroup = uint32(n)
		}
		return err
	}},
	{interp.Symbol("send_flow_rem"), setFlag(openflow.FlowSendRemoved)},
	{interp.Symbol("check_overlap"), setFlag(openflow.FlowCheckOverlap)},
	{interp.Symbol("flags"), func(a *App, fm *openflow.FlowMod, v value) error { return a.toFlags(fm, v) }},
	{interp.Symbol("strict"), func(_ *App, fm *openflow.FlowMod, v value) error {
		if interp.Truthy(v) {
			fm.Command++ // to FlowModifyStrict or FlowDeleteStrict
		}
		return nil
	}},
	{interp.Symbol("emerg"), func(*App, *openflow.FlowMod, value) error { return nil }},
	{interp.Symbol("command"), func(*App, *openflow.FlowMod, value) error { return nil }},
	{interp.Symbol("transaction_id"), func(*App, *openflow.FlowMod, value) error { return nil }},
}

func setUint16(what string, field func(fm *openflow.FlowMod) *uint16) func(a *App, fm *openflow.FlowMod, v value) error {
	return func(a *App, fm *openflow.FlowMod, v value) error {
		n, err := a.number(v, what, 0xffff)
		*field(fm) = uint16(n)
		return err
	}
}

func setFlag(flag openflow.FlowFlags) func(a *App, fm *openflow.FlowMod, v value) error {
	return func(_ *App, fm *openflow.FlowMod, v value) error {
		if fm.Flags &^= flag; interp.Truthy(v) {
			fm.Flags |= flag
		}
		return nil
	}
}

// flowFlags are the flags of a flow by their symbols.
var flowFlags = map[interp.Symbol]openflow.FlowFlags{
	"send_flow_rem": openflow.FlowSendRemoved, "send_flow_removed": openflow.FlowSendRemoved, "check_overlap": openflow.FlowCheckOverlap,
	"reset_counts": openflow.FlowResetCounts, "no_packet_counts": openflow.FlowNoPacketCnt, "no_byte_counts": openflow.FlowNoByteCnt,
}

// toFlags adds the flags that an option stands for: a number, a symbol or an
// Array of those.
func (a *App) toFlags(fm *openflow.FlowMod, v value) error {
	switch w := v.(type) {
	case nil:
		return nil
	case interp.Symbol:
		flag, ok := flowFlags[w]
		if !ok {
			return a.argumentError("there is no flag %s", a.in.Inspect(v))
		}
		fm.Flags |= flag
		return nil
	case *interp.Array:
		for _, v := range w.Elems {
			if err := a.toFlags(fm, v); err != nil {
				return err
			}
		}
		return nil
	}
	n, err := a.number(v, "the flags", 0x1f)
	fm.Flags |= openflow.FlowFlags(n)
	return err
}

// fillFlowMod makes the flow mod that options say.
func (a *App) fillFlowMod(fm *openflow.FlowMod, command openflow.FlowCommand, h *interp.Hash) error {
	actions, write := fm.Actions[:0], fm.WriteActions[:0]
	*fm = openflow.FlowMod{Command: command}
	fm.Actions, fm.WriteActions = actions, write
	if a.generation != newTrema {
		fm.Priority = 0xffff
		if command == openflow.FlowAdd && a.generation == oldTrema {
			fm.Flags = openflow.FlowSendRemoved
		}
	}
	if command == openflow.FlowDelete && a.generation != oldTrema {
		fm.TableID = openflow.AllTables
	}
	known := 0
	for i := range flowOptions {
		o := &flowOptions[i]
		v, ok := h.Get(o.name)
		if !ok {
			continue
		}
		known++
		if err := o.set(a, fm, v); err != nil {
			return err
		}
		if known == h.Len() {
			break
		}
	}
	if known < h.Len() {
		return a.unknownKey("send_flow_mod", h, len(flowOptions), func(i int) value { return flowOptions[i].name })
	}
	if fm.Match.NwProto == packet.ProtoUDP {
		udpPorts(fm.Actions)
		udpPorts(fm.WriteActions)
	}
	if command == openflow.FlowAdd && fm.TableID == openflow.AllTables {
		fm.TableID = 0
	}
	return nil
}

// udpPorts has the actions that set a port do so in UDP: 1.0 does not tell it
// from TCP.
func udpPorts(list []openflow.Action) {
	for i := range list {
		switch list[i].Field {
		case openflow.FieldTCPSrc:
			list[i].Field = openflow.FieldUDPSrc
		case openflow.FieldTCPDst:
			list[i].Field = openflow.FieldUDPDst
		}
	}
}

// unknownKey says which of the options is not known.
func (a *App) unknownKey(what string, h *interp.Hash, n int, name func(i int) value) error {
	known := map[value]bool{}
	var names []string
	for i := range n {
		known[name(i)] = true
		names = append(names, string(name(i).(interp.Symbol)))
	}
	var err error
	h.Each(func(key, _ value) bool {
		if _, isSymbol := key.(interp.Symbol); !isSymbol {
			err = a.argumentError("%s has options like `match:`, not %s", what, a.in.Inspect(key))
			return false
		}
		if !known[key] {
			err = a.unknownOption(what, string(key.(interp.Symbol)), names)
			return false
		}
		return true
	})
	return err
}

// sendFlowMod makes send_flow_mod_add and its like.
func sendFlowMod(command openflow.FlowCommand) native {
	return func(a *App, _ value, args []value, _ *interp.Proc) (value, error) {
		h := keywords(args)
		if _, ok := h.Get(interp.Symbol("match")); !ok && a.generation == newTrema {
			return nil, a.in.Errorf("KeyError", "key not found: :match\n`match: Match.new` is for all packets")
		}
		if err := a.fillFlowMod(&a.flowMod, command, h); err != nil {
			return nil, err
		}
		sw, err := a.switchOf(args[0])
		if sw == nil || err != nil {
			return nil, err
		}
		if sw.Version() >= openflow.Version13 && !a.speaks13 {
			v, _ := h.Get(interp.Symbol("match"))
			m, _ := data[*match](v)
			a.flowMod.Priority = priority13(a.flowMod.Priority, m != nil && m.exact)
		}
		return nil, a.sent(sw.SendFlowMod(&a.flowMod))
	}
}

// priority13 returns the priority in OpenFlow 1.3 of a flow of 1.0, where an
// exact match stands above all others, and which has no flow for packets that
// match nothing, with priority 0.
func priority13(priority uint16, exact bool) uint16 {
	if exact {
		return 0xffff
	}
	return max(priority, 1)
}

// The options of send_packet_out. As values they need not be made for each call.
var (
	rawData          = []value{interp.Symbol("raw_data"), interp.Symbol("data")}
	actionOptions    = []value{interp.Symbol("actions"), interp.Symbol("action")}
	packetOutOptions = slices.Concat(rawData, actionOptions, []value{interp.Symbol("packet_in"), interp.Symbol("in_port"), interp.Symbol("buffer_id"), interp.Symbol("zero_padding")})
)

// sendPacketOut is send_packet_out.
func sendPacketOut(a *App, _ value, args []value, _ *interp.Proc) (value, error) {
	sw, err := a.switchOf(args[0])
	if sw == nil || err != nil {
		return nil, err
	}
	h := keywords(args)
	po := &a.packetOut
	*po = openflow.PacketOut{Actions: po.Actions[:0]}
	known := 0
	given := func(name value) (value, bool) {
		v, ok := h.Get(name)
		if ok {
			known++
		}
		return v, ok && v != nil
	}
	if v, ok := given(interp.Symbol("packet_in")); ok {
		p, ok := data[*packetIn](v)
		if !ok {
			return nil, a.argumentError("packet_in: is a packet-in, not %s", a.in.Inspect(v))
		}
		po.InPort = p.inPort
		po.BufferID, po.Buffered = p.bufferID, p.bufferID != openflow.NoBuffer && p.sw == sw
		if po.Data = p.data; po.Buffered {
			po.Data = nil
		}
	}
	for _, name := range rawData {
		if v, ok := given(name); ok {
			text, err := a.bytesOf(v)
			if err != nil {
				return nil, err
			}
			po.Data, po.Buffered = []byte(text), false
		}
	}
	if v, ok := given(interp.Symbol("in_port")); ok {
		if po.InPort, err = a.toPort(v); err != nil {
			return nil, err
		}
		if po.InPort == openflow.PortAny {
			po.InPort = 0
		}
	}
	if v, ok := given(interp.Symbol("buffer_id")); ok && v != value(interp.Symbol("no_buffer")) {
		n, err := a.number(v, "a buffer", 0xffffffff)
		if err != nil {
			return nil, err
		}
		po.BufferID, po.Buffered = uint32(n), uint32(n) != openflow.NoBuffer
	}
	for _, name := range actionOptions {
		if v, ok := given(name); ok {
			if po.Actions, err = a.toActions(po.Actions, v); err != nil {
				return nil, err
			}
		}
	}
	if v, ok := given(interp.Symbol("zero_padding")); ok && interp.Truthy(v) && !po.Buffered && len(po.Data) < minFrame {
		po.Data = append(append(make([]byte, 0, minFrame), po.Data...), make([]byte, minFrame-len(po.Data))...)
	}
	if known < h.Len() {
		return nil, a.unknownKey("send_packet_out", h, len(packetOutOptions), func(i int) value { return packetOutOptions[i] })
	}
	err = a.sent(sw.SendPacketOut(po))
	po.Data = nil
	return nil, err
}

// minFrame is the length of the shortest Ethernet frame without its checksum.
const minFrame = 60

// bytesOf returns a String, or what a packet is on the wire.
func (a *App) bytesOf(v value) (string, error) {
	switch w := v.(type) {
	case *interp.String:
		return w.String(), nil
	case *interp.Array:
		b := make([]byte, 0, len(w.Elems))
		for _, v := range w.Elems {
			n, err := a.number(v, "a byte", 0xff)
			if err != nil {
				return "", err
			}
			b = append(b, byte(n))
		}
		return string(b), nil
	}
	if f, ok := data[framed](v); ok {
		return string(f.inside().data), nil
	}
	if ok, _ := a.in.RespondsTo(v, "to_binary"); ok {
		b, err := a.in.Send(v, "to_binary")
		if err != nil {
			return "", err
		}
		if s, ok := b.(*interp.String); ok {
			return s.String(), nil
		}
	}
	return "", a.argumentError("a packet is a String of bytes, not %s", a.in.Inspect(v))
}

// sendMessage is send_message: it sends a request.
func sendMessage(a *App, _ value, args []value, _ *interp.Proc) (value, error) {
	sw, err := a.switchOf(args[0])
	if sw == nil || err != nil {
		return nil, err
	}
	if m, ok := data[sendable](args[1]); ok {
		return nil, a.sent(m.send(a, sw))
	}
	// Bytes, or an object that has some, as programs make of a flow mod.
	_, isText := args[1].(*interp.String)
	if ok, _ := a.in.RespondsTo(args[1], "to_binary"); ok || isText {
		b, err := a.bytesOf(args[1])
		if err != nil {
			return nil, err
		}
		return nil, a.sent(sw.SendMessage([]byte(b)))
	}
	return nil, a.argumentError("%s is no message\na message is made like Barrier::Request.new", a.in.Inspect(args[1]))
}

// sendable is a message that a program makes.
type sendable interface {
	send(a *App, sw *controller.Switch) error
}
