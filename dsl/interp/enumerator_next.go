package interp

import "iter"

// cursor is where next is in an Enumerator. What is enumerated runs beside the
// program, one of both at a time, so that it may be endless.
type cursor struct {
	next   func() (Value, bool)
	stop   func()
	ended  bool
	result Value       // of the iteration that ended
	err    error       // what ended it, if not its end
	part   *activation // what runs in it
	depth  int         // of the calls inside it
	paid   int         // depth that memory was charged for
	ahead  []Value
}

// What a cursor is charged for the stack of its own that it has: at first, and
// for each call inside it.
const (
	cursorSize = 8 << 10
	callSize   = 2 << 10
)

// cursorOf returns the cursor of e, which begins to exist.
func (in *Interp) cursorOf(e *Enumerator) (*cursor, error) {
	if e.cursor != nil {
		return e.cursor, nil
	}
	if err := in.grow(cursorSize); err != nil {
		return nil, err
	}
	c := &cursor{part: in.running}
	c.next, c.stop = iter.Pull(func(give func(Value) bool) {
		c.result, c.err = in.enumerate(e, &Proc{count: 1, native: func(_ *Interp, args []Value, _ *Proc) (Value, error) {
			item := first(args)
			if len(args) > 1 {
				item = NewArray(append([]Value(nil), args...)...)
			}
			if !give(item) {
				return nil, errStop
			}
			return nil, nil
		}})
	})
	e.cursor = c
	in.cursors = append(in.cursors, c)
	return c, nil
}

// peek returns the next element without going on.
func (c *cursor) peek(in *Interp) (Value, error) {
	if len(c.ahead) == 0 && !c.ended {
		// What runs beside counts its own calls on top of those here.
		depth, rescues, site := in.depth, in.rescues, in.site
		in.depth += c.depth
		before := in.enter(c.part)
		v, ok := c.next()
		c.depth = in.depth - depth
		c.part = in.running
		in.leave(before)
		in.depth, in.rescues, in.site = depth, rescues, site
		if deeper := c.depth - c.paid; deeper > 0 {
			c.paid = c.depth
			if err := in.grow(deeper * callSize); err != nil {
				return nil, err
			}
		}
		if ok {
			c.ahead = []Value{v}
		} else {
			c.ended = true
		}
	}
	switch {
	case c.err != nil:
		return nil, c.err
	case c.ended:
		err := in.Errorf("StopIteration", "iteration reached an end")
		exception := err.(*Raise).Exception
		exception.Data.(*exceptionData).result = c.result
		exception.Set("@result", c.result)
		return nil, err
	}
	return c.ahead[0], nil
}

// stopCursors ends what still runs beside the program, whose own code must not
// run any more.
func (in *Interp) stopCursors() {
	steps := in.steps
	in.steps = 0
	for _, c := range in.cursors {
		c.stop()
	}
	in.cursors, in.steps = nil, steps
}

// advance makes next and peek.
func advance(step int) Native {
	return func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
		c, err := in.cursorOf(v.(*Enumerator))
		if err != nil {
			return nil, err
		}
		item, err := c.peek(in)
		if err == nil {
			c.ahead = c.ahead[step:]
		}
		return item, err
	}
}

func enumeratorRewind(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	e := v.(*Enumerator)
	e.cursor = nil // the old one is ended with the program
	return v, nil
}
