package rubyapp

import (
	"context"
	"slices"
	"time"

	"github.com/trema-ns/trema-ns/dsl/interp"
)

// Threads run in the handlers' turn like all else, one of them at a time, and
// change places only where one waits: in sleep, for a Queue, for a Mutex or for
// another thread.

// thread is what a Thread holds.
type thread struct {
	run     *interp.Coroutine
	done    bool
	value   value
	waiting []*thread // for its end
	locals  *interp.Hash
}

// queue is what a Queue holds.
type queue struct {
	items   []value
	waiting []*thread
	closed  bool
}

// mutex is what a Mutex holds.
type mutex struct {
	held    bool
	owner   *thread // nil: a handler
	waiting []*thread
}

// maxThreads is how many may be there at a time.
const maxThreads = 1000

// current returns the thread that runs, nil for a handler.
func (a *App) current() *thread {
	c := a.in.Current()
	for _, t := range a.threads {
		if t.run == c && c != nil {
			return t
		}
	}
	return nil
}

// startThread is Thread.new.
func startThread(a *App, self value, args []value, block *interp.Proc) (value, error) {
	if block == nil {
		return nil, a.in.Errorf("ThreadError", "must be called with a block")
	}
	if len(a.threads) >= maxThreads {
		return nil, a.in.Errorf("ThreadError", "a controller has at most %d threads", maxThreads)
	}
	c, err := a.in.NewCoroutine(block, slices.Clone(args)...)
	if err != nil {
		return nil, err
	}
	t := &thread{run: c, locals: interp.NewHash()}
	a.threads = append(a.threads, t)
	a.wake(t)
	return &interp.Object{Class: self.(*interp.Class), Data: t}, nil
}

// wake has threads go on when what runs has returned.
func (a *App) wake(threads ...*thread) {
	for _, t := range threads {
		a.later = append(a.later, func() error { return a.resume(t) })
	}
}

// resume runs a thread until it waits or is done. An exception ends it alone,
// unless the program wants more.
func (a *App) resume(t *thread) error {
	if t.done {
		return nil
	}
	a.in.Refill()
	done, v, err := t.run.Resume()
	if !done {
		return nil
	}
	t.done, t.value = true, v
	a.threads = slices.DeleteFunc(a.threads, func(other *thread) bool { return other == t })
	a.wake(t.waiting...)
	problem := a.problem(err, "Thread.new")
	switch problem.(type) {
	case nil:
		return nil
	case *ExitError:
		return problem
	}
	if _, raised := err.(*interp.Raise); raised && !a.abortOnException {
		a.log(levels[3].level, "a thread has ended: "+problem.Error())
		return nil
	}
	return problem
}

// wait suspends the thread that runs. A handler cannot wait for what only
// another could do.
func (a *App) wait(what string) error {
	t := a.current()
	if t == nil {
		return a.in.Errorf("ThreadError", "a handler would wait for %s for ever: nothing else runs until it returns", what)
	}
	return t.run.Suspend()
}

// sleep is sleep of a handler, which keeps all others waiting, or of a thread.
func sleep(a *App, _ value, args []value, _ *interp.Proc) (value, error) {
	if len(args) == 0 {
		return nil, a.wait("somebody to wake it")
	}
	d, err := a.toDuration(args[0])
	if err != nil {
		return nil, err
	}
	if t := a.current(); t != nil && a.ctl != nil {
		a.ctl.After(d, func() { a.turn(func() error { return a.resume(t) }) })
		if err := t.run.Suspend(); err != nil {
			return nil, err
		}
	} else {
		ctx := a.options.Context
		if ctx == nil {
			ctx = context.Background()
		}
		select {
		case <-ctx.Done():
		case <-time.After(d):
		}
	}
	return interp.Int((d + time.Second/2) / time.Second), nil
}

// Threads, queues and mutexes.
var threadTables = []class{
	{name: "Thread", does: "something that the controller does beside its handlers", own: []method{
		{"new start fork", "runs the block beside the handlers, which it must leave their turn by waiting", 0, -1, startThread},
		{"abort_on_exception= report_on_exception=", "whether an exception of a thread ends the controller", 1, 1, func(a *App, _ value, args []value, _ *interp.Proc) (value, error) {
			a.abortOnException = interp.Truthy(args[0])
			return args[0], nil
		}},
		{"pass", "lets others go first", 0, 0, func(a *App, _ value, _ []value, _ *interp.Proc) (value, error) {
			t := a.current()
			if t == nil {
				return nil, nil
			}
			a.wake(t)
			return nil, t.run.Suspend()
		}},
	}, methods: []method{
		{"join", "waits for its end", 0, 1, func(a *App, self value, _ []value, _ *interp.Proc) (value, error) {
			t, _ := data[*thread](self)
			return self, a.join(t)
		}},
		{"value", "waits for its end, and returns what the block has", 0, 0, func(a *App, self value, _ []value, _ *interp.Proc) (value, error) {
			t, _ := data[*thread](self)
			err := a.join(t)
			return t.value, err
		}},
		{"alive?", "whether it has not ended", 0, 0, get(func(_ *App, t *thread) value { return !t.done })},
		{"kill exit terminate", "ends it", 0, 0, func(a *App, self value, _ []value, _ *interp.Proc) (value, error) {
			t, _ := data[*thread](self)
			if !t.done && t.run != a.in.Current() {
				t.done = true
				t.run.Stop()
				a.threads = slices.DeleteFunc(a.threads, func(other *thread) bool { return other == t })
				a.wake(t.waiting...)
			}
			return self, nil
		}},
		{"wakeup run", "ends its sleep", 0, 0, func(a *App, self value, _ []value, _ *interp.Proc) (value, error) {
			t, _ := data[*thread](self)
			a.wake(t)
			return self, nil
		}},
		{"[]", "a value of its own", 1, 1, func(_ *App, self value, args []value, _ *interp.Proc) (value, error) {
			t, _ := data[*thread](self)
			v, _ := t.locals.Get(args[0])
			return v, nil
		}},
		{"[]=", "sets a value of its own", 2, 2, func(a *App, self value, args []value, _ *interp.Proc) (value, error) {
			t, _ := data[*thread](self)
			t.locals.Set(args[0], args[1])
			return args[1], a.in.Grow(objectSize)
		}},
		{"name= priority= abort_on_exception= report_on_exception=", "nothing", 1, 1, func(_ *App, _ value, args []value, _ *interp.Proc) (value, error) { return args[0], nil }},
	}},
	{name: "Queue", does: "things that threads hand to each other", own: []method{
		{"new", "an empty one", 0, 1, func(a *App, _ value, _ []value, _ *interp.Proc) (value, error) {
			return a.object("Queue", &queue{}), nil
		}},
	}, methods: []method{
		{"push << enq", "adds something at the end", 1, 1, func(a *App, self value, args []value, _ *interp.Proc) (value, error) {
			q, _ := data[*queue](self)
			q.items = append(q.items, args[0])
			if len(q.waiting) > 0 {
				a.wake(q.waiting[0])
				q.waiting = q.waiting[1:]
			}
			return self, a.in.Grow(16)
		}},
		{"pop shift deq", "takes what is first, and waits where there is nothing; an argument of true is not to wait", 0, 1, func(a *App, self value, args []value, _ *interp.Proc) (value, error) {
			q, _ := data[*queue](self)
			for len(q.items) == 0 {
				switch {
				case len(args) == 1 && interp.Truthy(args[0]):
					return nil, a.in.Errorf("ThreadError", "queue empty")
				case q.closed:
					return nil, nil
				}
				if t := a.current(); t != nil {
					q.waiting = append(q.waiting, t)
				}
				if err := a.wait("a Queue to be filled"); err != nil {
					return nil, err
				}
			}
			v := q.items[0]
			q.items = q.items[1:]
			return v, nil
		}},
		{"size length", "how many there are", 0, 0, get(func(_ *App, q *queue) value { return integer(len(q.items)) })},
		{"num_waiting", "how many threads wait", 0, 0, get(func(_ *App, q *queue) value { return integer(len(q.waiting)) })},
		{"empty?", "whether there is nothing", 0, 0, get(func(_ *App, q *queue) value { return len(q.items) == 0 })},
		{"clear", "forgets all", 0, 0, func(_ *App, self value, _ []value, _ *interp.Proc) (value, error) {
			q, _ := data[*queue](self)
			q.items = nil
			return self, nil
		}},
		{"close", "who waits gets nil", 0, 0, func(a *App, self value, _ []value, _ *interp.Proc) (value, error) {
			q, _ := data[*queue](self)
			q.closed = true
			a.wake(q.waiting...)
			q.waiting = nil
			return self, nil
		}},
	}},
	{name: "Mutex", does: "what one thread has at a time", own: []method{
		{"new", "a free one", 0, 0, func(a *App, _ value, _ []value, _ *interp.Proc) (value, error) {
			return a.object("Mutex", &mutex{}), nil
		}},
	}, methods: []method{
		{"lock", "takes it, and waits while another has it", 0, 0, func(a *App, self value, _ []value, _ *interp.Proc) (value, error) {
			m, _ := data[*mutex](self)
			return self, a.lock(m)
		}},
		{"try_lock", "takes it if it is free, and says whether", 0, 0, func(a *App, self value, _ []value, _ *interp.Proc) (value, error) {
			m, _ := data[*mutex](self)
			if m.held {
				return false, nil
			}
			return true, a.lock(m)
		}},
		{"unlock", "gives it back", 0, 0, func(a *App, self value, _ []value, _ *interp.Proc) (value, error) {
			m, _ := data[*mutex](self)
			return self, a.unlock(m)
		}},
		{"synchronize", "has it while the block runs", 0, 0, func(a *App, self value, _ []value, block *interp.Proc) (value, error) {
			if block == nil {
				return nil, a.in.Errorf("ThreadError", "must be called with a block")
			}
			m, _ := data[*mutex](self)
			if err := a.lock(m); err != nil {
				return nil, err
			}
			v, err := a.in.Call(block)
			if e := a.unlock(m); err == nil {
				err = e
			}
			return v, err
		}},
		{"locked?", "whether it is taken", 0, 0, get(func(_ *App, m *mutex) value { return m.held })},
	}},
}

// join waits for the end of a thread.
func (a *App) join(t *thread) error {
	for !t.done {
		if waiter := a.current(); waiter != nil {
			t.waiting = append(t.waiting, waiter)
		}
		if err := a.wait("a thread to end"); err != nil {
			return err
		}
	}
	return nil
}

func (a *App) lock(m *mutex) error {
	t := a.current()
	if m.held && m.owner == t {
		return a.in.Errorf("ThreadError", "deadlock; recursive locking")
	}
	for m.held {
		if t != nil {
			m.waiting = append(m.waiting, t)
		}
		if err := a.wait("a Mutex"); err != nil {
			return err
		}
	}
	m.held, m.owner = true, t
	return nil
}

func (a *App) unlock(m *mutex) error {
	if !m.held {
		return a.in.Errorf("ThreadError", "Attempt to unlock a mutex which is not locked")
	}
	m.held, m.owner = false, nil
	if len(m.waiting) > 0 {
		a.wake(m.waiting[0])
		m.waiting = m.waiting[1:]
	}
	return nil
}

// defineThreads gives the program threads, and exceptions of theirs.
func (a *App) defineThreads() {
	object := a.in.Class("Object")
	object.SetConstant("ThreadError", a.in.NewException("ThreadError"))
	for _, c := range threadTables {
		a.defineClass(c)
		object.SetConstant(c.name, a.classes[c.name])
	}
	a.classes["Thread"].SetConstant("Queue", a.classes["Queue"])
	a.classes["Thread"].SetConstant("Mutex", a.classes["Mutex"])
	a.in.Class("Kernel").Define("sleep", 0, 1, a.bind(sleep))
}

// stopThreads ends what waits, when the controller has ended.
func (a *App) stopThreads() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.stopped = true
	for _, t := range a.threads {
		t.run.Stop()
	}
	a.threads = nil
	a.in.Close()
}
