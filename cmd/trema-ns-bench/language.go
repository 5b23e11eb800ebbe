package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// language measures reading network files beside real Ruby.
func (b *competition) language(ctx context.Context) ([]row, error) {
	many, err := b.manyDirectives(ctx, 10_000)
	if err != nil {
		return nil, err
	}
	few, err := b.fewLines(ctx)
	return append(many, few...), err
}

// emptyDirectives makes a network file a program of real Ruby's that does
// nothing: what remains is reading and running it.
const emptyDirectives = `
def vswitch(*) = yield
def netns(*) = yield
def link(*) = nil
def dpid(*) = nil
def ip(*) = nil
def netmask(*) = nil
`

// manyDirectives is a file of about n directives, checked by us and run by Ruby.
// The time is the whole process's.
func (b *competition) manyDirectives(ctx context.Context, n int) ([]row, error) {
	t := several(10, (n-20)/5)
	conf, err := b.conf(t)
	if err != nil {
		return nil, err
	}
	directives := filepath.Join(b.dir, "directives.rb")
	if err := os.WriteFile(directives, []byte(emptyDirectives), 0o644); err != nil {
		return nil, err
	}
	var ours, peers []float64
	for range b.runs {
		_, took, err := command(ctx, b.program, "check", conf)
		if err != nil {
			return nil, err
		}
		ours = append(ours, took.Seconds())
		if _, took, err = command(ctx, "ruby", "-W0", "-r"+directives, conf); err != nil {
			return nil, err
		}
		peers = append(peers, took.Seconds())
	}
	what := fmt.Sprintf("check a file of %d directives", strings.Count(t.conf, "\n")+3*strings.Count(t.conf, "netns")-20)
	return []row{{what: what, unit: seconds, ours: median(ours), peer: median(peers), name: "ruby", goal: ">= 1"}}, nil
}

// fewLines is what a small file costs, as a whole process. What the kernel says
// of a process's memory includes what its parent had when it was started, so this
// comes before whatever makes this program large.
func (b *competition) fewLines(ctx context.Context) ([]row, error) {
	conf, err := b.conf(single(4))
	if err != nil {
		return nil, err
	}
	var times, sizes []float64
	for range 5 * b.runs {
		cmd := exec.CommandContext(ctx, b.program, "config", conf)
		if out, err := cmd.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("config: %w\n%s", err, out)
		}
		usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
		times = append(times, (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds())
		sizes = append(sizes, float64(usage.Maxrss)/1000) // of KiB
	}
	return []row{
		{what: "config of a file of ten lines", unit: seconds, ours: median(times), peer: 0.015, name: "the limit", goal: ">= 1"},
		{what: "config of a file of ten lines", unit: megabytes, ours: median(sizes), peer: 20, name: "the limit", goal: ">= 1"},
	}, nil
}
