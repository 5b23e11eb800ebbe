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
		Flags:        append([]cli.Flag{jsonFlag()}, scopeFlags()...),
		OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			if !c.Args().Present() {
				return usagef(c, "switch is required")
			}
			all := []switchFlows{}
			for _, name := range c.Args().Slice() {
				flows, err := flowsOf(c, name)
				if err != nil {
					return err
				}
				if c.Bool("json") {
					all = append(all, switchFlows{name, flows})
					continue
				}
				var lines []string
				for _, f := range flows {
					lines = append(lines, f.Text)
				}
				// A switch without entries gives an empty line, as in Trema.
				fmt.Fprintln(c.App.Writer, strings.Join(lines, "\n"))
			}
			if !c.Bool("json") {
				return nil
			}
			return writeJSON(c.App.Writer, struct {
				FormatVersion string        `json:"format_version"`
				Switches      []switchFlows `json:"switches"`
			}{"1", all})
		},
	}
}

type switchFlows struct {
	Switch string        `json:"switch"`
	Flows  []runner.Flow `json:"flows"`
}

func flowsOf(c *cli.Context, name string) ([]runner.Flow, error) {
	in, err := scope(c)
	if err != nil {
		return nil, err
	}
	dir := runner.LabDir()
	lab, err := dir.FindSwitch(in, name)
	if err != nil {
		return nil, err
	}
	client, err := dir.ClientOf(lab)
	if err != nil {
		return nil, err
	}
	return client.Flows(c.Context, name)
}
