package interp

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

func stringSplit(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	s := v.(*String).String()
	limit := 0
	if len(a) == 2 {
		var err error
		if limit, err = in.toInt(a[1]); err != nil {
			return nil, err
		}
	}
	var parts []string
	n := -1
	if limit > 0 {
		n = limit
	}
	switch sep := first(a).(type) {
	case *Regexp:
		parts = splitRegexp(sep, s, n)
	case *String:
		switch t := sep.String(); {
		case t == " ":
			parts = splitBlanks(s, n)
		case s == "":
		default:
			parts = strings.SplitN(s, t, n)
		}
	case nil:
		parts = splitBlanks(s, n)
	default:
		return nil, in.wrongType(sep, "String")
	}
	if limit == 0 {
		for len(parts) > 0 && parts[len(parts)-1] == "" {
			parts = parts[:len(parts)-1]
		}
	}
	out := &Array{Elems: make([]Value, len(parts))}
	for i, p := range parts {
		out.Elems[i] = NewString(p)
	}
	return out, in.grow(len(s) + 32*len(parts))
}

func splitBlanks(s string, n int) []string {
	s = strings.TrimLeft(s, blanks)
	var parts []string
	for s != "" {
		if len(parts) == n-1 {
			return append(parts, s)
		}
		i := strings.IndexAny(s, blanks)
		if i < 0 {
			return append(parts, s)
		}
		parts = append(parts, s[:i])
		s = strings.TrimLeft(s[i:], blanks)
	}
	return parts
}

func stringToI(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	base := 10
	if len(a) == 1 {
		var err error
		if base, err = in.toInt(a[0]); err != nil {
			return nil, err
		}
		if base != int(int32(base)) {
			return nil, in.Errorf("RangeError", "%d is too large for a radix", base)
		}
		if base < 0 || base == 1 || base > 36 {
			return nil, in.argumentError("invalid radix %d", base)
		}
	}
	n, _, _ := scanInteger(strings.TrimLeft(v.(*String).String(), blanks), base, base == 0)
	return n, nil
}

func stringToF(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	s := strings.ReplaceAll(strings.TrimSpace(v.(*String).String()), "_", "")
	end := 0
	for n := 1; n <= len(s); n++ {
		if strings.IndexByte("0123456789+-.eE", s[n-1]) < 0 {
			break
		}
		if _, err := strconv.ParseFloat(s[:n], 64); err == nil {
			end = n
		}
	}
	f, _ := strconv.ParseFloat(s[:end], 64)
	return Float(f), nil
}

// eachOf yields the parts of a string.
func eachOf(split func(string) []Value) Native {
	return func(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
		for _, p := range split(v.(*String).String()) {
			if _, err := in.yield(block, p); err != nil {
				return nil, err
			}
		}
		return v, nil
	}
}

// partsOf returns them as an Array.
func partsOf(split func(string) []Value) Native {
	return func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
		parts := split(v.(*String).String())
		return &Array{Elems: parts}, in.grow(24 * len(parts))
	}
}

func chars(s string) []Value {
	out := make([]Value, 0, len(s))
	for s != "" {
		_, size := utf8.DecodeRuneInString(s)
		out = append(out, NewString(s[:size]))
		s = s[size:]
	}
	return out
}

func bytesOf(s string) []Value {
	out := make([]Value, len(s))
	for i := range len(s) {
		out[i] = Int(s[i])
	}
	return out
}

func codepoints(s string) []Value {
	out := make([]Value, 0, len(s))
	for _, r := range s {
		out = append(out, Int(r))
	}
	return out
}

func linesOf(s string) []Value { return lines(s, false).Elems }
