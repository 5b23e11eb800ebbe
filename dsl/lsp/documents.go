package lsp

import (
	"context"
	"net/url"
	"path/filepath"
)

// document is a file that the editor has open. The server's mutex guards it.
type document struct {
	name    string // what the evaluation calls it: its path, or the URI where that is not of a file
	local   bool   // it is a file's path
	version int
	text    *text

	cancel context.CancelFunc // ends the evaluation that runs; nil: none does
	done   chan struct{}      // closed when that is over
	latest *analysis          // the last one finished; nil: none yet
	stale  bool               // it was not evaluated as it is now
}

// nameOf returns what the document of a URI is called here, and whether that is
// the path of a file.
func nameOf(uri string) (name string, local bool) {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" || u.Path == "" {
		return uri, false
	}
	return filepath.Clean(u.Path), true
}

// document returns the open document of a URI, or nil. The caller holds the
// mutex.
func (s *server) document(uri string) *document {
	name, _ := nameOf(uri)
	return s.documents[name]
}

// uriOf returns the URI of the file called name, as the editor spells it if it
// ever had the file open.
func (s *server) uriOf(name string) string {
	if uri, ok := s.uris[name]; ok {
		return uri
	}
	return (&url.URL{Scheme: "file", Path: name}).String()
}

func (s *server) didOpen(p didOpenParams) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.document(p.TextDocument.URI)
	if d == nil {
		d = &document{}
		d.name, d.local = nameOf(p.TextDocument.URI)
		s.documents[d.name] = d
	}
	s.uris[d.name] = p.TextDocument.URI
	d.version, d.text = p.TextDocument.Version, newText([]byte(p.TextDocument.Text))
	s.changed(d.name)
}

func (s *server) didChange(p didChangeParams) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.document(p.TextDocument.URI)
	if d == nil {
		return
	}
	for _, c := range p.ContentChanges {
		if c.Range == nil {
			d.text = newText([]byte(c.Text))
		} else {
			d.text = d.text.replace(*c.Range, c.Text, s.encoding)
		}
	}
	d.version = p.TextDocument.Version
	s.changed(d.name)
}

func (s *server) didClose(p documentParams) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.document(p.TextDocument.URI)
	if d == nil {
		return
	}
	d.end()
	delete(s.documents, d.name)
	s.changed(d.name)
	s.publish()
}

// refreshAll evaluates all documents again: files on the disk may have changed
// that they require.
func (s *server) refreshAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.documents {
		d.stale = true
	}
	s.refreshStale()
}
