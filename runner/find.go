package runner

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// FindLab finds the running lab called name, in any spelling, or if name is
// empty the only one.
func (d Dir) FindLab(name string) (*Record, error) {
	records, err := d.Records()
	if err != nil {
		return nil, err
	}
	alive := slices.DeleteFunc(slices.Clone(records), func(r *Record) bool { return !r.Alive() })
	switch {
	case name != "":
		if dead, err := findLab(records, name); err == nil && !dead.Alive() {
			return nil, &DeadError{dead.Lab}
		}
		return findLab(alive, name)
	case len(alive) == 0:
		return nil, errNoLab
	case len(alive) > 1:
		return nil, fmt.Errorf("there are the labs %s: say which", joinNames(names(alive)))
	}
	return alive[0], nil
}

// Running returns the labs that run, or if lab is not empty that one.
func (d Dir) Running(lab string) ([]*Record, error) {
	if lab != "" {
		r, err := d.FindLab(lab)
		return []*Record{r}, err
	}
	records, err := d.Records()
	if err != nil {
		return nil, err
	}
	alive := slices.DeleteFunc(records, func(r *Record) bool { return !r.Alive() })
	if len(alive) == 0 {
		return nil, errNoLab
	}
	return alive, nil
}

var errNoLab = errors.New("no lab is running")

// FindHost finds the lab that has a host of that name, in all labs or, if lab
// is not empty, in that one.
func (d Dir) FindHost(lab, name string) (*Record, PlannedHost, error) {
	return find(d, lab, name, "host", func(r *Record) []PlannedHost { return r.Hosts }, func(h PlannedHost) string { return h.Name })
}

// FindSwitch finds the lab that has a switch of that name, likewise.
func (d Dir) FindSwitch(lab, name string) (*Record, error) {
	r, _, err := find(d, lab, name, "switch", (*Record).switches, func(s string) string { return s })
	return r, err
}

// FindNode finds the lab that has a switch or host of that name, likewise.
func (d Dir) FindNode(lab, name string) (*Record, error) {
	r, _, err := find(d, lab, name, kindOfNode, (*Record).nodes, func(s string) string { return s })
	return r, err
}

// FindLink finds the lab that may have a link between two ends, by the one that
// is a switch or a host, see [Lab.DeleteLink].
func (d Dir) FindLink(lab, a, b string) (*Record, error) {
	var notFound, other error
	for _, end := range []string{a, b} {
		words := []string{end}
		if i := strings.LastIndexByte(end, ':'); i > 0 {
			words = append(words, end[:i])
		}
		for _, word := range words {
			r, err := d.FindNode(lab, word)
			switch {
			case err == nil:
				return r, nil
			case !errors.As(err, new(*NotFoundError)):
				other = cmp.Or(other, err)
			default:
				notFound = cmp.Or(notFound, err)
			}
		}
	}
	return nil, cmp.Or(other, notFound)
}

func find[T any](d Dir, lab, name, kind string, list func(*Record) []T, nameOf func(T) string) (*Record, T, error) {
	var none T
	records, err := d.Records()
	if err != nil {
		return nil, none, err
	}
	if lab != "" {
		r, err := findLab(records, lab)
		if err != nil {
			return nil, none, err
		}
		records = []*Record{r}
	}
	if len(records) == 0 {
		return nil, none, fmt.Errorf("%q does not exist. No lab is running.", name)
	}
	var known, labs []string
	var found T
	var in *Record
	for _, r := range records {
		for _, item := range list(r) {
			known = append(known, nameOf(item))
			if nameOf(item) == name {
				found, in = item, r
				labs = append(labs, r.Lab)
			}
		}
	}
	switch len(labs) {
	case 0:
		return nil, none, &NotFoundError{Kind: kind, Name: name, Known: distinct(known)}
	case 1:
		return in, found, nil
	}
	return nil, none, fmt.Errorf("%s %s is in the labs %s: say which by --lab", kind, name, joinNames(labs))
}

// distinct returns each of the names once, in their order: two labs may have the
// same ones.
func distinct(names []string) []string {
	seen := map[string]bool{}
	return slices.DeleteFunc(names, func(name string) bool {
		again := seen[name]
		seen[name] = true
		return again
	})
}
