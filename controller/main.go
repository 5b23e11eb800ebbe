package controller

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// Main runs an application as a program: it listens where the environment
// variable OPENFLOW_TARGET says, which trema-ns sets for the controllers that it
// starts, or else on 127.0.0.1:6653, gives Start the arguments of the command
// line, and serves until SIGINT or SIGTERM. It logs to [slog.Default]; options
// may say otherwise. What goes wrong is printed, and then the exit status is 1.
func Main(app any, opts ...Option) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := runMain(ctx, app, os.Getenv("OPENFLOW_TARGET"), opts)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// runMain is Main without the process.
func runMain(ctx context.Context, app any, target string, opts []Option) error {
	addr := fmt.Sprintf("127.0.0.1:%d", DefaultPort)
	if target != "" {
		var ok bool
		if addr, ok = strings.CutPrefix(target, "tcp:"); !ok {
			return fmt.Errorf("OPENFLOW_TARGET is like tcp:127.0.0.1:6653, not %s", target)
		}
	}
	opts = append([]Option{WithLogger(slog.Default()), WithArgs(os.Args[1:])}, opts...)
	c, err := Listen(ctx, addr, app, opts...)
	if err != nil {
		return err
	}
	return c.Serve(ctx)
}
