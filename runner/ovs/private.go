package ovs

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/process"
)

// MaxRunDir is how long the directory of a private Open vSwitch may be: the path
// of a socket in it has at most 107 bytes.
const MaxRunDir = 107 - len("/123456789012345.mgmt")

// Start starts a private Open vSwitch with its database, sockets and logs in
// dir, or returns the one that runs there. [Instance.Stop] ends it.
//
// Two callers must not do so at once; the lock is theirs to keep.
func Start(ctx context.Context, dir string) (Instance, error) {
	i := Instance{RunDir: dir, Private: true}
	if len(dir) > MaxRunDir {
		return i, fmt.Errorf("%s: the path is too long to have sockets in: at most %d bytes", dir, MaxRunDir)
	}
	if i.running(ctx) && i.daemon("ovs-vswitchd").Alive() {
		return i, nil
	}
	// What is there is the rest of one that was killed.
	if err := i.Stop(ctx); err != nil {
		return i, err
	}
	if err := i.start(ctx); err != nil {
		return i, errors.Join(err, i.Stop(ctx))
	}
	return i, nil
}

func (i Instance) start(ctx context.Context) error {
	if err := os.MkdirAll(i.RunDir, 0o755); err != nil {
		return err
	}
	env := []string{"OVS_RUNDIR=" + i.RunDir, "OVS_LOGDIR=" + i.RunDir, "OVS_DBDIR=" + i.RunDir}
	db := filepath.Join(i.RunDir, "conf.db")
	if err := runProgram(ctx, env, "ovsdb-tool", "create", db); err != nil {
		return err
	}
	daemon := func(name string, args ...string) error {
		return runProgram(ctx, env, name, append(args,
			"--detach", "--no-chdir",
			"--pidfile="+i.file(name, "pid"), "--unixctl="+i.file(name, "ctl"),
			"--log-file="+i.file(name, "log"), "--verbose=syslog:off", "--verbose=console:off")...)
	}
	if err := daemon("ovsdb-server", "--remote=punix:"+i.socket(), db); err != nil {
		return err
	}
	c, err := i.Dial(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	// The row that everything hangs on; ovs-vsctl makes it when it is first run.
	if _, err := c.transact(ctx, operation{"op": "insert", "table": "Open_vSwitch", "row": map[string]any{}}); err != nil {
		return err
	}
	args := []string{"unix:" + i.socket()}
	if TapDevice() != nil {
		args = append(args, withoutTaps)
	}
	return daemon("ovs-vswitchd", args...)
}

func (i Instance) file(daemon, extension string) string {
	return filepath.Join(i.RunDir, daemon+"."+extension)
}

// Stop ends a private Open vSwitch and removes its directory. One that does
// not run is no error.
func (i Instance) Stop(ctx context.Context) error {
	if !i.Private {
		return fmt.Errorf("the Open vSwitch in %s is not ours to stop", i.RunDir)
	}
	if _, err := os.Stat(i.RunDir); errors.Is(err, fs.ErrNotExist) {
		return nil // it never ran: the devices that there are, are others'
	}
	for _, name := range []string{"ovs-vswitchd", "ovsdb-server"} {
		if err := i.daemon(name).Kill(ctx); err != nil {
			return fmt.Errorf("stop %s: %w", name, err)
		}
	}
	if err := deleteDatapathDevice(); err != nil {
		return err
	}
	return os.RemoveAll(i.RunDir)
}

// deleteDatapathDevice deletes the tap device that ovs-vswitchd makes for the
// userspace datapath as a whole and leaves behind.
func deleteDatapathDevice() error {
	root, err := netns.Current()
	if err != nil {
		return err
	}
	defer root.Close()
	link, err := root.Link("ovs-netdev")
	if errors.Is(err, netns.ErrNoLink) || err == nil && link.Kind != netns.KindTap {
		return nil
	}
	if err != nil {
		return err
	}
	return root.DeleteLink(link.Index)
}

// daemon returns the process of the instance's ovsdb-server or ovs-vswitchd,
// the zero ID when it does not run.
func (i Instance) daemon(name string) process.ID {
	b, err := os.ReadFile(i.file(name, "pid"))
	if errors.Is(err, fs.ErrNotExist) {
		return process.ID{}
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil {
		return process.ID{}
	}
	id, err := process.Find(pid)
	// The pid may be another's by now: ours has this directory among its arguments.
	if err != nil || !strings.Contains(id.Command(), i.file(name, "pid")) {
		return process.ID{}
	}
	return id
}
