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
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "all", Usage: "all that there are"},
			&cli.StringFlag{Name: "socket_dir", Aliases: []string{"S"}, Usage: "with --all, those only that were run with this `DIR`"},
		},
		OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			dir := runner.DefaultDir()
			ctx := c.Context
			switch {
			case c.Bool("all") && c.Args().Present():
				return usagef(c, "either names of labs or --all, not both")
			case c.Bool("all") && c.String("socket_dir") == "":
				return dir.KillAll(ctx)
			case !c.Bool("all") && !c.Args().Present():
				return usagef(c, "controller_name is required, or --all")
			}
			names := c.Args().Slice()
			if c.String("socket_dir") != "" {
				labs, err := labsWithSocketsIn(dir, c.String("socket_dir"))
				if err != nil {
					return err
				}
				if c.Bool("all") {
					names = labs
				}
			}
			var errs []error
			for _, name := range names {
				errs = append(errs, dir.Kill(ctx, name))
			}
			return errors.Join(errs...)
		},
	}
}
