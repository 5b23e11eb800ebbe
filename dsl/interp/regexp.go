package interp

import (
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"
)

// Regexp is a Regexp. It has Go's syntax (RE2) behind Ruby's, without what needs
// backtracking.
type Regexp struct {
	re     *regexp.Regexp
	source string
	flags  string
	size   int  // of its program, in instructions
	text   bool // it stands for a String, which a match shows until it is asked for its Regexp

	// withoutLine is re with a ^ that matches nowhere; nil if it has no ^.
	withoutLine *regexp.Regexp
}

// isMatch reports whether a match of Go's is one of Ruby's, whose ^ does not
// stand behind a line end that ends the text.
func (re *Regexp) isMatch(s string, loc []int) bool {
	n := len(s)
	return re.withoutLine == nil || loc[0] < n || n == 0 || s[n-1] != '\n' || re.withoutLine.MatchString("")
}

// behindMost returns re behind as much text as possible: its first group is the
// match of re that begins last.
func (re *Regexp) behindMost() (*regexp.Regexp, error) {
	return regexp.Compile(`\A(?s:.*)(` + re.re.String() + `)`)
}

// MatchData is a match: the text and the places of the groups in it.
type MatchData struct {
	re   *Regexp
	text string
	loc  []int
}

var compiled struct {
	sync.Mutex
	cache map[[2]string]*Regexp
}

// searchCost counts the cost of searching n bytes for re.
func (in *Interp) searchCost(re *Regexp, n int) error { return in.spend(n * re.size / 12) }

// matches returns the matches in s, all or so many.
func (in *Interp) matches(re *Regexp, s string, most int) ([][]int, error) {
	if err := in.searchCost(re, len(s)); err != nil {
		return nil, err
	}
	size := 16 * (re.re.NumSubexp() + 3)
	if affordable := in.memory/size + 1; most < 0 || most > affordable {
		most = affordable
	}
	list := re.re.FindAllStringSubmatchIndex(s, most)
	if n := len(list); n > 0 && !re.isMatch(s, list[n-1]) {
		list = list[:n-1]
	}
	return list, in.grow(size * len(list))
}

func escapeRegexp(s string) string { return regexp.QuoteMeta(s) }

// match returns the first match at or after offset from.
func (in *Interp) match(re *Regexp, s string, from int) *MatchData {
	if in.searchCost(re, len(s)) != nil {
		return nil // the next step ends the program
	}
	if from == 0 {
		if loc := re.re.FindStringSubmatchIndex(s); loc != nil && re.isMatch(s, loc) {
			return &MatchData{re, s, loc}
		}
		return nil
	}
	// A search in the middle must see what stands before it.
	list, err := in.matches(re, s, -1)
	if err != nil {
		return nil
	}
	for _, loc := range list {
		if loc[0] >= from {
			return &MatchData{re, s, loc}
		}
	}
	return nil
}

// toRegexp returns a Regexp, or a String as one that matches it.
func (in *Interp) toRegexp(v Value) (*Regexp, error) {
	switch v := v.(type) {
	case *Regexp:
		return v, nil
	case *String:
		return in.textRegexp(v.String())
	}
	return nil, in.wrongType(v, "Regexp")
}

// patternOf returns a Regexp, or a String as the source of one.
func (in *Interp) patternOf(v Value) (*Regexp, error) {
	if source, ok := v.(*String); ok {
		return in.compileRegexp(source.String(), "")
	}
	return in.toRegexp(v)
}

// textRegexp returns a Regexp that matches just text.
func (in *Interp) textRegexp(text string) (*Regexp, error) {
	re, err := in.compileRegexp(escapeRegexp(text), "")
	if err != nil {
		return nil, err
	}
	own := *re
	own.text = true
	return &own, nil
}

// groupAt returns the text of a group, or nil.
func (m *MatchData) groupAt(n int) Value {
	if m == nil || n < 0 || 2*n+1 >= len(m.loc) || m.loc[2*n] < 0 {
		return nil
	}
	return NewString(m.text[m.loc[2*n]:m.loc[2*n+1]])
}

// group returns a group by number or name.
func (in *Interp) group(m *MatchData, key Value) (Value, error) {
	if n, ok := key.(Int); ok {
		if n < 0 {
			n += Int(len(m.loc) / 2)
		}
		return m.groupAt(int(n)), nil
	}
	name, err := in.toName(key)
	if err != nil {
		return nil, err
	}
	if i := m.re.re.SubexpIndex(name); i >= 0 {
		return m.groupAt(i), nil
	}
	return nil, in.Errorf("IndexError", "undefined group name reference: %s", name)
}

var regexpClassTable = &table{rows: []builtin{
	{"new compile", "a Regexp of a text", `Regexp.new("a+").match?("caat") # => true`,
		1, 2, regexpNew, false},
	{"escape quote", "a text in which nothing has a special meaning", `Regexp.escape("a.b") # => "a\\.b"`,
		1, 1, regexpEscape, false},
	{"union", "a Regexp of what any of several matches", `Regexp.union("a.b", /c/).source # => "a\\.b|(?-mix:c)"`,
		0, -1, regexpUnion, false},
	{"last_match", "what the last match found, as `$~`", `"ab" =~ /(b)/; Regexp.last_match(1) # => "b"`,
		0, 1, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
			m := in.lastMatch()
			if m != nil && len(a) == 1 {
				return in.group(m, a[0])
			}
			return m.value(), nil
		}, false},
}}

func regexpNew(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
	if re, ok := a[0].(*Regexp); ok {
		return re, nil
	}
	s, err := in.toText(a[0])
	if err != nil {
		return nil, err
	}
	flags := ""
	if len(a) == 2 && Truthy(a[1]) {
		flags = "i"
	}
	re, err := in.compileRegexp(s, flags)
	if err != nil {
		return nil, err
	}
	return re, nil
}

// regexpUnion is union: of Regexps, Strings, or an Array of them.
func regexpUnion(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
	if len(a) == 1 {
		if list, ok := a[0].(*Array); ok {
			a = list.Elems
		}
	}
	if len(a) == 1 {
		re, err := in.toRegexp(a[0])
		if err != nil {
			return nil, err
		}
		return re, nil
	}
	parts := make([]string, len(a))
	for i, v := range a {
		switch v := v.(type) {
		case *Regexp:
			parts[i] = v.embedded()
		case *String:
			parts[i] = escapeRegexp(v.String())
		default:
			return nil, in.wrongType(v, "Regexp")
		}
		if err := in.grow(len(parts[i])); err != nil {
			return nil, err
		}
	}
	source := strings.Join(parts, "|")
	if len(a) == 0 {
		source = "[^\\s\\S]" // it matches nothing
	}
	re, err := in.compileRegexp(source, "")
	if err != nil {
		return nil, err
	}
	return re, nil
}

// embedded spells a Regexp with its options, as part of another.
func (re *Regexp) embedded() string {
	on, off := "", ""
	for _, f := range []string{"m", "i", "x"} {
		if strings.Contains(re.flags, f) {
			on += f
		} else {
			off += f
		}
	}
	if off != "" {
		off = "-" + off
	}
	return "(?" + on + off + ":" + re.source + ")"
}

// names returns the names of the groups.
func (re *Regexp) names() *Array {
	out := &Array{}
	for _, n := range re.re.SubexpNames() {
		if n != "" {
			out.Elems = append(out.Elems, NewString(n))
		}
	}
	return out
}

// matchOffset makes begin and end: a place counted in characters.
func matchOffset(end int) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		m := v.(*MatchData)
		n, ok := a[0].(Int)
		if !ok {
			name, err := in.toName(a[0])
			if err != nil {
				return nil, err
			}
			n = Int(m.re.re.SubexpIndex(name))
		}
		if n < 0 || 2*int(n)+1 >= len(m.loc) {
			return nil, in.Errorf("IndexError", "index %s out of matches", in.inspect(a[0]))
		}
		if at := m.loc[2*int(n)+end]; at >= 0 {
			return Int(utf8.RuneCountInString(m.text[:at])), nil
		}
		return nil, nil
	}
}

func regexpEscape(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
	s, err := in.toName(a[0])
	return NewString(escapeRegexp(s)), err
}

var regexpTable = &table{rows: []builtin{
	{"=~", "where it matches first, or nil", `/b+/ =~ "abb" # => 1`,
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			if a[0] == nil {
				return nil, nil
			}
			s, err := in.toName(a[0])
			if err != nil {
				return nil, err
			}
			m, ok := in.matchValue(v.(*Regexp), s).(*MatchData)
			if !ok {
				return nil, nil
			}
			return Int(utf8.RuneCountInString(s[:m.loc[0]])), nil
		}, false},
	{"===", "whether it matches", `/b/ === "abc" # => true`,
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			s, err := in.toName(a[0])
			if err != nil {
				return false, nil
			}
			return in.matchValue(v.(*Regexp), s) != nil, nil
		}, false},
	{"match", "what it finds, a MatchData, or nil", `/(\d+)/.match("sw12")[1] # => "12"`,
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			if a[0] == nil {
				return nil, nil
			}
			s, err := in.toName(a[0])
			if err != nil {
				return nil, err
			}
			return in.matchValue(v.(*Regexp), s), nil
		}, false},
	{"match?", "whether it matches", `/b/.match?("abc") # => true`,
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			if a[0] == nil {
				return false, nil
			}
			s, err := in.toName(a[0])
			return err == nil && in.match(v.(*Regexp), s, 0) != nil, err
		}, false},
	{"names", "the names of its groups", `/(?<n>\d)/.names # => ["n"]`,
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return v.(*Regexp).names(), nil }, false},
	{"casefold?", "whether upper and lower case are the same", `/a/i.casefold? # => true`,
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return strings.Contains(v.(*Regexp).flags, "i"), nil
		}, false},
	{"options", "its options as a number: 1 for `i`, 2 for `x`, 4 for `m`", `/a/mi.options # => 5`,
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			n := 0
			for i, f := range []string{"i", "x", "m"} {
				if strings.Contains(v.(*Regexp).flags, f) {
					n |= 1 << i
				}
			}
			return Int(n), nil
		}, false},
	{"source", "the pattern", `/a+/.source # => "a+"`,
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return NewString(v.(*Regexp).source), nil }, false},
	{"to_s", "the pattern with its options", `/a/i.to_s # => "(?i-mx:a)"`,
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return NewString(v.(*Regexp).embedded()), nil
		}, false},
}}

var matchTable = &table{rows: []builtin{
	{"[]", "a group, by number or name; 0 is all of it", `/(?<n>\d+)/.match("sw12")["n"] # => "12"`,
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) { return in.group(v.(*MatchData), a[0]) }, false},
	{"captures", "all groups", `/(\d)(\d)/.match("12").captures # => ["1", "2"]`,
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return v.(*MatchData).groups(1), nil }, false},
	{"to_a", "all of it and all groups", `/s(\d)/.match("s1").to_a # => ["s1", "1"]`,
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return v.(*MatchData).groups(0), nil }, false},
	{"to_s", "all of it", `/\d+/.match("sw12").to_s # => "12"`,
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return v.(*MatchData).groupAt(0), nil }, false},
	{"pre_match", "what stands before", `/\d+/.match("sw12x").pre_match # => "sw"`,
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			m := v.(*MatchData)
			return NewString(m.text[:m.loc[0]]), nil
		}, false},
	{"post_match", "what stands behind", `/\d+/.match("sw12x").post_match # => "x"`,
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			m := v.(*MatchData)
			return NewString(m.text[m.loc[1]:]), nil
		}, false},
	{"names", "the names of the groups", `/(?<n>\d)/.match("1").names # => ["n"]`,
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return v.(*MatchData).regexp().names(), nil
		}, false},
	{"begin", "where a group begins", `/\d+/.match("sw12").begin(0) # => 2`,
		1, 1, matchOffset(0), false},
	{"end", "where a group ends", `/\d+/.match("sw12").end(0) # => 4`,
		1, 1, matchOffset(1), false},
	{"offset", "both", `/\d+/.match("sw12").offset(0) # => [2, 4]`,
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			from, err := matchOffset(0)(in, v, a, nil)
			if err != nil {
				return nil, err
			}
			to, err := matchOffset(1)(in, v, a, nil)
			return NewArray(from, to), err
		}, false},
	{"size length", "the number of groups, and one", `/(\d)(\d)/.match("12").size # => 3`,
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return Int(len(v.(*MatchData).loc) / 2), nil
		}, false},
	{"values_at", "several groups", `/(\d)(\d)/.match("12").values_at(2, 1) # => ["2", "1"]`,
		0, -1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			out := &Array{}
			for _, k := range a {
				g, err := in.group(v.(*MatchData), k)
				if err != nil {
					return nil, err
				}
				out.Elems = append(out.Elems, g)
			}
			return out, in.grow(16 * len(a))
		}, false},
	{"string", "the text that was searched", `/\d/.match("sw1").string # => "sw1"`,
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return &String{s: v.(*MatchData).text, frozen: true}, nil
		}, false},
	{"regexp", "the Regexp", `/\d/.match("sw1").regexp # => /\d/`,
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return v.(*MatchData).regexp(), nil }, false},
	{"named_captures", "the groups by name", `/(?<n>\d)/.match("1").named_captures # => {"n"=>"1"}`,
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			h := NewHash()
			m := v.(*MatchData)
			for i, n := range m.re.re.SubexpNames() {
				if n != "" {
					h.Set(NewString(n), m.groupAt(i))
				}
			}
			return h, nil
		}, false},
}}

// regexp returns the Regexp that matched.
func (m *MatchData) regexp() *Regexp {
	if m.re.text {
		m.re.text = false // it is this match's own
	}
	return m.re
}

func (m *MatchData) groups(from int) *Array {
	out := &Array{}
	for i := from; 2*i < len(m.loc); i++ {
		out.Elems = append(out.Elems, m.groupAt(i))
	}
	return out
}

func stringScan(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	re, err := in.toRegexp(a[0])
	if err != nil {
		return nil, err
	}
	s := v.(*String).String()
	out := &Array{}
	list, err := in.matches(re, s, -1)
	if err != nil {
		return nil, err
	}
	in.setLastMatch(nil)
	for _, loc := range list {
		m := &MatchData{re, s, loc}
		in.setLastMatch(m)
		item := m.groupAt(0)
		if len(loc) > 2 {
			item = m.groups(1)
		}
		if err := in.grow(bytesOfString + 2*bytesOfElement); err != nil {
			return nil, err
		}
		if block == nil {
			out.Elems = append(out.Elems, item)
			continue
		}
		if _, err := in.yield(block, item); err != nil {
			return nil, err
		}
	}
	if block != nil {
		return v, nil
	}
	return out, nil
}

// splitRegexp splits s at the matches of a regular expression; groups become parts too, as in Ruby.
func splitRegexp(matches [][]int, s string, n int) []string {
	if s == "" {
		return nil
	}
	var parts []string
	at := 0
	for _, loc := range matches {
		if len(parts) == n-1 {
			break
		}
		if loc[1] == 0 || loc[0] == loc[1] && (loc[0] == at && at == 0 || loc[0] == len(s)) {
			continue
		}
		parts = append(parts, s[at:loc[0]])
		for g := 2; g < len(loc); g += 2 {
			if loc[g] >= 0 {
				parts = append(parts, s[loc[g]:loc[g+1]])
			}
		}
		at = loc[1]
	}
	return append(parts, s[at:])
}
