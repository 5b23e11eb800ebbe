package main

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/dsl/syntax"
	"github.com/urfave/cli/v2"
)

const fmtDescription = `Writes network files in the one canonical style, and changes nothing of what
they mean: only random numbers without a seed, which come from the text of the
file, may become others. Without a FILE, or where it is -, it reads standard
input. Of a folder it takes the files *.conf, in the folders below as well, but
not those in folders whose names begin with a dot. Without an option the result
goes to standard output. A file with syntax mistakes is reported and left as it
is.

The exit status is 1 if a file cannot be formatted; with -l or -d also if one
is not in the style, unless -w has just changed that.`

func fmtCommand() *cli.Command {
	return &cli.Command{
		Name:        "fmt",
		Usage:       "write network files in one style",
		ArgsUsage:   "[FILE...]",
		Description: fmtDescription,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "l", Usage: "list the files that are not in the style"},
			&cli.BoolFlag{Name: "w", Usage: "write the result to the file"},
			&cli.BoolFlag{Name: "d", Usage: "show what would change, as a unified diff"},
		},
		OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			f := formatter{out: c.App.Writer, list: c.Bool("l"), write: c.Bool("w"), diff: c.Bool("d")}
			names := c.Args().Slice()
			if len(names) == 0 {
				names = []string{"-"}
			}
			for _, name := range names {
				if name == "-" && f.write {
					return usagef(c, "-w cannot write to standard input; name a file")
				}
			}
			for _, name := range names {
				if err := f.formatAll(name); err != nil {
					return err
				}
			}
			if f.failed || f.changed && (f.list || f.diff) && !f.write {
				return exitStatus(exitFailure)
			}
			return nil
		},
	}
}

// formatter formats files and does with the results what its options say.
type formatter struct {
	out               io.Writer
	list, write, diff bool

	failed  bool // a file could not be formatted
	changed bool // a file was not in the style
}

// formatAll formats a file, or the network files of a folder. Its error ends the
// program; a file that cannot be formatted does not.
func (f *formatter) formatAll(name string) error {
	if info, err := os.Stat(name); name == "-" || err != nil || !info.IsDir() {
		return f.format(name)
	}
	return filepath.WalkDir(name, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			f.report(path, err)
		case d.IsDir() && path != name && strings.HasPrefix(d.Name(), "."):
			return filepath.SkipDir
		case d.Type().IsRegular() && strings.HasSuffix(d.Name(), ".conf"):
			return f.format(path)
		}
		return nil
	})
}

// format formats one file.
func (f *formatter) format(name string) error {
	src, err := readSource(name)
	if err != nil {
		f.report(name, err)
		return nil
	}
	text, list := syntax.Format(name, src)
	if list.HasErrors() {
		f.failed = true
		showDiagnostics(list, map[string][]byte{name: src})
		return nil
	}
	if !f.list && !f.write && !f.diff {
		_, err := f.out.Write(text)
		return err
	}
	if bytes.Equal(src, text) {
		return nil
	}
	f.changed = true
	if f.list {
		if _, err := fmt.Fprintln(f.out, name); err != nil {
			return err
		}
	}
	if f.write {
		if err := replaceFile(name, text); err != nil {
			f.report(name, err)
		}
	}
	if f.diff {
		if _, err := f.out.Write(diff.Diff(name+".orig", src, name, text)); err != nil {
			return err
		}
	}
	return nil
}

// report tells why nothing can be done with a file.
func (f *formatter) report(name string, err error) {
	f.failed = true
	showDiagnostics(diag.List{{Summary: err.Error(), Range: diag.Range{Filename: name}}}, nil)
}

func readSource(name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(os.Stdin)
	}
	return os.ReadFile(name)
}
