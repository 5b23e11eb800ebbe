package main

import (
	"fmt"

	"github.com/trema-ns/trema-ns/runner"
	"github.com/urfave/cli/v2"
)

// labVar names the lab that commands are for which do not say: that of the shell,
// the script or the --exec that they are in.
const labVar = "TREMA_NS_LAB"

// labFlag is for commands that look for a name in all labs.
func labFlag() cli.Flag {
	return &cli.StringFlag{Name: "lab", EnvVars: []string{labVar}, Usage: "look in the lab `NAME` only"}
}

// scopeFlags are for those that Trema had too, which told runs apart by where
// their sockets were.
func scopeFlags() []cli.Flag {
	return []cli.Flag{labFlag(), &cli.StringFlag{Name: "socket_dir", Aliases: []string{"S"}, Usage: "look in the lab only that was run with this `DIR`"}}
}

// scope returns the lab that the scopeFlags say, empty if any will do.
func scope(c *cli.Context) (lab string, err error) {
	if c.String("socket_dir") == "" || c.String("lab") != "" {
		return c.String("lab"), nil
	}
	labs, err := labsWithSocketsIn(runner.LabDir(), c.String("socket_dir"))
	if err != nil {
		return "", err
	}
	if len(labs) > 1 {
		return "", fmt.Errorf("%d labs have their sockets in %s: say which by --lab", len(labs), c.String("socket_dir"))
	}
	return labs[0], nil
}

// labsWithSocketsIn returns the labs that were run with a folder for sockets, of
// which there is at least one.
func labsWithSocketsIn(dir runner.Dir, folder string) ([]string, error) {
	folder, err := fileDir(folder, "", "")
	if err != nil {
		return nil, err
	}
	records, err := dir.Records()
	if err != nil {
		return nil, err
	}
	var labs []string
	for _, r := range records {
		if r.Files.Socket == folder {
			labs = append(labs, r.Lab)
		}
	}
	if len(labs) == 0 {
		return nil, fmt.Errorf("no lab has its socket in %s; trema-ns status shows those that there are", folder)
	}
	return labs, nil
}
