package runner

import (
	"fmt"
	"strings"

	"github.com/trema-ns/trema-ns/netns"
)

// Everything of a lab carries its owner: bridges in Open vSwitch under a key of
// their external_ids, devices and namespaces in the kernel as an alias with a
// prefix, the mark. What carries no mark of a lab is never changed or deleted
// for that lab, whatever its name.

const markPrefix = "trema-ns:"

// Owner returns what the things of a lab are marked with: its name, and where
// that says nothing to other users, its run directory.
func (d Dir) Owner(lab string) string {
	if d == systemDir {
		return lab
	}
	return lab + "@" + string(d)
}

// splitOwner takes apart what Owner has put together.
func splitOwner(owner string) (lab string, dir Dir) {
	lab, path, elsewhere := strings.Cut(owner, "@")
	if !elsewhere {
		return lab, systemDir
	}
	return lab, Dir(path)
}

// mark is what the lab's devices and namespaces carry as their alias.
func (p *Plan) mark() string { return markPrefix + p.Owner }

// ownerOf returns the owner that a device is marked with, an empty string for
// one that is not.
func ownerOf(l netns.Link) string {
	owner, ok := strings.CutPrefix(l.Alias, markPrefix)
	if !ok {
		return ""
	}
	return owner
}

// wayOut says how to get rid of something that belongs to owner, or, where
// that is empty, to nobody we know.
func wayOut(owner, otherwise string) string {
	if owner == "" {
		return otherwise
	}
	lab, dir := splitOwner(owner)
	where := ""
	if dir != systemDir {
		where = " in " + string(dir)
	}
	return fmt.Sprintf("it belongs to the lab %s%s: %s", lab, where, killCommand(lab, dir))
}

// killCommand returns the command that takes down a lab of a run directory.
func killCommand(lab string, dir Dir) string {
	if dir != systemDir {
		return fmt.Sprintf("TREMA_NS_RUN=%s trema-ns killall %s", dir, lab)
	}
	return "trema-ns killall " + lab
}

// ownsDevice reports whether a device of the machine's own namespace is the
// lab's. It has the lab's group from its creation on, and its mark a moment
// later; the user may have given it another alias since, or put a device of
// their own into the group.
func (r *Record) ownsDevice(l netns.Link, made map[string]bool) bool {
	switch {
	case l.Alias == r.mark():
		return true
	case l.Group != r.Group || ownerOf(l) != "":
		return false
	}
	if len(made) == 0 {
		return l.Alias == "" // nobody knows what was made
	}
	return made[l.MAC.String()]
}

// outsideMACs returns the addresses of the cables' ends in the machine's own
// namespace, insideMACs those of the ends in hosts.
func (p *Plan) outsideMACs() map[string]bool {
	return p.macs(func(e CableEnd) bool { return e.Host == "" })
}

func (p *Plan) insideMACs() map[string]bool {
	return p.macs(func(e CableEnd) bool { return e.Host != "" })
}

func (p *Plan) macs(of func(CableEnd) bool) map[string]bool {
	macs := map[string]bool{}
	for _, c := range p.Cables {
		for _, e := range c.Ends {
			if of(e) {
				macs[e.MAC] = true
			}
		}
	}
	return macs
}
