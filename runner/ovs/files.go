package ovs

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// Files is how many files ovs-vswitchd has open, and may have. It needs one for
// each port on the userspace datapath, and some more. Zero: not known.
type Files struct {
	PID       int
	Open, Max uint64
}

// Files returns how it stands with the files of the instance's ovs-vswitchd.
func (i Instance) Files() Files {
	id := i.Switchd()
	var limit unix.Rlimit
	if unix.Prlimit(id.PID, unix.RLIMIT_NOFILE, nil, &limit) != nil || !id.Alive() {
		return Files{}
	}
	return Files{PID: id.PID, Open: uint64(len(openFiles(id))), Max: limit.Cur}
}

// AllowFiles lets the ovs-vswitchd of a private instance open as many more files
// as ports need, in case it may not: programs are often started with 1024.
func (i Instance) AllowFiles(ports int) error {
	f := i.Files()
	need := f.Open + 2*uint64(ports) + 256
	if !i.Private || f.PID == 0 || need <= f.Max {
		return nil
	}
	var limit unix.Rlimit
	if err := unix.Prlimit(f.PID, unix.RLIMIT_NOFILE, nil, &limit); err != nil {
		return fmt.Errorf("limit of ovs-vswitchd's files: %w", err)
	}
	limit.Cur, limit.Max = need, max(need, limit.Max)
	if err := unix.Prlimit(f.PID, unix.RLIMIT_NOFILE, &limit, nil); err != nil {
		return fmt.Errorf("ovs-vswitchd may have %d files open and needs %d for %d ports, and this user may not allow it more (ulimit -n): %w", f.Max, need, ports, err)
	}
	return nil
}
