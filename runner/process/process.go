// Package process tells processes apart and ends them. A pid alone names
// whoever has it now; a pid with its start time names one process for ever, so
// that a file written yesterday cannot make us signal a stranger.
package process

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// ID names a process: its pid and when it started, in clock ticks since boot.
// The zero ID is a process that is gone.
type ID struct {
	PID   int    `json:"pid"`
	Start uint64 `json:"start"`
}

// Self returns the ID of this process.
func Self() (ID, error) { return Find(os.Getpid()) }

// Find returns the ID of the process that has pid now.
func Find(pid int) (ID, error) {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return ID{}, err
	}
	// proc(5): the second field is a name in parentheses that may itself hold
	// blanks and parentheses; the start time is the 20th after it.
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) < 20 {
		return ID{}, fmt.Errorf("pid %d: /proc/%d/stat is not as expected", pid, pid)
	}
	// A process whose first thread has ended while others still close its files
	// looks like a zombie too; field 18 after the name counts its threads.
	if fields[0][0] == 'Z' && string(fields[17]) == "1" {
		return ID{}, fmt.Errorf("pid %d: %w", pid, os.ErrProcessDone)
	}
	start, err := strconv.ParseInt(string(fields[19]), 10, 64)
	if err != nil {
		return ID{}, fmt.Errorf("pid %d: start time: %w", pid, err)
	}
	return ID{PID: pid, Start: uint64(start - int64(bootOffset()/tick))}, nil
}

// WithArgument returns the processes that have one of args among the arguments
// of their command line and see the same files as this one.
func WithArgument(args ...string) ([]ID, error) {
	self, err := os.Readlink("/proc/self/ns/mnt")
	if err != nil {
		return nil, err
	}
	dirs, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return nil, err
	}
	var ids []ID
	for _, dir := range dirs {
		cmdline, err := os.ReadFile(dir + "/cmdline")
		if err != nil {
			continue // gone since
		}
		if !slices.ContainsFunc(strings.Split(string(cmdline), "\x00"), func(a string) bool { return slices.Contains(args, a) }) {
			continue
		}
		if mnt, err := os.Readlink(dir + "/ns/mnt"); err != nil || mnt != self {
			continue // what its arguments name is elsewhere
		}
		pid, err := strconv.Atoi(filepath.Base(dir))
		if err != nil {
			continue
		}
		if id, err := Find(pid); err == nil {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// Alive reports whether the process still runs.
func (id ID) Alive() bool {
	now, err := Find(id.PID)
	return err == nil && now == id
}

// Signal sends sig to the process. One that is gone gives [os.ErrProcessDone].
func (id ID) Signal(sig unix.Signal) error {
	fd, err := id.open()
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	if err := unix.PidfdSendSignal(fd, sig, nil, 0); err != nil {
		if errors.Is(err, unix.ESRCH) {
			err = os.ErrProcessDone
		}
		return fmt.Errorf("signal pid %d: %w", id.PID, err)
	}
	return nil
}

// Wait returns when the process has ended, or with ctx's error.
func (id ID) Wait(ctx context.Context) error {
	fd, err := id.open()
	if errors.Is(err, os.ErrProcessDone) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := unix.SetNonblock(fd, true); err != nil { // for the runtime to wait for it
		unix.Close(fd)
		return os.NewSyscallError("fcntl", err)
	}
	pidfd := os.NewFile(uintptr(fd), "pidfd")
	defer pidfd.Close()
	conn, err := pidfd.SyscallConn()
	if err != nil {
		return err
	}
	defer context.AfterFunc(ctx, func() { pidfd.SetReadDeadline(time.Now()) })()
	var pollErr error
	err = conn.Read(func(fd uintptr) (ended bool) {
		// A pidfd cannot be read: it is readable when the process has ended.
		n, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, 0)
		if err != nil && err != unix.EINTR {
			pollErr = os.NewSyscallError("poll", err)
		}
		return n > 0 || pollErr != nil
	})
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return ctx.Err()
	}
	return errors.Join(err, pollErr)
}

// Stop asks the process to end, and ends it by force after patience. One that
// is gone is no error.
func (id ID) Stop(ctx context.Context, patience time.Duration) error {
	soft, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for _, try := range []struct {
		sig unix.Signal
		ctx context.Context
	}{{unix.SIGTERM, soft}, {unix.SIGKILL, ctx}} {
		if err := id.Signal(try.sig); errors.Is(err, os.ErrProcessDone) {
			return nil
		} else if err != nil {
			return err
		}
		if err := id.Wait(try.ctx); err == nil {
			return nil
		}
	}
	return fmt.Errorf("pid %d does not end: %w", id.PID, ctx.Err())
}

// open returns a pidfd. The identity is checked after opening: from then on
// the descriptor cannot come to mean another process.
func (id ID) open() (int, error) {
	if id.PID <= 0 {
		return -1, os.ErrProcessDone
	}
	fd, err := unix.PidfdOpen(id.PID, 0)
	if err != nil {
		if errors.Is(err, unix.ESRCH) {
			err = os.ErrProcessDone
		}
		return -1, fmt.Errorf("pid %d: %w", id.PID, err)
	}
	if !id.Alive() {
		unix.Close(fd)
		return -1, fmt.Errorf("pid %d: %w", id.PID, os.ErrProcessDone)
	}
	return fd, nil
}

// Kill ends the process by force and returns when it has ended. One that is
// gone is no error.
func (id ID) Kill(ctx context.Context) error {
	if err := id.Signal(unix.SIGKILL); err != nil {
		if errors.Is(err, os.ErrProcessDone) {
			return nil
		}
		return err
	}
	return id.Wait(ctx)
}

// Command returns the command line of the process, its arguments separated by
// blanks; empty when it is gone or ending.
func (id ID) Command() string {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(id.PID) + "/cmdline")
	if err != nil || !id.Alive() {
		return ""
	}
	return string(bytes.ReplaceAll(bytes.TrimRight(b, "\x00"), []byte{0}, []byte{' '}))
}

// Name returns the first 15 bytes of the name of the process's program, which a
// process keeps to its end; empty when it is gone.
func (id ID) Name() string {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(id.PID) + "/comm")
	if err != nil || !id.Alive() {
		return ""
	}
	return strings.TrimSuffix(string(b), "\n")
}
