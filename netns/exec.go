package netns

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	vnetns "github.com/vishvananda/netns"
	"golang.org/x/sys/unix"
)

// Exec replaces this process by the program argv[0], run inside the namespace
// at path, as ip-netns(8) exec does: /sys shows the namespace's devices, and
// files under /etc/netns/NAME cover those of /etc. Where there is none for
// /etc/hosts, the file hosts covers that, if it is not empty and exists. Exec
// returns only an error.
func Exec(path, name, hosts string, argv, env []string) error {
	program, err := exec.LookPath(argv[0])
	if err != nil {
		return err
	}
	// The thread that calls execve is the one that survives it.
	runtime.LockOSThread()
	ns, err := vnetns.GetFromPath(path)
	if err != nil {
		return &fs.PathError{Op: "open", Path: path, Err: err}
	}
	if err := vnetns.Set(ns); err != nil {
		return os.NewSyscallError("setns", err)
	}
	if err := ownMounts(name, hosts); err != nil {
		return err
	}
	return os.NewSyscallError("execve", unix.Exec(program, argv, env))
}

// Path returns the file of the namespace called name, or, if that is empty, of
// the one that process pid runs in.
func Path(name string, pid int) string {
	if name == "" {
		return pidPath(pid)
	}
	return filepath.Join(Dir, name)
}

// ownMounts gives the calling thread mounts of its own, in which /sys and the
// files under /etc/netns/NAME are those of its network namespace.
func ownMounts(name, hosts string) error {
	if err := unix.Unshare(unix.CLONE_NEWNS); err != nil {
		return os.NewSyscallError("unshare", err)
	}
	// Nothing mounted from here on may be seen outside.
	if err := unix.Mount("", "/", "none", unix.MS_SLAVE|unix.MS_REC, ""); err != nil {
		return os.NewSyscallError("mount --make-rslave /", err)
	}
	// Where /sys may not be mounted, as in some containers, the old one has to do.
	_ = unix.Mount("sysfs", "/sys", "sysfs", 0, "")
	if hosts != "" {
		// First, so that the user's own covers it. A machine without an /etc/hosts
		// has nothing that could be covered.
		if err := cover("/etc/hosts", hosts); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if name == "" {
		return nil
	}
	dir := filepath.Join("/etc/netns", name)
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range entries {
		if err := cover(filepath.Join("/etc", e.Name()), filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// cover lets what is at path be the file by, in the mounts of the calling thread.
func cover(path, by string) error {
	if err := unix.Mount(by, path, "none", unix.MS_BIND, ""); err != nil {
		return &fs.PathError{Op: "mount --bind", Path: path, Err: err}
	}
	return nil
}
