package main

import (
	"fmt"
	"strings"

	"github.com/trema-ns/trema-ns/runner"
	"github.com/urfave/cli/v2"
)

func dumpFlowsCommand() *cli.Command {
	return &cli.Command{
		Name:         "dump_flows",
		Usage:        "show the flow entries of switches",
		ArgsUsage:    "SWITCH...",
		Flags:        []cli.Flag{labFlag()},
		OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			if !c.Args().Present() {
				return usagef(c, "switch is required")
			}
			dir := runner.DefaultDir()
			for _, name := range c.Args().Slice() {
				lab, sw, err := dir.FindSwitch(c.String("lab"), name)
				if err != nil {
					return err
				}
				flows, err := dir.Client(lab.Lab).Flows(c.Context, sw.Name)
				if err != nil {
					return err
				}
				var lines []string
				for _, f := range flows {
					lines = append(lines, f.Text)
				}
				// A switch without entries gives an empty line, as in Trema.
				fmt.Fprintln(c.App.Writer, strings.Join(lines, "\n"))
			}
			return nil
		},
	}
}
