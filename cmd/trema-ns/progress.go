package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/trema-ns/trema-ns/runner"
)

// watch is what is seen of a lab's progress: a line that is redrawn on a
// terminal, or one now and then elsewhere, once it takes long enough for anyone
// to wonder; and the times of the phases, for --timing.
type watch struct {
	w        io.Writer
	terminal bool
	begun    time.Time

	mu     sync.Mutex
	phases []phaseTime // in the order of their begin
	last   time.Time   // a line was written
	drawn  bool        // there is a line on the terminal to be wiped off
	quiet  bool        // nothing is to be drawn any more
}

type phaseTime struct {
	phase       runner.Phase
	begin, end  time.Time // end is zero while it lasts
	done, total int
}

// newWatch returns a watch on what is done with the returned context.
func newWatch(ctx context.Context, w io.Writer, terminal bool) (*watch, context.Context) {
	p := &watch{w: w, terminal: terminal, begun: time.Now()}
	p.last = p.begun
	return p, runner.WithProgress(ctx, func(phase runner.Phase, done, total int) error {
		p.report(phase, done, total)
		return nil
	})
}

const (
	redrawInterval = 100 * time.Millisecond
	lineInterval   = 5 * time.Second
)

func (p *watch) report(phase runner.Phase, done, total int) {
	now := time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	t := p.time(phase, now)
	t.done, t.total = done, total
	if done == total {
		t.end = now
	}
	interval := lineInterval
	if p.terminal {
		interval = redrawInterval
	}
	if p.quiet || now.Sub(p.last) < interval {
		return
	}
	p.last = now
	if p.terminal {
		fmt.Fprintf(p.w, "\r\x1b[K%s", p.line())
		p.drawn = true
	} else {
		fmt.Fprintln(p.w, p.line())
	}
}

// time returns the latest of a phase, which begins if it does not last.
func (p *watch) time(phase runner.Phase, now time.Time) *phaseTime {
	for i := range p.phases {
		if t := &p.phases[i]; t.phase == phase && t.end.IsZero() {
			return t
		}
	}
	p.phases = append(p.phases, phaseTime{phase: phase, begin: now})
	return &p.phases[len(p.phases)-1]
}

// line says what is being done.
func (p *watch) line() string {
	var parts []string
	for _, t := range p.phases {
		switch {
		case !t.end.IsZero():
		case t.total > 1:
			parts = append(parts, fmt.Sprintf("%s %s %d of %d", t.phase, bar(t.done, t.total), t.done, t.total))
		default:
			parts = append(parts, string(t.phase))
		}
	}
	return strings.Join(parts, ", ")
}

func bar(done, total int) string {
	const width = 20
	n := done * width / total
	return "[" + strings.Repeat("#", n) + strings.Repeat(".", width-n) + "]"
}

// stop wipes the line off; nothing is drawn from here on.
func (p *watch) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.quiet = true
	if p.drawn {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.drawn = false
	}
}

// write writes the times of the phases since it was last called as a table.
func (p *watch) write(w io.Writer) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer func() { p.phases, p.begun = nil, time.Now() }()
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "phase\tfrom ms\ttook ms\tthings\t")
	for _, t := range p.phases {
		end, things := t.end, ""
		if end.IsZero() {
			end = time.Now()
		}
		if t.total > 1 {
			things = fmt.Sprint(t.total)
		}
		fmt.Fprintf(tw, "%s\t%.1f\t%.1f\t%s\t\n", t.phase, milliseconds(t.begin.Sub(p.begun)), milliseconds(end.Sub(t.begin)), things)
	}
	return tw.Flush()
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
