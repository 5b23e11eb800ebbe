package capture

import (
	"encoding/binary"
	"fmt"
	"time"
	"unsafe"

	"github.com/trema-ns/trema-ns/netns"
	"golang.org/x/sys/unix"
)

// Device is what a capture watches.
type Device struct {
	Interface
	Namespace *netns.Namespace
	Index     int // of the device

	// TCPPort, unless 0, lets only IPv4's TCP segments from or to the port
	// through, and each only once: the loopback device has everything twice.
	TCPPort uint16
}

// buffer is how much the kernel keeps of a device's frames until they are
// fetched, in bytes; it takes the memory only when there are any.
const buffer = 16 << 20

// longest is the longest frame that is captured whole: offloads make frames of
// up to 64 KB of what one network card later divides.
const longest = 66 << 10

// socket is a packet socket on one device.
type socket struct {
	fd      int
	index   int // of the interface, in the capture
	once    bool
	counted Statistics
}

// open makes a packet socket. It begins to see frames when it is bound, so
// whatever restricts it comes first.
func open(d Device, index int) (*socket, error) {
	s := &socket{fd: -1, index: index, once: d.TCPPort != 0}
	err := d.Namespace.Do(func() (err error) {
		s.fd, err = unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("a packet socket for %s: %w", d.Name, err)
	}
	if err := s.prepare(d); err != nil {
		s.close()
		return nil, fmt.Errorf("watch %s: %w", d.Name, err)
	}
	return s, nil
}

func (s *socket) prepare(d Device) error {
	if d.TCPPort != 0 {
		filter := tcpPort(d.TCPPort)
		prog := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
		if err := unix.SetsockoptSockFprog(s.fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &prog); err != nil {
			return err
		}
	}
	if err := unix.SetsockoptInt(s.fd, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, buffer); err != nil {
		// In a user namespace the machine's limit holds.
		if err := unix.SetsockoptInt(s.fd, unix.SOL_SOCKET, unix.SO_RCVBUF, buffer); err != nil {
			return err
		}
	}
	if err := unix.SetsockoptInt(s.fd, unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1); err != nil {
		return err
	}
	if err := unix.SetsockoptInt(s.fd, unix.SOL_PACKET, unix.PACKET_AUXDATA, 1); err != nil {
		return err
	}
	return unix.Bind(s.fd, &unix.SockaddrLinklayer{Protocol: networkOrder(unix.ETH_P_ALL), Ifindex: d.Index})
}

func networkOrder(v uint16) uint16 {
	var b [2]byte
	binary.BigEndian.PutUint16(b[:], v)
	return binary.NativeEndian.Uint16(b[:])
}

func (s *socket) close() {
	if s.fd >= 0 {
		unix.Close(s.fd)
		s.fd = -1
	}
}

// deviceGone reports whether the socket's device has been deleted.
func (s *socket) deviceGone() bool {
	address, err := unix.Getsockname(s.fd)
	link, ok := address.(*unix.SockaddrLinklayer)
	return err != nil || !ok || link.Ifindex <= 0
}

// read returns the next frame, which is good until the next call; ok is false
// when there is none now.
func (s *socket) read(frame, control []byte) (p Packet, ok bool, err error) {
	for {
		n, controlLen, flags, from, err := unix.Recvmsg(s.fd, frame[vlanTag:], control, unix.MSG_TRUNC)
		switch err {
		case nil:
		case unix.EAGAIN:
			return p, false, nil
		case unix.EINTR:
			continue
		default:
			return p, false, err
		}
		link, _ := from.(*unix.SockaddrLinklayer)
		outgoing := link != nil && link.Pkttype == unix.PACKET_OUTGOING
		if s.once && outgoing {
			continue
		}
		p = Packet{Interface: s.index, Outgoing: outgoing, Length: n, Data: frame[vlanTag : vlanTag+min(n, len(frame)-vlanTag)]}
		if flags&unix.MSG_CTRUNC == 0 {
			p.control(frame, control[:controlLen])
		}
		if p.Time.IsZero() {
			p.Time = time.Now()
		}
		s.counted.Received++
		return p, true, nil
	}
}

// vlanTag is the length of an 802.1Q tag, for which a frame's buffer has room
// before the frame.
const vlanTag = 4

// control reads what the kernel says of a frame: when it came, and the VLAN tag
// that it has taken out, which goes back in.
func (p *Packet) control(frame, control []byte) {
	messages, err := unix.ParseSocketControlMessage(control)
	if err != nil {
		return
	}
	for _, m := range messages {
		switch {
		case m.Header.Level == unix.SOL_SOCKET && m.Header.Type == unix.SCM_TIMESTAMPNS && len(m.Data) >= int(unsafe.Sizeof(unix.Timespec{})):
			t := *(*unix.Timespec)(unsafe.Pointer(&m.Data[0]))
			p.Time = time.Unix(t.Unix())
		case m.Header.Level == unix.SOL_PACKET && m.Header.Type == unix.PACKET_AUXDATA && len(m.Data) >= int(unsafe.Sizeof(unix.TpacketAuxdata{})):
			aux := *(*unix.TpacketAuxdata)(unsafe.Pointer(&m.Data[0]))
			if aux.Status&unix.TP_STATUS_VLAN_VALID == 0 || len(p.Data) < 12 {
				continue
			}
			tpid := uint16(unix.ETH_P_8021Q)
			if aux.Status&unix.TP_STATUS_VLAN_TPID_VALID != 0 {
				tpid = aux.Vlan_tpid
			}
			copy(frame, frame[vlanTag:vlanTag+12]) // the addresses, towards the front
			binary.BigEndian.PutUint16(frame[12:], tpid)
			binary.BigEndian.PutUint16(frame[14:], aux.Vlan_tci)
			p.Data, p.Length = frame[:vlanTag+len(p.Data)], p.Length+vlanTag
		}
	}
}

// statistics returns the counts so far.
func (s *socket) statistics() Statistics {
	if s.fd >= 0 {
		if st, err := unix.GetsockoptTpacketStats(s.fd, unix.SOL_PACKET, unix.PACKET_STATISTICS); err == nil {
			s.counted.Dropped += uint64(st.Drops) // the kernel counts from zero again
		}
	}
	return s.counted
}

// tcpPort returns a classic BPF program that lets TCP segments over IPv4 from or
// to a port through.
func tcpPort(port uint16) []unix.SockFilter {
	const (
		loadHalf, loadByte  = unix.BPF_LD | unix.BPF_H | unix.BPF_ABS, unix.BPF_LD | unix.BPF_B | unix.BPF_ABS
		loadHalfX           = unix.BPF_LD | unix.BPF_H | unix.BPF_IND
		headerLen           = unix.BPF_LDX | unix.BPF_B | unix.BPF_MSH
		equal, anySet, give = unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, unix.BPF_JMP | unix.BPF_JSET | unix.BPF_K, unix.BPF_RET | unix.BPF_K
	)
	return []unix.SockFilter{
		{Code: loadHalf, K: 12},
		{Code: equal, K: unix.ETH_P_IP, Jf: 9},
		{Code: loadByte, K: 14 + 9},
		{Code: equal, K: unix.IPPROTO_TCP, Jf: 7},
		{Code: loadHalf, K: 14 + 6},
		{Code: anySet, K: 0x1fff, Jt: 5}, // a later fragment
		{Code: headerLen, K: 14},
		{Code: loadHalfX, K: 14},
		{Code: equal, K: uint32(port), Jt: 3},
		{Code: loadHalfX, K: 14 + 2},
		{Code: equal, K: uint32(port), Jt: 1},
		{Code: give, K: 0},
		{Code: give, K: 0xffffffff},
	}
}
