package ovs

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/process"
	"golang.org/x/sys/unix"
)

// On the userspace datapath ovs-vswitchd has a packet socket, or a tap device,
// open for each port. To close one takes the kernel an RCU grace period, 10 to
// 20 ms, and ovs-vswitchd closes one after the other, also when it is killed: a
// lab of 200 ports would be three seconds dying.
//
// Whoever closes a file last has to wait. So before the ports go we take a
// second reference to each of these files, and close them ourselves when
// ovs-vswitchd has: many at once, which share their grace periods.

// Borrowed are files of ovs-vswitchd's.
type Borrowed []int

// maxClosers is how many threads close files at once.
const maxClosers = 256

// Borrow takes references to the files that ovs-vswitchd has open for devices;
// nil: for all of its devices. What it may not have, for want of privilege or in
// an old kernel, it leaves out: then things take longer.
func (i Instance) Borrow(devices []netns.Link) Borrowed {
	id := i.Switchd()
	pidfd, err := unix.PidfdOpen(id.PID, 0)
	if err != nil {
		return nil
	}
	defer unix.Close(pidfd)
	if !id.Alive() {
		return nil // the number may be another's by now
	}
	var b Borrowed
	for _, f := range openFiles(id) {
		if !f.tap() && !strings.HasPrefix(f.target, "socket:") {
			continue
		}
		if f.tap() && devices != nil && !slices.ContainsFunc(devices, func(l netns.Link) bool { return l.Name == f.device() }) {
			continue
		}
		fd, err := unix.PidfdGetfd(pidfd, f.number, 0)
		if err != nil {
			break // none of the others either
		}
		if !f.tap() && !packetSocket(fd, devices) {
			unix.Close(fd)
			continue
		}
		b = append(b, fd)
	}
	return b
}

// Close gives the files back. It returns when the last of them is closed.
func (b Borrowed) Close() {
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(len(b), maxClosers) {
		wg.Go(func() {
			for fd := range next {
				unix.Close(fd)
			}
		})
	}
	for _, fd := range b {
		next <- fd
	}
	close(next)
	wg.Wait()
}

// packetSocket reports whether fd is a packet socket (packet(7)) on one of the
// devices; nil: on any.
func packetSocket(fd int, devices []netns.Link) bool {
	domain, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_DOMAIN)
	if err != nil || domain != unix.AF_PACKET {
		return false
	}
	addr, err := unix.Getsockname(fd)
	if err != nil {
		return false
	}
	ll, ok := addr.(*unix.SockaddrLinklayer)
	return ok && (devices == nil || slices.ContainsFunc(devices, func(l netns.Link) bool { return l.Index == ll.Ifindex }))
}

// openFile is a file that a process has open.
type openFile struct {
	dir    string // /proc/PID
	number int
	target string // what its link says
}

// openFiles returns the files that a process has open, in the order in which it
// has them, as far as this user may know.
func openFiles(id process.ID) []openFile {
	dir := filepath.Join("/proc", strconv.Itoa(id.PID))
	entries, err := os.ReadDir(filepath.Join(dir, "fd"))
	if err != nil {
		return nil
	}
	var files []openFile
	for _, e := range entries {
		number, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		if target, err := os.Readlink(filepath.Join(dir, "fd", e.Name())); err == nil {
			files = append(files, openFile{dir, number, target})
		}
	}
	slices.SortFunc(files, func(a, b openFile) int { return a.number - b.number })
	return files
}

func (f openFile) tap() bool { return f.target == "/dev/net/tun" }

// device returns the name of the tap device that the file is open on.
func (f openFile) device() string {
	info, err := os.ReadFile(filepath.Join(f.dir, "fdinfo", strconv.Itoa(f.number)))
	if err != nil {
		return ""
	}
	for _, line := range strings.Split(string(info), "\n") {
		if name, ok := strings.CutPrefix(line, "iff:"); ok {
			return strings.TrimSpace(name)
		}
	}
	return ""
}
