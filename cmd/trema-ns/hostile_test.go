package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A network file may make a reading take so much memory, and the processor for
// so many seconds. The time on the clock says nothing on a machine that is busy.
const (
	maxHostileMemory  = 200 << 20
	maxHostileSeconds = 10
)

// TestHostileFiles checks files that are meant to keep the program busy, to
// fill the memory or to end it: each ends by itself, with what is right or wrong
// with it said, and takes no more memory than a reading may.
func TestHostileFiles(t *testing.T) {
	program := filepath.Join(t.TempDir(), "trema-ns")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out) // without the race detector, which takes memory of its own
	}
	files, err := filepath.Glob("../../testdata/dsl/hostile/*.conf")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	folder := t.TempDir()
	for name, src := range hostileSources() {
		file := filepath.Join(folder, name+".conf")
		if err := src.write(file); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	if err := syscall.Mkfifo(filepath.Join(folder, "fifo"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".conf"), func(t *testing.T) {
			t.Parallel()
			checkHostile(t, program, file)
		})
	}
}

func checkHostile(t *testing.T, program, file string) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "check", file)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	if ctx.Err() != nil {
		t.Fatalf("it does not end; output begins with %.300s", out.String())
	}
	if status := cmd.ProcessState.Sys().(syscall.WaitStatus); status.Signaled() {
		t.Fatalf("it is ended by %v, SIGKILL after %d s of processor time; output begins with %.300s", status.Signal(), maxHostileSeconds, out.String())
	}
	if status := cmd.ProcessState.ExitCode(); status != 0 && status != 1 {
		t.Fatalf("%v: %.2000s", err, out.String())
	}
	if cmd.ProcessState.ExitCode() == 1 && !strings.Contains(out.String(), "error: ") {
		t.Errorf("it fails without an error: %.300s", out.String())
	}
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	t.Logf("%.2f s of processor time, %d MiB", (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(), usage.Maxrss>>10)
	if usage.Maxrss > maxHostileMemory>>10 {
		t.Errorf("it takes %d MiB of memory", usage.Maxrss>>10)
	}
	if out.Len() > 5<<20 {
		t.Errorf("it prints %d bytes", out.Len())
	}
}

// hostileSource is a file too large to keep: pieces, some of them many times. It
// is written piece by piece, since the memory of this program counts for those
// that it starts.
type hostileSource []piece

type piece struct {
	times int
	text  string // with the number of the turn for %d
}

func (s hostileSource) write(file string) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	for _, p := range s {
		for i := range p.times {
			text := p.text
			if strings.Contains(text, "%d") {
				text = strings.ReplaceAll(text, "%d", strconv.Itoa(i))
			}
			w.WriteString(text)
		}
	}
	return w.Flush()
}

func hostileSources() map[string]hostileSource {
	one := func(text string) piece { return piece{1, text} }
	sources := map[string]hostileSource{
		"unknown_words":       {{50_000, "word_%d\n"}},
		"unknown_methods":     {{50_000, "1.method_%d\n"}},
		"syntax_mistakes":     {{50_000, "x = * %d\n"}},
		"closers":             {{100_000, ")\n"}},
		"openers":             {{100_000, "(\n"}},
		"quotes":              {{50_001, "\"\n'\n`\n"}},
		"heredocs":            {{20_000, "a = <<~E%d\n"}},
		"heredocs_in_a_line":  {{5_000, "<<~E%d, "}},
		"long_line":           {one("x = ["), {3 << 20, "1, "}, one("1]\n")},
		"long_wrong_line":     {one("x = ["), {3 << 20, "1, "}, one("* ]\n")},
		"long_name":           {{10 << 20, "a"}},
		"long_number":         {{10 << 20, "1"}},
		"long_hex_number":     {one("0x"), {1 << 20, "f"}},
		"long_float":          {one("0."), {10 << 20, "1"}},
		"long_string":         {one(`"`), {10 << 20, "a"}, one(`"`)},
		"long_comment":        {one("#"), {10 << 20, "a"}},
		"long_symbol":         {one(":"), {10 << 20, "a"}},
		"long_words":          {one("%w["), {3 << 20, "a "}, one("]")},
		"long_regexp":         {one("/"), {1 << 20, "a?"}, one("/ =~ 'a' * 1000")},
		"blank":               {{15 << 20, " "}},
		"newlines":            {{15 << 20, "\n"}},
		"zeros":               {{15 << 20, "\x00"}},
		"not_utf8":            {{15 << 20, "\xff"}},
		"too_large":           {{17 << 20, " "}},
		"million_statements":  {{1_000_000, "1\n"}},
		"long_chain":          {one("1"), {200_000, ".succ"}},
		"long_sum":            {one("1"), {500_000, " + 1"}},
		"long_concatenation":  {{500_000, `"a" `}},
		"long_elsif":          {one("if false\n"), {100_000, "elsif false\n"}, one("end\n")},
		"long_case":           {one("case 1\n"), {100_000, "when 2 then 3\n"}, one("end\n")},
		"long_modifiers":      {one("1"), {100_000, " if true"}},
		"long_ternary":        {{100_000, "true ? 1 : "}, one("1")},
		"long_not":            {{1_000_000, "!"}, one("true")},
		"long_minus":          {one("x = 1\ny = "), {500_000, "- "}, one("x")},
		"long_power":          {one("1"), {100_000, " ** 1"}},
		"long_assignment":     {{100_000, "a = "}, one("1")},
		"many_targets":        {{100_000, "a, "}, one("b = 1")},
		"many_parameters":     {one("def f("), {20_000, "a%d, "}, one("b)\nend")},
		"many_variables":      {{100_000, "a%d = 1\n"}},
		"many_methods":        {{50_000, "def m%d\nend\n"}},
		"many_arguments":      {one("puts("), {300_000, "1, "}, one("1)")},
		"many_interpolations": {one(`"`), {200_000, "#{1}"}, one(`"`)},
		"many_rescues":        {one("begin\n"), {20_000, "rescue\n"}, one("end\n")},
		"many_switches":       {{30_000, "vswitch { dpid %d + 1 }\n"}},
		"carriage_returns":    {{5 << 20, "\r"}},
		"fifo":                {one(`load "fifo"` + "\n")},
		"folder":              {one(`load "."` + "\n")},
	}
	for name, pair := range map[string][2]string{
		"parentheses": {"(", ")"}, "brackets": {"[", "]"}, "braces": {"{a: ", "}"}, "calls": {"p(", ")"}, "indexes": {"a[", "]"},
		"interpolations": {`"#{`, `}"`}, "blocks": {"f { ", " }"}, "do_blocks": {"f do ", " end "}, "lambdas": {"-> { ", " }"},
		"ifs": {"if true\n", "\nend"}, "begins": {"begin\n", "\nend"}, "defs": {"def f\n", "\nend"}, "whiles": {"while false\n", "\nend"},
		"cases": {"case 1\nwhen 1\n", "\nend"}, "classes": {"class A\n", "\nend"}, "targets": {"(", ")"}, "splats": {"*", ""}, "ampersands": {"f(&", ")"},
		"ternaries": {"true ? ", " : 1"}, "regexps": {"/#{", "}/"}, "nots": {"not ", ""}, "keywords": {"f a: ", ""}, "elses": {"if 1 then 2 else ", " end"},
	} {
		for _, depth := range []int{390, 100_000} {
			sources[fmt.Sprintf("nested_%s_%d", name, depth)] = hostileSource{{depth, pair[0]}, one("1"), {depth, pair[1]}}
		}
	}
	return sources
}
