package main

import (
	"bytes"
	"os"
	"slices"
	"strings"

	"github.com/trema-ns/trema-ns/dsl/graph"
	"github.com/trema-ns/trema-ns/runner"
	"github.com/urfave/cli/v2"
	"golang.org/x/term"
)

func graphCommand() *cli.Command {
	return &cli.Command{
		Name:      "graph",
		Usage:     "draw the network that a file declares, or the lab that runs",
		ArgsUsage: "[FILE]",
		Description: "Without a file the lab that runs is drawn: what is stopped, turned off or\n" +
			"without its controller is red.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "write to `FILE`, whose end says the format", DefaultText: "standard output"},
			&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Usage: "one of `FORMAT`: svg, png, drawio, dot (Graphviz) or mermaid", DefaultText: "the file's, else svg"},
			&cli.Float64Flag{Name: "scale", Value: 2, Usage: "make a PNG `TIMES` as large as its text is on a page"},
			labFlag(), allowReadFlag(), compatFlag(),
		},
		OnUsageError: onUsageError,
		Action:       drawNetwork,
	}
}

func drawNetwork(c *cli.Context) error {
	if c.NArg() > 1 {
		return usagef(c, "one file only: %s", strings.Join(c.Args().Slice(), " "))
	}
	if c.NArg() == 1 && c.IsSet("lab") {
		return usagef(c, "a file or --lab, not both")
	}
	output, scale := c.String("output"), c.Float64("scale")
	if !(scale >= 0.25 && scale <= 8) {
		return usagef(c, "--scale is a number from 0.25 to 8, not %v", scale)
	}
	format, err := graphFormat(c, output)
	if err != nil {
		return err
	}
	g, err := graphToDraw(c)
	if err != nil {
		return err
	}
	var drawn bytes.Buffer // a file that is there already stays as it is when this fails
	if err := g.Write(&drawn, format, scale); err != nil {
		return err
	}
	if toStandardOutput(output) {
		_, err := c.App.Writer.Write(drawn.Bytes())
		return err
	}
	return os.WriteFile(output, drawn.Bytes(), 0o644)
}

// graphFormat returns the format that is asked for, or that the output's name says.
func graphFormat(c *cli.Context, output string) (graph.Format, error) {
	format := graph.Format(c.String("format"))
	switch {
	case c.IsSet("format"):
		if !slices.Contains(graph.Formats, format) {
			return "", usagef(c, "--format is svg, png, drawio, dot or mermaid, not %s", format)
		}
	case toStandardOutput(output):
		format = graph.SVG
	default:
		var err error
		if format, err = graph.FormatOf(output); err != nil {
			return "", usagef(c, "%v", err)
		}
	}
	if format == graph.PNG && toStandardOutput(output) && term.IsTerminal(int(os.Stdout.Fd())) {
		return "", usagef(c, "a PNG would only disturb the terminal: write it to a file, -o FILE.png")
	}
	return format, nil
}

func toStandardOutput(output string) bool { return output == "" || output == "-" }

// graphToDraw returns the graph of the file that is named, or of the lab that
// runs.
func graphToDraw(c *cli.Context) (*graph.Graph, error) {
	if c.NArg() == 0 {
		lab, err := runner.LabDir().FindLab(c.String("lab"))
		if err != nil {
			return nil, err
		}
		status, err := runner.LabDir().Client(lab.Lab).Status(c.Context)
		if err != nil {
			return nil, err
		}
		g := lab.Graph()
		g.Mark(status.Broken())
		return g, nil
	}
	network, report := load(c, c.Args().First())
	showDiagnostics(withoutNotes(report.Diagnostics), report.Sources)
	if network == nil {
		return nil, exitStatus(exitFailure)
	}
	return graph.Of(network), nil
}
