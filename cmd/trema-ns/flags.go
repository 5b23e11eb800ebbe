package main

import "github.com/urfave/cli/v2"

// jsonFlag is for commands whose listing programs can read as well.
func jsonFlag() cli.Flag {
	return &cli.BoolFlag{Name: "json", Usage: "write JSON"}
}

// labFlag is for commands that look for a name in all labs.
func labFlag() cli.Flag {
	return &cli.StringFlag{Name: "lab", Usage: "look in the lab `NAME` only"}
}
