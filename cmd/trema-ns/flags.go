package main

import "github.com/urfave/cli/v2"

// jsonFlag is for commands whose listing programs can read as well.
func jsonFlag() cli.Flag {
	return &cli.BoolFlag{Name: "json", Usage: "write JSON"}
}

// labVar names the lab that commands are for which do not say: that of the shell,
// the script or the --exec that they are in.
const labVar = "TREMA_NS_LAB"

// labFlag is for commands that look for a name in all labs.
func labFlag() cli.Flag {
	return &cli.StringFlag{Name: "lab", EnvVars: []string{labVar}, Usage: "look in the lab `NAME` only"}
}
