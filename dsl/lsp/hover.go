package lsp

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/trema-ns/trema-ns/dsl"
	"github.com/trema-ns/trema-ns/dsl/syntax"
)

// maxShown bounds what a hover lists: a line in a loop may stand for thousands.
const maxShown = 16

// hover answers what stands at a place: the switch or host of a name, and what a
// directive, an attribute or an option means.
func (s *server) hover(ctx context.Context, p positionParams) (*hover, error) {
	d, a, err := s.analysisOf(ctx, p.TextDocument.URI)
	if d == nil {
		return nil, err
	}
	offset := d.text.offset(p.Position, s.encoding)
	var parts []string
	h := &hover{}
	if a != nil {
		list, r := at(a.report.Declared, d.name, offset)
		for i, n := range list {
			if i == maxShown {
				parts = append(parts, fmt.Sprintf("… and %d more", len(list)-i))
				break
			}
			parts = append(parts, describe(n))
		}
		h.Range = d.text.textRange(r.Start.Byte, r.End.Byte, s.encoding)
	}
	if w, start, end, ok := wordAt(d.text, offset); ok {
		parts = append(parts, describeWord(w))
		h.Range = d.text.textRange(start, end, s.encoding)
	}
	if len(parts) == 0 {
		return nil, nil
	}
	h.Contents = markup(strings.Join(parts, "\n\n---\n\n"), s.client.Capabilities.TextDocument.Hover.ContentFormat)
	return h, nil
}

// wordAt returns the directive, attribute or option whose name is at offset.
func wordAt(t *text, offset int) (w dsl.Word, start, end int, ok bool) {
	start, end = t.word(offset)
	c := syntax.CursorAt(t.content, end)
	if start == end || c.InString || c.Hidden || c.AfterDot || c.Word.Start != start {
		return w, start, end, false
	}
	rest := string(t.content[end:])
	key := c.InSymbol || strings.HasPrefix(rest, ":") && !strings.HasPrefix(rest, "::")
	w, ok = findWord(string(t.content[start:end]), c, key)
	return w, start, end, ok
}

// markup is Markdown for editors that show it, and the same without its marks
// for others. The formats are those that the editor prefers, in order.
func markup(markdown string, formats []string) markupContent {
	if len(formats) == 0 || slices.Contains(formats, "markdown") {
		return markupContent{"markdown", markdown}
	}
	return markupContent{"plaintext", strings.NewReplacer("```ruby\n", "", "\n```", "", "**", "", "`", "", "\n---\n\n", "").Replace(markdown)}
}

// describe says what is known of a switch or host, in Markdown.
func describe(n named) string {
	if n.sw != nil {
		return describeSwitch(n.sw)
	}
	return describeHost(n.host)
}

func describeSwitch(s *dsl.Switch) string {
	var b strings.Builder
	fmt.Fprintf(&b, "**%s** – %s, dpid `%s`", s.Name, s.Kind, dsl.FormatDatapathID(s.DatapathID))
	if s.OpenFlow != "" {
		fmt.Fprintf(&b, ", OpenFlow %s", s.OpenFlow)
	}
	b.WriteString("\n")
	for i, p := range s.Ports {
		if i == maxShown {
			fmt.Fprintf(&b, "\n* … and %d more ports", len(s.Ports)-i)
			break
		}
		fmt.Fprintf(&b, "\n* port %d: %s", p.Number, describeEnd(p.Link.Ends[1-p.End]))
	}
	return b.String()
}

func describeHost(h *dsl.Host) string {
	var b strings.Builder
	fmt.Fprintf(&b, "**%s** – %s\n", h.Name, h.Kind)
	if h.Address.IsValid() {
		fmt.Fprintf(&b, "\n* ip `%s`", h.Address.Addr())
	}
	if h.Netmask != "" {
		fmt.Fprintf(&b, "\n* netmask `%s`", h.Netmask)
	}
	if h.MAC != nil {
		fmt.Fprintf(&b, "\n* mac `%s`", h.MAC)
	}
	if h.VLAN != 0 {
		fmt.Fprintf(&b, "\n* vlan %d", h.VLAN)
	}
	if h.PID != 0 {
		fmt.Fprintf(&b, "\n* in the namespace of process %d", h.PID)
	}
	for _, r := range h.Routes {
		fmt.Fprintf(&b, "\n* route to `%s` by `%s`", r.Net, r.Gateway)
	}
	for i, l := range h.Links {
		if i == maxShown {
			fmt.Fprintf(&b, "\n* … and %d more links", len(h.Links)-i)
			break
		}
		peer := l.Ends[1]
		if l.Ends[1].Host == h {
			peer = l.Ends[0]
		}
		fmt.Fprintf(&b, "\n* eth%d: %s", i, describeEnd(peer))
	}
	if len(h.Links) == 0 {
		b.WriteString("\n* no link")
	}
	return b.String()
}

// describeEnd says what is at an end of a link.
func describeEnd(e dsl.End) string {
	switch {
	case e.Switch != nil:
		return fmt.Sprintf("%s, port %d", e.Switch.Name, e.Port)
	case e.Host != nil:
		return e.Host.Name
	}
	return "the interface " + e.Interface
}
