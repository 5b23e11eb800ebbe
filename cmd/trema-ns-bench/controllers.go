package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/trema-ns/trema-ns/controller/cbench"
	"github.com/trema-ns/trema-ns/controller/openflow"
)

// contender is a controller under load.
type contender struct {
	name    string
	address string
	stop    func() error
}

// controllers measures how many packets a second controllers answer.
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
		rates := make([][]float64, len(all))
		// Many short turns rather than few long ones: what else the machine does
		// is to be the same for all.
		for i := range 3 * b.runs {
			fmt.Fprintf(os.Stderr, "%s, %d of %d\n", l.what, i+1, 3*b.runs)
			for k, c := range all {
				rate, err := c.rate(ctx, l.load)
				if err != nil {
					return nil, err
				}
				rates[k] = append(rates[k], rate)
			}
		}
		ours := median(rates[0])
		for k, c := range all[1:] {
			rows = append(rows, row{what: "packet-ins answered, " + l.what, unit: perSecond, ours: ours, peer: median(rates[k+1]), name: c.name, goal: l.goal})
		}
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
	all = append(all, contender{"learning-switch", "127.0.0.1:" + port, func() error {
		_, _, err := command(context.WithoutCancel(ctx), b.program, "killall", "--all")
		return err
	}})
	stop, err := startTestController(ctx)
	if err != nil {
		return all, err
	}
	all = append(all, contender{"ovs-testcontroller", "127.0.0.1:6653", stop})
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

// rate measures for a second, of which the first third does not count.
func (c *contender) rate(ctx context.Context, l cbench.Load) (float64, error) {
	l.Address, l.FirstDPID = c.address, 1
	r, err := cbench.Measure(ctx, l, cbench.Plan{Loops: 3, Warmup: 1, Each: time.Second / 3}, nil)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", c.name, err)
	}
	if r.Total.Wrong > 0 {
		return 0, fmt.Errorf("%s: %d answers were wrong; the first: %s", c.name, r.Total.Wrong, r.Total.FirstWrong)
	}
	note := ""
	if n := r.Total.Unanswered(); n > 0 {
		note = fmt.Sprintf(", %d packets without an answer", n)
	}
	fmt.Fprintf(os.Stderr, "  %s: %.0f/s%s\n", c.name, r.Average, note)
	return r.Average, nil
}
