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
	word := l.source(at.NameRange())
	name, r := l.name(args, at)
	s := &switchDeclaration{Switch: &Switch{Name: name, Kind: switchWords[word], Range: r}, word: word}
	if s.Kind == "" {
		s.Kind = VSwitch // called by send(:vswitch, …)
	}
	if word == "trema_switch" {
		s.OpenFlow = "1.3"
	}
	if s.Kind == VSwitch {
		s.Port = l.port
	}
	l.switches = append(l.switches, s)
	wrong, err := l.evaluate(l.switchClass, s, block)
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

func (l *loader) defineSwitchAttributes() {
	c := l.switchClass
	define(c, "dpid datapath_id", 1, 1, func(self any, args []interp.Value, _ *interp.Proc, at *interp.Site) error {
		s := self.(*switchDeclaration)
		s.dpid = at.ArgRange(0)
		id, text, ok := l.datapathID(args[0], s.dpid)
		s.DatapathID, s.dpidText, s.hasDPID, s.broken = id, text, ok, !ok
		return nil
	})
	define(c, "ip", 1, 1, func(self any, args []interp.Value, _ *interp.Proc, at *interp.Site) error {
		text, ok := l.text(args[0], at.ArgRange(0), "an IP address")
		if !ok {
			return nil
		}
		addr, err := netip.ParseAddr(text)
		if err != nil {
			l.errorf(at.ArgRange(0), "", "`%s` is not an IP address", text)
		}
		self.(*switchDeclaration).Controller = addr
		return nil
	})
	define(c, "port", 1, 1, func(self any, args []interp.Value, _ *interp.Proc, at *interp.Site) error {
		if n, ok := l.integer(args[0], at.ArgRange(0), "a TCP port", 1, 65535); ok {
			self.(*switchDeclaration).Port = uint16(n)
		}
		return nil
	})
	// Trema stored ports and never used them: links make the ports.
	define(c, "ports", 1, -1, func(any, []interp.Value, *interp.Proc, *interp.Site) error { return nil })
	define(c, "path file", 1, 1, func(self any, args []interp.Value, _ *interp.Proc, at *interp.Site) error {
		s := self.(*switchDeclaration)
		if s.Kind != CustomSwitch && s.Kind != RSwitch {
			l.errorf(at.NameRange(), "only custom_switch and rswitch are programs", "`%s` is not an attribute of a `%s`", l.source(at.NameRange()), s.word)
			return nil
		}
		s.Path, _ = l.text(args[0], at.ArgRange(0), "a path")
		return nil
	})
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
// is hexadecimal again, as in the first Trema.
func (l *loader) parseDatapathID(text string, r diag.Range) (*big.Int, bool) {
	digits, base := text, 16
	if strings.HasPrefix(strings.ToLower(text), "0x") {
		digits = text[2:]
	} else if strings.Trim(text, "0123456789") == "" {
		base = 10
	}
	b, ok := new(big.Int).SetString(digits, base)
	if !ok || strings.ContainsAny(digits, "+-_") {
		l.errorf(r, "it is a number or a string like \"0xabc\"", "`%s` is not a datapath id", text)
		return nil, false
	}
	if base == 10 && b.Cmp(big.NewInt(10)) >= 0 {
		l.warnf(r, fmt.Sprintf("Trema up to 0.4.7 read it as 0x%s; write \"0x%s\" or \"0x%s\" to be clear", text, b.Text(16), text),
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
