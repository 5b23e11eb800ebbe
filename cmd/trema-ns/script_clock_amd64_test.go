package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"
)

func init() { scriptCommands["jumping"] = jumping }

// jumping COMMAND... runs a command for which, and for all that it starts, the
// machine's clock jumps between 1990 and 2040 at each look. Its output is
// in jumping.txt.
func jumping(ts *testscript.TestScript, neg bool, args []string) {
	var path string
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		if found, err := exec.LookPath(filepath.Join(dir, args[0])); err == nil {
			path = found
			break
		}
	}
	out, err := os.Create(ts.MkAbs("jumping.txt"))
	ts.Check(err)
	defer out.Close()
	var env []string
	for _, name := range []string{"PATH", "HOME", "NETWORKS", "NO_COLOR", "GORACE", "SHELL"} {
		env = append(env, name+"="+ts.Getenv(name))
	}
	status := make(chan syscall.WaitStatus, 1)
	failed := make(chan error, 1)
	go func() {
		// What is traced belongs to this thread, and ends before it.
		runtime.LockOSThread()
		pid, err := syscall.ForkExec(path, args, &syscall.ProcAttr{
			Dir: ts.MkAbs("."), Env: env,
			Files: []uintptr{0, out.Fd(), out.Fd()},
			Sys:   &syscall.SysProcAttr{Ptrace: true},
		})
		if err == nil {
			err = (&clockTracer{first: pid, seen: map[int]bool{}, status: status}).run()
		}
		failed <- err
	}()
	var s syscall.WaitStatus
	select {
	case s = <-status:
	case err := <-failed: // or all has ended
		ts.Check(err)
		s = <-status
	}
	ts.Logf("%s", ts.ReadFile("jumping.txt"))
	if (s.ExitStatus() != 0) != neg {
		ts.Fatalf("%s: exit status %d", strings.Join(args, " "), s.ExitStatus())
	}
}

// clockTracer changes, by ptrace(2), what programs get to know of the time of
// day.
type clockTracer struct {
	first  int // the process that began
	seen   map[int]bool
	looks  int
	status chan<- syscall.WaitStatus // of the first
}

// run returns when all that is traced has ended.
func (c *clockTracer) run() error {
	const options = unix.PTRACE_O_TRACESYSGOOD | unix.PTRACE_O_EXITKILL |
		unix.PTRACE_O_TRACECLONE | unix.PTRACE_O_TRACEFORK | unix.PTRACE_O_TRACEVFORK | unix.PTRACE_O_TRACEEXEC
	for {
		var ws syscall.WaitStatus
		tid, err := syscall.Wait4(-1, &ws, unix.WALL|unix.WNOTHREAD, nil)
		switch {
		case err == syscall.EINTR:
			continue
		case err == syscall.ECHILD:
			return nil
		case err != nil:
			return os.NewSyscallError("wait4", err)
		case !ws.Stopped():
			if tid == c.first {
				c.status <- ws
			}
			continue
		}
		signal := int(ws.StopSignal())
		known := c.seen[tid]
		c.seen[tid] = true
		switch {
		case !known && tid == c.first: // it has begun its program
			if err := syscall.PtraceSetOptions(tid, options); err != nil {
				return os.NewSyscallError("ptrace", err)
			}
			err, signal = c.withoutVDSO(tid), 0
		case ws.TrapCause() == unix.PTRACE_EVENT_EXEC:
			err, signal = c.withoutVDSO(tid), 0
		case ws.TrapCause() > 0, !known && signal == int(unix.SIGSTOP):
			signal = 0
		case signal == int(unix.SIGTRAP)|0x80:
			err, signal = c.systemCall(tid), 0
		}
		if err == nil {
			err = syscall.PtraceSyscall(tid, signal)
		}
		if err != nil && err != syscall.ESRCH { // killed meanwhile
			return fmt.Errorf("trace %d: %w", tid, err)
		}
	}
}

// withoutVDSO hides from a program that has just begun that it could look at the
// clock without a system call.
func (c *clockTracer) withoutVDSO(pid int) error {
	const sysinfoEHDR, ignore = 33, 1 // types of entries of the auxiliary vector
	var regs syscall.PtraceRegs
	if err := syscall.PtraceGetRegs(pid, &regs); err != nil {
		return err
	}
	mem, err := os.OpenFile(fmt.Sprintf("/proc/%d/mem", pid), os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer mem.Close()
	// On the stack are the number of arguments, these, the environment and the
	// vector; a 0 is after each.
	stack := make([]byte, 1<<20)
	n, _ := mem.ReadAt(stack, int64(regs.Rsp)) // to the end of the stack
	word := func(i int) uint64 {
		if 8*i+8 > n {
			return 0
		}
		return binary.NativeEndian.Uint64(stack[8*i:])
	}
	i := int(word(0)) + 2
	for word(i) != 0 {
		i++
	}
	for i++; word(i) != 0; i += 2 {
		if word(i) == sysinfoEHDR {
			_, err := mem.WriteAt(binary.NativeEndian.AppendUint64(nil, ignore), int64(regs.Rsp)+int64(8*i))
			return err
		}
	}
	return nil
}

// systemCall changes what a call for the time of day has returned.
func (c *clockTracer) systemCall(tid int) error {
	var regs syscall.PtraceRegs
	if err := syscall.PtraceGetRegs(tid, &regs); err != nil {
		return err
	}
	var result uint64 // where the seconds are
	switch {
	case regs.Rax != 0: // it has not returned yet, or failed
		return nil
	case regs.Orig_rax == unix.SYS_CLOCK_GETTIME && (regs.Rdi == unix.CLOCK_REALTIME || regs.Rdi == unix.CLOCK_REALTIME_COARSE):
		result = regs.Rsi
	case regs.Orig_rax == unix.SYS_GETTIMEOFDAY && regs.Rdi != 0:
		result = regs.Rdi
	default:
		return nil
	}
	years := []int{1990, 2040}
	c.looks++
	seconds := time.Date(years[c.looks%len(years)], 6, 1, 0, 0, c.looks, 0, time.UTC).Unix()
	_, err := syscall.PtracePokeData(tid, uintptr(result), binary.NativeEndian.AppendUint64(nil, uint64(seconds)))
	return err
}
