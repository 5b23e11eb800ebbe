package runner

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
)

// WriteScript writes a shell script that takes the steps by hand and, called
// with the word down, takes everything away again. When a step fails, the
// script takes away what it has made so far and nothing else. title says what
// the script is for.
func WriteScript(w io.Writer, title string, steps []Step) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, `#!/bin/sh
# %s
#
#   sh THIS_FILE        makes it, as root
#   sh THIS_FILE down   takes it away
set -eu
[ "$(id -u)" = 0 ] || { echo "only root may do this: sudo sh $0 ${1:-}" >&2; exit 1; }
`, oneLine(title))
	for _, s := range steps {
		for _, c := range s.Commands {
			if strings.HasPrefix(c, "export ") {
				fmt.Fprintf(b, "\n# %s\n%s\n", oneLine(s.Reason), c)
			}
		}
	}
	b.WriteString("made=0 # how many of the things that have to be taken away again\n\nup() {\n")
	n := 0
	var undo []string
	for _, s := range steps {
		if len(s.Commands) == 0 || strings.HasPrefix(s.Commands[0], "export ") {
			continue
		}
		fmt.Fprintf(b, "  # %s\n", oneLine(s.Reason))
		for i, c := range s.Commands {
			fmt.Fprintf(b, "  %s\n", c)
			if i == 0 && len(s.Undo) > 0 {
				n++
				fmt.Fprintf(b, "  made=%d\n", n)
			}
		}
		b.WriteByte('\n')
		if len(s.Undo) > 0 {
			undo = append(undo, undoLines(n, s.Undo))
		}
	}
	b.WriteString("}\n\n# What is gone already is no reason to stop.\ndown() {\n")
	for _, u := range slices.Backward(undo) {
		b.WriteString(u)
	}
	fmt.Fprintf(b, `}

case "${1:-up}" in
  up)
    trap '[ $? = 0 ] || down' EXIT
    trap 'exit 1' HUP INT TERM
    up
    ;;
  down)
    made=%d
    down
    ;;
  *)
    echo "usage: $0 [up|down]" >&2
    exit 64
    ;;
esac
`, n)
	return b.Flush()
}

// undoLines takes away what is the nth thing made, if it was made.
func undoLines(n int, commands []string) string {
	made := fmt.Sprintf("[ $made -lt %d ]", n)
	if len(commands) == 1 {
		return fmt.Sprintf("  %s || %s || true\n", made, commands[0])
	}
	var s strings.Builder
	fmt.Fprintf(&s, "  %s || {\n", made)
	for _, c := range slices.Backward(commands) {
		fmt.Fprintf(&s, "    %s || true\n", c)
	}
	s.WriteString("  }\n")
	return s.String()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
