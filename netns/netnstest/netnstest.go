// Package netnstest runs tests that change the network where they can do no
// harm: in a mount namespace and a network namespace of their own, with an
// empty /run. Nothing they leave outlives them, and any number of them run
// beside each other and beside whatever the machine is doing.
package netnstest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

const (
	insideVar  = "TREMA_NS_TEST_INSIDE"
	requireVar = "TREMA_NS_TEST_PRIVILEGED" // "required": a skipped test is a failed one
)

// Main is what TestMain of a package with privileged tests calls. As root it
// starts the test program again inside namespaces of its own and passes its
// exit status on; otherwise the tests run here, and those that call [Require]
// are skipped.
func Main(m interface{ Run() int }) { os.Exit(Run(m)) }

// Run is [Main] for packages that wrap it: it returns the exit status.
func Run(m interface{ Run() int }) int {
	if os.Getenv(insideVar) != "" {
		if err := prepare(); err != nil {
			fmt.Fprintln(os.Stderr, "prepare the namespaces of the tests:", err)
			return 1
		}
		return m.Run()
	}
	if os.Geteuid() != 0 {
		return m.Run()
	}
	cmd := exec.Command("/proc/self/exe", os.Args[1:]...)
	cmd.Env = append(os.Environ(), insideVar+"=1")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	// Unshareflags, not Cloneflags: with it Go makes the mounts private first.
	// Pdeathsig: a killed `go test` takes the inside with it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: unix.CLONE_NEWNS | unix.CLONE_NEWNET, Pdeathsig: unix.SIGKILL}
	err := cmd.Start()
	if err == nil {
		inside := namespacesOf(cmd.Process.Pid)
		err = cmd.Wait()
		endAll(inside)
	}
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		return max(exit.ExitCode(), 1)
	case errors.Is(err, unix.EPERM):
		return m.Run() // root without the right to unshare, as in many containers
	case err != nil:
		fmt.Fprintln(os.Stderr, "start the tests in namespaces of their own:", err)
		return 1
	}
	return 0
}

// namespacesOf returns the network and the mount namespace of a process, as
// links in /proc show them.
func namespacesOf(pid int) (names [2]string) {
	for i, kind := range []string{"net", "mnt"} {
		names[i], _ = os.Readlink(fmt.Sprintf("/proc/%d/ns/%s", pid, kind))
	}
	return names
}

// endAll ends what still runs in the tests' namespaces: a test that fails, or
// that is cut off by its time limit, leaves what it has started.
func endAll(inside [2]string) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return
	}
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		if has := namespacesOf(pid); has[0] != "" && has[0] == inside[0] || has[1] != "" && has[1] == inside[1] {
			_ = syscall.Kill(pid, syscall.SIGKILL) // it may have ended by itself
		}
	}
}

func prepare() error {
	if err := unix.Mount("tmpfs", "/run", "tmpfs", 0, "mode=755"); err != nil {
		return os.NewSyscallError("mount /run", err)
	}
	// /sys shows the devices of the network namespace it was mounted in.
	if err := unix.Mount("sysfs", "/sys", "sysfs", 0, ""); err != nil {
		return os.NewSyscallError("mount /sys", err)
	}
	return exec.Command("ip", "link", "set", "lo", "up").Run()
}

// Require skips the test where it cannot have namespaces of its own, or fails
// it if the environment says that none may be skipped.
func Require(t testing.TB) {
	t.Helper()
	if os.Getenv(insideVar) != "" {
		return
	}
	const why = "needs root and the right to make namespaces"
	if os.Getenv(requireVar) == "required" {
		t.Fatal(why)
	}
	t.Skip(why)
}
