package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/trema-ns/trema-ns/netns/netnstest"
	"github.com/trema-ns/trema-ns/runner"
)

// privileged wraps the tests so that they run in namespaces of their own.
type privileged struct{ m *testing.M }

func (p privileged) Run() int { return netnstest.Run(p.m) }

func TestMain(m *testing.M) {
	testscript.Main(privileged{m}, map[string]func(){
		"trema-ns": func() {
			// As in main, but for os.Args[0], which is a path of the test's.
			os.Args[0] = "trema-ns"
			main()
		},
	})
}

// TestScripts runs the scripts under testdata/script, one after the other:
// they share the machine's network. Those whose name begins with "lab_" make
// labs and need the right to.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	networks, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			if strings.HasPrefix(filepath.Base(file), "lab_") {
				netnstest.Require(t)
				emptyMachine(t)
			}
			testscript.Run(t, testscript.Params{
				Files:               []string{file},
				RequireExplicitExec: true,
				UpdateScripts:       os.Getenv("UPDATE") != "",
				Cmds:                scriptCommands,
				Condition:           condition,
				Setup: func(env *testscript.Env) error {
					env.Vars = append(env.Vars, goEnvironment()...)
					// Nobody's home, nobody's settings, and no second's sleep at
					// the end of each program that the race detector is in.
					env.Vars = append(env.Vars, "NETWORKS="+networks, "CONTROLLERS="+filepath.Join(networks, "controllers"), "GORACE=atexit_sleep_ms=0", "NO_COLOR=1", "SHELL=/bin/sh", "TERM=dumb")
					// A script that fails does not spoil the next.
					env.Defer(func() { runner.DefaultDir().KillAll(context.Background()) })
					return nil
				},
			})
		})
	}
}

// goEnvironment has what scripts need to run go: they build with what is there,
// and the checkout is this one.
var goEnvironment = sync.OnceValue(func() []string {
	vars := []string{"GOFLAGS=-buildvcs=false", "GOPROXY=off", "GOTOOLCHAIN=local"}
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOPATH"} {
		if value, err := exec.Command("go", "env", name).Output(); err == nil {
			vars = append(vars, name+"="+strings.TrimSpace(string(value)))
		}
	}
	if dir, err := filepath.Abs("../.."); err == nil {
		vars = append(vars, "CHECKOUT="+dir)
	}
	return vars
})

// emptyMachine removes what the script before has left on purpose, such as
// namespaces of its user's. The machine is the tests' own.
func emptyMachine(t *testing.T) {
	t.Helper()
	const script = `
		ip -all netns delete
		umount -n /run/netns 2>/dev/null
		rm -rf /run/*
		for try in $(seq 500); do
			veths=$(ip -oneline link show type veth | sed 's/^[0-9]*: \([^@:]*\).*/\1/')
			[ -z "$veths" ] && exit 0
			for veth in $veths; do ip link delete "$veth" 2>/dev/null; done
			sleep 0.01
		done
		exit 1`
	if out, err := exec.Command("sh", "-c", script).CombinedOutput(); err != nil {
		t.Fatalf("the machine does not get empty: %v\n%s", err, out)
	}
}

func TestRunReturnsTheExitStatus(t *testing.T) {
	for _, test := range []struct {
		args string
		want int
	}{
		{"trema-ns version", 0},
		{"trema-ns run", exitUsage},
		{"trema-ns nonsense", exitUsage},
		{"trema-ns check no_such_file.conf", exitFailure},
	} {
		if got := run(context.Background(), strings.Fields(test.args)); got != test.want {
			t.Errorf("%s: exit status %d, want %d", test.args, got, test.want)
		}
	}
}
