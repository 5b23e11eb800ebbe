// Package docs has what the pages here promise put to the test.
package docs

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const (
	module  = "github.com/trema-ns/trema-ns"
	imports = `import (
	"context"
	"log/slog"
	"time"

	"` + module + `/controller"
	"` + module + `/controller/openflow"
	"` + module + `/controller/openflow/nicira"
	"` + module + `/controller/packet"
)

var (
	_ = slog.LevelError
	_ = time.Second
	_ = nicira.Vendor
	_ = packet.EthTypeIPv4
	_ = openflow.Version10
	_ context.Context
)
`
	// What the tables of porting.md speak of.
	setting = `
func tick() {}

func cells(ctx context.Context, c *controller.Controller, sw *controller.Switch, m *openflow.PacketIn, fm openflow.FlowMod,
	match openflow.Match, out openflow.PacketOut, p packet.Packet, mac openflow.MAC, ip openflow.IPv4Addr, frame []byte,
	port *openflow.Port, removed *openflow.FlowRemoved, desc openflow.DescStats) {
`
	// All handlers that there are have to be in the table.
	handlers = `
type App struct{ ctl *controller.Controller }

var _ interface {
	controller.Starter
	controller.SwitchReadyHandler
	controller.SwitchDisconnectedHandler
	controller.PacketInHandler
	controller.FlowRemovedHandler
	controller.PortAddHandler
	controller.PortDeleteHandler
	controller.PortModifyHandler
	controller.FeaturesReplyHandler
	controller.StatsReplyHandler
	controller.BarrierReplyHandler
	controller.ErrorHandler
	controller.ExperimenterHandler
	controller.EchoRequestHandler
	controller.EchoReplyHandler
	controller.HelloFailedHandler
	controller.MessageHandler
	controller.CallHandler
} = (*App)(nil)
`
)

// TestPortingCompiles compiles every piece of Go in porting.md: whole programs,
// functions, and the cells of tables, in one program each.
func TestPortingCompiles(t *testing.T) {
	page, err := os.ReadFile("porting.md")
	if err != nil {
		t.Fatal(err)
	}
	packages := map[string]string{}
	for i, m := range regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		source := m[1]
		if !strings.HasPrefix(source, "package ") {
			source = "package main\n" + imports + "type App struct{ ctl *controller.Controller }\n" + source + "\nfunc main() {}\n"
		}
		packages[fmt.Sprintf("block%d", i)] = source
	}
	var methods, statements strings.Builder
	cells := 0
	for line := range strings.Lines(string(page)) {
		columns := strings.Split(strings.Trim(line, "|\n"), "|")
		if len(columns) != 3 || !strings.HasPrefix(line, "| ") {
			continue
		}
		for _, code := range regexp.MustCompile("`([^`]*)`").FindAllStringSubmatch(columns[2], -1) {
			cells++
			switch source := code[1]; {
			case strings.HasPrefix(source, "trema-ns "):
			case strings.HasPrefix(source, "func "):
				methods.WriteString(source + " { panic(0) }\n")
			default:
				statements.WriteString(statement(source) + "\n")
			}
		}
	}
	if cells < 150 {
		t.Errorf("%d pieces of Go in the tables: they are not read", cells)
	}
	packages["tables"] = "package main\n" + imports + handlers + methods.String() + setting + statements.String() + "}\nfunc main() {}\n"
	compile(t, packages)
}

// TestREADMEShowsTheExample keeps the README's program that of examples, which is
// tested, and short.
func TestREADMEShowsTheExample(t *testing.T) {
	source, err := os.ReadFile("../examples/learning-switch/main.go")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), "```go\n"+string(source)+"```\n") {
		t.Error("README.md does not have examples/learning-switch/main.go as it is")
	}
	examples, err := filepath.Glob("../examples/*/main.go")
	if err != nil || len(examples) < 3 {
		t.Fatalf("examples: %v, %v", examples, err)
	}
	for _, file := range examples {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(b), "\n"); n >= 60 {
			t.Errorf("%s has %d lines, want less than 60", file, n)
		}
	}
}

// statement makes of a piece of a table what can stand in a function.
func statement(source string) string {
	switch e, err := parser.ParseExpr(source); e.(type) {
	case *ast.CallExpr:
		return source
	default:
		if err != nil {
			return "{ " + source + " }" // statements
		}
		return "_ = " + source
	}
}

// compile compiles packages of one file each against this checkout.
func compile(t *testing.T, packages map[string]string) {
	t.Helper()
	checkout, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	files := map[string]string{"go.mod": "module snippets\n\ngo 1.26.0\n\nrequire " + module + " v0.0.0\n\nreplace " + module + " => " + checkout + "\n"}
	for name, source := range packages {
		formatted, err := format.Source([]byte(source))
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, source)
		}
		files[filepath.Join(name, "main.go")] = string(formatted)
	}
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("go", "build", "-buildvcs=false", "-o", t.TempDir()+"/", "./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOPROXY=off", "GOFLAGS=", "GOTOOLCHAIN=local")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s\n%s", err, out, numbered(packages["tables"]))
	}
}

// numbered is a source with the numbers of its lines, as far as it is formatted.
func numbered(source string) string {
	formatted, _ := format.Source([]byte(source))
	var s strings.Builder
	n := 0
	for line := range strings.Lines(string(formatted)) {
		n++
		fmt.Fprintf(&s, "%4d %s", n, line)
	}
	return s.String()
}
