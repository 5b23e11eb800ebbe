package ovs

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/trema-ns/trema-ns/runner/process"
)

// The two programs that an Open vSwitch consists of.
const (
	server  = "ovsdb-server"
	switchd = "ovs-vswitchd"
)

// Switchd returns the process of the instance's ovs-vswitchd; the zero ID where
// none runs, or where no pid file tells.
func (i Instance) Switchd() process.ID { return i.daemon(switchd) }

// daemon returns the process of one of the instance's programs, as its pid file
// tells.
func (i Instance) daemon(name string) process.ID {
	b, err := os.ReadFile(i.file(name, "pid"))
	if err != nil {
		return process.ID{}
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil {
		return process.ID{}
	}
	id, err := process.Find(pid)
	if err != nil {
		return process.ID{}
	}
	// The pid may be another's by now.
	sign := name
	if i.Private {
		sign = i.pidArgument(name)
	}
	switch command := id.Command(); {
	case strings.Contains(command, sign):
		return id
	case command == "" && id.Name() == name:
		return id // it is ending: its memory is gone, its files are still open
	}
	return process.ID{}
}

func (i Instance) file(daemon, extension string) string {
	return filepath.Join(i.RunDir, daemon+"."+extension)
}

// pidArgument is what a daemon of ours is known by, also when its files are gone.
func (i Instance) pidArgument(daemon string) string { return "--pidfile=" + i.file(daemon, "pid") }

// start starts one of the programs of a private instance and returns when that
// says that it is up.
func (i Instance) start(ctx context.Context, name string, args ...string) error {
	return i.run(ctx, name, append(args,
		"--detach", "--no-chdir",
		i.pidArgument(name), "--unixctl="+i.file(name, "ctl"),
		"--log-file="+i.file(name, "log"), "--verbose=syslog:off", "--verbose=console:off")...)
}

// run runs a program of Open vSwitch that keeps its files in the instance's
// directory.
func (i Instance) run(ctx context.Context, name string, args ...string) error {
	env := []string{"OVS_RUNDIR=" + i.RunDir, "OVS_LOGDIR=" + i.RunDir, "OVS_DBDIR=" + i.RunDir}
	return runProgram(ctx, env, name, args...)
}

// kill ends one of the programs of a private instance by force, also one whose
// files somebody has deleted.
func (i Instance) kill(ctx context.Context, name string) error {
	// A caller whose time has run out still wants it gone, which takes the
	// kernel long if the program has thousands of files and nobody has borrowed
	// them.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Minute)
	defer cancel()
	ids := []process.ID{i.daemon(name)}
	if ids[0] == (process.ID{}) {
		var err error
		if ids, err = process.WithArgument(i.pidArgument(name)); err != nil {
			return err
		}
	}
	var errs []error
	for _, id := range ids {
		if err := id.Kill(ctx); err != nil {
			errs = append(errs, fmt.Errorf("stop %s: %w", name, err))
		}
	}
	return errors.Join(errs...)
}
