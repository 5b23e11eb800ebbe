package dsl

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"unicode"

	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/dsl/interp"
	"github.com/trema-ns/trema-ns/dsl/syntax"
)

// directives are the words that stand by themselves.
var directives = []word{
	{Word{Names: []string{"vswitch"}, Usage: `vswitch(name = nil) { … }`,
		Meaning: "a virtual OpenFlow switch: an Open vSwitch bridge; without a name it is called as its dpid is written",
		Example: `vswitch("lsw") { datapath_id 0xabc }`}, 0, 1, (*loader).declareSwitch},
	{Word{Names: []string{"trema_switch"}, Usage: `trema_switch(name = nil) { … }`,
		Meaning: "a virtual switch that speaks OpenFlow 1.3",
		Example: `trema_switch("lsw") { datapath_id 0xabc }`}, 0, 1, (*loader).declareSwitch},
	{Word{Names: []string{"switch", "openflow_switch", "hw_switch"}, Usage: `switch(name = nil) { … }`,
		Meaning: "a switch that exists already, outside: it is declared and never made",
		Example: `switch("rack1") { datapath_id 0xdef }`}, 0, 1, (*loader).declareSwitch},
	{Word{Names: []string{"custom_switch"}, Usage: `custom_switch(name) { … }`,
		Meaning: "a switch that is a program of the user's, given by its `path`",
		Example: `custom_switch("mine") { dpid 1; path "./my_switch" }`}, 0, 1, (*loader).declareSwitch},
	{Word{Names: []string{"rswitch"}, Usage: `rswitch(name) { … }`,
		Meaning: "a switch that is a program of the user's, by default the one that has its name",
		Example: `rswitch("my_switch") { dpid 1 }`}, 0, 1, (*loader).declareSwitch},
	{Word{Names: []string{"vhost"}, Usage: `vhost(name = nil) { … }`,
		Meaning: "a host that sends and counts packets on command; without a name it is called as its `ip`",
		Example: `vswitch("lsw") { dpid 0xabc }
vhost("host1") { ip "192.168.0.1" }
link "lsw", "host1"`}, 0, 1, (*loader).declareHost},
	{Word{Names: []string{"netns"}, Usage: `netns(name = nil) { … }`,
		Meaning: "a host that is a network namespace, in which any program can run",
		Example: `vswitch("lsw") { dpid 0xabc }
netns("host1") {
  ip "192.168.0.1"
  netmask "255.255.255.0"
}
link "lsw", "host1"`}, 0, 1, (*loader).declareHost},
	{Word{Names: []string{"link"}, Usage: `link a, b, options`,
		Meaning: "a cable between two ends: names of switches and hosts, a dpid, `\"switch:N\"` for the switch's port N, or an interface of the machine",
		Example: `vswitch("lsw") { dpid 0xabc }
vhost("host1")
vhost("host2")
link "lsw", "host1"
link "lsw:7", "host2", delay: "5ms"`}, 2, 5, (*loader).declareLink},
	{Word{Names: []string{"run", "app"}, Usage: `run(name = nil) { … }`,
		Meaning: "a controller that the file itself names; the base name of its `path` says which",
		Example: `run { path "./objects/topology/topology" }`}, 0, 1, (*loader).declareApp},
	{Word{Names: []string{"event"}, Usage: `event type: "app"`,
		Meaning: "which of several controllers gets which events; a type that is not mentioned goes to the last",
		Example: `run { path "./topology" }
run { path "./routing_switch" }
event port_status: "topology", packet_in: "routing_switch"`}, 1, 1, (*loader).declareEvent},
	{Word{Names: []string{"filter"}, Usage: `filter lldp: "app", packet_in: "app"`,
		Meaning: "which controller gets the packet-ins with LLDP, and which the rest",
		Example: `run { path "./topology" }
run { path "./routing_switch" }
event packet_in: "filter"
filter lldp: "topology", packet_in: "routing_switch"`}, 1, 1, (*loader).declareFilter},
	{Word{Names: []string{"port"}, Usage: `port N`, Type: "a number from 1 to 65535",
		Meaning: "the TCP port at which the vswitches that follow find their controller",
		Example: `port 6633
vswitch("lsw") { dpid 0xabc }`}, 1, 1, (*loader).setPort},
	{Word{Names: []string{"use_tremashark"}, Usage: `use_tremashark`,
		Meaning: "asked Trema to show what switches and controller say; here `run --tremashark FILE` saves that, and the directive makes `run` say so",
		Example: `use_tremashark
vswitch("lsw") { dpid 0xabc }`}, 0, 0, (*loader).useTremashark},
}

// ignoredAttributes are words of forks of Trema. [Words] does not offer them.
var ignoredAttributes = []word{
	{Word{Names: []string{"bwidth", "administer", "stub"}}, 0, -1, func(l *loader, _ any, _ []interp.Value, _ *interp.Proc, at *interp.Site) error {
		l.warnf(at.NameRange(), "", "`%s` has no effect here", l.source(at.NameRange()))
		return nil
	}},
}

func (l *loader) setPort(_ any, args []interp.Value, _ *interp.Proc, at *interp.Site) error {
	if n, ok := l.integer(args[0], at.ArgRange(0), "a TCP port", 1, 65535); ok {
		l.port, l.old = uint16(n), true
	}
	return nil
}

func (l *loader) useTremashark(any, []interp.Value, *interp.Proc, *interp.Site) error {
	l.network.Tremashark = true
	return nil
}

// foreignWords are words of other languages, with what says the same here.
var foreignWords = map[string]string{
	"import": "another file is read by `require_relative \"…\"`", "from": "another file is read by `require_relative \"…\"`",
	"let": "a variable is assigned without a word before it: `x = 1`", "var": "a variable is assigned without a word before it: `x = 1`",
	"const": "a constant begins with a capital letter: `X = 1`", "local": "a variable is assigned without a word before it: `x = 1`",
	"function": "a method is written `def name(…) … end`", "func": "a method is written `def name(…) … end`",
	"echo": "write `puts`", "range": "a range is written `(0...n)`", "pass": "an empty block needs no word",
	"elif": "write `elsif`", "try": "write `begin … rescue … end`", "null": "write `nil`", "None": "write `nil`",
	"host": "write `vhost`, or `netns` for a network namespace", "addSwitch": "write `vswitch(\"…\") { dpid … }`",
	"addHost": "write `vhost(\"…\")`", "addLink": "write `link \"…\", \"…\"`",
}

// defineDirectives makes the words of the language known to the interpreter:
// the directives as methods of the top level, the attributes as methods of what
// is self in a directive's block.
func (l *loader) defineDirectives() {
	main := l.in.NewClass("Network", nil)
	main.Noun = "directive"
	l.in.Main.Class = main

	l.switchClass = l.attributes("Switch", "a switch", main, switchAttributes)
	l.hostClass = l.attributes("Host", "a host", main, hostAttributes)
	l.appClass = l.attributes("App", "an app", main, appAttributes)
	main.Hint = func(name string) string {
		if hint := foreignWords[name]; hint != "" {
			return hint
		}
		for _, c := range l.attributeClasses {
			if slices.Contains(c.class.Methods(), name) {
				return fmt.Sprintf("`%s` is an attribute: it stands in the block of %s", name, c.what)
			}
		}
		return ""
	}

	l.define(main, directives)
}

// attributes makes the class of self in the blocks of a kind of directive, which
// declares what.
func (l *loader) attributes(name, what string, main *interp.Class, rows []word) *interp.Class {
	c := l.in.NewClass(name, nil)
	c.Noun = "attribute"
	c.Hint = func(name string) string {
		if slices.Contains(main.Methods(), name) {
			return fmt.Sprintf("`%s` is a directive: it stands outside the block", name)
		}
		for _, other := range l.attributeClasses {
			if other.class != c && slices.Contains(other.class.Methods(), name) {
				return fmt.Sprintf("`%s` is an attribute of %s", name, other.what)
			}
		}
		return ""
	}
	l.attributeClasses = append(l.attributeClasses, attributeClass{c, what})
	l.define(c, rows)
	l.define(c, ignoredAttributes)
	return c
}

// defineMisplaced lets attributes stand outside a block, which a syntax mistake
// may have taken from them.
func (l *loader) defineMisplaced() {
	main := l.in.Main.Class
	for _, c := range l.attributeClasses {
		for _, name := range c.class.Methods() {
			main.Define(name, 0, -1, func(*interp.Interp, interp.Value, []interp.Value, *interp.Proc) (interp.Value, error) {
				return nil, nil
			})
		}
	}
}

// source returns the text of r.
func (l *loader) source(r diag.Range) string {
	src := l.in.Sources[r.Filename]
	if r.Start.Byte > r.End.Byte || r.End.Byte > len(src) {
		return ""
	}
	return string(src[r.Start.Byte:r.End.Byte])
}

// evaluate runs the block of a directive with its attributes. It reports true if
// mistakes were found there: what is missing then may only follow from them.
func (l *loader) evaluate(class *interp.Class, data any, block *interp.Proc, at *interp.Site) (wrong bool, err error) {
	if block == nil {
		return false, nil
	}
	before := l.in.Errors()
	self := &interp.Object{Class: class, Data: data}
	for _, name := range block.Locals() {
		if slices.Contains(class.Methods(), name) {
			l.warnOfAssignment(name, at)
		}
	}
	_, err = l.in.Eval(block, self, self)
	return err != nil || l.in.Errors() > before, err
}

// warnOfAssignment warns of "ip = …" in the block of the directive at a place,
// which sets a variable that nothing asks for, and not the attribute.
func (l *loader) warnOfAssignment(name string, at *interp.Site) {
	directive := at.NameRange()
	if directive.Filename != l.file.Name {
		return
	}
	for _, n := range l.file.Statements {
		if s := n.Range(); s.Start > directive.Start.Byte || s.End < directive.End.Byte {
			continue
		}
		assigned, others := syntax.Assigned(n, name)
		if len(assigned) > 0 && others == 0 {
			l.warnf(l.file.RangeOf(assigned[0]), fmt.Sprintf("an attribute is set without `=`: `%s …`", name), "this sets a variable `%s`, not the attribute", name)
		}
	}
}

// name returns the name that a directive is given, if it is: a string, a symbol
// or, for a switch named by its dpid, an integer.
func (l *loader) name(args []interp.Value, at *interp.Site) (string, diag.Range) {
	if len(args) == 0 || args[0] == nil {
		return "", at.NameRange()
	}
	r := at.ArgRange(0)
	text, ok := l.text(args[0], r, "a name")
	if ok && text == "" {
		l.errorf(r, "", "a name cannot be empty")
	}
	if strings.ContainsFunc(text, unicode.IsControl) {
		l.errorf(r, "take the control characters out", "%q cannot be a name", text)
	}
	return text, r
}

// text returns v as text, an integer in hexadecimal.
func (l *loader) text(v interp.Value, r diag.Range, want string) (string, bool) {
	switch v := v.(type) {
	case *interp.String:
		return v.String(), true
	case interp.Symbol:
		return string(v), true
	case interp.Int:
		if v >= 0 {
			return fmt.Sprintf("0x%x", int64(v)), true
		}
	case *big.Int:
		if v.Sign() > 0 {
			return "0x" + v.Text(16), true
		}
	}
	l.errorf(r, "", "%s is not %s", l.in.Inspect(v), want)
	return "", false
}

// integer returns v, an integer or a string of one, if it lies between low and
// high.
func (l *loader) integer(v interp.Value, r diag.Range, want string, low, high int64) (int64, bool) {
	n, ok := int64(0), false
	switch v := v.(type) {
	case interp.Int:
		n, ok = int64(v), true
	case *interp.String:
		b, parsed := new(big.Int).SetString(v.String(), 0)
		if ok = parsed && b.IsInt64(); ok {
			n = b.Int64()
		}
	}
	if !ok || n < low || n > high {
		l.errorf(r, fmt.Sprintf("it is a number from %d to %d", low, high), "%s is not %s", l.in.Inspect(v), want)
		return 0, false
	}
	return n, true
}

// twice reports a second declaration of what stands at first.
func (l *loader) twice(r, first diag.Range, format string, args ...any) {
	d := l.errorf(r, "", format, args...)
	d.Related = append(d.Related, diag.Related{Message: "first declared here", Range: first})
}
