package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"

	"github.com/trema-ns/trema-ns/netns/ping"
	"github.com/trema-ns/trema-ns/runner"
	"github.com/urfave/cli/v2"
	"golang.org/x/term"
)

func pingallCommand() *cli.Command {
	return &cli.Command{
		Name:      "pingall",
		Usage:     "show which hosts reach each other",
		ArgsUsage: "[HOST...]",
		Description: "Each host sends ICMP echo requests to each other, all pairs at once. The exit\n" +
			"status is 1 when one does not get an answer.",
		Flags: []cli.Flag{
			labFlag(), jsonFlag(),
			&cli.DurationFlag{Name: "timeout", Value: ping.Timeout, Usage: "`TIME` that each answer is waited for"},
		},
		OnUsageError: onUsageError,
		Action:       pingallAction,
	}
}

func pingallAction(c *cli.Context) error {
	if c.Duration("timeout") <= 0 {
		return usagef(c, "--timeout is a time like 2s, not %v", c.Duration("timeout"))
	}
	lab, hosts, err := hostsOf(c.String("lab"), c.Args().Slice())
	if err != nil {
		return err
	}
	if os.Geteuid() != 0 {
		return errNotRoot()
	}
	m, err := pingAll(c, hosts)
	if err != nil {
		return runner.LabDir().UnlessGoing(c.Context, lab, err)
	}
	m.Lab = lab.Lab
	if c.Bool("json") {
		enc := json.NewEncoder(c.App.Writer)
		enc.SetIndent("", "  ")
		err = enc.Encode(m.report())
	} else {
		err = m.write(c.App.Writer, columnsOf(os.Stdout))
	}
	if tried, reached := m.count(); err == nil && reached < tried {
		return exitStatus(exitFailure)
	}
	return err
}

func pingAll(c *cli.Context, hosts []runner.PlannedHost) (*matrix, error) {
	ends := make([]ping.Host, len(hosts))
	m := &matrix{names: make([]string, len(hosts))}
	for i, h := range hosts {
		ns, err := h.Open()
		if err != nil {
			return nil, err
		}
		defer ns.Close()
		ends[i], m.names[i] = ping.Host{Namespace: ns, Address: h.Address.Addr()}, h.Name
	}
	seen, ctx := newWatch(c.Context, os.Stderr, isTerminal(os.Stderr))
	defer seen.stop()
	var err error
	m.answers, err = ping.All(ctx, ends, ping.Options{
		Timeout:  c.Duration("timeout"),
		Progress: func(done, total int) { seen.report("ping", done, total) },
	})
	return m, err
}

// hostsOf returns the hosts of these names, or all of a lab, and the lab.
func hostsOf(lab string, names []string) (*runner.Record, []runner.PlannedHost, error) {
	dir := runner.LabDir()
	if len(names) > 0 && lab == "" {
		// The first host says which lab is meant.
		record, _, err := dir.FindHost("", names[0])
		if err != nil {
			return nil, nil, err
		}
		lab = record.Lab
	}
	record, err := dir.FindLab(lab)
	if err != nil {
		return nil, nil, err
	}
	if len(names) == 0 {
		return record, record.Hosts, nil
	}
	var hosts []runner.PlannedHost
	for _, name := range names {
		_, host, err := dir.FindHost(record.Lab, name)
		if err != nil {
			return nil, nil, err
		}
		if slices.ContainsFunc(hosts, func(h runner.PlannedHost) bool { return h.Name == name }) {
			return nil, nil, fmt.Errorf("host %s is named twice", name)
		}
		hosts = append(hosts, host)
	}
	return record, hosts, nil
}

// columnsOf returns how wide a terminal is; what is none has the usual width.
func columnsOf(f *os.File) int {
	if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
		return width
	}
	return 80
}
