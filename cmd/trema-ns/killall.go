package main

import (
	"errors"

	"github.com/trema-ns/trema-ns/runner"
	"github.com/urfave/cli/v2"
)

func killallCommand() *cli.Command {
	return &cli.Command{
		Name:      "killall",
		Usage:     "take labs down",
		ArgsUsage: "NAME... | --all",
		Description: "NAME is a lab's, as trema-ns status shows it. Labs whose process was killed\n" +
			"are taken down as well. What a lab has not made is not touched.",
		Flags:        []cli.Flag{&cli.BoolFlag{Name: "all", Usage: "all that there are"}},
		OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			dir := runner.DefaultDir()
			ctx := c.Context
			switch {
			case c.Bool("all"):
				if c.Args().Present() {
					return usagef(c, "either names of labs or --all, not both")
				}
				return dir.KillAll(ctx)
			case !c.Args().Present():
				return usagef(c, "controller_name is required, or --all")
			}
			var errs []error
			for _, name := range c.Args().Slice() {
				errs = append(errs, dir.Kill(ctx, name))
			}
			return errors.Join(errs...)
		},
	}
}
