package ping

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/trema-ns/trema-ns/netns"
)

// Host is a namespace and its address.
type Host struct {
	Namespace *netns.Namespace
	Address   netip.Addr // the zero Addr: it has none, and reaches nobody
}

// Timeout is how long an answer is waited for if nobody says otherwise. A
// request that is lost on the way is repeated once.
const Timeout = 2 * time.Second

// Options are for [All].
type Options struct {
	Timeout  time.Duration         // for each pair; 0: [Timeout]
	Progress func(done, total int) // told now and then; may be nil
}

// Answer is what has become of one host's requests to another.
type Answer struct {
	Tried bool // both have an address, of the same family
	OK    bool
	Took  time.Duration // of the request that was answered
}

const (
	// sending is how many requests are on their way at once: enough to keep a
	// switch and its controller busy, too few to make either drop what others
	// send.
	sending = 64
	// together is how many pairs of hosts are tried at once. Each makes two
	// entries in the kernel's table of neighbours, which has room for 1024 if
	// nobody has made it larger.
	together = 200
)

// All has each host send requests to each other, and returns the answers by
// sender and receiver. If they are many, what the kernels learn of neighbours by
// it is forgotten again. The error of a ctx that has ended is its cause.
func All(ctx context.Context, hosts []Host, o Options) ([][]Answer, error) {
	if o.Timeout == 0 {
		o.Timeout = Timeout
	}
	ends := make([]*end, len(hosts))
	defer func() {
		for _, e := range ends {
			if e != nil && e.socket != nil {
				e.socket.Close()
			}
		}
	}()
	answers := make([][]Answer, len(hosts))
	for i, h := range hosts {
		var err error
		if ends[i], err = open(h, len(hosts)*len(hosts) > 2*together); err != nil {
			return nil, err
		}
		answers[i] = make([]Answer, len(hosts))
	}
	t := &tour{options: o, ends: ends, answers: answers, sending: make(chan struct{}, sending)}
	// One pair after the other, each host having its turn before any has its
	// second.
	slots := make(chan struct{}, together)
	var pairs sync.WaitGroup
	for distance := 1; distance <= len(hosts)/2; distance++ {
		for i := range hosts {
			j := (i + distance) % len(hosts)
			if 2*distance == len(hosts) && j < i {
				break // met from the other side
			}
			slots <- struct{}{}
			pairs.Go(func() {
				defer func() { <-slots }()
				t.pair(ctx, i, j)
			})
		}
	}
	pairs.Wait()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return answers, t.err
}

// end is what is open of a host.
type end struct {
	Host
	socket *Socket // nil: it has no address
	link   int     // where the address is
	known  map[netip.Addr]bool
	forget bool // neighbours that are not known yet
}

func open(h Host, forget bool) (*end, error) {
	e := &end{Host: h, forget: forget}
	if !h.Address.IsValid() {
		return e, nil
	}
	var err error
	if forget {
		if e.link, err = h.Namespace.LinkWith(h.Address); err == nil {
			e.known, err = h.Namespace.Neighbours(e.link, h.Address)
		}
		if err != nil {
			return nil, err
		}
	}
	e.socket, err = Open(h.Namespace, h.Address)
	return e, err
}

// tour is one run of All.
type tour struct {
	options Options
	ends    []*end
	answers [][]Answer
	sending chan struct{} // has an element for each request on its way
	pace    pace

	mu   sync.Mutex
	done int
	err  error // the first that is none of the network's
}

// pair tries both directions between two hosts.
func (t *tour) pair(ctx context.Context, i, j int) {
	a, b := t.ends[i], t.ends[j]
	total := len(t.ends) * (len(t.ends) - 1)
	if a.socket != nil && b.socket != nil && a.Address.Is4() == b.Address.Is4() && a.Address != b.Address {
		// By the first of the two both kernels learn the other's MAC address.
		t.answers[i][j] = t.echo(ctx, a, b)
		t.answers[j][i] = t.echo(ctx, b, a)
		a.leave(b)
		b.leave(a)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.done += 2
	if t.options.Progress != nil {
		t.options.Progress(t.done, total)
	}
}

// echo tries one direction, when it is its turn.
func (t *tour) echo(ctx context.Context, from, to *end) Answer {
	select {
	case t.sending <- struct{}{}:
	case <-ctx.Done():
		return Answer{Tried: true}
	}
	var once sync.Once
	next := func() { once.Do(func() { <-t.sending }) }
	defer next()
	defer time.AfterFunc(t.pace.patience(), next).Stop()
	ctx, cancel := context.WithTimeout(ctx, t.options.Timeout)
	defer cancel()
	took, err := from.socket.Echo(ctx, to.Address)
	if err == nil {
		t.pace.answered(took)
	}
	if err != nil && !errors.Is(err, ErrNoAnswer) && !errors.Is(err, net.ErrClosed) {
		t.mu.Lock()
		t.err = errors.Join(t.err, err)
		t.mu.Unlock()
	}
	return Answer{Tried: true, OK: err == nil, Took: took}
}

// leave makes a host forget what it has learned of another.
func (e *end) leave(other *end) {
	if e.forget && !e.known[other.Address] {
		// There may be nothing: behind a router, or where nobody has answered.
		_ = e.Namespace.ForgetNeighbour(e.link, other.Address)
	}
}
