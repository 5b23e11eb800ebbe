package ovs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// controlPatience is how long ovs-vswitchd has time to answer a command.
const controlPatience = 10 * time.Second

// control has ovs-vswitchd carry out a command of ovs-appctl(8), and returns
// what it says. The protocol is that of OVSDB, JSON-RPC 1.0, with the command as
// the method.
func (i Instance) control(ctx context.Context, command string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, controlPatience)
	defer cancel()
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "unix", i.controlSocket())
	if err != nil {
		return "", err
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	if args == nil {
		args = []string{}
	}
	var answer struct {
		Result, Error *string
	}
	err = json.NewEncoder(conn).Encode(map[string]any{"id": 0, "method": command, "params": args})
	if err == nil {
		err = json.NewDecoder(conn).Decode(&answer)
	}
	switch {
	case ctx.Err() != nil:
		return "", fmt.Errorf("ovs-vswitchd does not answer %s: %w", command, ctx.Err())
	case err != nil:
		return "", fmt.Errorf("ovs-vswitchd's answer to %s: %w", command, err)
	case answer.Error != nil:
		return "", errors.New(strings.TrimSpace(*answer.Error))
	case answer.Result == nil:
		return "", nil
	}
	return *answer.Result, nil
}

// controlSocket returns where ovs-vswitchd takes commands. One that was not told
// otherwise has its process's number in the name.
func (i Instance) controlSocket() string {
	if i.Private {
		return i.file(switchd, "ctl")
	}
	return filepath.Join(i.RunDir, switchd+"."+strconv.Itoa(i.Switchd().PID)+".ctl")
}
