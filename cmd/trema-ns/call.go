package main

import (
	"fmt"

	"github.com/trema-ns/trema-ns/controller/apps"
	"github.com/trema-ns/trema-ns/runner"
	"github.com/urfave/cli/v2"
)

func callCommand() *cli.Command {
	return &cli.Command{
		Name:         "call",
		Usage:        "call a method of a running controller",
		ArgsUsage:    "[CONTROLLER] METHOD ARGUMENT...",
		Description:  "Without a controller it is that of the only lab. A method that there is not\nis answered with a list of those that there are.",
		Flags:        []cli.Flag{labFlag()},
		OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			words := c.Args().Slice()
			lab := c.String("lab")
			// Its name may be said although it is chosen.
			if len(words) > 1 && isLab(words[0]) && (lab == "" || apps.SameName(lab, words[0])) {
				lab, words = words[0], words[1:]
			}
			if len(words) == 0 {
				return usagef(c, "method is required")
			}
			return call(c, lab, words[0], words[1:])
		},
	}
}

func patchPanelCommand() *cli.Command {
	return &cli.Command{
		Name:         "patch_panel",
		Usage:        "join ports of a running patch-panel, or take them apart",
		ArgsUsage:    "create|delete DPID PORT PORT",
		Flags:        []cli.Flag{labFlag()},
		OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			words := c.Args().Slice()
			if len(words) != 4 || words[0] != "create" && words[0] != "delete" {
				return usagef(c, "patch_panel takes create or delete, a switch and two ports, such as create 0xabc 1 2")
			}
			return call(c, labOf(c, "PatchPanel"), words[0], words[1:])
		},
	}
}

// sliceCommands has what `slice` can do: whether the name of the slice follows,
// and otherwise which options are needed, in the order of the method's
// arguments.
var sliceCommands = map[string]struct {
	named   bool
	options []string
}{
	"list":        {},
	"add":         {named: true},
	"delete":      {named: true},
	"add_port":    {options: []string{"slice", "port"}},
	"delete_port": {options: []string{"slice", "port"}},
	"add_host":    {options: []string{"slice", "port", "mac"}},
	"delete_host": {options: []string{"slice", "port", "mac"}},
}

func sliceCommand() *cli.Command {
	return &cli.Command{
		Name:      "slice",
		Usage:     "show and change the slices of a running routing-switch",
		ArgsUsage: "COMMAND [SLICE]",
		Description: "The commands are:\n" +
			"  list\t- the slices with their ports and hosts\n" +
			"  add SLICE\t- a slice\n" +
			"  delete SLICE\t- a slice\n" +
			"  add_port, delete_port\t- a port of a slice: --slice, --port\n" +
			"  add_host, delete_host\t- a host of a slice: --slice, --port, --mac\n",
		Flags: []cli.Flag{
			labFlag(),
			&cli.StringFlag{Name: "slice", Usage: "`NAME` of the slice"},
			&cli.StringFlag{Name: "port", Usage: "`PORT` of a switch, such as 0x1:2"},
			&cli.StringFlag{Name: "mac", Usage: "`ADDRESS` of the host"},
		},
		OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			name, args := c.Args().First(), c.Args().Tail()
			command, known := sliceCommands[name]
			switch {
			case name == "":
				return usagef(c, "command is required")
			case !known:
				return usagef(c, "Unknown command 'slice %s'", name)
			case command.named && len(args) == 0:
				return usagef(c, "slice name is required.")
			case command.named && len(args) > 1, !command.named && len(args) > 0:
				return usagef(c, "too many arguments: %s", args[len(args)-1])
			}
			for _, o := range command.options {
				if c.String(o) == "" {
					return usagef(c, "--%s option is mandatory.", o)
				}
				args = append(args, c.String(o))
			}
			return call(c, labOf(c, "RoutingSwitch"), "slice_"+name, args)
		},
	}
}

// isLab reports whether a lab has that name, in any spelling.
func isLab(name string) bool {
	_, err := runner.DefaultDir().FindLab(name)
	return err == nil
}

// labOf returns the lab that a command is for: the one said, or the one of the
// usual name if it runs, or the only one.
func labOf(c *cli.Context, usual string) string {
	if c.String("lab") == "" && isLab(usual) {
		return usual
	}
	return c.String("lab")
}

// call calls a method of a lab's controller and prints the answer.
func call(c *cli.Context, lab, method string, args []string) error {
	dir := runner.DefaultDir()
	record, err := dir.FindLab(lab)
	if err != nil {
		return err
	}
	answer, err := dir.Client(record.Lab).Call(c.Context, runner.Call{Method: method, Args: args})
	fmt.Fprint(c.App.Writer, answer)
	return err
}
