package ovs

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/process"
)

// datapathDevice is the tap device that ovs-vswitchd makes for the userspace
// datapath as a whole, and leaves behind. There is one in a network namespace,
// and so one ovs-vswitchd that can have such a datapath.
const datapathDevice = "ovs-netdev"

// datapathMark is the alias of the device when it is the instance's.
func (i Instance) datapathMark() string { return "trema-ns-ovs:" + i.RunDir }

// markDatapathDevice makes the device known as the instance's, so that it can
// be told from another's when its ovs-vswitchd is dead.
func (i Instance) markDatapathDevice() error {
	if !i.Private {
		return nil
	}
	root, err := netns.Current()
	if err != nil {
		return err
	}
	defer root.Close()
	link, err := root.Link(datapathDevice)
	if errors.Is(err, netns.ErrNoLink) || err == nil && link.Alias == i.datapathMark() {
		return nil
	}
	if err != nil {
		return err
	}
	if !holdsTap(i.Switchd(), datapathDevice) {
		return nil
	}
	return root.SetAlias(link.Index, i.datapathMark())
}

// deleteDatapathDevice deletes the device if it carries the instance's mark, or
// if held says that the instance had it open, and nobody has it open now.
func (i Instance) deleteDatapathDevice(held bool) error {
	root, err := netns.Current()
	if err != nil {
		return err
	}
	defer root.Close()
	link, err := root.Link(datapathDevice)
	if errors.Is(err, netns.ErrNoLink) {
		return nil
	}
	if err != nil {
		return err
	}
	if link.Kind != netns.KindTap || !held && link.Alias != i.datapathMark() {
		return nil
	}
	err = root.DeleteTap(datapathDevice)
	if errors.Is(err, netns.ErrHeld) {
		// Another ovs-vswitchd has taken it over.
		return root.SetAlias(link.Index, "")
	}
	return err
}

// DatapathHolder returns the process that has this network namespace's userspace
// datapath, if it is another than the instance's; the zero ID if it is free.
func (i Instance) DatapathHolder() process.ID {
	own := i.Switchd()
	comms, err := filepath.Glob("/proc/[0-9]*/comm")
	if err != nil {
		return process.ID{}
	}
	for _, comm := range comms {
		dir := filepath.Dir(comm)
		if name, err := os.ReadFile(comm); err != nil || strings.TrimSpace(string(name)) != switchd {
			continue
		}
		pid, err := strconv.Atoi(filepath.Base(dir))
		if err != nil {
			continue
		}
		if here, err := netns.InCurrent(pid); err != nil || !here {
			continue
		}
		id, err := process.Find(pid)
		if err != nil || id == own || i.Private && strings.Contains(id.Command(), i.pidArgument(switchd)) {
			continue // ours, be its pid file gone or not
		}
		if holdsTap(id, datapathDevice) {
			return id
		}
	}
	return process.ID{}
}

// holdsTap reports whether a process has the tap device called name open.
func holdsTap(id process.ID, name string) bool {
	held := slices.ContainsFunc(openFiles(id), func(f openFile) bool { return f.tap() && f.device() == name })
	return held && id.Alive()
}
