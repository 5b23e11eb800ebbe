package main

import (
	"github.com/trema-ns/trema-ns/runner"
	"github.com/urfave/cli/v2"
)

func deleteLinkCommand() *cli.Command {
	return &cli.Command{
		Name:      "delete_link",
		Usage:     "take away the link between two nodes",
		ArgsUsage: "END END",
		Description: "An end is a switch, a host, or an interface that is plugged into a switch. Of\n" +
			"several links between two nodes the one is named by its port, SWITCH:NUMBER, or\n" +
			"by the host's interface, HOST:eth1. trema-ns apply of the lab's file lays the\n" +
			"link again.",
		Flags:        scopeFlags(),
		OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			if c.NArg() != 2 {
				return usagef(c, "two ends are required")
			}
			in, err := scope(c)
			if err != nil {
				return err
			}
			a, b := c.Args().Get(0), c.Args().Get(1)
			dir := runner.LabDir()
			lab, err := dir.FindLink(in, a, b)
			if err != nil {
				return err
			}
			client, err := dir.ClientOf(lab)
			if err != nil {
				return err
			}
			return client.DeleteLink(c.Context, a, b)
		},
	}
}
