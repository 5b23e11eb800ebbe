package capture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sys/unix"
)

// Capture watches devices. It is not for several goroutines at once.
type Capture struct {
	sockets    []*socket
	interfaces []Interface
	epoll      int
	wake       int      // an eventfd that ends a wait
	held       []Packet // seen, and perhaps not yet in the order of time
	frame      []byte
	control    []byte
}

// Start begins to watch devices: frames that pass from now on are kept until Run
// fetches them.
func Start(devices ...Device) (_ *Capture, err error) {
	c := &Capture{epoll: -1, wake: -1, frame: make([]byte, vlanTag+longest), control: make([]byte, 256)}
	defer func() {
		if err != nil {
			c.Close()
		}
	}()
	if c.epoll, err = unix.EpollCreate1(unix.EPOLL_CLOEXEC); err != nil {
		return nil, fmt.Errorf("epoll: %w", err)
	}
	if c.wake, err = unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK); err != nil {
		return nil, fmt.Errorf("eventfd: %w", err)
	}
	if err := c.watch(c.wake, -1); err != nil {
		return nil, err
	}
	return c, c.Add(devices...)
}

// Add watches more devices, before Run. Their interfaces come after the others'.
func (c *Capture) Add(devices ...Device) error {
	for _, d := range devices {
		s, err := open(d, len(c.sockets))
		if err != nil {
			return err
		}
		c.sockets, c.interfaces = append(c.sockets, s), append(c.interfaces, d.Interface)
		if err := c.watch(s.fd, s.index); err != nil {
			return err
		}
	}
	return nil
}

// Interfaces returns where frames are seen, in the order of Packet's Interface.
func (c *Capture) Interfaces() []Interface { return c.interfaces }

func (c *Capture) watch(fd, index int) error {
	if err := unix.EpollCtl(c.epoll, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(index)}); err != nil {
		return fmt.Errorf("epoll: %w", err)
	}
	return nil
}

// Close ends the watching.
func (c *Capture) Close() {
	for _, s := range c.sockets {
		s.close()
	}
	for _, fd := range []int{c.epoll, c.wake} {
		if fd >= 0 {
			unix.Close(fd)
		}
	}
	c.epoll, c.wake = -1, -1
}

const (
	// hold is how long a frame waits for older ones from other devices.
	hold = 30 * time.Millisecond
	// most is how many frames are fetched in a turn from one device.
	most = 512
)

// Run hands every frame to handle, in the order of time, until ctx ends, handle
// fails, or all devices are gone. What was seen before ctx has ended is handed
// on first, and the end by ctx is no error. A Packet's Data is good until handle
// returns.
func (c *Capture) Run(ctx context.Context, handle func(Packet) error) error {
	return c.RunEvery(ctx, 0, func() {}, handle)
}

// RunEvery is Run that also calls turn from time to time, after frames and at
// least so often, unless that is 0.
func (c *Capture) RunEvery(ctx context.Context, often time.Duration, turn func(), handle func(Packet) error) error {
	woken := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(woken)
		_, _ = unix.Write(c.wake, []byte{1, 0, 0, 0, 0, 0, 0, 0})
	})
	defer func() {
		if !stop() {
			<-woken // or Close could take the descriptor away from under it
		}
	}()
	events := make([]unix.EpollEvent, 64)
	for {
		wait := -1
		if often > 0 {
			wait = int(often / time.Millisecond)
		}
		if len(c.held) > 0 {
			wait = int(hold / time.Millisecond)
		}
		n, err := unix.EpollWait(c.epoll, events, wait)
		if err != nil && !errors.Is(err, unix.EINTR) {
			return fmt.Errorf("epoll: %w", err)
		}
		for _, e := range events[:max(n, 0)] {
			if e.Fd >= 0 {
				c.drain(c.sockets[e.Fd], most)
			}
		}
		until := time.Now().Add(-hold)
		ended := ctx.Err() != nil || c.watched() == 0
		if ended {
			for _, s := range c.sockets {
				c.drain(s, 1<<20)
			}
			until = time.Now().Add(time.Hour) // a clock that was set back holds nothing back
		}
		err = c.hand(until, handle)
		turn()
		if err != nil || ended {
			return err
		}
	}
}

func (c *Capture) watched() (n int) {
	for _, s := range c.sockets {
		if s.fd >= 0 {
			n++
		}
	}
	return n
}

// drain fetches frames of a device. One that is gone is watched no longer.
func (c *Capture) drain(s *socket, limit int) {
	first := len(c.held)
	defer func() { putRight(c.held[first:]) }()
	for range limit {
		if s.fd < 0 {
			return
		}
		p, ok, err := s.read(c.frame, c.control)
		if errors.Is(err, unix.ENETDOWN) && !s.deviceGone() {
			continue // it is said once, and the device may come up again
		}
		if err != nil {
			s.statistics()
			s.close()
			return
		}
		if !ok {
			return
		}
		p.Data = bytes.Clone(p.Data)
		c.held = append(c.held, p)
	}
}

// putRight puts times right of frames that one device has seen one after the
// other: until the kernel has begun to stamp frames, which it does some time
// after it was asked to, they have the time at which they are fetched.
func putRight(frames []Packet) {
	for i := len(frames) - 2; i >= 0; i-- {
		if frames[i].Time.After(frames[i+1].Time) {
			frames[i].Time = frames[i+1].Time
		}
	}
}

// hand hands on the frames that are older than until.
func (c *Capture) hand(until time.Time, handle func(Packet) error) error {
	slices.SortStableFunc(c.held, func(a, b Packet) int { return a.Time.Compare(b.Time) })
	n := 0
	defer func() { c.held = slices.Delete(c.held, 0, n) }()
	for n < len(c.held) && c.held[n].Time.Before(until) {
		n++
		if err := handle(c.held[n-1]); err != nil {
			return err
		}
	}
	return nil
}

// Statistics returns what each device has seen so far.
func (c *Capture) Statistics() []Statistics {
	all := make([]Statistics, len(c.sockets))
	for i, s := range c.sockets {
		all[i] = s.statistics()
	}
	return all
}
