package traffic

import (
	"encoding/binary"
	"os"
	"slices"
	"sync"

	"golang.org/x/sys/unix"
)

// Host is a namespace whose frames are counted, and that can send.
type Host struct {
	engine *Engine

	life   sync.RWMutex // held for reading while the socket is used
	socket int
	closed bool

	mu       sync.Mutex
	sent     table
	received table
	lost     uint64     // frames that the socket had no room for
	expected []*sending // whose frames are on their way here
}

// Stats are what a host has sent and received, by flow, in the order in which
// the flows began.
type Stats struct {
	Sent     []Flow
	Received []Flow

	// Uncounted are frames that arrived and are not in Received, or were sent
	// and are not in Sent: they came faster than they could be read, or there
	// are more flows than are kept apart.
	Uncounted uint64
}

// buffered is how many octets of memory arriving frames may take until they are
// counted, where the user may have that much. One that is small takes some 700.
const buffered = 32 << 20

// start makes frames arrive at the socket.
func (h *Host) start(address Address) error {
	if err := h.setFilter(address); err != nil {
		return err
	}
	if unix.SetsockoptInt(h.socket, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, buffered) != nil {
		// In a user namespace nobody is allowed more than everybody is.
		if err := unix.SetsockoptInt(h.socket, unix.SOL_SOCKET, unix.SO_RCVBUF, buffered); err != nil {
			return os.NewSyscallError("setsockopt SO_RCVBUF", err)
		}
	}
	h.engine.mu.Lock()
	h.engine.hosts[int32(h.socket)] = h
	h.engine.mu.Unlock()
	err := h.listen()
	if err != nil {
		h.engine.forget(h)
	}
	return err
}

func (h *Host) listen() error {
	if err := unix.Bind(h.socket, &unix.SockaddrLinklayer{Protocol: networkOrder(unix.ETH_P_IP)}); err != nil {
		return os.NewSyscallError("bind", err)
	}
	event := unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(h.socket)}
	conn, err := h.engine.poll.SyscallConn()
	if err != nil {
		return err
	}
	var addErr error
	if err := conn.Control(func(fd uintptr) {
		addErr = os.NewSyscallError("epoll_ctl", unix.EpollCtl(int(fd), unix.EPOLL_CTL_ADD, h.socket, &event))
	}); err != nil {
		return err
	}
	return addErr
}

func (e *Engine) forget(h *Host) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.hosts[int32(h.socket)] == h { // else it is closed, and the number another's
		delete(e.hosts, int32(h.socket))
	}
}

// networkOrder returns a number as packet(7) wants it on this machine.
func networkOrder(n uint16) uint16 {
	return binary.NativeEndian.Uint16(binary.BigEndian.AppendUint16(nil, n))
}

// SetAddress changes which frames are counted from now on.
func (h *Host) SetAddress(a Address) error {
	h.life.RLock()
	defer h.life.RUnlock()
	if h.closed {
		return ErrClosed
	}
	return h.setFilter(a)
}

func (h *Host) setFilter(a Address) error {
	filter := a.filter()
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	return os.NewSyscallError("setsockopt SO_ATTACH_FILTER", unix.SetsockoptSockFprog(h.socket, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &program))
}

// Close ends the counting. What has been counted can still be had.
func (h *Host) Close() {
	h.engine.forget(h)
	h.life.Lock()
	closed := h.closed
	h.closed = true
	h.life.Unlock()
	if !closed {
		unix.Close(h.socket) // which takes it out of the epoll, too
	}
}

// frames is where frames are received.
type frames struct {
	*batch
	memory [][snapshot]byte
}

func newFrames() *frames {
	const many = 128
	f := &frames{newBatch(many), make([][snapshot]byte, many)}
	for i := range f.memory {
		f.set(i, f.memory[i][:])
	}
	return f
}

// receive counts what has arrived, up to a number of batches.
func (h *Host) receive(f *frames, batches int) {
	h.life.RLock()
	defer h.life.RUnlock()
	if h.closed {
		return
	}
	h.mu.Lock() // while receiving, too: frames are counted in their order
	defer h.mu.Unlock()
	for range batches {
		n, err := f.receive(h.socket)
		if err != nil {
			return // nothing there, or a device that has gone down
		}
		h.count(f, n)
		if n < len(f.messages) {
			return
		}
	}
}

func (h *Host) count(f *frames, n int) {
	for i := range n {
		key, octets, ok := parse(f.memory[i][:min(f.messages[i].length, snapshot)])
		if !ok {
			continue
		}
		h.received.add(key, 1, uint64(octets))
		for _, s := range h.expected {
			if s.take(key) {
				break
			}
		}
	}
	for _, s := range h.expected {
		s.tell()
	}
}

// catchUp counts what has arrived until now.
func (h *Host) catchUp() {
	const batches = 1000 // more cannot have been there at the time of the call
	h.receive(newFrames(), batches)
}

// Stats returns what has been sent and received until now.
func (h *Host) Stats() Stats {
	h.catchUp()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.addLost()
	return Stats{
		Sent: h.sent.list(), Received: h.received.list(),
		Uncounted: h.lost + h.sent.beyond + h.received.beyond,
	}
}

// Reset begins anew to count.
func (h *Host) Reset() {
	h.catchUp()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.addLost()
	h.sent, h.received, h.lost = table{}, table{}, 0
}

// addLost asks how many frames the socket had no room for since it was asked
// last.
func (h *Host) addLost() {
	h.life.RLock()
	defer h.life.RUnlock()
	if h.closed {
		return
	}
	if stats, err := unix.GetsockoptTpacketStats(h.socket, unix.SOL_PACKET, unix.PACKET_STATISTICS); err == nil {
		h.lost += uint64(stats.Drops)
	}
}

// expect says that the frames of s are on their way here, or no more.
func (h *Host) expect(s *sending, on bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if on {
		h.expected = append(h.expected, s)
		return
	}
	h.expected = slices.DeleteFunc(h.expected, func(other *sending) bool { return other == s })
}
