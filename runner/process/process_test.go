package process

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func start(t *testing.T, args ...string) (ID, *exec.Cmd) {
	t.Helper()
	cmd := exec.Command(args[0], args[1:]...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go cmd.Wait()
	t.Cleanup(func() { cmd.Process.Kill() })
	id, err := Find(cmd.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	return id, cmd
}

func TestStop(t *testing.T) {
	id, _ := start(t, "sleep", "60")
	if !id.Alive() {
		t.Fatal("not alive")
	}
	if err := id.Stop(context.Background(), time.Minute); err != nil {
		t.Fatal(err)
	}
	if id.Alive() {
		t.Error("alive after Stop")
	}
	if err := id.Stop(context.Background(), time.Minute); err != nil {
		t.Errorf("stopping it again: %v", err)
	}
}

func TestStopByForce(t *testing.T) {
	id, _ := start(t, "sh", "-c", `trap "" TERM; echo; while :; do sleep 0.05; done`)
	for !strings.Contains(id.Command(), "trap") {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(100 * time.Millisecond) // for the shell to get to its trap
	if err := id.Stop(context.Background(), 10*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if id.Alive() {
		t.Error("alive after Stop")
	}
}

func TestAnotherProcessWithThePidIsLeftAlone(t *testing.T) {
	id, _ := start(t, "sleep", "60")
	other := ID{PID: id.PID, Start: id.Start + 1}
	if other.Alive() {
		t.Error("taken for alive")
	}
	if err := other.Signal(unix.SIGKILL); !errors.Is(err, os.ErrProcessDone) {
		t.Errorf("Signal: %v", err)
	}
	if err := other.Wait(context.Background()); err != nil {
		t.Errorf("Wait: %v", err)
	}
	if !id.Alive() {
		t.Error("the process was hit")
	}
}

func TestWaitHeedsItsContext(t *testing.T) {
	id, _ := start(t, "sleep", "60")
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	if err := id.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Wait: %v", err)
	}
}

func TestZeroIsGone(t *testing.T) {
	if (ID{}).Alive() {
		t.Error("alive")
	}
	if err := (ID{}).Stop(context.Background(), time.Second); err != nil {
		t.Errorf("Stop: %v", err)
	}
}

func TestSelf(t *testing.T) {
	id, err := Self()
	if err != nil || !id.Alive() || id.Command() == "" {
		t.Errorf("Self() = %+v, %v, command %q", id, err, id.Command())
	}
}

func TestAgeNeedsNoWallClock(t *testing.T) {
	self, err := Self()
	if err != nil {
		t.Fatal(err)
	}
	age := self.Age()
	if age < 0 || self.Age() < age {
		t.Errorf("age %v, and then %v", age, self.Age())
	}
	older, err := Find(os.Getppid())
	if err != nil {
		t.Fatal(err)
	}
	if older.Age() < age {
		t.Errorf("the parent is %v old, this process %v", older.Age(), age)
	}
	self.Start++
	if age := self.Age(); age != 0 {
		t.Errorf("age of a process that is not there: %v", age)
	}
}

// TestSameFromAnotherTimeNamespace asks a process whose clock counts from another
// moment than ours what it takes this one for, and how old.
func TestSameFromAnotherTimeNamespace(t *testing.T) {
	self, err := Self()
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("PROCESS_TEST_PARENT") != "" {
		parent, err := Find(os.Getppid())
		if err != nil {
			t.Fatal(err)
		}
		fmt.Printf("parent %d %d %t\n", parent.PID, parent.Start, parent.Age() >= self.Age() && parent.Age() < time.Hour)
		return
	}
	cmd := exec.Command("unshare", "--user", "--map-root-user", "--time", "--boottime", "86400", "--", os.Args[0], "-test.run", "^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), "PROCESS_TEST_PARENT=1")
	out, err := cmd.CombinedOutput()
	if err != nil && !strings.Contains(string(out), "parent") {
		t.Skipf("no time namespace to be had: %v\n%s", err, out)
	}
	if want := fmt.Sprintf("parent %d %d true\n", self.PID, self.Start); !strings.Contains(string(out), want) {
		t.Errorf("got %swant %s", out, want)
	}
}
