package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// scan measures port scans from host to host. With exact-match flows each
// connection is two flows that the controller has to install; with flows on MAC
// addresses the switch does nearly everything by itself.
func (b *competition) scan(ctx context.Context, ports int) ([]row, error) {
	conf, err := b.conf(single(2))
	if err != nil {
		return nil, err
	}
	ways := []*way{
		{who: "learning-switch", args: []string{"learning-switch"}},
		{who: "ovs-testcontroller", prepare: startTestController},
		{who: "learning-switch --match mac", args: []string{"learning-switch", "--", "--match", "mac"}},
		{who: "a NORMAL switch", flow: "actions=NORMAL"},
	}
	for i := range b.runs {
		for _, w := range ways {
			fmt.Fprintf(os.Stderr, "scan of %d ports through %s, %d of %d\n", ports, w.who, i+1, b.runs)
			s, err := b.scanWith(ctx, ports, conf, w)
			if err != nil {
				return nil, err
			}
			fmt.Fprintf(os.Stderr, "%.2f s: %s; %d TCP flows\n", s.seconds, s.closed, s.flows)
			w.took = append(w.took, s.seconds)
		}
	}
	exact, test, mac, normal := median(ways[0].took), median(ways[1].took), median(ways[2].took), median(ways[3].took)
	what := fmt.Sprintf("scan of %d ports, ", ports)
	return []row{
		{what: what + "exact-match flows", unit: seconds, ours: exact, peer: test, name: ways[1].who, goal: ">= 2"},
		{what: what + "flows on MAC addresses", unit: seconds, ours: mac, peer: normal, name: ways[3].who, goal: ">= 0.87"},
	}, nil
}

// way is one way to forward what is scanned.
type way struct {
	who     string
	args    []string                                         // of run: the controller and its own
	prepare func(context.Context) (int, func() error, error) // starts a controller of somebody else's
	flow    string                                           // is all that the switch gets
	took    []float64
}

type scanned struct {
	seconds float64
	closed  string // nmap's own words
	flows   int    // of TCP, at the end
}

// scanWith brings a network up, scans and takes it down.
func (b *competition) scanWith(ctx context.Context, ports int, conf string, w *way) (s scanned, err error) {
	if w.prepare != nil {
		_, stop, err2 := w.prepare(ctx)
		if err2 != nil {
			return s, err2
		}
		defer func() { err = errors.Join(err, stop()) }()
	}
	if _, _, err := command(ctx, b.program, append([]string{"run", "-c", conf, "-d"}, w.args...)...); err != nil {
		return s, err
	}
	defer func() {
		_, _, err2 := command(context.WithoutCancel(ctx), b.program, "killall", "--all")
		err = errors.Join(err, err2)
	}()
	if w.flow != "" {
		if _, _, err := command(ctx, "ovs-ofctl", "add-flow", "s1", w.flow); err != nil {
			return s, err
		}
	}
	const target = "10.0.0.2" // h1
	// Both MAC addresses are learned before the scan.
	if _, _, err := command(ctx, b.program, "netns", "h2", "ping", "-c", "3", "-i", "0.2", "-W", "10", target); err != nil {
		return s, err
	}
	out, took, err := command(ctx, b.program, "netns", "h2", "nmap", "-n", "-Pn", fmt.Sprintf("-p1-%d", ports), target)
	if err != nil {
		return s, err
	}
	s.seconds = took.Seconds()
	for _, line := range strings.Split(out, "\n") {
		if strings.Contains(line, "closed") {
			s.closed = strings.TrimSpace(line)
		}
	}
	flows, _, err := command(ctx, b.program, "dump_flows", "s1")
	s.flows = strings.Count(flows, "tcp")
	return s, err
}

// startTestController starts Open vSwitch's own learning controller on the
// usual port.
func startTestController(ctx context.Context) (pid int, stop func() error, err error) {
	cmd := exec.CommandContext(ctx, "ovs-testcontroller", "ptcp:6653:127.0.0.1")
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return 0, nil, err
	}
	return cmd.Process.Pid, func() error {
		if err := cmd.Process.Kill(); err != nil {
			return err
		}
		cmd.Wait() // killed is how it ends
		return nil
	}, nil
}
