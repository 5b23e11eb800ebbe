package interp

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

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

// replacing makes a method that changes its receiver and returns it in any case.
func replacing(f Native) Native {
	return func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
		if _, err := change(f)(in, v, a, block); err != nil {
			return nil, err
		}
		return v, nil
	}
}

// chop takes the last character away, or a line end of two.
func chop(s string) string {
	if before, ok := strings.CutSuffix(s, "\r\n"); ok {
		return before
	}
	_, n := utf8.DecodeLastRuneInString(s)
	return s[:len(s)-n]
}

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
		if a[0] == nil {
			return NewString(s), nil
		}
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
			if re, err = in.textRegexp(t); err != nil {
				return nil, err
			}
		}
		var out strings.Builder
		at, most := 0, 1
		if all {
			most = -1
		}
		if block == nil {
			// What cannot be put in is wrong, wherever it would go.
			if _, isHash := a[1].(*Hash); !isHash {
				if _, err := in.toText(a[1]); err != nil {
					return nil, err
				}
			}
		}
		list, err := in.matches(re, s, most)
		if err != nil {
			return nil, err
		}
		in.setLastMatch(nil)
		for _, loc := range list {
			m := &MatchData{re, s, loc}
			in.setLastMatch(m)
			from, to := loc[0], loc[1]
			out.WriteString(s[at:from])
			if err := in.spend(1); err != nil {
				return nil, err
			}
			with, err := in.replacement(m, a, block)
			if err != nil {
				return nil, err
			}
			out.WriteString(with)
			if err := in.grow(len(with) + from - at); err != nil {
				return nil, err
			}
			at = to
		}
		out.WriteString(s[at:])
		return NewString(out.String()), nil
	}
}

// replacement returns what sub and gsub put in the place of m.
func (in *Interp) replacement(m *MatchData, a []Value, block *Proc) (string, error) {
	if len(a) == 1 {
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

// inSets tells whether a character is in all sets; without any it is.
func (in *Interp) inSets(a []Value) (func(rune) bool, error) {
	sets := make([]func(rune) bool, len(a))
	for i, v := range a {
		spec, err := in.toText(v)
		if err != nil {
			return nil, err
		}
		sets[i] = inSet(spec)
	}
	return func(r rune) bool {
		for _, set := range sets {
			if !set(r) {
				return false
			}
		}
		return true
	}, nil
}

func stringDelete(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	set, err := in.inSets(a)
	if err != nil {
		return nil, err
	}
	s := v.(*String).String()
	return NewString(strings.Map(func(r rune) rune {
		if set(r) {
			return -1
		}
		return r
	}, s)), in.grow(len(s))
}

func stringSqueeze(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	set, err := in.inSets(a)
	if err != nil {
		return nil, err
	}
	s := v.(*String).String()
	return NewString(squeeze(s, set)), in.grow(len(s))
}

// squeeze makes one of characters of a set that are repeated.
func squeeze(s string, set func(rune) bool) string {
	last := rune(-1)
	return strings.Map(func(r rune) rune {
		if r == last && set(r) {
			return -1
		}
		last = r
		return r
	}, s)
}

func stringCount(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	set, err := in.inSets(a)
	if err != nil {
		return nil, err
	}
	n := 0
	for _, r := range v.(*String).String() {
		if set(r) {
			n++
		}
	}
	return Int(n), nil
}

// stringTrSqueeze is tr_s: what was exchanged for the same character and stands
// together is made one.
func stringTrSqueeze(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	other, err := in.exchange(a)
	if err != nil {
		return nil, err
	}
	set := inSet(a[0].(*String).String())
	last := rune(-1)
	s := strings.Map(func(r rune) rune {
		if !set(r) {
			last = -1
			return r
		}
		with := other(r)
		if with == last {
			return -1
		}
		last = with
		return with
	}, v.(*String).String())
	return NewString(s), in.grow(len(s))
}

// viaText calls a method of a copy, for the form with "!".
func viaText(name string) Native {
	return func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
		return in.send(NewString(v.(*String).String()), name, a, block)
	}
}

func stringClear(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	s := v.(*String)
	if s.frozen {
		return nil, in.frozenError(v)
	}
	s.set("")
	return s, nil
}

// stringSliceInPlace is slice!: the part is taken away and returned.
func stringSliceInPlace(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	if s := v.(*String); s.frozen {
		return nil, in.frozenError(v)
	}
	part, err := stringIndexed(in, v, a, nil)
	if err != nil || part == nil {
		return nil, err
	}
	_, err = stringSetIndexed(in, v, append(append([]Value(nil), a...), NewString("")), nil)
	return part, err
}

// exchange returns what tr makes of a character: another, or -1 for none.
func (in *Interp) exchange(a []Value) (func(rune) rune, error) {
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
	return func(r rune) rune {
		i, ok := place[r]
		switch {
		case ok == negated:
			return r
		case len(with) == 0:
			return -1
		case negated:
			return with[len(with)-1]
		}
		return with[min(i, len(with)-1)]
	}, nil
}

func stringTr(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	other, err := in.exchange(a)
	if err != nil {
		return nil, err
	}
	s := strings.Map(other, v.(*String).String())
	return NewString(s), in.grow(len(s))
}
