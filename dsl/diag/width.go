package diag

import "unicode"

// wide lists the blocks that terminals draw two columns wide: Hangul, kana,
// CJK ideographs, full-width forms and pictographs.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x1100, 0x115f, 1}, {0x2e80, 0x303e, 1}, {0x3041, 0x33ff, 1},
		{0x3400, 0x4dbf, 1}, {0x4e00, 0x9fff, 1}, {0xa000, 0xa4cf, 1},
		{0xac00, 0xd7a3, 1}, {0xf900, 0xfaff, 1}, {0xfe30, 0xfe6f, 1},
		{0xff00, 0xff60, 1}, {0xffe0, 0xffe6, 1},
	},
	R32: []unicode.Range32{
		{0x1f300, 0x1f64f, 1}, {0x1f900, 0x1f9ff, 1}, {0x20000, 0x3fffd, 1},
	},
}

// tabStop is how far apart tab stops are in a shown source line.
const tabStop = 4

// Width returns the columns that s takes on a terminal.
func Width(s string) int {
	n := 0
	for _, r := range s {
		n += columns(r, n)
	}
	return n
}

// columns returns how many terminal columns r takes when it starts at column at.
func columns(r rune, at int) int {
	switch {
	case r == '\t':
		return tabStop - at%tabStop
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case unicode.Is(wide, r):
		return 2
	}
	return 1
}

// visible replaces what a terminal would act upon instead of showing it: a
// file from a stranger must not be able to move the cursor.
func visible(r rune) rune {
	if r != '\t' && unicode.IsControl(r) {
		return unicode.ReplacementChar
	}
	return r
}
