package interp

import (
	"strings"
	"unicode/utf8"
)

var stringClassTable = &table{rows: []builtin{
	{"new", 0, 2, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
		if len(a) == 0 {
			return NewString(""), nil
		}
		s, err := in.toText(a[0])
		return NewString(s), err
	}, false},
}}

// text makes a method of a function from string to string.
func text(f func(string) string) Native {
	return func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
		s := f(v.(*String).String())
		return NewString(s), in.grow(len(s))
	}
}

// test makes a method of a function that answers for any of its arguments.
func test(f func(s, arg string) bool) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		for _, arg := range a {
			if re, ok := arg.(*Regexp); ok {
				if loc := re.re.FindStringIndex(v.(*String).String()); loc != nil && loc[0] == 0 {
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

const blanks = " \t\n\v\f\r\x00"

func stringPlus(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	t, ok := a[0].(*String)
	if !ok {
		return nil, in.typeError("no implicit conversion of %s into String", in.coerced(a[0]))
	}
	s := v.(*String).String() + t.String()
	return NewString(s), in.grow(len(s))
}

func stringTimes(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	n, err := in.toInt(a[0])
	if err != nil {
		return nil, err
	}
	if n < 0 {
		return nil, in.argumentError("argument must be non-negative")
	}
	s := v.(*String).String()
	if s != "" && n > in.memory/len(s) {
		return nil, in.grow(-1)
	}
	if err := in.grow(n * len(s)); err != nil {
		return nil, err
	}
	return NewString(strings.Repeat(s, n)), nil
}

func stringAppend(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	s := v.(*String)
	if s.frozen {
		return nil, in.frozenError(v)
	}
	for _, arg := range a {
		t := ""
		if n, ok := arg.(Int); ok {
			t = string(rune(n))
		} else {
			var err error
			if t, err = in.toText(arg); err != nil {
				return nil, err
			}
		}
		if err := in.grow(len(t)); err != nil {
			return nil, err
		}
		s.add(t)
	}
	return s, nil
}

func first(a []Value) Value {
	if len(a) == 0 {
		return nil
	}
	return a[0]
}

func stringSize(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	return Int(utf8.RuneCountInString(v.(*String).String())), nil
}

func stringFormat(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	args := []Value{a[0]}
	if list, ok := a[0].(*Array); ok {
		args = list.Elems
	}
	s, err := in.format(v.(*String).String(), args)
	return NewString(s), err
}

// stringTable is the methods of String.
var stringTable = &table{rows: []builtin{
	{"+", 1, 1, stringPlus, false},
	{"*", 1, 1, stringTimes, false},
	{"%", 1, 1, stringFormat, false},
	{"<<", 1, 1, stringAppend, false},
	{"concat", 0, -1, stringAppend, false},
	{"prepend", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		s := v.(*String)
		if s.frozen {
			return nil, in.frozenError(v)
		}
		t, err := in.toText(a[0])
		s.set(t + s.String())
		return s, err
	}, false},
	{"replace", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		t, err := in.toText(a[0])
		if v.(*String).frozen {
			return nil, in.frozenError(v)
		}
		v.(*String).set(t)
		return v, err
	}, false},
	{"insert", 2, 2, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		n, err := in.toInt(a[0])
		if err != nil {
			return nil, err
		}
		t, err := in.toText(a[1])
		if err != nil {
			return nil, err
		}
		r := []rune(v.(*String).String())
		if n < 0 {
			n += len(r) + 1
		}
		if n < 0 || n > len(r) || v.(*String).frozen {
			return nil, in.Errorf("IndexError", "index %s out of string", in.inspect(a[0]))
		}
		v.(*String).set(string(r[:n]) + t + string(r[n:]))
		return v, nil
	}, false},
	{"=~", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		if _, ok := a[0].(*Regexp); !ok {
			return nil, in.typeError("wrong argument type %s (expected Regexp)", in.classOf(a[0]).Name)
		}
		return in.send(a[0], "=~", []Value{v}, nil)
	}, false},
	{"match", 1, 1, stringMatch, false},
	{"match?", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		re, err := in.toRegexp(a[0])
		return err == nil && re.re.MatchString(v.(*String).String()), err
	}, false},
	{"scan", 1, 1, stringScan, false},
	{"[]", 1, 2, stringIndexed, false},
	{"slice", 1, 2, stringIndexed, false},
	{"[]=", 2, 3, stringSetIndexed, false},
	{"length", 0, 0, stringSize, false},
	{"size", 0, 0, stringSize, false},
	{"bytesize", 0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
		return Int(len(v.(*String).String())), nil
	}, false},
	{"empty?", 0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return v.(*String).String() == "", nil }, false},
	{"to_s", 0, 0, self, false},
	{"to_str", 0, 0, self, false},
	{"to_sym", 0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return Symbol(v.(*String).String()), nil }, false},
	{"intern", 0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return Symbol(v.(*String).String()), nil }, false},
	{"to_i", 0, 1, stringToI, false},
	{"to_f", 0, 0, stringToF, false},
	{"hex", 0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
		n, _, _ := scanInteger(strings.TrimLeft(v.(*String).String(), blanks), 16, false)
		return n, nil
	}, false},
	{"oct", 0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
		s := strings.TrimLeft(v.(*String).String(), blanks)
		base := 8
		if len(s) > 1 && s[0] == '0' && strings.IndexByte("xXbBoO", s[1]) >= 0 {
			base = 0
		}
		n, _, _ := scanInteger(s, base, false)
		return n, nil
	}, false},
	{"ord", 0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
		r, size := utf8.DecodeRuneInString(v.(*String).String())
		if size == 0 {
			return nil, in.argumentError("empty string")
		}
		return Int(r), nil
	}, false},
	{"chr", 0, 0, text(func(s string) string { _, n := utf8.DecodeRuneInString(s); return s[:n] }), false},
	{"sum", 0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
		n := 0
		for _, c := range []byte(v.(*String).String()) {
			n += int(c)
		}
		return Int(n & 0xffff), nil
	}, false},
	{"succ", 0, 0, text(stringSucc), false},
	{"next", 0, 0, text(stringSucc), false},
	{"upto", 1, 2, func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
		return v, in.iterate(&Range{Low: v, High: a[0]}, func(s Value) error {
			_, err := in.yield(block, s)
			return err
		})
	}, loops},
	{"upcase", 0, 1, text(strings.ToUpper), false},
	{"downcase", 0, 1, text(strings.ToLower), false},
	{"capitalize", 0, 0, text(capitalize), false},
	{"swapcase", 0, 0, text(swapcase), false},
	{"reverse", 0, 0, text(reverse), false},
	{"strip", 0, 0, text(func(s string) string { return strings.TrimLeft(strings.TrimRight(s, blanks), blanks[:6]) }), false},
	{"lstrip", 0, 0, text(func(s string) string { return strings.TrimLeft(s, blanks[:6]) }), false},
	{"rstrip", 0, 0, text(func(s string) string { return strings.TrimRight(s, blanks) }), false},
	{"chomp", 0, 1, stringChomp, false},
	{"chop", 0, 0, text(func(s string) string { _, n := utf8.DecodeLastRuneInString(s); return s[:len(s)-n] }), false},
	{"upcase!", 0, 0, change(text(strings.ToUpper)), false},
	{"downcase!", 0, 0, change(text(strings.ToLower)), false},
	{"capitalize!", 0, 0, change(text(capitalize)), false},
	{"reverse!", 0, 0, change(text(reverse)), false},
	{"strip!", 0, 0, change(text(strings.TrimSpace)), false},
	{"chomp!", 0, 1, change(stringChomp), false},
	{"sub!", 1, 2, change(substitute(false)), false},
	{"gsub!", 1, 2, change(substitute(true)), false},
	{"ljust", 1, 2, pad(false, true), false},
	{"rjust", 1, 2, pad(true, false), false},
	{"center", 1, 2, pad(true, true), false},
	{"split", 0, 2, stringSplit, false},
	{"sub", 1, 2, substitute(false), false},
	{"gsub", 1, 2, substitute(true), false},
	{"tr", 2, 2, stringTr, false},
	{"delete", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		spec, err := in.toText(a[0])
		set := inSet(spec)
		return NewString(strings.Map(func(r rune) rune {
			if set(r) {
				return -1
			}
			return r
		}, v.(*String).String())), err
	}, false},
	{"squeeze", 0, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		set := func(rune) bool { return true }
		if len(a) == 1 {
			spec, err := in.toText(a[0])
			if err != nil {
				return nil, err
			}
			set = inSet(spec)
		}
		last := rune(-1)
		return NewString(strings.Map(func(r rune) rune {
			if r == last && set(r) {
				return -1
			}
			last = r
			return r
		}, v.(*String).String())), nil
	}, false},
	{"count", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		spec, err := in.toText(a[0])
		set, n := inSet(spec), 0
		for _, r := range v.(*String).String() {
			if set(r) {
				n++
			}
		}
		return Int(n), err
	}, false},
	{"start_with?", 0, -1, test(strings.HasPrefix), false},
	{"end_with?", 0, -1, test(strings.HasSuffix), false},
	{"include?", 1, 1, test(strings.Contains), false},
	{"index", 1, 2, stringFind(strings.Index), false},
	{"rindex", 1, 1, stringFind(strings.LastIndex), false},
	{"delete_prefix", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		t, err := in.toText(a[0])
		return NewString(strings.TrimPrefix(v.(*String).String(), t)), err
	}, false},
	{"delete_suffix", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		t, err := in.toText(a[0])
		return NewString(strings.TrimSuffix(v.(*String).String(), t)), err
	}, false},
	{"partition", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		re, err := in.toRegexp(a[0])
		if err != nil {
			return nil, err
		}
		s := v.(*String).String()
		m := in.match(re, s, 0)
		if m == nil {
			return NewArray(NewString(s), NewString(""), NewString("")), nil
		}
		return NewArray(NewString(s[:m.loc[0]]), NewString(s[m.loc[0]:m.loc[1]]), NewString(s[m.loc[1]:])), nil
	}, false},
	{"rpartition", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		t, err := in.toText(a[0])
		s := v.(*String).String()
		i := strings.LastIndex(s, t)
		if i < 0 {
			return NewArray(NewString(""), NewString(""), NewString(s)), err
		}
		return NewArray(NewString(s[:i]), NewString(t), NewString(s[i+len(t):])), err
	}, false},
	{"chars", 0, 0, partsOf(chars), false},
	{"bytes", 0, 0, partsOf(bytesOf), false},
	{"codepoints", 0, 0, partsOf(codepoints), false},
	{"lines", 0, 0, partsOf(linesOf), false},
	{"each_char", 0, 0, eachOf(chars), loops},
	{"each_byte", 0, 0, eachOf(bytesOf), loops},
	{"each_line", 0, 0, eachOf(linesOf), loops},
	{"casecmp", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		t, err := in.toText(a[0])
		return Int(strings.Compare(strings.ToLower(v.(*String).String()), strings.ToLower(t))), err
	}, false},
	{"casecmp?", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		t, err := in.toText(a[0])
		return strings.EqualFold(v.(*String).String(), t), err
	}, false},
	{"between?", 2, 2, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		low, err := in.mustCompare(v, a[0])
		if err != nil {
			return nil, err
		}
		high, err := in.mustCompare(v, a[1])
		return low >= 0 && high <= 0, err
	}, false},
	{"-@", 0, 0, objectFreeze, false},
	{"+@", 0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
		if v.(*String).frozen {
			return in.dup(v)
		}
		return v, nil
	}, false},
	{"encoding", 0, 0, func(*Interp, Value, []Value, *Proc) (Value, error) { return NewString("UTF-8"), nil }, false},
	{"force_encoding", 1, 1, self, false},
	{"encode", 0, -1, self, false},
	{"unicode_normalize", 0, 1, unavailable("unicode_normalize"), false},
	{"valid_encoding?", 0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
		return utf8.ValidString(v.(*String).String()), nil
	}, false},
	{"unpack", 1, 1, unavailable("unpack"), false},
	{"unpack1", 1, 1, unavailable("unpack1"), false},
}}
