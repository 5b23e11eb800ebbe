package interp

import (
	"fmt"
	"maps"
	"slices"
	"strings"

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
	in.reportUnknownCalls(p)
}

// CheckNames reports the calls and constants of all files that nothing defines,
// and the libraries that there are not.
// It is for a host that has run a program whose methods it is going to call:
// what is wrong in those is known before. What the program is going to load
// then may define names too, which the host tells.
func (in *Interp) CheckNames(later map[string]bool) {
	in.later = later
	for _, p := range in.programs {
		in.reportUnknownConstants(p)
		in.reportUnknownLibraries(p)
		if !in.dynamic {
			in.reportUnknownCalls(p)
		}
	}
}

// reportUnknownConstants reports the constants of p that nothing defines. Where
// one is looked up is not asked: a name that is a constant anywhere is known.
func (in *Interp) reportUnknownConstants(p *program) {
	known := map[string]bool{}
	seen := map[*Class]bool{}
	var add func(constants map[string]Value)
	add = func(constants map[string]Value) {
		for name, v := range constants {
			known[name] = true
			if k, ok := v.(*Class); ok && !seen[k] {
				seen[k] = true
				add(k.constants)
			}
		}
	}
	add(in.constants)
	for _, s := range p.names {
		if known[s.method] || in.later[s.method] || in.full || in.reportedAt(s) {
			continue
		}
		if _, ok, _ := in.autoload(s.method); ok {
			continue
		}
		d := &diag.Diagnostic{Summary: "unknown constant `" + s.method + "`", Range: s.NameRange()}
		if near, ok := diag.Nearest(s.method, slices.Sorted(maps.Keys(known))); ok {
			d.Detail = "did you mean `" + near + "`?"
		}
		in.Report(d)
	}
}

// reportUnknownLibraries reports the requires of p that cannot be met, in methods
// that have not run.
func (in *Interp) reportUnknownLibraries(p *program) {
	for _, s := range p.libraries {
		name := s.method
		if isSilent(name) || strings.HasPrefix(name, "/") || strings.HasPrefix(name, ".") || in.reportedAt(s) {
			continue
		}
		if in.options.Library != nil {
			if _, ok := in.options.Library(strings.TrimSuffix(name, ".rb")); ok {
				continue
			}
		}
		if _, found, err := in.onLoadPath(name); found || err != nil {
			continue
		}
		in.Report(&diag.Diagnostic{Summary: fmt.Sprintf(noLibrary, name), Detail: in.adviceOnLibraries(), Range: s.Range()})
	}
}

// reportUnknownCalls reports the calls of p whose method nothing defines.
func (in *Interp) reportUnknownCalls(p *program) {
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
		if len(s.args) == 0 && s.name == s.span && s.isArgument() {
			d.Summary, d.Detail = unknownArgument(s.method), adviceForArgument(s.method)
		} else if near, ok := diag.Nearest(s.method, names); ok {
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
	if in.named[name] || in.later[name] {
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
