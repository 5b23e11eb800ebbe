// Package diag holds what a reader of network files has to say about them:
// places in a source file and the mistakes found there.
//
// A function that reads returns what it could make of its input together with
// a [List] of everything it found wrong; it never stops at the first mistake.
// The package knows nothing of the language and imports nothing of this
// project.
package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Severity tells how much a [Diagnostic] matters.
type Severity int

// The severities, gravest first.
const (
	Error   Severity = iota // nothing may be built from the file
	Warning                 // the file works, and probably not as meant
	Note                    // worth knowing; nothing is wrong
)

var severityNames = [...]string{"error", "warning", "note"}

// String returns the lower-case word used in both output forms.
func (s Severity) String() string { return severityNames[s] }

// Position is a place in a file. Line and Column count from 1, Column in
// characters; Byte counts from 0. The zero Position is no place at all.
type Position struct {
	Line   int `json:"line"`
	Column int `json:"column"`
	Byte   int `json:"byte"`
}

// IsValid reports whether p is a place.
func (p Position) IsValid() bool { return p.Line > 0 }

// Range is a piece of a file; End is the place just after its last character.
// A Range whose Start is not valid means the file as a whole.
type Range struct {
	Filename string   `json:"filename"`
	Start    Position `json:"start"`
	End      Position `json:"end"`
}

// String returns FILE:LINE:COLUMN, which editors jump to, or FILE alone.
func (r Range) String() string {
	if !r.Start.IsValid() {
		return r.Filename
	}
	return r.Filename + ":" + strconv.Itoa(r.Start.Line) + ":" + strconv.Itoa(r.Start.Column)
}

// Related is a second place that explains a diagnostic, such as the first
// declaration of a name declared twice or the call that led to a mistake.
type Related struct {
	Message string // "first declared here"
	Range   Range
}

// Diagnostic is one finding.
type Diagnostic struct {
	Severity Severity
	Summary  string // one line, lower case, no full stop: "unknown attribute `datapth_id`"
	Detail   string // what to do; may be empty. Shown beside the carets when short.
	Range    Range
	Related  []Related
}

// Error makes a Diagnostic an error value, for callers that report one alone.
func (d *Diagnostic) Error() string {
	s := d.Range.String() + ": " + d.Summary
	if d.Detail != "" {
		s += ": " + d.Detail
	}
	return s
}

// List is everything found in one reading.
type List []*Diagnostic

// HasErrors reports whether one of l is an [Error].
func (l List) HasErrors() bool { return l.Count(Error) > 0 }

// Count returns how many of l have severity s.
func (l List) Count(s Severity) int {
	n := 0
	for _, d := range l {
		if d.Severity == s {
			n++
		}
	}
	return n
}

// Most is how many errors of one reading are worth telling, and how many
// warnings and notes: who made more has one cause to look for.
const Most = 1000

// TooMany returns what is said in the place of d, the first beyond [Most].
func TooMany(d *Diagnostic) *Diagnostic {
	more := &Diagnostic{Severity: d.Severity, Range: d.Range}
	if d.Severity == Error {
		more.Summary = fmt.Sprintf("there are more than %d mistakes", Most)
		more.Detail = "correct those before; the file was read no further"
		return more
	}
	more.Summary = fmt.Sprintf("there are more than %d warnings and notes", Most)
	return more
}

// Clip cuts out the middle of a text that is too long to be read.
func Clip(s string) string {
	const most, kept = 400, 150
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:kept], "") + " … " + strings.ToValidUTF8(s[len(s)-kept:], "")
}

// Sort orders l by file and place, keeping the order of findings at one place.
func (l List) Sort() {
	slices.SortStableFunc(l, func(a, b *Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.Range.Filename, b.Range.Filename),
			cmp.Compare(a.Range.Start.Byte, b.Range.Start.Byte),
		)
	})
}
