package netns

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/vishvananda/netlink"
	vnetns "github.com/vishvananda/netns"
	"golang.org/x/sys/unix"
)

const loopbackIndex = 1 // of lo, in every network namespace

// Namespace is an open network namespace: a file that keeps it alive and
// sockets in it, all usable from any thread.
type Namespace struct {
	Name  string // under /run/netns; empty for one that has no name
	Inode uint64 // what the kernel tells namespaces apart by

	file   *os.File
	handle *netlink.Handle
	ioctl  int // an AF_INET datagram socket, for ethtool requests
	ipv6   int // the folder of its devices' IPv6 settings, -1 if the kernel has none
}

// Current opens the calling thread's namespace, which is the machine's own
// unless the thread has been moved.
func Current() (*Namespace, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	return openHere("")
}

// Open opens the namespace called name.
func Open(name string) (*Namespace, error) {
	path, err := namePath(name)
	if err != nil {
		return nil, err
	}
	ns, err := openPath(path)
	if err != nil {
		return nil, err
	}
	ns.Name = name
	return ns, nil
}

// OpenPID opens the namespace that the process pid runs in.
func OpenPID(pid int) (*Namespace, error) {
	return openPath(pidPath(pid))
}

func pidPath(pid int) string { return "/proc/" + strconv.Itoa(pid) + "/ns/net" }

func openPath(path string) (*Namespace, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var ns *Namespace
	err = within(f, func() error {
		var err error
		ns, err = openHere("")
		return err
	})
	return ns, err
}

// openHere opens the namespace of the calling thread, which must be locked.
func openHere(name string) (_ *Namespace, err error) {
	file, err := os.Open("/proc/thread-self/ns/net")
	if err != nil {
		return nil, err
	}
	ns := &Namespace{Name: name, file: file, ioctl: -1, ipv6: -1}
	defer func() {
		if err != nil {
			ns.Close()
		}
	}()
	if ns.Inode, err = inodeOf(file); err != nil {
		return nil, err
	}
	// One family only: without one the library opens a socket for each.
	if ns.handle, err = netlink.NewHandle(unix.NETLINK_ROUTE); err != nil {
		return nil, fmt.Errorf("netlink socket: %w", err)
	}
	if ns.ioctl, err = unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0); err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	if ns.ipv6, err = openIPv6Settings(); err != nil {
		return nil, err
	}
	return ns, nil
}

// Close releases the file and the sockets. A namespace without a name, a
// process or another open file ends with it.
func (ns *Namespace) Close() {
	if ns.handle != nil {
		ns.handle.Close()
	}
	for _, fd := range []int{ns.ioctl, ns.ipv6} {
		if fd >= 0 {
			unix.Close(fd)
		}
	}
	ns.file.Close()
}

// InCurrent reports whether the process pid is in the namespace that this
// process is in. Of other users' processes only root can know.
func InCurrent(pid int) (bool, error) {
	own, err := os.Stat("/proc/thread-self/ns/net")
	if err != nil {
		return false, err
	}
	its, err := os.Stat(pidPath(pid))
	if err != nil {
		return false, err
	}
	return os.SameFile(own, its), nil
}

// Do runs fn on a thread inside ns. fn must not start goroutines that need to
// be in ns: they would run on other threads.
func (ns *Namespace) Do(fn func() error) error { return within(ns.file, fn) }

// within runs fn on a thread that is in the namespace of f. All moving of
// threads into existing namespaces happens here.
func within(f *os.File, fn func() error) error {
	result := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		home, err := vnetns.Get()
		if err != nil {
			result <- err
			return
		}
		defer home.Close()
		if err := vnetns.Set(vnetns.NsHandle(f.Fd())); err != nil {
			runtime.UnlockOSThread()
			result <- os.NewSyscallError("setns", err)
			return
		}
		err = fn()
		// A thread that cannot go home stays locked, so that the runtime throws
		// it away with this goroutine instead of running others on it.
		if vnetns.Set(home) == nil {
			runtime.UnlockOSThread()
		}
		result <- err
	}()
	return <-result
}

func inodeOf(f *os.File) (uint64, error) {
	var st unix.Stat_t
	if err := unix.Fstat(int(f.Fd()), &st); err != nil {
		return 0, os.NewSyscallError("fstat", err)
	}
	return st.Ino, nil
}

// Names returns the named namespaces of the machine and their inodes. A name
// whose namespace was never mounted, or no longer is, has inode 0.
func Names() (map[string]uint64, error) {
	entries, err := os.ReadDir(Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]uint64{}, nil
	}
	if err != nil {
		return nil, err
	}
	names := make(map[string]uint64, len(entries))
	for _, e := range entries {
		inode, err := Inode(e.Name())
		if err != nil {
			continue // gone since
		}
		names[e.Name()] = inode
	}
	return names, nil
}

// Inode returns the inode of the namespace called name, 0 if nothing is
// mounted under that name.
func Inode(name string) (uint64, error) {
	path, err := namePath(name)
	if err != nil {
		return 0, err
	}
	return inodeAt(path)
}

func inodeAt(path string) (uint64, error) {
	var st unix.Stat_t
	if err := unix.Stat(path, &st); err != nil {
		return 0, &fs.PathError{Op: "stat", Path: path, Err: err}
	}
	var sfs unix.Statfs_t
	if err := unix.Statfs(path, &sfs); err != nil {
		return 0, &fs.PathError{Op: "statfs", Path: path, Err: err}
	}
	if sfs.Type != unix.NSFS_MAGIC {
		return 0, nil
	}
	return st.Ino, nil
}

// Mark returns the mark that [Maker.Create] gave the namespace called name,
// the alias of its loopback device; empty when it has none.
func Mark(name string) (string, error) {
	ns, err := Open(name)
	if err != nil {
		return "", err
	}
	defer ns.Close()
	return ns.Mark()
}

// Mark returns the mark of an open namespace.
func (ns *Namespace) Mark() (string, error) {
	lo, err := ns.handle.LinkByIndex(loopbackIndex)
	if err != nil {
		return "", err
	}
	return lo.Attrs().Alias, nil
}

// Delete takes the name away from the namespace called name. The namespace
// ends when no process runs in it any more. A name that does not exist is no
// error.
func Delete(name string) error {
	path, err := namePath(name)
	if err != nil {
		return err
	}
	if err := unmountName(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete namespace %s: %w", name, err)
	}
	return nil
}

// Hold keeps the namespace called name alive until the file is closed.
func Hold(name string) (*os.File, error) {
	path, err := namePath(name)
	if err != nil {
		return nil, err
	}
	return os.Open(path)
}

// ValidName reports whether a namespace can be called name.
func ValidName(name string) bool {
	return name != "" && name != "." && name != ".." && len(name) <= 255 && !strings.ContainsAny(name, "/\x00")
}

func namePath(name string) (string, error) {
	if !ValidName(name) {
		return "", fmt.Errorf("%q cannot be the name of a namespace", name)
	}
	return filepath.Join(Dir, name), nil
}
