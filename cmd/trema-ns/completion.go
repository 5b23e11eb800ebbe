package main

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// What a shell needs to know about completion is a few lines for each; what may
// come next, they ask the program itself, see complete.

//go:embed completion
var completionScripts embed.FS

var completionShells = []string{"bash", "fish", "zsh"}

func completionCommand() *cli.Command {
	return &cli.Command{
		Name:      "completion",
		Usage:     "write what a shell needs to complete trema-ns commands",
		ArgsUsage: strings.Join(completionShells, "|"),
		Description: "For this shell alone: source <(trema-ns completion bash), likewise zsh, or\n" +
			"trema-ns completion fish | source. make install does it for all users.",
		OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			shell := c.Args().First()
			switch {
			case shell == "":
				return usagef(c, "shell is required: %s", strings.Join(completionShells, ", "))
			case c.NArg() > 1 || !slices.Contains(completionShells, shell):
				return usagef(c, "one of %s is wanted, not %s", strings.Join(completionShells, ", "), strings.Join(c.Args().Slice(), " "))
			}
			script, err := completionScripts.ReadFile("completion/trema-ns." + shell)
			if err != nil {
				return err
			}
			_, err = c.App.Writer.Write(script)
			return err
		},
	}
}

// completeCommand is what the scripts call, with the words up to the cursor. Its
// first line says what else the shell may offer, each of the others is a word
// and what it is.
func completeCommand() *cli.Command {
	return &cli.Command{
		Name:            "__complete",
		Hidden:          true,
		SkipFlagParsing: true,
		Action: func(c *cli.Context) error {
			offer := complete(c.App, c.Args().Slice())
			fmt.Fprintln(c.App.Writer, offer.besides)
			for _, w := range offer.words {
				fmt.Fprintf(c.App.Writer, "%s\t%s\n", w.text, w.about)
			}
			return nil
		},
	}
}
