package netns

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// Maker makes named network namespaces, one after the other, on one thread.
//
// Creating a namespace means being in it: unshare(2) moves the calling thread.
// Going back and forth would cost two more system calls a namespace and a
// moment of danger each, so the Maker's thread never goes back. It walks from
// namespace to namespace and is thrown away at the end.
type Maker struct {
	jobs chan func()
	done chan struct{}
}

// NewMaker starts a Maker. Close ends it.
func NewMaker() *Maker {
	m := &Maker{jobs: make(chan func()), done: make(chan struct{})}
	onThread(func() {
		defer close(m.done)
		for job := range m.jobs {
			job()
		}
	})
	return m
}

// Close ends the Maker's thread. What it made stays.
func (m *Maker) Close() {
	close(m.jobs)
	<-m.done
}

// Create makes the namespace name, visible to ip-netns(8), with its loopback
// up, and returns it open. IPv6 is off for every device it will have, unless
// ipv6 is true. mark becomes the alias of its loopback device before the name
// exists, so that a namespace is never without its mark; see [Mark].
func (m *Maker) Create(name, mark string, ipv6 bool) (*Namespace, error) {
	var ns *Namespace
	var err error
	finished := make(chan struct{})
	m.jobs <- func() {
		defer close(finished)
		ns, err = create(name, mark, ipv6)
	}
	<-finished
	if err != nil {
		return nil, fmt.Errorf("create namespace %s: %w", name, err)
	}
	return ns, nil
}

// create runs on the Maker's thread and leaves it in the new namespace.
func create(name, mark string, ipv6 bool) (_ *Namespace, err error) {
	path, err := namePath(name)
	if err != nil {
		return nil, err
	}
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		return nil, os.NewSyscallError("unshare", err)
	}
	ns, err := openHere(name)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			ns.Close()
		}
	}()
	if !ipv6 {
		if err := ns.SetIPv6(false, "all", "default"); err != nil {
			return nil, err
		}
	}
	if err := setUp(ns.handle, loopbackIndex, mark); err != nil {
		return nil, fmt.Errorf("loopback: %w", err)
	}
	if err := mountName(path); err != nil {
		return nil, err
	}
	return ns, nil
}

// mountName gives the calling thread's namespace the name path, as
// ip-netns(8) does: the namespace lives as long as something is mounted from it.
func mountName(path string) error {
	f, err := os.OpenFile(path, os.O_RDONLY|os.O_CREATE|os.O_EXCL, 0)
	if err != nil {
		return err
	}
	f.Close()
	if err := unix.Mount("/proc/thread-self/ns/net", path, "none", unix.MS_BIND, ""); err != nil {
		os.Remove(path)
		return os.NewSyscallError("mount", err)
	}
	return nil
}

func unmountName(path string) error {
	inode, err := inodeAt(path)
	if err != nil {
		return err
	}
	// It may be mounted there more than once.
	for now := inode; now == inode && now != 0; {
		if err := unix.Unmount(path, unix.MNT_DETACH); err != nil {
			return os.NewSyscallError("umount", err)
		}
		if now, err = inodeAt(path); err != nil {
			return err
		}
	}
	return os.Remove(path)
}
