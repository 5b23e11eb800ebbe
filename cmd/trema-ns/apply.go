package main

import (
	"fmt"

	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/runner"
	"github.com/urfave/cli/v2"
)

func applyCommand() *cli.Command {
	return &cli.Command{
		Name:      "apply",
		Usage:     "change a running lab to what a file says",
		ArgsUsage: "[LAB] -c FILE",
		Description: "Only the difference is made: what the lab has and the file still says is not\n" +
			"touched, and its ports keep their numbers. LAB may be left out while only\n" +
			"one lab runs. trema-ns plan shows the difference before.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "conf", Aliases: []string{"c"}, Usage: "the network `FILE`; - reads it from standard input"},
			allowReadFlag(),
		},
		OnUsageError: onUsageError,
		Action:       applyAction,
	}
}

func applyAction(c *cli.Context) error {
	conf := c.String("conf")
	switch {
	case conf == "":
		return usagef(c, "nothing to apply: name a network file (-c FILE)")
	case c.NArg() > 1:
		return usagef(c, "one lab only")
	}
	dir := runner.DefaultDir()
	lab, err := dir.FindLab(c.Args().First())
	if err != nil {
		return err
	}
	network, report := load(c, conf, dsl.WithCompat(lab.Options.Compat))
	showDiagnostics(withoutNotes(report.Diagnostics), report.Sources)
	if network == nil {
		return exitStatus(exitFailure)
	}
	planned, err := runner.Config{
		Dir: dir, Network: network, Options: lab.Options,
		Warn: func(list diag.List) { showDiagnostics(list, report.Sources) },
	}.Plan(c.Context)
	if err != nil {
		return planError(err, report.Sources)
	}
	if planned.Lab == nil {
		return fmt.Errorf("%s has just ended", lab.Lab)
	}
	steps := planned.Steps(dir)
	if err := writeChange(c, planned, steps); err != nil || planned.Change.Empty() {
		return err
	}
	err = dir.Client(lab.Lab).Apply(c.Context, runner.Request{
		Revision: planned.Lab.Revision, Plan: planned.Plan, File: network.File, OVS: planned.OVS,
	})
	if err != nil {
		return fmt.Errorf("%s: %w", lab.Lab, err)
	}
	fmt.Fprintf(c.App.Writer, "\n%s is changed: %s.\n", lab.Lab, network.Summary())
	return nil
}
