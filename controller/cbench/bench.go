package cbench

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

const (
	// dialing is how many switches connect at once.
	dialing = 64
	// patience is how long a packet is waited for when nothing else comes.
	patience = 2 * time.Second
)

// Bench is switches that are connected to a controller.
type Bench struct {
	switches []*fake
	began    time.Time
	took     time.Duration
	done     chan struct{} // closed by Close
	tasks    sync.WaitGroup
	close    sync.Once

	mu  sync.Mutex
	err error // why the first of the switches has ended
}

// Dial connects the switches, leads them through the handshake and, unless the
// load is Unlearned, has the controller learn where their hosts' peers are. The
// caller closes the Bench.
func Dial(ctx context.Context, l Load) (*Bench, error) {
	if err := l.Check(); err != nil {
		return nil, err
	}
	began := time.Now()
	b := &Bench{switches: make([]*fake, l.Switches), done: make(chan struct{})}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	slots := make(chan struct{}, dialing)
	var dialed sync.WaitGroup
	for i := range b.switches {
		slots <- struct{}{}
		dialed.Go(func() {
			defer func() { <-slots }()
			s, err := dial(ctx, &l, i)
			if err != nil {
				cancel(err) // the first counts
				return
			}
			b.switches[i] = s
		})
	}
	dialed.Wait()
	b.took = time.Since(began)
	if err := context.Cause(ctx); err != nil {
		for _, s := range b.switches {
			if s != nil {
				s.nc.Close()
			}
		}
		return nil, err
	}
	for _, s := range b.switches {
		b.serve(s, s.receive)
		if l.Throughput {
			b.serve(s, s.send)
		}
	}
	b.tasks.Go(b.watch)
	return b, nil
}

// serve runs one of a switch's goroutines. When it fails, so does everything.
func (b *Bench) serve(s *fake, f func() error) {
	b.tasks.Go(func() {
		err := f()
		if err != nil {
			err = fmt.Errorf("switch %#x: %w", s.dpid, err)
			b.mu.Lock()
			if b.err == nil {
				b.err = err
			}
			b.mu.Unlock()
		}
		s.end(err)
	})
}

// watch gives up packets that are not answered.
func (b *Bench) watch() {
	tick := time.NewTicker(patience)
	defer tick.Stop()
	type state struct{ sent, limit uint32 }
	before := make([]state, len(b.switches))
	for {
		select {
		case <-b.done:
			return
		case <-tick.C:
		}
		for i, s := range b.switches {
			_, sent, limit := s.counts()
			if now := (state{sent, limit}); now != before[i] {
				before[i] = now
			} else if err := s.giveUp(limit); err != nil {
				s.end(err)
			}
		}
	}
}

// Connected returns how long it took until all switches were connected and the
// controller knew their hosts.
func (b *Bench) Connected() time.Duration { return b.took }

// Start begins to send packets.
func (b *Bench) Start() error {
	b.began = time.Now()
	for _, s := range b.switches {
		if err := s.start(true); err != nil {
			return err
		}
	}
	return nil
}

// Sample counts what comes back in a time.
func (b *Bench) Sample(ctx context.Context, d time.Duration) (Sample, error) {
	before, began := b.counts(), time.Now()
	select {
	case <-ctx.Done():
		return Sample{}, context.Cause(ctx)
	case <-time.After(d):
	}
	s := Sample{Counts: b.counts().minus(before), Seconds: time.Since(began).Seconds()}
	return s, b.failed()
}

// Finish sends no further packets, waits for the answers to those on their way,
// and returns everything that has come since Start.
func (b *Bench) Finish(ctx context.Context) (Total, error) {
	for _, s := range b.switches {
		if err := s.start(false); err != nil {
			return Total{}, err
		}
	}
	for waiting := true; waiting && b.failed() == nil; {
		waiting = false
		for _, s := range b.switches {
			_, sent, limit := s.counts()
			waiting = waiting || sent != limit
		}
		select {
		case <-ctx.Done():
			return Total{}, context.Cause(ctx)
		case <-time.After(time.Millisecond):
		}
	}
	t := Total{Sample: Sample{Counts: b.counts(), Seconds: time.Since(b.began).Seconds()}}
	for _, s := range b.switches {
		_, sent, _ := s.counts()
		t.Sent += uint64(sent)
		s.mu.Lock()
		if t.FirstWrong == "" && s.answers.wrong != "" {
			t.FirstWrong = fmt.Sprintf("switch %#x: %s", s.dpid, s.answers.wrong)
		}
		s.mu.Unlock()
	}
	return t, b.failed()
}

func (b *Bench) counts() (sum Counts) {
	for _, s := range b.switches {
		c, _, _ := s.counts()
		sum = sum.plus(c)
	}
	return sum
}

func (b *Bench) failed() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err
}

var errClosed = errors.New("closed")

// Close ends the connections. Nothing of the Bench is left when it returns.
func (b *Bench) Close() {
	b.close.Do(func() {
		close(b.done)
		b.mu.Lock()
		if b.err == nil {
			b.err = errClosed
		}
		b.mu.Unlock()
		for _, s := range b.switches {
			s.end(errClosed)
		}
	})
	b.tasks.Wait()
}
