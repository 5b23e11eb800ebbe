package controller_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

// asker is a journal that asks with a barrier when it hears of a switch, and in
// a timer.
type asker struct {
	journal
	name string
	ctl  *controller.Controller
	sw   *controller.Switch
}

func (a *asker) Start(c *controller.Controller, args []string) error {
	a.ctl = c
	a.note(nil, "%s starts with %v", a.name, args)
	c.After(0, func() { a.note(nil, "%s has a timer", a.name) })
	return nil
}

func (a *asker) SwitchReady(sw *controller.Switch) {
	a.sw = sw
	sw.SendBarrierRequest()
	a.ctl.After(time.Millisecond, func() { sw.SendEchoRequest([]byte(a.name)) })
}

func (a *asker) BarrierReply(*controller.Switch, uint32) { a.note(nil, "%s has its barrier", a.name) }
func (a *asker) EchoReply(_ *controller.Switch, _ uint32, data []byte) {
	a.note(nil, "%s has its echo of %s", a.name, data)
}

func TestSeveralApplications(t *testing.T) {
	lldp := append(make([]byte, 12), 0x88, 0xcc)
	ip := append(make([]byte, 12), 0x08, 0x00)
	for _, v := range versions {
		one, two := &asker{name: "one"}, &asker{name: "two"}
		c := serve(t, controller.Combine(
			controller.Member{App: one, Args: []string{"a"}, Hears: controller.SwitchEvents | controller.PortEvents | controller.LLDPEvents},
			controller.Member{App: two, Hears: controller.SwitchEvents | controller.PacketInEvents | controller.FlowRemovedEvents}))
		one.hears(t, "one starts with [a]")
		two.hears(t, "two starts with []")
		one.hears(t, "one has a timer")
		s := connect(t, c, v, 1)
		go answerAll(s)
		s.Send(s.PacketIn(1, lldp))
		s.Send(s.PacketIn(2, ip))
		s.Send(portStatus(t, v, &openflow.PortStatus{Reason: openflow.PortAdded, Port: openflow.Port{Number: 7}}))
		s.Send(flowRemoved(t, v, &openflow.FlowRemoved{}))
		s.Send(openflow.AppendErrorMessage(nil, 99, &openflow.Error{Version: v, Type: 2, Code: 4}))
		refused := "error openflow: the switch answered with an error: OFPET_BAD_ACTION: OFPBAC_BAD_OUT_PORT"
		for _, line := range []string{"add 7", "one has its barrier", "one has its echo of one", refused, fmt.Sprintf("packet-in 0x1 1 %s", lldp)} {
			one.hears(t, line)
		}
		for _, line := range []string{"removed ", "two has its barrier", "two has its echo of two", refused, fmt.Sprintf("packet-in 0x1 2 %s", ip)} {
			two.hears(t, line)
		}
		// Nothing else: start, timer, barrier, echo, error and two events each.
		for _, a := range []*asker{one, two} {
			a.mu.Lock()
			if len(a.lines) != 7 {
				t.Errorf("%s: %s has heard %q", v, a.name, a.lines)
			}
			a.mu.Unlock()
		}
	}
}

// methods answers calls of its name.
type methods string

func (m methods) Call(method string, args []string) (string, error) {
	if method != string(m) {
		return "", &controller.UnknownMethodError{Method: method, Known: string(m) + "\n"}
	}
	return fmt.Sprint(method, args), nil
}

func TestCall(t *testing.T) {
	c := serve(t, controller.Combine(controller.Member{App: methods("one")}, controller.Member{App: 5}, controller.Member{App: methods("two")}))
	if got, err := c.Call("two", []string{"a", "b"}); err != nil || got != "two[a b]" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := c.Call("three", nil); fmt.Sprint(err) != "there is no method three; there are\none\ntwo\n" {
		t.Errorf("error %v", err)
	}
	if _, err := serve(t, 5).Call("one", nil); fmt.Sprint(err) != "the controller has no methods to call, so no one" {
		t.Errorf("error %v", err)
	}
}
