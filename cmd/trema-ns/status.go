package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/trema-ns/trema-ns/runner"
	"github.com/urfave/cli/v2"
)

func statusCommand() *cli.Command {
	return &cli.Command{
		Name:         "status",
		Usage:        "show the labs that run",
		ArgsUsage:    " ",
		Flags:        []cli.Flag{jsonFlag()},
		OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			if err := noArguments(c); err != nil {
				return err
			}
			labs := []runner.Status{}
			for _, dir := range runner.Dirs() {
				found, err := dir.Status(c.Context)
				if err != nil {
					return err
				}
				labs = append(labs, found...)
			}
			if c.Bool("json") {
				return writeJSON(c.App.Writer, struct {
					FormatVersion string          `json:"format_version"`
					Labs          []runner.Status `json:"labs"`
				}{"1", labs})
			}
			return writeStatus(c.App.Writer, labs)
		},
	}
}

func writeStatus(w io.Writer, labs []runner.Status) error {
	if len(labs) == 0 {
		_, err := fmt.Fprintln(w, "No lab is running.")
		return err
	}
	for i, lab := range labs {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintln(w, labLine(lab))
		switches, hosts := table{indent: "  "}, table{indent: "  "}
		for _, s := range lab.Switches {
			connected := "not connected"
			switch {
			case s.Stopped:
				connected = "stopped"
			case s.Connected:
				connected = "connected"
			}
			what, where := "OpenFlow "+s.OpenFlow, portList(s.Ports)
			if s.Program != "" {
				what, where = "program", s.Program
			}
			switches.add("switch", s.Name, shortDPID(s.DatapathID), what, connected, where)
		}
		for _, h := range lab.Hosts {
			cells := []string{"host", h.Name, h.Kind, orDash(h.Address), h.MAC}
			if h.Stopped {
				cells = append(cells, "stopped")
			}
			hosts.add(cells...)
		}
		if err := errors.Join(switches.write(w), hosts.write(w)); err != nil {
			return err
		}
	}
	return nil
}

func labLine(lab runner.Status) string {
	s := fmt.Sprintf("%s: %s", lab.Lab, lab.State)
	if lab.Damaged != "" {
		return s + fmt.Sprintf(" (its record is damaged: %s; trema-ns killall %s takes it down)", lab.Damaged, lab.Lab)
	}
	if lab.State == runner.Dead {
		return s + fmt.Sprintf(" (its process was killed; trema-ns killall %s takes it down)", lab.Lab)
	}
	s += fmt.Sprintf(" for %s as process %d", time.Duration(lab.Uptime*float64(time.Second)).Round(time.Second), lab.PID)
	if lab.File != "" {
		s += ", from " + lab.File
	}
	if lab.Listen != "" {
		if address, ok := strings.CutPrefix(lab.Controller, "tcp:"); ok && address == lab.Listen {
			return s + ", its controller is at " + address
		}
		s += fmt.Sprintf(", %s on %s", lab.Controller, lab.Listen)
	}
	if p := lab.Program; p != nil {
		if p.Ended != "" {
			return s + fmt.Sprintf(", which has ended: %s", p.Ended)
		}
		s += fmt.Sprintf(" as process %d", p.PID)
		if p.User != "" {
			s += " of " + p.User
		}
	}
	return s
}

func shortDPID(s string) string {
	if short := strings.TrimLeft(strings.TrimPrefix(s, "0x"), "0"); short != "" {
		return "0x" + short
	}
	return s
}

func portList(ports []runner.PortStatus) string {
	var list []string
	for _, p := range ports {
		text := fmt.Sprintf("%d:%s", p.Number, p.Device)
		if p.Down {
			text += "(down)"
		}
		list = append(list, text)
	}
	return orDash(strings.Join(list, " "))
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
