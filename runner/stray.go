package runner

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"slices"

	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

// Stray is something on this machine that carries the mark of a lab of which
// there is no record.
type Stray struct {
	Kind string // "interface", "namespace" or "bridge"
	Name string
	Lab  string
	Dir  Dir // the run directory of the lab
}

// Remedy returns the command that takes it away, with all else of its lab.
func (s Stray) Remedy() string { return killCommand(s.Lab, s.Dir) }

// Strays looks for what labs without a record have left. Namespaces it sees
// only with the right to enter them, and bridges with that to ask Open vSwitch.
func Strays(ctx context.Context) ([]Stray, error) {
	var strays []Stray
	add := func(kind, name, owner string) {
		if owner == "" {
			return
		}
		lab, dir := splitOwner(owner)
		// Anybody can write what looks like a mark; it is to become a path.
		if LabName(lab) != lab {
			return
		}
		if _, err := dir.Record(lab); errors.Is(err, fs.ErrNotExist) {
			strays = append(strays, Stray{kind, name, lab, dir})
		}
	}
	_, links, err := devices()
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(links)) {
		if l := links[name]; l.Name == name {
			add("interface", name, ownerOf(l))
		}
	}
	namespaces, err := netns.Names()
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(namespaces)) {
		if namespaces[name] == 0 {
			continue
		}
		if mark, err := netns.Mark(name); err == nil {
			add("namespace", name, ownerOf(netns.Link{Alias: mark}))
		}
	}
	if instance, ok, _ := ovs.Find(ctx); ok {
		holders, err := bridgesOf(ctx, instance)
		if err != nil {
			return strays, err
		}
		for _, name := range slices.Sorted(maps.Keys(holders)) {
			if h := holders[name]; h.Bridge == name {
				add("bridge", name, h.Owner)
			}
		}
	}
	return strays, nil
}

func bridgesOf(ctx context.Context, i ovs.Instance) (map[string]ovs.Holder, error) {
	ctx, cancel := context.WithTimeout(ctx, ovsPatience)
	defer cancel()
	c, err := i.Dial(ctx)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	return c.Holders(ctx)
}

// strayLabs returns the labs of the run directory that have left something and
// have no record, as far as this user can see.
func (d Dir) strayLabs(ctx context.Context) []*Record {
	strays, _ := Strays(ctx)
	var labs []*Record
	for _, s := range strays {
		if s.Dir == d && !slices.ContainsFunc(labs, func(r *Record) bool { return r.Lab == s.Lab }) {
			labs = append(labs, d.unreadable(s.Lab, fs.ErrNotExist))
		}
	}
	return labs
}
