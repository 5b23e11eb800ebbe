package interp

import "iter"

// Coroutine is a call of a block that can stop in the middle and go on later.
// It runs beside the program, one of both at a time; a host makes threads of it.
type Coroutine struct {
	in     *Interp
	resume func() (struct{}, bool)
	stop   func()
	give   func(struct{}) bool
	part   *activation // what it was in when it stopped
	depth  int         // of the calls inside it
	value  Value
	err    error
	done   bool
}

// NewCoroutine returns one that has not begun. It must be resumed until it is
// done, or stopped.
func (in *Interp) NewCoroutine(block *Proc, args ...Value) (*Coroutine, error) {
	if err := in.grow(cursorSize); err != nil {
		return nil, err
	}
	c := &Coroutine{in: in, part: in.running}
	c.resume, c.stop = iter.Pull(func(give func(struct{}) bool) {
		c.give = give
		c.value, c.err = in.callProc(block, args, nil)
		c.done = true
	})
	return c, nil
}

// Resume runs the block until it is done or suspended. Then it returns what the
// block has.
func (c *Coroutine) Resume() (done bool, v Value, err error) {
	in := c.in
	depth, rescues, site, current := in.depth, in.rescues, in.site, in.current
	before := in.enter(c.part)
	in.depth += c.depth
	in.current = c
	c.resume()
	c.depth, c.part = in.depth-depth, in.running
	in.leave(before)
	in.depth, in.rescues, in.site, in.current = depth, rescues, site, current
	return c.done, c.value, c.err
}

// Stop ends the block where it is suspended.
func (c *Coroutine) Stop() {
	steps := c.in.steps
	c.in.steps = 0 // no code of the program's runs any more
	c.stop()
	c.in.steps = steps
}

// Current returns the coroutine that runs, nil if none does.
func (in *Interp) Current() *Coroutine { return in.current }

// Suspend stops the coroutine that runs, until it is resumed.
func (c *Coroutine) Suspend() error {
	if !c.give(struct{}{}) {
		return &Fatal{Summary: "the program was ended", Place: c.in.site}
	}
	return nil
}

// Close ends what still runs beside the program.
func (in *Interp) Close() { in.stopCursors() }
