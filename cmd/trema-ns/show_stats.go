package main

import (
	"fmt"
	"io"
	"net/netip"
	"os"

	"github.com/trema-ns/trema-ns/runner"
	"github.com/urfave/cli/v2"
)

func showStatsCommand() *cli.Command {
	return &cli.Command{
		Name:      "show_stats",
		Usage:     "show which UDP packets a host has sent and received",
		ArgsUsage: "HOST",
		Description: "A vhost counts what arrives from the moment that it is made, a netns from the\n" +
			"first time that any stats are asked for, or packets sent.",
		Flags: append([]cli.Flag{
			&cli.BoolFlag{Name: "csv", Usage: "by address and port, as Trema did until 0.4.7"},
			&cli.BoolFlag{Name: "tx", Aliases: []string{"t"}, Usage: "only what it has sent, as with --csv"},
			&cli.BoolFlag{Name: "rx", Aliases: []string{"r"}, Usage: "only what it has received, as with --csv"},
			jsonFlag(),
		}, scopeFlags()...),
		OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			switch {
			case !c.Args().Present():
				return usagef(c, "host is required")
			case c.NArg() > 1:
				return usagef(c, "one host only: %s", c.Args().Get(1))
			}
			lab, host, err := findLivingHost(c, c.Args().First())
			if err != nil {
				return err
			}
			stats, err := runner.DefaultDir().Client(lab).Stats(c.Context, host)
			if err != nil {
				return err
			}
			if stats.Uncounted > 0 {
				fmt.Fprintf(os.Stderr, "warning: %s more of %s were not counted: they came too fast, or with too many different addresses\n", packetCount(stats.Uncounted), host)
			}
			return writeStats(c, stats)
		},
	}
}

func writeStats(c *cli.Context, stats runner.HostStats) error {
	w := c.App.Writer
	tx, rx := c.Bool("tx"), c.Bool("rx")
	switch {
	case c.Bool("json"):
		return writeJSON(w, struct {
			FormatVersion string `json:"format_version"`
			runner.HostStats
		}{"1", stats})
	case tx || rx:
		if tx {
			writeFlowsCSV(w, stats.Sent)
		}
		if rx {
			writeFlowsCSV(w, stats.Received)
		}
	case c.Bool("csv"):
		fmt.Fprintln(w, "Sent packets:")
		writeFlowsCSV(w, stats.Sent)
		fmt.Fprintln(w, "Received packets:")
		writeFlowsCSV(w, stats.Received)
	default:
		writeStatsText(w, stats)
	}
	return nil
}

// writeStatsText writes stats as Trema has done since 0.4.8. What was sent is
// summed up by where to, what was received by where from; the other address is
// that of the first packet.
func writeStatsText(w io.Writer, stats runner.HostStats) {
	writeSums(w, "Packets sent:", stats.Sent, func(f runner.FlowStats) netip.Addr { return f.Dst })
	writeSums(w, "Packets received:", stats.Received, func(f runner.FlowStats) netip.Addr { return f.Src })
}

func writeSums(w io.Writer, title string, flows []runner.FlowStats, by func(runner.FlowStats) netip.Addr) {
	if len(flows) == 0 {
		return
	}
	fmt.Fprintln(w, title)
	var sums []runner.FlowStats // in the order in which they were first seen
	places := map[netip.Addr]int{}
	for _, f := range flows {
		place, known := places[by(f)]
		if !known {
			places[by(f)] = len(sums)
			sums = append(sums, f)
			continue
		}
		sums[place].Packets += f.Packets
	}
	for _, s := range sums {
		fmt.Fprintf(w, "  %s -> %s = %s\n", s.Src, s.Dst, packetCount(s.Packets))
	}
}

func packetCount(n uint64) string {
	if n == 1 {
		return "1 packet"
	}
	return fmt.Sprintf("%d packets", n)
}
