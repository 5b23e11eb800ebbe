package netns

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// run is where [Dir] and everything else that ends with the machine is.
const run = "/run"

// beneath is where a /run that is covered can still be reached, and by its
// existence says that [CoverRun] has covered it.
const beneath = run + "/.beneath"

// replaced are the entries of /run that a covered one does not show: names for
// namespaces that this user cannot enter, labs that are not theirs, and an Open
// vSwitch that works in another network namespace.
var replaced = []string{filepath.Base(Dir), "trema-ns", "openvswitch"}

// CoverRun makes /run a directory that an ordinary user can write to who is
// root in a user namespace, and does so in their mount namespace only: it
// mounts a tmpfs over /run whose entries are links to those beneath. A /run
// that can be written to is left alone. [UncoverRun] takes it back.
func CoverRun() error {
	old, err := os.Open(run)
	if err != nil {
		return err
	}
	defer old.Close()
	// Of two at once the second finds the first one's cover.
	if err := unix.Flock(int(old.Fd()), unix.LOCK_EX); err != nil {
		return os.NewSyscallError("flock "+run, err)
	}
	if unix.Faccessat(unix.AT_FDCWD, run, unix.W_OK, unix.AT_EACCESS) == nil {
		return nil
	}
	entries, err := old.ReadDir(-1)
	if err != nil {
		return err
	}
	if err := unix.Mount("tmpfs", run, "tmpfs", unix.MS_NOSUID|unix.MS_NODEV, "mode=755"); err != nil {
		return os.NewSyscallError("mount "+run, err)
	}
	if err := showBeneath(old, entries); err != nil {
		return errors.Join(err, os.NewSyscallError("umount "+run, unix.Unmount(run, unix.MNT_DETACH)))
	}
	return nil
}

func showBeneath(old *os.File, entries []fs.DirEntry) error {
	if err := os.Mkdir(beneath, 0o755); err != nil {
		return err
	}
	// Mounts below /run come along: a user namespace may not part them from it.
	source := fmt.Sprintf("/proc/self/fd/%d", old.Fd())
	if err := unix.Mount(source, beneath, "", unix.MS_BIND|unix.MS_REC, ""); err != nil {
		return os.NewSyscallError("mount --rbind "+run, err)
	}
	for _, e := range entries {
		if slices.Contains(replaced, e.Name()) {
			continue
		}
		link := filepath.Join(filepath.Base(beneath), e.Name())
		if err := os.Symlink(link, filepath.Join(run, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// UncoverRun takes away what [CoverRun] has put over /run, unless something has
// been put there since. It is no error that nothing covers it.
func UncoverRun() error {
	if _, err := os.Lstat(beneath); err != nil {
		return nil
	}
	entries, err := os.ReadDir(run)
	if err != nil {
		return err
	}
	for _, e := range entries {
		path := filepath.Join(run, e.Name())
		target, _ := os.Readlink(path)
		if path != beneath && !strings.HasPrefix(target, filepath.Base(beneath)+"/") {
			return nil
		}
	}
	return os.NewSyscallError("umount "+run, unix.Unmount(run, unix.MNT_DETACH))
}
