package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"github.com/trema-ns/trema-ns/netns/capture"
	"github.com/trema-ns/trema-ns/runner"
	"github.com/urfave/cli/v2"
	"golang.org/x/term"
)

func captureCommand() *cli.Command {
	return &cli.Command{
		Name:      "capture",
		Usage:     "show or save what passes a lab's links, and its OpenFlow messages",
		ArgsUsage: "[LINK...]",
		Description: "A LINK is named by one of its ends: lsw:1 is port 1 of the switch lsw, lsw all\n" +
			"its links, host1 those of a host. openflow stands for what switches and\n" +
			"controllers say to each other. Without any, everything is captured.\n\n" +
			"Ctrl-C, or the end of the lab, ends it.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "write", Aliases: []string{"w"}, Usage: "write pcapng to `FILE`, for Wireshark; - is standard output"},
			&cli.BoolFlag{Name: "print", Usage: "write a line for each frame and message, also beside -w"},
			&cli.IntFlag{Name: "count", Aliases: []string{"n"}, Usage: "end after `N` frames"},
			&cli.Int64Flag{Name: "size", Usage: "begin a new file when one has `BYTES`: FILE_00001, FILE_00002, …"},
			&cli.IntFlag{Name: "files", Usage: "with --size, keep the last `N` files only"},
			labFlag(),
		},
		OnUsageError: onUsageError,
		Action:       captureAction,
	}
}

// errEnough ends a capture that has what it was to have.
var errEnough = errors.New("enough")

func captureAction(c *cli.Context) error {
	file, lines := c.String("write"), c.Bool("print")
	switch {
	case c.IsSet("write") && file == "":
		return usagef(c, "--write needs a file")
	case file == "-" && lines:
		return usagef(c, "-w - and --print both want standard output")
	case file == "-" && term.IsTerminal(int(os.Stdout.Fd())):
		return usagef(c, "pcapng would only disturb the terminal: write it to a file, or to a pipe: | wireshark -k -i -")
	case c.IsSet("count") && c.Int("count") < 1:
		return usagef(c, "--count is a number from 1 on, not %d", c.Int("count"))
	case c.IsSet("size") && (c.Int64("size") < 1000 || file == "" || file == "-"):
		return usagef(c, "--size is at least 1000 bytes, for files that -w names")
	case c.IsSet("files") && (c.Int("files") < 1 || !c.IsSet("size")):
		return usagef(c, "--files is a number from 1 on, for files of a --size")
	}
	lab, err := runner.LabDir().FindLab(c.String("lab"))
	if err != nil {
		return err
	}
	if os.Geteuid() != 0 {
		return fmt.Errorf("frames are captured by root only: sudo %s", strings.Join(os.Args, " "))
	}
	status, err := runner.LabDir().Client(lab.Lab).Status(c.Context)
	if err != nil {
		return err
	}
	taps, err := lab.Capture(c.Args().Slice())
	if err != nil {
		return err
	}
	defer taps.Close()
	ctx, cancel := context.WithCancel(c.Context)
	defer cancel()
	go func() {
		if lab.Process.Wait(ctx) == nil {
			cancel()
		}
	}()
	return runCapture(ctx, c, taps, status.Switches)
}

// runCapture hands every frame to whom it is for, and says at the end what was
// seen.
func runCapture(ctx context.Context, c *cli.Context, taps *runner.Capture, switches []runner.SwitchStatus) error {
	file := c.String("write")
	var handlers []func(capture.Packet) error
	finish := func([]capture.Statistics) error { return nil }
	switch file {
	case "":
	case "-":
		w, err := capture.NewWriter(c.App.Writer, taps.Interfaces())
		if err != nil {
			return readerGone(err)
		}
		handlers = append(handlers, w.Write)
	default:
		files := &capture.Files{Name: file, Interfaces: taps.Interfaces(), Size: c.Int64("size"), Keep: c.Int("files")}
		if err := files.Open(); err != nil {
			return err
		}
		handlers, finish = append(handlers, files.Write), files.Close
	}
	if file == "" || c.Bool("print") {
		handlers = append(handlers, newLines(c.App.Writer, taps.Interfaces(), switches).write)
	}
	fmt.Fprintf(os.Stderr, "capturing on %s\n", places(taps.Interfaces()))
	if file != "" {
		for _, port := range taps.UnusualPorts() {
			fmt.Fprintf(os.Stderr, "Wireshark knows OpenFlow by the ports 6633 and 6653; show it this one: -d tcp.port==%d,openflow\n", port)
		}
	}
	frames, most := 0, c.Int("count")
	err := taps.Run(ctx, func(p capture.Packet) error {
		for _, handle := range handlers {
			if err := handle(p); err != nil {
				return err
			}
		}
		if frames++; frames == most {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	all := taps.Statistics()
	err = errors.Join(readerGone(err), finish(all))
	dropped := uint64(0)
	for _, s := range all {
		dropped += s.Dropped
	}
	fmt.Fprintf(os.Stderr, "%s captured, %d lost\n", counted(frames, "frame"), dropped)
	return err
}

// readerGone makes an end of what the reader of a pipe has ended.
func readerGone(err error) error {
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe) {
		return nil
	}
	return err
}

func places(all []capture.Interface) string {
	if len(all) > 4 {
		return fmt.Sprintf("%d places", len(all))
	}
	var names []string
	for _, i := range all {
		names = append(names, i.Name)
	}
	return strings.Join(names, ", ")
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
