package main

import (
	"fmt"
	"math"

	"github.com/trema-ns/trema-ns/runner"
	"github.com/urfave/cli/v2"
)

func portDownCommand() *cli.Command {
	return portCommand("port_down", "turn a port of a switch off", false)
}

func portUpCommand() *cli.Command {
	return portCommand("port_up", "turn a port of a switch on again", true)
}

func portCommand(name, usage string, up bool) *cli.Command {
	return &cli.Command{
		Name: name, Usage: usage, ArgsUsage: "--switch SWITCH --port NUMBER",
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "switch", Aliases: []string{"s"}, Usage: "`NAME` of the switch"},
			&cli.UintFlag{Name: "port", Aliases: []string{"p"}, Usage: "`NUMBER` of the port", DefaultText: " "},
		}, scopeFlags()...),
		OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			if err := noArguments(c); err != nil {
				return err
			}
			for _, option := range []string{"switch", "port"} {
				if !c.IsSet(option) {
					return fmt.Errorf("--%s option is mandatory", option)
				}
			}
			if c.Uint("port") > math.MaxUint32 {
				return usagef(c, "%d is not the number of a port", c.Uint("port"))
			}
			in, err := scope(c)
			if err != nil {
				return err
			}
			name := c.String("switch")
			dir := runner.LabDir()
			lab, err := dir.FindSwitch(in, name)
			if err != nil {
				return err
			}
			client, err := dir.ClientOf(lab)
			if err != nil {
				return err
			}
			return client.SetPort(c.Context, name, uint32(c.Uint("port")), up)
		},
	}
}
