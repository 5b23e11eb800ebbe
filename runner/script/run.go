package script

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/trema-ns/trema-ns/dsl/diag"
)

// Lab is what a script acts on.
type Lab interface {
	// Names returns the names that the lab has at the moment.
	Names(ctx context.Context) (Names, error)
	// Run runs a command and returns its exit status.
	Run(ctx context.Context, command *Statement, stdout, stderr io.Writer) (status int, err error)
	// Reaches reports whether a host gets an answer from another, or from an
	// address, in about a second.
	Reaches(ctx context.Context, from, to string) (bool, error)
	// Packets returns how many packets a host has sent or received, to or from
	// peer, a host or an address; all if that is empty.
	Packets(ctx context.Context, host string, sent bool, peer string) (int, error)
	// Flows returns the flow entries of a switch.
	Flows(ctx context.Context, name string) ([]string, error)
	// Log returns what the controller has logged, but for the first skip lines.
	Log(ctx context.Context, skip int) ([]string, error)
}

// Runner runs statements on a lab, one after the other.
type Runner struct {
	Lab            Lab
	Stdout, Stderr io.Writer // of the commands

	// Met counts the expectations that were met.
	Met int

	logged int // lines of the log when the last command began
}

// Failure is a command that has failed, or an expectation that is not met.
type Failure struct {
	Status int    // of the command; 1 for an expectation
	Text   string // what is wrong, in a line; empty when the command has said it
	Detail string // how long it was waited for; may be empty
	Diff   []byte // more, in lines; may be nil

	at *diag.Diagnostic // nil at the prompt
}

// Error says what is wrong.
func (f *Failure) Error() string {
	if f.Text == "" {
		return fmt.Sprintf("exit status %d", f.Status)
	}
	return f.Text
}

// Diagnostic returns what is wrong at its place in the script.
func (f *Failure) Diagnostic() *diag.Diagnostic { return f.at }

// Run runs a script up to the first line that fails, with a [Failure].
func (r *Runner) Run(ctx context.Context, f *File) error {
	for _, l := range f.lines {
		names, err := r.Lab.Names(ctx)
		if err != nil {
			return err
		}
		s, err := f.parse(names, l)
		if err == nil && s != nil {
			err = r.Do(ctx, s, l.block)
		}
		switch fail, ok := err.(*Failure); {
		case ok:
			fail.at = f.diagnostic(l, fail)
			fail.at.Detail = fail.Detail
			return fail
		case err != nil && ctx.Err() == nil:
			return f.diagnostic(l, err)
		case err != nil:
			return context.Cause(ctx)
		}
	}
	return nil
}

// Do runs one statement. block is the lines that belong to it, if it is an
// expectation that can have some. The error of one that fails is a [Failure].
func (r *Runner) Do(ctx context.Context, s *Statement, block []string) error {
	if s.Expect != nil {
		return r.expect(ctx, s.Expect, block)
	}
	log, err := r.Lab.Log(ctx, 0)
	if err != nil {
		return err
	}
	r.logged = len(log)
	status, err := r.Lab.Run(ctx, s, r.Stdout, r.Stderr)
	if err == nil && status != 0 {
		err = &Failure{Status: status}
	}
	return err
}

const (
	firstPause = 20 * time.Millisecond // between two looks; it grows
	lastPause  = 500 * time.Millisecond
	// leastPatience is for one look, however short a time is given.
	leastPatience = 5 * time.Second
)

// expect waits until e is met.
func (r *Runner) expect(ctx context.Context, e *Expectation, block []string) error {
	begun := time.Now()
	// A command that does not end is not to be waited for any longer either.
	limit, cancel := context.WithTimeout(ctx, max(e.Within, leastPatience)+e.For)
	defer cancel()
	var met time.Time // since when it has been; zero: it is not
	last := &unmet{text: "it cannot be told: that takes too long"}
	for pause := firstPause; ; pause = min(pause*3/2, lastPause) {
		u, err := e.condition.check(limit, r, block)
		now := time.Now()
		switch {
		case err != nil && limit.Err() != nil && ctx.Err() == nil:
			return failed(last, e, now.Sub(begun)) // in the middle of a look
		case err != nil:
			return err
		case u != nil && (u.final || now.Sub(begun) >= e.Within):
			return failed(u, e, now.Sub(begun))
		case u != nil:
			met, last = time.Time{}, u
		case met.IsZero():
			met = now
		}
		if !met.IsZero() {
			if now.Sub(met) >= e.For {
				r.Met++
				return nil
			}
			pause = min(firstPause, e.For-now.Sub(met)) // a short exception shows as well
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

func failed(u *unmet, e *Expectation, waited time.Duration) *Failure {
	f := &Failure{Status: 1, Text: u.text, Diff: u.diff}
	if !u.final {
		f.Detail = fmt.Sprintf("waited for %v", waited.Round(100*time.Millisecond))
	}
	if e.For > 0 {
		f.Detail = fmt.Sprintf("it is to stay so for %v", e.For)
	}
	return f
}
