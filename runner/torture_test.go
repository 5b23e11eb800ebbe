package runner_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/trema-ns/trema-ns/controller/apps"
	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/netns/netnstest"
	"github.com/trema-ns/trema-ns/runner"
	"github.com/trema-ns/trema-ns/runner/runnertest"
	"golang.org/x/sys/unix"
)

// The tests here kill a lab's process by SIGKILL wherever it can be, and demand
// that the next command brings the machine back to exactly what it was. The
// process is this test program again, playing the victim.

const (
	roleVar  = "TREMA_NS_TEST_VICTIM"  // what the victim does
	killVar  = "TREMA_NS_TEST_KILL_AT" // at which report of progress it kills itself; 0: never
	runVar   = "TREMA_NS_TEST_RUN"     // its run directory
	killsVar = "TREMA_NS_TEST_KILLS"   // how many kills there are; 0: a few
)

func TestMain(m *testing.M) {
	if role := os.Getenv(roleVar); role != "" {
		os.Exit(victim(role))
	}
	netnstest.Main(m)
}

// The network of the victim has one of everything, and its change removes, adds
// and alters one of each.
const (
	tortured = `
vswitch("s") { dpid 1 }
vswitch("a switch with a long name") { dpid 2 }
netns("a") { ip "10.0.0.1/24" }
netns("b") { ip "10.0.0.2/24"; route net: "0.0.0.0", gateway: "10.0.0.1" }
vhost("c") { ip "10.0.0.3/24" }
netns("d") { pid %d }
link "s", "a"
link "s", "a switch with a long name", mtu: 1400
link "a switch with a long name", "b"
link "b", "c"
link "c", "d"
link "s", "mine"
`
	changed = `
vswitch("s") { dpid 1 }
vswitch("t") { dpid 3 }
netns("a") { ip "10.0.0.10/24" }
vhost("c") { ip "10.0.0.3/24" }
netns("e") { ip "fd00::1/64" }
link "s", "a"
link "s", "t", mtu: 1400
link "t", "e"
link "e", "c"
`
)

func load(name, src string) (*dsl.Network, error) {
	n, report := dsl.LoadBytes(name, []byte(src))
	if n == nil {
		return nil, report.Diagnostics[0]
	}
	return n, nil
}

// victim does what role says and kills itself on its way. It prints how many
// reports of progress it has had, if it survives.
func victim(role string) int {
	if err := play(role); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func play(role string) error {
	killAt, err := strconv.Atoi(os.Getenv(killVar))
	if err != nil {
		return err
	}
	var reports atomic.Int64
	ctx := context.Background()
	dying := runner.WithProgress(ctx, func(p runner.Phase, done, total int) error {
		if reports.Add(1) == int64(killAt) {
			fmt.Printf("killed: %s %d/%d\n", p, done, total)
			unix.Kill(os.Getpid(), unix.SIGKILL)
			select {}
		}
		return nil
	})
	at := func(wanted string) context.Context {
		if role == wanted {
			return dying
		}
		return ctx
	}
	dir := runner.Dir(os.Getenv(runVar))
	if role == "killall" {
		err := dir.KillAll(dying)
		fmt.Println("reports", reports.Load())
		return err
	}
	pid, err := strconv.Atoi(os.Args[len(os.Args)-1])
	if err != nil {
		return err
	}
	network, err := load("lab.conf", fmt.Sprintf(tortured, pid))
	if err != nil {
		return err
	}
	config := runner.Config{Dir: dir, Network: network, Options: runner.Options{Lab: "lab"}, Timeout: 20 * time.Second, Log: slog.New(slog.DiscardHandler)}
	if app, ok := apps.Find("learning-switch"); ok {
		config.App = &app
	}
	lab, err := runner.Up(at("up"), config)
	if err != nil {
		return err
	}
	if role == "stay" {
		fmt.Println("up")
		unix.Kill(os.Getpid(), unix.SIGKILL)
	}
	if role == "apply" {
		if config.Network, err = load("lab.conf", changed); err != nil {
			return err
		}
		planned, err := config.Plan(ctx)
		if err != nil {
			return err
		}
		if err := lab.Apply(dying, runner.Request{Revision: planned.Lab.Revision, Plan: planned.Plan, OVS: planned.OVS}); err != nil {
			return err
		}
	}
	if err := lab.Down(at("down")); err != nil {
		return err
	}
	fmt.Println("reports", reports.Load())
	return nil
}

// torturer kills victims.
type torturer struct {
	t       *testing.T
	dir     runner.Dir
	process int // whose namespace is adopted
	before  string
}

func newTorturer(t *testing.T) *torturer {
	t.Helper()
	netnstest.Require(t)
	tt := &torturer{t: t, dir: runner.Dir("/run/torture")}
	sh := func(script string) {
		t.Helper()
		if out, err := exec.Command("sh", "-ec", script).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	// What is the user's, and must be so afterwards.
	sh(`ip netns add theirs; ip link add mine type veth peer name other; ip link set other netns theirs up`)
	t.Cleanup(func() { sh(`ip link delete mine; ip netns delete theirs; umount /run/netns; rmdir /run/netns`) })
	// Pdeathsig is about the thread that starts it: it must not be one that the
	// runtime throws away.
	runtime.LockOSThread()
	t.Cleanup(runtime.UnlockOSThread)
	sleeper := exec.Command("unshare", "--net", "sleep", "infinity")
	sleeper.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := sleeper.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sleeper.Process.Kill(); sleeper.Wait() })
	tt.process = sleeper.Process.Pid
	for own, _ := os.Readlink("/proc/self/ns/net"); ; time.Sleep(time.Millisecond) {
		if theirs, err := os.Readlink(fmt.Sprintf("/proc/%d/ns/net", tt.process)); err == nil && theirs != own {
			break
		}
	}
	tt.before = tt.machine()
	return tt
}

func (tt *torturer) machine() string {
	tt.t.Helper()
	text, err := runnertest.Machine()
	if err != nil {
		tt.t.Fatal(err)
	}
	inside, err := exec.Command("nsenter", "-t", strconv.Itoa(tt.process), "-n", "ip", "-oneline", "address").CombinedOutput()
	if err != nil {
		tt.t.Fatalf("%v\n%s", err, inside)
	}
	return text + "adopted: " + string(inside)
}

// run runs a victim and returns what it printed; dead says that it was killed.
func (tt *torturer) run(role string, killAt int, after time.Duration) (out string, dead bool) {
	tt.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "/proc/self/exe", strconv.Itoa(tt.process))
	cmd.Env = append(os.Environ(), roleVar+"="+role, killVar+"="+strconv.Itoa(killAt), runVar+"="+string(tt.dir), "GORACE=atexit_sleep_ms=0")
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		tt.t.Fatal(err)
	}
	if after > 0 {
		kill := time.AfterFunc(after, func() { cmd.Process.Kill() })
		defer kill.Stop()
	}
	err := cmd.Wait()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		tt.t.Fatalf("%s hangs: %s%s", role, &stdout, &stderr)
	case errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signaled():
		return stdout.String(), true
	case err != nil:
		tt.t.Fatalf("%s: %v: %s", role, err, &stderr)
	}
	return stdout.String(), false
}

// reports returns how often progress is reported when nobody is killed.
func (tt *torturer) reports(role string) int {
	tt.t.Helper()
	if role == "killall" {
		tt.run("stay", 0, 0)
	}
	out, _ := tt.run(role, 0, 0)
	tt.unchanged(role + " without a kill")
	n, err := strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(out, "reports ")))
	if err != nil || n == 0 {
		tt.t.Fatalf("%s reports no progress: %q", role, out)
	}
	return n
}

// recover does what a user does next. Every other time that is another run.
func (tt *torturer) recover(again bool) {
	tt.t.Helper()
	if again {
		tt.run("again", 0, 0)
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	if err := tt.dir.KillAll(ctx); err != nil {
		tt.t.Errorf("killall: %v", err)
	}
}

// unchanged fails unless the machine is as it was. What the kernel still has to
// clean up, it may.
func (tt *torturer) unchanged(after string) {
	tt.t.Helper()
	var now string
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if now = tt.machine(); now == tt.before {
			return
		}
	}
	tt.t.Fatalf("after %s the machine has changed (-before +after):\n%s", after,
		cmp.Diff(strings.Split(tt.before, "\n"), strings.Split(now, "\n")))
}

// kills returns how many kills a role gets.
func kills(t *testing.T) int {
	if s := os.Getenv(killsVar); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatalf("%s: %v", killsVar, err)
		}
		return max(n/8, 1) // by role, and for each at steps and at any time
	}
	return 4
}

func TestKilled(t *testing.T) {
	for _, role := range []string{"up", "down", "killall", "apply"} {
		t.Run(role, func(t *testing.T) {
			tt := newTorturer(t)
			reports, n := tt.reports(role), kills(t)
			// Steps that are evenly spread, all of them if there are kills enough.
			for i := range min(n, reports) {
				at := 1 + (i*reports+rand.IntN(max(reports/n, 1)))/n
				tt.kill(role, min(at, reports), 0, i%2 == 1)
			}
			for i := range n {
				tt.kill(role, 0, time.Duration(rand.Int64N(int64(time.Second))), i%2 == 1)
			}
		})
	}
}

func (tt *torturer) kill(role string, at int, after time.Duration, again bool) {
	tt.t.Helper()
	if role == "killall" {
		tt.run("stay", 0, 0)
	}
	out, dead := tt.run(role, at, after)
	what := fmt.Sprintf("%s, killed at step %d (%s)", role, at, strings.TrimSpace(out))
	if at == 0 {
		what = fmt.Sprintf("%s, killed after %v: %v", role, after, dead)
	} else if !dead {
		what += ", which it did not reach"
	}
	tt.recover(again && role != "killall")
	tt.unchanged(what)
}
