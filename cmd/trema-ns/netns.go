package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strings"

	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner"
	"github.com/urfave/cli/v2"
)

func netnsCommand() *cli.Command {
	return &cli.Command{
		Name:      "netns",
		Usage:     "run a command in a host, or a shell",
		ArgsUsage: "HOST [COMMAND [ARGUMENTS...]]",
		Description: "The exit status is the command's. Options before HOST are those of netns, all\n" +
			"after it belongs to the command; -- goes before a HOST that begins with a dash.\n" +
			"The hosts of the lab have their names in /etc/hosts there. Without a command it\n" +
			"is $SHELL, with the host in its prompt.",
		Flags:        scopeFlags(),
		OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			words := c.Args().Slice()
			if len(words) == 0 {
				return usagef(c, "host is required")
			}
			in, err := scope(c)
			if err != nil {
				return err
			}
			lab, host, err := runner.LabDir().FindHost(in, words[0])
			if err != nil {
				return err
			}
			argv := words[1:]
			if len(argv) > 0 && argv[0] == "--" {
				argv = argv[1:]
			}
			return enter(c.Context, lab, host, argv)
		},
	}
}

// errNotRoot is for users who may look at a lab, but not enter its hosts.
func errNotRoot() error {
	return fmt.Errorf("a host is entered by root only: sudo %s", strings.Join(os.Args, " "))
}

// enter replaces this process by a command inside a host, or by a shell. Its exit
// status, its signals and its terminal are then nobody's but its own.
func enter(ctx context.Context, lab *runner.Record, host runner.PlannedHost, argv []string) error {
	if os.Geteuid() != 0 {
		return errNotRoot()
	}
	os.Setenv(labVar, lab.Lab)
	os.Setenv("TREMA_NS_HOST", host.Name)
	if len(argv) == 0 {
		var err error
		if argv, err = hostShell(host.Name); err != nil {
			return err
		}
	}
	path := netns.Path(host.Namespace, host.PID)
	err := netns.Exec(path, host.Namespace, runner.LabDir().HostsFile(lab.Lab), argv, os.Environ())
	switch {
	case errors.Is(err, exec.ErrNotFound):
		fmt.Fprintf(os.Stderr, "error: %s: no such command\n", argv[0])
		return exitStatus(127) // as a shell has it
	case errors.Is(err, fs.ErrNotExist):
		err = fmt.Errorf("the namespace of %s is gone: %w", host.Name, err)
		return runner.LabDir().UnlessGoing(ctx, lab, err)
	}
	return err
}
