package lsp

import (
	"context"
	"fmt"
	"io"
	"maps"
	"runtime/debug"
	"slices"
	"time"

	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/dsl/diag"
)

// Files that belong together: a document that another open one requires is a
// part of that one, and what is to say about it is said by the evaluation of
// the whole. Alone it would seem to have mistakes that it has not.

// analysis is what one evaluation of a document found.
type analysis struct {
	report *dsl.Report
	texts  map[string]*text // the files read
	known  *dsl.Network     // what the file declared when it had no mistake last; nil: it always had
}

// changed takes note of a new content of the file called name: every document
// that it is a part of is evaluated anew. The caller holds the mutex.
func (s *server) changed(name string) {
	for _, d := range s.documents {
		if d.name == name || d.includes(name) {
			d.stale = true
		}
	}
	s.refreshStale()
}

// includes reports whether the last evaluation of d read the file called name.
func (d *document) includes(name string) bool {
	return d.latest != nil && name != d.name && d.latest.report.Sources[name] != nil
}

// whole returns the document that d is a part of: d itself, if no other
// requires it. Of documents that require each other the first by name is the
// whole.
func (s *server) whole(d *document) *document {
	best := d
	for _, name := range slices.Sorted(maps.Keys(s.documents)) {
		other := s.documents[name]
		if other.includes(best.name) && (!best.includes(other.name) || other.name < best.name) {
			best = other
		}
	}
	return best
}

// refreshStale starts the evaluation of the documents that need one. The caller
// holds the mutex.
func (s *server) refreshStale() {
	for _, d := range s.documents {
		if d.stale && s.whole(d) == d {
			s.start(d)
		}
	}
}

// end ends the evaluation that runs. The caller holds the mutex.
func (d *document) end() {
	if d.cancel != nil {
		d.cancel()
		d.cancel = nil
		close(d.done)
	}
}

// start evaluates d as it is now, in place of an evaluation that still runs. The
// caller holds the mutex.
func (s *server) start(d *document) {
	d.end()
	ctx, cancel := context.WithCancel(s.ctx)
	done := make(chan struct{})
	d.cancel, d.done, d.stale = cancel, done, false
	content := d.text.content
	open := make(map[string]*text, len(s.documents))
	for name, d := range s.documents {
		open[name] = d.text
	}
	s.background.Go(func() {
		defer cancel()
		// One evaluation at a time: those of a file that is being typed do not
		// pile up, where one is at a place that cannot be ended at once.
		select {
		case s.slot <- struct{}{}:
			defer func() { <-s.slot }()
		case <-ctx.Done():
			return
		}
		a := analyze(ctx, d.name, d.local, content, open)
		s.mu.Lock()
		defer s.mu.Unlock()
		if d.done != done || d.cancel == nil || ctx.Err() != nil {
			return // a newer one is on its way, or nobody needs it any more
		}
		if a.known == nil && d.latest != nil {
			a.known = d.latest.known
		}
		d.latest = a
		d.end()
		s.refreshStale()
		s.publish()
	})
}

// analyze evaluates the file called name; one that is not local, such as a new
// one without a folder yet, reads no other.
func analyze(ctx context.Context, name string, local bool, content []byte, open map[string]*text) (a *analysis) {
	defer func() {
		if r := recover(); r != nil {
			a = failed(name, content, fmt.Sprintf("%v\n%s", r, debug.Stack()))
		}
		a.texts = make(map[string]*text, len(a.report.Sources))
		for name, src := range a.report.Sources {
			a.texts[name] = newText(src)
		}
	}()
	options := []dsl.Option{
		dsl.WithContext(ctx), dsl.WithDependentStatements(), dsl.WithOutput(io.Discard),
		dsl.WithOverlay(func(path string) ([]byte, bool) {
			if t := open[path]; t != nil {
				return t.content, true
			}
			return nil, false
		}),
	}
	if !local {
		options = append(options, dsl.WithoutFiles())
	}
	network, report := dsl.LoadBytes(name, content, options...)
	return &analysis{report: report, known: network}
}

// failed is the analysis of a file that package dsl could not cope with, which
// is worth a word to its maintainers and not the session.
func failed(name string, content []byte, why string) *analysis {
	return &analysis{report: &dsl.Report{
		Sources: map[string][]byte{name: content},
		Diagnostics: diag.List{{
			Severity: diag.Error, Range: diag.Range{Filename: name},
			Summary: "trema-ns failed to read this file", Detail: "this is a fault of trema-ns; please report it:\n" + why,
		}},
		Declared: &dsl.Network{File: name},
	}}
}

// patience is how long a request waits for an evaluation that runs. Longer
// than that, an answer from the one before is better than none. Tests change it.
var patience = 300 * time.Millisecond

// analysisOf returns the analysis of the document of a URI, or of the one that
// it is a part of, and its text as the editor has it. It returns nil where there
// is none, and waits a moment for an evaluation that runs.
func (s *server) analysisOf(ctx context.Context, uri string) (*document, *analysis, error) {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for late := false; ; {
		s.mu.Lock()
		d := s.document(uri)
		if d == nil {
			s.mu.Unlock()
			return nil, nil, nil
		}
		whole := s.whole(d)
		latest, busy, done := whole.latest, whole.cancel != nil, whole.done
		now := *d
		s.mu.Unlock()
		if !busy || late {
			return &now, latest, nil
		}
		select {
		case <-done:
		case <-timer.C:
			late = true
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		}
	}
}
