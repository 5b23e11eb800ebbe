package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/runner"
	"github.com/trema-ns/trema-ns/runner/script"
)

// scriptSuffix is what the names of scripts end with.
const scriptSuffix = ".lab"

// scriptOf reads the script that --exec names; nil if it is a shell command.
func scriptOf(arg string) (*script.File, error) {
	if filepath.Ext(arg) == scriptSuffix {
		src, err := os.ReadFile(arg)
		if err != nil {
			return nil, err
		}
		return script.ReadFile(arg, src), nil
	}
	// Whoever names a text file means it to be run, and no shell would.
	if _, err := exec.LookPath(arg); err == nil {
		return nil, nil
	}
	if info, err := os.Stat(arg); err == nil && info.Mode().IsRegular() && info.Mode()&0o111 == 0 {
		return nil, fmt.Errorf("--exec %s: scripts of trema-ns are called *%s, and a shell does not run a file that is not executable; to have one run it: --exec 'sh %s'", arg, scriptSuffix, arg)
	}
	return nil, nil
}

// checkScript finds the mistakes of a script before its lab is made.
func checkScript(f *script.File, config runner.Config) diag.List {
	if config.Network == nil || f.Has("apply") {
		return nil // the hosts are not known yet
	}
	names := script.Names{Commands: commandNames()}
	for _, h := range config.Network.Hosts {
		names.Hosts = append(names.Hosts, h.Name)
	}
	for _, sw := range config.Network.Switches {
		names.Switches = append(names.Switches, sw.Name)
	}
	return f.Check(names)
}

// execute does what --exec says on a lab that is ready, and returns its status.
func execute(ctx context.Context, lab *runner.Lab, dir runner.Dir, command string, f *script.File) error {
	if f == nil {
		return execCommand(ctx, lab, command)
	}
	// The script ends with the lab.
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() { cancel(endOf(lab.Wait())) }()
	err := runScript(ctx, newSession(dir, lab.Name(), false), f)
	if errors.Is(err, context.Canceled) {
		return exitStatus(128 + int(syscall.SIGINT)) // as a shell has it
	}
	return err
}

// errTakenDown is the end of a lab that --exec is not through with.
var errTakenDown = errors.New("the lab was taken down while the command ran")

func endOf(err error) error {
	if err == nil {
		return errTakenDown
	}
	return err
}

// execCommand runs a shell command and returns its status as an exitStatus. It
// is ended when the lab is.
func execCommand(ctx context.Context, lab *runner.Lab, command string) error {
	cmd := exec.Command("/bin/sh", "-c", command)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), labVar+"="+lab.Name())
	if err := cmd.Start(); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	ended := make(chan error, 1)
	go func() { ended <- lab.Wait() }()
	select {
	case err := <-done:
		return statusOf(err)
	case err := <-ended:
		cmd.Process.Signal(syscall.SIGTERM)
		force := time.AfterFunc(5*time.Second, func() { cmd.Process.Kill() })
		defer force.Stop()
		status := statusOf(<-done)
		if err == nil && ctx.Err() != nil {
			return status // Ctrl-C reached the command as well
		}
		return endOf(err)
	}
}

// statusOf is what a finished command means for our own exit status; one that
// a signal has ended counts as in a shell.
func statusOf(err error) error {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return err
	}
	if ws, ok := exit.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		return exitStatus(128 + int(ws.Signal()))
	}
	return exitStatus(exit.ExitCode())
}
