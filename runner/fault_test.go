package runner_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/trema-ns/trema-ns/controller/apps"
	"github.com/trema-ns/trema-ns/runner"
	"golang.org/x/sys/unix"
)

// The tests here let every step of a lab fail once, and demand that the error is
// told and that nothing is left.

// faults are what a kernel that runs out of something says.
var faults = []error{unix.ENOMEM, unix.EBUSY, unix.ENFILE}

// failing returns a context whose nth report of progress fails, and where that
// was; seen counts the reports.
func failing(n int64, fault error) (ctx context.Context, where func() string, seen *atomic.Int64) {
	seen = new(atomic.Int64)
	var place atomic.Value
	place.Store("nowhere")
	ctx = runner.WithProgress(context.Background(), func(p runner.Phase, done, total int) error {
		if seen.Add(1) != n {
			return nil
		}
		place.Store(fmt.Sprintf("%s %d/%d", p, done, total))
		return fault
	})
	return ctx, func() string { return place.Load().(string) }, seen
}

// stride is how far apart the steps are that fail: one after the other where many
// kills are asked for, else some.
func stride(t *testing.T) int64 {
	if kills(t) > 4 {
		return 1
	}
	return 4
}

func (tt *torturer) config(src string) runner.Config {
	tt.t.Helper()
	network, err := load("lab.conf", src)
	if err != nil {
		tt.t.Fatal(err)
	}
	app, ok := apps.Find("learning-switch")
	if !ok {
		tt.t.Fatal("there is no learning switch")
	}
	return runner.Config{
		Dir: tt.dir, Network: network, App: &app, Options: runner.Options{Lab: "lab"},
		Timeout: 20 * time.Second, Log: slog.New(slog.DiscardHandler),
	}
}

func TestEachStepOfUpFails(t *testing.T) {
	tt := newTorturer(t)
	config := tt.config(fmt.Sprintf(tortured, tt.process))
	told := map[string]bool{}
	for n := int64(1); ; n += stride(t) {
		fault := faults[n%int64(len(faults))]
		ctx, where, seen := failing(n, fault)
		lab, err := runner.Up(ctx, config)
		if err == nil {
			// It may have been the report of an end, which can fail nothing.
			if err := lab.Down(context.Background()); err != nil {
				t.Errorf("%s: down: %v", where(), err)
			}
		} else if !errors.Is(err, fault) || errors.As(err, new(*runner.LeftError)) {
			t.Errorf("at %s: %v, want %v alone", where(), err, fault)
		} else {
			told[strings.Fields(where())[0]] = true
		}
		tt.unchanged(fmt.Sprintf("%v at step %d, %s", fault, n, where()))
		if n > seen.Load() {
			break
		}
	}
	if len(told) < 3 {
		t.Errorf("an error came of %v alone", told)
	}
}

func TestEachStepOfApplyFails(t *testing.T) {
	tt := newTorturer(t)
	before, after := tt.config(fmt.Sprintf(tortured, tt.process)), tt.config(changed)
	failed := 0
	for n := int64(1); ; n += stride(t) {
		fault := faults[n%int64(len(faults))]
		lab, err := runner.Up(context.Background(), before)
		if err != nil {
			t.Fatal(err)
		}
		ctx, where, seen := failing(n, fault)
		apply := func(ctx context.Context) error {
			planned, err := after.Plan(context.Background())
			if err != nil {
				return err
			}
			return lab.Apply(ctx, runner.Request{Revision: planned.Lab.Revision, Plan: planned.Plan, OVS: planned.OVS})
		}
		switch err := apply(ctx); {
		case err == nil:
		case !errors.Is(err, fault):
			t.Errorf("at %s: %v, want %v", where(), err, fault)
		default:
			failed++
		}
		if err := lab.Down(context.Background()); err != nil {
			t.Errorf("%v at %s: down: %v", fault, where(), err)
		}
		tt.unchanged(fmt.Sprintf("%v at step %d, %s", fault, n, where()))
		if n > seen.Load() {
			break
		}
	}
	if failed == 0 {
		t.Error("no step of a change can fail")
	}
}

// TestFullDisk has the run directory on a disk that is full after ever more
// bytes, or files.
func TestFullDisk(t *testing.T) {
	tt := newTorturer(t)
	config := tt.config(fmt.Sprintf(tortured, tt.process))
	mount := func(options string) {
		t.Helper()
		if err := os.Mkdir(string(tt.dir), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := unix.Mount("tmpfs", string(tt.dir), "tmpfs", 0, options); err != nil {
			t.Fatal(err)
		}
	}
	var limits []string
	for inodes := 1; inodes <= 14; inodes++ { // the root is one
		limits = append(limits, fmt.Sprintf("nr_inodes=%d", inodes))
	}
	for pages := 1; pages <= 16; pages += 3 { // of 4 KiB
		limits = append(limits, fmt.Sprintf("size=%dk", 4*pages))
	}
	full := 0
	for _, limit := range limits {
		mount(limit)
		lab, err := runner.Up(context.Background(), config)
		if err == nil {
			err = lab.Down(context.Background())
			if err != nil {
				t.Errorf("%s: down: %v", limit, err)
			}
		} else {
			full++
			if errors.As(err, new(*runner.LeftError)) {
				t.Errorf("%s: %v", limit, err)
			}
		}
		entries, err := os.ReadDir(string(tt.dir))
		if err != nil || len(entries) > 0 {
			t.Errorf("%s: the run directory has %v, %v", limit, entries, err)
		}
		if err := unix.Unmount(string(tt.dir), 0); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(string(tt.dir)); err != nil {
			t.Fatal(err)
		}
		tt.unchanged("a run on a disk of " + limit)
	}
	if full < 10 {
		t.Errorf("of %d disks %d were too small", len(limits), full)
	}
}

// TestFewDescriptors starts labs that may open ever more files at once.
func TestFewDescriptors(t *testing.T) {
	tt := newTorturer(t)
	told := 0
	for limit := 8; limit <= 64; limit += 4 {
		out, err := tt.limited(limit)
		if err == nil {
			continue
		}
		told++
		// With very few, Go itself gives up.
		if !strings.Contains(out, "too many open files") && !strings.Contains(out, "ulimit -n") && limit > 12 {
			t.Errorf("with %d files: %v: %s", limit, err, out)
		}
		// What could not be taken down for lack of files stays on record.
		if err := tt.dir.KillAll(context.Background()); err != nil {
			t.Errorf("with %d files: killall: %v", limit, err)
		}
		tt.unchanged(fmt.Sprintf("a run that may open %d files: %s", limit, out))
	}
	if told == 0 {
		t.Error("no run has lacked files")
	}
}

// limited runs a victim that may have so many files open.
func (tt *torturer) limited(files int) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	script := fmt.Sprintf(`ulimit -n %d; exec "$@"`, files)
	cmd := exec.CommandContext(ctx, "sh", "-c", script, "sh", "/proc/self/exe", fmt.Sprint(tt.process))
	self, err := os.Executable()
	if err != nil {
		tt.t.Fatal(err)
	}
	cmd.Args[4] = self
	cmd.Env = append(os.Environ(), roleVar+"=again", killVar+"=0", runVar+"="+string(tt.dir), "GORACE=atexit_sleep_ms=0")
	out, err := cmd.CombinedOutput()
	return string(out), err
}
