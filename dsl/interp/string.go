package interp

import (
	"slices"
	"strings"
	"unicode/utf8"
)

var stringClassTable = &table{rows: []builtin{
	{"new", "a new String", `String.new("a") << "b" # => "ab"`,
		0, 2, built(func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
			if len(a) == 0 {
				return NewString(""), nil
			}
			s, err := in.toText(a[0])
			return NewString(s), err
		}), false},
}}

// text makes a method of a function from string to string.
func text(f func(string) string) Native {
	return func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
		s := f(v.(*String).String())
		return NewString(s), in.grow(len(s))
	}
}

// folding is text with the options that say in which language's way letters are
// folded; they make no difference here.
func folding(f func(string) string, more ...string) Native {
	fold := text(f)
	known := append([]string{"ascii", "turkic", "lithuanian"}, more...)
	return func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
		for _, option := range a {
			if name, ok := option.(Symbol); !ok || !slices.Contains(known, string(name)) {
				return nil, in.Errorf("ArgumentError", "invalid option")
			}
		}
		return fold(in, v, nil, block)
	}
}

// upcase knows the one letter of German that becomes two.
func upcase(s string) string { return strings.ReplaceAll(strings.ToUpper(s), "ß", "SS") }

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

func stringSize(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	s := v.(*String).String()
	return Int(utf8.RuneCountInString(s)), in.spend(len(s) / 32)
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
	{"+", "both, one after the other", `"host" + 1.to_s # => "host1"`,
		1, 1, stringPlus, false},
	{"*", "repeated n times", `"ab" * 2 # => "abab"`,
		1, 1, stringTimes, false},
	{"%", "a text with values put in; see the formats below", `"h%02d" % 3 # => "h03"`,
		1, 1, stringFormat, false},
	{"<<", "adds at the end; an Integer is a character's code", `"a" << "b" << 99 # => "abc"`,
		1, 1, stringAppend, false},
	{"concat", "adds several at the end", `"a".concat("b", "c") # => "abc"`,
		0, -1, stringAppend, false},
	{"prepend", "adds at the front", `"b".prepend("a") # => "ab"`,
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			s := v.(*String)
			if s.frozen {
				return nil, in.frozenError(v)
			}
			t, err := in.toText(a[0])
			s.set(t + s.String())
			return s, err
		}, false},
	{"replace", "takes another text", `"a".replace("b") # => "b"`,
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			t, err := in.toText(a[0])
			if v.(*String).frozen {
				return nil, in.frozenError(v)
			}
			v.(*String).set(t)
			return v, err
		}, false},
	{"insert", "adds before an index", `"ad".insert(1, "bc") # => "abcd"`,
		2, 2, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
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
			if n < 0 || n > len(r) {
				return nil, in.Errorf("IndexError", "index %s out of string", in.inspect(a[0]))
			}
			if v.(*String).frozen {
				return nil, in.frozenError(v)
			}
			v.(*String).set(string(r[:n]) + t + string(r[n:]))
			return v, nil
		}, false},
	{"=~", "where a Regexp matches first, or nil", `"abc" =~ /c/ # => 2`,
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			if _, ok := a[0].(*Regexp); !ok {
				return nil, in.typeError("wrong argument type %s (expected Regexp)", in.classOf(a[0]).Name)
			}
			return in.send(a[0], "=~", []Value{v}, nil)
		}, false},
	{"match", "what a Regexp finds, a MatchData, or nil", `"sw12".match(/\d+/)[0] # => "12"`,
		1, 1, stringMatch, false},
	{"match?", "whether a Regexp matches", `"sw12".match?(/\d/) # => true`,
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			re, err := in.patternOf(a[0])
			return err == nil && in.match(re, v.(*String).String(), 0) != nil, err
		}, false},
	{"scan", "all that a Regexp finds", `"a1b22".scan(/\d+/) # => ["1", "22"]`,
		1, 1, stringScan, false},
	{"[] slice", "a character or a part: by index, range, start and length, text or Regexp", `["abc"[0], "abc"[1..], "abc"[0, 2], "sw12"[/\d+/]] # => ["a", "bc", "ab", "12"]`,
		1, 2, stringIndexed, false},
	{"[]=", "replaces a part", `s = "abc"; s[1] = "X"; s # => "aXc"`,
		2, 3, stringSetIndexed, false},
	{"length size", "the number of characters", `"abc".size # => 3`,
		0, 0, stringSize, false},
	{"bytesize", "the number of bytes", `"é".bytesize # => 2`,
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return Int(len(v.(*String).String())), nil
		}, false},
	{"empty?", "whether there are no characters", `"".empty? # => true`,
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return v.(*String).String() == "", nil }, false},
	{"to_s to_str", "itself", `"a".to_s # => "a"`,
		0, 0, self, false},
	{"to_sym intern", "as a Symbol", `"a".to_sym # => :a`,
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return Symbol(v.(*String).String()), nil }, false},
	{"to_i", "the Integer at the beginning, of any base; else 0", `["12ab".to_i, "ff".to_i(16)] # => [12, 255]`,
		0, 1, stringToI, false},
	{"to_f", "the Float at the beginning; else 0.0", `"1.5s".to_f # => 1.5`,
		0, 0, stringToF, false},
	{"hex", "the hexadecimal number at the beginning", `"0xff".hex # => 255`,
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			n, _, _ := scanInteger(strings.TrimLeft(v.(*String).String(), blanks), 16, false)
			return n, nil
		}, false},
	{"oct", "the octal number at the beginning", `"17".oct # => 15`,
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			s := strings.TrimLeft(v.(*String).String(), blanks)
			base := 8
			if len(s) > 1 && s[0] == '0' && strings.IndexByte("xXbBoO", s[1]) >= 0 {
				base = 0
			}
			n, _, _ := scanInteger(s, base, false)
			return n, nil
		}, false},
	{"ord", "the code of the first character", `"a".ord # => 97`,
		0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			r, size := utf8.DecodeRuneInString(v.(*String).String())
			if size == 0 {
				return nil, in.argumentError("empty string")
			}
			return Int(r), nil
		}, false},
	{"chr", "the first character", `"abc".chr # => "a"`,
		0, 0, text(func(s string) string { _, n := utf8.DecodeRuneInString(s); return s[:n] }), false},
	{"sum", "the bytes added, modulo 65536", `"ab".sum # => 195`,
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			n := 0
			for _, c := range []byte(v.(*String).String()) {
				n += int(c)
			}
			return Int(n & 0xffff), nil
		}, false},
	{"succ next", "the text that follows", `["host1".succ, "az".succ] # => ["host2", "ba"]`,
		0, 0, text(stringSucc), false},
	{"upto", "yields the texts up to another", `"a".upto("c").to_a # => ["a", "b", "c"]`,
		1, 2, func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
			return v, in.iterate(&Range{Low: v, High: a[0]}, func(s Value) error {
				_, err := in.yield(block, s)
				return err
			})
		}, loops},
	{"upcase", "in upper case", `"abc".upcase # => "ABC"`,
		0, -1, folding(upcase), false},
	{"downcase", "in lower case", `"ABC".downcase # => "abc"`,
		0, -1, folding(strings.ToLower, "fold"), false},
	{"capitalize", "the first character in upper case, the rest in lower", `"aBC".capitalize # => "Abc"`,
		0, 0, text(capitalize), false},
	{"swapcase", "upper and lower case exchanged", `"aBC".swapcase # => "Abc"`,
		0, 0, text(swapcase), false},
	{"reverse", "in the other order", `"abc".reverse # => "cba"`,
		0, 0, text(reverse), false},
	{"strip", "without white space around", `" a ".strip # => "a"`,
		0, 0, text(func(s string) string { return strings.TrimLeft(strings.TrimRight(s, blanks), blanks[:6]) }), false},
	{"lstrip", "without white space before", `" a ".lstrip # => "a "`,
		0, 0, text(func(s string) string { return strings.TrimLeft(s, blanks[:6]) }), false},
	{"rstrip", "without white space behind", `" a ".rstrip # => " a"`,
		0, 0, text(func(s string) string { return strings.TrimRight(s, blanks) }), false},
	{"chomp", "without a line's end, or without a given end", `"a\n".chomp # => "a"`,
		0, 1, stringChomp, false},
	{"chop", "without the last character", `"abc".chop # => "ab"`,
		0, 0, text(chop), false},
	{"upcase!", "as upcase, in place; nil if nothing changed", `"ABC".upcase! # => nil`,
		0, 0, change(text(upcase)), false},
	{"downcase!", "as downcase, in place; nil if nothing changed", `"ABC".downcase! # => "abc"`,
		0, 0, change(text(strings.ToLower)), false},
	{"capitalize!", "as capitalize, in place; nil if nothing changed", `"abc".capitalize! # => "Abc"`,
		0, 0, change(text(capitalize)), false},
	{"reverse!", "as reverse, in place", `"abc".reverse! # => "cba"`,
		0, 0, replacing(text(reverse)), false},
	{"strip!", "as strip, in place; nil if nothing changed", `"a".strip! # => nil`,
		0, 0, change(text(strings.TrimSpace)), false},
	{"chomp!", "as chomp, in place; nil if nothing changed", `"a\n".chomp! # => "a"`,
		0, 1, change(stringChomp), false},
	{"sub!", "as sub, in place; nil if nothing changed", `"abc".sub!("x", "y") # => nil`,
		1, 2, change(substitute(false)), false},
	{"gsub!", "as gsub, in place; nil if nothing changed", `"aba".gsub!("a", "x") # => "xbx"`,
		1, 2, change(substitute(true)), false},
	{"ljust", "filled on the right up to a width", `"ab".ljust(4, ".") # => "ab.."`,
		1, 2, pad(false, true), false},
	{"rjust", "filled on the left up to a width", `"7".rjust(3, "0") # => "007"`,
		1, 2, pad(true, false), false},
	{"center", "filled on both sides up to a width", `"ab".center(6, "*") # => "**ab**"`,
		1, 2, pad(true, true), false},
	{"split", "the parts between a separator, or between white space", `["a b".split, "a,b".split(",")] # => [["a", "b"], ["a", "b"]]`,
		0, 2, stringSplit, false},
	{"sub", "with the first match replaced: by a text, a Hash or the block", `"abab".sub("a", "x") # => "xbab"`,
		1, 2, substitute(false), false},
	{"gsub", "with every match replaced", `"a1b2".gsub(/\d/) { |d| (d.to_i + 1).to_s } # => "a2b3"`,
		1, 2, substitute(true), false},
	{"tr", "with characters exchanged, one for one", `"hello".tr("a-y", "b-z") # => "ifmmp"`,
		2, 2, stringTr, false},
	{"delete", "without some characters", `"hello".delete("l") # => "heo"`,
		1, -1, stringDelete, false},
	{"squeeze", "with repeated characters made one", `"aabb".squeeze # => "ab"`,
		0, -1, stringSqueeze, false},
	{"count", "how many of some characters there are", `"hello".count("lo") # => 3`,
		1, -1, stringCount, false},
	{"start_with?", "whether it begins with a text or a match", `"host1".start_with?("host") # => true`,
		0, -1, test(strings.HasPrefix), false},
	{"end_with?", "whether it ends with a text", `"host1".end_with?("1", "2") # => true`,
		0, -1, test(strings.HasSuffix), false},
	{"include?", "whether a text is in it", `"host1".include?("st") # => true`,
		1, 1, test(strings.Contains), false},
	{"index", "where a text or a match is first", `"abab".index("b") # => 1`,
		1, 2, stringFirst, false},
	{"rindex", "where a text or a match is last", `"abab".rindex("b") # => 3`,
		1, 2, stringLast, false},
	{"delete_prefix", "without that beginning", `"host1".delete_prefix("host") # => "1"`,
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			t, err := in.toText(a[0])
			return NewString(strings.TrimPrefix(v.(*String).String(), t)), err
		}, false},
	{"delete_suffix", "without that end", `"host1".delete_suffix("1") # => "host"`,
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			t, err := in.toText(a[0])
			return NewString(strings.TrimSuffix(v.(*String).String(), t)), err
		}, false},
	{"partition", "what stands before, at and behind the first match", `"a=b=c".partition("=") # => ["a", "=", "b=c"]`,
		1, 1, stringPartition, false},
	{"rpartition", "what stands before, at and behind the last match", `"a=b=c".rpartition("=") # => ["a=b", "=", "c"]`,
		1, 1, stringRpartition, false},
	{"chars", "all characters", `"abc".chars # => ["a", "b", "c"]`,
		0, 0, partsOf(chars), false},
	{"bytes", "all bytes", `"ab".bytes # => [97, 98]`,
		0, 0, partsOf(bytesOf), false},
	{"codepoints", "the codes of all characters", `"é".codepoints # => [233]`,
		0, 0, partsOf(codepoints), false},
	{"lines", "all lines, with their ends, or without with `chomp: true`; an argument says what ends one", `["a\nb".lines, "a,b".lines(",")] # => [["a\n", "b"], ["a,", "b"]]`,
		0, 2, stringLines, false},
	{"each_char", "yields each character", `"ab".each_char.to_a # => ["a", "b"]`,
		0, 0, eachOf(chars), loops},
	{"each_byte", "yields each byte", `"ab".each_byte.to_a # => [97, 98]`,
		0, 0, eachOf(bytesOf), loops},
	{"each_line", "yields each line, as lines", `"a\nb".each_line.to_a # => ["a\n", "b"]`,
		0, 2, stringEachLine, loops},
	{"casecmp", "as `<=>`, upper and lower case the same", `"a".casecmp("B") # => -1`,
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			t, ok := a[0].(*String)
			if !ok {
				return nil, nil
			}
			return Int(strings.Compare(strings.ToLower(v.(*String).String()), strings.ToLower(t.String()))), nil
		}, false},
	{"casecmp?", "whether both are equal, upper and lower case the same", `"a".casecmp?("A") # => true`,
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			t, ok := a[0].(*String)
			if !ok {
				return nil, nil
			}
			return strings.EqualFold(v.(*String).String(), t.String()), nil
		}, false},
	{"between?", "whether it is neither below the one nor above the other", `"b".between?("a", "c") # => true`,
		2, 2, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			low, err := in.mustCompare(v, a[0])
			if low < 0 || err != nil {
				return false, err
			}
			high, err := in.mustCompare(v, a[1])
			return high <= 0, err
		}, false},
	{"-@", "frozen", `(-"a").frozen? # => true`,
		0, 0, objectFreeze, false},
	{"+@", "itself, or a copy that can be changed", `(+"a") << "b" # => "ab"`,
		0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			if v.(*String).frozen {
				return in.dup(v)
			}
			return v, nil
		}, false},
	{"encoding", "the encoding: always UTF-8 here", `"a".encoding.to_s # => "UTF-8"`,
		0, 0, func(*Interp, Value, []Value, *Proc) (Value, error) { return NewString("UTF-8"), nil }, false},
	{"force_encoding", "itself", `"a".force_encoding("UTF-8") # => "a"`,
		1, 1, self, false},
	{"encode", "itself", `"a".encode("UTF-8") # => "a"`,
		0, -1, self, false},
	{"valid_encoding?", "whether it is valid in its encoding", `"a".valid_encoding? # => true`,
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return utf8.ValidString(v.(*String).String()), nil
		}, false},
	{"lstrip!", "as lstrip, in place; nil if nothing changed", `" a".lstrip! # => "a"`,
		0, 0, change(text(func(s string) string { return strings.TrimLeft(s, blanks[:6]) })), false},
	{"rstrip!", "as rstrip, in place; nil if nothing changed", `"a ".rstrip! # => "a"`,
		0, 0, change(text(func(s string) string { return strings.TrimRight(s, blanks) })), false},
	{"swapcase!", "as swapcase, in place; nil if nothing changed", `"aB".swapcase! # => "Ab"`,
		0, 0, change(text(swapcase)), false},
	{"succ! next!", "as succ, in place", `"a9".succ! # => "b0"`,
		0, 0, replacing(text(stringSucc)), false},
	{"chop!", "as chop, in place; nil if nothing changed", `"abc".chop! # => "ab"`,
		0, 0, change(text(chop)), false},
	{"tr!", "as tr, in place; nil if nothing changed", `"abc".tr!("b", "x") # => "axc"`,
		2, 2, change(stringTr), false},
	{"tr_s", "as tr, with repetitions of what was exchanged made one", `"hello".tr_s("l", "r") # => "hero"`,
		2, 2, stringTrSqueeze, false},
	{"delete!", "as delete, in place; nil if nothing changed", `"hello".delete!("l") # => "heo"`,
		1, -1, change(stringDelete), false},
	{"squeeze!", "as squeeze, in place; nil if nothing changed", `"aab".squeeze! # => "ab"`,
		0, -1, change(stringSqueeze), false},
	{"delete_prefix!", "as delete_prefix, in place; nil if nothing changed", `"host1".delete_prefix!("sw") # => nil`,
		1, 1, change(viaText("delete_prefix")), false},
	{"delete_suffix!", "as delete_suffix, in place; nil if nothing changed", `"host1".delete_suffix!("1") # => "host"`,
		1, 1, change(viaText("delete_suffix")), false},
	{"slice!", "takes a part away and returns it", `s = "host1"; [s.slice!(0, 4), s] # => ["host", "1"]`,
		1, 2, stringSliceInPlace, false},
	{"clear", "takes everything away", `"abc".clear # => ""`,
		0, 0, stringClear, false},
	{"byteslice", "a part, counted in bytes", `"abc".byteslice(1, 2) # => "bc"`,
		1, 2, stringByteslice, false},
	{"getbyte", "a byte, or nil", `"abc".getbyte(-1) # => 99`,
		1, 1, stringGetbyte, false},
	{"ascii_only?", "whether all characters are ASCII", `["abc".ascii_only?, "é".ascii_only?] # => [true, false]`,
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return isASCII(v.(*String).String()), nil }, false},
	{"scrub", "with what is not valid replaced", `"abc".scrub # => "abc"`,
		0, 1, stringScrub, false},
	{"unpack", "numbers and texts from bytes; see Array#pack", `"\x01\x02ab".unpack("na*") # => [258, "ab"]`,
		1, 1, stringUnpack, false},
	{"unpack1", "the first of them", `"abc".unpack1("H*") # => "616263"`,
		1, 1, stringUnpack1, false},
}, outside: "unicode_normalize"}
