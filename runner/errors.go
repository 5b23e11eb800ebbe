package runner

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"

	"github.com/trema-ns/trema-ns/dsl/diag"
)

// ErrStopped is why a lab ended that was asked to over its API.
var ErrStopped = errors.New("stopped")

// errGoingDown is returned for what is asked of a lab that is not to be any more.
var errGoingDown = errors.New("the lab is being taken down")

// UnlessGoing returns err, which somebody has got from the hosts of a lab. If that
// is being taken down, or has been since, it says so instead: what is done inside
// of hosts then fails in odd ways.
func (d Dir) UnlessGoing(ctx context.Context, lab *Record, err error) error {
	if err == nil {
		return nil
	}
	status, statusErr := d.Client(lab.Lab).Status(ctx)
	_, recordErr := os.Stat(d.recordFile(lab.Lab))
	switch {
	case statusErr == nil && status.State == Stopping, errors.Is(recordErr, fs.ErrNotExist):
		return errGoingDown
	case statusErr != nil && lab.Alive():
		return statusErr
	}
	return err
}

// LeftError is returned when a lab could not be made and what had been made of
// it could not be taken away again. The lab stays on record.
type LeftError struct{ Cause, Left error }

// Error gives both reasons.
func (e *LeftError) Error() string {
	if e.Cause == nil {
		return fmt.Sprintf("something is left of the lab: %v", e.Left)
	}
	return fmt.Sprintf("%v; and something is left of the lab: %v", e.Cause, e.Left)
}

// PlanError is returned for a network that cannot be made on this machine.
type PlanError struct{ Diagnostics diag.List }

// Error gives the first of the reasons.
func (e *PlanError) Error() string {
	for _, d := range e.Diagnostics {
		if d.Severity == diag.Error {
			return d.Error()
		}
	}
	return "the network cannot be made"
}

// RunningError is returned when the lab of that name runs already.
type RunningError struct{ Lab string }

// Error has Trema's words.
func (e *RunningError) Error() string { return e.Lab + " is already running." }

// DeadError is returned for a lab whose process was killed, where one that
// lives is needed.
type DeadError struct{ Lab string }

// Error says what has happened to it.
func (e *DeadError) Error() string {
	return e.Lab + " is dead: its process was killed, and what it had made is still there"
}

// UnreachableError is returned when the process of a lab does not answer.
type UnreachableError struct {
	Lab string
	Err error
}

// Error says what that means, where it is known.
func (e *UnreachableError) Error() string {
	switch {
	case errors.Is(e.Err, fs.ErrPermission):
		return "only the user who has started " + e.Lab + " may do that"
	case errors.Is(e.Err, fs.ErrNotExist), errors.Is(e.Err, syscall.ECONNREFUSED), errors.Is(e.Err, syscall.ECONNRESET), errors.Is(e.Err, io.EOF):
		return e.Lab + " does not answer: it is just coming up, or going down"
	}
	return e.Lab + " does not answer: " + e.Err.Error()
}

// Unwrap returns why.
func (e *UnreachableError) Unwrap() error { return e.Err }

// PortError is returned when the controller cannot listen on its port.
type PortError struct {
	Address string
	Holder  string // what is known of the process that has it; may be empty
	Lab     string // the lab whose controller that is, if it is one's
	Err     error
}

// Error says who has the port.
func (e *PortError) Error() string {
	switch {
	case e.Lab != "":
		return fmt.Sprintf("cannot listen on %s: the lab %s has the port", e.Address, e.Lab)
	case e.Holder != "":
		return fmt.Sprintf("cannot listen on %s: %s has the port", e.Address, e.Holder)
	}
	return fmt.Sprintf("cannot listen on %s: %v", e.Address, e.Err)
}

// Unwrap returns why.
func (e *PortError) Unwrap() error { return e.Err }
