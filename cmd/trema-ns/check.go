package main

import (
	"fmt"

	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/urfave/cli/v2"
)

func checkCommand() *cli.Command {
	return &cli.Command{
		Name:         "check",
		Usage:        "say what is wrong with network files",
		ArgsUsage:    "FILE...",
		Flags:        []cli.Flag{allowReadFlag(), jsonFlag()},
		OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			if !c.Args().Present() {
				return usagef(c, "file is required")
			}
			var all diag.List
			sources := map[string][]byte{}
			for _, name := range c.Args().Slice() {
				network, report := load(c, name)
				all = append(all, report.Diagnostics...)
				for file, src := range report.Sources {
					sources[file] = src
				}
				if c.Bool("json") {
					continue
				}
				showDiagnostics(report.Diagnostics, report.Sources)
				if network != nil {
					fmt.Fprintf(c.App.Writer, "%s: ok (%s)\n", name, network.Summary())
				}
			}
			if c.Bool("json") {
				if err := diag.WriteJSON(c.App.Writer, all, sources); err != nil {
					return err
				}
			}
			if all.HasErrors() {
				return exitStatus(exitFailure)
			}
			return nil
		},
	}
}
