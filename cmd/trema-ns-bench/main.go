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
	"strings"
	"text/tabwriter"

	"github.com/trema-ns/trema-ns/netns/netnstest"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

func main() { netnstest.Main(bench{}) }

// bench is what runs inside the namespaces.
type bench struct{}

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
	only := flag.String("only", "language,labs,pingall,frames,controllers,scan", "what to measure")
	hosts := flag.Int("hosts", 200, "hosts on one switch, for up and down")
	switches := flag.Int("switches", 50, "switches in a line, likewise")
	runs := flag.Int("runs", 3, "times to do what is short; the median counts")
	ports := flag.Int("ports", 65535, "ports to scan")
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
	b := &competition{program: path, dir: dir, runs: *runs}
	parts := map[string]func() ([]row, error){
		"labs":        func() ([]row, error) { return b.labs(ctx, *hosts, *switches) },
		"frames":      func() ([]row, error) { return b.frames(ctx) },
		"controllers": func() ([]row, error) { return b.controllers(ctx) },
		"pingall":     func() ([]row, error) { return b.pingall(ctx, 100) },
		"scan":        func() ([]row, error) { return b.scan(ctx, *ports) },
		"language":    func() ([]row, error) { return b.language(ctx) },
	}
	var rows []row
	for _, name := range strings.Split(*only, ",") {
		part := parts[name]
		if part == nil {
			return fmt.Errorf("there is nothing called %s to measure: language, labs, pingall, frames, controllers or scan", name)
		}
		more, err := part()
		if err != nil {
			return err
		}
		rows = append(rows, more...)
	}
	fmt.Println()
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "what\ttrema-ns\tpeer\t\tratio\tgoal")
	for _, r := range rows {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%.2f\t%s\n", r.what, r.amount(r.ours), r.amount(r.peer), r.name, r.ratio(), r.goal)
	}
	return table.Flush()
}
