package ovs

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"

	"github.com/trema-ns/trema-ns/netns"
	"golang.org/x/sys/unix"
)

// Survey is what can be seen of the machine's own Open vSwitch, also where it
// is of no use.
type Survey struct {
	RunDir     string // where its database has a socket; empty: nowhere
	Err        string // why the database does not answer
	Permission bool   // that is because this user may not ask it
	Version    string // "3.1.0", as the database has it; empty: not known
	Switching  bool   // its ovs-vswitchd answers
	PID        int    // of that ovs-vswitchd; 0: not known
	Elsewhere  bool   // it is known to work in another network namespace
}

// Look surveys the Open vSwitch of the places where [Find] looks.
func Look(ctx context.Context) Survey {
	var s Survey
	for _, dir := range systemDirs() {
		i := Instance{RunDir: dir}
		if _, err := os.Lstat(i.socket()); err != nil && !errors.Is(err, fs.ErrPermission) {
			continue
		}
		found := i.survey(ctx)
		if found.Err == "" {
			return found
		}
		if s.RunDir == "" { // some are one directory by two names
			s = found
		}
	}
	return s
}

func (i Instance) survey(ctx context.Context) Survey {
	s := Survey{RunDir: i.RunDir}
	c, err := i.Dial(ctx)
	if err != nil {
		s.Err, s.Permission = err.Error(), errors.Is(err, fs.ErrPermission)
		return s
	}
	defer c.Close()
	results, err := c.transact(ctx, operation{"op": "select", "table": "Open_vSwitch", "where": []any{}, "columns": []string{"ovs_version"}})
	if err != nil {
		s.Err = err.Error()
		return s
	}
	for _, row := range results[0].Rows {
		json.Unmarshal(row["ovs_version"], &s.Version) // a set, and so no string, where nobody has said it
	}
	s.PID, s.Switching = i.vswitchd()
	s.Elsewhere = i.elsewhere()
	return s
}

// HasCertificate reports whether ovs-vswitchd has a certificate for TLS.
func (c *Client) HasCertificate(ctx context.Context) (bool, error) {
	results, err := c.transact(ctx, operation{"op": "select", "table": "SSL", "where": []any{}, "columns": []string{"certificate"}})
	return err == nil && len(results[0].Rows) > 0, err
}

// vswitchd finds the instance's ovs-vswitchd by the socket that it takes
// commands on. The pid of one that answers may still be unknown.
func (i Instance) vswitchd() (pid int, answers bool) {
	// The socket is named after the process, or as it was told to.
	sockets, _ := filepath.Glob(filepath.Join(i.RunDir, "ovs-vswitchd*.ctl"))
	for _, path := range sockets {
		conn, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: path, Net: "unix"})
		if err != nil {
			continue
		}
		answers = true
		if raw, err := conn.SyscallConn(); err == nil {
			raw.Control(func(fd uintptr) {
				if peer, err := unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED); err == nil {
					pid = int(peer.Pid)
				}
			})
		}
		conn.Close()
	}
	return pid, answers
}

// elsewhere reports whether the instance's ovs-vswitchd is known to work in
// another network namespace than this process.
func (i Instance) elsewhere() bool {
	pid, answers := i.vswitchd()
	if !answers {
		return false
	}
	here, err := netns.InCurrent(pid)
	if err != nil {
		// To a user namespace the machine's root is a stranger, as is its network.
		p, err := netns.CurrentPrivilege()
		return err == nil && p.UserNamespace
	}
	return !here
}

// InstalledVersion returns the version of the installed ovs-vswitchd, like
// "3.1.0".
func InstalledVersion(ctx context.Context) (string, error) {
	path, err := program("ovs-vswitchd")
	if err != nil {
		return "", err
	}
	out, err := exec.CommandContext(ctx, path, "--version").Output()
	if err != nil {
		return "", err
	}
	return string(regexp.MustCompile(`\d+\.\d+(\.\d+)?`).Find(out)), nil
}
