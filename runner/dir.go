package runner

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/ovs"
	"golang.org/x/sys/unix"
)

// Dir is a run directory: a folder for each lab, and what the labs share. It
// exists while there is a lab.
type Dir string

// systemDir is where root's labs are.
const systemDir Dir = "/run/trema-ns"

// DefaultDir returns the run directory of this user: $TREMA_NS_RUN, else
// /run/trema-ns for root, else one of the user's own.
func DefaultDir() Dir {
	if dir := os.Getenv("TREMA_NS_RUN"); dir != "" {
		// A lab that runs in the background has another working directory.
		if abs, err := filepath.Abs(dir); err == nil {
			dir = abs
		}
		return Dir(dir)
	}
	if os.Geteuid() == 0 {
		return systemDir
	}
	if dir := os.Getenv("XDG_RUNTIME_DIR"); dir != "" {
		return Dir(filepath.Join(dir, "trema-ns"))
	}
	return Dir(filepath.Join(os.TempDir(), "trema-ns-"+strconv.Itoa(os.Getuid())))
}

// LabDir returns the run directory that labs are in which this user can look at
// but not make: root's, unless $TREMA_NS_RUN names another.
func LabDir() Dir {
	if os.Getenv("TREMA_NS_RUN") == "" {
		return systemDir
	}
	return DefaultDir()
}

// Dirs returns the run directories whose labs this user can look at.
func Dirs() []Dir {
	own, others := DefaultDir(), LabDir()
	if own == others {
		return []Dir{own}
	}
	return []Dir{own, others}
}

// MaxDir is how long a Dir may be, in bytes, that has room for Open vSwitch's
// sockets.
const MaxDir = ovs.MaxRunDir - len("/.ovs")

// lab returns the folder of a lab.
func (d Dir) lab(name string) string { return filepath.Join(string(d), name) }

// Log returns the log file of a lab that runs in the background.
func (d Dir) Log(lab string) string { return filepath.Join(d.lab(lab), "log") }

// socket returns where a lab's API listens.
func (d Dir) socket(lab string) string { return filepath.Join(d.lab(lab), "ctl.sock") }

func (d Dir) recordFile(lab string) string { return filepath.Join(d.lab(lab), recordName) }

// unfinished returns where a lab's record is while it is written. It is outside
// of the lab's folder, so that what is left of one says whose the folder is.
func (d Dir) unfinished(lab string) string {
	return filepath.Join(string(d), "."+lab+unfinishedSuffix)
}

// privateOVS returns the folder of the Open vSwitch that the labs share where
// the machine runs none. No lab can have this name, see [LabName].
func (d Dir) privateOVS() string { return filepath.Join(string(d), ".ovs") }

// OVS returns the Open vSwitch that the labs of the directory share where the
// machine runs none, whether it runs or not.
func (d Dir) OVS() ovs.Instance { return ovs.Instance{RunDir: d.privateOVS(), Private: true} }

// make makes the directory. To a user who is root in a user namespace only,
// /run belongs to somebody else: they get one of their own.
func (d Dir) make() error {
	err := os.MkdirAll(string(d), 0o755)
	if !errors.Is(err, fs.ErrPermission) {
		return err
	}
	if p, err2 := netns.CurrentPrivilege(); err2 != nil || !p.UserNamespace || !p.SysAdmin || !p.OwnMounts {
		return errors.Join(err, err2)
	}
	if err := netns.CoverRun(); err != nil {
		return err
	}
	return os.MkdirAll(string(d), 0o755)
}

// lock keeps every other process that changes labs of this directory waiting
// until unlock is called. The directory is made if it does not exist.
func (d Dir) lock(ctx context.Context) (unlock func(), err error) {
	for {
		if err := d.make(); err != nil {
			return nil, err
		}
		path := filepath.Join(string(d), ".lock")
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
		if errors.Is(err, fs.ErrNotExist) {
			continue // the last lab has just taken the directory away
		}
		if err != nil {
			os.Remove(string(d)) // made for nothing, if nothing is in it
			return nil, err
		}
		for err = unix.EWOULDBLOCK; err == unix.EWOULDBLOCK || err == unix.EINTR; {
			if err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err == unix.EWOULDBLOCK {
				select {
				case <-time.After(5 * time.Millisecond):
				case <-ctx.Done():
					err = context.Cause(ctx)
				}
			}
		}
		if err != nil {
			f.Close()
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		// Whoever had the lock may have removed the file: then it locks nobody out.
		held, err1 := f.Stat()
		there, err2 := os.Stat(path)
		if err1 == nil && err2 == nil && os.SameFile(held, there) {
			return func() { f.Close() }, nil
		}
		f.Close()
	}
}
