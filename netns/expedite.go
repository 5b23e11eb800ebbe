package netns

import (
	"bytes"
	"encoding/binary"
	"os"
	"sync"
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// Expedite makes whoever closes packet sockets faster, by a factor of ten to a
// hundred, until stop is called. Closing one makes the kernel wait for an RCU
// grace period, some 12 ms, and a process with a socket for each port of a
// switch closes them one after the other. But the kernel waits the expedited
// way, which takes a fraction of a millisecond, while somebody holds the lock
// that guards the network configuration (synchronize_net in net/core/dev.c).
// Expedite keeps that lock busy, with requests to delete the devices of a
// group, which take it for long enough.
//
// So group must be one that no device is in: asking for it is what takes the
// time, the longer the more devices there are.
func (ns *Namespace) Expedite(group uint32) (stop func(), err error) {
	const workers = 4 // the lock passes from one to the next and is hardly ever free
	var done atomic.Bool
	var wg sync.WaitGroup
	var fds []int
	stop = func() {
		done.Store(true)
		wg.Wait()
		for _, fd := range fds {
			unix.Close(fd)
		}
	}
	requests := groupDeletions(group, 16)
	for range workers {
		var fd int
		err := ns.Do(func() (err error) {
			fd, err = unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_ROUTE)
			return os.NewSyscallError("socket", err)
		})
		if err != nil {
			stop()
			return nil, err
		}
		fds = append(fds, fd)
		wg.Add(1)
		go func() {
			defer wg.Done()
			for !done.Load() {
				// The kernel acts on all requests before this returns. It answers
				// each that there is no such device; when nobody reads that, it
				// drops the answers.
				if err := unix.Sendto(fd, requests, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
					return
				}
			}
		}()
	}
	return stop, nil
}

// groupDeletions returns n RTM_DELLINK messages for a group (rtnetlink(7)).
func groupDeletions(group uint32, n int) []byte {
	const attribute = unix.SizeofRtAttr + 4
	message := make([]byte, unix.SizeofNlMsghdr+unix.SizeofIfInfomsg+attribute)
	binary.NativeEndian.PutUint32(message, uint32(len(message)))
	binary.NativeEndian.PutUint16(message[4:], unix.RTM_DELLINK)
	binary.NativeEndian.PutUint16(message[6:], unix.NLM_F_REQUEST)
	attr := message[unix.SizeofNlMsghdr+unix.SizeofIfInfomsg:]
	binary.NativeEndian.PutUint16(attr, attribute)
	binary.NativeEndian.PutUint16(attr[2:], unix.IFLA_GROUP)
	binary.NativeEndian.PutUint32(attr[4:], group)
	return bytes.Repeat(message, n)
}
