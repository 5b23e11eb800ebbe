package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/trema-ns/trema-ns/controller/apps"
	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/runner"
	"github.com/urfave/cli/v2"
)

func runCommand() *cli.Command {
	return &cli.Command{
		Name:      "run",
		Usage:     "make the network of a file and run a controller on it",
		ArgsUsage: "[CONTROLLER] [-c FILE] [-- ARGUMENTS OF THE CONTROLLER]",
		Description: "Without a network file the controller runs alone, for switches from elsewhere.\n" +
			"Without a controller the network waits for whoever connects to its switches.\n\n" +
			"Ctrl-C and trema-ns killall take the lab down and are no failure, unless it\n" +
			"is not ready yet and something waits for that: --exec or --daemonize.\n\n" +
			"The controllers are:\n" + listApps() +
			"  ./PROGRAM             - A program of yours, in any language. It is started when the network\n" +
			"    is made, ended with it, and told where to listen by OPENFLOW_TARGET, which is\n" +
			"    tcp:127.0.0.1:PORT. What it prints is in controller.log in the lab's folder.\n" +
			"  tcp:HOST:PORT         - One that runs already and listens there\n",
		Flags: append(append(labFlags(), fileFlags()...),
			&cli.BoolFlag{Name: "daemonize", Aliases: []string{"d"}, Usage: "return when the lab is ready, which runs in the background"},
			&cli.StringFlag{Name: "logging_level", Aliases: []string{"l"}, Value: "info", EnvVars: []string{"LOGGING_LEVEL"}, Usage: "`LEVEL` of the controller's log: debug, info, warn, error, fatal or unknown"},
			&cli.StringFlag{Name: "exec", Usage: "run `COMMAND`, or a script called *.lab, when the lab is ready, take the lab down and exit with its status"},
			webFlag(),
			&cli.StringFlag{Name: "tremashark", Aliases: []string{"s"}, Usage: "write all frames and OpenFlow messages to `FILE` as pcapng, for Wireshark"},
			&cli.BoolFlag{Name: "timing", Usage: "show what each phase took"},
			&cli.DurationFlag{Name: "timeout", Value: time.Minute, Usage: "`TIME` for all switches to connect in"},
			&cli.BoolFlag{Name: "no_flow_cleanup", Aliases: []string{"r"}, Usage: "accepted for old scripts; flows are never deleted"},
		),
		OnUsageError: onUsageError,
		Action:       runAction,
	}
}

func listApps() string {
	var s strings.Builder
	for _, a := range apps.All() {
		fmt.Fprintf(&s, "  %-21s - %s\n", a.Name, a.Summary) // a column for all, whatever is between
		for _, line := range strings.Split(strings.TrimSpace(a.Usage), "\n") {
			if line != "" {
				fmt.Fprintf(&s, "    %s\n", line)
			}
		}
	}
	return s.String()
}

func runAction(c *cli.Context) error {
	config, sources, err := runConfig(c)
	if err != nil {
		return err
	}
	script, err := scriptOf(c.String("exec"))
	if err != nil {
		return err
	}
	if script != nil {
		if list := checkScript(script, config); len(list) > 0 {
			showDiagnostics(list, script.Sources())
			return exitStatus(exitFailure)
		}
	}
	if c.Bool("daemonize") && !isDaemon() {
		return daemonize(c.Context, sources["-"])
	}
	console := !c.Bool("daemonize")
	logger, err := newLogger(config.LogFile(), console, c.String("logging_level"), c.Bool("verbose"))
	if err != nil {
		return err
	}
	defer logger.Close()
	config.Log = logger.slog()
	config.Warn = func(list diag.List) { showDiagnostics(list, sources) }
	// When nobody reads any more what is printed, the lab is to end, and as a
	// whole: the signal would end this process alone.
	ctx, end := context.WithCancel(c.Context)
	defer end()
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	printed := func(_ int, err error) {
		if errors.Is(err, syscall.EPIPE) {
			end()
		}
	}
	logger.printed = printed
	// On the way into the background, this is still the user's terminal.
	config.Notice = func(line string) { printed(fmt.Fprintln(os.Stderr, line)) }
	if console {
		config.Wait = config.Notice
		config.Console = writerFunc(func(b []byte) (int, error) {
			n, err := os.Stdout.Write(b)
			printed(n, err)
			return n, err
		})
	}

	started := time.Now()
	seen, ctx := newWatch(ctx, os.Stderr, isTerminal(os.Stderr))
	lab, err := runner.Up(ctx, config)
	seen.stop()
	if c.Bool("timing") {
		err = errors.Join(err, seen.write(os.Stderr))
	}
	switch plan := (*runner.PlanError)(nil); {
	case errors.As(err, &plan):
		showDiagnostics(plan.Diagnostics, sources)
		return exitStatus(exitFailure)
	case errors.As(err, new(*runner.LeftError)):
		return err
	case errors.Is(err, context.Canceled), errors.Is(err, runner.ErrStopped):
		return interrupted(c)
	case err != nil:
		return err
	}
	if url := lab.Web(); url != "" {
		printed(fmt.Fprintln(os.Stderr, "See it in a browser: "+url))
	}
	if console {
		printed(fmt.Fprintln(os.Stderr, readyLine(lab, time.Since(started), c.String("exec") == "")))
	} else if err := daemonReady(logger); err != nil {
		return errors.Join(err, lab.Down(context.WithoutCancel(ctx)))
	}
	var status error
	if command := c.String("exec"); command != "" {
		status = execute(ctx, lab, config.Dir, command, script)
	}
	if status == nil && c.String("exec") == "" {
		status = lab.Wait()
	}
	err = lab.Down(context.WithoutCancel(ctx))
	if c.Bool("timing") && console {
		status = errors.Join(status, seen.write(os.Stderr))
	}
	if err != nil {
		return &runner.LeftError{Cause: status, Left: err}
	}
	return status
}

// writerFunc is an [io.Writer].
type writerFunc func(b []byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

// interrupted is the end of a run that was asked to end before it was ready,
// which for whoever waits for --exec or --daemonize is no success.
func interrupted(c *cli.Context) error {
	if c.String("exec") != "" || c.Bool("daemonize") {
		return errors.New("interrupted before the lab was ready")
	}
	return nil
}

// runConfig makes of the command line what is to be run. What is wrong with
// either is known before anything is done.
func runConfig(c *cli.Context) (config runner.Config, sources map[string][]byte, err error) {
	switch {
	case c.Bool("daemonize") && c.IsSet("exec"):
		return config, nil, usagef(c, "--daemonize and --exec are exclusive")
	case c.IsSet("exec") && c.String("exec") == "":
		return config, nil, usagef(c, "--exec needs a command")
	case c.IsSet("web") && c.String("web") != webAuto && !isAddress(c.String("web")):
		return config, nil, usagef(c, "--web takes an address with a port, like 127.0.0.1:8080, not %s", c.String("web"))
	case c.IsSet("tremashark") && c.String("tremashark") == "":
		return config, nil, usagef(c, "--tremashark needs a file")
	case c.Duration("timeout") <= 0:
		return config, nil, usagef(c, "--timeout is a time like 30s, not %v", c.Duration("timeout"))
	}
	config, sources, err = labConfig(c)
	if err != nil {
		return config, nil, err
	}
	config.Timeout, config.Capture = c.Duration("timeout"), c.String("tremashark")
	if config.Web = c.String("web"); config.Web == webAuto {
		config.Web = runner.WebAuto
	}
	if config.Files, err = filesOf(c); err != nil {
		return config, nil, err
	}
	config.HostLog = hostLog(config.Files)
	return config, sources, nil
}

// withoutNotes leaves out what is worth knowing only to somebody who does not
// run the file: whether an interface exists, for instance, the plan tells.
func withoutNotes(list diag.List) diag.List {
	return slices.DeleteFunc(slices.Clone(list), func(d *diag.Diagnostic) bool { return d.Severity == diag.Note })
}

func readyLine(lab *runner.Lab, took time.Duration, wait bool) string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s is ready", lab.Name())
	if summary := lab.Summary(); summary != "" {
		fmt.Fprintf(&s, ": %s", summary)
	}
	fmt.Fprintf(&s, " (%.2f s).", took.Seconds())
	if addr := lab.Listen(); addr != "" {
		fmt.Fprintf(&s, " The controller listens on %s.", addr)
	}
	if wait {
		s.WriteString(" Ctrl-C takes it down.")
	}
	return s.String()
}
