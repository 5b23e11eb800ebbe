package controller_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
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

// adder answers a packet with a flow that has its cookie, and a timer adds another.
type adder struct {
	journal
	cookie uint64
	ctl    *controller.Controller
}

func (a *adder) Start(c *controller.Controller, _ []string) error {
	a.ctl = c
	return nil
}

func (a *adder) PacketIn(sw *controller.Switch, _ *openflow.PacketIn) {
	sw.SendFlowMod(&openflow.FlowMod{Cookie: a.cookie})
	a.ctl.After(time.Millisecond, func() { sw.SendFlowMod(&openflow.FlowMod{Cookie: a.cookie + 10}) })
}

func (a *adder) OpenFlowError(_ *controller.Switch, _ uint32, e *openflow.Error) {
	a.note(nil, "refused %s", e.Data)
}

// A switch that refuses flows tells whose they were by the xid alone, with what
// was sent as the data; here it is the cookie.
func TestErrorsGoToWhoHasSentTheFlow(t *testing.T) {
	for _, v := range versions {
		apps := []*adder{{cookie: 1}, {cookie: 2}, {cookie: 3}}
		var members []controller.Member
		for _, a := range apps {
			members = append(members, controller.Member{App: a, Hears: controller.PacketInEvents})
		}
		c := serve(t, controller.Combine(members...))
		s := connect(t, c, v, 1)
		s.Send(s.PacketIn(1, make([]byte, 60)))
		for refused := 0; refused < 2*len(apps); {
			h, b, err := s.Next()
			if err != nil {
				t.Fatal(err)
			}
			fm, err := s.ParseFlowMod(b)
			if err != nil || h.Type != of10.TypeFlowMod { // the same number in 1.3
				s.Answer(h, b, 1)
				continue
			}
			refused++
			s.Send(openflow.AppendErrorMessage(nil, h.XID, &openflow.Error{Version: v, Type: 3, Code: 0, Data: fmt.Append(nil, fm.Cookie)}))
		}
		for _, a := range apps {
			a.hears(t, fmt.Sprintf("refused %d", a.cookie))
			a.hears(t, fmt.Sprintf("refused %d", a.cookie+10))
			a.mu.Lock()
			errors := 0
			for _, line := range a.lines {
				if strings.HasPrefix(line, "refused") || strings.HasPrefix(line, "error") {
					errors++
				}
			}
			if errors != 2 {
				t.Errorf("%s: %d has heard %q, of which two are its own", v, a.cookie, a.lines)
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
