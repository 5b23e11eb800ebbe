package ovs

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/trema-ns/trema-ns/runner/process"
)

// MaxRunDir is how long the directory of a private Open vSwitch may be: the path
// of a socket in it has at most 107 bytes.
const MaxRunDir = 107 - len("/123456789012345.mgmt")

// patience is how long a private ovsdb-server may take to answer before it
// counts as hung. It takes a millisecond.
const patience = 3 * time.Second

// Start makes sure that a private Open vSwitch runs that has its database,
// sockets and logs in dir. [Instance.Stop] ends it.
//
// What is dead or hung of it is started again, on the database that is there:
// its bridges come back with it. One that cannot be used any more is replaced
// by an empty one, and whose bridges were in it uses [Client.Restore].
//
// Two callers must not do so at once; the lock is theirs to keep.
func Start(ctx context.Context, dir string) (Instance, error) {
	i := Instance{RunDir: dir, Private: true}
	if len(dir) > MaxRunDir {
		return i, fmt.Errorf("%s: the path is too long to have sockets in: at most %d bytes", dir, MaxRunDir)
	}
	if err := i.revive(ctx); err == nil || ctx.Err() != nil {
		return i, err // out of time is no reason to throw the database away
	}
	if err := i.Stop(ctx); err != nil {
		return i, err
	}
	if err := i.create(ctx); err != nil {
		return i, errors.Join(err, i.Stop(ctx))
	}
	return i, nil
}

// create starts an instance with an empty database.
func (i Instance) create(ctx context.Context) error {
	if err := os.MkdirAll(i.RunDir, 0o755); err != nil {
		return err
	}
	if err := i.run(ctx, "ovsdb-tool", "create", i.database()); err != nil {
		return err
	}
	if err := i.startServer(ctx); err != nil {
		return err
	}
	return i.startSwitchd(ctx)
}

// revive starts what does not run of an instance that has a database.
func (i Instance) revive(ctx context.Context) error {
	if _, err := os.Stat(i.database()); err != nil {
		return err
	}
	if !i.daemon(server).Alive() || !i.answers(ctx, patience) {
		if err := i.kill(ctx, server); err != nil {
			return err
		}
		if err := i.startServer(ctx); err != nil {
			return err
		}
	}
	if i.Switchd().Alive() {
		return nil
	}
	if err := i.kill(ctx, switchd); err != nil {
		return err
	}
	return i.startSwitchd(ctx)
}

func (i Instance) database() string { return filepath.Join(i.RunDir, "conf.db") }

func (i Instance) startServer(ctx context.Context) error {
	if err := i.start(ctx, server, "--remote=punix:"+i.socket(), i.database()); err != nil {
		return err
	}
	c, err := i.Dial(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	return c.addRoot(ctx)
}

func (i Instance) startSwitchd(ctx context.Context) error {
	args := []string{"unix:" + i.socket()}
	if TapDevice() != nil {
		args = append(args, withoutTaps)
	}
	return i.start(ctx, switchd, args...)
}

// Whole reports whether a private instance has all that it needs to go on:
// both its programs run, and its database and its socket are where they were.
// It asks nobody and takes microseconds.
func (i Instance) Whole() bool {
	for _, path := range []string{i.database(), i.socket()} {
		if _, err := os.Stat(path); err != nil {
			return false
		}
	}
	return i.daemon(server).Alive() && i.Switchd().Alive()
}

// Left reports whether there is anything of a private instance, be it dead.
func (i Instance) Left() bool {
	_, err := os.Stat(i.RunDir)
	return err == nil || i.Switchd().Alive() || i.daemon(server).Alive()
}

// Stop ends a private Open vSwitch, whatever state it is in, and removes its
// directory. One that does not run is no error.
func (i Instance) Stop(ctx context.Context) error {
	clear, err := i.Kill(ctx)
	return errors.Join(err, clear())
}

// Kill is Stop but for what takes long: clear does the rest. Meanwhile devices
// may be deleted, which makes both faster.
func (i Instance) Kill(ctx context.Context) (clear func() error, err error) {
	nothing := func() error { return nil }
	if !i.Private {
		return nothing, fmt.Errorf("the Open vSwitch in %s is not ours to stop", i.RunDir)
	}
	if _, err := os.Stat(i.RunDir); errors.Is(err, fs.ErrNotExist) {
		if ids, err := process.WithArgument(i.pidArgument(switchd), i.pidArgument(server)); err != nil || len(ids) == 0 {
			return nothing, err
		}
	}
	// Nobody may have marked the device yet.
	held := holdsTap(i.Switchd(), datapathDevice)
	borrowed := i.Borrow(nil)
	err = errors.Join(i.kill(ctx, switchd), i.kill(ctx, server))
	return func() error {
		borrowed.Close()
		if err != nil {
			return nil // it has been told
		}
		if err := i.deleteDatapathDevice(held); err != nil {
			return err
		}
		return os.RemoveAll(i.RunDir)
	}, err
}
