package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/rubyapp"
	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/runner"
	"github.com/urfave/cli/v2"
)

// labFlags are those of the commands that are told what a lab is to be.
func labFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "conf", Aliases: []string{"c"}, Usage: "the network `FILE`; - reads it from standard input"},
		&cli.UintFlag{Name: "port", Aliases: []string{"p"}, Usage: "TCP `PORT` of the controller", DefaultText: "6653, or what the file's switches say"},
		&cli.BoolFlag{Name: "openflow13", Usage: "every switch speaks OpenFlow 1.3 instead of 1.0"},
		&cli.StringFlag{Name: "name", Usage: "`NAME` of the lab", DefaultText: "the controller's, else the file's"},
		&cli.StringFlag{Name: "datapath", Value: "auto", Usage: "where switches forward, one of `KIND`: system (the kernel), netdev (userspace) or auto"},
		&cli.BoolFlag{Name: "create-missing", Usage: "make interfaces that a link names and that do not exist, with nothing plugged in"},
		&cli.BoolFlag{Name: "tls", Usage: "the controller speaks TLS with its switches"},
		&cli.StringFlag{Name: "private-key", Usage: "`FILE` with the controller's private key, for --tls"},
		&cli.StringFlag{Name: "certificate", Usage: "`FILE` with the controller's certificate, for --tls"},
		&cli.StringFlag{Name: "ca-cert", Usage: "`FILE` with the certificate of who signs those of switches, for --tls"},
		allowReadFlag(), compatFlag(),
	}
}

// tlsFiles are the options that go with --tls.
var tlsFiles = []string{"private-key", "certificate", "ca-cert"}

// labTLS reads the files of --tls.
func labTLS(c *cli.Context) (*tls.Config, error) {
	for _, name := range tlsFiles {
		switch given := c.String(name) != ""; {
		case given && !c.Bool("tls"):
			return nil, usagef(c, "--%s is for --tls", name)
		case !given && c.Bool("tls"):
			return nil, usagef(c, "--tls needs --%s", name)
		}
	}
	if !c.Bool("tls") {
		return nil, nil
	}
	return controller.LoadTLS(c.String("private-key"), c.String("certificate"), c.String("ca-cert"))
}

// labConfig makes of [CONTROLLER] and the labFlags what the lab is to be, and
// reads the network file.
func labConfig(c *cli.Context) (config runner.Config, sources map[string][]byte, err error) {
	positional, args := c.Args().Slice(), []string(nil)
	if i := slices.Index(positional, "--"); i >= 0 {
		positional, args = positional[:i], positional[i+1:]
	}
	if len(positional) == 1 {
		// In Trema 0.4 a controller and its arguments were one word.
		words := strings.Fields(positional[0])
		if _, err := os.Stat(positional[0]); err != nil && len(words) > 1 {
			positional, args = words[:1], append(words[1:], args...)
		}
	}
	conf := c.String("conf")
	switch {
	case len(positional) > 1:
		return config, nil, usagef(c, "one controller only: %s", strings.Join(positional, " "))
	case len(positional) == 0 && conf == "":
		return config, nil, usagef(c, "nothing to %s: name a controller, a network file (-c FILE), or both", c.Command.Name)
	case len(positional) == 0 && len(args) > 0:
		return config, nil, usagef(c, "there is no controller that the arguments after -- could be for")
	case c.Uint("port") > 65535, c.IsSet("port") && c.Uint("port") == 0:
		return config, nil, usagef(c, "%d is not a TCP port", c.Uint("port"))
	case !slices.Contains([]string{"system", "netdev", "auto"}, c.String("datapath")):
		return config, nil, usagef(c, "--datapath is system, netdev or auto, not %s", c.String("datapath"))
	case c.IsSet("name") && runner.LabName(c.String("name")) != c.String("name"):
		return config, nil, usagef(c, "a lab's name has letters, digits, dots, dashes and underscores, begins with none of the signs, and is at most 64 characters long: %q", c.String("name"))
	}
	secure, err := labTLS(c)
	if err != nil {
		return config, nil, err
	}
	config = runner.Config{
		Dir: runner.DefaultDir(), TLS: secure,
		Options: runner.Options{
			Port: uint16(c.Uint("port")), OpenFlow13: c.Bool("openflow13"),
			Datapath: c.String("datapath"), CreateMissing: c.Bool("create-missing"), TLS: secure != nil, Compat: dsl.Compat(c.String("compat")),
		},
	}
	name := strings.TrimSuffix(filepath.Base(conf), filepath.Ext(conf))
	var found runner.Controller
	if len(positional) == 1 {
		found, err = runner.FindController(c.Context, positional[0], rubyOptions(c, args), ".")
		var mistakes *rubyapp.LoadError
		if errors.As(err, &mistakes) {
			showDiagnostics(mistakes.Report.Diagnostics, mistakes.Report.Sources)
			return config, nil, exitStatus(exitFailure)
		}
		if err != nil {
			return config, nil, err
		}
		if found.Note != "" && !isDaemon() {
			fmt.Fprintln(os.Stderr, found.Note)
		}
		found.Args = slices.Concat(found.Args, args)
		if found.Foreign != nil && conf == "" {
			return config, nil, usagef(c, "%s is none of trema-ns's own controllers: name a network file (-c FILE) for it to control", positional[0])
		}
		if len(args) > 0 && found.Foreign != nil && len(found.Foreign.Command) == 0 {
			return config, nil, usagef(c, "%s runs already: the arguments after -- would not reach it", positional[0])
		}
	}
	if conf != "" {
		network, report := load(c, conf)
		if !isDaemon() {
			showDiagnostics(withoutNotes(report.Diagnostics), report.Sources)
		}
		if network == nil {
			return config, nil, exitStatus(exitFailure)
		}
		config.Network, sources = network, report.Sources
		var wrong diag.List
		if found, wrong = runner.Controllers(c.Context, network, found, rubyOptions(c, nil)); len(wrong) > 0 {
			showDiagnostics(wrong, sources)
			return config, nil, exitStatus(exitFailure)
		}
	}
	config.Use(found)
	if secure != nil && config.App == nil {
		return config, nil, usagef(c, "there is no controller that could speak TLS")
	}
	if lab := found.Lab(); lab != "" {
		name = lab
	}
	if c.IsSet("name") {
		name = c.String("name")
	}
	config.Options.Lab = runner.LabName(name)
	return config, sources, nil
}

// rubyOptions is what a controller in Ruby is given.
func rubyOptions(c *cli.Context, args []string) rubyapp.Options {
	o := rubyapp.Options{Args: args, Folders: c.StringSlice("allow-read"), OpenFlow13: c.Bool("openflow13"), Context: c.Context}
	if c.Command.Name == "run" && (isDaemon() || !c.Bool("daemonize")) {
		o.Output = os.Stdout // of the process that stays
	}
	return o
}
