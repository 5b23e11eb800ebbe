package main

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strings"
	"text/template"

	"github.com/trema-ns/trema-ns/examples"
	"github.com/urfave/cli/v2"
)

const modulePath = "github.com/trema-ns/trema-ns"

// projectFiles are what a new project has besides the example's source.
//
//go:embed new
var projectFiles embed.FS

// project is what the files of a new project are made with.
type project struct {
	Name    string
	Module  string // of trema-ns
	Version string // of it: that of this program
	Replace string // a checkout that stands for it; empty: none
}

func newCommand() *cli.Command {
	return &cli.Command{
		Name:      "new",
		Usage:     "write a starting project for a controller of one's own, in Go",
		ArgsUsage: "NAME",
		Description: "It is a folder NAME with a learning switch to begin with, its test, a network\n" +
			"file and a README that says how to build and run it. Nothing is overwritten.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "replace", Usage: "build with the trema-ns in `DIR` instead of a released one"},
		},
		OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			if c.NArg() != 1 {
				return usagef(c, "new takes the name of the project")
			}
			dir := c.Args().First()
			p := project{Name: filepath.Base(dir), Module: modulePath, Version: moduleVersion()}
			if !regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9_-]*$`).MatchString(p.Name) {
				return usagef(c, "a project is called with letters, digits, dashes and underscores, and begins with a letter: %q", p.Name)
			}
			if replace := c.String("replace"); replace != "" {
				var err error
				if p.Replace, err = checkout(replace); err != nil {
					return err
				}
			}
			if err := p.write(dir); err != nil {
				return err
			}
			fmt.Fprintf(c.App.Writer, "%s is written. Now:\n\n  cd %s\n  go mod tidy\n  go test\n  go build\n  sudo trema-ns run ./%s -c network.conf\n",
				dir, dir, p.Name)
			return nil
		},
	}
}

// checkout returns the path of a checkout of trema-ns that go.mod can name.
func checkout(dir string) (string, error) {
	b, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil || !strings.HasPrefix(string(b), "module "+modulePath+"\n") {
		return "", fmt.Errorf("%s has no source of trema-ns", dir)
	}
	return filepath.Abs(dir)
}

// moduleVersion returns the version of the module that this program was made of,
// as far as it knows: one that was not installed by go has that of its release.
func moduleVersion() string {
	info, ok := debug.ReadBuildInfo()
	if ok && info.Main.Path == modulePath && regexp.MustCompile(`^v\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$`).MatchString(info.Main.Version) {
		return info.Main.Version
	}
	return "v" + version
}

// write makes the folder and the files in it.
func (p *project) write(dir string) error {
	if err := os.Mkdir(dir, 0o755); errors.Is(err, fs.ErrExist) {
		if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
			return fmt.Errorf("%s exists and is not an empty folder", dir)
		}
	} else if err != nil {
		return err
	}
	for _, name := range []string{"go.mod", "network.conf", "README.md", ".gitignore"} {
		text, err := projectFiles.ReadFile("new/" + strings.TrimPrefix(name, ".") + ".tmpl")
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := template.Must(template.New(name).Parse(string(text))).Execute(&b, p); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o644); err != nil {
			return err
		}
	}
	for _, name := range []string{"main.go", "main_test.go"} {
		b, err := examples.LearningSwitch.ReadFile("learning-switch/" + name)
		if err != nil {
			return err
		}
		b = bytes.ReplaceAll(b, []byte("Command learning-switch"), []byte("Command "+p.Name))
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o644); err != nil {
			return err
		}
	}
	return nil
}
