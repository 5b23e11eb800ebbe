package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/trema-ns/trema-ns/controller"
	"github.com/trema-ns/trema-ns/controller/cbench"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/urfave/cli/v2"
)

// The letters of the options are those of the program cbench.
func cbenchCommand() *cli.Command {
	return &cli.Command{
		Name:      "cbench",
		Usage:     "measure how many packets a second a controller answers",
		ArgsUsage: " ",
		Description: "It pretends to be switches with hosts behind them, sends packets to the\n" +
			"controller, and counts and checks the answers. No root needed.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "controller", Aliases: []string{"c"}, Value: "127.0.0.1", Usage: "`HOST` or HOST:PORT of the controller, or unix:PATH"},
			&cli.UintFlag{Name: "port", Aliases: []string{"p"}, Value: controller.DefaultPort, Usage: "its `PORT`"},
			&cli.BoolFlag{Name: "openflow13", Usage: "the switches speak OpenFlow 1.3 instead of 1.0"},
			&cli.IntFlag{Name: "switches", Aliases: []string{"s"}, Value: 16, Usage: "`NUMBER` of switches"},
			&cli.IntFlag{Name: "mac-addresses", Aliases: []string{"M"}, Value: 1000, Usage: "`NUMBER` of hosts a switch"},
			&cli.BoolFlag{Name: "throughput", Aliases: []string{"t"}, Usage: "send as fast as the controller reads, instead of one packet a switch at a time"},
			&cli.IntFlag{Name: "loops", Aliases: []string{"l"}, Value: 16, Usage: "`NUMBER` of times to count"},
			&cli.IntFlag{Name: "ms-per-test", Aliases: []string{"m"}, Value: 1000, Usage: "`MILLISECONDS` that each takes"},
			&cli.IntFlag{Name: "warmup", Aliases: []string{"w"}, Value: 1, Usage: "`NUMBER` of the first loops that do not count"},
			&cli.IntFlag{Name: "cooldown", Aliases: []string{"C"}, Value: 0, Usage: "`NUMBER` of the last loops that do not count"},
			&cli.Uint64Flag{Name: "dpid-offset", Aliases: []string{"o"}, Value: 1, Usage: "`NUMBER` of the first switch"},
			&cli.BoolFlag{Name: "whole", Usage: "send packets whole, as Open vSwitch does, instead of with the number of a buffer"},
			&cli.BoolFlag{Name: "unlearned", Usage: "leave out the packets by which the controller learns where hosts are"},
			&cli.BoolFlag{Name: "json", Usage: "print the result as JSON"},
		},
		OnUsageError: onUsageError,
		Action:       cbenchAction,
	}
}

func cbenchAction(c *cli.Context) error {
	if err := noArguments(c); err != nil {
		return err
	}
	load := cbench.Load{
		Address: cbenchAddress(c), Version: openflow.Version10, Switches: c.Int("switches"), FirstDPID: c.Uint64("dpid-offset"),
		MACs: c.Int("mac-addresses"), Throughput: c.Bool("throughput"), Whole: c.Bool("whole"), Unlearned: c.Bool("unlearned"),
	}
	if c.Bool("openflow13") {
		load.Version = openflow.Version13
	}
	plan := cbench.Plan{
		Loops: c.Int("loops"), Warmup: c.Int("warmup"), Cooldown: c.Int("cooldown"),
		Each: time.Duration(c.Int("ms-per-test")) * time.Millisecond,
	}
	if err := errors.Join(load.Check(), plan.Check()); err != nil {
		return usagef(c, "%v", err)
	}
	out, show := c.App.Writer, func(int, cbench.Sample) {}
	if !c.Bool("json") {
		describeLoad(out, load, plan)
		show = func(i int, s cbench.Sample) { showSample(out, i, load, plan, s) }
	}
	result, err := cbench.Measure(c.Context, load, plan, show)
	if err != nil {
		return fmt.Errorf("controller at %s: %w", load.Address, err)
	}
	if c.Bool("json") {
		enc := json.NewEncoder(out)
		enc.SetIndent("", "  ")
		err = enc.Encode(result)
	} else {
		err = showResult(out, load, result)
	}
	total := result.Total
	switch {
	case err != nil:
		return err
	case total.Wrong > 0:
		return fmt.Errorf("%d answers were wrong; the first: %s", total.Wrong, total.FirstWrong)
	case total.Answers == 0:
		return errors.New("the controller has answered no packet")
	}
	return nil
}

// cbenchAddress returns the controller's address with its port.
func cbenchAddress(c *cli.Context) string {
	host := c.String("controller")
	if _, _, err := net.SplitHostPort(host); err == nil || strings.HasPrefix(host, "unix:") {
		return host
	}
	return net.JoinHostPort(strings.Trim(host, "[]"), strconv.Itoa(int(c.Uint("port"))))
}

func describeLoad(w io.Writer, l cbench.Load, p cbench.Plan) {
	mode := "latency"
	if l.Throughput {
		mode = "throughput"
	}
	fmt.Fprintf(w, "%s of the controller at %s: %d switches of OpenFlow %s from %#x on, %d hosts each\n",
		mode, l.Address, l.Switches, l.Version, l.FirstDPID, l.MACs)
	fmt.Fprintf(w, "%d loops of %v, of which the first %d and the last %d do not count\n", p.Loops, p.Each, p.Warmup, p.Cooldown)
}

func showSample(w io.Writer, loop int, l cbench.Load, p cbench.Plan, s cbench.Sample) {
	note := ""
	if loop < p.Warmup || loop >= p.Loops-p.Cooldown {
		note = "  (does not count)"
	}
	fmt.Fprintf(w, "%d switches: %.0f responses/s: %d flow mods, %d packet-outs%s\n", l.Switches, s.Rate(), s.FlowMods, s.PacketOuts, note)
}

// showResult ends with cbench's own line, which people's scripts read.
func showResult(w io.Writer, l cbench.Load, r cbench.Result) error {
	t := r.Total
	fmt.Fprintf(w, "%d packets sent, %d answered, %d of them by flooding, %d wrong, %d without an answer\n",
		t.Sent, t.Answers, t.Floods, t.Wrong, t.Unanswered())
	_, err := fmt.Fprintf(w, "RESULT: %d switches %d tests min/max/avg/stdev = %.2f/%.2f/%.2f/%.2f responses/s\n",
		l.Switches, len(r.Samples), r.Min, r.Max, r.Average, r.Deviation)
	return err
}
