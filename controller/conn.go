package controller

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"

	"github.com/trema-ns/trema-ns/controller/internal/frame"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

const (
	// maxHello is the longest hello there may be, and the size of the buffer
	// that a peer gets for it.
	maxHello = 512
	// flushAt is the amount of output at which a batch ends before the input
	// has run empty.
	flushAt = 48 << 10
	// maxPending is the amount of output after which a peer that does not
	// read is given up.
	maxPending = 64 << 20
	// maxSpare is the greatest buffer that is kept for the next write.
	maxSpare = 1 << 20
)

// Why a connection has ended.
var (
	errClosed        = errors.New("the connection was closed")
	errReplaced      = errors.New("the switch has connected again")
	errNoHandshake   = errors.New("the handshake has taken too long")
	errNoEcho        = errors.New("no answer to an echo request")
	errDoesNotRead   = errors.New("the peer does not read what is sent to it")
	errCrowdedOut    = errors.New("there are too many connections")
	errServeEnds     = errors.New("the controller has ended")
	errHelloTooLong  = errors.New("a hello that is too long")
	errTooEarly      = errors.New("another message before hello")
	errAuxiliaryConn = errors.New("auxiliary connections are not used")
)

// conn frames messages on a connection. One goroutine reads; any may send.
//
// Messages to send are appended to out. While a batch is on, which is while the
// reading goroutine works through what one read has brought, it writes them at
// the batch's end; otherwise the writing goroutine is woken for them.
type conn struct {
	nc      net.Conn  // what is read from and written to
	raw     io.Closer // what nc is made of: closing TLS may wait for the peer
	r       *frame.Reader
	version openflow.Version // 0 until it is agreed

	mu       sync.Mutex // guards what follows
	out      []byte
	spare    []byte // the buffer of the write before, to be used again
	batching bool
	xid      uint32
	err      error // why the connection has ended

	writing sync.Mutex    // held by the goroutine that writes
	wake    chan struct{} // wakes the writing goroutine
	done    chan struct{} // closed when the connection has ended

	// For the watchdog, in its time; 0 when it is not so.
	readSince  atomic.Int64 // the reading goroutine waits for input
	writeSince atomic.Int64 // a write is going on
}

func (c *conn) init(nc net.Conn, encrypt *tls.Config) {
	c.nc, c.raw = nc, nc
	if encrypt != nil {
		c.nc = tls.Server(nc, encrypt)
	}
	c.r = frame.NewReader(c.nc, maxHello, maxHello)
	c.wake = make(chan struct{}, 1)
	c.done = make(chan struct{})
}

// begin starts a batch.
func (c *conn) begin() {
	c.mu.Lock()
	c.batching = true
	c.mu.Unlock()
}

// end ends the batch and writes what has been sent in it.
func (c *conn) end(now func() int64) error {
	c.mu.Lock()
	c.batching = false
	empty := len(c.out) == 0
	err := c.err
	c.mu.Unlock()
	if empty || err != nil {
		return err
	}
	return c.flush(now)
}

// pending returns how many bytes wait to be written.
func (c *conn) pending() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.out)
}

// lock begins the sending of a message: the caller appends it to c.out, with
// the xid that is returned, and calls unlock.
func (c *conn) lock() (xid uint32, err error) {
	c.mu.Lock()
	if c.err != nil {
		err := c.err
		c.mu.Unlock()
		return 0, err
	}
	c.xid++
	return c.xid, nil
}

// unlock ends the sending of a message.
func (c *conn) unlock() {
	n := len(c.out)
	wake := n > 0 && !c.batching || n > flushAt
	if n > maxPending {
		c.endLocked(errDoesNotRead)
	}
	c.mu.Unlock()
	if wake {
		select {
		case c.wake <- struct{}{}:
		default:
		}
	}
}

// flush writes what waits to be written, until nothing does.
func (c *conn) flush(now func() int64) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	for {
		c.mu.Lock()
		if c.err != nil || len(c.out) == 0 {
			err := c.err
			c.mu.Unlock()
			return err
		}
		b := c.out
		c.out, c.spare = c.spare[:0], nil
		c.mu.Unlock()

		c.writeSince.Store(now())
		_, err := c.nc.Write(b)
		c.writeSince.Store(0)
		if err != nil {
			c.close(fmt.Errorf("write: %w", err))
			return err
		}
		if cap(b) <= maxSpare {
			c.mu.Lock()
			c.spare = b[:0]
			c.mu.Unlock()
		}
	}
}

// write is the writing goroutine. It ends with the connection.
func (c *conn) write(now func() int64) {
	for {
		select {
		case <-c.done:
			return
		case <-c.wake:
			c.flush(now)
		}
	}
}

// close ends the connection for the given reason, if it has not ended yet.
func (c *conn) close(reason error) {
	c.mu.Lock()
	c.endLocked(reason)
	c.mu.Unlock()
}

func (c *conn) endLocked(reason error) {
	if c.err != nil {
		return
	}
	c.err = reason
	c.out, c.spare = nil, nil
	close(c.done)
	c.raw.Close()
}

// reason returns why the connection has ended, nil while it has not.
func (c *conn) reason() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}
