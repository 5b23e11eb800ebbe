// Command trema-ns-bench measures trema-ns beside the tools that people would
// use instead, in one run on one machine, and prints the ratios as a table.
//
// It needs root, Mininet, ovs-testcontroller and nmap, and runs in a mount and
// a network namespace of its own, with an Open vSwitch of its own that all
// competitors share.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"text/tabwriter"

	"github.com/trema-ns/trema-ns/netns/netnstest"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

func main() { netnstest.Main(bench{}) }

// bench is what runs inside the namespaces.
type bench struct{}

// row is a line of the table: the same thing done by both.
type row struct {
	what string
	ours float64 // seconds
	peer float64
	name string // of the peer
	goal string
}

func (bench) Run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "trema-ns-bench:", err)
		return 1
	}
	return 0
}

func run(ctx context.Context) (err error) {
	program := flag.String("trema-ns", "bin/trema-ns", "the program to measure")
	hosts := flag.Int("hosts", 50, "hosts on one switch, for up and down")
	runs := flag.Int("runs", 3, "times to bring up and down; the median counts")
	ports := flag.Int("ports", 65535, "ports to scan; 0 leaves the scan out")
	flag.Parse()
	path, err := filepath.Abs(*program)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "trema-ns-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)

	instance, err := ovs.Start(ctx, "/run/bench-ovs")
	if err != nil {
		return err
	}
	defer func() {
		if err2 := instance.Stop(context.Background()); err == nil {
			err = err2
		}
	}()
	// Everybody finds this Open vSwitch as if it were the machine's.
	if err := os.Setenv("OVS_RUNDIR", instance.RunDir); err != nil {
		return err
	}
	b := &competition{program: path, dir: dir}
	rows, err := b.upAndDown(ctx, *hosts, *runs)
	if err != nil {
		return err
	}
	if *ports > 0 {
		scan, err := b.scan(ctx, *ports)
		if err != nil {
			return err
		}
		rows = append(rows, scan...)
	}
	fmt.Println()
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "what\ttrema-ns\tpeer\t\tratio\tgoal")
	for _, r := range rows {
		fmt.Fprintf(table, "%s\t%.3f s\t%.3f s\t%s\t%.2f\t%s\n", r.what, r.ours, r.peer, r.name, r.peer/r.ours, r.goal)
	}
	return table.Flush()
}
