package syntax

import (
	"iter"
	"reflect"
)

// All returns every node of a file, outer ones before those inside.
func All(f *File) iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for _, n := range f.Statements {
			if !all(reflect.ValueOf(n), yield) {
				return
			}
		}
	}
}

// Inside returns n and every node inside it, outer ones first.
func Inside(n Node) iter.Seq[Node] {
	return func(yield func(Node) bool) { all(reflect.ValueOf(n), yield) }
}

// all goes through what a value holds; nodes differ too much in where they keep
// theirs to name each place.
func all(v reflect.Value, yield func(Node) bool) bool {
	switch v.Kind() {
	case reflect.Interface:
		return v.IsNil() || all(v.Elem(), yield)
	case reflect.Pointer:
		if v.IsNil() {
			return true
		}
		if n, ok := v.Interface().(Node); ok && !yield(n) {
			return false
		}
		return all(v.Elem(), yield)
	case reflect.Slice:
		for i := range v.Len() {
			if !all(v.Index(i), yield) {
				return false
			}
		}
	case reflect.Struct:
		if v.Type().PkgPath() != reflect.TypeFor[Span]().PkgPath() {
			return true // a number of package big
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && !all(v.Field(i), yield) {
				return false
			}
		}
	}
	return true
}
