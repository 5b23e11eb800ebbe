package rubyapp

import (
	"encoding/binary"
	"strings"

	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/dsl/interp"
)

// action is what an action holds.
type action struct{ openflow.Action }

// instruction is what an instruction of OpenFlow 1.3 holds.
type instruction struct{ openflow.Instructions }

// actionClass is a class of actions: a row makes one by new.
type actionClass struct {
	names    string // of the new generation
	old      string // of the older ones; several mean the same
	does     string
	min, max int
	make     func(a *App, args []value) (openflow.Action, error)
}

// firstOf returns the argument of an action, which may be in a hash.
func firstOf(args []value, keys ...interp.Symbol) value {
	if len(args) == 0 {
		return nil
	}
	h, ok := args[0].(*interp.Hash)
	if !ok {
		return args[0]
	}
	for _, k := range keys {
		if v, ok := h.Get(k); ok {
			return v
		}
	}
	return nil
}

func macAction(f openflow.Field) func(a *App, args []value) (openflow.Action, error) {
	return func(a *App, args []value) (openflow.Action, error) {
		m, err := a.toMAC(firstOf(args, "mac_address", "mac_addr", "address"))
		return openflow.SetField(f, m[:]), err
	}
}

func ipAction(f openflow.Field) func(a *App, args []value) (openflow.Action, error) {
	return func(a *App, args []value) (openflow.Action, error) {
		p, err := a.toIP(firstOf(args, "ip_address", "ip_addr", "address"))
		return openflow.SetField(f, p.addr[:]), err
	}
}

// numberAction makes an action of a number from 0 to most.
func numberAction(what string, most uint64, make func(n uint64) openflow.Action, keys ...interp.Symbol) func(a *App, args []value) (openflow.Action, error) {
	return func(a *App, args []value) (openflow.Action, error) {
		n, err := a.number(firstOf(args, keys...), what, most)
		return make(n), err
	}
}

func plainAction(t openflow.ActionType) func(*App, []value) (openflow.Action, error) {
	return func(*App, []value) (openflow.Action, error) { return openflow.Action{Type: t}, nil }
}

func portAction(f openflow.Field) func(a *App, args []value) (openflow.Action, error) {
	return numberAction("a port of TCP or UDP", 0xffff, func(n uint64) openflow.Action {
		return openflow.SetField(f, binary.BigEndian.AppendUint16(nil, uint16(n)))
	}, "port_number", "port", "tp_port")
}

// outputAction is SendOutPort, of a port, its symbol, or a hash with
// :port_number (or :port) and :max_len.
func outputAction(a *App, args []value) (openflow.Action, error) {
	v := firstOf(args, "port_number", "port")
	port, err := a.toPort(v)
	out := openflow.Output(port)
	if err != nil {
		return out, err
	}
	if h := keywords(args); h.Len() > 0 {
		if v, ok := h.Get(interp.Symbol("max_len")); ok {
			n, err := a.number(v, "max_len", 0xffff)
			out.MaxLen = uint16(n)
			return out, err
		}
	}
	return out, nil
}

func enqueueAction(a *App, args []value) (openflow.Action, error) {
	portValue, queueValue := firstOf(args, "port_number", "port"), value(nil)
	if len(args) == 2 {
		queueValue = args[1]
	} else if v, ok := keywords(args).Get(interp.Symbol("queue_id")); ok {
		queueValue = v
	}
	port, err := a.toPort(portValue)
	if err != nil {
		return openflow.Action{}, err
	}
	queue, err := a.number(queueValue, "a queue", 0xffffffff)
	return openflow.Enqueue(port, uint32(queue)), err
}

func vendorAction(a *App, args []value) (openflow.Action, error) {
	vendor, err := a.number(firstOf(args, "vendor", "vendor_id"), "a vendor", 0xffffffff)
	if err != nil {
		return openflow.Action{}, err
	}
	out := openflow.Action{Type: openflow.ActionExperimenter, Arg: uint32(vendor)}
	var body value
	if len(args) > 1 {
		body = args[1]
	} else if v, ok := keywords(args).Get(interp.Symbol("body")); ok {
		body = v
	}
	switch body := body.(type) {
	case *interp.String:
		out.Data = []byte(body.String())
	case *interp.Array:
		for _, v := range body.Elems {
			n, err := a.number(v, "a byte", 0xff)
			if err != nil {
				return out, err
			}
			out.Data = append(out.Data, byte(n))
		}
	}
	for (len(out.Data)+8)%8 != 0 {
		out.Data = append(out.Data, 0) // actions are a multiple of 8 bytes long
	}
	return out, nil
}

// actionClasses are the actions.
var actionClasses = []actionClass{
	{"SendOutPort", "SendOutPort ActionOutput", "sends the packet out of a port", 1, 1, outputAction},
	{"Enqueue", "Enqueue ActionEnqueue", "sends the packet out of a port, through one of its queues", 1, 2, enqueueAction},
	{"SetSourceMacAddress SetEtherSourceAddress", "SetEthSrcAddr ActionSetDlSrc", "sets the Ethernet source", 1, 1, macAction(openflow.FieldEthSrc)},
	{"SetDestinationMacAddress SetEtherDestinationAddress", "SetEthDstAddr ActionSetDlDst", "sets the Ethernet destination", 1, 1, macAction(openflow.FieldEthDst)},
	{"SetSourceIpAddress SetIpSourceAddress", "SetIpSrcAddr ActionSetNwSrc", "sets the IPv4 source", 1, 1, ipAction(openflow.FieldNwSrc)},
	{"SetDestinationIpAddress SetIpDestinationAddress", "SetIpDstAddr ActionSetNwDst", "sets the IPv4 destination", 1, 1, ipAction(openflow.FieldNwDst)},
	{"SetTos", "SetIpTos ActionSetNwTos", "sets the type of service", 1, 1,
		numberAction("a type of service", 0xff, func(n uint64) openflow.Action { return openflow.SetNwTOS(uint8(n)) }, "type_of_service", "nw_tos")},
	{"SetTransportSourcePort", "SetTransportSrcPort ActionSetTpSrc", "sets the source port of TCP or UDP", 1, 1, portAction(openflow.FieldTCPSrc)},
	{"SetTransportDestinationPort", "SetTransportDstPort ActionSetTpDst", "sets the destination port of TCP or UDP", 1, 1, portAction(openflow.FieldTCPDst)},
	{"SetVlanVid", "SetVlanVid ActionSetVlanVid", "sets the VLAN, in a tag of its own where there is none", 1, 1,
		numberAction("a VLAN", 0xfff, func(n uint64) openflow.Action { return openflow.SetVLANVID(uint16(n)) }, "vlan_id", "vlan_vid")},
	{"SetVlanPriority", "SetVlanPriority ActionSetVlanPcp", "sets the priority in the VLAN tag", 1, 1,
		numberAction("a priority", 7, func(n uint64) openflow.Action { return openflow.SetVLANPCP(uint8(n)) }, "vlan_priority", "vlan_pcp")},
	{"StripVlanHeader", "StripVlanHeader ActionStripVlan", "takes the VLAN tag off", 0, 1, plainAction(openflow.ActionStripVLAN)},
	{"VendorAction", "VendorAction", "an action of a vendor's own: its number and bytes", 1, 2, vendorAction},

	{"SetArpOperation", "", "sets the operation of an ARP (OpenFlow 1.3)", 1, 1, numberAction("an operation", 0xffff, func(n uint64) openflow.Action {
		return openflow.SetField(openflow.FieldARPOp, binary.BigEndian.AppendUint16(nil, uint16(n)))
	})},
	{"SetArpSenderHardwareAddress", "", "sets the sender's Ethernet address in an ARP (OpenFlow 1.3)", 1, 1, macAction(openflow.FieldARPSHA)},
	{"SetArpTargetHardwareAddress", "", "sets the target's Ethernet address in an ARP (OpenFlow 1.3)", 1, 1, macAction(openflow.FieldARPTHA)},
	{"SetArpSenderProtocolAddress", "", "sets the sender's IP address in an ARP (OpenFlow 1.3)", 1, 1, ipAction(openflow.FieldARPSPA)},
	{"SetArpTargetProtocolAddress", "", "sets the target's IP address in an ARP (OpenFlow 1.3)", 1, 1, ipAction(openflow.FieldARPTPA)},
	{"SetIpTtl", "", "sets the time to live (OpenFlow 1.3)", 1, 1,
		numberAction("a time to live", 0xff, func(n uint64) openflow.Action {
			return openflow.Action{Type: openflow.ActionSetNwTTL, Arg: uint32(n)}
		})},
	{"DecrementIpTtl", "", "takes one off the time to live (OpenFlow 1.3)", 0, 0, plainAction(openflow.ActionDecNwTTL)},
	{"CopyTtlInwards", "", "copies the time to live inwards (OpenFlow 1.3)", 0, 0, plainAction(openflow.ActionCopyTTLIn)},
	{"CopyTtlOutwards", "", "copies the time to live outwards (OpenFlow 1.3)", 0, 0, plainAction(openflow.ActionCopyTTLOut)},
	{"PopVlan", "", "takes the VLAN tag off (OpenFlow 1.3)", 0, 0, plainAction(openflow.ActionStripVLAN)},
	{"PushVlan", "", "adds a VLAN tag (OpenFlow 1.3)", 0, 1, func(a *App, args []value) (openflow.Action, error) {
		if len(args) == 0 {
			return openflow.PushVLAN(0x8100), nil
		}
		n, err := a.number(args[0], "an Ethernet type", 0xffff)
		return openflow.PushVLAN(uint16(n)), err
	}},
	{"GroupAction", "", "hands the packet to a group (OpenFlow 1.3)", 1, 1,
		numberAction("a group", 0xffffffff, func(n uint64) openflow.Action { return openflow.Group(uint32(n)) }, "group_id")},
}

func actionTable(g generation) []class {
	table := []class{{name: "Action", does: "what is done with a packet", methods: []method{
		{"port_number port", "the port that it sends to", 0, 0, get(func(a *App, x *action) value { return a.portNumber(x.Port) })},
		{"max_len", "how much the controller gets", 0, 0, get(func(_ *App, x *action) value { return integer(x.MaxLen) })},
		{"mac_address", "the Ethernet address that it sets", 0, 0, get(func(a *App, x *action) value { return a.newMAC(openflow.MAC(x.Value[:6])) })},
		{"ip_address", "the IP address that it sets", 0, 0, get(func(a *App, x *action) value { return a.newIP(openflow.IPv4Addr(x.Value[:4])) })},
		{"queue_id vlan_id vlan_priority", "the number that it has", 0, 0, get(func(_ *App, x *action) value { return integer(x.Arg) })},
		{"to_s inspect", "as ovs-ofctl shows it", 0, 0, get(func(_ *App, x *action) value {
			return str(string(openflow.AppendActions(nil, openflow.Version10, []openflow.Action{x.Action})))
		})},
		{"==", "whether it does the same", 1, 1, func(_ *App, self value, args []value, _ *interp.Proc) (value, error) {
			x, _ := data[*action](self)
			y, ok := data[*action](args[0])
			return ok && sameAction(&x.Action, &y.Action), nil
		}},
	}}}
	add := func(names string, c actionClass) {
		for name := range strings.FieldsSeq(names) {
			table = append(table, class{name: name, super: "Action", does: c.does, own: []method{
				{"new", "such an action", c.min, c.max, func(a *App, self value, args []value, _ *interp.Proc) (value, error) {
					x, err := c.make(a, args)
					return &interp.Object{Class: self.(*interp.Class), Data: &action{x}}, err
				}},
			}})
		}
	}
	for _, c := range actionClasses {
		if g == newTrema {
			add(c.names, c)
			continue
		}
		names := c.old
		if names == "" {
			names = c.names
		}
		add(names, c)
	}
	return append(table, instructionTable()...)
}

func sameAction(x, y *openflow.Action) bool {
	return x.Type == y.Type && x.Field == y.Field && x.Port == y.Port && x.Arg == y.Arg && x.Value == y.Value &&
		x.Mask == y.Mask && x.MaxLen == y.MaxLen && string(x.Data) == string(y.Data)
}

// toActions appends the actions that an option stands for: one, or an Array.
func (a *App) toActions(list []openflow.Action, v value) ([]openflow.Action, error) {
	switch w := v.(type) {
	case nil:
		return list, nil
	case *interp.Array:
		var err error
		for _, v := range w.Elems {
			if list, err = a.toActions(list, v); err != nil {
				return list, err
			}
		}
		return list, nil
	case *interp.Object:
		if x, ok := w.Data.(*action); ok {
			return append(list, x.Action), nil
		}
	}
	return list, a.argumentError("%s is no action\nan action is made like SendOutPort.new(1)", a.in.Inspect(v))
}

// newActions returns actions as the program sees them.
func (a *App) newActions(actions []openflow.Action) value {
	list := interp.NewArray()
	for _, x := range openflow.CloneActions(actions) {
		list.Elems = append(list.Elems, a.object(a.actionName(&x), &action{x}))
	}
	return list
}

// actionName returns the class of an action that a switch tells of.
func (a *App) actionName(x *openflow.Action) string {
	names := map[openflow.ActionType][2]string{
		openflow.ActionOutput: {"SendOutPort", "SendOutPort"}, openflow.ActionEnqueue: {"Enqueue", "Enqueue"},
		openflow.ActionStripVLAN:  {"StripVlanHeader", "StripVlanHeader"},
		openflow.ActionSetVLANVID: {"SetVlanVid", "SetVlanVid"}, openflow.ActionSetVLANPCP: {"SetVlanPriority", "SetVlanPriority"},
		openflow.ActionExperimenter: {"VendorAction", "VendorAction"},
	}
	fields := map[openflow.Field][2]string{
		openflow.FieldEthSrc: {"SetSourceMacAddress", "SetEthSrcAddr"}, openflow.FieldEthDst: {"SetDestinationMacAddress", "SetEthDstAddr"},
		openflow.FieldNwSrc: {"SetSourceIpAddress", "SetIpSrcAddr"}, openflow.FieldNwDst: {"SetDestinationIpAddress", "SetIpDstAddr"},
		openflow.FieldNwTOS:  {"SetTos", "SetIpTos"},
		openflow.FieldTCPSrc: {"SetTransportSourcePort", "SetTransportSrcPort"}, openflow.FieldTCPDst: {"SetTransportDestinationPort", "SetTransportDstPort"},
	}
	pair, ok := names[x.Type]
	if x.Type == openflow.ActionSetField {
		pair, ok = fields[x.Field]
	}
	switch {
	case !ok:
		return "Action"
	case a.generation == newTrema:
		return pair[0]
	}
	return pair[1]
}
