package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// arrange puts a command line into the form that the cli package takes: the
// command by its whole name, its options before its arguments, and "--" between
// the two. People write `run learning-switch -c FILE`, and the package alone
// stops at the first argument.
func arrange(app *cli.App, args []string) ([]string, error) {
	i := 1
	for i < len(args) && strings.HasPrefix(args[i], "-") {
		i++ // no global option takes a value
	}
	if i == len(args) {
		return args, nil
	}
	cmd, err := findCommand(app, args[i])
	if err != nil {
		return nil, err
	}
	if cmd.SkipFlagParsing {
		return append(append(slices.Clone(args[:i]), cmd.Name), args[i+1:]...), nil
	}
	options, arguments, err := split(cmd, args[i+1:])
	if err != nil {
		return nil, err
	}
	if slices.Contains(options, "--help") || slices.Contains(options, "-h") {
		arguments = nil // the package would take the first for a topic of help
	}
	out := append(slices.Clone(args[:i]), cmd.Name)
	out = append(out, options...)
	if len(arguments) > 0 {
		out = append(out, "--")
	}
	return append(out, arguments...), nil
}

// split sorts a command's words into options and arguments. A "--" ends the
// options; for `run` and `plan` it stays among the arguments, before those of the
// controller.
func split(cmd *cli.Command, words []string) (options, arguments []string, err error) {
	for i := 0; i < len(words); i++ {
		word := words[i]
		switch {
		case word == "--":
			if cmd.Name != "run" && cmd.Name != "plan" {
				i++
			}
			return options, append(arguments, words[i:]...), nil
		case len(word) < 2 || word[0] != '-':
			arguments = append(arguments, word)
			if cmd.Name == "netns" {
				// What follows the host is a command with options of its own.
				return options, append(arguments, words[i+1:]...), nil
			}
		default:
			word = negated(cmd, word)
			name, _, assigned := strings.Cut(word, "=")
			if flagNamed(cmd, name) == nil {
				return nil, nil, &usageError{text: "Unknown option " + name, hint: helpHint(cmd)}
			}
			options = append(options, word)
			if assigned || !takesValue(cmd, name) {
				continue
			}
			if word == "--web" && (i+1 == len(words) || !isAddress(words[i+1])) {
				options = append(options, webAuto)
				continue
			}
			i++
			if i == len(words) || words[i] == "--" {
				return nil, nil, &usageError{text: word + " needs a value", hint: helpHint(cmd)}
			}
			options = append(options, words[i])
		}
	}
	return options, arguments, nil
}

// negated returns --NAME=false for --no-NAME, if NAME is a switch of the command.
func negated(cmd *cli.Command, word string) string {
	name, ok := strings.CutPrefix(word, "--no-")
	if !ok {
		return word
	}
	if _, ok := flagNamed(cmd, name).(*cli.BoolFlag); ok {
		return "--" + name + "=false"
	}
	return word
}

// takesValue reports whether the option word is followed by its value.
func takesValue(cmd *cli.Command, word string) bool {
	doc, ok := flagNamed(cmd, word).(cli.DocGenerationFlag)
	return ok && doc.TakesValue()
}

// flagNamed returns the flag that an option is, nil if there is none.
func flagNamed(cmd *cli.Command, option string) cli.Flag {
	name := strings.TrimLeft(option, "-")
	for _, f := range append(slices.Clone(cmd.Flags), cli.HelpFlag) {
		if slices.Contains(f.Names(), name) {
			return f
		}
	}
	return nil
}

// findCommand finds a command by its name or a prefix that no other has.
func findCommand(app *cli.App, word string) (*cli.Command, error) {
	var matches []*cli.Command
	for _, c := range app.Commands {
		if c.Name == word {
			return c, nil
		}
		if !c.Hidden && strings.HasPrefix(c.Name, word) {
			matches = append(matches, c)
		}
	}
	switch len(matches) {
	case 0:
		return nil, &usageError{text: fmt.Sprintf("Unknown command '%s'", word), hint: "trema-ns help lists the commands"}
	case 1:
		return matches[0], nil
	}
	var names []string
	for _, c := range matches {
		names = append(names, c.Name)
	}
	slices.Sort(names)
	return nil, &usageError{text: fmt.Sprintf("Ambiguous command '%s'. It matches %s", word, strings.Join(names, ","))}
}

// noArguments refuses what a command does not take.
func noArguments(c *cli.Context) error {
	if c.Args().Present() {
		return usagef(c, "%s takes no argument: %s", c.Command.Name, c.Args().First())
	}
	return nil
}
