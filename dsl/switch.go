package dsl

import (
	"fmt"
	"math/big"
	"net/netip"
	"strconv"
	"strings"

	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/dsl/interp"
)

// switchDeclaration is a switch as the file declares it.
type switchDeclaration struct {
	*Switch
	word     string
	dpidText string // as written, or 0x… of an Integer
	dpid     diag.Range
	hasDPID  bool
	broken   bool // its dpid was complained of
}

// switchWords says what the words for a switch declare.
var switchWords = map[string]SwitchKind{
	"vswitch": VSwitch, "trema_switch": VSwitch, "switch": HWSwitch, "openflow_switch": HWSwitch, "hw_switch": HWSwitch,
	"custom_switch": CustomSwitch, "rswitch": RSwitch,
}

// declareSwitch is vswitch and its like.
func (l *loader) declareSwitch(_ any, args []interp.Value, block *interp.Proc, at *interp.Site) error {
	word := l.word
	name, r := l.name(args, at)
	s := &switchDeclaration{Switch: &Switch{Name: name, Kind: switchWords[word], Range: r}, word: word}
	if word == "trema_switch" {
		s.OpenFlow = "1.3"
	}
	if s.Kind == VSwitch {
		s.Port = l.port
	}
	l.switches = append(l.switches, s)
	wrong, err := l.evaluate(l.switchClass, s, block, at)
	s.broken = s.broken || wrong && !s.hasDPID
	l.finishSwitch(s)
	return err
}

// finishSwitch settles dpid and name by each other.
func (l *loader) finishSwitch(s *switchDeclaration) {
	if !s.hasDPID && !s.broken && strings.HasPrefix(strings.ToLower(s.Name), "0x") {
		if n, err := strconv.ParseUint(s.Name[2:], 16, 64); err == nil && n > 0 {
			s.DatapathID, s.dpidText, s.dpid, s.hasDPID = n, s.Name, s.Range, true
		}
	}
	if !s.hasDPID && !s.broken {
		s.broken = true
		what := "this switch"
		if s.Name != "" {
			what = "switch `" + s.Name + "`"
		}
		l.errorf(s.Range, "add `datapath_id \"0x…\"` to its block", "%s has no datapath id", what)
	}
	if s.Name == "" {
		s.Name = s.dpidText
	}
	if s.Kind == RSwitch && s.Path == "" {
		s.Path = s.Name
	}
	if s.Kind == CustomSwitch && s.Path == "" && !s.broken {
		l.errorf(s.Range, "add `path \"…\"` to its block", "custom switch `%s` has no program", s.Name)
	}
}

// virtualSwitches are the directives for a switch that is made here.
var virtualSwitches = []string{"vswitch", "trema_switch"}

// anySwitch are the directives for a switch.
var anySwitch = []string{"vswitch", "trema_switch", "switch", "openflow_switch", "hw_switch", "custom_switch", "rswitch"}

// switchAttributes are the attributes of a switch.
var switchAttributes = []word{
	{Word{Names: []string{"datapath_id", "dpid"}, Of: anySwitch, Usage: "datapath_id ID",
		Meaning: "the switch's datapath id",
		Type:    "an Integer, or a String: `\"0x…\"` and other hexadecimal digits are hexadecimal, decimal digits alone are decimal", Default: "its name, where that is one that begins with `0x`",
		Example: `datapath_id "0xabc"`}, 1, 1, value((*loader).setDatapathID)},
	{Word{Names: []string{"ip"}, Of: virtualSwitches, Usage: "ip ADDRESS",
		Meaning: "where the switch's controller listens",
		Type:    "an IP address", Default: "127.0.0.1",
		Example: `ip "192.0.2.1"`}, 1, 1, value((*loader).setController)},
	{Word{Names: []string{"port"}, Of: virtualSwitches, Usage: "port N",
		Meaning: "the TCP port at which the switch's controller listens",
		Type:    "a number from 1 to 65535", Default: "that of the `port` directive before it, else the controller's own",
		Example: `port 6653`}, 1, 1, value((*loader).setControllerPort)},
	{Word{Names: []string{"path", "file"}, Of: []string{"custom_switch", "rswitch"}, Usage: "path PROGRAM",
		Meaning: "the program that is the switch",
		Type:    "a String", Default: "for an rswitch its name; a custom_switch needs it",
		Example: `path "./my_switch"`}, 1, 1, value((*loader).setProgram)},
	{Word{Names: []string{"ports"}, Of: anySwitch, Usage: "ports …",
		Meaning: "accepted for old files; it is the links that make the ports",
		Type:    "anything", Default: "nothing",
		Example: `ports 1, 2`}, 1, -1, func(*loader, any, []interp.Value, *interp.Proc, *interp.Site) error { return nil }},
}

func (l *loader) setDatapathID(s *switchDeclaration, v interp.Value, at *interp.Site) {
	s.dpid = at.ArgRange(0)
	id, text, ok := l.datapathID(v, s.dpid)
	s.DatapathID, s.dpidText, s.hasDPID, s.broken = id, text, ok, !ok
}

// onlyVirtual warns of what is said in vain of a switch that is not made here.
func (l *loader) onlyVirtual(s *switchDeclaration, at *interp.Site) {
	if s.Kind != VSwitch {
		l.warnf(at.NameRange(), "whoever made the switch tells it where its controller is", "`%s` has no effect on a `%s`", l.source(at.NameRange()), s.word)
	}
}

func (l *loader) setController(s *switchDeclaration, v interp.Value, at *interp.Site) {
	l.onlyVirtual(s, at)
	text, ok := l.text(v, at.ArgRange(0), "an IP address")
	if !ok {
		return
	}
	addr, err := netip.ParseAddr(text)
	if err != nil {
		l.errorf(at.ArgRange(0), "", "`%s` is not an IP address", text)
	}
	s.Controller, l.old = addr, true
}

func (l *loader) setControllerPort(s *switchDeclaration, v interp.Value, at *interp.Site) {
	l.onlyVirtual(s, at)
	if n, ok := l.integer(v, at.ArgRange(0), "a TCP port", 1, 65535); ok {
		s.Port = uint16(n)
	}
}

func (l *loader) setProgram(s *switchDeclaration, v interp.Value, at *interp.Site) {
	if s.Kind != CustomSwitch && s.Kind != RSwitch {
		l.errorf(at.NameRange(), "only custom_switch and rswitch are programs", "`%s` is not an attribute of a `%s`", l.source(at.NameRange()), s.word)
		return
	}
	s.Path, _ = l.text(v, at.ArgRange(0), "a path")
}

// datapathID reads a dpid and the text that names it.
func (l *loader) datapathID(v interp.Value, r diag.Range) (id uint64, text string, ok bool) {
	b := new(big.Int)
	switch v := v.(type) {
	case interp.Int:
		b.SetInt64(int64(v))
		text = fmt.Sprintf("0x%x", int64(v))
	case *big.Int:
		b.Set(v)
		text = "0x" + v.Text(16)
	case *interp.String:
		text = v.String()
		if b, ok = l.parseDatapathID(text, r); !ok {
			return 0, text, false
		}
	default:
		l.errorf(r, "it is a number or a string like \"0xabc\"", "%s is not a datapath id", l.in.Inspect(v))
		return 0, "", false
	}
	switch {
	case b.Sign() == 0:
		l.errorf(r, "", "a datapath id cannot be 0")
	case b.Sign() < 0:
		l.errorf(r, "", "a datapath id cannot be negative")
	case !b.IsUint64():
		l.errorf(r, "", "`%s` is more than the 64 bits of a datapath id", text)
	default:
		return b.Uint64(), text, true
	}
	return 0, text, false
}

// parseDatapathID reads a dpid that is written as a string: "0x…" is
// hexadecimal, digits alone are decimal, and what has other hexadecimal digits
// is hexadecimal again. To the first Trema all of them were.
func (l *loader) parseDatapathID(text string, r diag.Range) (*big.Int, bool) {
	digits, base := text, 16
	if strings.HasPrefix(strings.ToLower(text), "0x") {
		digits = text[2:]
	} else {
		l.old = true
		if l.compat != Compat04 && strings.Trim(text, "0123456789") == "" {
			base = 10
		}
	}
	b, ok := new(big.Int).SetString(digits, base)
	if !ok || strings.ContainsAny(digits, "+-_") {
		l.errorf(r, "it is a number or a string like \"0xabc\"", "`%s` is not a datapath id", text)
		return nil, false
	}
	if base == 10 && b.Cmp(big.NewInt(10)) >= 0 {
		l.warnf(r, fmt.Sprintf("Trema up to 0.4.7 read it as 0x%s, as `--compat 0.4` does; write \"0x%s\" or \"0x%s\" to be clear", text, b.Text(16), text),
			"`%s` is read as decimal, 0x%s", text, b.Text(16))
	}
	return b, true
}

// resolveSwitches puts the declared switches into the network and checks that
// no two share a name or a dpid.
func (l *loader) resolveSwitches() map[string]diag.Range {
	names := map[string]diag.Range{}
	ids := map[uint64]*switchDeclaration{}
	for _, s := range l.switches {
		l.network.Switches = append(l.network.Switches, s.Switch)
		if first, ok := names[s.Name]; ok && s.Name != "" {
			l.twice(s.Range, first, "two switches named `%s`", s.Name)
		} else {
			names[s.Name] = s.Range
		}
		if !s.hasDPID {
			continue
		}
		if first, ok := ids[s.DatapathID]; !ok {
			ids[s.DatapathID] = s
		} else if first.Name != s.Name {
			l.twice(s.dpid, first.dpid, "two switches with datapath id 0x%x", s.DatapathID)
		}
	}
	return names
}
