package runner

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/trema-ns/trema-ns/netns"
	"golang.org/x/sys/unix"
)

// What labs share goes with the last of them: those of one run directory an Open
// vSwitch, and all of the machine the folder of named namespaces and the state of
// the loopback device. That these two were not there before, notes say, which are
// the machine's: labs of another run directory may outlive those of the one that
// wrote them.
const (
	netnsNote    = "/run/.trema-ns-netns"
	loopbackNote = "/run/.trema-ns-loopback" // and the inode of the network namespace
)

// prepareNetns makes /run/netns ready and remembers whether that was there
// before. The note comes first: a lab that is killed between the two leaves one
// that stands for nothing, and not a directory that nobody takes away.
func prepareNetns() error {
	_, err := os.Lstat(netns.Dir)
	missing := errors.Is(err, fs.ErrNotExist)
	if missing {
		if err := os.WriteFile(netnsNote, nil, 0o644); err != nil {
			return err
		}
	}
	made, err := netns.PrepareDir()
	if missing && !made && err == nil {
		err = os.Remove(netnsNote) // somebody else was faster
	}
	return err
}

// releaseNetns takes /run/netns away if it was made for a lab and nobody needs
// it. With a namespace of the user's in it, it has become the user's.
func releaseNetns() error {
	if _, err := os.Stat(netnsNote); err != nil {
		return nil
	}
	if err := netns.ReleaseDir(); err != nil {
		return err
	}
	names, err := netns.Names()
	if err != nil {
		return err
	}
	for name, inode := range names {
		if inode == 0 {
			continue
		}
		if mark, err := netns.Mark(name); err == nil && ownerOf(netns.Link{Alias: mark}) != "" {
			return nil // another lab's, which comes here some day
		}
	}
	return os.Remove(netnsNote)
}

func loopbackNoteOf(root *netns.Namespace) string {
	return loopbackNote + "-" + strconv.FormatUint(root.Inode, 10)
}

// prepareLoopback brings the loopback device up, without which no switch
// reaches a controller on this machine, and remembers if it was down.
func prepareLoopback() error {
	root, err := netns.Current()
	if err != nil {
		return err
	}
	defer root.Close()
	note := loopbackNoteOf(root)
	up, err := root.LoopbackIsUp()
	if err != nil {
		return err
	}
	if up {
		// A note may be of a namespace that is gone and had this one's inode.
		if _, err := os.Stat(note); err != nil {
			return nil
		}
		if used, err := hasLabs(root); err != nil || used {
			return err
		}
		return os.Remove(note)
	}
	if err := os.WriteFile(note, nil, 0o644); err != nil {
		return err
	}
	return root.SetLoopback(true)
}

// hasLabs reports whether there is a device of any lab.
func hasLabs(root *netns.Namespace) (bool, error) {
	links, err := root.Links()
	return slices.ContainsFunc(links, func(l netns.Link) bool { return ownerOf(l) != "" }), err
}

// releaseLoopback puts the loopback device back down if it was, unless another
// lab needs it.
func releaseLoopback() error {
	root, err := netns.Current()
	if err != nil {
		return err
	}
	defer root.Close()
	note := loopbackNoteOf(root)
	if _, err := os.Stat(note); err != nil {
		return nil
	}
	if used, err := hasLabs(root); err != nil || used {
		return err
	}
	return errors.Join(root.SetLoopback(false), os.Remove(note))
}

// release takes away what the labs shared when the last of them is gone. The
// caller holds the lock.
func (d Dir) release(ctx context.Context) error {
	labs, err := d.Records()
	if err != nil || len(labs) > 0 {
		return err
	}
	if err := errors.Join(d.OVS().Stop(ctx), releaseNetns(), releaseLoopback()); err != nil {
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
