package doctor

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/trema-ns/trema-ns/controller/rubyapp"
	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner"
	"golang.org/x/sys/unix"
)

// Options are what a machine is looked at for.
type Options struct {
	Dir     runner.Dir
	Network *dsl.Network // nil: for labs at large
	Port    uint16       // of the controller; 0: what the network says, or the usual one
}

// Gather looks at the machine. What cannot be found out is missing from the
// facts, or they say why.
func Gather(ctx context.Context, o Options) *Facts {
	f := &Facts{
		Kernel:    kernelRelease(),
		Container: container(),
		Sysctls:   sysctls(),
		RunDir:    runDir(o.Dir),
	}
	var err error
	f.Privilege, err = netns.CurrentPrivilege()
	f.PrivilegeErr = text(err)
	f.SysctlReadOnly = f.Privilege.Root && readOnly("/proc/sys/net")
	f.FileLimit = fileLimit()
	f.Features.Missing, err = netns.Missing(netns.TBF, netns.Netem, netns.VLAN)
	f.Features.Err = text(err)
	running := processes()
	f.OVS = openVSwitch(ctx, o.Dir, running)
	f.Labs = labs(ctx, o.Dir)
	f.Port = port(o)
	f.Meddlers = meddlers(running)
	if o.Network != nil {
		f.Network = network(ctx, o, f.OVS.System.Permission)
	}
	return f
}

// text is the error as a text, empty for none.
func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func kernelRelease() string {
	var uname unix.Utsname
	if err := unix.Uname(&uname); err != nil {
		return ""
	}
	return unix.ByteSliceToString(uname.Release[:])
}

// container says what kind of container this is, as far as its makers say so.
func container() string {
	for file, kind := range map[string]string{"/.dockerenv": "docker", "/run/.containerenv": "podman"} {
		if _, err := os.Stat(file); err == nil {
			return kind
		}
	}
	b, err := os.ReadFile("/proc/1/environ") // root's to read
	if err != nil {
		return ""
	}
	for variable := range strings.SplitSeq(string(b), "\x00") {
		if kind, ok := strings.CutPrefix(variable, "container="); ok {
			return kind
		}
	}
	return ""
}

// sysctls returns the settings that Judge looks at. Some are there in the
// machine's first namespaces only.
func sysctls() map[string]string {
	settings := map[string]string{}
	for _, name := range []string{
		"net.ipv4.conf.all.rp_filter", "net.ipv4.conf.default.rp_filter",
		"net.ipv4.neigh.default.gc_thresh3", "net.ipv6.neigh.default.gc_thresh3",
		"user.max_net_namespaces", "user.max_user_namespaces",
		"kernel.unprivileged_userns_clone", "kernel.apparmor_restrict_unprivileged_userns",
	} {
		b, err := os.ReadFile(filepath.Join("/proc/sys", strings.ReplaceAll(name, ".", "/")))
		if err == nil {
			settings[name] = strings.TrimSpace(string(b))
		}
	}
	return settings
}

func readOnly(path string) bool {
	var st unix.Statfs_t
	return unix.Statfs(path, &st) == nil && st.Flags&unix.ST_RDONLY != 0
}

func fileLimit() uint64 {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		return 0
	}
	return limit.Max
}

// runDir looks at the file system that the run directory is on, or will be.
func runDir(dir runner.Dir) DirFacts {
	d := DirFacts{Path: string(dir), MaxPath: runner.MaxDir, Existing: string(dir)}
	for {
		if _, err := os.Stat(d.Existing); err == nil || d.Existing == "/" {
			break
		}
		d.Existing = filepath.Dir(d.Existing)
	}
	var st unix.Statfs_t
	if err := unix.Statfs(d.Existing, &st); err != nil {
		d.Err = err.Error()
		return d
	}
	d.FreeBytes, d.FreeFiles = st.Bavail*uint64(st.Bsize), st.Ffree
	d.NoCount, d.ReadOnly = st.Files == 0, st.Flags&unix.ST_RDONLY != 0
	return d
}

// port tries to listen where a controller would, for a moment.
func port(o Options) PortFacts {
	p := PortFacts{Number: o.Port}
	if p.Number == 0 {
		p.Number = runner.PortOf(o.Network)
	}
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(int(p.Number))))
	if err == nil {
		l.Close()
		return p
	}
	if errno := syscall.Errno(0); errors.As(err, &errno) {
		err = errno
	}
	p.Err = err.Error()
	holder := runner.PortHolder(p.Number)
	p.Holder = holder.String()
	p.Lab = o.Dir.LabOf(holder)
	return p
}

func labs(ctx context.Context, dir runner.Dir) LabFacts {
	var l LabFacts
	records, err := dir.Records()
	l.Err = text(err)
	for _, r := range records {
		switch {
		case r.Damaged != nil:
			l.Damaged = append(l.Damaged, r.Lab)
		case r.Alive():
			l.Alive = append(l.Alive, r.Lab)
		default:
			l.Dead = append(l.Dead, r.Lab)
		}
	}
	if l.Strays, err = runner.Strays(ctx); err != nil && l.Err == "" {
		l.Err = err.Error()
	}
	names, err := netns.Names()
	if err != nil && l.Err == "" {
		l.Err = err.Error()
	}
	for name, inode := range names {
		if inode == 0 {
			l.Unmounted = append(l.Unmounted, name)
		}
	}
	slices.Sort(l.Unmounted)
	return l
}

// network asks the plan. Without the right to ask Open vSwitch, it is the plan
// of a machine on which nobody has a bridge.
func network(ctx context.Context, o Options, noBridges bool) *NetworkFacts {
	n := &NetworkFacts{File: o.Network.File, Hosts: len(o.Network.Hosts)}
	for _, l := range o.Network.Links {
		for _, e := range l.Ends {
			if e.Switch != nil {
				n.Ports++
			}
		}
	}
	facts, err := runner.Gather(ctx, o.Dir, o.Network)
	if err != nil {
		n.Err = err.Error()
		return n
	}
	port := o.Port
	if port == 0 {
		port = runner.PortOf(o.Network)
	}
	if noBridges {
		facts.OVSMissing = nil // it runs, as far as we know
	}
	lab := runner.LabName(strings.TrimSuffix(filepath.Base(o.Network.File), filepath.Ext(o.Network.File)))
	_, controllers := runner.Controllers(ctx, o.Network, runner.Controller{}, rubyapp.Options{})
	_, n.Diags = runner.NewPlan(o.Network, facts, runner.Options{Lab: lab, Owner: o.Dir.Owner(lab), Port: port})
	n.Diags = append(n.Diags, controllers...)
	return n
}

// process is one that runs.
type process struct {
	pid  int
	name string // its first 15 bytes
}

func processes() []process {
	var list []process
	files, _ := filepath.Glob("/proc/[0-9]*/comm")
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file))); err == nil {
			list = append(list, process{pid, strings.TrimSpace(string(b))})
		}
	}
	return list
}
