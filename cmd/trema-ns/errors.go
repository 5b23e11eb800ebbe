package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/trema-ns/trema-ns/controller/rubyapp"
	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/runner"
	"github.com/urfave/cli/v2"
	"golang.org/x/term"
)

const (
	exitFailure = 1
	exitUsage   = 64 // EX_USAGE of sysexits(3), as in Trema
)

// usageError is a command line that makes no sense.
type usageError struct {
	text string
	hint string
}

func (e *usageError) Error() string { return e.text }

// usagef returns a usageError that points to the command's help.
func usagef(c *cli.Context, format string, args ...any) error {
	return &usageError{text: fmt.Sprintf(format, args...), hint: helpHint(c.Command)}
}

func helpHint(cmd *cli.Command) string { return "trema-ns help " + cmd.Name + " shows how it is used" }

var badValue = regexp.MustCompile(`^invalid (?:boolean )?value "(.*)" for (?:flag )?-([^:]+): `)

func onUsageError(c *cli.Context, err error, _ bool) error {
	if m := badValue.FindStringSubmatch(err.Error()); m != nil {
		option := "--" + m[2]
		if len(m[2]) == 1 {
			option = "-" + m[2]
		}
		return usagef(c, "%s is %s, not %s", option, kindOfValue(c.Command, m[2]), m[1])
	}
	text := strings.Replace(err.Error(), "flag provided but not defined: ", "Unknown option ", 1)
	return usagef(c, "%s", text)
}

// kindOfValue says what a command's option takes.
func kindOfValue(cmd *cli.Command, option string) string {
	for _, f := range cmd.Flags {
		if !slices.Contains(f.Names(), option) {
			continue
		}
		switch f.(type) {
		case *cli.DurationFlag:
			return "a time like 30s"
		case *cli.UintFlag, *cli.Uint64Flag, *cli.IntFlag, *cli.Int64Flag, *cli.Float64Flag:
			return "a number"
		case *cli.BoolFlag:
			return "true or false"
		}
	}
	return "something else"
}

// exitStatus is an error that says nothing and only ends the program: what
// there is to say has been said, or a command that was run has failed.
type exitStatus int

func (e exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// report tells the user what went wrong and returns the exit status.
func report(app *cli.App, err error) int {
	var status exitStatus
	var usage *usageError
	var ended *rubyapp.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &ended):
		if ended.Message != "" {
			fmt.Fprintln(os.Stderr, ended.Message)
		}
		return ended.Status
	case errors.As(err, &status):
		return int(status)
	case errors.As(err, &usage):
		fmt.Fprintln(os.Stderr, "error:", usage.text)
		if usage.hint != "" {
			fmt.Fprintln(os.Stderr, usage.hint)
		}
		return exitUsage
	default:
		fmt.Fprintln(os.Stderr, "error:", err)
		if advice := adviceFor(err); advice != "" {
			fmt.Fprintln(os.Stderr, advice)
		}
	}
	return exitFailure
}

// adviceFor says what to do about an error, where that is known.
func adviceFor(err error) string {
	var running *runner.RunningError
	var dead *runner.DeadError
	var port *runner.PortError
	var privilege *runner.PrivilegeError
	var unreachable *runner.UnreachableError
	switch {
	case errors.As(err, &unreachable) && errors.Is(err, fs.ErrPermission):
		return "sudo " + strings.Join(os.Args, " ")
	case errors.As(err, &privilege):
		return privilege.Advice(strings.Join(os.Args, " "))
	case errors.As(err, &running):
		return fmt.Sprintf("take it down first: trema-ns killall %s; or give this one a name: --name", running.Lab)
	case errors.As(err, &dead):
		return fmt.Sprintf("take the rest of it down: trema-ns killall %s; or trema-ns run, which does so first", dead.Lab)
	case errors.As(err, &port) && port.Lab != "":
		return fmt.Sprintf("choose another port: -p PORT; or take that lab down: trema-ns killall %s", port.Lab)
	case errors.As(err, &port):
		return "end that process, or choose another port: -p PORT"
	}
	return ""
}

// showDiagnostics writes what was found in network files for people; sources
// are those files' contents.
func showDiagnostics(list diag.List, sources map[string][]byte) {
	// There is nothing to be done about a terminal that cannot be written to.
	_ = diag.NewWriter(os.Stderr, sources, colorful(os.Stderr)).WriteList(list)
}

// colorful reports whether f shows colours and its user wants them
// (https://no-color.org).
func colorful(f *os.File) bool {
	return os.Getenv("NO_COLOR") == "" && isTerminal(f)
}

// isTerminal reports whether f is a terminal that lines can be redrawn on.
func isTerminal(f *os.File) bool {
	return os.Getenv("TERM") != "dumb" && term.IsTerminal(int(f.Fd()))
}
