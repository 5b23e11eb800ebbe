package main

import (
	"fmt"

	"github.com/urfave/cli/v2"
)

// version is what `trema-ns version` prints; releases set it when they link.
var version = "0.1.0"

func newApp() *cli.App {
	cli.AppHelpTemplate, cli.CommandHelpTemplate, cli.SubcommandHelpTemplate = appHelp, commandHelp, commandHelp
	cli.HelpPrinter = printHelp
	cli.HelpFlag = &cli.BoolFlag{Name: "help", Aliases: []string{"h"}, Usage: "show this message"}
	app := &cli.App{
		Name:    "trema-ns",
		Usage:   "run Trema's network files on Linux network namespaces and Open vSwitch",
		Version: version,
		Flags: []cli.Flag{
			cli.HelpFlag,
			&cli.BoolFlag{Name: "verbose", Aliases: []string{"v"}, Usage: "be verbose: log as with --logging_level debug"},
			&cli.BoolFlag{Name: "version", Usage: "show the version"},
		},
		HideVersion:     true, // its -v would be Trema's --verbose
		HideHelpCommand: true,
		Commands: []*cli.Command{
			applyCommand(),
			callCommand(),
			captureCommand(),
			cbenchCommand(),
			checkCommand(),
			completeCommand(),
			completionCommand(),
			configCommand(),
			deleteLinkCommand(),
			doctorCommand(),
			dumpFlowsCommand(),
			fmtCommand(),
			graphCommand(),
			helpCommand(),
			killCommand(),
			killallCommand(),
			lspCommand(),
			manCommand(),
			netnsCommand(),
			newCommand(),
			patchPanelCommand(),
			pingallCommand(),
			planCommand(),
			portDownCommand(),
			portUpCommand(),
			resetStatsCommand(),
			runCommand(),
			sendPacketsCommand(),
			shellCommand(),
			showStatsCommand(),
			sliceCommand(),
			startCommand(),
			statusCommand(),
			stopCommand(),
			traceCommand(),
			upCommand(),
			versionCommand(),
		},
		Action: func(c *cli.Context) error {
			if c.Bool("version") {
				return printVersion(c)
			}
			return cli.ShowAppHelp(c)
		},
		OnUsageError:   func(c *cli.Context, err error, _ bool) error { return &usageError{text: err.Error()} },
		ExitErrHandler: func(*cli.Context, error) {}, // report does it
	}
	for _, c := range app.Commands {
		c.HideHelpCommand = true // `netns help` is a host of that name
	}
	return app
}

func versionCommand() *cli.Command {
	return &cli.Command{
		Name: "version", Usage: "show the version", ArgsUsage: " ",
		OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			if err := noArguments(c); err != nil {
				return err
			}
			return printVersion(c)
		},
	}
}

func printVersion(c *cli.Context) error {
	_, err := fmt.Fprintf(c.App.Writer, "trema-ns version %s\n", version)
	return err
}

func helpCommand() *cli.Command {
	return &cli.Command{
		Name: "help", Usage: "show a list of the commands, or help for one", ArgsUsage: "[COMMAND]",
		OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			if !c.Args().Present() {
				return cli.ShowAppHelp(c)
			}
			cmd, err := findCommand(c.App, c.Args().First())
			if err != nil {
				return err
			}
			printHelp(c.App.Writer, commandHelp, cmd)
			return nil
		},
	}
}
