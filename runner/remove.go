package runner

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/trema-ns/trema-ns/netns"
)

// remove takes the lab down and its folder away, and with the last lab what
// all shared. The caller holds the lock.
func (d Dir) remove(ctx context.Context, r *Record) error {
	if err := d.clear(ctx, r); err != nil {
		return err
	}
	end, err := begin(ctx, PhaseReleaseShared)
	if err != nil {
		return err
	}
	defer end()
	return d.release(ctx)
}

// clear takes the lab down and its folder away, and leaves the directory to
// whoever holds its lock. What could not be taken down is named by the error
// and stays on record.
func (d Dir) clear(ctx context.Context, r *Record) error {
	labs, err := d.Records()
	if err != nil {
		return err
	}
	if r.Damaged != nil {
		if r, err = d.salvage(ctx, r.Lab); err != nil {
			return err
		}
	}
	if err := r.here(); err != nil {
		return err
	}
	if err := r.takeDown(ctx, r.lastOnOVS(labs)); err != nil {
		return err
	}
	end, err := begin(ctx, PhaseForget)
	if err != nil {
		return err
	}
	defer end()
	return errors.Join(r.removeFiles(d), os.RemoveAll(d.lab(r.Lab)))
}

// lastOnOVS reports whether no other of the labs uses the same Open vSwitch, as
// far as their records tell.
func (r *Record) lastOnOVS(labs []*Record) bool {
	return !slices.ContainsFunc(labs, func(other *Record) bool {
		return other.Lab != r.Lab && (other.Damaged != nil || other.OVS != nil && r.OVS != nil && *other.OVS == *r.OVS)
	})
}

// here returns an error if the lab's devices are in another network namespace
// than this process's, and that one still exists: from here only half of the lab
// could be taken down.
func (r *Record) here() error {
	root, err := netns.Current()
	if err != nil {
		return err
	}
	defer root.Close()
	if r.Network == 0 || r.Network == root.Inode {
		return nil
	}
	inhabitants, err := findInhabitants()
	if err != nil {
		return err
	}
	pid, ok := inhabitants[r.Network]
	if !ok {
		names, err := netns.Names()
		if err != nil {
			return err
		}
		for name, inode := range names {
			if inode == r.Network {
				return fmt.Errorf("%s runs in the network namespace %s: sudo ip netns exec %s trema-ns killall %s", r.Lab, name, name, r.Lab)
			}
		}
		return nil // gone, and the lab's devices with it
	}
	return fmt.Errorf("%s is in another network namespace: sudo nsenter --target %d --net --mount trema-ns killall %s", r.Lab, pid, r.Lab)
}

// Remove takes down a lab whose process is dead.
func (d Dir) Remove(ctx context.Context, lab string) error {
	unlock, err := d.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	r, err := d.onRecord(lab)
	if err != nil {
		// Gone in the meantime, perhaps, and the directory there for the lock only.
		return errors.Join(err, d.release(ctx))
	}
	if r.Alive() {
		return fmt.Errorf("%s is running, as process %d", lab, r.Process.PID)
	}
	return d.remove(ctx, r)
}

// removeStray takes down a lab that has no record.
func (d Dir) removeStray(ctx context.Context, r *Record) error {
	unlock, err := d.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if _, err := os.Stat(d.recordFile(r.Lab)); err == nil {
		return nil // one of that name has just begun, and has seen to it
	}
	return d.remove(ctx, r)
}
