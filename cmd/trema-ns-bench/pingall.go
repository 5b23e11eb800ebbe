package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

//go:embed time_mininet_pingall.py
var mininetPingallScript string

// pingall measures who reaches whom among hosts on one switch, beside Mininet's
// command of that name. Both have ovs-testcontroller for their controller.
func (b *competition) pingall(ctx context.Context, hosts int) (_ []row, err error) {
	t := single(hosts)
	conf, err := b.conf(t)
	if err != nil {
		return nil, err
	}
	script := filepath.Join(b.dir, "time_mininet_pingall.py")
	if err := os.WriteFile(script, []byte(mininetPingallScript), 0o644); err != nil {
		return nil, err
	}
	_, stop, err := startTestController(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	fmt.Fprintln(os.Stderr, "pingall,", t.name)
	ours, err := b.pingallOnce(ctx, conf)
	if err != nil {
		return nil, err
	}
	fmt.Fprintln(os.Stderr, "pingall of Mininet,", t.name)
	out, _, err := command(ctx, "/usr/bin/python3", script, fmt.Sprint(hosts))
	if err != nil {
		return nil, err
	}
	var peer, lost float64
	if _, err := fmt.Sscan(out, &peer, &lost); err != nil {
		return nil, fmt.Errorf("Mininet's times: %w", err)
	}
	if lost > 0 {
		fmt.Fprintf(os.Stderr, "Mininet has lost %.1f%%\n", lost)
	}
	return []row{{what: "pingall of " + t.name, unit: seconds, ours: ours, peer: peer, name: "Mininet", goal: ">= 5"}}, nil
}

// pingallOnce returns the seconds that all pairs take to reach each other.
func (b *competition) pingallOnce(ctx context.Context, conf string) (took float64, err error) {
	if _, _, err := command(ctx, b.program, "run", "-c", conf, "-d"); err != nil {
		return 0, err
	}
	defer func() {
		_, _, err2 := command(context.WithoutCancel(ctx), b.program, "killall", "--all")
		err = errors.Join(err, err2)
	}()
	// The switch may still be about to find its controller.
	if _, _, err := command(ctx, b.program, "netns", "h1", "ping", "-c", "10", "-W", "10", "10.0.0.3"); err != nil {
		return 0, err
	}
	_, d, err := command(ctx, b.program, "pingall")
	return d.Seconds(), err
}
