package script

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Patience is how long an expectation is waited for that does not say.
const Patience = 20 * time.Second

// Expectation is what a line that begins with expect says.
type Expectation struct {
	Within time.Duration // it has to be met in that time
	For    time.Duration // and then to stay so

	condition condition
	block     bool // the lines below the expectation belong to it
}

// count is a number of packets or flow entries.
type count struct {
	n     int
	least bool // n or more
}

func (c count) met(n int) bool { return n == c.n || c.least && n > c.n }

// passed reports whether n is too many for c ever to be met, if n only grows.
func (c count) passed(n int) bool { return n > c.n && !c.least }

func (c count) of(one, many string) string {
	s := counted(c.n, one, many)
	if c.least {
		return "at least " + s
	}
	return s
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// expectation reads what follows "expect".
func (n Names) expectation(l *lexer) (*Expectation, error) {
	e := &Expectation{Within: Patience}
	first, ok, err := l.next()
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, first.mistake("what is expected?", "")
	}
	if isCommandCondition(first) {
		return e, n.commandCondition(e, l, first)
	}
	negative := first.is("no")
	if negative {
		if first, _, err = l.next(); err != nil {
			return nil, err
		}
		if first.is("output") {
			return e, n.outputOf(e, l, &commandCondition{}, true)
		}
		if !first.is("log") {
			return nil, first.mistake("`expect no` goes with log or output", "")
		}
	}
	switch {
	case first.is("log"):
		pattern, err := l.pattern()
		if err != nil {
			return nil, err
		}
		e.condition = &logCondition{pattern: pattern, none: negative}
	case slices.Contains(n.Hosts, first.text):
		if e.condition, err = n.hostCondition(l, first.text); err != nil {
			return nil, err
		}
	case slices.Contains(n.Switches, first.text):
		if e.condition, err = n.switchCondition(l, first.text); err != nil {
			return nil, err
		}
	default:
		return nil, known(first, "host or switch", slices.Concat(n.Hosts, n.Switches))
	}
	next, ok, err := l.times(e)
	if err == nil && ok {
		err = next.mistake("`"+next.text+"` is too much", "an expectation ends with within TIME, and for TIME if it is to stay so")
	}
	return e, err
}

// times reads "within TIME" and "for TIME", and returns the word after them.
func (l *lexer) times(e *Expectation) (next word, ok bool, err error) {
	for {
		w, ok, err := l.next()
		if err != nil || !ok || !w.is("within") && !w.is("for") {
			return w, ok, err
		}
		value, ok, err := l.next()
		if err != nil {
			return w, false, err
		}
		d, err := time.ParseDuration(value.text)
		if !ok || err != nil || d <= 0 {
			return w, false, value.mistake(w.text+" takes a time", "such as 500ms, 5s or 1m")
		}
		if w.is("within") {
			e.Within = d
		} else {
			e.For = d
		}
	}
}

// pattern reads a regular expression.
func (l *lexer) pattern() (*regexp.Regexp, error) {
	w, ok, err := l.next()
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, w.mistake("a pattern is missing", "quote it if it has blanks")
	}
	return compile(w)
}

func compile(w word) (*regexp.Regexp, error) {
	re, err := regexp.Compile(w.text)
	if err != nil {
		return nil, w.mistake(strings.TrimPrefix(err.Error(), "error parsing regexp: "), "it is a regular expression of Go; a backslash takes a sign's meaning away")
	}
	return re, nil
}

// hostCondition reads what is expected of a host.
func (n Names) hostCondition(l *lexer, host string) (condition, error) {
	verb, _, err := l.next()
	if err != nil {
		return nil, err
	}
	negative := verb.is("not")
	if negative {
		if verb, _, err = l.next(); err != nil {
			return nil, err
		}
	}
	switch {
	case verb.is("reaches"):
		to, ok, err := l.next()
		switch {
		case err != nil:
			return nil, err
		case !ok:
			return nil, to.mistake("whom does "+host+" reach?", "")
		}
		if _, err := netip.ParseAddr(to.text); err != nil {
			if err := known(to, "host", n.Hosts); err != nil {
				return nil, err
			}
		}
		return &reachCondition{from: host, to: to.text, not: negative}, nil
	case negative:
		return nil, verb.mistake("`not` goes with reaches", "of packets say: no packets")
	case verb.is("received"), verb.is("sent"):
		return n.packetCondition(l, host, verb)
	}
	return nil, verb.mistake("a host reaches, received or sent", "")
}

func (n Names) packetCondition(l *lexer, host string, verb word) (condition, error) {
	c, err := l.count("packet", "packets")
	if err != nil {
		return nil, err
	}
	p := &packetCondition{host: host, sent: verb.text == "sent", count: c}
	preposition := "from"
	if p.sent {
		preposition = "to"
	}
	before := *l
	w, ok, err := l.next()
	if err != nil || !ok || !w.is(preposition) {
		*l = before
		return p, err
	}
	peer, ok, err := l.next()
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, peer.mistake(preposition+" whom?", "")
	}
	p.peer = peer.text
	if _, err := netip.ParseAddr(peer.text); err != nil {
		return p, known(peer, "host", n.Hosts)
	}
	return p, nil
}

// switchCondition reads what is expected of a switch.
func (n Names) switchCondition(l *lexer, name string) (condition, error) {
	verb, _, err := l.next()
	if err != nil {
		return nil, err
	}
	if !verb.is("has") {
		return nil, verb.mistake("a switch has flows", "such as: "+name+" has 2 flows")
	}
	c, err := l.count("flow", "flows")
	if err != nil {
		return nil, err
	}
	f := &flowCondition{name: name, count: c}
	before := *l
	w, ok, err := l.next()
	if err != nil || !ok || w.is("within") || w.is("for") {
		*l = before
		return f, err
	}
	f.pattern, err = compile(w)
	return f, err
}

// count reads "2 packets", "no packets", "a flow" or "at least 2 flows".
func (l *lexer) count(one, many string) (c count, err error) {
	how := fmt.Sprintf("such as 2 %s, no %s, at least 2 %s", many, many, many)
	w, ok, err := l.next()
	if err != nil {
		return c, err
	}
	if ok && w.is("at") {
		least, _, err := l.next()
		if err != nil {
			return c, err
		}
		if !least.is("least") {
			return c, least.mistake("`at` is followed by least", how)
		}
		c.least = true
		if w, ok, err = l.next(); err != nil {
			return c, err
		}
	}
	switch n, err := strconv.Atoi(w.text); {
	case ok && w.is("no") && !c.least:
	case ok && w.is("a") && !c.least:
		c.n, c.least = 1, true
	case !ok || err != nil || n < 0:
		return c, w.mistake("a number of "+many+" is missing", how)
	default:
		c.n = n
	}
	w, ok, err = l.next()
	if err == nil && (!ok || !w.is(one) && !w.is(many)) {
		err = w.mistake("`"+many+"` is missing", how)
	}
	return c, err
}

// isCommandCondition reports whether the expectation that begins with w is one
// of a command.
func isCommandCondition(w word) bool { return w.is("status") || w.is("output") }

// commandCondition reads "[status N] [[no] output [PATTERN]] … from COMMAND",
// whose first word has been taken.
func (n Names) commandCondition(e *Expectation, l *lexer, w word) error {
	c := &commandCondition{}
	if w.is("output") {
		return n.outputOf(e, l, c, false)
	}
	number, _, err := l.next()
	if err != nil {
		return err
	}
	if c.status, err = strconv.Atoi(number.text); err != nil || c.status < 0 || c.status > 255 {
		return number.mistake("an exit status is a number from 0 to 255", "")
	}
	before := *l
	if w, _, err = l.next(); err != nil {
		return err
	}
	negative := w.is("no")
	if negative {
		if w, _, err = l.next(); err != nil {
			return err
		}
	}
	switch {
	case w.is("output"):
		return n.outputOf(e, l, c, negative)
	case negative:
		return w.mistake("`no` is followed by output", "")
	}
	*l = before
	return n.from(e, l, c)
}

// outputOf reads what follows "output".
func (n Names) outputOf(e *Expectation, l *lexer, c *commandCondition, negative bool) error {
	before := *l
	w, ok, err := l.next()
	switch {
	case err != nil:
		return err
	case ok && !w.is("from") && !w.is("within") && !w.is("for"):
		if c.pattern, err = compile(w); err != nil {
			return err
		}
		c.noMatch = negative
	default:
		// Without a pattern the output is given as a whole; none is "no output".
		*l = before
		c.whole, e.block = true, !negative
	}
	return n.from(e, l, c)
}

// from reads the times and the command.
func (n Names) from(e *Expectation, l *lexer, c *commandCondition) error {
	w, ok, err := l.times(e)
	if err != nil {
		return err
	}
	if !ok || !w.is("from") {
		return w.mistake("`from COMMAND` is missing", "such as: expect output '3 received' from host1 ping -c 3 host2")
	}
	start := l.pos
	if c.command, err = n.statement(l); err != nil {
		return err
	}
	if c.command == nil || c.command.Expect != nil || c.command.Host != "" && c.command.Shell == "" {
		return &mistake{start, max(start+1, len(l.line)), "a command is missing", ""}
	}
	e.condition = c
	return nil
}
