package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/peterh/liner"
)

// errInterrupted is Ctrl-C at the prompt.
var errInterrupted = errors.New("interrupted")

// editor takes lines from a terminal, with what people are used to at a prompt.
// The terminal is as it was whenever no line is taken.
type editor struct {
	state       *liner.State
	cooked, raw liner.ModeApplier
	history     string // the file; empty: none
}

// newEditor returns an editor that completes words by complete.
func newEditor(complete liner.WordCompleter) *editor {
	e := &editor{history: historyFile()}
	e.cooked, _ = liner.TerminalMode() // it is a terminal
	e.state = liner.NewLiner()
	e.raw, _ = liner.TerminalMode()
	e.state.SetCtrlCAborts(true)
	e.state.SetTabCompletionStyle(liner.TabPrints)
	e.state.SetWordCompleter(complete)
	if f, err := os.Open(e.history); err == nil {
		// Lines that cannot be read are not worth a word.
		_, _ = e.state.ReadHistory(f)
		f.Close()
	}
	e.cooked.ApplyMode()
	return e
}

// historyFile returns where lines are kept from one shell to the next: in the
// user's folder for what programs remember (XDG Base Directory Specification).
func historyFile() string {
	dir := os.Getenv("XDG_STATE_HOME")
	if !filepath.IsAbs(dir) {
		home, err := os.UserHomeDir()
		if err != nil || !filepath.IsAbs(home) {
			return ""
		}
		dir = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(dir, "trema-ns", "history")
}

// Line takes a line. Its error is [io.EOF] for Ctrl-D, errInterrupted for Ctrl-C,
// or the cause of ctx's end.
func (e *editor) Line(ctx context.Context, prompt string) (string, error) {
	e.raw.ApplyMode()
	defer e.cooked.ApplyMode()
	type result struct {
		line string
		err  error
	}
	taken := make(chan result, 1)
	go func() {
		line, err := e.state.Prompt(prompt)
		taken <- result{line, err}
	}()
	select {
	case r := <-taken:
		if errors.Is(r.err, liner.ErrPromptAborted) {
			return "", errInterrupted
		}
		if r.err == nil && r.line != "" {
			e.state.AppendHistory(r.line)
		}
		return r.line, r.err
	case <-ctx.Done():
		// The goroutine cannot be had back from its read. The program ends.
		return "", context.Cause(ctx)
	}
}

// Close writes the history and gives the terminal back.
func (e *editor) Close() {
	e.state.Close()
	if e.history == "" || os.MkdirAll(filepath.Dir(e.history), 0o700) != nil {
		return
	}
	f, err := os.OpenFile(e.history, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return // a history is no reason to fail
	}
	defer f.Close()
	_, _ = e.state.WriteHistory(f)
}
