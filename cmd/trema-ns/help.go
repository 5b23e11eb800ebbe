package main

import (
	"io"
	"strings"
	"text/tabwriter"
	"text/template"

	"github.com/urfave/cli/v2"
)

// The sections of the help texts are those of the trema command.
const appHelp = `NAME
    {{.Name}} - {{.Usage}}

SYNOPSIS
    {{.Name}} [global options] command [command options] [arguments...]

VERSION
    {{.Version}}

GLOBAL OPTIONS
{{range .VisibleFlags}}    {{flag .}}
{{end}}
COMMANDS
{{range .VisibleCommands}}    {{.Name}}	- {{.Usage}}
{{end}}`

const commandHelp = `NAME
    trema-ns {{.Name}} - {{.Usage}}

SYNOPSIS
    trema-ns {{.Name}}{{if .Flags}} [command options]{{end}}{{with .ArgsUsage}} {{.}}{{end}}
{{with .Description}}
DESCRIPTION
{{indent .}}
{{end}}{{with .VisibleFlags}}
COMMAND OPTIONS
{{range .}}    {{flag .}}
{{end}}{{end}}`

func printHelp(w io.Writer, text string, data any) {
	t := template.Must(template.New("help").Funcs(template.FuncMap{
		"flag":   flagHelp,
		"indent": func(s string) string { return "    " + strings.ReplaceAll(strings.TrimSpace(s), "\n", "\n    ") },
	}).Parse(text))
	table := tabwriter.NewWriter(w, 0, 0, 1, ' ', 0)
	// A reader that has gone, as in `trema-ns help | head -1`, is no fault.
	_ = t.Execute(table, data)
	_ = table.Flush()
}

// flagHelp writes a flag as "-c, --conf=FILE<tab>- what it does".
func flagHelp(f cli.Flag) string {
	var short, long []string
	for _, name := range f.Names() {
		if len(name) == 1 {
			short = append(short, "-"+name)
		} else {
			long = append(long, "--"+name)
		}
	}
	s := strings.Join(append(short, long...), ", ")
	doc, ok := f.(cli.DocGenerationFlag)
	if !ok {
		return s
	}
	usage := doc.GetUsage()
	if doc.TakesValue() {
		placeholder := "arg"
		if _, rest, found := strings.Cut(usage, "`"); found {
			placeholder, _, _ = strings.Cut(rest, "`")
		}
		s += "=" + placeholder
		if d := strings.TrimSpace(doc.GetDefaultText()); d != "" && d != `""` {
			usage += " (default: " + strings.Trim(d, `"`) + ")"
		}
	}
	return s + "\t- " + strings.ReplaceAll(usage, "`", "")
}
