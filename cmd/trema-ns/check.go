package main

import (
	"fmt"
	"maps"
	"path/filepath"

	"github.com/trema-ns/trema-ns/controller/rubyapp"
	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/urfave/cli/v2"
)

func checkCommand() *cli.Command {
	return &cli.Command{
		Name:         "check",
		Usage:        "say what is wrong with network files and controllers",
		ArgsUsage:    "FILE...",
		Flags:        []cli.Flag{allowReadFlag(), compatFlag(), jsonFlag()},
		OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			if !c.Args().Present() {
				return usagef(c, "file is required")
			}
			var all diag.List
			sources := map[string][]byte{}
			for _, name := range c.Args().Slice() {
				if filepath.Ext(name) == ".rb" && rubyapp.IsController(name) {
					app, report := rubyapp.Load(name, rubyOptions(c, nil))
					all = append(all, report.Diagnostics...)
					maps.Copy(sources, report.Sources)
					if !c.Bool("json") {
						showDiagnostics(report.Diagnostics, report.Sources)
						if app != nil {
							fmt.Fprintf(c.App.Writer, "%s: ok (the controller %s)\n", name, app.Class())
						}
					}
					continue
				}
				network, report := load(c, name)
				all = append(all, report.Diagnostics...)
				maps.Copy(sources, report.Sources)
				if c.Bool("json") {
					continue
				}
				showDiagnostics(report.Diagnostics, report.Sources)
				if network != nil {
					fmt.Fprintf(c.App.Writer, "%s: ok (%s)\n", name, network.Summary())
				}
			}
			if c.Bool("json") {
				if err := diag.WriteJSON(c.App.Writer, all, sources); err != nil {
					return err
				}
			}
			if all.HasErrors() {
				return exitStatus(exitFailure)
			}
			return nil
		},
	}
}
