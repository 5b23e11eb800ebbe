package cbench

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/trema-ns/trema-ns/controller/internal/fakeswitch"
	"github.com/trema-ns/trema-ns/controller/internal/frame"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
)

const (
	// silence is after how long without a message a controller has nothing more
	// to say for the beginning.
	silence = 250 * time.Millisecond
	// atOnce is how many packet-ins are written at once in throughput mode.
	atOnce = 256
	// echoXID is of the echo request by which it is known that a controller has
	// read what was sent before.
	echoXID = 0xcbe7c4
)

// fake is a switch that there is not.
type fake struct {
	nc    net.Conn
	r     *frame.Reader
	load  *Load
	dpid  uint64
	ports []openflow.Port
	*questions

	mu      sync.Mutex // guards what follows, and the writing of packet-ins
	room    *sync.Cond // there may be room in the window
	answers answers
	limit   uint32 // how many packets are done with: answered, or given up
	running bool
	err     error // why it has ended
}

// dial connects a switch and leads it through the handshake and the greeting.
func dial(ctx context.Context, l *Load, number int) (s *fake, err error) {
	network, address := "tcp", l.Address
	if path, ok := strings.CutPrefix(address, "unix:"); ok {
		network, address = "unix", path
	}
	var d net.Dialer
	nc, err := d.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	h := hosts{number, l.MACs}
	s = &fake{nc: nc, load: l, dpid: l.FirstDPID + uint64(number), ports: h.ports()}
	s.room = sync.NewCond(&s.mu)
	s.r = frame.NewReader(nc, 512, 0)
	k := 1
	if l.Throughput {
		k = atOnce
	}
	s.questions = newQuestions(h, l, k)
	s.answers = answers{hosts: h, version: l.Version, whole: l.Whole, window: l.window(), seen: make([]uint32, l.window())}
	stop := context.AfterFunc(ctx, func() { nc.SetDeadline(time.Now()) })
	if err = s.begin(); !stop() {
		err = context.Cause(ctx)
	}
	if err != nil {
		nc.Close()
		return nil, fmt.Errorf("switch %#x: %w", s.dpid, err)
	}
	return s, nil
}

// begin is what comes before the first packet that is counted.
func (s *fake) begin() error {
	if _, err := s.nc.Write(openflow.AppendHello(nil, 1, 1<<s.load.Version)); err != nil {
		return err
	}
	known := false
	if err := s.converse(func(h openflow.Header) bool {
		known = known || h.Type == of10.TypeFeaturesRequest // the same in both versions
		return false
	}, &known); err != nil {
		return err
	}
	if !s.load.Unlearned {
		var b []byte
		for host := range s.load.MACs {
			b = append(b, s.greeting(s.load.Version, host)...)
			if len(b) >= frame.MaxBuffer {
				if err := s.greet(b); err != nil {
					return err
				}
				b = b[:0]
			}
		}
		if err := s.greet(b); err != nil {
			return err
		}
	}
	return s.nc.SetReadDeadline(time.Time{})
}

// greet sends packets and waits until the controller has read them.
func (s *fake) greet(b []byte) error {
	b = openflow.AppendEchoRequest(b, s.load.Version, echoXID, nil)
	if _, err := s.nc.Write(b); err != nil {
		return err
	}
	return s.converse(func(h openflow.Header) bool {
		return h.Type == openflow.TypeEchoReply && h.XID == echoXID
	}, nil)
}

// converse answers what the controller asks until last reports the last message,
// or there is silence when that may end it.
func (s *fake) converse(last func(openflow.Header) bool, silent *bool) error {
	for {
		wait := 10 * time.Second
		if silent != nil && *silent {
			wait = silence
		}
		s.nc.SetReadDeadline(time.Now().Add(wait))
		h, b, err := s.r.Next()
		if errors.Is(err, os.ErrDeadlineExceeded) {
			if silent != nil && *silent {
				return nil
			}
			return errors.New("the controller does not answer")
		}
		if err != nil {
			return err
		}
		if last(h) {
			return nil
		}
		if err := s.reply(h, b); err != nil {
			return err
		}
	}
}

// reply answers a request, and passes over what is none.
func (s *fake) reply(h openflow.Header, b []byte) error {
	if h.Type == openflow.TypeError {
		var e openflow.Error
		if err := openflow.ParseErrorMessage(b, &e); err != nil {
			return err
		}
		return &e
	}
	r, err := fakeswitch.Reply(h, b, s.load.Version, s.dpid, s.ports)
	if r == nil || err != nil {
		return err
	}
	_, err = s.nc.Write(r)
	return err
}

// receive takes answers until the connection ends. In latency mode it asks the
// next question.
func (s *fake) receive() error {
	for {
		h, b, err := s.r.Next()
		if err != nil {
			return err
		}
		s.mu.Lock()
		for {
			if !s.answers.take(h, b) {
				s.mu.Unlock()
				if err := s.reply(h, b); err != nil {
					return err
				}
				s.mu.Lock()
			}
			if !s.r.Ready() {
				break
			}
			if h, b, err = s.r.Next(); err != nil {
				s.mu.Unlock()
				return err
			}
		}
		s.progress()
		if !s.load.Throughput {
			err = s.ask()
		}
		s.mu.Unlock()
		if err != nil {
			return err
		}
	}
}

// progress notes that packets up to the newest that was answered need not be
// waited for. s.mu is held.
func (s *fake) progress() {
	if s.limit != s.answers.newest {
		if int32(s.answers.newest-s.limit) > 0 {
			s.limit = s.answers.newest
		}
		s.room.Signal()
	}
}

// ask sends as many packets as there is room for, up to a batch. s.mu is held,
// but in throughput mode not while they are written.
func (s *fake) ask() error {
	k := min(int(s.answers.window-(s.answers.sent-s.limit)), len(s.batch)/s.size)
	if k == 0 || !s.running {
		return nil
	}
	b := s.make(s.answers.sent, k)
	s.answers.sent += uint32(k)
	if s.load.Throughput {
		s.mu.Unlock()
		defer s.mu.Lock()
	}
	_, err := s.nc.Write(b)
	return err
}

// send is the writing goroutine of throughput mode.
func (s *fake) send() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		// Short writes would make the controller the faster one.
		for s.err == nil && (!s.running || s.answers.sent-s.limit > s.answers.window-s.answers.window/4) {
			s.room.Wait()
		}
		if s.err != nil {
			return nil
		}
		if err := s.ask(); err != nil {
			return err
		}
	}
}

// start has packets sent, or no further ones.
func (s *fake) start(running bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = running
	s.room.Signal()
	if running && !s.load.Throughput {
		return s.ask()
	}
	return nil
}

// giveUp does not wait any more for packets that have no answer, if the window
// is closed by them and limit has not changed.
func (s *fake) giveUp(limit uint32) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.limit != limit || s.limit == s.answers.sent {
		return nil
	}
	s.limit = s.answers.sent
	s.answers.newest = s.limit
	s.room.Signal()
	if !s.load.Throughput {
		return s.ask()
	}
	return nil
}

// counts returns what has come so far, how many packets were sent, and how many
// of them wait.
func (s *fake) counts() (c Counts, sent, limit uint32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.answers.Counts, s.answers.sent, s.limit
}

// end ends the connection for the given reason.
func (s *fake) end(reason error) {
	s.mu.Lock()
	if s.err == nil {
		s.err = reason
	}
	s.room.Signal()
	s.mu.Unlock()
	s.nc.Close()
}
