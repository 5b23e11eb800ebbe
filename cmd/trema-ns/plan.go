package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/runner"
	"github.com/urfave/cli/v2"
)

func planCommand() *cli.Command {
	return &cli.Command{
		Name:      "plan",
		Usage:     "show what run would do, without doing it",
		ArgsUsage: "[CONTROLLER] -c FILE [-- ARGUMENTS OF THE CONTROLLER]",
		Description: "For a lab that runs already it shows what trema-ns apply would change, and\n" +
			"for one that was killed also that the rest of it goes first.\n\n" +
			"With --sh it is a shell script of the commands that a person would type\n" +
			"to get the same network by hand: sh SCRIPT makes it, sh SCRIPT down takes\n" +
			"it away.",
		Flags: append(labFlags(), jsonFlag(),
			&cli.BoolFlag{Name: "sh", Usage: "write a shell script that does it"}),
		OnUsageError: onUsageError,
		Action:       planAction,
	}
}

func planAction(c *cli.Context) error {
	if c.String("conf") == "" {
		return usagef(c, "nothing to plan: name a network file (-c FILE)")
	}
	if c.Bool("json") && c.Bool("sh") {
		return usagef(c, "--json and --sh are exclusive")
	}
	config, sources, err := labConfig(c)
	if err != nil {
		return err
	}
	config.Dir = runner.LabDir() // where the lab would be, whoever asks
	config.Notice = func(line string) { fmt.Fprintln(os.Stderr, line) }
	config.Warn = func(list diag.List) { showDiagnostics(list, sources) }
	planned, err := config.Plan(c.Context)
	if err != nil {
		return planError(err, sources)
	}
	steps := planned.Steps(config.Dir)
	switch {
	case c.Bool("json"):
		return writeJSON(c.App.Writer, struct {
			FormatVersion string        `json:"format_version"`
			Steps         []runner.Step `json:"steps"`
			Plan          *runner.Plan  `json:"plan"`
		}{"1", steps, planned.Plan})
	case c.Bool("sh") && planned.Dead != nil:
		return &runner.DeadError{Lab: planned.Dead.Lab}
	case c.Bool("sh") && planned.Lab != nil:
		return fmt.Errorf("%s is running: a script would not take its parts away again; trema-ns apply changes it", planned.Lab.Lab)
	case c.Bool("sh"):
		title := fmt.Sprintf("The network of %s, by hand.", config.Network.File)
		return runner.WriteScript(c.App.Writer, title, steps)
	}
	if planned.Lab != nil {
		return writeChange(c, planned, steps)
	}
	fmt.Fprintf(c.App.Writer, "lab %s: %s\n\n", config.Options.Lab, config.Network.Summary())
	return writeSteps(c, steps)
}

// planError shows why something cannot be planned.
func planError(err error, sources map[string][]byte) error {
	var unplannable *runner.PlanError
	if !errors.As(err, &unplannable) {
		return err
	}
	showDiagnostics(unplannable.Diagnostics, sources)
	return exitStatus(exitFailure)
}

// writeChange shows what a running lab is to become.
func writeChange(c *cli.Context, planned *runner.Planned, steps []runner.Step) error {
	if planned.Change.Empty() {
		fmt.Fprintf(c.App.Writer, "lab %s, which runs, is as the file says: nothing to change\n", planned.Lab.Lab)
		return nil
	}
	fmt.Fprintf(c.App.Writer, "lab %s, which runs, is to be changed:\n\n", planned.Lab.Lab)
	return writeSteps(c, steps)
}

func writeSteps(c *cli.Context, steps []runner.Step) error {
	t := table{rows: [][]string{{"ACTION", "WHAT", "WHICH", "WHY"}}}
	for _, s := range steps {
		t.add(s.Action, s.Kind, s.Object, s.Reason)
	}
	return t.write(c.App.Writer)
}
