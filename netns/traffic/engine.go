package traffic

import (
	"errors"
	"maps"
	"os"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/trema-ns/trema-ns/netns"
	"golang.org/x/sys/unix"
)

// Engine counts the frames of any number of hosts.
type Engine struct {
	poll *os.File // epoll(7) over the sockets of all hosts
	done chan struct{}

	mu    sync.RWMutex
	hosts map[int32]*Host // by socket

	sending atomic.Int32 // senders that wait for their frames to arrive
}

// NewEngine starts an Engine. Close ends it.
func NewEngine() (*Engine, error) {
	fd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, os.NewSyscallError("epoll_create1", err)
	}
	// Not blocking, it is itself waited for by the runtime, and no thread is
	// taken up.
	if err := unix.SetNonblock(fd, true); err != nil {
		unix.Close(fd)
		return nil, os.NewSyscallError("fcntl", err)
	}
	e := &Engine{poll: os.NewFile(uintptr(fd), "epoll"), done: make(chan struct{}), hosts: map[int32]*Host{}}
	go e.run()
	return e, nil
}

// run counts what arrives, until Close.
func (e *Engine) run() {
	defer close(e.done)
	conn, err := e.poll.SyscallConn()
	if err != nil {
		return // closed already
	}
	events := make([]unix.EpollEvent, 64)
	frames := newFrames()
	for {
		ready := 0
		err := conn.Read(func(fd uintptr) bool {
			n, err := unix.EpollWait(int(fd), events, 0)
			ready = max(n, 0)
			return ready > 0 || err != nil && err != unix.EINTR
		})
		if err != nil {
			return // closed
		}
		for _, event := range events[:ready] {
			e.mu.RLock()
			h := e.hosts[event.Fd]
			e.mu.RUnlock()
			if h != nil {
				h.receive(frames, 1)
			}
		}
	}
}

// Open begins to count in a namespace. Nothing is lost of what arrives from now
// on, on any of its devices but the loopback, those included that it does not
// have yet.
func (e *Engine) Open(ns *netns.Namespace, address Address) (*Host, error) {
	h := &Host{engine: e, socket: -1}
	err := ns.Do(func() error {
		var err error
		h.socket, err = unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
		return os.NewSyscallError("socket", err)
	})
	if err != nil {
		return nil, err
	}
	if err := h.start(address); err != nil {
		unix.Close(h.socket)
		return nil, err
	}
	return h, nil
}

// Close ends the counting, of all hosts.
func (e *Engine) Close() {
	e.mu.RLock()
	hosts := slices.Collect(maps.Values(e.hosts))
	e.mu.RUnlock()
	CloseHosts(hosts...)
	e.poll.Close()
	<-e.done
}

// CloseHosts ends the counting of hosts. To close a socket takes the kernel some
// 14 ms of waiting, which passes for many at the same time.
func CloseHosts(hosts ...*Host) {
	const threads = 256 // each is in the kernel
	turn := make(chan struct{}, threads)
	var closing sync.WaitGroup
	for _, h := range hosts {
		turn <- struct{}{}
		closing.Go(func() { h.Close(); <-turn })
	}
	closing.Wait()
}

// ErrClosed is returned for a host that is closed.
var ErrClosed = errors.New("the host counts no more")
