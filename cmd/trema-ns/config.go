package main

import "github.com/urfave/cli/v2"

func configCommand() *cli.Command {
	return &cli.Command{
		Name:         "config",
		Usage:        "show the network that a file declares, every default filled in",
		ArgsUsage:    "FILE",
		Flags:        []cli.Flag{allowReadFlag(), compatFlag(), jsonFlag()},
		OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			if c.NArg() != 1 {
				return usagef(c, "one file is required")
			}
			network, report := load(c, c.Args().First())
			showDiagnostics(report.Diagnostics, report.Sources)
			if network == nil {
				return exitStatus(exitFailure)
			}
			if c.Bool("json") {
				return network.WriteJSON(c.App.Writer)
			}
			return network.WriteText(c.App.Writer)
		},
	}
}
