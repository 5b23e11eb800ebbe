package interp

import (
	"unicode"
	"unicode/utf8"
)

// stringSucc is "a9".succ: the rightmost letter or digit goes one up and
// carries to the next one on its left. Without any, the last character goes up.
func stringSucc(s string) string {
	b := []byte(s)
	carryAt, carry, gap := -1, rune(0), false
	for at := len(b); at > 0; {
		r, size := utf8.DecodeLastRune(b[:at])
		at -= size
		if gap && carryAt >= 0 && differInKind(b[carryAt], b[at]) {
			break // "a-9" becomes "a-10"
		}
		run := alnumRun(r)
		if gap = run == nil; gap {
			continue
		}
		next, wraps := succIn(run, r)
		utf8.EncodeRune(b[at:], next) // which is as long as r
		if !wraps {
			return string(b)
		}
		if carryAt, carry = at, next; run == unicode.Digit {
			carry++ // "9" becomes "10", "z" becomes "aa"
		}
	}
	if carryAt < 0 {
		r, size := utf8.DecodeLastRuneInString(s)
		if r == utf8.RuneError {
			return s
		}
		return s[:len(s)-size] + string(r+1)
	}
	return string(b[:carryAt]) + string(carry) + string(b[carryAt:])
}

// differInKind reports whether one of a and b is an ASCII digit and the other an
// ASCII letter.
func differInKind(a, b byte) bool {
	return isASCIILetter(a) && isASCIIDigit(b) || isASCIIDigit(a) && isASCIILetter(b)
}

func isASCIILetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func isASCIIDigit(c byte) bool  { return '0' <= c && c <= '9' }

// alnumRun returns what r counts among, letters or digits; nil if neither.
func alnumRun(r rune) *unicode.RangeTable {
	switch {
	case unicode.IsDigit(r):
		return unicode.Digit
	case unicode.IsLetter(r):
		return unicode.Letter
	}
	return nil
}

// succIn returns what follows r among those in table, over at most one that is
// not; or, with wraps set, the first of those without a gap that end with r.
func succIn(table *unicode.RangeTable, r rune) (next rune, wraps bool) {
	size := utf8.RuneLen(r)
	for next = r + 1; next <= r+2; next++ {
		if utf8.RuneLen(next) == size && unicode.Is(table, next) {
			return next, false
		}
	}
	for first := rangeStart(table, r); ; first = rangeStart(table, first-1) {
		if utf8.RuneLen(first-1) != size || !unicode.Is(table, first-1) {
			return first, true
		}
	}
}

// rangeStart returns the first rune of the range of table that r is in, which
// has runes of one size.
func rangeStart(table *unicode.RangeTable, r rune) rune {
	start := func(low, high, stride rune) (rune, bool) {
		if r < low || r > high {
			return 0, false
		}
		if stride > 1 {
			low = r
		}
		for utf8.RuneLen(low) != utf8.RuneLen(r) {
			low++
		}
		return low, true
	}
	for _, span := range table.R16 {
		if low, ok := start(rune(span.Lo), rune(span.Hi), rune(span.Stride)); ok {
			return low
		}
	}
	for _, span := range table.R32 {
		if low, ok := start(rune(span.Lo), rune(span.Hi), rune(span.Stride)); ok {
			return low
		}
	}
	return r
}
