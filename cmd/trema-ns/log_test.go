package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestLogFileHasTheFormOfRubysLogger(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	l, err := newLogger(path, false, "info", false)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	log := l.slog()
	log.Debug("not to be seen")
	log.Info("LearningSwitch started.")
	log.With("dpid", "0xabc").WithGroup("port").Warn("gone", "number", 3, "name", "a b")
	log.Log(t.Context(), slog.LevelError+8, "whatever")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`^I, \[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6} #\d+\]  INFO -- : LearningSwitch started\.$`,
		`^W, \[.*\]  WARN -- : gone dpid=0xabc port\.number=3 port\.name="a b"$`,
		`^A, \[.*\]   ANY -- : whatever$`,
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	if len(lines) != len(want) {
		t.Fatalf("log:\n%s", b)
	}
	for i, line := range lines {
		if !regexp.MustCompile(want[i]).MatchString(line) {
			t.Errorf("line %q, want %s", line, want[i])
		}
	}
}

func TestNoFileBeforeSomethingIsLogged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	l, err := newLogger(path, false, "warn", false)
	if err != nil {
		t.Fatal(err)
	}
	l.slog().Info("too low")
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("there is a log file")
	}
}

func TestLogLevels(t *testing.T) {
	if _, err := newLogger("", false, "hoge", false); err == nil || err.Error() != "Invalid log level: hoge" {
		t.Errorf("error: %v", err)
	}
	l, err := newLogger("", false, "fatal", true)
	if err != nil || l.level != slog.LevelDebug {
		t.Errorf("--verbose: level %v, %v", l.level, err)
	}
}
