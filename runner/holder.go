package runner

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Holder is the process that has a port. The zero Holder is one that is not
// known.
type Holder struct {
	PID  int
	Name string
}

// String describes the process for messages, "ovs-testcontrol (process 4711)";
// it is empty for one that is not known.
func (h Holder) String() string {
	if h.PID == 0 {
		return ""
	}
	return fmt.Sprintf("%s (process %d)", h.Name, h.PID)
}

// PortHolder finds the process that listens on a TCP port, as far as this user
// may know.
func PortHolder(port uint16) Holder {
	inodes := map[string]bool{}
	for _, table := range []string{"/proc/thread-self/net/tcp", "/proc/thread-self/net/tcp6"} {
		listeners(table, port, inodes)
	}
	if len(inodes) == 0 {
		return Holder{}
	}
	fds, err := filepath.Glob("/proc/[0-9]*/fd/*")
	if err != nil {
		return Holder{}
	}
	for _, fd := range fds {
		target, err := os.Readlink(fd)
		if err != nil || !inodes[strings.TrimSuffix(strings.TrimPrefix(target, "socket:["), "]")] {
			continue
		}
		pid, err := strconv.Atoi(strings.Split(fd, "/")[2])
		if err != nil {
			continue
		}
		name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
		if err != nil {
			continue
		}
		return Holder{PID: pid, Name: string(bytes.TrimSpace(name))}
	}
	return Holder{}
}

// listeners adds the socket inodes of a table like net/tcp that listen on
// port. Its columns are in proc(5).
func listeners(table string, port uint16, inodes map[string]bool) {
	f, err := os.Open(table)
	if err != nil {
		return
	}
	defer f.Close()
	const stateListen = "0A"
	for lines := bufio.NewScanner(f); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) < 10 || fields[3] != stateListen {
			continue
		}
		_, hex, ok := strings.Cut(fields[1], ":")
		if !ok {
			continue
		}
		if p, err := strconv.ParseUint(hex, 16, 16); err == nil && uint16(p) == port {
			inodes[fields[9]] = true
		}
	}
}
