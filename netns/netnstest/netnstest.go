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
	err := cmd.Run()
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
