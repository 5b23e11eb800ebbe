package syntax

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
)

// Names are the names that a statement has: of variables, constants and methods,
// but not of its own parameters.
type Names struct {
	Used    map[string]bool
	Defined map[string]bool // it gives them a meaning, or another one
}

// NamesIn returns the names in n.
func NamesIn(n Node) Names {
	w := nameWalk{Names: Names{map[string]bool{}, map[string]bool{}}, own: map[string]bool{}}
	eachNode(reflect.ValueOf(n), w.note, func(p Parameter) { w.own[p.Name] = true })
	for name := range w.own {
		delete(w.Used, name)
		delete(w.Defined, name)
	}
	return w.Names
}

type nameWalk struct {
	Names
	own map[string]bool
}

// eachNode calls f with every node in v, and g with every parameter.
func eachNode(v reflect.Value, f func(Node), g func(Parameter)) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return
		}
		if n, ok := v.Interface().(Node); ok && v.Kind() == reflect.Pointer {
			f(n)
		}
		eachNode(v.Elem(), f, g)
	case reflect.Slice:
		for i := range v.Len() {
			eachNode(v.Index(i), f, g)
		}
	case reflect.Struct:
		if p, ok := v.Interface().(Parameter); ok {
			g(p)
		}
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() && field.Type != reflect.TypeFor[Span]() {
				eachNode(v.Field(i), f, g)
			}
		}
	}
}

// Assigned returns where in n a variable is assigned, and how often its name
// stands there otherwise.
func Assigned(n Node, name string) (places []Span, others int) {
	eachNode(reflect.ValueOf(n), func(n Node) {
		switch n := n.(type) {
		case *Assign:
			if t, ok := n.Target.(*Name); ok && t.Name == name {
				places = append(places, t.Span)
				others-- // it is met again as a name
			}
		case *Name:
			if n.Name == name {
				others++
			}
		}
	}, func(p Parameter) {
		if p.Name == name {
			others++
		}
	})
	return places, others
}

// note notes the names that stand in n itself.
func (w *nameWalk) note(n Node) {
	switch n := n.(type) {
	case *Call:
		w.Used[n.Name] = true
	case *Assign:
		w.define(n.Target)
	case *OpAssign:
		w.define(n.Target)
	case *Targets:
		for _, t := range n.List {
			w.define(t)
		}
	case *For:
		w.define(n.Target)
	case *Def:
		w.Defined[n.Name] = true
	case *Class:
		w.define(n.Path)
	case *Module:
		w.define(n.Path)
	case *Alias:
		w.Defined[n.New], w.Used[n.Old] = true, true
	default:
		if name, ok := nameOf(n); ok {
			w.Used[name] = true
		}
	}
}

// define notes what is assigned to target.
func (w *nameWalk) define(target Node) {
	if s, ok := target.(*Splat); ok && s.Value != nil {
		target = s.Value
	}
	if name, ok := nameOf(target); ok {
		w.Defined[name] = true
	}
}

// nameOf returns the name that n is.
func nameOf(n Node) (string, bool) {
	switch n := n.(type) {
	case *Name:
		return n.Name, true
	case *Constant:
		return n.Name, true
	case *Global:
		return n.Name, true
	case *InstanceVariable:
		return n.Name, true
	case *ClassVariable:
		return n.Name, true
	}
	return "", false
}

// Unread returns what stands in no statement and no comment: the text of the
// statements that have mistakes.
func (f *File) Unread() string {
	spans := make([]Span, 0, len(f.Statements)+len(f.Comments))
	for _, n := range f.Statements {
		spans = append(spans, n.Range())
	}
	for _, c := range f.Comments {
		spans = append(spans, c.Span)
	}
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Compare(a.Start, b.Start) })
	var text strings.Builder
	at := 0
	for _, s := range spans {
		if s.Start > at {
			text.Write(f.Source[at:s.Start])
		}
		at = max(at, s.End)
	}
	text.Write(f.Source[min(at, len(f.Source)):])
	return text.String()
}

// IsKeyword reports whether word is one of the language's own, which can name
// nothing.
func IsKeyword(word string) bool { _, ok := keywords[word]; return ok }
