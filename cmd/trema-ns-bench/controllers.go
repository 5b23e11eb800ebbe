package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/trema-ns/trema-ns/controller/cbench"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

// contender is a controller under load.
type contender struct {
	name    string
	address string
	pid     int
	stop    func() error
}

// served is what a controller has done under a load.
type served struct {
	rate float64 // packets answered per second
	cpu  float64 // microseconds of the controller's CPU time for each
}

// controllers measures how many packets a second controllers answer, and what
// that takes of the processors, which the load and whatever else runs share.
func (b *competition) controllers(ctx context.Context) (_ []row, err error) {
	all, err := b.contenders(ctx)
	defer func() {
		for _, c := range all {
			err = errors.Join(err, c.stop())
		}
	}()
	if err != nil {
		return nil, err
	}
	loads := []struct {
		what string
		load cbench.Load
		goal string
	}{
		{"8 switches, throughput", cbench.Load{Switches: 8, Throughput: true}, ">= 10"},
		{"8 switches of OpenFlow 1.3, throughput", cbench.Load{Switches: 8, Throughput: true, Version: openflow.Version13}, ">= 10"},
		{"8 switches, throughput, whole packets", cbench.Load{Switches: 8, Throughput: true, Whole: true}, ">= 10"},
		{"1 switch, one packet at a time", cbench.Load{Switches: 1}, ">= 1"},
		{"8 switches, one packet at a time each", cbench.Load{Switches: 8}, ">= 1"},
	}
	var rows []row
	for _, l := range loads {
		l.load.MACs = 1000
		rates, costs := make([][]float64, len(all)), make([][]float64, len(all))
		// Many short turns rather than few long ones: what else the machine does
		// is to be the same for all.
		for i := range 3 * b.runs {
			fmt.Fprintf(os.Stderr, "%s, %d of %d\n", l.what, i+1, 3*b.runs)
			for k, c := range all {
				s, err := c.serve(ctx, l.load)
				if err != nil {
					return nil, err
				}
				rates[k], costs[k] = append(rates[k], s.rate), append(costs[k], s.cpu)
			}
		}
		peer := all[1].name
		rows = append(rows,
			row{what: "packet-ins answered, " + l.what, unit: perSecond, ours: median(rates[0]), peer: median(rates[1]), name: peer, goal: l.goal},
			row{what: "CPU time for each of them", unit: micros, ours: median(costs[0]), peer: median(costs[1]), name: peer, goal: l.goal})
	}
	return rows, nil
}

// contenders starts the controllers, ours first. Those that have been started
// are returned with an error, too.
func (b *competition) contenders(ctx context.Context) (all []contender, err error) {
	const port = "6701"
	if _, _, err := command(ctx, b.program, "run", "learning-switch", "-p", port, "-d"); err != nil {
		return nil, err
	}
	stop := func() error {
		_, _, err := command(context.WithoutCancel(ctx), b.program, "killall", "--all")
		return err
	}
	pid, err := b.pid(ctx)
	all = append(all, contender{"learning-switch", "127.0.0.1:" + port, pid, stop})
	if err != nil {
		return all, err
	}
	if pid, stop, err = startTestController(ctx); err != nil {
		return all, err
	}
	all = append(all, contender{"ovs-testcontroller", "127.0.0.1:6653", pid, stop})
	for _, c := range all {
		if err := c.await(ctx); err != nil {
			return all, err
		}
	}
	return all, nil
}

// await returns when the controller listens.
func (c *contender) await(ctx context.Context) error {
	for {
		nc, err := net.Dial("tcp", c.address)
		if err == nil {
			return nc.Close()
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// serve measures for a second, of which the first third does not count for the
// rate.
func (c *contender) serve(ctx context.Context, l cbench.Load) (s served, err error) {
	l.Address, l.FirstDPID = c.address, 1
	before, err := cpuTime(c.pid)
	if err != nil {
		return s, err
	}
	r, err := cbench.Measure(ctx, l, cbench.Plan{Loops: 3, Warmup: 1, Each: time.Second / 3}, nil)
	if err != nil {
		return s, fmt.Errorf("%s: %w", c.name, err)
	}
	after, err := cpuTime(c.pid)
	if err != nil {
		return s, err
	}
	if r.Total.Wrong > 0 {
		return s, fmt.Errorf("%s: %d answers were wrong; the first: %s", c.name, r.Total.Wrong, r.Total.FirstWrong)
	}
	note := ""
	if n := r.Total.Unanswered(); n > 0 {
		note = fmt.Sprintf(", %d packets without an answer", n)
	}
	s = served{r.Average, float64((after - before).Microseconds()) / float64(r.Total.Answers)}
	fmt.Fprintf(os.Stderr, "  %s: %.0f/s, %.2f µs each%s\n", c.name, s.rate, s.cpu, note)
	return s, nil
}

// cpuTime reads how much time of processors a process has had (proc(5)).
func cpuTime(pid int) (time.Duration, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	// The name of the program, which may have blanks, ends with the last ")".
	fields := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
	const user, system, ticks = 14 - 3, 15 - 3, 100 // clock ticks a second, on every Linux
	var sum time.Duration
	for _, i := range []int{user, system} {
		n, err := strconv.ParseInt(fields[i], 10, 64)
		if err != nil {
			return 0, err
		}
		sum += time.Duration(n) * time.Second / ticks
	}
	return sum, nil
}
