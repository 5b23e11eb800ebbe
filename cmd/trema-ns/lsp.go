package main

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/trema-ns/trema-ns/dsl/lsp"
	"github.com/trema-ns/trema-ns/runner/process"
	"github.com/urfave/cli/v2"
)

func lspCommand() *cli.Command {
	return &cli.Command{
		Name:      "lsp",
		Usage:     "serve an editor that has network files open",
		ArgsUsage: " ",
		Description: "A language server: editors start it and speak the Language Server Protocol\n" +
			"with it on standard input and output.",
		Flags:        []cli.Flag{&cli.BoolFlag{Name: "stdio", Usage: "speak on standard input and output, as is done anyway"}},
		OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			if err := noArguments(c); err != nil {
				return err
			}
			err := lsp.Serve(c.Context, newStdio(os.Stdin, c.App.Writer), lsp.Options{Version: version, FindProcess: findProcess})
			if errors.Is(err, lsp.ErrNoShutdown) {
				return exitStatus(exitFailure)
			}
			return err
		},
	}
}

func findProcess(pid int) (wait func(context.Context) error, err error) {
	id, err := process.Find(pid)
	return id.Wait, err
}

// stdio is standard input and output as one stream.
type stdio struct {
	*io.PipeReader
	io.Writer
}

// newStdio reads in through a pipe: a Read of a terminal or of another's pipe
// does not end when it is closed. What is left waiting ends with the process.
func newStdio(in io.Reader, out io.Writer) stdio {
	r, w := io.Pipe()
	go func() {
		_, err := io.Copy(w, in)
		w.CloseWithError(err)
	}()
	return stdio{r, out}
}
