package runner

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/trema-ns/trema-ns/runner/process"
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

// LabOf returns the name of the lab whose process h is; it is empty if h is
// none's, or the labs cannot be read.
func (d Dir) LabOf(h Holder) string {
	records, err := d.Records()
	if err != nil {
		return ""
	}
	for _, r := range records {
		if h.PID != 0 && r.Process.PID == h.PID && r.Alive() {
			return r.Lab
		}
	}
	return ""
}

// PortHolder finds the process that listens on a TCP port, as far as this user
// may know.
func PortHolder(port uint16) Holder {
	inodes := map[string]bool{}
	for _, table := range []string{"/proc/thread-self/net/tcp", "/proc/thread-self/net/tcp6"} {
		listeners(table, port, inodes)
	}
	for _, pid := range socketPIDs(inodes) {
		name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
		if err != nil {
			continue
		}
		return Holder{PID: pid, Name: string(bytes.TrimSpace(name))}
	}
	return Holder{}
}

// socketHolder returns the process that listens on the unix socket path, also
// when that is hung or the file is gone; the zero ID if there is none.
func socketHolder(path string) process.ID {
	table, err := os.ReadFile("/proc/thread-self/net/unix")
	if err != nil {
		return process.ID{}
	}
	inodes := map[string]bool{}
	for line := range strings.Lines(string(table)) {
		// proc(5): seven columns, the inode last, and the path.
		const listening = "00010000"
		fields := strings.Fields(line)
		if len(fields) >= 8 && fields[3] == listening && strings.HasSuffix(line, " "+path+"\n") {
			inodes[fields[6]] = true
		}
	}
	for _, pid := range socketPIDs(inodes) {
		if id, err := process.Find(pid); err == nil {
			return id
		}
	}
	return process.ID{}
}

// socketPIDs returns the processes that have sockets of these inodes open, as
// far as this user may know.
func socketPIDs(inodes map[string]bool) []int {
	if len(inodes) == 0 {
		return nil
	}
	fds, err := filepath.Glob("/proc/[0-9]*/fd/*")
	if err != nil {
		return nil
	}
	var pids []int
	for _, fd := range fds {
		target, err := os.Readlink(fd)
		if err != nil || !inodes[strings.TrimSuffix(strings.TrimPrefix(target, "socket:["), "]")] {
			continue
		}
		if pid, err := strconv.Atoi(strings.Split(fd, "/")[2]); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids
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
