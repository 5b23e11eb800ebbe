package rubyapp

import (
	"fmt"
	"strings"

	"github.com/trema-ns/trema-ns/dsl/interp"
)

// Error is a mistake that a controller has made while it ran.
type Error struct {
	Message string
	Class   string         // of the exception; "" where a limit was reached
	Detail  string         // what to do about it, or ""
	Trace   []interp.Frame // innermost first
}

// Error returns what Ruby prints of an exception that nobody rescues, and what
// to do about it.
func (e *Error) Error() string {
	var b strings.Builder
	for i, f := range e.Trace {
		if i > 0 {
			b.WriteString("\n\tfrom ")
		}
		fmt.Fprintf(&b, "%s:%d", f.File, f.Line)
		if f.Method != "" {
			fmt.Fprintf(&b, ":in `%s'", f.Method)
		}
		if i == 0 {
			b.WriteString(": " + e.say())
		}
	}
	if len(e.Trace) == 0 {
		b.WriteString(e.say())
	}
	if e.Detail != "" {
		b.WriteString("\n" + e.Detail)
	}
	return b.String()
}

func (e *Error) say() string {
	if e.Class == "" {
		return e.Message
	}
	return e.Message + " (" + e.Class + ")"
}

// splitMessage takes the advice off a message that has some in its second line.
func splitMessage(message, advice string) (string, string) {
	if first, rest, ok := strings.Cut(message, "\n"); ok && rest == advice {
		return first, rest
	}
	return message, advice
}

// ExitError is the wish of a controller to end, by exit, abort or shutdown!.
type ExitError struct {
	Status  int
	Message string // of abort
}

// Error implements error.
func (e *ExitError) Error() string {
	if e.Message != "" {
		return e.Message
	}
	return fmt.Sprintf("the controller has ended with status %d", e.Status)
}

// exit returns what err says if it is exit or abort, nil if it is not.
func (a *App) exit(err error) *ExitError {
	r, ok := err.(*interp.Raise)
	if !ok || !a.in.IsA(r.Exception, a.in.Class("SystemExit")) {
		return nil
	}
	status, _ := r.Exception.Get("@status").(interp.Int)
	e := &ExitError{Status: int(status)}
	if interp.Truthy(r.Exception.Get("@abort")) {
		e.Message = r.Error()
	}
	return e
}

// LoadError is a controller that could not be loaded.
type LoadError struct {
	File   string
	Report *Report
}

// Error implements error; what was found is in the report.
func (e *LoadError) Error() string {
	return fmt.Sprintf("%s: there are mistakes in the controller", e.File)
}
