package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"

	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/runner"
	"github.com/trema-ns/trema-ns/runner/script"
	"github.com/urfave/cli/v2"
	"golang.org/x/term"
)

func shellCommand() *cli.Command {
	return &cli.Command{
		Name:      "shell",
		Usage:     "take commands for a lab at a prompt",
		ArgsUsage: "[LAB]",
		Description: "It takes the commands of trema-ns, which are then for that lab; HOST COMMAND,\n" +
			"which runs in the host; sh COMMAND, which does not; and expect, as in a script.\n" +
			"Tab completes, the arrow keys bring earlier lines back, Ctrl-D ends it.\n\n" +
			"What comes from a file or a pipe is a script: it ends with the first line that\n" +
			"fails, and its exit status is that line's.",
		Flags:        []cli.Flag{labFlag()},
		OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			lab := c.String("lab")
			switch {
			case c.NArg() > 1:
				return usagef(c, "one lab only: %s", c.Args().Get(1))
			case c.Args().Present():
				lab = c.Args().First()
			}
			dir := runner.LabDir()
			record, err := dir.FindLab(lab)
			if err != nil {
				return err
			}
			if !term.IsTerminal(int(os.Stdin.Fd())) {
				src, err := io.ReadAll(os.Stdin)
				if err != nil {
					return err
				}
				return runScript(c.Context, newSession(dir, record.Lab, false), script.ReadFile("standard input", untilExit(src)))
			}
			return newPrompt(dir, record.Lab).run(c.Context)
		},
	}
}

// untilExit returns the lines before one that ends the shell, as people type it
// at the prompt.
func untilExit(src []byte) []byte {
	end := 0
	for line := range bytes.Lines(src) {
		if word, _, _ := strings.Cut(strings.TrimSpace(string(line)), " "); word == "exit" || word == "quit" {
			return src[:end]
		}
		end += len(line)
	}
	return src
}

// prompt takes lines from people.
type prompt struct {
	session *session
	runner  *script.Runner
	status  int // of the last line
}

func newPrompt(dir runner.Dir, lab string) *prompt {
	s := newSession(dir, lab, true)
	return &prompt{session: s, runner: &script.Runner{Lab: s, Stdout: os.Stdout, Stderr: os.Stderr}}
}

// run takes lines until the user has had enough. Ctrl-C, which for other
// commands is the end, ends only what a line does.
func (p *prompt) run(ctx context.Context) error {
	ctx, stop := signal.NotifyContext(context.WithoutCancel(ctx), syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	defer stop()
	editor := newEditor(p.complete)
	defer editor.Close()
	fmt.Fprintf(os.Stderr, "The lab %s. help shows what there is, Ctrl-D ends.\n", p.session.lab)
	for {
		line, err := editor.Line(ctx, p.session.lab+"> ")
		switch {
		case errors.Is(err, errInterrupted):
			p.status = 128 + int(syscall.SIGINT)
			continue
		case errors.Is(err, io.EOF):
			return p.end()
		case ctx.Err() != nil:
			return exitStatus(exitFailure) // whoever has ended it knows why
		case err != nil:
			return err
		}
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch word {
		case "exit", "quit":
			if n, err := strconv.Atoi(strings.TrimSpace(rest)); err == nil {
				p.status = n & 255
			}
			return p.end()
		case "help":
			if rest == "" {
				p.help()
				continue
			}
		}
		p.do(ctx, line)
	}
}

func (p *prompt) end() error {
	if p.status == 0 {
		return nil
	}
	return exitStatus(p.status)
}

// do does what a line says, and tells what is wrong with it.
func (p *prompt) do(ctx context.Context, line string) {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT)
	defer stop()
	err := p.statement(ctx, line)
	var fail *script.Failure
	p.status = exitFailure
	switch {
	case err == nil:
		p.status = 0
	case errors.As(err, &fail):
		p.status = fail.Status
		if fail.Text != "" {
			fmt.Fprintln(os.Stderr, "error:", fail.Text)
			os.Stderr.Write(fail.Diff)
		}
	case ctx.Err() != nil:
		p.status = 128 + int(syscall.SIGINT)
	default:
		fmt.Fprintln(os.Stderr, "error:", err)
	}
}

func (p *prompt) statement(ctx context.Context, line string) error {
	names, err := p.session.Names(ctx)
	if err != nil {
		return err
	}
	st, err := names.Parse(line)
	if err != nil || st == nil {
		return err
	}
	return p.runner.Do(ctx, st, nil)
}

func (p *prompt) help() {
	const own = `COMMAND...	- a command of trema-ns, below; its beginning will do
HOST COMMAND...	- run a shell command in a host
HOST	- a shell in a host
sh COMMAND...	- run a shell command outside
expect ...	- wait until something is so, such as: expect host1 reaches host2
help [COMMAND]	- this, or help for a command
exit [STATUS]	- leave; the lab runs on
`
	printHelp(os.Stdout, own+"\n{{range .VisibleCommands}}{{.Name}}\t- {{.Usage}}\n{{end}}", newApp())
	if names, err := p.session.Names(context.Background()); err == nil {
		fmt.Printf("\nhosts: %s\nswitches: %s\n", strings.Join(names.Hosts, " "), strings.Join(names.Switches, " "))
	}
}

func expectationsMet(n int) string {
	if n == 1 {
		return "1 expectation is met"
	}
	return strconv.Itoa(n) + " expectations are met"
}

// runScript runs a script whose mistakes are found first, and tells what comes
// of it.
func runScript(ctx context.Context, s *session, f *script.File) (err error) {
	names, err := s.Names(ctx)
	if err != nil {
		return err
	}
	// What is applied may bring other hosts.
	if list := f.Check(names); len(list) > 0 && !f.Has("apply") {
		showDiagnostics(list, f.Sources())
		return exitStatus(exitFailure)
	}
	defer func() {
		if left := s.end(); err == nil {
			err = left
		}
	}()
	r := &script.Runner{Lab: s, Stdout: os.Stdout, Stderr: os.Stderr}
	err = r.Run(ctx, f)
	var fail *script.Failure
	var mistake *diag.Diagnostic
	switch {
	case errors.As(err, &fail):
		showDiagnostics(diag.List{fail.Diagnostic()}, f.Sources())
		os.Stderr.Write(fail.Diff)
		return exitStatus(fail.Status)
	case errors.As(err, &mistake):
		showDiagnostics(diag.List{mistake}, f.Sources())
		return exitStatus(exitFailure)
	}
	if err == nil && r.Met > 0 {
		fmt.Fprintf(os.Stderr, "%s: %s\n", f.Name, expectationsMet(r.Met))
	}
	return err
}
