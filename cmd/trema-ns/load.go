package main

import (
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/urfave/cli/v2"
)

// memoryOfLoading is from where on, in bytes, the garbage collector works
// harder while a network file is read: what a file drops does not pile up.
const memoryOfLoading = 96 << 20

// allowReadFlag is for commands that read a network file.
func allowReadFlag() cli.Flag {
	return &cli.StringSliceFlag{Name: "allow-read", Usage: "let the network file read other files below `DIR` too, not only in its own folder; may be repeated"}
}

// compatFlag is for commands that may be told which Trema a network file is for.
func compatFlag() cli.Flag {
	return &cli.StringFlag{
		Name: "compat", Usage: "read the network file as Trema `VERSION` did: 0.4, with its numbers of ports",
		Action: func(c *cli.Context, version string) error {
			if dsl.Compat(version) != dsl.Compat04 {
				return usagef(c, "--compat is %s or nothing, not %s", dsl.Compat04, version)
			}
			return nil
		},
	}
}

// load reads a network file, or standard input, as the command's options say,
// and those given.
func load(c *cli.Context, name string, more ...dsl.Option) (*dsl.Network, *dsl.Report) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(memoryOfLoading))
	folders := c.StringSlice("allow-read")
	for _, folder := range folders {
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			return nil, &dsl.Report{Diagnostics: diag.List{{
				Summary: fmt.Sprintf("`--allow-read %s` names no folder", folder),
				Range:   diag.Range{Filename: name},
			}}}
		}
	}
	options := append([]dsl.Option{
		dsl.WithContext(c.Context), dsl.WithFolders(folders...), dsl.WithCompat(dsl.Compat(c.String("compat"))),
	}, more...)
	if name != "-" {
		return dsl.Load(name, options...)
	}
	src, err := io.ReadAll(io.LimitReader(os.Stdin, dsl.MaxFile+1))
	if err != nil {
		return nil, &dsl.Report{Diagnostics: diag.List{{Summary: err.Error(), Range: diag.Range{Filename: name}}}}
	}
	return dsl.LoadBytes(name, src, options...)
}
