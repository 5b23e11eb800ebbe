package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/trema-ns/trema-ns/runner"
	"github.com/trema-ns/trema-ns/runner/doctor"
	"github.com/urfave/cli/v2"
)

func doctorCommand() *cli.Command {
	return &cli.Command{
		Name:      "doctor",
		Usage:     "say what on this machine would keep labs from running, and what to do about it",
		ArgsUsage: " ",
		Description: "It changes nothing. The exit status is 1 when something would stop a run.\n" +
			"Root sees more than others; what only root can see is called unknown.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "conf", Aliases: []string{"c"}, Usage: "a network `FILE` that is to be run here"},
			&cli.UintFlag{Name: "port", Aliases: []string{"p"}, Usage: "TCP `PORT` that the controller is to have", DefaultText: "6653, or what the file's switches say"},
			allowReadFlag(), jsonFlag(),
		},
		OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			if err := noArguments(c); err != nil {
				return err
			}
			if c.Uint("port") > 65535 || c.IsSet("port") && c.Uint("port") == 0 {
				return usagef(c, "%d is not a TCP port", c.Uint("port"))
			}
			options := doctor.Options{Dir: runner.LabDir(), Port: uint16(c.Uint("port"))}
			if conf := c.String("conf"); conf != "" {
				network, report := load(c, conf)
				showDiagnostics(withoutNotes(report.Diagnostics), report.Sources)
				if network == nil {
					return exitStatus(exitFailure)
				}
				options.Network = network
			}
			report := doctor.Examine(c.Context, options)
			if c.Bool("json") {
				enc := json.NewEncoder(c.App.Writer)
				enc.SetIndent("", "  ")
				if err := enc.Encode(report); err != nil {
					return err
				}
			} else {
				writeReport(c.App.Writer, report)
			}
			if report.Count(doctor.Problem) > 0 {
				return exitStatus(exitFailure)
			}
			return nil
		},
	}
}

func writeReport(w io.Writer, report *doctor.Report) {
	for _, f := range report.Findings {
		fmt.Fprintf(w, "%-8s %s\n", f.Level, f.Summary)
		for line := range strings.SplitSeq(f.Advice, "\n") {
			if line != "" {
				fmt.Fprintf(w, "%-8s   %s\n", "", line)
			}
		}
	}
	problems, warnings := report.Count(doctor.Problem), report.Count(doctor.Warning)
	verdict := "labs can be run here"
	if problems > 0 {
		verdict = "a run would fail"
	}
	fmt.Fprintf(w, "\nproblems: %d, warnings: %d; %s\n", problems, warnings, verdict)
}
