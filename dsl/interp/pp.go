package interp

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// pp prints values as p does, but breaks what does not fit into a line: between
// the elements of a list, all of them or none. It works as Oppen's printer does,
// on a row of texts, breaks and the groups around them.

// prettyWidth is how many characters pp puts into a line.
const prettyWidth = 79

// prettyPart is a text, a possible break, or the beginning or end of a group.
type prettyPart struct {
	kind   prettyKind
	text   string // or what stands for a break that is none
	indent int    // of a group
	width  int    // of a group in one line
}

type prettyKind byte

const (
	prettyText prettyKind = iota
	prettyBreak
	prettyGroup
	prettyEnd
)

// pretty returns v as pp prints it.
func (in *Interp) pretty(v Value) (string, error) {
	p := prettyPrinter{in: in}
	p.value(v)
	if p.err != nil {
		return "", p.err
	}
	return p.layout() + "\n", nil
}

// prettyPrinter takes a value apart.
type prettyPrinter struct {
	in    *Interp
	parts []prettyPart
	open  []Value // the collections that hold what is written
	err   error   // what it took was too much
}

func (p *prettyPrinter) add(part prettyPart) {
	const bytesOfPart = 64
	if p.err == nil {
		p.err = p.in.grow(len(part.text) + bytesOfPart)
	}
	if p.err == nil {
		p.parts = append(p.parts, part)
	}
}

func (p *prettyPrinter) text(text string)    { p.add(prettyPart{kind: prettyText, text: text}) }
func (p *prettyPrinter) breakOr(text string) { p.add(prettyPart{kind: prettyBreak, text: text}) }

// group writes a group between two texts.
func (p *prettyPrinter) group(indent int, before, behind string, f func()) {
	p.add(prettyPart{kind: prettyGroup, indent: indent})
	p.text(before)
	f()
	p.text(behind)
	p.add(prettyPart{kind: prettyEnd})
}

// list writes n items with a text and a possible break between them.
func (p *prettyPrinter) list(n int, separator string, item func(int)) {
	for i := range n {
		if i > 0 {
			p.text(separator)
			p.breakOr(" ")
		}
		if item(i); p.err != nil {
			return
		}
	}
}

// field writes what a name stands for, on a line of its own where it is long.
func (p *prettyPrinter) field(sign string, v Value) {
	p.text(sign)
	p.group(1, "", "", func() {
		p.breakOr("")
		p.value(v)
	})
}

// fields writes the parts of an object.
func (p *prettyPrinter) fields(before string, names []string, value func(int) Value) {
	p.group(1, before, ">", func() {
		for i, name := range names {
			if i > 0 {
				p.text(",")
			}
			p.breakOr(" ")
			p.text(name)
			p.field("=", value(i))
		}
	})
}

func (p *prettyPrinter) value(v Value) {
	if err := p.in.spend(1); err != nil {
		p.err = err
	}
	switch {
	case p.err != nil:
		return
	case slices.Contains(p.open, v):
		w := inspector{in: p.in}
		w.itself(v)
		p.text(w.String())
		return
	case len(p.open) > maxInspectDepth:
		p.text("...")
		return
	}
	p.group(0, "", "", func() {
		switch v := v.(type) {
		case *Array, *Hash, *Object:
			p.open = append(p.open, v)
			p.collection(v)
			p.open = p.open[:len(p.open)-1]
		case *Range:
			p.value(v.Low)
			p.breakOr("")
			p.text(v.dots())
			p.breakOr("")
			if v.High != nil {
				p.value(v.High)
			}
		case *String:
			p.string(v)
		default:
			p.text(p.in.inspect(v))
		}
	})
}

func (p *prettyPrinter) collection(v Value) {
	switch v := v.(type) {
	case *Array:
		p.group(1, "[", "]", func() {
			p.list(len(v.Elems), ",", func(i int) { p.value(v.Elems[i]) })
		})
	case *Hash:
		pairs := v.pairs()
		p.group(1, "{", "}", func() {
			p.list(len(pairs), ",", func(i int) {
				p.group(0, "", "", func() {
					p.value(pairs[i].key)
					p.field("=>", pairs[i].value)
				})
			})
		})
	case *Object:
		p.object(v)
	}
}

func (p *prettyPrinter) object(o *Object) {
	if text, ok := p.in.ownInspect(o); ok {
		p.text(text)
		return
	}
	if d, ok := o.Data.(*structData); ok {
		p.fields("#<struct "+o.Class.real().Name, shapeOf(o.Class).members, func(i int) Value { return d.values[i] })
		return
	}
	if o.Data != nil || o == p.in.Main || len(o.own.values) == 0 {
		p.text(p.in.inspect(o))
		return
	}
	names := o.own.names()
	values := map[string]Value{}
	for i, name := range names {
		values[name] = o.own.values[i]
	}
	names = slices.Sorted(slices.Values(names))
	p.fields(strings.TrimSuffix(p.in.anonymous(o), ">"), names, func(i int) Value { return values[names[i]] })
}

// string writes a text, a line each where it has several.
func (p *prettyPrinter) string(s *String) {
	lines := strings.SplitAfter(s.String(), "\n")
	if last := len(lines) - 1; lines[last] == "" {
		lines = lines[:last]
	}
	if len(lines) < 2 {
		p.text(p.in.inspect(s))
		return
	}
	p.list(len(lines), " +", func(i int) { p.text(p.in.inspect(NewString(lines[i]))) })
}

// layout writes the parts in lines.
func (p *prettyPrinter) layout() string {
	// What follows a group up to the next break must fit into its line, too.
	follows := make([]int, len(p.parts)+1)
	width := make([]int, len(p.parts)+1) // of everything from here on
	var ends []int
	for i, part := range slices.Backward(p.parts) {
		size := utf8.RuneCountInString(part.text)
		width[i] = width[i+1] + size
		follows[i] = follows[i+1] + size
		switch part.kind {
		case prettyBreak:
			follows[i] = 0
		case prettyEnd:
			ends = append(ends, i)
		case prettyGroup:
			end := ends[len(ends)-1]
			ends = ends[:len(ends)-1]
			p.parts[i].width = width[i] - width[end] + follows[end]
		}
	}
	type around struct {
		flat   bool
		indent int
	}
	var out strings.Builder
	groups := []around{{}}
	column := 0
	for i, part := range p.parts {
		group := groups[len(groups)-1]
		switch part.kind {
		case prettyGroup:
			flat := group.flat || column+p.parts[i].width <= prettyWidth
			groups = append(groups, around{flat, group.indent + part.indent})
			continue
		case prettyEnd:
			groups = groups[:len(groups)-1]
			continue
		case prettyBreak:
			if !group.flat {
				out.WriteString("\n" + strings.Repeat(" ", group.indent))
				column = group.indent
				continue
			}
		}
		out.WriteString(part.text)
		column += utf8.RuneCountInString(part.text)
	}
	return out.String()
}
