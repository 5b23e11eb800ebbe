package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/trema-ns/trema-ns/netns/netnstest"
	"github.com/trema-ns/trema-ns/runner/runnertest"
)

// howToRun is a comment in a script that says how it is run.
var howToRun = regexp.MustCompile(`(?m)^# \$ (trema-ns run .*)$`)

// TestScenarios runs the scripts of testdata/scenarios as each of them says.
func TestScenarios(t *testing.T) {
	netnstest.Require(t)
	const dir = "../../testdata/scenarios"
	files, err := filepath.Glob(filepath.Join(dir, "*.lab"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		commands := howToRun.FindAllStringSubmatch(string(src), -1)
		if len(commands) == 0 {
			t.Errorf("%s does not say how it is run", file)
		}
		for _, c := range commands {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".lab"), func(t *testing.T) {
				if !strings.Contains(c[1], " --exec "+filepath.Base(file)) {
					t.Errorf("%s runs something else", c[1])
				}
				runScenario(t, dir, c[1])
			})
		}
	}
}

// runScenario runs a command line that is to succeed and to leave nothing.
func runScenario(t *testing.T, dir, command string) {
	t.Helper()
	emptyMachine(t)
	before, err := runnertest.Machine()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("/bin/sh", "-c", command)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "NO_COLOR=1", "GORACE=atexit_sleep_ms=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", command, err, out)
	}
	diff, err := machineSince(before)
	if err != nil {
		t.Fatal(err)
	}
	if diff != "" {
		t.Fatalf("%s: the machine has changed (-before +after):\n%s", command, diff)
	}
}

// TestScriptsPage runs the examples of docs/scripts.md.
func TestScriptsPage(t *testing.T) {
	netnstest.Require(t)
	page, err := os.ReadFile("../../docs/scripts.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	examples := regexp.MustCompile("(?ms)^```(conf|lab)\n(.*?)^```$").FindAllStringSubmatch(string(page), -1)
	if len(examples) < 2 || examples[0][1] != "conf" {
		t.Fatal("the page does not begin with a network file")
	}
	for _, e := range examples {
		if err := os.WriteFile(filepath.Join(dir, "two."+e[1]), []byte(e[2]), 0o644); err != nil {
			t.Fatal(err)
		}
		if e[1] == "lab" {
			runScenario(t, dir, "trema-ns run learning-switch -c two.conf --exec two.lab")
		}
	}
}
