// Package ping finds out which hosts reach each other: it sends ICMP echo
// requests from sockets inside their network namespaces, without a process for
// each, and hears the answers of the kernels there.
package ping

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/trema-ns/trema-ns/netns"
	"golang.org/x/sys/unix"
)

// ErrNoAnswer is returned when nobody has answered in time.
var ErrNoAnswer = errors.New("no answer")

// Interval is the time after which a request that nobody has answered is
// repeated.
const Interval = time.Second

// The types of messages, ICMP (RFC 792) and ICMPv6 (RFC 4443).
const (
	echoRequest, echoReply   = 8, 0
	echoRequest6, echoReply6 = 128, 129
)

// Socket sends echo requests from one namespace. Its methods may be called from
// several goroutines at once.
type Socket struct {
	conn net.PacketConn
	v6   bool
	id   uint16

	mu      sync.Mutex
	seq     uint16
	waiting map[uint16]waiting
	ended   chan struct{} // closed when nothing is received any more
}

// waiting is who waits for the answer to a request.
type waiting struct {
	from   netip.Addr
	sent   time.Time
	answer chan<- time.Duration // has room for one
}

// Open opens a Socket in ns for addresses of the family of address.
func Open(ns *netns.Namespace, address netip.Addr) (*Socket, error) {
	s := &Socket{
		v6: address.Is6(), id: uint16(rand.Uint32()), waiting: map[uint16]waiting{}, ended: make(chan struct{}),
	}
	err := ns.Do(func() (err error) {
		if s.v6 {
			s.conn, err = net.ListenPacket("ip6:ipv6-icmp", "::")
		} else {
			s.conn, err = net.ListenPacket("ip4:icmp", "0.0.0.0")
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := s.filter(); err != nil {
		s.conn.Close()
		return nil, err
	}
	go s.receive()
	return s, nil
}

// Close ends all requests under way.
func (s *Socket) Close() error {
	err := s.conn.Close()
	<-s.ended
	return err
}

// filter lets only answers in: not, for instance, the requests of all the
// others.
func (s *Socket) filter() error {
	raw, err := s.conn.(syscall.Conn).SyscallConn()
	if err != nil {
		return err
	}
	var set error
	err = raw.Control(func(fd uintptr) {
		if !s.v6 {
			const icmpFilter = 1 // ICMP_FILTER of linux/icmp.h; a bit keeps a type out
			only := ^uint32(1 << echoReply)
			set = unix.SetsockoptInt(int(fd), unix.SOL_RAW, icmpFilter, int(int32(only)))
			return
		}
		var f unix.ICMPv6Filter
		for i := range f.Data {
			f.Data[i] = ^uint32(0)
		}
		f.Data[echoReply6>>5] &^= 1 << (echoReply6 & 31)
		set = unix.SetsockoptICMPv6Filter(int(fd), unix.IPPROTO_ICMPV6, unix.ICMPV6_FILTER, &f)
	})
	return errors.Join(err, os.NewSyscallError("setsockopt", set))
}

// receive hears answers until the socket is closed.
func (s *Socket) receive() {
	defer close(s.ended)
	reply := byte(echoReply)
	if s.v6 {
		reply = echoReply6
	}
	b := make([]byte, 1500)
	for {
		n, from, err := s.conn.ReadFrom(b)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		// Other errors are what the kernel has heard of requests sent before.
		if err != nil || n < 8 || b[0] != reply || binary.BigEndian.Uint16(b[4:]) != s.id {
			continue
		}
		seq := binary.BigEndian.Uint16(b[6:])
		s.mu.Lock()
		if w, ok := s.waiting[seq]; ok && w.from == addressOf(from) {
			select {
			case w.answer <- time.Since(w.sent):
			default: // another request has been answered
			}
		}
		s.mu.Unlock()
	}
}

func addressOf(a net.Addr) netip.Addr {
	ip, ok := a.(*net.IPAddr)
	if !ok {
		return netip.Addr{}
	}
	addr, _ := netip.AddrFromSlice(ip.IP)
	return addr.Unmap()
}

// Echo sends requests to an address, one each [Interval], until one is
// answered, and returns how long that answer took. If ctx ends before, the error
// is [ErrNoAnswer]; so it is for an address that there is no way to.
func (s *Socket) Echo(ctx context.Context, to netip.Addr) (time.Duration, error) {
	if to.Is6() != s.v6 {
		return 0, fmt.Errorf("%s is of another family than the host's address", to)
	}
	answer := make(chan time.Duration, 1)
	again := time.NewTicker(Interval)
	defer again.Stop()
	for {
		seq := s.expect(waiting{from: to, sent: time.Now(), answer: answer})
		defer s.forget(seq)
		if err := s.send(to, seq); errors.Is(err, net.ErrClosed) {
			return 0, err
		}
		select {
		case took := <-answer:
			return took, nil
		case <-again.C:
		case <-s.ended:
			return 0, net.ErrClosed
		case <-ctx.Done():
			return 0, ErrNoAnswer
		}
	}
}

// expect returns a number for a request that somebody waits for the answer to.
func (s *Socket) expect(w waiting) (seq uint16) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seq++
	s.waiting[s.seq] = w
	return s.seq
}

func (s *Socket) forget(seq uint16) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.waiting, seq)
}

func (s *Socket) send(to netip.Addr, seq uint16) error {
	b := make([]byte, 64)
	b[0] = echoRequest
	if s.v6 {
		b[0] = echoRequest6
	}
	binary.BigEndian.PutUint16(b[4:], s.id)
	binary.BigEndian.PutUint16(b[6:], seq)
	if !s.v6 { // of ICMPv6 the kernel makes it
		binary.BigEndian.PutUint16(b[2:], checksum(b))
	}
	_, err := s.conn.WriteTo(b, &net.IPAddr{IP: to.AsSlice()})
	return err
}

// checksum returns the Internet checksum (RFC 1071) of a message of even length.
func checksum(b []byte) uint16 {
	var sum uint32
	for i := 0; i < len(b); i += 2 {
		sum += uint32(binary.BigEndian.Uint16(b[i:]))
	}
	for sum>>16 != 0 {
		sum = sum&0xffff + sum>>16
	}
	return ^uint16(sum)
}
