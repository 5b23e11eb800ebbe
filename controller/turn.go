package controller

import (
	"fmt"
	"runtime/debug"
)

// PanicError is what Serve and Listen return when the application has panicked.
type PanicError struct {
	Value any
	Stack []byte
}

// Error implements error; the trace is in it.
func (e *PanicError) Error() string {
	return fmt.Sprintf("the controller application has panicked: %v\n\n%s", e.Value, e.Stack)
}

// Unwrap returns what was given to panic, if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

func newPanicError(v any) *PanicError { return &PanicError{Value: v, Stack: debug.Stack()} }

// turn is the handlers' turn of one controller as one goroutine has it: it is
// taken when the first handler is to run and kept for the rest of the batch. A
// shared one, for the messages to a [Concurrent] application, others may have at
// the same time.
type turn struct {
	ctl    *Controller
	shared bool
	taken  bool
}

// turnOfMessages is the turn in which messages are handled.
func (c *Controller) turnOfMessages() turn {
	return turn{ctl: c, shared: c != nil && c.handlers.concurrent}
}

func (t *turn) take() {
	if t.taken || t.ctl == nil {
		return
	}
	if t.shared {
		t.ctl.turn.RLock()
	} else {
		t.ctl.turn.Lock()
	}
	t.taken = true
}

func (t *turn) end() {
	if !t.taken {
		return
	}
	if t.shared {
		t.ctl.turn.RUnlock()
	} else {
		t.ctl.turn.Unlock()
	}
	t.taken = false
}

// recover is deferred around a batch. A panic while the application had its
// turn ends the controller; any other is a fault in the reading of a message and
// ends the connection.
func (t *turn) recover(err *error) {
	v := recover()
	if v == nil {
		return
	}
	p := newPanicError(v)
	if t.taken {
		t.ctl.fail(p)
		*err = errServeEnds
		return
	}
	*err = fmt.Errorf("a fault in the reading of messages: %v\n%s", v, p.Stack)
}

// inTurn runs f in the handlers' turn and ends the controller if it panics. It
// reports whether f has returned.
func (c *Controller) inTurn(f func()) bool {
	var err error
	func() {
		t := turn{ctl: c}
		defer t.end()
		defer t.recover(&err)
		t.take()
		if c.stopping() {
			err = errServeEnds
			return
		}
		f()
	}()
	return err == nil
}
