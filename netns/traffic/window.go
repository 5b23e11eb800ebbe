package traffic

import (
	"context"
	"time"
)

// The frames that are on their way from a sender to a receiver are limited, as
// TCP limits them: the window grows from one frame, and when nothing arrives any
// more, those on their way are taken for lost. What the network drops is dropped;
// nothing is sent again.

const (
	// onWayMax is how many frames of all senders together may be on their way,
	// and memoryMax how many octets of memory those of one: the sockets that an
	// Open vSwitch in user space receives with have 208 KB each.
	onWayMax  = 192
	memoryMax = 128 << 10
	windowMin = 8 // frames, however long they are
	windowMax = 128

	// few is how many frames are sent at once without waiting for any.
	few = 32

	// patience is how long a sender waits for frames until it takes them for
	// lost; less, but not less than patienceMin, where they are used to arrive
	// sooner. When it has waited hopeless for nothing, it goes on without
	// waiting. For the last ones it waits up to lastPatience.
	patience     = 250 * time.Millisecond
	patienceMin  = 20 * time.Millisecond
	hopeless     = 4 * time.Second
	lastPatience = time.Second
)

// window is what a sender knows of its frames on their way.
type window struct {
	size    int           // frames that may be on their way
	most    int           // what size grows to
	lost    uint64        // frames that are not waited for any more
	longest time.Duration // that one had to wait for frames until they arrived
	vain    time.Duration // waited since the last one has arrived
	seen    uint64        // frames that had arrived when one was last waited for
}

func newWindow(s *Stream) window {
	const overhead = 1024 // of the kernel, a frame
	w := window{size: 1, most: min(max(memoryMax/(overhead+2*(ethernetLen+s.octets())), windowMin), windowMax)}
	if s.Count <= few && s.Increment.none() {
		w.size = min(few, w.most)
	}
	return w
}

// onWay returns how many frames are sent and have neither arrived nor been taken
// for lost.
func (p *sending) onWay() int {
	left := p.missing()
	p.lost = min(p.lost, left) // some of these have arrived after all
	return int(left - p.lost)
}

// missing returns how many frames are sent and have not arrived.
func (p *sending) missing() uint64 {
	return p.sent - min(p.arrived.Load(), p.sent) // others may send from the same address
}

// room waits until frames may be sent, and returns how many.
func (p *sending) room() (int, error) {
	due, err := p.due()
	if err != nil {
		return 0, err
	}
	if p.blind() {
		return due, nil
	}
	limit := min(p.size, max(1, onWayMax/int(max(1, p.from.engine.sending.Load()))))
	wait := patience
	if p.seen > 0 {
		wait = min(max(4*p.longest, patienceMin), patience)
	}
	// While the window grows, all of it has to have arrived before it does; then
	// there are always some on their way.
	most := 0
	if p.size == p.most {
		most = limit / 2
	}
	arrived, err := p.await(most, wait)
	if err != nil {
		return 0, err
	}
	if arrived {
		p.size = min(2*p.size, p.most)
	} else {
		p.giveUp()
	}
	return min(due, max(1, limit-p.onWay())), nil
}

// blind reports whether the sender has given up waiting.
func (p *sending) blind() bool {
	if p.vain < hopeless {
		return false
	}
	if p.arrived.Load() == p.seen {
		return true
	}
	p.giveUp() // of those that it has not waited for; from now on it does
	p.vain = 0
	return false
}

// expectNothing makes the sender blind until something arrives.
func (p *sending) expectNothing() { p.seen, p.vain = p.arrived.Load(), hopeless }

// giveUp takes what is on its way for lost.
func (p *sending) giveUp() { p.lost, p.size = p.missing(), 1 }

// await waits until at most n frames are on their way, and reports whether it
// has come to that before none has arrived for a while.
func (p *sending) await(n int, wait time.Duration) (bool, error) {
	if p.onWay() <= n {
		return true, context.Cause(p.ctx)
	}
	begin := time.Now()
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for p.onWay() > n {
		select {
		case <-p.moved:
			if now := p.arrived.Load(); now != p.seen {
				p.seen, p.vain = now, 0
				timer.Reset(wait)
			}
		case <-timer.C:
			p.vain += wait
			return false, nil
		case <-p.ctx.Done():
			return false, context.Cause(p.ctx)
		}
	}
	p.longest = max(p.longest, time.Since(begin))
	return true, nil
}

// due waits until the rate allows for a frame, and returns for how many.
func (p *sending) due() (int, error) {
	const most = 1 << 16
	if p.Rate == 0 {
		return most, context.Cause(p.ctx)
	}
	for {
		allowed := time.Since(p.start).Seconds()*p.Rate + 1 - float64(p.sent)
		if allowed >= 1 {
			return int(min(allowed, most)), context.Cause(p.ctx)
		}
		if err := sleep(p.ctx, time.Duration((1-allowed)/p.Rate*float64(time.Second))); err != nil {
			return 0, err
		}
	}
}

// settle waits until all frames have arrived, or as long as any do.
func (p *sending) settle() error {
	if p.blind() {
		return nil
	}
	wait := lastPatience
	if p.arrived.Load() > 0 {
		wait = min(max(8*p.longest, patience), lastPatience)
	}
	_, err := p.await(0, wait)
	return err
}
