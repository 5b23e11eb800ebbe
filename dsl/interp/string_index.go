package interp

import (
	"strings"
	"unicode/utf8"
)

// slice returns the part of n elements that Ruby's [start, length] means, and
// whether there is one.
func slice(start, length, n int) (from, to int, ok bool) {
	if start < 0 {
		start += n
	}
	if start < 0 || start > n || length < 0 {
		return 0, 0, false
	}
	return start, start + min(length, n-start), true
}

// sliceRange is slice for a Range.
func (in *Interp) sliceRange(r *Range, n int) (from, to int, ok bool, err error) {
	start, end := 0, n-1
	if r.Low != nil {
		if start, err = in.toInt(r.Low); err != nil {
			return
		}
	}
	if r.High != nil {
		if end, err = in.toInt(r.High); err != nil {
			return
		}
		if end < 0 {
			end += n
		}
		if r.Exclusive {
			end--
		}
	}
	if start < 0 {
		start += n
	}
	from, to, ok = slice(start, max0(end-start+1), n)
	if start < 0 {
		ok = false
	}
	return
}

func stringIndexed(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	s := v.(*String).String()
	switch k := a[0].(type) {
	case *String:
		if strings.Contains(s, k.String()) {
			return NewString(k.String()), nil
		}
		return nil, nil
	case *Regexp:
		m, ok := in.matchValue(k, s).(*MatchData)
		if !ok {
			return nil, nil
		}
		group := Value(Int(0))
		if len(a) == 2 {
			group = a[1]
		}
		return in.group(m, group)
	}
	n := len(s)
	var runes []rune
	if !isASCII(s) {
		if err := in.spend(n / 16); err != nil {
			return nil, err
		}
		runes = []rune(s)
		n = len(runes)
	} else if err := in.spend(n / 512); err != nil {
		return nil, err
	}
	var from, to int
	var ok bool
	var err error
	if r, isRange := a[0].(*Range); isRange {
		from, to, ok, err = in.sliceRange(r, n)
	} else {
		var start int
		length := 1
		if start, err = in.toInt(a[0]); err == nil && len(a) == 2 {
			length, err = in.toInt(a[1])
		}
		from, to, ok = slice(start, length, n)
		if len(a) == 1 && from == to {
			ok = false
		}
	}
	if err != nil || !ok {
		return nil, err
	}
	if runes == nil {
		return NewString(s[from:to]), nil
	}
	return NewString(string(runes[from:to])), nil
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func stringSetIndexed(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	s := v.(*String)
	if s.frozen {
		return nil, in.frozenError(v)
	}
	with, err := in.toText(a[len(a)-1])
	if err != nil {
		return nil, err
	}
	old := s.String()
	if k, ok := a[0].(*String); ok {
		if !strings.Contains(old, k.String()) {
			return nil, in.Errorf("IndexError", "string not matched")
		}
		s.set(strings.Replace(old, k.String(), with, 1))
		return a[len(a)-1], in.grow(len(with))
	}
	if err := in.spend(len(old) / 4); err != nil {
		return nil, err
	}
	if err := in.grow(4 * len(old)); err != nil {
		return nil, err
	}
	if re, ok := a[0].(*Regexp); ok {
		m := in.match(re, old, 0)
		in.setLastMatch(m)
		if m == nil {
			return nil, in.Errorf("IndexError", "regexp not matched")
		}
		group := 0
		if len(a) == 3 {
			if group, err = in.toInt(a[1]); err != nil {
				return nil, err
			}
		}
		if group < 0 || 2*group+1 >= len(m.loc) || m.loc[2*group] < 0 {
			return nil, in.Errorf("IndexError", "index %d out of regexp", group)
		}
		s.set(old[:m.loc[2*group]] + with + old[m.loc[2*group+1]:])
		return a[len(a)-1], nil
	}
	runes := []rune(old)
	if r, ok := a[0].(*Range); ok {
		from, to, ok, err := in.sliceRange(r, len(runes))
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, in.Errorf("RangeError", "%s out of range", in.inspect(r))
		}
		s.set(string(runes[:from]) + with + string(runes[to:]))
		return a[len(a)-1], nil
	}
	start, err := in.toInt(a[0])
	length := 1
	if err == nil && len(a) == 3 {
		length, err = in.toInt(a[1])
	}
	if err != nil {
		return nil, err
	}
	from, to, ok := slice(start, length, len(runes))
	if !ok {
		return nil, in.Errorf("IndexError", "index %d out of string", start)
	}
	s.set(string(runes[:from]) + with + string(runes[to:]))
	return a[len(a)-1], in.grow(len(with))
}
