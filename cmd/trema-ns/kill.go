package main

import (
	"errors"

	"github.com/trema-ns/trema-ns/runner"
	"github.com/urfave/cli/v2"
)

func killCommand() *cli.Command {
	return &cli.Command{
		Name:      "kill",
		Usage:     "end controllers, hosts and switches",
		ArgsUsage: "NAME...",
		Description: "NAME is looked for among the controllers, whose labs are taken down with them,\n" +
			"then among the hosts and the switches, which are stopped as by trema-ns stop.",
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
			var errs []error
			for _, name := range c.Args().Slice() {
				errs = append(errs, runner.DefaultDir().End(c.Context, in, name))
			}
			return errors.Join(errs...)
		},
	}
}
