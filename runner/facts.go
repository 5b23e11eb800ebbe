package runner

import (
	"context"
	"errors"
	"fmt"

	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

// Facts is what a plan needs to know of the machine.
type Facts struct {
	Inode      uint64                // of the machine's own namespace
	Devices    map[string]netns.Link // in the machine's own namespace, by name and alternative name
	Namespaces map[string]uint64     // named ones and their inodes
	Processes  map[int]ProcessFacts  // those whose namespace the network adopts, if they exist

	OVS            *ovs.Instance         // the one that runs, nil if none does
	OVSMissing     error                 // why a private one could not be started, nil if it could
	OVSHolders     map[string]ovs.Holder // whose the bridges and ports of OVS are
	KernelDatapath bool                  // the openvswitch module is loaded

	Missing []netns.Feature // what the network needs and the kernel does not have

	Labs []*Record // of the run directory, dead ones too
}

// ProcessFacts is what is known of a process whose namespace is adopted.
type ProcessFacts struct {
	Inode   uint64
	Devices map[string]bool // names taken in its namespace
}

// Gather looks at the machine, as far as network concerns it.
func Gather(ctx context.Context, dir Dir, network *dsl.Network) (*Facts, error) {
	f := &Facts{Processes: map[int]ProcessFacts{}}
	var err error
	if f.Inode, f.Devices, err = devices(); err != nil {
		return nil, err
	}
	if f.Namespaces, err = netns.Names(); err != nil {
		return nil, err
	}
	if f.Labs, err = dir.Records(); err != nil {
		return nil, err
	}
	if f.Missing, err = netns.Missing(features(network)...); err != nil {
		return nil, err
	}
	for _, h := range network.Hosts {
		if h.PID == 0 {
			continue
		}
		if p, err := processFacts(h.PID); err == nil {
			f.Processes[h.PID] = p
		}
	}
	if len(network.Switches) > 0 {
		if err := f.gatherOVS(ctx, dir); err != nil {
			return nil, err
		}
	}
	return f, nil
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

func (f *Facts) gatherOVS(ctx context.Context, dir Dir) error {
	f.KernelDatapath = ovs.KernelDatapath()
	instance, ok := ovs.Find(ctx)
	if !ok {
		f.OVSMissing = ovs.Installed()
		// A private one may run for another lab, and has its bridges then.
		instance = dir.OVS()
	}
	c, err := instance.Dial(ctx)
	if err != nil {
		if !ok {
			return nil // none runs at all
		}
		return fmt.Errorf("Open vSwitch in %s: %w", instance.RunDir, err)
	}
	defer c.Close()
	f.OVS = &instance
	f.OVSHolders, err = c.Holders(ctx)
	if err != nil {
		return errors.Join(errors.New("ask Open vSwitch for its bridges"), err)
	}
	return nil
}
