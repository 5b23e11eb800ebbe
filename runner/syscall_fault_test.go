package runner_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestSystemCallsFail lets the kernel itself refuse, once in each thread, what a
// lab asks of it: strace(1) answers instead. Open vSwitch's daemons, which are
// traced too, meet the same.
func TestSystemCallsFail(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed")
	}
	if out, err := exec.Command(strace, "-e", "inject=getppid:error=EBUSY", "-o", "/dev/null", "true").CombinedOutput(); err != nil {
		t.Skipf("strace may not trace here: %v: %s", err, out)
	}
	tt := newTorturer(t)
	type fault struct {
		call, err string
		most      int // how many of the calls there are, more or less
	}
	all := []fault{
		{"unshare", "ENOMEM", 4}, {"unshare", "ENOSPC", 4}, {"setns", "EPERM", 4},
		{"mount", "EBUSY", 4}, {"mount", "ENOMEM", 4}, {"umount2", "EBUSY", 3},
		{"sendto", "ENOBUFS", 60}, {"sendto", "ENOMEM", 60}, {"sendmsg", "ENOBUFS", 4}, {"recvfrom", "ENOMEM", 60}, {"recvmsg", "ENOBUFS", 30},
		{"socket", "ENFILE", 12}, {"bind", "ENOMEM", 6}, {"connect", "ECONNREFUSED", 4}, {"listen", "EADDRINUSE", 2},
		{"openat", "EMFILE", 60}, {"openat", "ENOMEM", 60}, {"ioctl", "EBUSY", 20},
		{"write", "ENOSPC", 20}, {"renameat", "ENOSPC", 3}, {"mkdirat", "ENOSPC", 6}, {"unlinkat", "EBUSY", 8}, {"flock", "ENOLCK", 3},
		{"execve", "ENOMEM", 3}, {"clone", "EAGAIN", 3}, {"pidfd_open", "EMFILE", 2},
	}
	for i := range kills(t) * 4 {
		f := all[i%len(all)]
		if kills(t) <= 4 {
			f = all[rand.IntN(len(all))]
		}
		tt.refuse(strace, f.call, f.err, 1+rand.IntN(f.most))
	}
}

// refuse runs a lab whose nth call in each thread fails, and then killall.
func (tt *torturer) refuse(strace, call, fault string, nth int) {
	tt.t.Helper()
	self, err := os.Executable()
	if err != nil {
		tt.t.Fatal(err)
	}
	out, err := os.Create(filepath.Join(tt.t.TempDir(), "out"))
	if err != nil {
		tt.t.Fatal(err)
	}
	defer out.Close()
	inject := fmt.Sprintf("inject=%s:error=%s:when=%d", call, fault, nth)
	ctx, cancel := context.WithTimeout(context.Background(), 90*time.Second)
	defer cancel()
	// -D: the victim is our child, and strace stays for the daemons that it leaves.
	cmd := exec.CommandContext(ctx, strace, "-D", "-f", "--seccomp-bpf", "-o", "/dev/null", "-e", "trace="+call, "-e", inject, self, strconv.Itoa(tt.process))
	cmd.Env = append(os.Environ(), roleVar+"=again", killVar+"=0", runVar+"="+string(tt.dir), "GORACE=atexit_sleep_ms=0")
	cmd.Stdout, cmd.Stderr = out, out
	err = cmd.Run()
	text, _ := os.ReadFile(out.Name())
	what := fmt.Sprintf("%s: %v: %s", inject, err, strings.TrimSpace(string(text)))
	tt.t.Log(what)
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		tt.t.Errorf("%s: hangs", what)
	case call == "write": // Go's own runtime gives up, or what it says is lost
	case errors.As(err, &exit) && (exit.ExitCode() != 1 || len(text) == 0):
		tt.t.Errorf("%s: neither an error nor success", what)
	}
	// What a lab could not take away for lack of something stays on record.
	clean, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := tt.dir.KillAll(clean); err != nil {
		tt.t.Errorf("%s: killall: %v", what, err)
	}
	tt.unchanged(what)
}
