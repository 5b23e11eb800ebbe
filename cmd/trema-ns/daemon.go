package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// A Go program cannot fork. `run -d` starts itself again in a session of its
// own and waits until that process says over a pipe that its lab is ready; all
// it prints until then comes from there.

const (
	daemonVar   = "TREMA_NS_DAEMON"
	daemonFD    = 3
	daemonReply = "ready\n"
)

// isDaemon reports whether this is the process that stays.
var isDaemon = sync.OnceValue(func() bool {
	if os.Getenv(daemonVar) == "" {
		return false
	}
	os.Unsetenv(daemonVar) // what this starts is none
	// Started by way of /proc/self/exe, it would be "exe" to ps and killall(1).
	// Nothing depends on it.
	_ = os.WriteFile("/proc/self/comm", []byte(filepath.Base(os.Args[0])), 0)
	// Open vSwitch's daemons must not keep the pipe open when this ends.
	unix.CloseOnExec(daemonFD)
	return true
})

// daemonize starts the process that stays and returns when that is ready, or
// with its exit status.
//
// stdin is what this process has read of its standard input, for the network
// file; nil when that is elsewhere.
func daemonize(ctx context.Context, stdin []byte) error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer r.Close()
	cmd := exec.Command("/proc/self/exe", os.Args[1:]...)
	cmd.Args[0] = os.Args[0]
	cmd.Env = append(os.Environ(), daemonVar+"=1")
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if stdin != nil {
		cmd.Stdin = bytes.NewReader(stdin)
	}
	cmd.ExtraFiles = []*os.File{w} // daemonFD
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	err = cmd.Start()
	w.Close()
	if err != nil {
		return err
	}
	said := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(r).ReadString('\n')
		said <- line
	}()
	select {
	case line := <-said:
		if line == daemonReply {
			return cmd.Process.Release()
		}
	case <-ctx.Done():
		// Ctrl-C does not reach another session.
		cmd.Process.Signal(syscall.SIGTERM)
	}
	if err := cmd.Wait(); err != nil {
		return statusOf(err)
	}
	return errors.New("the lab ended before it was ready")
}

// daemonReady cuts the staying process loose from its terminal and tells the
// waiting one to return. From here on what it prints goes to the log.
func daemonReady(log *logger) error {
	null, err := os.Open(os.DevNull)
	if err != nil {
		return err
	}
	defer null.Close()
	file, err := log.open()
	if err != nil {
		return err
	}
	for fd, f := range []*os.File{null, file, file} {
		if err := unix.Dup3(int(f.Fd()), fd, 0); err != nil {
			return os.NewSyscallError("dup3", err)
		}
	}
	if err := os.Chdir("/"); err != nil {
		return err
	}
	pipe := os.NewFile(daemonFD, "pipe")
	defer pipe.Close()
	_, err = pipe.WriteString(daemonReply)
	return err
}
