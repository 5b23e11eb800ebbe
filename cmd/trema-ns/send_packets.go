package main

import (
	"errors"
	"fmt"
	"math"

	"github.com/trema-ns/trema-ns/runner"
	"github.com/urfave/cli/v2"
)

func sendPacketsCommand() *cli.Command {
	return &cli.Command{
		Name:      "send_packets",
		Usage:     "have one host send UDP packets to another",
		ArgsUsage: " ",
		Description: "It ends when all packets have arrived, or have had the time to. They need not\n" +
			"arrive: show_stats says what did. Without an option that says how many, it is one.",
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "source", Aliases: []string{"s"}, Usage: "`HOST` that sends"},
			&cli.StringFlag{Name: "dest", Aliases: []string{"d"}, Usage: "`HOST` that they are for"},
			&cli.Uint64Flag{Name: "npackets", Aliases: []string{"n"}, Usage: "send `N` packets, as fast as they arrive", DefaultText: "1"},
			&cli.Uint64Flag{Name: "n_pkts", Usage: "send `N` packets, at the rate of --pps", DefaultText: "--duration times --pps"},
			&cli.Uint64Flag{Name: "duration", Usage: "send for that many `SECONDS`", DefaultText: "1"},
			&cli.Uint64Flag{Name: "pps", Usage: "send `N` packets a second", DefaultText: "1; with -n, no limit"},
			&cli.UintFlag{Name: "length", Value: 22, Usage: "`BYTES` of payload, which are zero"},
			&cli.UintFlag{Name: "tp_src", Value: 1, Usage: "UDP `PORT` that they come from"},
			&cli.UintFlag{Name: "tp_dst", Value: 1, Usage: "UDP `PORT` that they go to"},
			&cli.UintFlag{Name: "inc_ip_src", Usage: "each packet's source address is the next one, `N` times, and then the first again"},
			&cli.UintFlag{Name: "inc_ip_dst", Usage: "likewise the destination address, `N` times"},
			&cli.UintFlag{Name: "inc_tp_src", Usage: "likewise the source port, `N` times"},
			&cli.UintFlag{Name: "inc_tp_dst", Usage: "likewise the destination port, `N` times"},
			&cli.UintFlag{Name: "inc_payload", Usage: "likewise the number in the first four bytes of the payload, `N` times"},
		}, scopeFlags()...),
		OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			if err := noArguments(c); err != nil {
				return err
			}
			packets, err := packetsOf(c)
			if err != nil {
				return err
			}
			lab, host, err := findLivingHost(c, c.String("source"))
			if err != nil {
				return err
			}
			_, err = runner.DefaultDir().Client(lab).SendPackets(c.Context, host, packets)
			return err
		},
	}
}

// packetsOf makes of the options what is to be sent.
func packetsOf(c *cli.Context) (runner.Packets, error) {
	p := runner.DefaultPackets(c.String("dest"))
	switch {
	case c.String("source") == "":
		return p, errors.New("--source option is mandatory")
	case c.String("dest") == "":
		return p, errors.New("--dest option is mandatory")
	case c.IsSet("npackets") && c.IsSet("n_pkts"):
		return p, errors.New("--npackets and --n_pkts are exclusive.")
	case c.IsSet("duration") && c.IsSet("n_pkts"):
		return p, errors.New("--duration and --n_pkts are exclusive.")
	case c.IsSet("duration") && c.IsSet("npackets"):
		return p, errors.New("--duration and --npackets are exclusive.")
	case c.IsSet("pps") && c.Uint64("pps") == 0:
		return p, errors.New("--pps is the number of packets a second, at least 1")
	}
	for _, option := range []struct {
		name string
		max  uint64
	}{
		{"length", math.MaxUint16}, {"tp_src", math.MaxUint16}, {"tp_dst", math.MaxUint16}, {"inc_tp_src", math.MaxUint16}, {"inc_tp_dst", math.MaxUint16},
		{"inc_ip_src", math.MaxUint32}, {"inc_ip_dst", math.MaxUint32}, {"inc_payload", math.MaxUint32},
	} {
		if uint64(c.Uint(option.name)) > option.max {
			return p, fmt.Errorf("--%s is at most %d, not %d", option.name, option.max, c.Uint(option.name))
		}
	}
	p.Count, p.Rate = howMany(c)
	p.Length = int(c.Uint("length"))
	p.SrcPort, p.DstPort = uint16(c.Uint("tp_src")), uint16(c.Uint("tp_dst"))
	p.IncSrc, p.IncDst = uint32(c.Uint("inc_ip_src")), uint32(c.Uint("inc_ip_dst"))
	p.IncSrcPort, p.IncDstPort = uint16(c.Uint("inc_tp_src")), uint16(c.Uint("inc_tp_dst"))
	p.IncPayload = uint32(c.Uint("inc_payload"))
	return p, nil
}

// howMany returns the number of packets and how many of them go in a second.
func howMany(c *cli.Context) (count uint64, rate float64) {
	pps, seconds := uint64(1), uint64(1)
	if c.IsSet("pps") {
		pps = c.Uint64("pps")
	}
	if c.IsSet("duration") {
		seconds = c.Uint64("duration")
	}
	switch {
	case c.IsSet("npackets"):
		return c.Uint64("npackets"), float64(c.Uint64("pps")) // 0: no limit
	case c.IsSet("n_pkts"):
		return c.Uint64("n_pkts"), float64(pps)
	}
	return pps * seconds, float64(pps)
}
