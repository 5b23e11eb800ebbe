package rubyapp

import (
	"strconv"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
	"github.com/trema-ns/trema-ns/controller/openflow/of13"
	"github.com/trema-ns/trema-ns/dsl/interp"
)

// What the messages hold.
type (
	flowRemoved struct {
		message
		openflow.FlowRemoved
	}
	portStatus struct {
		message
		openflow.PortStatus
	}
	features struct {
		message
		openflow.Features
	}
	echo struct {
		message
		data string
	}
	errorMessage struct {
		message
		openflow.Error
	}
	configReply struct {
		message
		openflow.SwitchConfig
	}
	queueReply struct {
		message
		port   uint32
		queues []openflow.Queue
	}
	vendorMessage struct {
		message
		openflow.Experimenter
	}
)

// request is a message that a program makes to send it.
type request struct {
	options *interp.Hash
	ask     func(a *App, sw *controller.Switch, options *interp.Hash) error
}

func (r *request) send(a *App, sw *controller.Switch) error { return r.ask(a, sw, r.options) }

// requestClass makes a class whose objects are sent by send_message.
func requestClass(name, alias, does string, ask func(a *App, sw *controller.Switch, options *interp.Hash) error) class {
	return class{name: name, alias: alias, does: does, own: []method{
		{"new", "such a message, with options", 0, 1, func(a *App, self value, args []value, _ *interp.Proc) (value, error) {
			return &interp.Object{Class: self.(*interp.Class), Data: &request{keywords(args), ask}}, nil
		}},
	}, methods: []method{
		{"transaction_id xid", "0: a number is given to it when it is sent", 0, 0, func(*App, value, []value, *interp.Proc) (value, error) { return interp.Int(0), nil }},
	}}
}

// optionText returns the bytes of an option that is a String or an Array of
// bytes.
func (a *App) optionText(h *interp.Hash, names ...interp.Symbol) (string, error) {
	for _, n := range names {
		if v, ok := h.Get(n); ok && v != nil {
			return a.bytesOf(v)
		}
	}
	return "", nil
}

// optionNumber returns an option that is a number, or otherwise.
func (a *App) optionNumber(h *interp.Hash, otherwise uint64, most uint64, names ...interp.Symbol) (uint64, error) {
	for _, n := range names {
		if v, ok := h.Get(n); ok && v != nil {
			return a.number(v, string(n), most)
		}
	}
	return otherwise, nil
}

// reply makes a class of a message that switches send.
func reply(name, alias, does string, methods ...method) class {
	return class{name: name, alias: alias, does: does, methods: append(methods, headMethods...)}
}

// messageTable is the messages but for packet-ins and statistics. The older
// generations have them under names of one word.
func messageTable() []class {
	return []class{
		{name: "Echo", module: true}, {name: "Features", module: true}, {name: "Barrier", module: true},
		requestClass("Echo::Request", "EchoRequest", "asks whether the switch is there", func(a *App, sw *controller.Switch, h *interp.Hash) error {
			text, err := a.optionText(h, "user_data", "data", "body")
			if err == nil {
				_, err = sw.SendEchoRequest([]byte(text))
			}
			return err
		}),
		requestClass("Echo::Reply", "EchoReply", "answers an echo request, which has been done already", func(*App, *controller.Switch, *interp.Hash) error { return nil }),
		requestClass("Hello", "", "opens a connection, which has been done already", func(*App, *controller.Switch, *interp.Hash) error { return nil }),
		requestClass("Features::Request", "FeaturesRequest", "asks who the switch is", func(_ *App, sw *controller.Switch, _ *interp.Hash) error {
			_, err := sw.SendFeaturesRequest()
			return err
		}),
		requestClass("Barrier::Request", "BarrierRequest", "asks for a reply when all before is done", func(_ *App, sw *controller.Switch, _ *interp.Hash) error {
			_, err := sw.SendBarrierRequest()
			return err
		}),
		requestClass("SetConfig", "", "sets how the switch treats fragments and how much of a packet it sends", func(a *App, sw *controller.Switch, h *interp.Hash) error {
			flags, err := a.optionNumber(h, 0, 3, "flags")
			if err != nil {
				return err
			}
			length, err := a.optionNumber(h, 0xffff, 0xffff, "miss_send_len")
			if err != nil {
				return err
			}
			return sw.SendSetConfig(&openflow.SwitchConfig{Flags: openflow.FragHandling(flags), MissSendLen: uint16(length)})
		}),
		requestClass("GetConfigRequest", "", "asks for what SetConfig sets", func(_ *App, sw *controller.Switch, _ *interp.Hash) error {
			if sw.Version() == openflow.Version10 {
				return sw.SendMessage(of10.AppendGetConfigRequest(nil, askXID))
			}
			return sw.SendMessage(of13.AppendGetConfigRequest(nil, askXID))
		}),
		requestClass("QueueGetConfigRequest", "", "asks for the queues of a port", func(a *App, sw *controller.Switch, h *interp.Hash) error {
			port := openflow.PortAny
			if v, ok := h.Get(interp.Symbol("port")); ok {
				var err error
				if port, err = a.toPort(v); err != nil {
					return err
				}
			}
			ask := of10.AppendQueueConfigRequest
			if sw.Version() >= openflow.Version13 {
				ask = of13.AppendQueueConfigRequest
			}
			b, err := ask(nil, askXID, port)
			if err != nil {
				return err
			}
			return sw.SendMessage(b)
		}),
		requestClass("PortMod", "", "changes how a port is set", sendPortMod),
		requestClass("Vendor", "", "a message of a vendor's own", func(a *App, sw *controller.Switch, h *interp.Hash) error {
			vendor, err := a.optionNumber(h, 0x00002320, 0xffffffff, "vendor", "vendor_id")
			if err != nil {
				return err
			}
			text, err := a.optionText(h, "data", "body")
			if err == nil {
				_, err = sw.SendExperimenter(&openflow.Experimenter{ID: uint32(vendor), Data: []byte(text)})
			}
			return err
		}),
		flowModClass(),

		reply("Features::Reply", "FeaturesReply", "who a switch is",
			method{"n_buffers", "how many packets it keeps", 0, 0, get(func(_ *App, f *features) value { return integer(f.NBuffers) })},
			method{"n_tables", "how many tables it has", 0, 0, get(func(_ *App, f *features) value { return integer(f.NTables) })},
			method{"auxiliary_id", "0: it is the main connection", 0, 0, get(func(_ *App, f *features) value { return integer(f.AuxiliaryID) })},
			method{"capabilities", "what it can do", 0, 0, get(func(a *App, f *features) value { return a.capabilities(f.Capabilities) })},
			method{"actions supported_actions", "the types of action that it knows, as bits", 0, 0, get(func(_ *App, f *features) value { return integer(f.Actions) })},
			method{"ports", "its ports, its own among them", 0, 0, get(func(a *App, f *features) value { return a.newPorts(f.DatapathID, f.Ports, false) })},
			method{"physical_ports", "its ports but for its own", 0, 0, get(func(a *App, f *features) value { return a.newPorts(f.DatapathID, f.Ports, true) })},
		),
		reply("Barrier::Reply", "BarrierReply", "says that all before a barrier is done"),
		reply("FlowRemoved", "", "says that a flow has ended",
			method{"match", "for which packets it was", 0, 0, get(func(a *App, f *flowRemoved) value { return a.object("Match", &match{Match: f.Match}) })},
			method{"cookie", "its cookie", 0, 0, get(func(_ *App, f *flowRemoved) value { return interp.Uint(f.Cookie) })},
			method{"priority", "its priority", 0, 0, get(func(_ *App, f *flowRemoved) value { return integer(f.Priority) })},
			method{"reason", "why: 0 after being idle, 1 after its time, 2 by deletion", 0, 0, get(func(_ *App, f *flowRemoved) value { return integer(f.Reason) })},
			method{"table_id", "its table", 0, 0, get(func(_ *App, f *flowRemoved) value { return integer(f.TableID) })},
			method{"duration_sec", "how long it was there, in seconds", 0, 0, get(func(_ *App, f *flowRemoved) value { return integer(f.DurationSec) })},
			method{"duration_nsec", "the nanoseconds beyond that", 0, 0, get(func(_ *App, f *flowRemoved) value { return integer(f.DurationNsec) })},
			method{"idle_timeout", "its idle timeout", 0, 0, get(func(_ *App, f *flowRemoved) value { return integer(f.IdleTimeout) })},
			method{"hard_timeout", "its hard timeout (OpenFlow 1.3)", 0, 0, get(func(_ *App, f *flowRemoved) value { return integer(f.HardTimeout) })},
			method{"packet_count", "how many packets it has seen", 0, 0, get(func(_ *App, f *flowRemoved) value { return interp.Uint(f.PacketCount) })},
			method{"byte_count", "how many bytes it has seen", 0, 0, get(func(_ *App, f *flowRemoved) value { return interp.Uint(f.ByteCount) })},
		),
		reply("PortStatus", "", "says that a port has come, gone or changed",
			method{"reason", "0 or :add, 1 or :delete, 2 or :modify, as the generation has it", 0, 0, get(func(a *App, s *portStatus) value {
				if a.generation == newTrema {
					return [...]interp.Symbol{"add", "delete", "modify"}[s.Reason]
				}
				return integer(s.Reason)
			})},
			method{"phy_port desc port", "the port", 0, 0, get(func(a *App, s *portStatus) value { return a.object("Port", &port{s.Port, s.sw.DatapathID()}) })},
			method{"number port_no", "the port's number", 0, 0, get(func(a *App, s *portStatus) value { return a.portNumber(s.Port.Number) })},
		),
		{name: "PortStatusAdd", super: "PortStatus", does: "says that a port has come"},
		{name: "PortStatusDelete", super: "PortStatus", does: "says that a port has gone"},
		{name: "PortStatusModify", super: "PortStatus", does: "says that a port has changed"},
		reply("Error", "OpenflowError", "says that a message was wrong",
			method{"error_type type", "the type, as a number", 0, 0, get(func(_ *App, e *errorMessage) value { return integer(e.Type) })},
			method{"code", "the code, as a number", 0, 0, get(func(_ *App, e *errorMessage) value { return integer(e.Code) })},
			method{"data", "the beginning of the message that was wrong", 0, 0, get(func(_ *App, e *errorMessage) value { return str(string(e.Data)) })},
			method{"to_s inspect", "in words", 0, 0, get(func(_ *App, e *errorMessage) value { return str(e.Error.Error()) })},
		),
		reply("EchoMessage", "", "an echo request or reply of a switch",
			method{"data user_data body", "the bytes in it", 0, 0, get(func(_ *App, e *echo) value { return str(e.data) })},
		),
		reply("GetConfigReply", "", "answers GetConfigRequest",
			method{"flags", "how fragments are treated", 0, 0, get(func(_ *App, c *configReply) value { return integer(c.Flags) })},
			method{"miss_send_len", "how much of a packet is sent", 0, 0, get(func(_ *App, c *configReply) value { return integer(c.MissSendLen) })},
		),
		reply("QueueGetConfigReply", "", "answers QueueGetConfigRequest",
			method{"port", "the port", 0, 0, get(func(a *App, q *queueReply) value { return a.portNumber(q.port) })},
			method{"queues", "its queues", 0, 0, get(func(a *App, q *queueReply) value {
				list := interp.NewArray()
				for _, x := range q.queues {
					list.Elems = append(list.Elems, a.object("PacketQueue", &x))
				}
				return list
			})},
		),
		{name: "PacketQueue", does: "a queue of a port", methods: []method{
			{"queue_id", "the number", 0, 0, get(func(_ *App, q *openflow.Queue) value { return integer(q.ID) })},
			{"min_rate rate", "the rate that it is sure of, in tenths of a percent", 0, 0, get(func(_ *App, q *openflow.Queue) value { return integer(q.MinRate) })},
		}},
		reply("VendorMessage", "VendorReply", "a message of a vendor's own",
			method{"vendor vendor_id", "the vendor", 0, 0, get(func(_ *App, m *vendorMessage) value { return integer(m.ID) })},
			method{"data buffer body", "the bytes in it", 0, 0, get(func(_ *App, m *vendorMessage) value { return str(string(m.Data)) })},
		),
	}
}

// flowModClass is the message that send_flow_mod_add and its like send, made by
// the program itself.
func flowModClass() class {
	fill := func(a *App, h *interp.Hash) error {
		command := openflow.FlowAdd
		if v, ok := h.Get(interp.Symbol("command")); ok {
			name, _ := a.text(v)
			for i, known := range []string{"add", "modify", "modify_strict", "delete", "delete_strict"} {
				if name == known || name == strconv.Itoa(i) {
					command = openflow.FlowCommand(i)
				}
			}
		}
		return a.fillFlowMod(&a.flowMod, command, h)
	}
	c := requestClass("FlowMod", "", "adds, changes or deletes flows", func(a *App, sw *controller.Switch, h *interp.Hash) error {
		if err := fill(a, h); err != nil {
			return err
		}
		return sw.SendFlowMod(&a.flowMod)
	})
	c.methods = append(c.methods, method{"to_binary to_binary_s", "its bytes", 0, 0, func(a *App, self value, _ []value, _ *interp.Proc) (value, error) {
		r, _ := data[*request](self)
		if err := fill(a, r.options); err != nil {
			return nil, err
		}
		encode := of10.AppendFlowMod
		if a.options.OpenFlow13 || a.generation == edgeTrema {
			encode = of13.AppendFlowMod
		}
		b, err := encode(nil, 0, &a.flowMod)
		if err != nil {
			return nil, a.sent(err)
		}
		return str(string(b)), nil
	}})
	return c
}

// askXID is the number of the requests that have none of their own.
const askXID = 0x72756279

func sendPortMod(a *App, sw *controller.Switch, h *interp.Hash) error {
	var mod openflow.PortMod
	for name, set := range map[interp.Symbol]func(v value) (err error){
		"port_no":     func(v value) (err error) { mod.Port, err = a.toPort(v); return err },
		"port_number": func(v value) (err error) { mod.Port, err = a.toPort(v); return err },
		"hw_addr":     func(v value) (err error) { mod.HWAddr, err = a.toMAC(v); return err },
		"config": func(v value) error {
			n, err := a.number(v, "the configuration of a port", 0xffffffff)
			mod.Config = openflow.PortConfig(n)
			return err
		},
		"mask": func(v value) error {
			n, err := a.number(v, "the mask of a port's configuration", 0xffffffff)
			mod.Mask = openflow.PortConfig(n)
			return err
		},
		"advertise": func(v value) error {
			n, err := a.number(v, "the features of a port", 0xffffffff)
			mod.Advertise = uint32(n)
			return err
		},
	} {
		if v, ok := h.Get(name); ok {
			if err := set(v); err != nil {
				return err
			}
		}
	}
	return sw.SendPortMod(&mod)
}

// capabilities returns the bits, which newer controllers have as symbols.
func (a *App) capabilities(bits uint32) value {
	if a.generation != newTrema {
		return integer(bits)
	}
	list := interp.NewArray()
	for i, name := range []interp.Symbol{"flow_stats", "table_stats", "port_stats", "stp", "reserved", "ip_reasm", "queue_stats", "arp_match_ip"} {
		if bits&(1<<i) != 0 {
			list.Elems = append(list.Elems, name)
		}
	}
	return list
}

// Message implements controller.MessageHandler: the replies that no other
// handler is for.
func (a *App) Message(sw *controller.Switch, h openflow.Header, b []byte) {
	head := message{sw, h.XID}
	switch {
	case h.Type == of10.TypeGetConfigReply:
		c := &configReply{message: head}
		parse := of10.ParseGetConfigReply
		if h.Version >= openflow.Version13 {
			parse = of13.ParseGetConfigReply
		}
		if parse(b, &c.SwitchConfig) == nil {
			a.handle("get_config_reply", sw.DatapathID(), func() value { return a.object("GetConfigReply", c) })
		}
	case h.Version == openflow.Version10 && h.Type == of10.TypeQueueGetConfigReply,
		h.Version >= openflow.Version13 && h.Type == of13.TypeQueueGetConfigReply:
		parse := of10.ParseQueueConfigReply
		if h.Version >= openflow.Version13 {
			parse = of13.ParseQueueConfigReply
		}
		if queues, err := parse(b, nil); err == nil {
			q := &queueReply{message: head, queues: queues}
			if len(queues) > 0 {
				q.port = queues[0].Port
			}
			a.handle("queue_get_config_reply", sw.DatapathID(), func() value { return a.object("QueueGetConfigReply", q) })
		}
	}
}

// Experimenter implements controller.ExperimenterHandler.
func (a *App) Experimenter(sw *controller.Switch, xid uint32, m *openflow.Experimenter) {
	a.handle("vendor", sw.DatapathID(), func() value {
		c := *m
		c.Data = append([]byte(nil), m.Data...)
		return a.object("VendorMessage", &vendorMessage{message{sw, xid}, c})
	})
}
