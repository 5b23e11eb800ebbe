package process

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestStopMarked starts a program that does not end when asked, with a child
// in its session that has cleared its environment and one with the environment
// in a session of its own. A stranger is started beside.
func TestStopMarked(t *testing.T) {
	variable := fmt.Sprintf("PROCESS_TEST=%d", os.Getpid())
	dir := t.TempDir()
	cmd := exec.Command("sh", "-c", `
		trap "" TERM
		env -i sh -c 'echo $$ > bare; exec sleep 60' &
		setsid sh -c 'echo $$ > away; exec sleep 60' &
		until [ -s bare ] && [ -s away ]; do sleep 0.01; done
		echo > ready
		while :; do sleep 0.05; done`)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), variable)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go cmd.Wait()
	defer cmd.Process.Kill()
	stranger, _ := start(t, "sleep", "60")
	for _, err := os.Stat(filepath.Join(dir, "ready")); err != nil; _, err = os.Stat(filepath.Join(dir, "ready")) {
		time.Sleep(time.Millisecond)
	}
	var children []ID
	for _, name := range []string{"bare", "away"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		var pid int
		fmt.Sscan(string(b), &pid)
		id, err := Find(pid)
		if err != nil {
			t.Fatal(err)
		}
		children = append(children, id)
	}
	for range 2 { // the second time there is nothing left, which is fine
		if err := StopMarked(context.Background(), variable, 50*time.Millisecond); err != nil {
			t.Fatal(err)
		}
	}
	if left, err := Marked(variable); err != nil || len(left) != 0 {
		t.Errorf("left: %v, %v", left, err)
	}
	for i, id := range children {
		if id.Alive() {
			t.Errorf("child %d lives", i)
		}
	}
	if !stranger.Alive() {
		t.Error("a stranger was hit")
	}
}
