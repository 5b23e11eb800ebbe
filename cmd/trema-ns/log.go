package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// logger writes a controller's log as Trema does: bare lines on standard output
// in the foreground, and to a file in the form of Ruby's Logger,
//
//	I, [2016-02-17T10:00:00.123456 #4242]  INFO -- : text
type logger struct {
	path    string
	console bool
	level   slog.Level
	printed func(n int, err error) // told what became of each line on the console; may be nil

	mu   sync.Mutex
	file *os.File // nil until something is logged: before, its folder does not exist
}

// levels are Trema's, least grave first; fatal and unknown have no name in slog.
var levels = []struct {
	name  string
	level slog.Level
	label string // in the file; its first letter opens the line
}{
	{"debug", slog.LevelDebug, "DEBUG"},
	{"info", slog.LevelInfo, "INFO"},
	{"notice", slog.LevelInfo, "INFO"}, // of Trema 0.4
	{"warn", slog.LevelWarn, "WARN"},
	{"error", slog.LevelError, "ERROR"},
	{"fatal", slog.LevelError + 4, "FATAL"},
	{"critical", slog.LevelError + 4, "FATAL"}, // of Trema 0.4
	{"unknown", slog.LevelError + 8, "ANY"},
}

func newLogger(path string, console bool, level string, verbose bool) (*logger, error) {
	if verbose {
		level = "debug"
	}
	for _, l := range levels {
		if l.name == level {
			return &logger{path: path, console: console, level: l.level}, nil
		}
	}
	return nil, fmt.Errorf("Invalid log level: %s", level)
}

func (l *logger) slog() *slog.Logger { return slog.New(&logHandler{logger: l}) }

// open returns the log file, which is appended to.
func (l *logger) open() (*os.File, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.openLocked()
}

func (l *logger) openLocked() (*os.File, error) {
	if l.file == nil {
		f, err := openLog(l.path)
		if err != nil {
			return nil, err
		}
		l.file = f
	}
	return l.file, nil
}

// Close closes the log file.
func (l *logger) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file == nil {
		return nil
	}
	return l.file.Close()
}

func (l *logger) write(at time.Time, level slog.Level, text string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.console {
		n, err := fmt.Fprintln(os.Stdout, text)
		if l.printed != nil {
			l.printed(n, err)
		}
	}
	f, err := l.openLocked()
	if err != nil {
		return err
	}
	label := levels[0].label
	for _, known := range levels {
		if level >= known.level {
			label = known.label
		}
	}
	_, err = f.WriteString(logLine(at, label, text))
	return err
}

// openLog opens a log to append to it. Where everybody may write, as in /tmp, a
// link that somebody has put there is not followed.
func openLog(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND|unix.O_NOFOLLOW, 0o644)
}

// logLine returns a line as Ruby's Logger writes it.
func logLine(at time.Time, label, text string) string {
	return fmt.Sprintf("%c, [%s #%d] %5s -- : %s\n", label[0], at.Format("2006-01-02T15:04:05.000000"), os.Getpid(), label, text)
}

// logHandler is a slog.Handler that writes to a logger; attributes follow the
// text as key=value.
type logHandler struct {
	logger *logger
	prefix string // of attribute keys, from groups
	attrs  string // of the logger, already written
}

func (h *logHandler) Enabled(_ context.Context, level slog.Level) bool {
	return level >= h.logger.level
}

func (h *logHandler) Handle(_ context.Context, r slog.Record) error {
	var s strings.Builder
	s.WriteString(r.Message)
	s.WriteString(h.attrs)
	r.Attrs(func(a slog.Attr) bool {
		h.appendAttr(&s, a)
		return true
	})
	return h.logger.write(r.Time, r.Level, s.String())
}

func (h *logHandler) appendAttr(s *strings.Builder, a slog.Attr) {
	value := a.Value.Resolve().String()
	if value == "" || strings.ContainsAny(value, " \t\n\"=") {
		value = fmt.Sprintf("%q", value)
	}
	fmt.Fprintf(s, " %s%s=%s", h.prefix, a.Key, value)
}

func (h *logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	var s strings.Builder
	s.WriteString(h.attrs)
	for _, a := range attrs {
		h.appendAttr(&s, a)
	}
	return &logHandler{logger: h.logger, prefix: h.prefix, attrs: s.String()}
}

func (h *logHandler) WithGroup(name string) slog.Handler {
	return &logHandler{logger: h.logger, prefix: h.prefix + name + ".", attrs: h.attrs}
}
