package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"time"

	"github.com/trema-ns/trema-ns/netns/ping"
	"github.com/trema-ns/trema-ns/runner"
	"github.com/trema-ns/trema-ns/runner/process"
	"github.com/trema-ns/trema-ns/runner/script"
)

// session is what the shell and scripts do with one lab. Each command is a
// process of its own, this same program: it can do whatever commands do, such as
// becoming another program, and be ended.
type session struct {
	dir runner.Dir
	lab string
	// terminal is set for people: a command gets the terminal and its signals,
	// and what it leaves behind is theirs.
	terminal bool
	mark     string // the variable that all commands have in their environment
}

func newSession(dir runner.Dir, lab string, terminal bool) *session {
	return &session{dir: dir, lab: lab, terminal: terminal, mark: fmt.Sprintf("TREMA_NS_SESSION=%d.%d", os.Getpid(), time.Now().UnixNano())}
}

// end ends what commands have left running, in the background, of a script:
// nobody else would.
func (s *session) end() error {
	if s.terminal {
		return nil
	}
	return process.StopMarked(context.Background(), s.mark, 2*time.Second)
}

// commandNames returns the names of trema-ns's commands.
func commandNames() []string {
	var names []string
	for _, c := range newApp().Commands {
		names = append(names, c.Name)
	}
	return names
}

// namesOf returns the names of commands, and of a lab's hosts and switches.
func namesOf(p *runner.Plan) script.Names {
	names := script.Names{Commands: commandNames()}
	for _, h := range p.Hosts {
		names.Hosts = append(names.Hosts, h.Name)
	}
	for _, sw := range p.Switches {
		names.Switches = append(names.Switches, sw.Name)
	}
	return names
}

func (s *session) record() (*runner.Record, error) {
	r, err := s.dir.FindLab(s.lab)
	if errors.As(err, new(*runner.NotFoundError)) {
		return nil, fmt.Errorf("%s is not running any more", s.lab)
	}
	return r, err
}

// Names returns the names that there are at the moment.
func (s *session) Names(context.Context) (script.Names, error) {
	r, err := s.record()
	if err != nil {
		return script.Names{}, err
	}
	return namesOf(&r.Plan), nil
}

// Run runs a command.
func (s *session) Run(ctx context.Context, st *script.Statement, stdout, stderr io.Writer) (int, error) {
	if s.terminal {
		var stop func()
		ctx, stop = untilDeadline(ctx)
		defer stop()
	}
	var cmd *exec.Cmd
	switch {
	case st.IsCommand():
		cmd = s.self(ctx, st.Words...)
	case st.Host != "" && st.Shell == "":
		cmd = s.self(ctx, "netns", "--", st.Host)
	case st.Host != "":
		cmd = s.self(ctx, "netns", "--", st.Host, "/bin/sh", "-c", st.Shell)
	default:
		cmd = exec.CommandContext(ctx, "/bin/sh", "-c", st.Shell)
	}
	cmd.Stdout, cmd.Stderr = stdout, stderr
	cmd.Env = append(os.Environ(), labVar+"="+s.lab, s.mark)
	// What runs on in the background may have the output for its own.
	cmd.WaitDelay = time.Second
	if s.terminal {
		cmd.Stdin = os.Stdin
		cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	} else {
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	}
	err := statusOf(cmd.Run())
	switch status := exitStatus(0); {
	case ctx.Err() != nil:
		return 0, context.Cause(ctx)
	case errors.As(err, &status):
		return int(status), nil
	case errors.Is(err, exec.ErrWaitDelay):
		return 0, nil
	default:
		return 0, err
	}
}

// untilDeadline returns a context that ends at ctx's deadline, but not before: of
// Ctrl-C the terminal tells a command itself, which is then given time to end in
// its own way.
func untilDeadline(ctx context.Context) (context.Context, func()) {
	if at, ok := ctx.Deadline(); ok {
		return context.WithDeadline(context.WithoutCancel(ctx), at)
	}
	return context.WithCancel(context.WithoutCancel(ctx))
}

// self is this program with other arguments.
func (s *session) self(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "/proc/self/exe", args...)
	cmd.Args[0] = os.Args[0]
	return cmd
}

// reachTime is how long one look takes whether a host gets an answer.
const reachTime = time.Second

// Reaches reports whether a host gets an answer from another, or an address.
func (s *session) Reaches(ctx context.Context, from, to string) (bool, error) {
	host, err := s.host(from)
	if err != nil {
		return false, err
	}
	address, err := s.address(to)
	if err != nil {
		return false, err
	}
	if !host.Address.IsValid() {
		return false, fmt.Errorf("host %s has no address", from)
	}
	ns, err := host.Open()
	if err != nil {
		return false, err
	}
	defer ns.Close()
	socket, err := ping.Open(ns, host.Address.Addr())
	if err != nil {
		return false, err
	}
	defer socket.Close()
	look, cancel := context.WithTimeout(ctx, reachTime)
	defer cancel()
	_, err = socket.Echo(look, address)
	if errors.Is(err, ping.ErrNoAnswer) {
		return false, ctx.Err()
	}
	return err == nil, err
}

func (s *session) host(name string) (runner.PlannedHost, error) {
	_, host, err := s.dir.FindHost(s.lab, name)
	return host, err
}

// address returns the address of a host, or the one that name is.
func (s *session) address(name string) (netip.Addr, error) {
	if address, err := netip.ParseAddr(name); err == nil {
		return address, nil
	}
	host, err := s.host(name)
	if err == nil && !host.Address.IsValid() {
		err = fmt.Errorf("host %s has no address", name)
	}
	return host.Address.Addr(), err
}

// Flows returns the flow entries of a switch.
func (s *session) Flows(ctx context.Context, name string) ([]string, error) {
	flows, err := s.dir.Client(s.lab).Flows(ctx, name)
	var lines []string
	for _, f := range flows {
		lines = append(lines, f.Text)
	}
	return lines, err
}

// logPrefix is what the log has before each text, see logger.
var logPrefix = regexp.MustCompile(`^[A-Z], \[[^]]*\] +[A-Z]+ -- : `)

// Log returns what the controller has logged, but for the first skip lines.
func (s *session) Log(_ context.Context, skip int) ([]string, error) {
	text, err := os.ReadFile(s.dir.Log(s.lab))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil // nothing yet
	}
	if err != nil {
		return nil, err
	}
	lines := strings.Split(string(text), "\n")
	lines = lines[:len(lines)-1] // what is after the last end of a line is being written
	lines = lines[min(skip, len(lines)):]
	for i, l := range lines {
		lines[i] = logPrefix.ReplaceAllString(l, "")
	}
	return lines, nil
}
