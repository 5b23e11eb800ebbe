package runner

import (
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
	lab, dir, elsewhere := strings.Cut(owner, "@")
	if elsewhere {
		return "it belongs to the lab " + lab + " in " + dir + ": TREMA_NS_RUN=" + dir + " trema-ns killall " + lab
	}
	return "it belongs to the lab " + lab + ": trema-ns killall " + lab
}
