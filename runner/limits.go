package runner

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

// Limits are what of the machine a large network may be too large for. What is
// not known is 0.
type Limits struct {
	Namespaces uint64    // that there may be (user.max_net_namespaces)
	Neighbours uint64    // that all namespaces together remember (gc_thresh3)
	Memory     uint64    // bytes that are available
	Files      ovs.Files // of the ovs-vswitchd that runs, if it is not ours to raise them
}

// What a host and a switch take, of kernel and Open vSwitch together, in bytes;
// measured, and rounded up.
const (
	hostMemory   = 400 << 10
	switchMemory = 1 << 20
)

func gatherLimits(instance *ovs.Instance) Limits {
	l := Limits{
		Namespaces: readNumber("/proc/sys/user/max_net_namespaces"),
		Neighbours: readNumber("/proc/sys/net/ipv4/neigh/default/gc_thresh3"),
		Memory:     availableMemory(),
	}
	if instance != nil && !instance.Private {
		l.Files = instance.Files()
	}
	return l
}

func readNumber(path string) uint64 {
	b, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	n, err := strconv.ParseUint(strings.TrimSpace(string(b)), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// availableMemory reads MemAvailable (proc(5)).
func availableMemory() uint64 {
	f, err := os.Open("/proc/meminfo")
	if err != nil {
		return 0
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var kB uint64
		if n, _ := fmt.Sscanf(lines.Text(), "MemAvailable: %d kB", &kB); n == 1 {
			return kB << 10
		}
	}
	return 0
}

// checkLimits says what the network is too large for.
func (p *planner) checkLimits() {
	at := diag.Range{Filename: p.network.File}
	hosts, switches, ports := uint64(0), uint64(len(p.Switches)), uint64(0)
	for _, h := range p.Hosts {
		if h.PID == 0 {
			hosts++
		}
	}
	for _, s := range p.Switches {
		ports += uint64(len(s.Bridge.Ports))
	}
	l := &p.facts.Limits
	if l.Namespaces != 0 && hosts > l.Namespaces {
		p.errorf(at, fmt.Sprintf("sudo sysctl user.max_net_namespaces=%d", 2*hosts),
			"the network has %d hosts, and this machine allows %d network namespaces", hosts, l.Namespaces)
	}
	if need := hosts*hostMemory + switches*switchMemory; l.Memory != 0 && need > l.Memory {
		p.errorf(at, "make it smaller, or find a larger machine",
			"the network takes about %d MB of memory, and %d MB are available", need>>20, l.Memory>>20)
	}
	if need := l.Files.Open + 2*(ports+switches); l.Files.Max != 0 && p.forward == ovs.Userspace && need > l.Files.Max {
		p.errorf(at, fmt.Sprintf("sudo prlimit --pid %d --nofile=%d", l.Files.PID, 2*need),
			"ovs-vswitchd may have %d files open, and has to open about %d for the %d ports of the network", l.Files.Max, need, ports)
	}
	if l.Neighbours != 0 && hosts > l.Neighbours {
		p.diags = append(p.diags, &diag.Diagnostic{
			Severity: diag.Warning, Range: at,
			Summary: fmt.Sprintf("all hosts together remember %d neighbours, and there are %d hosts: some will not find each other", l.Neighbours, hosts),
			Detail:  fmt.Sprintf("sudo sysctl net.ipv4.neigh.default.gc_thresh3=%d", 8*hosts),
		})
	}
}
