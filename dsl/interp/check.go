package interp

import (
	"slices"

	"github.com/trema-ns/trema-ns/dsl/diag"
)

// reportUnknownNames reports the calls of p whose method nothing defines, also
// where the program did not get there: a mistake in a branch that this run did
// not take is still one. A file that loads others may get methods from them,
// and is taken at its word.
func (in *Interp) reportUnknownNames(p *program) {
	if p.loads || in.dynamic {
		return
	}
	known := map[string]bool{}
	var names []string
	for _, s := range p.calls {
		ok, seen := known[s.method]
		if !seen {
			ok = p.defined[s.method] || in.isKnown(s.method)
			known[s.method] = ok
		}
		if ok || in.reportedAt(s) {
			continue
		}
		d := &diag.Diagnostic{Summary: "undefined method `" + s.method + "`", Range: s.NameRange()}
		if in.full {
			return
		}
		if names == nil {
			names = in.allNames()
			slices.Sort(names)
		}
		if near, ok := diag.Nearest(s.method, names); ok {
			d.Detail = "did you mean `" + near + "`?"
		}
		in.Report(d)
	}
}

// reportedAt reports whether something was found wrong with the name at s.
func (in *Interp) reportedAt(s *Site) bool {
	r := s.NameRange()
	return slices.ContainsFunc(in.found, func(d *diag.Diagnostic) bool {
		if d.Range.Filename == r.Filename && d.Range.Start.Byte == s.Range().Start.Byte {
			return true // what it is called for is wrong already
		}
		return d.Range.Filename == r.Filename && d.Range.Start.Byte <= r.Start.Byte && r.End.Byte <= d.Range.End.Byte
	})
}

// isKnown reports whether any class has a method of that name.
func (in *Interp) isKnown(name string) bool {
	for _, t := range in.tables {
		if t.find(name) != nil {
			return true
		}
	}
	if in.named[name] {
		return true
	}
	for _, k := range in.hosts {
		if k.methods[name] != nil {
			return true
		}
	}
	return false
}

// allNames lists every method that something has.
func (in *Interp) allNames() []string {
	var names []string
	for _, t := range in.tables {
		names = append(names, t.names()...)
		names = append(names, t.outsideNames()...)
	}
	for _, k := range in.hosts {
		names = append(names, k.Methods()...)
	}
	return names
}
