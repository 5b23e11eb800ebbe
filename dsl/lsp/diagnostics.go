package lsp

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"github.com/trema-ns/trema-ns/dsl/diag"
)

// severities are those of the protocol.
var severities = map[diag.Severity]int{diag.Error: 1, diag.Warning: 2, diag.Note: 3}

// publish tells the editor what is known of all files, as far as it has not been
// told. The caller holds the mutex.
func (s *server) publish() {
	found := map[string][]diagnostic{}
	passing := map[string]bool{} // files of which more is known in a moment
	for name, d := range s.documents {
		found[name] = nil
		passing[name] = s.whole(d).cancel != nil
	}
	for _, d := range s.documents {
		if d.latest == nil || s.whole(d) != d {
			continue
		}
		for _, f := range d.latest.report.Diagnostics {
			name := cmp.Or(f.Range.Filename, d.name)
			found[name] = append(found[name], s.diagnostic(d.latest, f))
			passing[name] = passing[name] || d.cancel != nil
		}
	}
	for name := range s.published {
		if _, ok := found[name]; !ok {
			s.tell(name, nil)
			delete(s.published, name)
		}
	}
	for name, list := range found {
		if !passing[name] {
			s.tell(name, distinct(list))
		}
	}
}

// distinct returns list in order, without what is there twice: two documents may
// require the same file.
func distinct(list []diagnostic) []diagnostic {
	slices.SortStableFunc(list, func(a, b diagnostic) int {
		return cmp.Or(a.Range.Start.compare(b.Range.Start), cmp.Compare(a.Message, b.Message))
	})
	return slices.CompactFunc(list, func(a, b diagnostic) bool { return a.Range == b.Range && a.Message == b.Message })
}

// tell sends the findings of one file, unless they are what was sent last: for a
// text that has changed they are sent again, since an editor moves them with it.
func (s *server) tell(name string, list []diagnostic) {
	p := publishDiagnosticsParams{URI: s.uriOf(name), Diagnostics: list}
	if list == nil {
		p.Diagnostics = []diagnostic{}
	}
	if d := s.documents[name]; d != nil {
		version := d.version
		p.Version = &version
	}
	if old, ok := s.published[name]; ok && reflect.DeepEqual(old, p) {
		return
	}
	s.published[name] = p
	// An editor that has gone is noticed by its stream's end.
	_ = s.rpc.Notify(s.ctx, "textDocument/publishDiagnostics", p)
}

// diagnostic puts a finding into the protocol's form.
func (s *server) diagnostic(a *analysis, f *diag.Diagnostic) diagnostic {
	d := diagnostic{
		Range:    s.place(a, f.Range),
		Severity: severities[f.Severity],
		Source:   "trema-ns",
		Message:  f.Summary,
	}
	if f.Detail != "" {
		d.Message += "\n" + f.Detail
	}
	for _, r := range f.Related {
		if s.client.Capabilities.TextDocument.PublishDiagnostics.RelatedInformation {
			d.Related = append(d.Related, relatedInformation{s.location(a, r.Range), r.Message})
		} else {
			file := strings.TrimPrefix(r.Range.String(), f.Range.Filename+":")
			d.Message += "\n" + r.Message + ": " + file
		}
	}
	return d
}

// place returns r as the protocol counts; what concerns a whole file stands at
// its beginning.
func (s *server) place(a *analysis, r diag.Range) textRange {
	t := a.texts[r.Filename]
	if t == nil || !r.Start.IsValid() {
		return textRange{}
	}
	return t.textRange(r.Start.Byte, r.End.Byte, s.encoding)
}

func (s *server) location(a *analysis, r diag.Range) location {
	return location{URI: s.uriOf(r.Filename), Range: s.place(a, r)}
}
