package interp

import (
	"strings"
	"unicode/utf8"
)

func stringByteslice(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	s := v.(*String).String()
	var from, to int
	var ok bool
	var err error
	if r, isRange := a[0].(*Range); isRange {
		from, to, ok, err = in.sliceRange(r, len(s))
	} else {
		start, length := 0, 1
		if start, err = in.toInt(a[0]); err == nil && len(a) == 2 {
			length, err = in.toInt(a[1])
		}
		from, to, ok = slice(start, length, len(s))
		ok = ok && (len(a) == 2 || from < len(s))
	}
	if err != nil || !ok {
		return nil, err
	}
	return NewString(s[from:to]), in.grow(to - from)
}

func stringGetbyte(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	s := v.(*String).String()
	i, err := in.toInt(a[0])
	if i < 0 {
		i += len(s)
	}
	if err != nil || i < 0 || i >= len(s) {
		return nil, err
	}
	return Int(s[i]), nil
}

// stringScrub replaces each byte that is not valid UTF-8.
func stringScrub(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	with := string(utf8.RuneError)
	if len(a) == 1 && a[0] != nil {
		var err error
		if with, err = in.toText(a[0]); err != nil {
			return nil, err
		}
	}
	var b strings.Builder
	for s := v.(*String).String(); s != ""; {
		r, n := utf8.DecodeRuneInString(s)
		part := s[:n]
		if r == utf8.RuneError && n == 1 {
			part = with
		}
		if err := in.grow(len(part)); err != nil {
			return nil, err
		}
		b.WriteString(part)
		s = s[n:]
	}
	return NewString(b.String()), nil
}
