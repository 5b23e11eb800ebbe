package controller

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/trema-ns/trema-ns/controller/openflow"
)

// accept takes one message of an answer. It reports true with the last.
type accept func(h openflow.Header, b []byte) (last bool, err error)

// requests are the messages of one switch whose answer somebody waits for.
type requests struct {
	mu      sync.Mutex
	waiting map[uint32]*request
	closed  bool
}

type request struct {
	accept accept
	done   chan error
}

// errRequestEnded stands for a connection that ended before the answer.
var errRequestEnded = errors.New("the connection ended before the answer")

// request sends what build appends and hands the messages of the answer to
// accept, in the reading goroutine, until it reports the last one. accept is not
// called any more when request has returned.
func (s *Switch) request(ctx context.Context, accept accept, build func(dst []byte, xid uint32) ([]byte, error)) error {
	r := &request{accept: accept, done: make(chan error, 1)}
	xid, err := s.lock()
	if err != nil {
		return err
	}
	if !s.requests.add(xid, r) {
		s.unlock()
		return errRequestEnded
	}
	s.out, err = build(s.out, xid)
	s.unlock()
	if err != nil {
		s.requests.remove(xid)
		return err
	}
	select {
	case err := <-r.done:
		return err
	case <-ctx.Done():
		s.requests.remove(xid)
		return fmt.Errorf("switch %#x has not answered: %w", s.dpid, context.Cause(ctx))
	}
}

func (q *requests) add(xid uint32, r *request) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false
	}
	if q.waiting == nil {
		q.waiting = make(map[uint32]*request)
	}
	q.waiting[xid] = r
	return true
}

func (q *requests) remove(xid uint32) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.waiting, xid)
}

// deliver hands a message to whoever waits for it and reports whether somebody
// does. An error from accept ends the request, not the connection, unless the
// message itself was bad.
func (q *requests) deliver(h openflow.Header, b []byte) (taken bool, bad error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	r := q.waiting[h.XID]
	if r == nil {
		return false, nil
	}
	if h.Type == openflow.TypeError {
		var e openflow.Error
		if err := openflow.ParseErrorMessage(b, &e); err != nil {
			return true, err
		}
		delete(q.waiting, h.XID)
		r.done <- e.Clone()
		return true, nil
	}
	last, err := r.accept(h, b)
	if last || err != nil {
		delete(q.waiting, h.XID)
		r.done <- err
	}
	var parse *openflow.ParseError
	if errors.As(err, &parse) {
		return true, err
	}
	return true, nil
}

// end fails every request.
func (q *requests) end(reason error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	for xid, r := range q.waiting {
		delete(q.waiting, xid)
		r.done <- fmt.Errorf("%w: %w", errRequestEnded, reason)
	}
}
