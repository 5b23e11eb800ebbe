package ping

import (
	"sync"
	"time"
)

// pace says how long a request that is not answered counts as one that is on its
// way: from what answers have taken so far, as TCP does it (RFC 6298).
type pace struct {
	mu                sync.Mutex
	smooth, variation time.Duration
}

const (
	firstPatience = 200 * time.Millisecond // nobody has answered yet
	leastPatience = 100 * time.Millisecond
)

func (p *pace) patience() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.smooth == 0 {
		return firstPatience
	}
	return max(leastPatience, p.smooth+4*p.variation)
}

// answered tells what an answer has taken.
func (p *pace) answered(took time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.smooth == 0 {
		p.smooth, p.variation = took, took/2
		return
	}
	p.variation += ((p.smooth - took).Abs() - p.variation) / 4
	p.smooth += (took - p.smooth) / 8
}
