package interp

import (
	"regexp"
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
	if err := in.grow(len(s)); err != nil {
		return nil, err
	}
	var parts []string
	n := in.memory/bytesOfString + 1
	if limit > 0 {
		n = limit
	}
	switch sep := first(a).(type) {
	case *Regexp:
		list, err := in.matches(sep, s, -1)
		if err != nil {
			return nil, err
		}
		in.setLastMatch(nil) // it is searched until there is no more
		if limit > 1 && len(list) > limit-2 {
			in.setLastMatch(&MatchData{sep, s, list[limit-2]})
		}
		parts = splitRegexp(list, s, n)
	case *String:
		switch t := sep.String(); {
		case t == " ":
			parts = splitBlanks(s, n)
		case s == "":
		default:
			parts = strings.SplitN(s, t, n)
			if t == "" && (limit < 0 || limit > len(parts)) {
				parts = append(parts, "")
			}
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
	return out, in.grow((bytesOfString + bytesOfElement) * len(parts))
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
		if s = strings.TrimLeft(s[i:], blanks); s == "" {
			parts = append(parts, "") // blanks at the end cut off nothing
		}
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

// numberPrefix is the part of a text that to_f reads.
var numberPrefix = regexp.MustCompile(`^[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?`)

func stringToF(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	s := strings.ReplaceAll(strings.TrimSpace(v.(*String).String()), "_", "")
	f, _ := strconv.ParseFloat(numberPrefix.FindString(s), 64)
	return Float(f), nil
}

// splitter makes Values of the parts of a string, and says first what they take.
type splitter struct {
	size  func(string) int // in bytes
	split func(string) []Value
}

func (p splitter) parts(in *Interp, s string) ([]Value, error) {
	if err := in.grow(p.size(s)); err != nil {
		return nil, err
	}
	return p.split(s), nil
}

// eachOf yields the parts of a string.
func eachOf(split splitter) Native {
	return func(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
		parts, err := split.parts(in, v.(*String).String())
		if err != nil {
			return nil, err
		}
		for _, p := range parts {
			if _, err := in.yield(block, p); err != nil {
				return nil, err
			}
		}
		return v, nil
	}
}

// partsOf returns them as an Array.
func partsOf(split splitter) Native {
	return func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
		parts, err := split.parts(in, v.(*String).String())
		return &Array{Elems: parts}, err
	}
}

var (
	chars      = splitter{func(s string) int { return 96 * utf8.RuneCountInString(s) }, splitChars}
	bytesOf    = splitter{func(s string) int { return bytesOfElement * len(s) }, splitBytes}
	codepoints = splitter{func(s string) int { return 2 * bytesOfElement * utf8.RuneCountInString(s) }, splitCodepoints}
)

func splitChars(s string) []Value {
	out := make([]Value, 0, len(s))
	for s != "" {
		_, size := utf8.DecodeRuneInString(s)
		out = append(out, NewString(s[:size]))
		s = s[size:]
	}
	return out
}

func splitBytes(s string) []Value {
	out := make([]Value, len(s))
	for i := range len(s) {
		out[i] = Int(s[i])
	}
	return out
}

func splitCodepoints(s string) []Value {
	out := make([]Value, 0, len(s))
	for _, r := range s {
		out = append(out, Int(r))
	}
	return out
}
