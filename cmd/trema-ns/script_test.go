package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner"
	"github.com/trema-ns/trema-ns/runner/runnertest"
	"golang.org/x/sys/unix"
)

// scriptCommands are what the scripts can say besides the commands that
// testscript has.
var scriptCommands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"snapshot":  snapshot,
	"unchanged": unchanged,
	"ready":     ready,
	"atleast":   atLeast,
	"tcp":       tcp,
	"slower":    slower,
	"listen":    listen,
	"hide":      hide,
	"nobody":    nobody,
	"tun":       tun,
	"own":       own,
	"network":   network,
	"soon":      soon,
	"terminal":  terminal,
}

// snapshot remembers the state of the machine for "unchanged".
func snapshot(ts *testscript.TestScript, _ bool, _ []string) {
	state, err := runnertest.Machine()
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs("snapshot"), []byte(state), 0o644))
}

// unchanged fails unless the machine is as it was when the snapshot was taken.
func unchanged(ts *testscript.TestScript, _ bool, _ []string) {
	diff, err := machineSince(ts.ReadFile("snapshot"))
	ts.Check(err)
	if diff != "" {
		ts.Fatalf("the machine has changed (-before +after):\n%s", diff)
	}
}

// machineSince returns how the machine differs from what it was before. The
// kernel takes a namespace's devices away a moment after the namespace.
func machineSince(before string) (diff string, err error) {
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		after, err := runnertest.Machine()
		if err != nil || after == before {
			return "", err
		}
		if time.Now().After(deadline) {
			return cmp.Diff(strings.Split(before, "\n"), strings.Split(after, "\n")), nil
		}
	}
}

// network FILE RUNDIR writes down the network as anyone would see it, whoever
// made it: what is in each namespace but for our marks, and what is in the Open
// vSwitch of RUNDIR.
func network(ts *testscript.TestScript, _ bool, args []string) {
	names, err := netns.Names()
	ts.Check(err)
	var sorted []string
	for name := range names {
		sorted = append(sorted, name)
	}
	slices.Sort(sorted)
	var s strings.Builder
	for _, name := range append([]string{""}, sorted...) {
		text, err := runnertest.DescribeNamespace(name)
		ts.Check(err)
		text = regexp.MustCompile(`(?m)^ *alias trema-ns(-ovs)?:.*\n| group \S+|link-netns \S+|link-netnsid \d+`).ReplaceAllString(text, "")
		// Carrier comes a moment after both ends are up.
		text = regexp.MustCompile(`NO-CARRIER,|,LOWER_UP|M-DOWN| state \S+`).ReplaceAllString(text, "")
		// Open vSwitch gives its own devices addresses by chance.
		text = regexp.MustCompile(`link/ether \S+( .*\n *tun )`).ReplaceAllString(text, "link/ether$1")
		devices := regexp.MustCompile(`(?m)^\S`).ReplaceAllString(text, "\x00$0")
		sorted := strings.Split(devices, "\x00") // by name, not in order of their making
		slices.Sort(sorted)
		fmt.Fprintf(&s, "namespace %q\n%s", name, strings.Join(sorted, ""))
		for _, what := range []string{"route show table all", "rule"} {
			args := strings.Fields(what)
			if name != "" {
				args = append([]string{"-n", name}, args...)
			}
			out, err := exec.Command("ip", args...).Output()
			ts.Check(err)
			// What IPv6 does by itself comes a moment after carrier.
			s.WriteString(regexp.MustCompile(`linkdown |(?m:^(local fe80:|fe80::/64 |multicast ff00::/8 ).*\n)`).ReplaceAllString(string(out), ""))
		}
	}
	for _, list := range []string{
		"--columns=name,datapath_type,fail_mode,protocols,other_config list Bridge",
		"--columns=target,connection_mode,max_backoff,controller_queue_size list Controller",
		"--columns=name,type,ofport,ofport_request,error list Interface",
	} {
		out, err := exec.Command("ovs-vsctl", append([]string{"--db=unix:" + args[1] + "/db.sock", "--format=csv"}, strings.Fields(list)...)...).Output()
		ts.Check(err)
		lines := strings.Split(string(out), "\n")
		slices.Sort(lines)
		s.WriteString(strings.Join(lines, "\n"))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(s.String()), 0o644))
}

// ready LAB waits until the lab runs.
func ready(ts *testscript.TestScript, _ bool, args []string) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		labs, err := runner.DefaultDir().Status(ctx)
		ts.Check(err)
		for _, l := range labs {
			if l.Lab == args[0] && l.State == runner.Running {
				return
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	ts.Fatalf("the lab %s is not ready", args[0])
}

// soon COMMAND... runs a command again and again until it succeeds, or, if the
// line begins with "!", until it fails.
func soon(ts *testscript.TestScript, neg bool, args []string) {
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if err := ts.Exec(args[0], args[1:]...); (err != nil) == neg {
			return
		}
	}
	ts.Fatalf("%s: it does not come to what is wanted", strings.Join(args, " "))
}

// atleast N REGEXP fails unless N lines of the last standard output match.
func atLeast(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	re := regexp.MustCompile(args[1])
	got := 0
	for _, line := range strings.Split(ts.ReadFile("stdout"), "\n") {
		if re.MatchString(line) {
			got++
		}
	}
	if got < want {
		ts.Fatalf("%d lines match %s, want at least %d", got, args[1], want)
	}
}

// listen PORT takes a TCP port until the script ends.
func listen(ts *testscript.TestScript, _ bool, args []string) {
	l, err := net.Listen("tcp", ":"+args[0])
	ts.Check(err)
	ts.Defer(func() { l.Close() })
}

// hide FILE makes a program as good as not installed until the script ends.
func hide(ts *testscript.TestScript, _ bool, args []string) {
	path, err := exec.LookPath(args[0])
	ts.Check(err)
	path, err = filepath.EvalSymlinks(path)
	ts.Check(err)
	ts.Check(unix.Mount("/dev/null", path, "", unix.MS_BIND, ""))
	ts.Defer(func() { unix.Unmount(path, unix.MNT_DETACH) })
}

// nobody COMMAND... runs a command as a user without rights; it must fail if
// the line begins with "!".
func nobody(ts *testscript.TestScript, neg bool, args []string) {
	path, err := exec.LookPath("/proc/self/exe")
	ts.Check(err)
	cmd := exec.Command(path, args[1:]...)
	cmd.Args[0] = args[0]
	cmd.Dir = "/"
	cmd.Env = []string{"HOME=/", "PATH=" + os.Getenv("PATH"), "NO_COLOR=1", "TREMA_NS_RUN=" + ts.Getenv("TREMA_NS_RUN")}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	ts.Logf("%s%s", stdout.String(), stderr.String())
	ts.Check(os.WriteFile(ts.MkAbs("nobody.txt"), append(stdout.Bytes(), stderr.Bytes()...), 0o644))
	if (err != nil) != neg {
		ts.Fatalf("%v: %v", args, err)
	}
}

// tun MODE makes /dev/net/tun a device with these permissions, and "tun none"
// makes it none, until the script ends.
func tun(ts *testscript.TestScript, _ bool, args []string) {
	const path = "/dev/net/tun"
	source := "/dev/null"
	if args[0] != "none" {
		mode, err := strconv.ParseUint(args[0], 8, 32)
		ts.Check(err)
		source = "/run/tun"
		ts.Check(unix.Mknod(source, unix.S_IFCHR, int(unix.Mkdev(10, 200))))
		defer os.Remove(source)
		ts.Check(os.Chmod(source, fs.FileMode(mode)))
	}
	// What "tun" has mounted before has lost its name and can be mounted on no more.
	unix.Unmount(path, unix.MNT_DETACH)
	ts.Check(unix.Mount(source, path, "", unix.MS_BIND, ""))
	ts.Defer(func() { unix.Unmount(path, unix.MNT_DETACH) })
}

// own COMMAND... runs a command as an ordinary user in a user, network and
// mount namespace of their own. Its output is in own.txt.
func own(ts *testscript.TestScript, neg bool, args []string) {
	// The program lies where only the user of the tests may look.
	dir, err := os.MkdirTemp("", "own")
	ts.Check(err)
	defer os.RemoveAll(dir)
	ts.Check(os.Chmod(dir, 0o755))
	program, err := os.ReadFile("/proc/self/exe")
	ts.Check(err)
	ts.Check(os.WriteFile(filepath.Join(dir, "trema-ns"), program, 0o755))

	cmd := exec.Command("unshare", append([]string{"-Urnm"}, args...)...)
	cmd.Dir = dir
	cmd.Env = []string{"HOME=/", "PATH=" + dir + ":" + os.Getenv("PATH"), "NETWORKS=" + ts.Getenv("NETWORKS"), "NO_COLOR=1", "SHELL=/bin/sh", "GORACE=atexit_sleep_ms=0"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	out, err := cmd.CombinedOutput()
	ts.Logf("%s", out)
	ts.Check(os.WriteFile(ts.MkAbs("own.txt"), out, 0o644))
	if (err != nil) != neg {
		ts.Fatalf("%v: %v", args, err)
	}
}
