package lsp

import (
	"context"
	"fmt"
	"strings"

	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/dsl/diag"
)

// named is a switch or a host: what a name in a network file stands for. One of
// the two is set.
type named struct {
	sw   *dsl.Switch
	host *dsl.Host
}

// declaration returns where n is declared.
func (n named) declaration() diag.Range {
	if n.sw != nil {
		return n.sw.Range
	}
	return n.host.Range
}

func (n named) name() string {
	if n.sw != nil {
		return n.sw.Name
	}
	return n.host.Name
}

// detail says what n is in a few words.
func (n named) detail() string {
	if n.sw != nil {
		return fmt.Sprintf("%s %s", n.sw.Kind, dsl.FormatDatapathID(n.sw.DatapathID))
	}
	if n.host.Address.IsValid() {
		return fmt.Sprintf("%s %s", n.host.Kind, n.host.Address.Addr())
	}
	return string(n.host.Kind)
}

// all returns what a network declares; it may be nil.
func all(network *dsl.Network) []named {
	if network == nil {
		return nil
	}
	var list []named
	for _, s := range network.Switches {
		list = append(list, named{sw: s})
	}
	for _, h := range network.Hosts {
		list = append(list, named{host: h})
	}
	return list
}

// at returns what the text at a place of the file called name stands for: what
// it declares, or what it names as the end of a link. In a loop that is many.
// The range is that of the text.
func at(network *dsl.Network, name string, offset int) (list []named, r diag.Range) {
	if network == nil {
		return nil, r
	}
	seen := map[named]bool{}
	add := func(n named, where diag.Range) {
		if where.Filename == name && where.Start.IsValid() && where.Start.Byte <= offset && offset <= where.End.Byte && !seen[n] {
			seen[n] = true
			list, r = append(list, n), where
		}
	}
	for _, n := range all(network) {
		add(n, n.declaration())
	}
	for _, l := range network.Links {
		for _, e := range l.Ends {
			if e.Switch != nil || e.Host != nil {
				add(named{e.Switch, e.Host}, e.Range)
			}
		}
	}
	return list, r
}

// definition answers where the switches and hosts at a place are declared.
func (s *server) definition(ctx context.Context, p positionParams) ([]location, error) {
	return s.places(ctx, p, true, false)
}

// references answers where else the switches and hosts at a place are named.
func (s *server) references(ctx context.Context, p referenceParams) ([]location, error) {
	return s.places(ctx, p.positionParams, p.Context.IncludeDeclaration, true)
}

// places returns where what stands at a place is declared, and the ends of links
// that name it.
func (s *server) places(ctx context.Context, p positionParams, declarations, ends bool) ([]location, error) {
	d, a, err := s.analysisOf(ctx, p.TextDocument.URI)
	if a == nil {
		return []location{}, err
	}
	list, _ := at(a.report.Declared, d.name, d.text.offset(p.Position, s.encoding))
	wanted := map[named]bool{}
	seen := map[diag.Range]bool{}
	found := []location{}
	s.mu.Lock()
	defer s.mu.Unlock()
	add := func(r diag.Range) {
		if !seen[r] {
			seen[r] = true
			found = append(found, s.location(a, r))
		}
	}
	for _, n := range list {
		wanted[n] = true
		if declarations {
			add(n.declaration())
		}
	}
	if !ends || len(list) == 0 {
		return found, nil
	}
	for _, l := range a.report.Declared.Links {
		for _, e := range l.Ends {
			if wanted[named{e.Switch, e.Host}] {
				add(e.Range)
			}
		}
	}
	return found, nil
}

// documentSymbols answers with the switches, hosts and links of a document.
func (s *server) documentSymbols(ctx context.Context, p documentParams) (any, error) {
	d, a, err := s.analysisOf(ctx, p.TextDocument.URI)
	symbols := []documentSymbol{}
	if a == nil || a.report.Declared == nil {
		return symbols, err
	}
	add := func(kind int, name, detail string, r diag.Range) {
		if r.Filename == d.name && strings.TrimSpace(name) != "" {
			place := s.place(a, r)
			symbols = append(symbols, documentSymbol{name, detail, kind, place, place})
		}
	}
	for _, n := range all(a.report.Declared) {
		kind := objectSymbol
		if n.sw != nil {
			kind = moduleSymbol
		}
		add(kind, n.name(), n.detail(), n.declaration())
	}
	for _, l := range a.report.Declared.Links {
		if l.Ends[0].Text != "" && l.Ends[1].Text != "" {
			add(interfaceSymbol, l.Ends[0].Text+" – "+l.Ends[1].Text, "link", l.Range)
		}
	}
	if s.client.Capabilities.TextDocument.DocumentSymbol.Hierarchical {
		return symbols, nil
	}
	flat := []symbolInformation{}
	for _, y := range symbols {
		flat = append(flat, symbolInformation{y.Name, y.Kind, location{p.TextDocument.URI, y.Range}})
	}
	return flat, nil
}
