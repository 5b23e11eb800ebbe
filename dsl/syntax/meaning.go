package syntax

import (
	"math/big"
	"reflect"
)

// sameMeaning reports whether src means what f means: whether it is read as the
// same statements. If it is not, the span is that of the first of f that has
// changed.
func (f *File) sameMeaning(src []byte) (Span, bool) {
	g, list := Parse(f.Name, src)
	c := comparison{f, g}
	for i, n := range f.Statements {
		if i >= len(g.Statements) || !c.same(reflect.ValueOf(n), reflect.ValueOf(g.Statements[i])) {
			return n.Range(), false
		}
	}
	return Span{}, !list.HasErrors() && len(f.Statements) == len(g.Statements)
}

// comparison compares nodes of two files, but for where they stand.
type comparison struct{ f, g *File }

func (c *comparison) same(a, b reflect.Value) bool {
	if a.Kind() == reflect.Interface || a.Kind() == reflect.Pointer {
		if a.IsNil() || b.IsNil() {
			return a.IsNil() && b.IsNil()
		}
		if a.Type() == reflect.TypeFor[*big.Int]() {
			return a.Interface().(*big.Int).Cmp(b.Interface().(*big.Int)) == 0
		}
		a, b = a.Elem(), b.Elem()
	}
	if a.Type() != b.Type() {
		return false
	}
	switch a.Kind() {
	case reflect.Interface, reflect.Pointer:
		return c.same(a, b)
	case reflect.Slice:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !c.same(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Struct:
		return c.sameFields(a, b)
	}
	return a.Equal(b)
}

func (c *comparison) sameFields(a, b reflect.Value) bool {
	if n, ok := a.Interface().(Integer); ok && c.f.text(n.Span) == "__LINE__" {
		return c.g.text(b.Interface().(Integer).Span) == "__LINE__"
	}
	for i := range a.NumField() {
		x, y := a.Field(i), b.Field(i)
		if x.Type() == reflect.TypeFor[Span]() {
			continue
		}
		if a.Type().Field(i).Name == "Args" {
			x, y = argument(x), argument(y)
		}
		if !c.same(x, y) {
			return false
		}
	}
	return true
}

// argument returns the one argument of "f (x)" as that of "f(x)", and any other
// list of arguments as it is.
func argument(list reflect.Value) reflect.Value {
	args, _ := list.Interface().([]Node)
	if len(args) != 1 {
		return list
	}
	p, ok := args[0].(*Paren)
	if !ok {
		return list
	}
	if seq, ok := p.Body.(*Sequence); ok && len(seq.List) == 1 {
		return reflect.ValueOf(seq.List)
	}
	return list
}

// text returns the piece of the source that s spans.
func (f *File) text(s Span) string { return string(f.Source[s.Start:s.End]) }
