package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// scan measures a port scan from host to host, each connection of which is two
// exact-match flows that the controller has to install.
func (b *competition) scan(ctx context.Context, ports int) ([]row, error) {
	conf, err := b.conf(single(2))
	if err != nil {
		return nil, err
	}
	fmt.Fprintln(os.Stderr, "scan through the learning switch")
	ours, err := b.scanWith(ctx, ports, "run", "learning-switch", "-c", conf, "-d")
	if err != nil {
		return nil, err
	}
	fmt.Fprintln(os.Stderr, "scan through ovs-testcontroller")
	stop, err := startTestController(ctx)
	if err != nil {
		return nil, err
	}
	peer, err := b.scanWith(ctx, ports, "run", "-c", conf, "-d")
	if err := errors.Join(err, stop()); err != nil {
		return nil, err
	}
	what := fmt.Sprintf("scan of %d ports, exact-match flows", ports)
	return []row{{what: what, unit: seconds, ours: ours.seconds, peer: peer.seconds, name: "ovs-testcontroller", goal: ">= 2"}}, printScans(ours, peer)
}

type scanned struct {
	seconds float64
	closed  string // nmap's own words
	flows   int    // of TCP, at the end
}

func printScans(ours, peer scanned) error {
	for _, s := range []struct {
		who string
		scanned
	}{{"trema-ns", ours}, {"ovs-testcontroller", peer}} {
		if _, err := fmt.Fprintf(os.Stderr, "%s: %s; %d TCP flows\n", s.who, s.closed, s.flows); err != nil {
			return err
		}
	}
	return nil
}

// scanWith brings a network up with the given command, scans and takes it down.
func (b *competition) scanWith(ctx context.Context, ports int, args ...string) (s scanned, err error) {
	if _, _, err := command(ctx, b.program, args...); err != nil {
		return s, err
	}
	defer func() {
		_, _, err2 := command(context.WithoutCancel(ctx), b.program, "killall", "--all")
		err = errors.Join(err, err2)
	}()
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
func startTestController(ctx context.Context) (stop func() error, err error) {
	cmd := exec.CommandContext(ctx, "ovs-testcontroller", "ptcp:6653:127.0.0.1")
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return func() error {
		if err := cmd.Process.Kill(); err != nil {
			return err
		}
		cmd.Wait() // killed is how it ends
		return nil
	}, nil
}
