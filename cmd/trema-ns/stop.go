package main

import (
	"context"

	"github.com/trema-ns/trema-ns/runner"
	"github.com/urfave/cli/v2"
)

func stopCommand() *cli.Command {
	return nodeCommand("stop", "stop switches and hosts, as if one pulled the plug",
		"A stopped switch forwards nothing and forgets its flows, and its controller\n"+
			"loses it; a stopped host has no carrier. Cables and the numbers of ports stay:\n"+
			"trema-ns start lets them go on.",
		func(ctx context.Context, c *runner.Client, name string) error { return c.StopNode(ctx, name) })
}

func startCommand() *cli.Command {
	return nodeCommand("start", "start switches and hosts that are stopped", "The command returns when they are ready.",
		func(ctx context.Context, c *runner.Client, name string) error { return c.StartNode(ctx, name) })
}

// upCommand is what start was called in Trema before 0.4.8.
func upCommand() *cli.Command {
	up := startCommand()
	up.Name, up.Usage = "up", "the same as start"
	return up
}

// nodeCommand is one that does the same to all the switches and hosts named.
func nodeCommand(name, usage, description string, act func(context.Context, *runner.Client, string) error) *cli.Command {
	return &cli.Command{
		Name: name, Usage: usage, ArgsUsage: "NAME...", Description: description,
		Flags:        scopeFlags(),
		OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			if !c.Args().Present() {
				return usagef(c, "name is required")
			}
			in, err := scope(c)
			if err != nil {
				return err
			}
			dir := runner.LabDir()
			for _, name := range c.Args().Slice() {
				lab, err := dir.FindNode(in, name)
				if err != nil {
					return err
				}
				client, err := dir.ClientOf(lab)
				if err != nil {
					return err
				}
				if err := act(c.Context, client, name); err != nil {
					return err
				}
			}
			return nil
		},
	}
}
