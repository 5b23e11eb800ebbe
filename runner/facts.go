package runner

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/ovs"
	"golang.org/x/sys/unix"
)

// Facts is what a plan needs to know of the machine.
type Facts struct {
	Inode      uint64                // of the machine's own namespace
	Devices    map[string]netns.Link // in the machine's own namespace, by name and alternative name
	Namespaces map[string]uint64     // named ones and their inodes
	Marked     map[string]string     // those of Namespaces that hosts would be called, and their owners; empty: not a lab's
	Processes  map[int]ProcessFacts  // those whose namespace the network adopts, if they exist

	OVS            *ovs.Instance         // the one that runs, nil if none does
	OVSMissing     error                 // why a private one could not be started, nil if it could
	OVSHolders     map[string]ovs.Holder // whose the bridges and ports of OVS are
	OVSCertificate bool                  // OVS has a certificate for TLS
	OVSBeside      bool                  // OVS is a private one that runs, and the machine's own runs too
	DatapathHolder string                // who keeps OVS from having a userspace datapath; empty: nobody
	KernelDatapath bool                  // the openvswitch module is loaded

	Programs map[string]ProgramFacts // those that switches are, by what the network calls them
	WorkDir  string                  // where they are started

	Missing []netns.Feature // what the network needs and the kernel does not have

	Labs   []*Record // of the run directory, dead ones too
	Limits Limits
}

// ProcessFacts is what is known of a process whose namespace is adopted.
type ProcessFacts struct {
	Inode   uint64
	Devices map[string]bool // names taken in its namespace
}

// Gather looks at the machine, as far as network concerns it.
func Gather(ctx context.Context, dir Dir, network *dsl.Network) (*Facts, error) {
	return gather(ctx, dir, network, nil)
}

// gather is Gather, of the machine as it will be without a dead lab; nil: as it is.
func gather(ctx context.Context, dir Dir, network *dsl.Network, dead *Record) (*Facts, error) {
	f := &Facts{Processes: map[int]ProcessFacts{}, Marked: map[string]string{}}
	var err error
	if f.Inode, f.Devices, err = devices(); err != nil {
		return nil, err
	}
	if f.Namespaces, err = netns.Names(); err != nil {
		return nil, err
	}
	for _, h := range network.Hosts {
		if f.Namespaces[h.Name] == 0 {
			continue
		}
		if mark, err := netns.Mark(h.Name); err == nil { // else only root may know
			f.Marked[h.Name] = ownerOf(netns.Link{Alias: mark})
		}
	}
	if f.Labs, err = dir.Records(); err != nil {
		return nil, err
	}
	alone := false // the private Open vSwitch ends with the dead lab
	if dead != nil {
		alone = dead.OVS != nil && dead.OVS.Private && dead.lastOnOVS(f.Labs)
		f.Labs = slices.DeleteFunc(f.Labs, func(r *Record) bool { return r.Lab == dead.Lab })
	}
	if f.WorkDir, err = os.Getwd(); err != nil {
		return nil, err
	}
	f.Programs = findPrograms(network, f.WorkDir)
	if f.Missing, err = netns.Missing(features(network)...); err != nil {
		return nil, err
	}
	for _, h := range network.Hosts {
		if h.PID == 0 {
			continue
		}
		switch p, err := processFacts(h.PID); {
		case err == nil:
			f.Processes[h.PID] = p
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission), errors.Is(err, unix.ESRCH):
		default:
			return nil, fmt.Errorf("look into the namespace of process %d: %w", h.PID, err)
		}
	}
	if len(network.Switches) > 0 {
		if err := f.gatherOVS(ctx, dir, alone); err != nil {
			return nil, err
		}
	}
	if dead != nil {
		f.forget(dead)
	}
	f.Limits = gatherLimits(f.OVS)
	return f, nil
}

// forget leaves out what goes with a dead lab.
func (f *Facts) forget(dead *Record) {
	made := dead.outsideMACs()
	maps.DeleteFunc(f.Devices, func(_ string, l netns.Link) bool { return dead.ownsDevice(l, made) })
	maps.DeleteFunc(f.Namespaces, func(name string, _ uint64) bool {
		owner, seen := f.Marked[name]
		if !seen { // only root may
			return slices.ContainsFunc(dead.Hosts, func(h PlannedHost) bool { return h.Namespace == name })
		}
		return owner == dead.Owner
	})
	maps.DeleteFunc(f.OVSHolders, func(_ string, h ovs.Holder) bool { return h.Owner == dead.Owner })
}

func devices() (inode uint64, byName map[string]netns.Link, err error) {
	ns, err := netns.Current()
	if err != nil {
		return 0, nil, err
	}
	defer ns.Close()
	links, err := ns.Links()
	if err != nil {
		return 0, nil, err
	}
	byName = make(map[string]netns.Link, len(links))
	for _, l := range links {
		byName[l.Name] = l
		for _, alt := range l.AltNames {
			byName[alt] = l
		}
	}
	return ns.Inode, byName, nil
}

func processFacts(pid int) (ProcessFacts, error) {
	ns, err := netns.OpenPID(pid)
	if err != nil {
		return ProcessFacts{}, err
	}
	defer ns.Close()
	links, err := ns.Links()
	if err != nil {
		return ProcessFacts{}, err
	}
	p := ProcessFacts{Inode: ns.Inode, Devices: map[string]bool{}}
	for _, l := range links {
		p.Devices[l.Name] = true
	}
	return p, nil
}

// ovsPatience is how long an ovsdb-server may take to answer a question that
// changes nothing. It takes a millisecond.
const ovsPatience = 5 * time.Second

// gatherOVS decides which Open vSwitch a new lab uses, and looks at it.
//
// A private one that runs is joined, also when the machine's own runs by now:
// of two in one network namespace only one can have a userspace datapath. Else
// it is the machine's own, else a private one that is yet to be started.
//
// ending says that the private one will not run any more.
func (f *Facts) gatherOVS(ctx context.Context, dir Dir, ending bool) error {
	f.KernelDatapath = ovs.KernelDatapath()
	private := dir.OVS()
	joined := !ending && private.Whole() || slices.ContainsFunc(f.Labs, func(r *Record) bool { return r.OVS != nil && *r.OVS == private && r.Alive() })
	instance := private
	own, found, err := ovs.Find(ctx)
	switch {
	case own.RunDir == private.RunDir: // somebody has OVS_RUNDIR set to look at it
	case err != nil:
		f.OVSMissing = err
		return nil
	case found && joined && os.Getenv("OVS_RUNDIR") == "":
		f.OVSBeside = true
	case found:
		instance = own
	}
	if _, exists := f.Devices["ovs-netdev"]; exists {
		if holder := instance.DatapathHolder(); holder.PID != 0 {
			f.DatapathHolder = fmt.Sprintf("process %d (%s)", holder.PID, holder.Command())
		}
	}
	if instance.Private {
		if f.OVSMissing = f.stoppedOVS(); f.OVSMissing == nil {
			f.OVSMissing = ovs.Installed()
		}
		if ending || !private.Listens(ctx) {
			return nil // none runs at all
		}
	}
	ask, cancel := context.WithTimeout(ctx, ovsPatience)
	defer cancel()
	c, err := instance.Dial(ask)
	if err == nil {
		defer c.Close()
		f.OVSHolders, err = c.Holders(ask)
	}
	if err == nil {
		f.OVSCertificate, err = c.HasCertificate(ask)
	}
	if err != nil && instance.Private && ctx.Err() == nil {
		return nil // it is hung or about to end: it is replaced
	}
	if err != nil {
		return fmt.Errorf("Open vSwitch in %s: %w", instance.RunDir, err)
	}
	f.OVS = &instance
	return nil
}

// stoppedOVS returns an error if the machine's own Open vSwitch does not run
// and a lab that lives has its bridges there: a private one beside it would
// keep it from making them again.
func (f *Facts) stoppedOVS() error {
	for _, r := range f.Labs {
		if r.OVS != nil && !r.OVS.Private && r.Alive() {
			return fmt.Errorf("the Open vSwitch in %s does not run, and the lab %s has its switches there: start it again", r.OVS.RunDir, r.Lab)
		}
	}
	return nil
}
