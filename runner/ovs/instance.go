package ovs

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Datapath is where a bridge forwards, in Open vSwitch's own words.
type Datapath string

// The datapaths.
const (
	Kernel    Datapath = "system" // the kernel module openvswitch
	Userspace Datapath = "netdev" // ovs-vswitchd itself, through packet sockets
)

// KernelDatapath reports whether the kernel's openvswitch module is loaded.
func KernelDatapath() bool {
	// Asking the kernel for the module's netlink family would load it.
	_, err := os.Stat("/sys/module/openvswitch")
	return err == nil
}

// Instance is an Open vSwitch: a pair of ovsdb-server and ovs-vswitchd that
// have their sockets in one directory.
type Instance struct {
	RunDir  string `json:"run_dir"`
	Private bool   `json:"private"` // started by us, see [Start]
}

// Dial connects to the instance's database.
func (i Instance) Dial(ctx context.Context) (*Client, error) {
	c, err := Dial(ctx, i.socket())
	if err != nil {
		return nil, err
	}
	c.instance, c.userspace = i, i.userspace()
	return c, nil
}

// Management returns the socket on which a bridge of the instance takes
// OpenFlow connections from tools.
func (i Instance) Management(bridge string) string {
	return filepath.Join(i.RunDir, bridge+".mgmt")
}

func (i Instance) socket() string { return filepath.Join(i.RunDir, "db.sock") }

// answers reports whether the instance's ovsdb-server answers within patience.
func (i Instance) answers(ctx context.Context, patience time.Duration) bool {
	c, err := i.Dial(ctx)
	if err != nil {
		return false
	}
	defer c.Close()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	_, err = c.call(ctx, "echo", []any{})
	return err == nil
}

// Listens reports whether something listens on the socket of the instance's
// ovsdb-server, be it hung.
func (i Instance) Listens(ctx context.Context) bool {
	c, err := i.Dial(ctx)
	if err != nil {
		return false
	}
	c.Close()
	return true
}

// Find returns the machine's own Open vSwitch if one runs: that of $OVS_RUNDIR,
// else that of the usual place, unless it works in another network namespace,
// where it does not see this one's devices. Where $OVS_RUNDIR names a directory
// in which none runs, there is no other to take instead.
func Find(ctx context.Context) (i Instance, found bool, err error) {
	dirs := systemDirs()
	named := os.Getenv("OVS_RUNDIR") != ""
	for _, dir := range dirs {
		i := Instance{RunDir: dir}
		if i.Listens(ctx) && (named || !i.elsewhere()) {
			return i, true, nil
		}
	}
	if named {
		return Instance{RunDir: dirs[0]}, false, fmt.Errorf("no Open vSwitch runs in %s, which OVS_RUNDIR names: start it, or unset OVS_RUNDIR", dirs[0])
	}
	return Instance{}, false, nil
}

// systemDirs returns where the machine's own Open vSwitch may have its sockets.
func systemDirs() []string {
	if dir := os.Getenv("OVS_RUNDIR"); dir != "" {
		// A lab that runs in the background has another working directory.
		if abs, err := filepath.Abs(dir); err == nil {
			dir = abs
		}
		return []string{dir}
	}
	return []string{"/run/openvswitch", "/var/run/openvswitch", "/usr/local/var/run/openvswitch"}
}

// ErrNotInstalled is returned when a program of Open vSwitch is missing.
var ErrNotInstalled = errors.New("Open vSwitch is not installed")

// Installed returns an error that wraps [ErrNotInstalled] unless a private
// Open vSwitch could be started.
func Installed() error {
	for _, p := range []string{"ovsdb-tool", "ovsdb-server", "ovs-vswitchd"} {
		if _, err := program(p); err != nil {
			return err
		}
	}
	return nil
}

// program finds a program of Open vSwitch, also where the PATH of an ordinary
// user does not lead.
func program(name string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	for _, dir := range []string{"/usr/sbin", "/usr/local/sbin", "/usr/local/bin"} {
		if path, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("%w: no program %s", ErrNotInstalled, name)
}

// runProgram runs a program of Open vSwitch to its end.
func runProgram(ctx context.Context, env []string, name string, args ...string) error {
	path, err := program(name)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = append(os.Environ(), env...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	// A daemon that hangs while it starts has its own copy of stderr.
	cmd.WaitDelay = time.Second
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return fmt.Errorf("%s does not come up: %w", name, ctx.Err())
		}
		if text := strings.TrimSpace(stderr.String()); text != "" {
			err = errors.New(text)
		}
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
