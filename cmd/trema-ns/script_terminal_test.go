package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"
)

// terminal FILE COMMAND... runs a command on a terminal, at which FILE says what
// happens:
//
//	type TEXT   keys are pressed; \r is Enter, \t is Tab, \x03 is Ctrl-C
//	see REGEXP  it is waited for that what came after the last thing seen matches
//	hangup      the terminal goes, as far as the processes on it are told
//	exit N      the command ends with this status
func terminal(ts *testscript.TestScript, _ bool, args []string) {
	master, slave, err := openTerminal()
	ts.Check(err)
	defer master.Close()
	cmd := exec.Command(args[1], args[2:]...)
	cmd.Dir = ts.MkAbs(".")
	cmd.Env = append(os.Environ(), "TERM=xterm", "NO_COLOR=1", "SHELL=/bin/sh", "PS1=$ ", "GORACE=atexit_sleep_ms=0", "XDG_STATE_HOME="+ts.MkAbs("state"))
	cmd.Stdin, cmd.Stdout, cmd.Stderr = slave, slave, slave
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	ts.Check(cmd.Start())
	slave.Close()
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	defer cmd.Process.Kill()
	screen := watchScreen(master)

	for i, line := range strings.Split(strings.TrimSpace(ts.ReadFile(args[0])), "\n") {
		verb, rest, _ := strings.Cut(line, " ")
		var err error
		switch verb {
		case "type":
			var keys string
			if keys, err = strconv.Unquote(`"` + rest + `"`); err == nil {
				_, err = master.WriteString(keys)
			}
		case "see":
			err = screen.see(regexp.MustCompile(rest))
		case "hangup":
			var group int
			if group, err = unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPGRP); err == nil {
				err = unix.Kill(-group, unix.SIGHUP)
			}
		case "exit":
			err = awaitExit(ended, rest)
		default:
			err = errors.New("type, see, hangup or exit")
		}
		if err != nil {
			ts.Fatalf("%s:%d: %s: %v; the terminal shows\n%s", args[0], i+1, line, err, screen.text())
		}
	}
	ts.Logf("%s", screen.text())
}

// openTerminal opens both ends of a terminal of 24 lines and 80 columns.
func openTerminal() (master, slave *os.File, err error) {
	fd, err := unix.Open("/dev/ptmx", unix.O_RDWR|unix.O_CLOEXEC|unix.O_NOCTTY, 0)
	if err != nil {
		return nil, nil, err
	}
	master = os.NewFile(uintptr(fd), "/dev/ptmx")
	err = errors.Join(
		unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0),
		unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 80}),
	)
	if err == nil {
		var n uint32
		if n, err = unix.IoctlGetUint32(fd, unix.TIOCGPTN); err == nil {
			slave, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
		}
	}
	if err != nil {
		master.Close()
	}
	return master, slave, err
}

// screen is what a terminal has shown.
type screen struct {
	mu   sync.Mutex
	all  bytes.Buffer
	seen int
}

func watchScreen(master *os.File) *screen {
	s := &screen{}
	go func() {
		b := make([]byte, 4096)
		for {
			n, err := master.Read(b)
			if err != nil {
				return // it is closed, or nobody has the other end open any more
			}
			s.mu.Lock()
			s.all.Write(b[:n])
			s.mu.Unlock()
		}
	}()
	return s
}

func (s *screen) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.String()
}

// see waits until what has come since the last time matches.
func (s *screen) see(re *regexp.Regexp) error {
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if loc := re.FindStringIndex(s.text()[s.seen:]); loc != nil {
			s.seen += loc[1]
			return nil
		}
	}
	return errors.New("that is not to be seen")
}

func awaitExit(ended chan error, status string) error {
	select {
	case err := <-ended:
		got := 0
		if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
			got = exit.ExitCode()
		} else if err != nil {
			return err
		}
		if strconv.Itoa(got) != status {
			return fmt.Errorf("the exit status is %d", got)
		}
		return nil
	case <-time.After(30 * time.Second):
		return errors.New("it does not end")
	}
}
