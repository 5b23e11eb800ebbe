package cbench

import (
	"context"
	"fmt"
	"math"
	"time"
)

// Sample is what has come back in a time.
type Sample struct {
	Counts
	Seconds float64 `json:"seconds"`
}

// Rate returns how many packets were answered per second.
func (s Sample) Rate() float64 { return float64(s.Answers) / s.Seconds }

// Total is everything from the first packet to the last.
type Total struct {
	Sample
	Sent       uint64 `json:"sent"`                  // packets
	FirstWrong string `json:"first_wrong,omitempty"` // answer, and why
}

// Unanswered returns how many packets no answer has come to, right or wrong.
func (t Total) Unanswered() uint64 {
	return t.Sent - min(t.Sent, t.Answers+t.Wrong)
}

// Plan says how a controller is measured: Loops times Each long, of which the
// first Warmup and the last Cooldown do not count.
type Plan struct {
	Loops, Warmup, Cooldown int
	Each                    time.Duration
}

// Check says what is wrong with a plan.
func (p Plan) Check() error {
	switch {
	case p.Each <= 0:
		return fmt.Errorf("a loop takes some time, not %v", p.Each)
	case p.Warmup < 0 || p.Cooldown < 0:
		return fmt.Errorf("%d loops of warm-up and %d of cool-down", p.Warmup, p.Cooldown)
	case p.Loops <= p.Warmup+p.Cooldown:
		return fmt.Errorf("%d loops, of which %d do not count: none is left", p.Loops, p.Warmup+p.Cooldown)
	}
	return nil
}

// Result is the outcome of a Plan, in answers per second.
type Result struct {
	Connected float64  `json:"connected"` // seconds until the load began
	Samples   []Sample `json:"samples"`   // those that count
	Min       float64  `json:"min"`
	Max       float64  `json:"max"`
	Average   float64  `json:"average"`
	Deviation float64  `json:"deviation"` // of the population
	Total     Total    `json:"total"`
}

// Measure loads a controller as planned and calls each, which may be nil, after
// every loop.
func Measure(ctx context.Context, l Load, p Plan, each func(loop int, s Sample)) (r Result, err error) {
	if err := p.Check(); err != nil {
		return r, err
	}
	b, err := Dial(ctx, l)
	if err != nil {
		return r, err
	}
	defer b.Close()
	r.Connected = b.Connected().Seconds()
	if err := b.Start(); err != nil {
		return r, err
	}
	for i := range p.Loops {
		s, err := b.Sample(ctx, p.Each)
		if err != nil {
			return r, err
		}
		if i >= p.Warmup && i < p.Loops-p.Cooldown {
			r.Samples = append(r.Samples, s)
		}
		if each != nil {
			each(i, s)
		}
	}
	if r.Total, err = b.Finish(ctx); err != nil {
		return r, err
	}
	r.sum()
	return r, nil
}

func (r *Result) sum() {
	r.Min = math.Inf(1)
	for _, s := range r.Samples {
		r.Min, r.Max = min(r.Min, s.Rate()), max(r.Max, s.Rate())
		r.Average += s.Rate() / float64(len(r.Samples))
	}
	var squares float64
	for _, s := range r.Samples {
		squares += (s.Rate() - r.Average) * (s.Rate() - r.Average)
	}
	r.Deviation = math.Sqrt(squares / float64(len(r.Samples)))
}
