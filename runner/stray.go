package runner

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
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
func Strays(ctx context.Context) ([]Stray, error) { return strays(ctx, nil) }

// strays is Strays but for the namespaces of labs that are on record: to look at
// one takes a while, and there may be thousands.
func strays(ctx context.Context, records []*Record) ([]Stray, error) {
	var strays []Stray
	lost := map[string]bool{} // by owner
	add := func(kind, name, owner string) {
		if owner == "" {
			return
		}
		lab, dir := splitOwner(owner)
		if _, known := lost[owner]; !known {
			// Anybody can write what looks like a mark; it is to become a path.
			if LabName(lab) == lab {
				_, err := os.Stat(dir.recordFile(lab))
				lost[owner] = errors.Is(err, fs.ErrNotExist)
			}
		}
		if lost[owner] {
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
	known := map[string]bool{}
	for _, r := range records {
		for _, h := range r.Hosts {
			known[h.Namespace] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(namespaces)) {
		if namespaces[name] == 0 || known[name] {
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
// are not among those on record, as far as this user can see.
func (d Dir) strayLabs(ctx context.Context, records []*Record) []*Record {
	strays, _ := strays(ctx, records)
	var labs []*Record
	for _, s := range strays {
		if s.Dir == d && !slices.ContainsFunc(labs, func(r *Record) bool { return r.Lab == s.Lab }) {
			labs = append(labs, d.unreadable(s.Lab, fs.ErrNotExist))
		}
	}
	return labs
}
