package rubyapp

import (
	"time"

	"github.com/trema-ns/trema-ns/dsl/interp"
)

// timer is a call that is to be made again and again, or once.
type timer struct {
	method   string
	interval time.Duration
	once     bool
	atOnce   bool // the first call does not wait for the interval
}

// maxTimers is how many may be declared or wait at a time.
const maxTimers = 10_000

// startTimers starts those of the controller's class and of the classes above.
func (a *App) startTimers() error {
	for class, timers := range a.timers {
		if !a.class.Below(class) {
			continue
		}
		for _, t := range timers {
			if err := a.startTimer(a.self, t); err != nil {
				return err
			}
		}
	}
	return nil
}

// startTimer starts a timer for an object, whose method may be private.
func (a *App) startTimer(self value, t timer) error {
	if _, _, ok := a.in.Method(self, t.method); !ok {
		return a.argumentError("a timer is to call `%s`, which %s does not have", t.method, a.in.ClassOf(self).Name)
	}
	run := func() { a.turn(func() error { return a.callOn(self, t.method) }) }
	if a.running++; a.running > maxTimers {
		return a.argumentError("a controller has at most %d timers at a time", maxTimers)
	}
	if t.once {
		a.ctl.After(t.interval, func() {
			a.turn(func() error {
				a.running--
				return a.callOn(self, t.method)
			})
		})
		return nil
	}
	wait := !t.atOnce
	a.ctl.Every(t.interval, func() {
		if wait {
			wait = false
			return
		}
		run()
	})
	return nil
}

// toDuration returns a number of seconds.
func (a *App) toDuration(v value) (time.Duration, error) {
	var seconds float64
	switch v := v.(type) {
	case interp.Int:
		seconds = float64(v)
	case interp.Float:
		seconds = float64(v)
	default:
		return 0, a.argumentError("an interval is a number of seconds, such as 5.sec, not %s", a.in.Inspect(v))
	}
	if !(seconds >= 0 && seconds < 1e9) {
		return 0, a.argumentError("an interval is from 0 to 1000000000 seconds, not %s", a.in.Inspect(v))
	}
	return time.Duration(seconds * float64(time.Second)), nil
}

// timerMethods are those of newer controllers' classes.
var timerMethods = []method{
	{"timer_event", "calls a method at once and then every `interval:` seconds", 1, -1, func(a *App, self value, args []value, _ *interp.Proc) (value, error) {
		t, err := a.namedTimer(args)
		if err != nil {
			return nil, err
		}
		interval, ok := keywords(args).Get(interp.Symbol("interval"))
		if !ok && len(args) > 1 {
			interval, ok = args[1], true // as in older files
		}
		if !ok {
			return nil, a.argumentError("timer_event needs `interval:`, a number of seconds")
		}
		if t.interval, err = a.toDuration(interval); err != nil {
			return nil, err
		}
		t.atOnce = a.generation == newTrema
		return nil, a.addTimer(self, t)
	}},
}

// oldTimerMethods are those of older controllers, which may set timers in their
// handlers too.
var oldTimerMethods = []method{
	{"periodic_timer_event add_periodic_timer_event", "calls a method every so many seconds", 2, 2, oldTimer(false)},
	{"oneshot_timer_event add_oneshot_timer_event", "calls a method once, after so many seconds", 2, 2, oldTimer(true)},
	{"add_timer_event", "calls a method after so many seconds, and again where `:periodic` follows", 2, 3, func(a *App, self value, args []value, _ *interp.Proc) (value, error) {
		once := len(args) == 3 && args[2] == value(interp.Symbol("oneshot"))
		return oldTimer(once)(a, self, args[:2], nil)
	}},
}

func oldTimer(once bool) native {
	return func(a *App, self value, args []value, _ *interp.Proc) (value, error) {
		t, err := a.namedTimer(args)
		if err != nil {
			return nil, err
		}
		if t.interval, err = a.toDuration(args[1]); err != nil {
			return nil, err
		}
		t.once = once
		return nil, a.addTimer(self, t)
	}
}

func (a *App) namedTimer(args []value) (t timer, err error) {
	t.method, err = a.symbol(args[0])
	return t, err
}

// addTimer declares a timer in the body of a class, and starts one in a handler.
func (a *App) addTimer(self value, t timer) error {
	class, declared := self.(*interp.Class)
	if declared {
		a.timers[class] = append(a.timers[class], t)
		return nil
	}
	return a.startTimer(self, t)
}
