package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

//go:embed mininet_single.py
var mininetScript string

// competition runs trema-ns and its peers.
type competition struct {
	program string // trema-ns
	dir     string // for files
}

// conf writes a network of one switch with hosts h1, h2, … and returns its file.
func (b *competition) conf(hosts int) (string, error) {
	var s strings.Builder
	s.WriteString("vswitch(\"lsw\") { dpid 0xabc }\n")
	for i := 1; i <= hosts; i++ {
		fmt.Fprintf(&s, "netns(\"h%d\") { ip \"10.0.%d.%d\"; netmask \"255.255.0.0\" }\nlink \"lsw\", \"h%d\"\n", i, i/250, i%250+1, i)
	}
	file := filepath.Join(b.dir, fmt.Sprintf("single%d.conf", hosts))
	return file, os.WriteFile(file, []byte(s.String()), 0o644)
}

// command runs a program to its end and returns what it printed and how long it
// took.
func command(ctx context.Context, name string, args ...string) (string, time.Duration, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	begin := time.Now()
	out, err := cmd.Output()
	took := time.Since(begin)
	if err != nil {
		return "", 0, fmt.Errorf("%s %s: %w\n%s%s", name, strings.Join(args, " "), err, out, stderr.String())
	}
	return string(out), took, nil
}

// upAndDown measures one switch with its hosts coming and going.
func (b *competition) upAndDown(ctx context.Context, hosts, runs int) ([]row, error) {
	conf, err := b.conf(hosts)
	if err != nil {
		return nil, err
	}
	script := filepath.Join(b.dir, "mininet_single.py")
	if err := os.WriteFile(script, []byte(mininetScript), 0o644); err != nil {
		return nil, err
	}
	var ups, downs, peerUps, peerDowns []float64
	for i := range runs {
		fmt.Fprintf(os.Stderr, "up and down, %d of %d: trema-ns", i+1, runs)
		_, up, err := command(ctx, b.program, "run", "learning-switch", "-c", conf, "-d")
		if err != nil {
			return nil, err
		}
		_, down, err := command(ctx, b.program, "killall", "--all")
		if err != nil {
			return nil, err
		}
		ups, downs = append(ups, up.Seconds()), append(downs, down.Seconds())

		fmt.Fprintln(os.Stderr, ", Mininet")
		// Debian's Mininet belongs to Debian's Python.
		out, _, err := command(ctx, "/usr/bin/python3", script, fmt.Sprint(hosts))
		if err != nil {
			return nil, err
		}
		var peerUp, peerDown float64
		if _, err := fmt.Sscan(out, &peerUp, &peerDown); err != nil {
			return nil, fmt.Errorf("Mininet's times: %w", err)
		}
		peerUps, peerDowns = append(peerUps, peerUp), append(peerDowns, peerDown)
	}
	return []row{
		{fmt.Sprintf("%d hosts on a switch, up", hosts), median(ups), median(peerUps), "Mininet single", ">= 20"},
		{fmt.Sprintf("%d hosts on a switch, down", hosts), median(downs), median(peerDowns), "Mininet single", ">= 20"},
	}, nil
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

// scan measures a port scan from host to host, each connection of which is two
// exact-match flows that the controller has to install.
func (b *competition) scan(ctx context.Context, ports int) ([]row, error) {
	conf, err := b.conf(2)
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
	return []row{{what, ours.seconds, peer.seconds, "ovs-testcontroller", ">= 2"}}, printScans(ours, peer)
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
	flows, _, err := command(ctx, b.program, "dump_flows", "lsw")
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
