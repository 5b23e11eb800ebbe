package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

//go:embed time_mininet.py
var mininetScript string

// labs measures labs coming and going.
func (b *competition) labs(ctx context.Context, hosts, switches int) ([]row, error) {
	var rows []row
	for _, step := range []func() ([]row, error){
		func() ([]row, error) { return b.besideMininet(ctx, "single", hosts, single(hosts), ">= 20", ">= 20") },
		func() ([]row, error) {
			return b.besideMininet(ctx, "linear", switches, several(switches, switches), ">= 15", ">= 20")
		},
		func() ([]row, error) { return b.besideBare(ctx, hosts) },
		func() ([]row, error) { return b.growth(ctx) },
		func() ([]row, error) { return b.memory(ctx, hosts) },
	} {
		more, err := step()
		if err != nil {
			return nil, err
		}
		rows = append(rows, more...)
	}
	return rows, nil
}

// upAndDown takes a lab up and down and returns the seconds of each.
func (b *competition) upAndDown(ctx context.Context, conf string) (up, down float64, err error) {
	_, upTook, err := command(ctx, b.program, "run", "learning-switch", "-c", conf, "-d")
	if err != nil {
		return 0, 0, err
	}
	_, downTook, err := command(ctx, b.program, "killall", "--all")
	return upTook.Seconds(), downTook.Seconds(), err
}

// besideMininet measures a topology that Mininet has too.
func (b *competition) besideMininet(ctx context.Context, kind string, n int, t topology, upGoal, downGoal string) ([]row, error) {
	conf, err := b.conf(t)
	if err != nil {
		return nil, err
	}
	script := filepath.Join(b.dir, "time_mininet.py")
	if err := os.WriteFile(script, []byte(mininetScript), 0o644); err != nil {
		return nil, err
	}
	var ups, downs, peerUps, peerDowns []float64
	for i := range b.runs {
		fmt.Fprintf(os.Stderr, "%s, %d of %d\n", t.name, i+1, b.runs)
		up, down, err := b.upAndDown(ctx, conf)
		if err != nil {
			return nil, err
		}
		ups, downs = append(ups, up), append(downs, down)
		// Debian's Mininet belongs to Debian's Python.
		out, _, err := command(ctx, "/usr/bin/python3", script, kind, fmt.Sprint(n))
		if err != nil {
			return nil, err
		}
		var peerUp, peerDown float64
		if _, err := fmt.Sscan(out, &peerUp, &peerDown); err != nil {
			return nil, fmt.Errorf("Mininet's times: %w", err)
		}
		peerUps, peerDowns = append(peerUps, peerUp), append(peerDowns, peerDown)
	}
	peer := "Mininet " + kind
	return []row{
		{what: t.name + ", up", unit: seconds, ours: median(ups), peer: median(peerUps), name: peer, goal: upGoal},
		{what: t.name + ", down", unit: seconds, ours: median(downs), peer: median(peerDowns), name: peer, goal: downGoal},
	}, nil
}

// besideBare compares with the kernel's and Open vSwitch's own work, done in a
// straight line by nobody but this program.
func (b *competition) besideBare(ctx context.Context, hosts int) ([]row, error) {
	t := single(hosts)
	conf, err := b.conf(t)
	if err != nil {
		return nil, err
	}
	var ups, bares []float64
	for range b.runs {
		up, _, err := b.upAndDown(ctx, conf)
		if err != nil {
			return nil, err
		}
		bare, err := bareUp(ctx, hosts)
		if err != nil {
			return nil, err
		}
		ups, bares = append(ups, up), append(bares, bare.Seconds())
	}
	return []row{{what: t.name + ", up", unit: seconds, ours: median(ups), peer: median(bares), name: "the bare operations", goal: ">= 0.67"}}, nil
}

// growth compares a large lab with ten times a small one.
func (b *competition) growth(ctx context.Context) ([]row, error) {
	small, large := several(1, 100), several(10, 1000)
	var smalls, larges []float64
	for i := range b.runs {
		for _, t := range []topology{small, large} {
			fmt.Fprintf(os.Stderr, "%s, %d of %d\n", t.name, i+1, b.runs)
			conf, err := b.conf(t)
			if err != nil {
				return nil, err
			}
			up, down, err := b.upAndDown(ctx, conf)
			if err != nil {
				return nil, err
			}
			if t == small {
				smalls = append(smalls, up+down)
			} else {
				larges = append(larges, up+down)
			}
		}
	}
	return []row{{
		what: large.name + ", up and down", unit: seconds, ours: median(larges), peer: 12 * median(smalls), name: "12 times " + small.name, goal: ">= 1",
	}}, nil
}

// memory is what the process of a running lab has resident.
func (b *competition) memory(ctx context.Context, hosts int) (_ []row, err error) {
	t := single(hosts)
	conf, err := b.conf(t)
	if err != nil {
		return nil, err
	}
	if _, _, err := command(ctx, b.program, "run", "learning-switch", "-c", conf, "-d"); err != nil {
		return nil, err
	}
	defer func() {
		_, _, err2 := command(context.WithoutCancel(ctx), b.program, "killall", "--all")
		err = errors.Join(err, err2)
	}()
	time.Sleep(time.Second)
	pid, err := b.pid(ctx)
	if err != nil {
		return nil, err
	}
	resident, err := residentMB(pid)
	if err != nil {
		return nil, err
	}
	return []row{{what: "memory of a lab of " + t.name, unit: megabytes, ours: resident, peer: 40, name: "the limit", goal: ">= 1"}}, nil
}

// pid is the process of the only lab.
func (b *competition) pid(ctx context.Context) (int, error) {
	out, _, err := command(ctx, b.program, "status", "--json")
	if err != nil {
		return 0, err
	}
	var status struct {
		Labs []struct {
			PID int `json:"pid"`
		} `json:"labs"`
	}
	if err := json.Unmarshal([]byte(out), &status); err != nil || len(status.Labs) != 1 {
		return 0, fmt.Errorf("status: %w: %s", err, out)
	}
	return status.Labs[0].PID, nil
}

// residentMB reads how much memory a process has resident (proc(5)).
func residentMB(pid int) (float64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for _, line := range strings.Split(string(b), "\n") {
		var kb float64
		if n, _ := fmt.Sscanf(line, "VmRSS: %f kB", &kb); n == 1 {
			return kb / 1000, nil
		}
	}
	return 0, errors.New("no VmRSS")
}
