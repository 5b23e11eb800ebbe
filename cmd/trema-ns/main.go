// Command trema-ns runs Trema's network files without Trema: it makes the
// network that a file describes out of Linux network namespaces, veth pairs and
// Open vSwitch bridges, and runs an OpenFlow controller on it.
//
//	trema-ns run learning-switch -c ns_test.conf
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ending := []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGQUIT}
	if !signal.Ignored(syscall.SIGHUP) { // as under nohup(1)
		ending = append(ending, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(context.Background(), ending...)
	defer stop()
	os.Exit(run(ctx, os.Args))
}

// run runs one command and returns the exit status.
func run(ctx context.Context, args []string) int {
	app := newApp()
	args, err := arrange(app, args)
	if err == nil {
		err = app.RunContext(ctx, args)
	}
	return report(app, err)
}
