package netns

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// Dir is where named namespaces are mounted, shared with ip-netns(8).
const Dir = "/run/netns"

// PrepareDir makes [Dir] ready for named namespaces and reports whether it had
// to be made. It is a mount of its own that shares its events with other mount
// namespaces, as ip-netns(8) sets it up: were it not, that command would mount
// it over itself later and keep a hidden copy of every namespace alive.
func PrepareDir() (made bool, err error) {
	switch err := os.Mkdir(Dir, 0o755); {
	case err == nil:
		made = true
	case !errors.Is(err, fs.ErrExist):
		return false, err
	}
	for tries := 0; ; tries++ {
		err := unix.Mount("", Dir, "none", unix.MS_SHARED|unix.MS_REC, "")
		if err == nil {
			return made, nil
		}
		if err != unix.EINVAL || tries > 0 {
			return made, os.NewSyscallError("mount --make-shared "+Dir, err)
		}
		// EINVAL: not a mount point yet.
		if err := unix.Mount(Dir, Dir, "none", unix.MS_BIND|unix.MS_REC, ""); err != nil {
			return made, os.NewSyscallError("mount --bind "+Dir, err)
		}
	}
}

// ReleaseDir takes back what [PrepareDir] made, unless the directory is in use.
func ReleaseDir() error {
	entries, err := os.ReadDir(Dir)
	if err != nil || len(entries) > 0 {
		return nil
	}
	if err := unix.Unmount(Dir, 0); err != nil && err != unix.EINVAL {
		return nil // busy: somebody is in it
	}
	if err := os.Remove(Dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
