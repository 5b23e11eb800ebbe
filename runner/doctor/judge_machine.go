package doctor

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner"
)

// The oldest kernel that labs are made for, and the least that a run directory
// needs for a private Open vSwitch, its logs and the records of labs.
const (
	minKernel    = "5.14"
	minFreeBytes = 1 << 20
	lowFreeBytes = 16 << 20
	lowFreeFiles = 64
)

// privilege judges whether this user can make labs. An ordinary one is no
// problem of the machine: what they lack is a word before the command.
func (j *judge) privilege() {
	f := j.facts
	if f.PrivilegeErr != "" {
		j.say("privilege", Unknown, "what this process may do cannot be found out: "+f.PrivilegeErr)
		return
	}
	refusal := &runner.PrivilegeError{Privilege: f.Privilege}
	switch {
	case f.Privilege.CanMakeLabs() && f.Privilege.UserNamespace:
		j.say("privilege", OK, "you are root in a user namespace: labs are made without root's help")
	case f.Privilege.CanMakeLabs():
		j.say("privilege", OK, "you may make labs")
	case !f.Privilege.Root:
		j.say("privilege", Note, "you are not root, who alone may make labs outside namespaces of one's own", "sudo trema-ns run …")
		j.userNamespaces()
	default:
		j.say("privilege", Problem, refusal.Error(), refusal.Advice("trema-ns run …"))
	}
	if f.SysctlReadOnly {
		j.say("privilege", Problem, "/proc/sys is read-only: IPv6 cannot be turned off on the devices of a lab"+inContainer(f.Container),
			"start the container with --privileged, or make it writable: sudo mount -o remount,rw /proc/sys")
	}
}

func inContainer(kind string) string {
	if kind == "" {
		return ""
	}
	return " in this container (" + kind + ")"
}

// userNamespaces judges whether ordinary users can have namespaces of their own.
func (j *judge) userNamespaces() {
	for _, s := range []struct{ name, off, on string }{
		{"user.max_user_namespaces", "0", "15000"},
		{"kernel.unprivileged_userns_clone", "0", "1"},
		{"kernel.apparmor_restrict_unprivileged_userns", "1", "0"},
	} {
		if j.facts.Sysctls[s.name] == s.off {
			j.say("privilege", Note, fmt.Sprintf("ordinary users can have no namespaces of their own: %s is %s", s.name, s.off), "sudo sysctl "+s.name+"="+s.on)
			return
		}
	}
	j.say("privilege", OK, "labs without root are possible, in namespaces of your own: unshare -Urnm trema-ns run …")
}

func (j *judge) kernel() {
	release := j.facts.Kernel
	switch {
	case strings.HasSuffix(release, "-Microsoft"): // WSL 1 spells it so, WSL 2 "microsoft"
		j.say("kernel", Problem, "WSL 1 has no Linux kernel", "in a Windows prompt: wsl --set-version DISTRIBUTION 2")
	case olderVersion(release, minKernel):
		j.say("kernel", Problem, "Linux "+release+" is older than "+minKernel, "install a newer kernel")
	case strings.Contains(strings.ToLower(release), "microsoft"):
		j.say("kernel", Note, "Linux "+release+" is WSL 2's, which comes with few modules",
			"switches forward in userspace there; for link options and VLANs see below. wsl --update brings the newest")
	default:
		j.say("kernel", OK, "Linux "+release)
	}
}

// olderVersion reports whether a version like "6.1.0-13" is before least. Of
// what is no version, nothing is said.
func olderVersion(version, least string) bool {
	v, ok1 := numbers(version)
	l, ok2 := numbers(least)
	return ok1 && ok2 && slices.Compare(v, l) < 0
}

// numbers returns the first two numbers of a version.
func numbers(version string) ([]int, bool) {
	major, rest, _ := strings.Cut(version, ".")
	minor := rest[:len(rest)-len(strings.TrimLeft(rest, "0123456789"))]
	a, err1 := strconv.Atoi(major)
	b, err2 := strconv.Atoi(minor)
	return []int{a, b}, err1 == nil && err2 == nil
}

// features judges what the kernel can do. What a network asks for and is
// missing its plan says, as a problem.
func (j *judge) features() {
	f := j.facts.Features
	if f.Err != "" {
		j.say("features", Problem, "namespaces and veth pairs cannot be made: "+f.Err, "where it is the module that is missing: sudo modprobe veth")
		return
	}
	for _, missing := range f.Missing {
		what := map[netns.Feature]string{
			netns.TBF: "bandwidth of links", netns.Netem: "delay, jitter and loss of links", netns.VLAN: "vlan of hosts",
		}[missing]
		j.say("features", Note, fmt.Sprintf("the kernel has no module %s: %s cannot be had", missing, what),
			fmt.Sprintf("sudo modprobe %s; a distribution may have it in a package of its own (Fedora: kernel-modules-extra)", missing))
	}
	switch {
	case len(f.Missing) > 0:
	case j.facts.Privilege.CanMakeLabs():
		j.say("features", OK, "the kernel has all that link options and VLANs need")
	default:
		j.say("features", Unknown, "whether the kernel has all that link options and VLANs need, root can find out", "sudo trema-ns doctor")
	}
}

// sysctls judges settings that hosts inherit.
func (j *judge) sysctls() {
	strict := ""
	for _, name := range []string{"net.ipv4.conf.all.rp_filter", "net.ipv4.conf.default.rp_filter"} {
		if j.facts.Sysctls[name] == "1" {
			strict = name
		}
	}
	if strict != "" {
		j.say("rp_filter", Warning, strict+" is 1, and hosts inherit it: one with several links drops what comes in by another than it would answer by",
			"sudo sysctl "+strict+"=2")
		return
	}
	j.say("rp_filter", OK, "hosts take packets from wherever they come")
}

// limits judges what a machine can have of namespaces, neighbours and files.
func (j *judge) limits() {
	hosts, ports := 0, 0
	if n := j.facts.Network; n != nil {
		hosts, ports = n.Hosts, n.Ports
	}
	before := len(j.findings)
	if most, ok := j.sysctl("user.max_net_namespaces"); ok && (most == 0 || most < hosts) {
		j.say("limits", Problem, fmt.Sprintf("the kernel makes %d network namespaces, one is needed for each host", most),
			fmt.Sprintf("sudo sysctl user.max_net_namespaces=%d", max(15000, 2*hosts)))
	}
	// Each host knows a neighbour at least, and the kernel counts them all together.
	for _, name := range []string{"net.ipv4.neigh.default.gc_thresh3", "net.ipv6.neigh.default.gc_thresh3"} {
		if most, ok := j.sysctl(name); ok && most < 2*hosts {
			j.say("limits", Warning, fmt.Sprintf("%s is %d for the %d hosts together: some will not find their neighbours", name, most, hosts),
				fmt.Sprintf("sudo sysctl %s=%d", name, 8*hosts))
		}
	}
	// Open vSwitch has one or two sockets for each port.
	if need := uint64(max(1024, 2*ports+256)); j.facts.FileLimit < need {
		j.say("limits", Warning, fmt.Sprintf("a process may have %d files open, Open vSwitch may need %d", j.facts.FileLimit, need),
			fmt.Sprintf("sudo prlimit --nofile=%d --pid $$, then run the lab from this shell", 2*need))
	}
	if len(j.findings) == before {
		j.say("limits", OK, "namespaces, neighbour tables and files are enough")
	}
}

func (j *judge) sysctl(name string) (int, bool) {
	n, err := strconv.Atoi(j.facts.Sysctls[name])
	return n, err == nil
}

func (j *judge) runDir() {
	d := j.facts.RunDir
	const elsewhere = "or name another directory by TREMA_NS_RUN"
	switch {
	case d.Err != "":
		j.say("run directory", Problem, "the run directory "+d.Path+" cannot be looked at: "+d.Err, strings.TrimPrefix(elsewhere, "or "))
	case len(d.Path) > d.MaxPath:
		j.say("run directory", Problem, fmt.Sprintf("the path of the run directory %s is longer than %d bytes, which sockets in it cannot have", d.Path, d.MaxPath),
			strings.TrimPrefix(elsewhere, "or "))
	case d.ReadOnly:
		j.say("run directory", Problem, d.Existing+", where the run directory "+d.Path+" would be, is read-only", strings.TrimPrefix(elsewhere, "or "))
	case d.FreeBytes < minFreeBytes:
		j.say("run directory", Problem, fmt.Sprintf("%s is full: %d KiB are free", d.Existing, d.FreeBytes>>10), "make room, "+elsewhere)
	case d.FreeFiles == 0 && !d.NoCount:
		j.say("run directory", Problem, d.Existing+" is full: it can have no more files", "remove some, "+elsewhere)
	case d.FreeBytes < lowFreeBytes:
		j.say("run directory", Warning, fmt.Sprintf("%s has %d MiB left, which logs may fill", d.Existing, d.FreeBytes>>20), "make room, "+elsewhere)
	case d.FreeFiles < lowFreeFiles && !d.NoCount:
		j.say("run directory", Warning, fmt.Sprintf("%s can have %d more files only", d.Existing, d.FreeFiles), "remove some, "+elsewhere)
	default:
		j.say("run directory", OK, fmt.Sprintf("the run directory is %s, with %d MiB free", d.Path, d.FreeBytes>>20))
	}
}
