package main

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/trema-ns/trema-ns/dsl"
	"github.com/urfave/cli/v2"
)

// The manual pages are made of the tables that the program itself goes by: that
// of the commands, and that of the words of network files. `make man` writes
// them.

func manCommand() *cli.Command {
	return &cli.Command{
		Name: "__man", Hidden: true, ArgsUsage: "1|5", OnUsageError: onUsageError,
		Action: func(c *cli.Context) error {
			switch c.Args().First() {
			case "1":
				writeCommandPage(c.App.Writer, c.App)
			case "5":
				writeLanguagePage(c.App.Writer)
			default:
				return usagef(c, "section is required: 1 or 5")
			}
			return nil
		},
	}
}

// manualDate is when the pages were last looked over, which the macros ask for.
const manualDate = "2026-11-24"

// page is a manual page in the macros of man(7).
type page struct{ w io.Writer }

func newPage(w io.Writer, title string, section int, name, summary string) page {
	p := page{w}
	p.raw(fmt.Sprintf(".TH %s %d %s %q trema-ns", title, section, manualDate, "trema-ns "+version))
	p.macro("SH", "NAME")
	p.raw(roff(name) + ` \- ` + roff(summary))
	return p
}

func (p page) raw(line string) { fmt.Fprintln(p.w, line) }

func (p page) macro(name string, args ...string) {
	for i, a := range args {
		args[i] = `"` + strings.ReplaceAll(roff(a), `"`, `\(dq`) + `"`
	}
	p.raw("." + strings.Join(append([]string{name}, args...), " "))
}

// text writes a line of running text; what is between backquotes is bold.
func (p page) text(s string) {
	s = quotedCode.ReplaceAllString(roff(s), `\fB$1\fR`)
	if strings.HasPrefix(s, ".") || strings.HasPrefix(s, "'") {
		s = `\&` + s
	}
	p.raw(s)
}

var quotedCode = regexp.MustCompile("`([^`]*)`")

// item writes a term and what there is to say of it.
func (p page) item(term string, about ...string) {
	p.raw(".TP")
	p.text("`" + term + "`")
	for i, line := range about {
		if i > 0 {
			p.raw(".br")
		}
		p.text(line)
	}
}

// code writes lines as they are.
func (p page) code(text string) {
	p.raw(".PP")
	p.raw(".nf")
	p.raw(".RS 4")
	for line := range strings.Lines(text) {
		p.text(strings.ReplaceAll(strings.TrimRight(line, "\n"), "`", "\\(ga"))
	}
	p.raw(".RE")
	p.raw(".fi")
}

// roff lets text mean to troff(1) what it says.
func roff(s string) string {
	return strings.NewReplacer(`\(ga`, `\(ga`, `\`, `\e`, "-", `\-`, "~", `\(ti`, "^", `\(ha`, "…", "...", "–", `\(en`, " · ", ", ").Replace(s)
}

func writeCommandPage(w io.Writer, app *cli.App) {
	p := newPage(w, "TREMA-NS", 1, app.Name, app.Usage)
	p.macro("SH", "SYNOPSIS")
	p.text("`trema-ns` [global options] `COMMAND` [options] [arguments]")
	p.macro("SH", "DESCRIPTION")
	p.text("A network file says which switches, hosts and links there are. trema-ns makes them, as Open vSwitch bridges, network namespaces and veth pairs, runs an OpenFlow controller on them, and takes everything away again. The file is described in trema-ns-conf(5).")
	p.raw(".PP")
	p.text("A command may be shortened as long as it is no other's beginning. Options may stand before and after the arguments; `--` ends them.")
	p.macro("SH", "GLOBAL OPTIONS")
	p.flags(app.VisibleFlags())
	p.macro("SH", "COMMANDS")
	for _, c := range app.VisibleCommands() {
		p.command(c)
	}
	p.macro("SH", "EXIT STATUS")
	p.item("0", "It is done.")
	p.item("1", "Something failed; a line on standard error says what.")
	p.item("64", "The command line makes no sense.")
	p.raw(".PP")
	p.text("`netns` and `run --exec` pass on that of their command.")
	p.macro("SH", "ENVIRONMENT")
	for _, v := range [][2]string{
		{"TREMA_NS_RUN", "the folder that the labs are in, instead of /run/trema-ns"},
		{"TREMA_PID_DIR, TREMA_LOG_DIR, TREMA_SOCKET_DIR", "the defaults of --pid_dir, --log_dir and --socket_dir of run"},
		{"TREMA_TMP", "a folder for these three, in pid, log and sock below it"},
		{"LOGGING_LEVEL", "the default of --logging_level of run"},
		{"OVS_RUNDIR", "where Open vSwitch runs, if not where it usually does"},
		{"SHELL", "what netns runs without a command"},
		{"NO_COLOR", "no colours, if it is not empty"},
	} {
		p.item(v[0], v[1])
	}
	p.macro("SH", "FILES")
	p.item("/run/trema-ns/LAB/", "the record of a lab, its log and ctl.sock, where its API listens: HTTP with JSON. They go with the lab.")
	p.macro("SH", "SEE ALSO")
	p.text("trema-ns-conf(5), ip-netns(8), ovs-vsctl(8), ovs-ofctl(8)")
}

func (p page) command(c *cli.Command) {
	p.macro("SS", strings.TrimSpace(c.Name+" "+c.ArgsUsage))
	p.text(sentence(c.Usage))
	p.description(c.Description)
	p.flags(c.VisibleFlags())
}

// description writes the text of a command's help: paragraphs, and lists of
// lines like "  name  - what it is", with what is indented below them.
func (p page) description(text string) {
	list := false
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		entry := listEntry.FindStringSubmatch(line)
		switch {
		case line == "" && i == 0: // none
		case line == "":
			p.raw(".PP")
		case entry != nil:
			p.item(entry[1], entry[2])
			list = true
		case list && strings.HasPrefix(line, "   "):
			p.raw(".br")
			p.text(strings.TrimSpace(line))
		default:
			if i == 0 || list {
				p.raw(".PP")
			}
			list = false
			p.text(strings.TrimSpace(line))
		}
	}
}

var listEntry = regexp.MustCompile(`^  (\S[^\t]*?)[\t ]+- (.+)$`)

func (p page) flags(flags []cli.Flag) {
	for _, f := range flags {
		term, about, _ := strings.Cut(flagHelp(f), "\t- ")
		p.item(term, about)
	}
}

// sentence makes a sentence of what stands in a list.
func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

func writeLanguagePage(w io.Writer) {
	p := newPage(w, "TREMA-NS-CONF", 5, "trema-ns-conf", "network files of trema-ns and Trema")
	p.macro("SH", "DESCRIPTION")
	p.text("A network file is a program in a small Ruby, whose directives declare a network:")
	words := dsl.Words()
	p.code("vswitch(\"lsw\") { datapath_id 0xabc }\n\nvhost(\"host1\") { ip \"192.168.0.1\" }\nvhost(\"host2\") { ip \"192.168.0.2\" }\n\nlink \"lsw\", \"host1\"\nlink \"lsw\", \"host2\"\n")
	p.raw(".PP")
	p.text("The braces after a directive hold its attributes; they can also be `do` and `end`. Parentheses may be left out, a `#` begins a comment, and a link may stand before what it links. Loops, variables, methods and classes are those of Ruby. `trema-ns check` says whether a file is right, and `trema-ns config` shows what it declares.")
	p.macro("SH", "DIRECTIVES")
	for _, d := range words {
		if d.Kind != dsl.Directive {
			continue
		}
		p.macro("SS", d.Usage)
		p.text(sentence(d.Meaning))
		if len(d.Names) > 1 {
			p.text("Also: `" + strings.Join(d.Names[1:], "`, `") + "`.")
		}
		p.code(d.Example)
		p.settings(words, dsl.Attribute, d.Names[0])
		p.settings(words, dsl.Setting, d.Names[0])
	}
	p.macro("SH", "SEE ALSO")
	p.text("trema-ns(1)")
}

// settings writes the attributes or options of a directive, and the options of
// these attributes.
func (p page) settings(words []dsl.Word, kind dsl.WordKind, of string) {
	for _, w := range words {
		if w.Kind != kind || !slices.Contains(w.Of, of) {
			continue
		}
		about := []string{sentence(w.Meaning)}
		if len(w.Names) > 1 {
			about = append(about, "Also: `"+strings.Join(w.Names[1:], "`, `")+"`.")
		}
		p.item(w.Usage, append(about, "Value: "+w.Type+".", "Without it: "+w.Default+".", "Example: `"+w.Example+"`")...)
		its := func(s dsl.Word) bool { return s.Kind == dsl.Setting && slices.Contains(s.Of, w.Names[0]) }
		if kind == dsl.Attribute && slices.ContainsFunc(words, its) {
			p.raw(".RS")
			p.settings(words, dsl.Setting, w.Names[0])
			p.raw(".RE")
		}
	}
}
