// Package doctor says what on a machine would keep labs from running, or make
// them behave oddly, and what to do about it.
//
// [Gather] looks and [Judge] thinks: all that is known of the machine is in
// [Facts], plain data, and every finding follows from them alone. What cannot be
// known without root is a finding too. Looking changes nothing, but that the
// kernel may load a module when it is asked whether it has it.
package doctor

import "context"

// Level is how much a finding matters.
type Level string

// The levels.
const (
	OK      Level = "ok"
	Note    Level = "note"    // worth knowing
	Unknown Level = "unknown" // this user cannot find out
	Warning Level = "warning" // a lab comes up and may behave oddly
	Problem Level = "problem" // no lab comes up, or the one asked about does not
)

// Finding is one thing that was looked at.
type Finding struct {
	Check   string `json:"check"`            // what was looked at: "openvswitch", "port", …
	Level   Level  `json:"level"`            //
	Summary string `json:"summary"`          // one line
	Advice  string `json:"advice,omitempty"` // what to do, or why it is so; lines
}

// Report is what there is to say about a machine.
type Report struct {
	FormatVersion string    `json:"format_version"`
	Findings      []Finding `json:"findings"`
}

// Examine looks at the machine and judges it.
func Examine(ctx context.Context, o Options) *Report {
	return &Report{FormatVersion: "1", Findings: Judge(Gather(ctx, o))}
}

// Count returns how many findings have a level.
func (r *Report) Count(level Level) int {
	n := 0
	for _, f := range r.Findings {
		if f.Level == level {
			n++
		}
	}
	return n
}
