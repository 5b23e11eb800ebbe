package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// competition runs trema-ns and its peers.
type competition struct {
	program string // trema-ns
	dir     string // for files
	runs    int    // of everything that is short; the median counts
}

// row is a line of the table: the same thing done by both, or what it cost and
// may cost.
type row struct {
	what string
	unit string // "s", "µs", "MB", "/s"
	ours float64
	peer float64
	name string // of the peer
	goal string // for the ratio
}

const (
	seconds   = "s"
	megabytes = "MB"
	micros    = "µs"
	perSecond = "/s" // the more the better, unlike the others
)

// ratio is how many times better ours is.
func (r row) ratio() float64 {
	if r.unit == perSecond {
		return r.ours / r.peer
	}
	return r.peer / r.ours
}

// amount writes a value as precisely as it is known.
func (r row) amount(value float64) string {
	if r.unit == perSecond {
		return fmt.Sprintf("%.0f%s", value, r.unit)
	}
	return fmt.Sprintf("%.3f %s", value, r.unit)
}

// topology is a network to be measured on.
type topology struct {
	name string
	conf string
}

// single is one switch with hosts h1, h2, ….
func single(hosts int) topology { return several(1, hosts) }

// several is a line of switches with the hosts spread evenly over them.
func several(switches, hosts int) topology {
	var s strings.Builder
	for i := 1; i <= switches; i++ {
		fmt.Fprintf(&s, "vswitch(\"s%d\") { dpid %d }\n", i, i)
		if i > 1 {
			fmt.Fprintf(&s, "link \"s%d\", \"s%d\"\n", i-1, i)
		}
	}
	for i := 1; i <= hosts; i++ {
		fmt.Fprintf(&s, "netns(\"h%d\") { ip \"10.%d.%d.%d\"; netmask \"255.0.0.0\" }\nlink \"s%d\", \"h%d\"\n",
			i, i/62500, i/250%250, i%250+1, (i-1)%switches+1, i)
	}
	return topology{fmt.Sprintf("%d hosts on %d switches", hosts, switches), s.String()}
}

// conf writes the network file of a topology and returns its name.
func (b *competition) conf(t topology) (string, error) {
	file := filepath.Join(b.dir, strings.ReplaceAll(t.name, " ", "_")+".conf")
	return file, os.WriteFile(file, []byte(t.conf), 0o644)
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

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}
