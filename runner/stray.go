package runner

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/runner/ovs"
)

// Stray is something on this machine that carries the mark of a lab of which
// there is no record.
type Stray struct {
	Kind string // "interface", "namespace" or "bridge"
	Name string
	Lab  string
}

// Strays looks for what labs without a record have left. Namespaces it sees
// only with the right to enter them, and bridges with that to ask Open vSwitch.
func Strays(ctx context.Context) ([]Stray, error) {
	var strays []Stray
	add := func(kind, name, owner string) {
		if owner != "" && !recorded(owner) {
			lab, _, _ := strings.Cut(owner, "@")
			strays = append(strays, Stray{kind, name, lab})
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
	c, err := i.Dial(ctx)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	return c.Holders(ctx)
}

// recorded reports whether there is a record of the lab that owner names, dead
// or alive. What cannot be read may be one.
func recorded(owner string) bool {
	lab, dir, elsewhere := strings.Cut(owner, "@")
	d := systemDir
	if elsewhere {
		d = Dir(dir)
	}
	_, err := d.Record(lab)
	return !errors.Is(err, fs.ErrNotExist)
}
