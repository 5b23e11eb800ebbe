package script

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
)

// condition is what can be expected.
type condition interface {
	// check returns nil if it is met. An error is one that waiting does not mend.
	check(ctx context.Context, r *Runner, block []string) (*unmet, error)
}

// unmet is how things are, where something else is expected.
type unmet struct {
	text  string
	diff  []byte // may be nil
	final bool   // waiting is of no use
}

func unmetf(format string, args ...any) *unmet { return &unmet{text: fmt.Sprintf(format, args...)} }

// reachCondition is met by a host that another, or an address, answers to.
type reachCondition struct {
	from, to string
	not      bool
}

func (c *reachCondition) check(ctx context.Context, r *Runner, _ []string) (*unmet, error) {
	reached, err := r.Lab.Reaches(ctx, c.from, c.to)
	switch {
	case err != nil || reached != c.not:
		return nil, err
	case c.not:
		return unmetf("%s reaches %s", c.from, c.to), nil
	}
	return unmetf("%s does not reach %s", c.from, c.to), nil
}

// packetCondition is met by a host that has sent or received so many packets.
type packetCondition struct {
	host, peer string // peer is empty for all
	sent       bool
	count      count
}

func (c *packetCondition) check(ctx context.Context, r *Runner, _ []string) (*unmet, error) {
	n, err := r.Lab.Packets(ctx, c.host, c.sent, c.peer)
	if err != nil || c.count.met(n) {
		return nil, err
	}
	verb, preposition := "received", "from"
	if c.sent {
		verb, preposition = "sent", "to"
	}
	u := unmetf("%s has %s %s", c.host, verb, counted(n, "packet", "packets"))
	if c.peer != "" {
		u.text += " " + preposition + " " + c.peer
	}
	u.text += ", want " + c.count.of("packet", "packets")
	u.final = c.count.passed(n)
	return u, nil
}

// flowCondition is met by a switch that has so many flow entries that match.
type flowCondition struct {
	name    string
	count   count
	pattern *regexp.Regexp // nil: all
}

func (c *flowCondition) check(ctx context.Context, r *Runner, _ []string) (*unmet, error) {
	flows, err := r.Lab.Flows(ctx, c.name)
	if err != nil {
		return nil, err
	}
	n := 0
	for _, f := range flows {
		if c.pattern == nil || c.pattern.MatchString(f) {
			n++
		}
	}
	if c.count.met(n) {
		return nil, nil
	}
	u := unmetf("%s has %s", c.name, counted(n, "flow", "flows"))
	if c.pattern != nil {
		u.text += fmt.Sprintf(" that match `%s`", c.pattern)
	}
	u.text += ", want " + c.count.of("flow", "flows")
	if len(flows) > 0 {
		u.diff = []byte("The flows of " + c.name + " are\n  " + strings.Join(flows, "\n  ") + "\n")
	}
	return u, nil
}

// logCondition is met by a line that the controller has logged since the last
// command of the script.
type logCondition struct {
	pattern *regexp.Regexp
	none    bool
}

func (c *logCondition) check(ctx context.Context, r *Runner, _ []string) (*unmet, error) {
	lines, err := r.Lab.Log(ctx, r.logged)
	if err != nil {
		return nil, err
	}
	for _, l := range lines {
		if !c.pattern.MatchString(l) {
			continue
		}
		if c.none {
			return &unmet{text: "the log has the line " + l, final: true}, nil
		}
		return nil, nil
	}
	if c.none {
		return nil, nil
	}
	u := unmetf("the log has no line that matches `%s`", c.pattern)
	if len(lines) == 0 {
		u.text = "nothing has been logged since the last command"
	} else {
		u.diff = []byte("Since the last command it has got\n  " + strings.Join(lines, "\n  ") + "\n")
	}
	return u, nil
}

// commandCondition is met by a command with this exit status and output.
type commandCondition struct {
	command *Statement
	status  int
	pattern *regexp.Regexp // nil: anything, or see whole
	noMatch bool           // the pattern must not match
	whole   bool           // the output is the block
}

func (c *commandCondition) check(ctx context.Context, r *Runner, block []string) (*unmet, error) {
	var out bytes.Buffer
	status, err := r.Lab.Run(ctx, c.command, &out, &out)
	if err != nil {
		return nil, err
	}
	output := func(u *unmet) *unmet {
		if u.diff = out.Bytes(); out.Len() > 0 && !bytes.HasSuffix(u.diff, []byte("\n")) {
			u.diff = append(u.diff, '\n')
		}
		return u
	}
	switch {
	case status != c.status:
		return output(unmetf("the exit status is %d, want %d", status, c.status)), nil
	case c.pattern != nil && c.noMatch == c.pattern.Match(out.Bytes()):
		if c.noMatch {
			return output(unmetf("the output matches `%s`", c.pattern)), nil
		}
		return output(unmetf("the output does not match `%s`", c.pattern)), nil
	case !c.whole:
		return nil, nil
	}
	want, got := trim(strings.Join(block, "\n")), trim(out.String())
	if want == got {
		return nil, nil
	}
	return &unmet{text: "the output is another", diff: diff.Diff("want", []byte(want), "got", []byte(got))}, nil
}

// trim leaves blanks at the ends of lines, and empty lines at the end, out of a
// comparison: a script cannot show them.
func trim(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], blanks)
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n") + "\n"
}
