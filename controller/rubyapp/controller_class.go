package rubyapp

import (
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/dsl/interp"
)

// controllerTable is the class that controllers are below.
func controllerTable(g generation) []class {
	c := class{name: "Controller", made: true, does: "what every controller is below"}
	c.methods = []method{
		{"send_flow_mod_add", "adds a flow", 1, 2, sendFlowMod(openflow.FlowAdd)},
		{"send_flow_mod_modify", "changes the actions of flows; with `strict: true` of the one that is just so", 1, 2, sendFlowMod(openflow.FlowModify)},
		{"send_flow_mod_delete", "deletes flows; with `strict: true` the one that is just so", 1, 2, sendFlowMod(openflow.FlowDelete)},
		{"send_packet_out", "has a switch send a packet", 1, 2, sendPacketOut},
		{"send_message", "sends a message that the program has made", 2, 2, sendMessage},
		{"send_message_binary", "sends a message of bytes", 2, 2, sendMessage},
		{"initialize", "what a controller may do first", 0, -1, func(*App, value, []value, *interp.Proc) (value, error) { return nil, nil }},
		{"name", "the name of the class", 0, 0, func(a *App, self value, _ []value, _ *interp.Proc) (value, error) {
			return str(a.in.ClassOf(self).Name), nil
		}},
		{"logger", "the controller's log", 0, 0, func(a *App, _ value, _ []value, _ *interp.Proc) (value, error) { return a.logger, nil }},
		{"shutdown! stop", "ends the controller, and the run with it", 0, 0, func(a *App, _ value, _ []value, _ *interp.Proc) (value, error) {
			return nil, a.in.Errorf("SystemExit", "exit")
		}},
	}
	c.own = append([]method{
		{"inherited", "is told of each class below", 1, 1, func(a *App, _ value, args []value, _ *interp.Proc) (value, error) {
			if class, ok := args[0].(*interp.Class); ok {
				a.controllers = append(a.controllers, class)
			}
			return nil, nil
		}},
		{"logger", "the controller's log", 0, 0, func(a *App, _ value, _ []value, _ *interp.Proc) (value, error) { return a.logger, nil }},
	}, timerMethods...)
	if g != newTrema {
		c.own = append(c.own, oldTimerMethods...)
		c.methods = append(c.methods, oldTimerMethods...)
		c.methods = append(c.methods, timerMethods...)
		c.methods = append(c.methods, logMethods()...)
		c.methods = append(c.methods, method{"send_list_switches_request", "has list_switches_reply called with the switches that are connected", 0, 0, listSwitches})
	}
	return []class{c}
}

// listSwitches is send_list_switches_request. Its reply comes when the handler
// has returned, as a switch's would.
func listSwitches(a *App, _ value, _ []value, _ *interp.Proc) (value, error) {
	a.later = append(a.later, func() error {
		list := interp.NewArray()
		for _, s := range a.ctl.Connected() {
			list.Elems = append(list.Elems, interp.Uint(s.DatapathID))
		}
		if !a.has("list_switches_reply") {
			return nil
		}
		return a.call("list_switches_reply", list)
	})
	return nil, nil
}
