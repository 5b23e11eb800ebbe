package interp

import (
	"strings"
	"unicode/utf8"
)

func stringMatch(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	re, err := in.patternOf(a[0])
	if err != nil {
		return nil, err
	}
	return in.matchValue(re, v.(*String).String()), nil
}

// test makes a method of a function that answers for any of its arguments.
func test(f func(s, arg string) bool) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		for _, arg := range a {
			if re, ok := arg.(*Regexp); ok {
				m := in.match(re, v.(*String).String(), 0)
				if m != nil && m.loc[0] > 0 {
					m = nil
				}
				in.setLastMatch(m)
				if m != nil {
					return true, nil
				}
				continue
			}
			t, err := in.toText(arg)
			if err != nil {
				return nil, err
			}
			if f(v.(*String).String(), t) {
				return true, nil
			}
		}
		return false, nil
	}
}

// stringFirst is index: the place of the first match, from a place on.
func stringFirst(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	s := v.(*String).String()
	from, ok, err := in.placeIn(s, a)
	if err != nil {
		return nil, err
	}
	re, isRegexp := a[0].(*Regexp)
	if isRegexp {
		in.setLastMatch(nil)
	}
	if !ok {
		return nil, nil
	}
	if isRegexp {
		m := in.match(re, s, from)
		in.setLastMatch(m)
		if m == nil {
			return nil, nil
		}
		return placeOf(s, m.loc[0]), nil
	}
	t, err := in.toText(a[0])
	if err != nil {
		return nil, err
	}
	return placeOf(s, indexFrom(s, t, from)), nil
}

// stringLast is rindex: the place of the last match, up to a place.
func stringLast(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	s := v.(*String).String()
	if re, ok := a[0].(*Regexp); ok {
		if len(a) == 2 {
			return nil, in.Errorf("NotImplementedError", "rindex of a regular expression up to a place is not available here\nlook at the text up to that place")
		}
		m, err := in.lastMatchIn(re, s)
		if err != nil || m == nil {
			return nil, err
		}
		return placeOf(s, m.loc[0]), nil
	}
	t, err := in.toText(a[0])
	if err != nil {
		return nil, err
	}
	if len(a) == 1 {
		return placeOf(s, strings.LastIndex(s, t)), nil
	}
	n, err := in.toInt(a[1])
	if err != nil {
		return nil, err
	}
	count := utf8.RuneCountInString(s)
	if n < 0 {
		n += count
	}
	if n < 0 {
		return nil, nil
	}
	end := min(offsetOf(s, min(n, count))+len(t), len(s))
	return placeOf(s, strings.LastIndex(s[:end], t)), nil
}

// placeIn returns the offset in s of the place that the second argument counts
// in characters, from the end where it is negative, and whether there is one.
func (in *Interp) placeIn(s string, a []Value) (int, bool, error) {
	if len(a) < 2 {
		return 0, true, nil
	}
	n, err := in.toInt(a[1])
	if err != nil {
		return 0, false, err
	}
	count := utf8.RuneCountInString(s)
	if n < 0 {
		n += count
	}
	if n < 0 || n > count {
		return 0, false, nil
	}
	return offsetOf(s, n), true, nil
}

// offsetOf returns where character number n of s begins.
func offsetOf(s string, n int) int {
	at := 0
	for range n {
		_, size := utf8.DecodeRuneInString(s[at:])
		at += size
	}
	return at
}

// indexFrom returns the offset of the first t in s from offset from on, or -1.
func indexFrom(s, t string, from int) int {
	at := strings.Index(s[from:], t)
	if at < 0 {
		return -1
	}
	return from + at
}

// placeOf returns the number of the character at offset at, nil for -1.
func placeOf(s string, at int) Value {
	if at < 0 {
		return nil
	}
	return Int(utf8.RuneCountInString(s[:at]))
}

// lastMatchIn returns the match that begins last in s, and sets $~ with it.
func (in *Interp) lastMatchIn(re *Regexp, s string) (*MatchData, error) {
	in.setLastMatch(nil)
	if err := in.searchCost(re, 2*len(s)); err != nil {
		return nil, err
	}
	behind, err := re.behindMost()
	if err != nil {
		return nil, err
	}
	loc := behind.FindStringSubmatchIndex(s)
	if loc == nil || !re.isMatch(s, loc[2:]) {
		return nil, nil
	}
	m := &MatchData{re, s, loc[2:]}
	in.setLastMatch(m)
	return m, nil
}

// stringPartition is partition, around the first match.
func stringPartition(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	s := v.(*String).String()
	if re, ok := a[0].(*Regexp); ok {
		m := in.match(re, s, 0)
		in.setLastMatch(m)
		if m != nil {
			return parts(s, m.loc[0], m.loc[1]), nil
		}
		return parts(s, len(s), len(s)), nil
	}
	t, err := in.toText(a[0])
	if err != nil {
		return nil, err
	}
	if i := strings.Index(s, t); i >= 0 {
		return parts(s, i, i+len(t)), nil
	}
	return parts(s, len(s), len(s)), nil
}

// stringRpartition is rpartition, around the last match.
func stringRpartition(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	s := v.(*String).String()
	if re, ok := a[0].(*Regexp); ok {
		m, err := in.lastMatchIn(re, s)
		if err != nil {
			return nil, err
		}
		if m != nil {
			return parts(s, m.loc[0], m.loc[1]), nil
		}
		return parts(s, 0, 0), nil
	}
	t, err := in.toText(a[0])
	if err != nil {
		return nil, err
	}
	if i := strings.LastIndex(s, t); i >= 0 {
		return parts(s, i, i+len(t)), nil
	}
	return parts(s, 0, 0), nil
}

// parts returns what stands before, between and behind two offsets of s.
func parts(s string, from, to int) *Array {
	return NewArray(NewString(s[:from]), NewString(s[from:to]), NewString(s[to:]))
}
