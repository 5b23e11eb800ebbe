package rubyapp

import (
	"context"
	"fmt"
	"sync"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/dsl/interp"
)

// App is a controller in Ruby that was loaded. It is an application for
// controller.Listen, once.
type App struct {
	// mu is held by whoever runs the program: handlers take turns anyhow, but
	// what still waits is ended when nobody's turn is any more.
	mu               sync.Mutex
	stopped          bool      // nothing runs any more
	threads          []*thread // that have not ended
	abortOnException bool      // of a thread

	in         *interp.Interp
	generation generation
	options    Options
	// speaks13 says that the controller uses what only OpenFlow 1.3 has.
	// Where it does not, a switch of 1.3 is made to behave as one of 1.0: it
	// hands on packets that match nothing.
	speaks13 bool
	class    *interp.Class // of the controller that runs
	self     value         // the controller
	ctl      *controller.Controller
	timers   map[*interp.Class][]timer // that the bodies of classes have declared
	running  int                       // timers that were started
	made     int                       // bytes that calls have made since memory was looked at
	later    []func() error            // to be called when what runs has returned
	failed   error                     // why it has ended

	classes     classes
	trema, pio  *interp.Class // the modules that the names are in
	controllers []*interp.Class
	macClass    *interp.Class // the classes of what is made most often
	ipClass     *interp.Class
	inClass     *interp.Class
	logger      value
	fields      map[string]*matchField // of a match, by the generation's names

	// Used for every message anew.
	flowMod   openflow.FlowMod
	packetOut openflow.PacketOut
}

// Class returns the name of the class that runs: the last that the file makes
// below Controller.
func (a *App) Class() string { return a.class.Name }

// NeedsOpenFlow13 reports whether the controller is of the generation that knows
// OpenFlow 1.3 only.
func (a *App) NeedsOpenFlow13() bool { return a.generation == edgeTrema }

// Start implements controller.Starter: it makes the controller, calls its start
// and sets its timers.
func (a *App) Start(c *controller.Controller, args []string) error {
	a.ctl = c
	c.Go(func(ctx context.Context) {
		<-ctx.Done()
		a.stopThreads()
	})
	a.mu.Lock()
	defer a.mu.Unlock()
	a.in.Refill()
	self, err := a.in.New(a.class)
	if err != nil {
		return a.problem(err, "initialize")
	}
	a.self = self
	list := interp.NewArray()
	for _, s := range args {
		list.Elems = append(list.Elems, str(s))
	}
	arity, own, ok := a.in.Method(self, "start")
	if ok && own {
		given := []value{list}
		if arity == 0 {
			given = nil
		}
		if err := a.call("start", given...); err != nil {
			return err
		}
	}
	return a.startTimers()
}

// turn runs f, which runs the program, for a handler, a timer or a thread. An
// error ends the controller.
func (a *App) turn(f func() error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.failed != nil || a.stopped {
		return
	}
	err := f()
	if err == nil {
		err = a.runLater()
	}
	a.end(err)
}

// runLater does what was left for when a call has returned.
func (a *App) runLater() error {
	for len(a.later) > 0 {
		f := a.later[0]
		a.later = a.later[1:]
		if err := f(); err != nil {
			return err
		}
	}
	return nil
}

// call calls a method of the controller with budgets of its own.
func (a *App) call(name string, args ...value) error {
	return a.callOn(a.self, name, args...)
}

// callOn calls a method of any object so, and then what it has left for later.
func (a *App) callOn(self value, name string, args ...value) error {
	a.in.Refill()
	_, err := a.in.Send(self, name, args...)
	if err != nil {
		return a.problem(err, name)
	}
	if err := a.checkMemory(name); err != nil {
		return err
	}
	return a.runLater()
}

// handle calls a handler if the controller has it; with one parameter it gets
// the message alone, as Trema's first handlers did. An error ends the
// controller.
func (a *App) handle(name string, dpid uint64, message func() value) {
	a.turn(func() error {
		arity, own, ok := a.in.Method(a.self, name)
		switch {
		case !ok || !own:
			return nil
		case message == nil && arity != 0:
			return a.call(name, interp.Uint(dpid))
		case arity == 0:
			return a.call(name)
		case arity == 1:
			return a.call(name, message())
		}
		return a.call(name, interp.Uint(dpid), message())
	})
}

// end ends the controller where err is not nil.
func (a *App) end(err error) {
	if err == nil || a.failed != nil {
		return
	}
	a.failed = err
	if exit, ok := err.(*ExitError); ok && exit.Status == 0 {
		a.ctl.Shutdown()
		return
	}
	a.ctl.Fail(err)
}

// has reports whether the controller has a handler.
func (a *App) has(name string) bool {
	_, own, ok := a.in.Method(a.self, name)
	return ok && own
}

// problem makes of an error of the interpreter one for people.
func (a *App) problem(err error, method string) error {
	if err == nil {
		return nil
	}
	if exit := a.exit(err); exit != nil {
		return exit
	}
	e := &Error{Trace: a.in.Trace(err, method)}
	d := a.in.Explain(err)
	e.Message, e.Detail = d.Summary, d.Detail
	if r, ok := err.(*interp.Raise); ok {
		e.Class = r.Exception.Class.Name
		e.Message, e.Detail = splitMessage(r.Error(), d.Detail)
	}
	return e
}

// Call implements controller.CallHandler: it calls a public method of the
// controller, as programs did by DRb.
func (a *App) Call(name string, args []string) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	arity, own, ok := a.in.Method(a.self, name)
	if public, _ := a.in.RespondsTo(a.self, name); !ok || !own || !public {
		return "", &controller.UnknownMethodError{Method: name, Known: a.callable()}
	}
	list := make([]value, len(args))
	for i, s := range args {
		list[i] = a.argument(s)
	}
	if arity >= 0 && arity != len(list) || arity < 0 && len(list) < -arity-1 {
		return "", fmt.Errorf("%s takes %s, not %d", name, counted(arity), len(list))
	}
	a.in.Refill()
	v, err := a.in.Send(a.self, name, list...)
	if err != nil {
		return "", a.problem(err, name)
	}
	if err := a.runLater(); err != nil {
		a.end(err)
		return "", err
	}
	switch w := v.(type) {
	case nil:
		return "", nil
	case *interp.String:
		return w.String() + "\n", nil
	}
	return a.in.Inspect(v) + "\n", nil
}

// callable lists the methods that people can call, a line each.
func (a *App) callable() string {
	text := ""
	for _, name := range a.class.Methods() {
		if public, _ := a.in.RespondsTo(a.self, name); !public || isHandler(name) {
			continue
		}
		text += name
		arity, _, _ := a.in.Method(a.self, name)
		if arity != 0 {
			text += " (" + counted(arity) + ")"
		}
		text += "\n"
	}
	return text
}

func counted(arity int) string {
	least := ""
	if arity < 0 {
		arity, least = -arity-1, "at least "
	}
	if arity == 1 {
		return least + "1 argument"
	}
	return fmt.Sprintf("%s%d arguments", least, arity)
}

// argument makes a value of a word of the command line: a number where it looks
// like one.
func (a *App) argument(s string) value {
	if v, err := a.in.Send(a.self, "Integer", str(s)); err == nil {
		return v
	}
	return str(s)
}

// Report is what was found in a controller's file.
type Report struct {
	Diagnostics diag.List
	Sources     map[string][]byte // the files read, by the name that Diagnostics use
}
