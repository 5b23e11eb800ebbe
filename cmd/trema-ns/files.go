package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/trema-ns/trema-ns/runner"
	"github.com/urfave/cli/v2"
)

// fileFlags are those that say where Trema's files are to be.
func fileFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "pid_dir", Aliases: []string{"P"}, Usage: "write CLASS.pid and vhost.NAME.pid to `DIR`", DefaultText: "$TREMA_PID_DIR, or not at all"},
		&cli.StringFlag{Name: "log_dir", Aliases: []string{"L"}, Usage: "write CLASS.log and vhost.NAME.log to `DIR`", DefaultText: "$TREMA_LOG_DIR, or the lab's own folder"},
		socketDirFlag("put CLASS.ctl, the socket of the lab's API, into `DIR`"),
	}
}

func socketDirFlag(usage string) cli.Flag {
	return &cli.StringFlag{Name: "socket_dir", Aliases: []string{"S"}, Usage: usage, DefaultText: "$TREMA_SOCKET_DIR, or none"}
}

// filesOf returns what the fileFlags say, or else the variables of Trema: those
// of the released gems, or TREMA_TMP, below which older ones had folders of
// their own.
func filesOf(c *cli.Context) (files runner.Files, err error) {
	for _, f := range []struct {
		into           *string
		flag, variable string
		belowTemporary string
	}{
		{&files.PID, "pid_dir", "TREMA_PID_DIR", "pid"},
		{&files.Log, "log_dir", "TREMA_LOG_DIR", "log"},
		{&files.Socket, "socket_dir", "TREMA_SOCKET_DIR", "sock"},
	} {
		if *f.into, err = fileDir(c.String(f.flag), f.variable, f.belowTemporary); err != nil {
			return files, err
		}
	}
	return files, nil
}

// fileDir returns the absolute path of a folder that is given on the command
// line or by a variable.
func fileDir(given, variable, belowTemporary string) (string, error) {
	dir := given
	if dir == "" {
		dir = os.Getenv(variable)
	}
	if tmp := os.Getenv("TREMA_TMP"); dir == "" && tmp != "" {
		dir = filepath.Join(tmp, belowTemporary)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return "", err
		}
	}
	if dir == "" {
		return "", nil
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return "", fmt.Errorf("No such directory: %s", dir)
	}
	return filepath.Abs(dir)
}

// hostLog returns what writes the logs of vhosts, nil if there are to be none.
func hostLog(files runner.Files) func(host, line string) {
	if files.Log == "" {
		return nil
	}
	return func(host, line string) {
		f, err := openLog(files.HostLogFile(host))
		if err != nil {
			return // the lab does not end for the want of a log
		}
		defer f.Close()
		fmt.Fprint(f, logLine(time.Now(), "INFO", host+" "+line))
	}
}
