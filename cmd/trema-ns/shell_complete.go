package main

import (
	"context"
	"slices"
	"strings"

	"github.com/trema-ns/trema-ns/runner/script"
)

// complete returns what the word at the cursor may become: the beginning of the
// line, the possible words, and the rest of the line.
func (p *prompt) complete(line string, pos int) (head string, words []string, tail string) {
	before := []rune(line)
	before, tail = before[:pos], string(before[pos:])
	start := strings.LastIndexAny(string(before), " \t") + 1
	head, word := string(before)[:start], string(before)[start:]
	names, err := p.session.Names(context.Background())
	if err != nil {
		return head, nil, tail
	}
	for _, c := range candidates(names, strings.Fields(head), word) {
		if strings.HasPrefix(c, word) {
			words = append(words, c+" ")
		}
	}
	slices.Sort(words)
	return head, slices.Compact(words), tail
}

// candidates returns what may come after some words.
func candidates(names script.Names, before []string, word string) []string {
	if len(before) == 0 {
		return slices.Concat(names.Commands, names.Hosts, script.Keywords(), []string{"exit", "help"})
	}
	things := slices.Concat(names.Hosts, names.Switches)
	switch first := before[0]; {
	case first == "expect" && len(before) == 1:
		return append(things, "log", "no", "output", "status")
	case first == "expect":
		return append(things, script.ExpectationWords()...)
	case first == "help" && len(before) == 1:
		return names.Commands
	case !slices.Contains(names.Commands, first):
		return things // of a command in a host
	case strings.HasPrefix(word, "-"):
		cmd, err := findCommand(newApp(), first)
		if err != nil {
			return nil
		}
		var options []string
		for _, f := range cmd.Flags {
			for _, name := range f.Names() {
				if len(name) > 1 {
					options = append(options, "--"+name)
				}
			}
		}
		return options
	}
	return things
}
