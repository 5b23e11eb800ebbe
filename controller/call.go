package controller

import (
	"errors"
	"fmt"
)

// CallHandler is an application with methods that people call while it runs, as
// `trema-ns call` does. Call returns what they get to read. A method that there
// is not is an *[UnknownMethodError].
type CallHandler interface {
	Call(method string, args []string) (string, error)
}

// UnknownMethodError says that an application has no such method.
type UnknownMethodError struct {
	Method string
	Known  string // the methods there are, with their arguments, a line each
}

// Error implements error.
func (e *UnknownMethodError) Error() string {
	if e.Known == "" {
		return fmt.Sprintf("the controller has no methods to call, so no %s", e.Method)
	}
	return fmt.Sprintf("there is no method %s; there are\n%s", e.Method, e.Known)
}

// errNotRunning is what a call gets that comes after the end.
var errNotRunning = errors.New("the controller has ended")

// Call calls a method of the application in the handlers' turn. It must not be
// called by a handler.
func (c *Controller) Call(method string, args []string) (answer string, err error) {
	h, ok := c.app.(CallHandler)
	if !ok {
		return "", &UnknownMethodError{Method: method}
	}
	err = errNotRunning
	c.inTurn(func() { answer, err = h.Call(method, args) })
	return answer, err
}

// Call implements CallHandler: the first member that has the method.
func (c *combined) Call(method string, args []string) (answer string, err error) {
	unknown := &UnknownMethodError{Method: method}
	for _, m := range c.members {
		h, ok := m.App.(CallHandler)
		if !ok {
			continue
		}
		c.as(m, func() { answer, err = h.Call(method, args) })
		var other *UnknownMethodError
		if !errors.As(err, &other) {
			return answer, err
		}
		unknown.Known += other.Known
	}
	return "", unknown
}
