// Package frame finds the messages in what comes over an OpenFlow connection.
package frame

import (
	"errors"
	"io"

	"github.com/trema-ns/trema-ns/controller/openflow"
)

// MaxBuffer is as large as a buffer gets: any message fits in.
const MaxBuffer = 64 << 10

// ErrTooLong says that a message is longer than the limit.
var ErrTooLong = errors.New("a message that is too long")

// Reader hands out whole messages in place. Its buffer begins small and grows
// while reads fill it, so that a thousand silent switches cost little and a busy
// one is read with few system calls.
type Reader struct {
	r          io.Reader
	buf        []byte
	begin, end int // what has been read and not handed out
	limit      int
}

// NewReader returns a Reader whose buffer begins with the given size, for
// messages of up to limit bytes. 0 stands for any that there can be.
func NewReader(r io.Reader, size, limit int) *Reader {
	return &Reader{r: r, buf: make([]byte, max(size, openflow.HeaderLen)), limit: limit}
}

// SetLimit changes the limit.
func (r *Reader) SetLimit(limit int) { r.limit = limit }

// Next waits for a message and returns its header and all its bytes, which live
// until the next call. The error is an *openflow.ParseError when what comes is
// no OpenFlow, io.EOF at the end, and io.ErrUnexpectedEOF when that is within a
// message.
func (r *Reader) Next() (h openflow.Header, b []byte, err error) {
	if err := r.fill(openflow.HeaderLen); err != nil {
		return h, nil, err
	}
	if err := openflow.ParseHeader(r.buf[r.begin:r.end], &h); err != nil {
		return h, nil, err
	}
	n := int(h.Length)
	if r.limit > 0 && n > r.limit {
		return h, nil, ErrTooLong
	}
	if err := r.fill(n); err != nil {
		return h, nil, err
	}
	b = r.buf[r.begin : r.begin+n : r.begin+n]
	r.begin += n
	return h, b, nil
}

// Ready reports whether Next would return without waiting.
func (r *Reader) Ready() bool {
	have := r.buf[r.begin:r.end]
	return len(have) >= openflow.HeaderLen && len(have) >= int(have[2])<<8|int(have[3])
}

// fill reads until n bytes are there.
func (r *Reader) fill(n int) error {
	if r.end-r.begin >= n {
		return nil
	}
	full := r.end == len(r.buf)
	switch {
	case full && len(r.buf) < MaxBuffer:
		r.move(min(max(4*len(r.buf), n), MaxBuffer)) // more may have come than fitted in
	case len(r.buf) < n:
		r.move(n)
	case r.begin > 0:
		r.end = copy(r.buf, r.buf[r.begin:r.end])
		r.begin = 0
	}
	for empty := 0; r.end-r.begin < n; {
		k, err := r.r.Read(r.buf[r.end:])
		r.end += k
		if r.end-r.begin >= n {
			return nil
		}
		if err == io.EOF && r.end > r.begin {
			return io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		if k > 0 {
			empty = 0
		} else if empty++; empty == 100 {
			return io.ErrNoProgress
		}
	}
	return nil
}

// move puts what there is into a buffer of another size.
func (r *Reader) move(size int) {
	buf := make([]byte, size)
	r.end = copy(buf, r.buf[r.begin:r.end])
	r.begin, r.buf = 0, buf
}
