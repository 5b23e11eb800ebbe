package dsl

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/dsl/interp"
)

// linkDeclaration is a link as the file declares it; its ends are looked up
// when everything is declared.
type linkDeclaration struct {
	*Link
	number [2]*big.Int // of an end that is a number or 0x… text
	broken bool
}

// declareLink is link a, b and its options.
func (l *loader) declareLink(_ any, args []interp.Value, _ *interp.Proc, at *interp.Site) error {
	d := &linkDeclaration{Link: &Link{Index: len(l.links), Range: at.Range()}}
	if n := len(args); n > 2 {
		if options, ok := args[n-1].(*interp.Hash); ok {
			l.linkOptions(d, options, at)
			args = args[:n-1]
		}
	}
	for i := 2; i < len(args); i++ {
		l.warnf(at.ArgRange(i), "", "a third or fourth argument of `link` has no effect here")
	}
	for i := range d.Ends {
		if i >= len(args) {
			l.errorf(at.Range(), "", "a link has two ends")
			d.broken = true
			break
		}
		r := at.ArgRange(i)
		text, ok := l.text(args[i], r, "an end of a link")
		if ok && text == "" {
			l.errorf(r, "", "the name of a link's end cannot be empty")
			ok = false
		}
		d.broken = d.broken || !ok
		d.Ends[i] = End{Text: text, Range: r}
		if strings.HasPrefix(strings.ToLower(text), "0x") {
			d.number[i], _ = new(big.Int).SetString(text[2:], 16)
		}
	}
	if !d.broken && d.Ends[0].Text == d.Ends[1].Text {
		l.errorf(d.Ends[1].Range, "a link has two different ends", "both ends of this link are `%s`", d.Ends[0].Text)
		d.broken = true
	}
	l.links = append(l.links, d)
	return nil
}

// linkOptions are the options of a link.
var linkOptions = []word{
	{Word: Word{Names: []string{"bandwidth"}, Of: []string{"link"}, Usage: `bandwidth: "RATE"`,
		Meaning: "how much the cable carries",
		Type:    "a String with its unit (bit, kbit, mbit, gbit, or bps in bytes), or bits per second", Default: "no limit",
		Example: `link "lsw", "host1", bandwidth: "10mbit"`}},
	{Word: Word{Names: []string{"delay"}, Of: []string{"link"}, Usage: `delay: "TIME"`,
		Meaning: "how long a packet takes",
		Type:    "a String with its unit: us, ms or s", Default: "none",
		Example: `link "lsw", "host1", delay: "5ms"`}},
	{Word: Word{Names: []string{"jitter"}, Of: []string{"link"}, Usage: `jitter: "TIME"`,
		Meaning: "how much `delay` varies",
		Type:    "a String with its unit", Default: "not at all",
		Example: `link "lsw", "host1", delay: "5ms", jitter: "1ms"`}},
	{Word: Word{Names: []string{"loss"}, Of: []string{"link"}, Usage: "loss: PERCENT",
		Meaning: "how many packets are lost",
		Type:    "a number from 0 to 100", Default: "none",
		Example: `link "lsw", "host1", loss: 0.5`}},
	{Word: Word{Names: []string{"mtu"}, Of: []string{"link"}, Usage: "mtu: BYTES",
		Meaning: "the largest packet that passes",
		Type:    "a number from 68 to 65535", Default: "1500",
		Example: `link "lsw", "host1", mtu: 1400`}},
}

func (l *loader) linkOptions(d *linkDeclaration, h *interp.Hash, at *interp.Site) {
	o := &d.Options
	values := l.options(h, at, "link", optionNames(linkOptions))
	if v := values["bandwidth"]; v != nil {
		rate, ok := parseRate(v)
		if !ok {
			l.errorf(at.PairRange("bandwidth"), "it is written like \"10mbit\" or \"500kbit\"", "%s is not a bandwidth", l.in.Inspect(v))
		}
		o.Bandwidth = rate
	}
	for _, name := range []string{"delay", "jitter"} {
		v := values[name]
		if v == nil {
			continue
		}
		s, ok := v.(*interp.String)
		var duration time.Duration
		if ok {
			var err error
			duration, err = time.ParseDuration(strings.ReplaceAll(s.String(), " ", ""))
			ok = err == nil && duration >= 0
		}
		if !ok {
			l.errorf(at.PairRange(name), "it is written with its unit, like \"5ms\"", "%s is not a time", l.in.Inspect(v))
		}
		if name == "delay" {
			o.Delay = duration
		} else {
			o.Jitter = duration
		}
	}
	if o.Jitter > 0 && values["delay"] == nil {
		l.errorf(at.PairRange("jitter"), "give `delay` too", "`jitter` is a variation of `delay`, which is not given")
	}
	if v := values["loss"]; v != nil {
		loss, ok := parsePercent(v)
		if !ok {
			l.errorf(at.PairRange("loss"), "it is a percentage from 0 to 100", "%s is not a loss", l.in.Inspect(v))
		}
		o.Loss = loss
	}
	if v := values["mtu"]; v != nil {
		n, _ := l.integer(v, at.PairRange("mtu"), "an MTU", 68, 65535)
		o.MTU = int(n)
	}
}

// rateUnits are those of tc(8), in bits per second.
var rateUnits = map[string]float64{
	"": 1, "bit": 1, "k": 1e3, "kbit": 1e3, "m": 1e6, "mbit": 1e6, "g": 1e9, "gbit": 1e9,
	"bps": 8, "kbps": 8e3, "mbps": 8e6, "gbps": 8e9,
}

// parseRate reads "10mbit", or a number of bits per second.
func parseRate(v interp.Value) (uint64, bool) {
	switch v := v.(type) {
	case interp.Int:
		return uint64(max(v, 0)), v > 0
	case *interp.String:
		text := strings.ToLower(strings.ReplaceAll(v.String(), " ", ""))
		number := strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyz")
		unit, ok := rateUnits[text[len(number):]]
		n, err := strconv.ParseFloat(number, 64)
		if !ok || err != nil || n*unit < 1 || n*unit > 1e15 {
			return 0, false
		}
		return uint64(n * unit), true
	}
	return 0, false
}

// parsePercent reads 0.5, 5 and "0.5%".
func parsePercent(v interp.Value) (float64, bool) {
	var n float64
	switch v := v.(type) {
	case interp.Int:
		n = float64(v)
	case interp.Float:
		n = float64(v)
	case *interp.String:
		var err error
		if n, err = strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(v.String()), "%"), 64); err != nil {
			return 0, false
		}
	default:
		return 0, false
	}
	return n, n >= 0 && n <= 100
}

// ends looks up what link ends name.
type ends struct {
	switches map[string]*Switch
	hosts    map[string]*Host
	ids      map[uint64]*Switch
	names    []string
	compared int // names, for suggestions
}

// maxCompared is how many names are compared to suggest some: a network of
// thousands of switches with none of its ends declared has no typing mistakes.
const maxCompared = 200_000

// nearest returns the name that text is probably a misspelling of.
func (e *ends) nearest(text string) (string, bool) {
	if e.compared += len(e.names); e.compared > maxCompared && e.compared > len(e.names) {
		return "", false
	}
	return diag.Nearest(text, e.names)
}

// find looks up an end by its name or as a dpid.
func (e *ends) find(text string, number *big.Int) (*Switch, *Host) {
	if s := e.switches[text]; s != nil {
		return s, nil
	}
	if h := e.hosts[text]; h != nil {
		return nil, h
	}
	if number != nil && number.IsUint64() {
		return e.ids[number.Uint64()], nil
	}
	return nil, nil
}

// resolveEnd looks up one end of a link.
func (l *loader) resolveEnd(e *ends, end *End, number *big.Int) bool {
	if end.Switch, end.Host = e.find(end.Text, number); end.Switch != nil || end.Host != nil {
		return true
	}
	if i := strings.LastIndexByte(end.Text, ':'); i > 0 {
		name, port := end.Text[:i], end.Text[i+1:]
		var id *big.Int
		if strings.HasPrefix(strings.ToLower(name), "0x") {
			id, _ = new(big.Int).SetString(name[2:], 16)
		}
		s, h := e.find(name, id)
		if h != nil {
			l.errorf(end.Range, "", "host `%s` has no numbered ports", name)
			return false
		}
		if s != nil {
			n, err := strconv.ParseUint(port, 10, 32)
			if err != nil || n < 1 || n > maxPort {
				l.errorf(end.Range, fmt.Sprintf("ports are numbered from 1 to %d", maxPort), "`%s` is not a port of switch `%s`", port, name)
				return false
			}
			end.Switch, end.Port, end.PortGiven = s, uint32(n), true
			return true
		}
	}
	end.Interface = end.Text
	if l.partial {
		return true // it may be declared in what could not be read
	}
	if near, ok := e.nearest(end.Text); ok {
		l.warnf(end.Range, fmt.Sprintf("did you mean `%s`? Else it must be an interface of this machine", near), "`%s` is not declared", end.Text)
	} else {
		l.finding(diag.Note, end.Range, "it must be an interface of this machine", "`%s` is not declared", end.Text)
	}
	return true
}

// maxPort is the highest number of a port in OpenFlow 1.0 (section 5.2.1);
// those above are reserved.
const maxPort = 0xff00 - 1

// resolveLinks looks up the ends of all links and numbers the switches' ports.
func (l *loader) resolveLinks() {
	e := &ends{switches: map[string]*Switch{}, hosts: map[string]*Host{}, ids: map[uint64]*Switch{}}
	for _, s := range l.switches {
		e.switches[s.Name] = s.Switch
		if s.hasDPID {
			e.ids[s.DatapathID] = s.Switch
		}
		e.names = append(e.names, s.Name)
	}
	for _, h := range l.hosts {
		e.hosts[h.Name] = h.Host
		e.names = append(e.names, h.Name)
	}
	for _, d := range l.links {
		link := d.Link
		l.network.Links = append(l.network.Links, link)
		if d.broken {
			continue
		}
		ok := true
		for i := range link.Ends {
			ok = l.resolveEnd(e, &link.Ends[i], d.number[i]) && ok
		}
		a, b := &link.Ends[0], &link.Ends[1]
		if ok && (a.Host != nil && a.Host == b.Host || a.Switch != nil && a.Switch == b.Switch && a.Port == b.Port) {
			l.errorf(b.Range, "a link has two different ends", "both ends of this link are `%s`", a.Text)
			continue
		}
		if !ok {
			continue
		}
		for i := range link.Ends {
			end := &link.Ends[i]
			if end.Host != nil {
				end.Host.Links = append(end.Host.Links, link)
			}
			if end.Switch != nil {
				end.Switch.Ports = append(end.Switch.Ports, Port{Number: end.Port, Link: link, End: i})
			}
		}
	}
	for _, s := range l.network.Switches {
		if l.compat == Compat04 && !slices.ContainsFunc(s.Ports, func(p Port) bool { return p.Number != 0 }) {
			l.numberPortsAsOld(s)
		} else {
			l.numberPorts(s)
		}
	}
	l.noteOldNumbers()
}

// numberPorts gives the ports of s their numbers: those that the file asks for
// first, then the others in the order of the links, from 1, in the gaps.
func (l *loader) numberPorts(s *Switch) {
	taken := map[uint32]*End{}
	for _, p := range s.Ports {
		if p.Number == 0 {
			continue
		}
		end := &p.Link.Ends[p.End]
		if first := taken[p.Number]; first != nil {
			d := l.errorf(end.Range, "", "two links on port %d of switch `%s`", p.Number, s.Name)
			d.Related = append(d.Related, diag.Related{Message: "first used here", Range: first.Range})
			continue
		}
		taken[p.Number] = end
	}
	next := uint32(1)
	for i := range s.Ports {
		p := &s.Ports[i]
		if p.Number == 0 {
			for taken[next] != nil {
				next++
			}
			if next > maxPort {
				l.errorf(p.Link.Ends[p.End].Range, fmt.Sprintf("ports are numbered from 1 to %d", maxPort), "switch `%s` has more links than a switch has ports", s.Name)
				break
			}
			p.Number = next
			next++
			p.Link.Ends[p.End].Port = p.Number
		}
	}
	sortPorts(s.Ports)
}
