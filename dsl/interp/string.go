package interp

import (
	"strconv"
	"strings"
	"unicode"
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

// change makes a method that changes its receiver and returns nil where nothing
// changed.
func change(f Native) Native {
	return func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
		s := v.(*String)
		if s.frozen {
			return nil, in.frozenError(v)
		}
		r, err := f(in, v, a, block)
		if err != nil {
			return nil, err
		}
		after := r.(*String).String()
		if after == s.String() {
			return nil, nil
		}
		s.set(after)
		return s, nil
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

func capitalize(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(r)) + strings.ToLower(s[size:])
}

func swapcase(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, s)
}

func reverse(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}

func stringChomp(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	s := v.(*String).String()
	if len(a) == 1 {
		suffix, err := in.toText(a[0])
		return NewString(strings.TrimSuffix(s, suffix)), err
	}
	switch {
	case strings.HasSuffix(s, "\r\n"):
		s = s[:len(s)-2]
	case strings.HasSuffix(s, "\n"), strings.HasSuffix(s, "\r"):
		s = s[:len(s)-1]
	}
	return NewString(s), nil
}

// pad makes ljust, rjust and center.
func pad(left, right bool) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		s := v.(*String).String()
		width, err := in.toInt(a[0])
		if err != nil {
			return nil, err
		}
		filler := []rune{' '}
		if len(a) == 2 {
			f, err := in.toText(a[1])
			if err != nil {
				return nil, err
			}
			if filler = []rune(f); len(filler) == 0 {
				return nil, in.argumentError("zero width padding")
			}
		}
		n := width - utf8.RuneCountInString(s)
		if n <= 0 {
			return NewString(s), nil
		}
		if err := in.grow(n * 4); err != nil {
			return nil, err
		}
		fill := func(n int) string {
			var b strings.Builder
			for i := range n {
				b.WriteRune(filler[i%len(filler)])
			}
			return b.String()
		}
		switch {
		case left && right:
			return NewString(fill(n/2) + s + fill(n-n/2)), nil
		case left:
			return NewString(fill(n) + s), nil
		}
		return NewString(s + fill(n)), nil
	}
}

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
		m := in.match(k, s, 0)
		if m == nil {
			return nil, nil
		}
		group := Value(Int(0))
		if len(a) == 2 {
			group = a[1]
		}
		return in.group(m, group)
	}
	runes := []rune(s)
	if isASCII(s) {
		runes = nil
	}
	n := len(s)
	if runes != nil {
		n = len(runes)
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
		return a[len(a)-1], nil
	}
	runes := []rune(old)
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
	return a[len(a)-1], nil
}

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

func first(a []Value) Value {
	if len(a) == 0 {
		return nil
	}
	return a[0]
}

// substitute makes sub and gsub.
func substitute(all bool) Native {
	return func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
		s := v.(*String).String()
		if len(a) == 1 && block == nil {
			return nil, in.wrongCount(1, 2, 2)
		}
		re, ok := a[0].(*Regexp)
		if !ok {
			t, err := in.toText(a[0])
			if err != nil {
				return nil, err
			}
			if re, err = in.compileRegexp(escapeRegexp(t), ""); err != nil {
				return nil, err
			}
		}
		var out strings.Builder
		at := 0
		for at <= len(s) {
			m := in.match(re, s, at)
			if m == nil {
				break
			}
			from, to := m.loc[0], m.loc[1]
			out.WriteString(s[at:from])
			with, err := in.replacement(m, a, block)
			if err != nil {
				return nil, err
			}
			out.WriteString(with)
			if err := in.grow(len(with) + from - at); err != nil {
				return nil, err
			}
			at = to
			if from == to {
				if at < len(s) {
					_, size := utf8.DecodeRuneInString(s[at:])
					out.WriteString(s[at : at+size])
					at += size
				} else {
					at++
				}
			}
			if !all {
				break
			}
		}
		if at < len(s) {
			out.WriteString(s[at:])
		}
		return NewString(out.String()), nil
	}
}

// replacement returns what sub and gsub put in the place of m.
func (in *Interp) replacement(m *MatchData, a []Value, block *Proc) (string, error) {
	if len(a) == 1 {
		in.global("$~").value = m
		r, err := in.yield(block, NewString(m.text[m.loc[0]:m.loc[1]]))
		if err != nil {
			return "", err
		}
		return in.toS(r)
	}
	if h, ok := a[1].(*Hash); ok {
		r, err := in.lookup(h, NewString(m.text[m.loc[0]:m.loc[1]]))
		if err != nil {
			return "", err
		}
		return in.toS(r)
	}
	with, err := in.toText(a[1])
	if err != nil || !strings.Contains(with, `\`) {
		return with, err
	}
	var b strings.Builder
	for i := 0; i < len(with); i++ {
		if with[i] != '\\' || i+1 == len(with) {
			b.WriteByte(with[i])
			continue
		}
		i++
		switch c := with[i]; {
		case '0' <= c && c <= '9':
			if n := int(c - '0'); 2*n+1 < len(m.loc) && m.loc[2*n] >= 0 {
				b.WriteString(m.text[m.loc[2*n]:m.loc[2*n+1]])
			}
		case c == 'k' && i+1 < len(with) && with[i+1] == '<' && strings.IndexByte(with[i:], '>') > 0:
			end := i + strings.IndexByte(with[i:], '>')
			v, err := in.group(m, Symbol(with[i+2:end]))
			if err != nil {
				return "", err
			}
			s, err := in.toS(v)
			if err != nil {
				return "", err
			}
			b.WriteString(s)
			i = end
		case c == '\\':
			b.WriteByte('\\')
		default:
			b.WriteByte('\\')
			b.WriteByte(c)
		}
	}
	return b.String(), nil
}

// charSet returns a test for the characters that tr, delete, count and squeeze
// mean by "a-z" and "^0-9".
func charSet(spec string) (chars []rune, negated bool) {
	r := []rune(spec)
	if len(r) > 1 && r[0] == '^' {
		negated, r = true, r[1:]
	}
	for i := 0; i < len(r); i++ {
		if r[i] == '\\' && i+1 < len(r) {
			i++
			chars = append(chars, r[i])
			continue
		}
		if i+2 < len(r) && r[i+1] == '-' && r[i] <= r[i+2] {
			for c := r[i]; c <= r[i+2] && len(chars) < 1<<16; c++ {
				chars = append(chars, c)
			}
			i += 2
			continue
		}
		chars = append(chars, r[i])
	}
	return chars, negated
}

func inSet(spec string) func(rune) bool {
	chars, negated := charSet(spec)
	set := map[rune]bool{}
	for _, c := range chars {
		set[c] = true
	}
	return func(r rune) bool { return set[r] != negated }
}

func stringTr(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	from, err := in.toText(a[0])
	if err != nil {
		return nil, err
	}
	to, err := in.toText(a[1])
	if err != nil {
		return nil, err
	}
	chars, negated := charSet(from)
	with, _ := charSet(to)
	place := map[rune]int{}
	for i, c := range chars {
		if _, ok := place[c]; !ok {
			place[c] = i
		}
	}
	return NewString(strings.Map(func(r rune) rune {
		i, ok := place[r]
		if ok == negated {
			return r
		}
		if len(with) == 0 {
			return -1
		}
		if negated {
			return with[len(with)-1]
		}
		return with[min(i, len(with)-1)]
	}, v.(*String).String())), nil
}

// stringSucc is "a9".succ: the rightmost letter or digit goes one up and
// carries.
func stringSucc(s string) string {
	b := []byte(s)
	if len(b) == 0 {
		return ""
	}
	last := -1
	for i := len(b) - 1; i >= 0; i-- {
		if isAlnum(b[i]) {
			last = i
			break
		}
	}
	if last < 0 {
		b[len(b)-1]++
		return string(b)
	}
	for i := last; ; i-- {
		switch b[i] {
		case '9':
			b[i] = '0'
		case 'z':
			b[i] = 'a'
		case 'Z':
			b[i] = 'A'
		default:
			b[i]++
			return string(b)
		}
		next := i - 1
		for next >= 0 && !isAlnum(b[next]) {
			next--
		}
		if next < 0 || next < i-1 && !strings.ContainsAny(string(b[next+1:i]), ".-_:") {
			carry := byte('1')
			switch b[i] {
			case 'a':
				carry = 'a'
			case 'A':
				carry = 'A'
			}
			return string(b[:i]) + string(carry) + string(b[i:])
		}
		i = next + 1
	}
}

func isAlnum(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func stringToI(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	base := 10
	if len(a) == 1 {
		var err error
		if base, err = in.toInt(a[0]); err != nil {
			return nil, err
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

func stringSize(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	return Int(utf8.RuneCountInString(v.(*String).String())), nil
}

func stringFind(find func(s, t string) int) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		s, from := v.(*String).String(), 0
		if len(a) == 2 {
			n, err := in.toInt(a[1])
			if err != nil {
				return nil, err
			}
			if n < 0 {
				n += utf8.RuneCountInString(s)
			}
			for range max0(n) {
				_, size := utf8.DecodeRuneInString(s[from:])
				from += size
			}
		}
		at := -1
		if re, ok := a[0].(*Regexp); ok {
			if m := in.match(re, s, from); m != nil {
				at = m.loc[0] - from
			}
		} else {
			t, err := in.toText(a[0])
			if err != nil {
				return nil, err
			}
			at = find(s[from:], t)
		}
		if at < 0 {
			return nil, nil
		}
		return Int(utf8.RuneCountInString(s[:from+at])), nil
	}
}

func stringMatch(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	re, err := in.toRegexp(a[0])
	if err != nil {
		return nil, err
	}
	return in.matchValue(re, v.(*String).String()), nil
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
