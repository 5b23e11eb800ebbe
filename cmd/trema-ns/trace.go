package main

import (
	"math"

	"github.com/trema-ns/trema-ns/runner"
	"github.com/urfave/cli/v2"
)

func traceCommand() *cli.Command {
	return &cli.Command{
		Name:      "trace",
		Usage:     "show how a packet would go from one host to another",
		ArgsUsage: "HOST HOST",
		Description: "Switch by switch it shows the flow that would take the packet now, and in the\n" +
			"last line what becomes of it. Nothing is sent, and the controller is not asked:\n" +
			"what no flow takes ends there. Without an option the packet is an ICMP echo\n" +
			"request. The exit status is 1 when the packet does not arrive.",
		Flags: []cli.Flag{
			&cli.UintFlag{Name: "tcp", Usage: "the packet opens a connection to this TCP `PORT`", DefaultText: " "},
			&cli.UintFlag{Name: "udp", Usage: "it goes to this UDP `PORT`", DefaultText: " "},
			&cli.BoolFlag{Name: "icmp", Usage: "it is an ICMP echo request"},
			&cli.BoolFlag{Name: "arp", Usage: "it is the ARP request for the other host, or for the gateway to it"},
			&cli.UintFlag{Name: "tp_src", Usage: "`PORT` of TCP or UDP that it comes from", DefaultText: "40000"},
			jsonFlag(), labFlag(),
		},
		OnUsageError: onUsageError,
		Action:       traceAction,
	}
}

func traceAction(c *cli.Context) error {
	if c.NArg() != 2 {
		return usagef(c, "two hosts are required")
	}
	request, err := traceRequest(c)
	if err != nil {
		return err
	}
	dir := runner.LabDir()
	lab, hosts, err := hostsOf(c.String("lab"), c.Args().Slice())
	if err != nil {
		return err
	}
	request.From, request.To = hosts[0].Name, hosts[1].Name
	trace, err := dir.Client(lab.Lab).Trace(c.Context, request)
	if err != nil {
		return err
	}
	if c.Bool("json") {
		err = writeJSON(c.App.Writer, trace)
	} else {
		err = writeTrace(c.App.Writer, trace)
	}
	if err == nil && trace.Verdict != runner.Delivered {
		return exitStatus(exitFailure)
	}
	return err
}

// traceRequest makes of the options what packet it is.
func traceRequest(c *cli.Context) (runner.TraceRequest, error) {
	request := runner.TraceRequest{Protocol: "icmp"}
	given := 0
	for _, protocol := range []string{"tcp", "udp", "icmp", "arp"} {
		if c.IsSet(protocol) {
			request.Protocol = protocol
			given++
		}
	}
	ports := request.Protocol == "tcp" || request.Protocol == "udp"
	switch {
	case given > 1:
		return request, usagef(c, "a packet is one of --tcp, --udp, --icmp and --arp")
	case c.IsSet("tp_src") && !ports:
		return request, usagef(c, "--tp_src is for --tcp and --udp")
	}
	for name, port := range map[string]*uint16{request.Protocol: &request.Port, "tp_src": &request.SourcePort} {
		if !ports || !c.IsSet(name) {
			continue
		}
		if n := c.Uint(name); n < 1 || n > math.MaxUint16 {
			return request, usagef(c, "--%s is a port from 1 to 65535, not %d", name, n)
		}
		*port = uint16(c.Uint(name))
	}
	return request, nil
}
