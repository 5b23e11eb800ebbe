package traffic

import (
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// message is struct mmsghdr of recvmmsg(2) and sendmmsg(2).
type message struct {
	header unix.Msghdr
	length uint32 // of what was received or sent
}

// batch are messages that one system call receives or sends.
type batch struct {
	messages []message
	parts    []unix.Iovec // one a message
}

func newBatch(n int) *batch {
	b := &batch{messages: make([]message, n), parts: make([]unix.Iovec, n)}
	for i := range b.messages {
		b.messages[i].header.Iov = &b.parts[i]
		b.messages[i].header.SetIovlen(1)
	}
	return b
}

// set makes data what the ith message holds.
func (b *batch) set(i int, data []byte) {
	b.parts[i].Base = &data[0]
	b.parts[i].SetLen(len(data))
}

// address makes all messages go to one address.
func (b *batch) address(to *unix.RawSockaddrLinklayer) {
	for i := range b.messages {
		b.messages[i].header.Name = (*byte)(unsafe.Pointer(to))
		b.messages[i].header.Namelen = unix.SizeofSockaddrLinklayer
	}
}

// receive fills messages without waiting and returns how many.
func (b *batch) receive(fd int) (int, error) {
	return b.call(unix.SYS_RECVMMSG, fd, len(b.messages))
}

// send sends the first n messages without waiting and returns how many were.
func (b *batch) send(fd, n int) (int, error) { return b.call(unix.SYS_SENDMMSG, fd, n) }

func (b *batch) call(number uintptr, fd, n int) (int, error) {
	done, _, errno := unix.Syscall6(number, uintptr(fd), uintptr(unsafe.Pointer(&b.messages[0])), uintptr(n), unix.MSG_DONTWAIT, 0, 0)
	runtime.KeepAlive(b)
	if errno != 0 {
		return 0, errno
	}
	return int(done), nil
}
