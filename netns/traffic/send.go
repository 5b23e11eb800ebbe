package traffic

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// sending is a stream on its way from one host to another.
type sending struct {
	*Stream
	window
	from  *Host
	ctx   context.Context
	start time.Time
	sent  uint64

	announced atomic.Uint64 // what is sent, and what is just being
	arrived   atomic.Uint64
	moved     chan struct{} // told when something has arrived
}

// take counts a frame that has arrived, if it is one of this stream. Switches
// leave its source alone most often, so that is what it is known by.
func (p *sending) take(key flowKey) bool {
	mine := key.src-number(p.Src.Addr()) <= p.Increment.Src && p.arrived.Load() < p.announced.Load()
	if mine {
		p.arrived.Add(1)
	}
	return mine
}

// tell wakes the sender.
func (p *sending) tell() {
	select {
	case p.moved <- struct{}{}:
	default: // it has been told already
	}
}

// Send sends a stream by a device of the host's namespace, and returns when all
// of it is sent and has arrived at the host to, or will not arrive any more. A
// frame counts as sent when it has been handed to the device, and when there is
// no device, or one that is down: a cable that is cut takes what it is given.
func (h *Host) Send(ctx context.Context, device string, s Stream, to *Host) (sent uint64, err error) {
	index, mtu, err := h.device(device)
	if err != nil {
		return 0, err
	}
	if room := mtu - ipLen - udpLen; index != 0 && s.Length > room {
		return 0, fmt.Errorf("a payload of %d octets is too long: the link carries at most %d", s.Length, room)
	}
	p := &sending{
		Stream: &s, window: newWindow(&s), from: h, ctx: ctx, moved: make(chan struct{}, 1),
	}
	if index == 0 {
		err = p.handOverAll()
		return p.sent, err
	}
	carries, err := h.awaitCarrier(ctx, device)
	if err != nil {
		return 0, err
	}
	if !carries {
		p.expectNothing()
	}
	to.expect(p, true)
	defer to.expect(p, false)
	h.engine.sending.Add(1)
	defer h.engine.sending.Add(-1)
	p.start = time.Now()
	err = p.run(index)
	return p.sent, err
}

func (p *sending) run(index int) error {
	const many = 64
	b := newBatch(many)
	b.address(&unix.RawSockaddrLinklayer{
		Family: unix.AF_PACKET, Protocol: networkOrder(unix.ETH_P_IP), Ifindex: int32(index), Halen: 6,
		Addr: [8]uint8(append(append([]byte{}, p.DstMAC...), 0, 0)),
	})
	memory := make([][]byte, many)
	for i := range memory {
		memory[i] = memory[0]
		if i == 0 || !p.Increment.none() {
			memory[i] = p.frame()
		}
		b.set(i, memory[i])
	}
	for p.sent < p.Count {
		room, err := p.room()
		if err != nil {
			return err
		}
		n := int(min(uint64(room), uint64(many), p.Count-p.sent))
		if !p.Increment.none() {
			for i := range n {
				p.renew(memory[i], p.sent+uint64(i))
			}
		}
		p.announced.Store(p.sent + uint64(n)) // it may arrive before we are back
		gone, err := p.write(b, n)
		p.handOver(uint64(gone))
		p.announced.Store(p.sent)
		if err != nil {
			return err
		}
	}
	return p.settle()
}

// write hands n frames to the device and returns how many it has taken.
func (p *sending) write(b *batch, n int) (int, error) {
	for limit := time.Now().Add(4 * patience); ; {
		p.from.life.RLock()
		if p.from.closed {
			p.from.life.RUnlock()
			return 0, ErrClosed
		}
		gone, err := b.send(p.from.socket, n)
		p.from.life.RUnlock()
		switch {
		case err == nil:
			return gone, nil
		case errors.Is(err, unix.ENETDOWN), errors.Is(err, unix.ENXIO), errors.Is(err, unix.ENODEV):
			p.expectNothing()
			return n, nil
		case errors.Is(err, unix.EAGAIN), errors.Is(err, unix.ENOBUFS), errors.Is(err, unix.EINTR):
			// The link is slow: what has been sent waits in its queue.
			if time.Now().After(limit) {
				return 1, nil // and moves no more
			}
			if err := sleep(p.ctx, 200*time.Microsecond); err != nil {
				return 0, err
			}
		default:
			return 0, fmt.Errorf("send: %w", err)
		}
	}
}

// handOverAll counts what nobody takes.
func (p *sending) handOverAll() error {
	for p.sent < p.Count && p.ctx.Err() == nil {
		p.handOver(min(p.Count-p.sent, 1<<16))
	}
	return context.Cause(p.ctx)
}

// handOver counts n frames as sent.
func (p *sending) handOver(n uint64) {
	p.from.mu.Lock()
	defer p.from.mu.Unlock()
	if p.Increment.none() {
		p.from.sent.add(p.key(0), n, uint64(p.octets()))
	} else {
		for i := range n {
			p.from.sent.add(p.key(p.sent+i), 1, uint64(p.octets()))
		}
	}
	p.sent += n
}
