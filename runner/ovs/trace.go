package ovs

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Trace is what a bridge does with a packet, as `ovs-appctl ofproto/trace` says.
type Trace struct {
	Flows    []TracedFlow     // that the packet meets, in their order
	Warnings []string         // "skipping output to input port"
	Actions  []DatapathAction // what comes of it, with the numbers of ports that [Instance.DatapathPorts] knows
}

// TracedFlow is a flow that takes the packet, or a table that has none for it.
type TracedFlow struct {
	Table  int    `json:"table"`
	Text   string `json:"text"`             // as `ovs-ofctl dump-flows` has it, from the priority on; of a miss, what is said of it
	Missed bool   `json:"missed,omitempty"` // no flow takes it
}

// DatapathAction is what the datapath does to a packet: NAME(ARGUMENT), or
// "output" to a port.
type DatapathAction struct{ Name, Argument string }

// Trace asks what a bridge would do now with the packet that flow describes, in
// the words of ovs-fields(7). The packet is not sent.
func (i Instance) Trace(ctx context.Context, bridge, flow string) (*Trace, error) {
	text, err := i.control(ctx, "ofproto/trace", bridge, flow)
	if err != nil {
		return nil, err
	}
	return ParseTrace(text)
}

// A line of a table: " 0. icmp,in_port=1, priority 65535, cookie 0x5".
var tableLine = regexp.MustCompile(`^( *)(\d+)\. (.*)$`)

// Its end, when a flow takes the packet.
var priorityOf = regexp.MustCompile(`^(?:(.*), )?priority (\d+)(?:, cookie 0x[0-9a-f]+)?$`)

// tracedTable is a table whose actions are being read. What a flow does before
// and after it has asked another table stands at one indentation.
type tracedTable struct {
	flow    int // index in Trace.Flows; negative: no flow's
	column  int // of its actions; 0: none read yet
	actions []string
}

// ParseTrace reads the output of ofproto/trace.
func ParseTrace(text string) (*Trace, error) {
	const (
		flowPrefix     = "Flow: "
		actionsPrefix  = "Datapath actions: "
		finalPrefix    = "Final flow: "
		megaflowPrefix = "Megaflow: "
	)
	t := &Trace{}
	var open, all []*tracedTable
	found := false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		word := strings.TrimLeft(line, " ")
		column := len(line) - len(word)
		if rest, ok := strings.CutPrefix(line, actionsPrefix); ok {
			actions, err := parseActions(rest)
			if err != nil {
				return nil, err
			}
			t.Actions, found = actions, true
			break // what is recirculated has a trace of its own after this one
		}
		m := tableLine.FindStringSubmatch(line)
		switch {
		case m != nil:
			number, err := strconv.Atoi(m[2])
			if err != nil {
				return nil, fmt.Errorf("ofproto/trace: %q: %w", line, err)
			}
			table := &tracedTable{flow: len(t.Flows)}
			open, all = append(open, table), append(all, table)
			t.Flows = append(t.Flows, tracedFlow(number, m[3]))
		case strings.HasPrefix(word, "--. "):
			open = append(open, &tracedTable{flow: -1}) // the action set, which flows before have written
		case strings.HasPrefix(word, ">>"):
			t.Warnings = append(t.Warnings, strings.Trim(word, "<> "))
		case column == 0, strings.HasPrefix(word, "->"),
			strings.HasPrefix(line, flowPrefix), strings.HasPrefix(line, finalPrefix), strings.HasPrefix(line, megaflowPrefix):
		default:
			for len(open) > 0 && open[len(open)-1].column > column {
				open = open[:len(open)-1]
			}
			if len(open) == 0 {
				continue
			}
			table := open[len(open)-1]
			if table.column == 0 {
				table.column = column
			}
			if table.column == column && !strings.HasPrefix(word, "bucket ") {
				table.actions = append(table.actions, word)
			}
		}
	}
	if !found {
		return nil, fmt.Errorf("ofproto/trace says nothing of datapath actions: %q", text)
	}
	for _, table := range all {
		if f := &t.Flows[table.flow]; !f.Missed && len(table.actions) > 0 {
			f.Text += " actions=" + strings.Join(table.actions, ",")
		}
	}
	return t, nil
}

func tracedFlow(table int, text string) TracedFlow {
	m := priorityOf.FindStringSubmatch(text)
	if m == nil {
		return TracedFlow{Table: table, Text: text, Missed: true}
	}
	f := TracedFlow{Table: table, Text: "priority=" + m[2]}
	if m[1] != "" {
		f.Text += "," + m[1]
	}
	return f
}

// parseActions reads actions of a datapath, like
// "set(eth(dst=02:00:00:00:00:01)),3,userspace(pid=0,controller(reason=1))".
func parseActions(text string) ([]DatapathAction, error) {
	var actions []DatapathAction
	for _, item := range SplitArguments(text) {
		name, argument, nested := strings.Cut(item, "(")
		switch {
		case nested && !strings.HasSuffix(argument, ")"):
			return nil, fmt.Errorf("ofproto/trace: the action %q has no end", item)
		case nested:
			actions = append(actions, DatapathAction{name, strings.TrimSuffix(argument, ")")})
		case name != "" && strings.Trim(name, "0123456789") == "":
			actions = append(actions, DatapathAction{"output", name})
		case name != "":
			actions = append(actions, DatapathAction{Name: name})
		}
	}
	return actions, nil
}

// Actions reads the actions that an action has as its argument.
func (a DatapathAction) Actions() ([]DatapathAction, error) { return parseActions(a.Argument) }

// SplitArguments splits text at the commas that no parentheses enclose.
func SplitArguments(text string) []string {
	var items []string
	depth, begin := 0, 0
	for i := range len(text) {
		switch text[i] {
		case '(':
			depth++
		case ')':
			depth--
		case ',':
			if depth == 0 {
				items = append(items, text[begin:i])
				begin = i + 1
			}
		}
	}
	return append(items, text[begin:])
}

// DatapathPorts returns the OpenFlow numbers of a bridge's ports by those that
// they have in the datapath; 65534 is the bridge's own device.
func (i Instance) DatapathPorts(ctx context.Context, bridge string) (map[string]uint32, error) {
	text, err := i.control(ctx, "dpif/show")
	if err != nil {
		return nil, err
	}
	return parsePorts(text, bridge), nil
}

// A line of a port: "    lsw-1 1/7: (system)".
var portLine = regexp.MustCompile(`^    \S+ (\d+)/(\d+): `)

func parsePorts(text, bridge string) map[string]uint32 {
	ports := map[string]uint32{}
	inside := false
	for line := range strings.Lines(text) {
		m := portLine.FindStringSubmatch(line)
		if m == nil {
			inside = strings.TrimSpace(line) == bridge+":"
			continue
		}
		if number, err := strconv.ParseUint(m[1], 10, 32); inside && err == nil {
			ports[m[2]] = uint32(number)
		}
	}
	return ports
}
