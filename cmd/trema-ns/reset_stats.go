package main

import (
	"errors"

	"github.com/trema-ns/trema-ns/runner"
	"github.com/urfave/cli/v2"
)

func resetStatsCommand() *cli.Command {
	return &cli.Command{
		Name:         "reset_stats",
		Usage:        "have hosts count their packets from 0 again",
		ArgsUsage:    "[HOST...]",
		Description:  "Without a host it is all hosts, of all labs.",
		Flags:        scopeFlags(),
		OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			dir := runner.DefaultDir()
			if !c.Args().Present() {
				in, err := scope(c)
				if err != nil {
					return err
				}
				labs, err := dir.Running(in)
				var errs []error
				for _, lab := range labs {
					errs = append(errs, dir.Client(lab.Lab).ResetStats(c.Context))
				}
				return errors.Join(append(errs, err)...)
			}
			hosts := map[string][]string{} // of each lab
			for _, name := range c.Args().Slice() {
				lab, host, err := findLivingHost(c, name)
				if err != nil {
					return err
				}
				hosts[lab] = append(hosts[lab], host)
			}
			for lab, names := range hosts {
				if err := dir.Client(lab).ResetStats(c.Context, names...); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// findLivingHost finds a host of a lab that runs, where the scopeFlags say.
func findLivingHost(c *cli.Context, name string) (labName, host string, err error) {
	lab, err := scope(c)
	if err != nil {
		return "", "", err
	}
	record, h, err := runner.DefaultDir().FindHost(lab, name)
	if err != nil {
		return "", "", err
	}
	if !record.Alive() {
		return "", "", &runner.DeadError{Lab: record.Lab}
	}
	return record.Lab, h.Name, nil
}
