package runner

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
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

// netnsNote is a file that says that /run/netns was made for a lab, and is to
// go with the last.
func (d Dir) netnsNote() string { return filepath.Join(string(d), ".netns") }

// loopbackNote is a file that says that the loopback device was brought up for
// a lab, and is to go down with the last.
func (d Dir) loopbackNote() string { return filepath.Join(string(d), ".loopback") }

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

// prepareNetns makes /run/netns ready and remembers whether that was there
// before. The note comes first: a lab that is killed between the two leaves one
// that stands for nothing, and not a directory that nobody takes away. The
// caller holds the lock.
func (d Dir) prepareNetns() error {
	_, err := os.Lstat(netns.Dir)
	missing := errors.Is(err, fs.ErrNotExist)
	if missing {
		if err := os.WriteFile(d.netnsNote(), nil, 0o644); err != nil {
			return err
		}
	}
	made, err := netns.PrepareDir()
	if missing && !made {
		// Somebody else was faster.
		err = errors.Join(err, os.Remove(d.netnsNote()))
	}
	return err
}

// prepareLoopback brings the loopback device up, without which no switch
// reaches a controller on this machine, and remembers if it was down. The
// caller holds the lock.
func (d Dir) prepareLoopback() error {
	root, err := netns.Current()
	if err != nil {
		return err
	}
	defer root.Close()
	up, err := root.LoopbackIsUp()
	if err != nil || up {
		return err
	}
	if err := os.WriteFile(d.loopbackNote(), nil, 0o644); err != nil {
		return err
	}
	return root.SetLoopback(true)
}

// releaseLoopback puts the loopback device back down.
func (d Dir) releaseLoopback() error {
	root, err := netns.Current()
	if err != nil {
		return err
	}
	defer root.Close()
	return root.SetLoopback(false)
}

// release takes away what the labs shared when the last of them is gone. The
// caller holds the lock.
func (d Dir) release(ctx context.Context) error {
	labs, err := d.Records()
	if err != nil || len(labs) > 0 {
		return err
	}
	errs := []error{d.OVS().Stop(ctx)}
	if _, err := os.Stat(d.netnsNote()); err == nil {
		errs = append(errs, netns.ReleaseDir(), os.Remove(d.netnsNote()))
	}
	if _, err := os.Stat(d.loopbackNote()); err == nil {
		errs = append(errs, d.releaseLoopback(), os.Remove(d.loopbackNote()))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	if err := d.forgetUnwritten(); err != nil {
		return err
	}
	os.Remove(filepath.Join(string(d), ".lock"))
	os.Remove(string(d)) // stays if the user keeps something there
	return netns.UncoverRun()
}

// forgetUnwritten removes what is left of records that were never finished:
// their labs were killed before they had made anything. The caller holds the
// lock, so nobody is writing one.
func (d Dir) forgetUnwritten() error {
	files, err := filepath.Glob(d.unfinished("*"))
	if err != nil {
		return err
	}
	for _, f := range files {
		lab := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(f), "."), unfinishedSuffix)
		_ = unix.Rmdir(d.lab(lab)) // stays if there is anything in it
		if err := os.Remove(f); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
