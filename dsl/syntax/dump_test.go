package syntax

import (
	"fmt"
	"reflect"
	"strings"
)

// dump writes a tree as nested lists, for tests.
func dump(n any) string {
	v := reflect.ValueOf(n)
	if !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil() {
		return "-"
	}
	switch n := n.(type) {
	case *Sequence:
		return dumpList(n.List, "; ", "{", "}")
	case *Paren:
		return "(" + dump(n.Body) + ")"
	case *Name:
		return n.Name
	case *String:
		return fmt.Sprintf("%q", n.Value)
	case *Symbol:
		return ":" + n.Name
	case *Integer:
		if n.Big != nil {
			return n.Big.String()
		}
		return fmt.Sprint(n.Value)
	case *Array:
		return dumpList(n.Elements, ", ", "[", "]")
	case *Call:
		var s strings.Builder
		if n.Receiver != nil {
			s.WriteString(dump(n.Receiver) + ".")
		}
		s.WriteString(n.Name + dumpList(n.Args, ", ", "(", ")"))
		if n.BlockArg != nil {
			s.WriteString(" &" + dump(n.BlockArg))
		}
		if n.Block != nil {
			s.WriteString(" " + dump(n.Block))
		}
		return s.String()
	}
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return fmt.Sprint(n)
	}
	s := v.Type().Name()
	for i := range v.NumField() {
		f := v.Field(i)
		if f.Type() == reflect.TypeFor[Span]() || f.IsZero() {
			continue
		}
		s += " " + v.Type().Field(i).Name + "="
		if f.Kind() == reflect.Slice {
			var parts []string
			for j := range f.Len() {
				parts = append(parts, dump(f.Index(j).Interface()))
			}
			s += "[" + strings.Join(parts, ", ") + "]"
		} else {
			s += dump(f.Interface())
		}
	}
	return "<" + s + ">"
}

func dumpList(list []Node, sep, open, end string) string {
	var s []string
	for _, n := range list {
		s = append(s, dump(n))
	}
	return open + strings.Join(s, sep) + end
}
