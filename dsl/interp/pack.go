package interp

import (
	"encoding/base64"
	"encoding/binary"
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"
)

// packing is one directive of pack and unpack: a letter and how many.
type packing struct {
	letter byte
	count  int
	star   bool // as many as there are
}

// integerPackings are the directives for Integers: their size and byte order.
var integerPackings = map[byte]struct {
	size   int
	order  binary.ByteOrder
	signed bool
}{
	'C': {1, binary.BigEndian, false}, 'c': {1, binary.BigEndian, true},
	'S': {2, binary.LittleEndian, false}, 's': {2, binary.LittleEndian, true},
	'L': {4, binary.LittleEndian, false}, 'l': {4, binary.LittleEndian, true},
	'Q': {8, binary.LittleEndian, false}, 'q': {8, binary.LittleEndian, true},
	'n': {2, binary.BigEndian, false}, 'N': {4, binary.BigEndian, false},
	'v': {2, binary.LittleEndian, false}, 'V': {4, binary.LittleEndian, false},
}

// packings reads the template of pack and unpack.
func (in *Interp) packings(v Value) ([]packing, error) {
	template, err := in.toText(v)
	if err != nil {
		return nil, err
	}
	var list []packing
	for i := 0; i < len(template); {
		p := packing{letter: template[i], count: 1}
		i++
		if strings.IndexByte(blanks, p.letter) >= 0 {
			continue
		}
		if !strings.ContainsRune("CcSsLlQqnNvVaAZHhBbUmx", rune(p.letter)) {
			return nil, in.Errorf("NotImplementedError", "the directive `%c` of pack is not available in a %s", p.letter, in.options.Noun)
		}
		from := i
		for i < len(template) && template[i] >= '0' && template[i] <= '9' {
			i++
		}
		switch {
		case i > from:
			if p.count, err = strconv.Atoi(template[from:i]); err != nil {
				return nil, in.Errorf("RangeError", "pack length too big")
			}
		case i < len(template) && template[i] == '*':
			p.star = true
			i++
		}
		list = append(list, p)
	}
	return list, nil
}

func arrayPack(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	list, err := in.packings(a[0])
	if err != nil {
		return nil, err
	}
	rest := v.(*Array).Elems
	next := func() (Value, error) {
		if len(rest) == 0 {
			return nil, in.argumentError("too few arguments")
		}
		e := rest[0]
		rest = rest[1:]
		return e, nil
	}
	var b []byte
	for _, p := range list {
		if err := in.grow(p.count); err != nil {
			return nil, err
		}
		if strings.IndexByte("aAZHhBbmx", p.letter) >= 0 {
			text := ""
			if p.letter != 'x' {
				e, err := next()
				if err != nil {
					return nil, err
				}
				if e != nil {
					if text, err = in.toText(e); err != nil {
						return nil, err
					}
				}
			}
			if err := in.grow(2 * len(text)); err != nil {
				return nil, err
			}
			b = append(b, packText(p, text)...)
			continue
		}
		if p.star {
			p.count = len(rest)
		}
		for range p.count {
			e, err := next()
			if err != nil {
				return nil, err
			}
			if err := in.grow(8); err != nil {
				return nil, err
			}
			if b, err = in.packInteger(b, p.letter, e); err != nil {
				return nil, err
			}
		}
	}
	return NewString(string(b)), in.grow(len(b))
}

// packInteger appends an Integer.
func (in *Interp) packInteger(b []byte, letter byte, v Value) ([]byte, error) {
	if f, ok := v.(Float); ok {
		var err error
		if v, err = floatToInteger(in, float64(f)); err != nil {
			return nil, err
		}
	}
	n := bigOf(v)
	if n == nil {
		return nil, in.typeError("no implicit conversion of %s into Integer", in.coerced(v))
	}
	if letter == 'U' {
		if !n.IsInt64() || n.Sign() < 0 || n.Int64() > utf8.MaxRune {
			return nil, in.Errorf("RangeError", "pack(U): value out of range")
		}
		return utf8.AppendRune(b, rune(n.Int64())), nil
	}
	// Only the lowest bits count, also those of a negative number.
	low := new(big.Int).And(n, new(big.Int).SetUint64(math.MaxUint64)).Uint64()
	var eight [8]byte
	p := integerPackings[letter]
	if p.order == binary.BigEndian {
		binary.BigEndian.PutUint64(eight[:], low)
		return append(b, eight[8-p.size:]...), nil
	}
	binary.LittleEndian.PutUint64(eight[:], low)
	return append(b, eight[:p.size]...), nil
}

// packText returns the bytes of a text: themselves, filled up, or what its digits
// say.
func packText(p packing, text string) []byte {
	switch p.letter {
	case 'x':
		if p.star {
			return nil
		}
		return make([]byte, p.count)
	case 'm':
		if !p.star && p.count == 0 {
			return []byte(base64.StdEncoding.EncodeToString([]byte(text)))
		}
		line := 45
		if !p.star && p.count >= 3 {
			line = p.count / 3 * 3
		}
		var b []byte
		for len(text) > 0 {
			n := min(line, len(text))
			b = append(base64.StdEncoding.AppendEncode(b, []byte(text[:n])), '\n')
			text = text[n:]
		}
		return b
	case 'H', 'h', 'B', 'b':
		return packDigits(p, text)
	}
	if p.star {
		if p.letter == 'Z' {
			text += "\x00"
		}
		return []byte(text)
	}
	b := make([]byte, p.count)
	if n := copy(b, text); p.letter == 'A' {
		for ; n < len(b); n++ {
			b[n] = ' '
		}
	}
	return b
}

// packDigits returns the bytes that hexadecimal or binary digits spell. Capitals
// begin with the high digit of a byte.
func packDigits(p packing, text string) []byte {
	bits, per := 4, 2
	if p.letter == 'B' || p.letter == 'b' {
		bits, per = 1, 8
	}
	count := p.count
	if p.star {
		count = len(text)
	}
	b := make([]byte, (count+per-1)/per)
	for i := range min(count, len(text)) {
		digit := text[i] & 0xf
		if c := text[i]; bits == 1 {
			digit = c & 1
		} else if c >= 'A' {
			digit = (c&7 + 9) & 0xf
		}
		shift := i % per * bits
		if p.letter == 'H' || p.letter == 'B' {
			shift = 8 - bits - shift
		}
		b[i/per] |= digit << shift
	}
	return b
}

func stringUnpack(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	list, err := in.packings(a[0])
	if err != nil {
		return nil, err
	}
	s := v.(*String).String()
	out := &Array{}
	add := func(v Value, size int) error {
		out.Elems = append(out.Elems, v)
		return in.grow(16 + size)
	}
	for _, p := range list {
		if strings.IndexByte("aAZHhBbmx", p.letter) >= 0 {
			text, n := unpackText(p, s)
			s = s[n:]
			if p.letter != 'x' {
				if err := add(NewString(text), len(text)); err != nil {
					return nil, err
				}
			}
			continue
		}
		for i := 0; p.star || i < p.count; i++ {
			e, n := unpackInteger(p.letter, s)
			if n == 0 {
				if p.star || p.letter == 'U' {
					break
				}
				if err := add(nil, 0); err != nil {
					return nil, err
				}
				continue
			}
			s = s[n:]
			if err := add(e, 0); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func stringUnpack1(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	list, err := stringUnpack(in, v, a, nil)
	if err != nil {
		return nil, err
	}
	return first(list.(*Array).Elems), nil
}

// unpackInteger reads an Integer and says how many bytes it took: none where
// there are too few.
func unpackInteger(letter byte, s string) (Value, int) {
	if letter == 'U' {
		r, n := utf8.DecodeRuneInString(s)
		return Int(r), n
	}
	p := integerPackings[letter]
	if len(s) < p.size {
		return nil, 0
	}
	var eight [8]byte
	var n uint64
	if p.order == binary.BigEndian {
		copy(eight[8-p.size:], s[:p.size])
		n = binary.BigEndian.Uint64(eight[:])
	} else {
		copy(eight[:], s[:p.size])
		n = binary.LittleEndian.Uint64(eight[:])
	}
	if p.signed {
		unused := 64 - 8*p.size
		return Int(int64(n<<unused) >> unused), p.size
	}
	return integer(new(big.Int).SetUint64(n)), p.size
}

// unpackText reads a text and says how many bytes it took.
func unpackText(p packing, s string) (string, int) {
	n := min(p.count, len(s))
	if p.star {
		n = len(s)
	}
	switch p.letter {
	case 'x':
		if p.star {
			return "", len(s)
		}
		return "", n
	case 'A':
		return strings.TrimRight(s[:n], " \x00"), n
	case 'Z':
		text, _, ended := strings.Cut(s[:n], "\x00")
		if ended && p.star {
			return text, len(text) + 1
		}
		return text, n
	case 'm':
		text := strings.Map(func(r rune) rune {
			if r == '\n' || r == '\r' || r == '=' {
				return -1
			}
			return r
		}, s)
		b, _ := base64.RawStdEncoding.DecodeString(text) // what can be read of it
		return string(b), len(s)
	case 'H', 'h', 'B', 'b':
		return unpackDigits(p, s)
	}
	return s[:n], n
}

func unpackDigits(p packing, s string) (string, int) {
	bits, per := 4, 2
	if p.letter == 'B' || p.letter == 'b' {
		bits, per = 1, 8
	}
	count := min(p.count, len(s)*per)
	if p.star {
		count = len(s) * per
	}
	b := make([]byte, count)
	for i := range count {
		shift := i % per * bits
		if p.letter == 'H' || p.letter == 'B' {
			shift = 8 - bits - shift
		}
		b[i] = "0123456789abcdef"[s[i/per]>>shift&(1<<bits-1)]
	}
	return string(b), (count + per - 1) / per
}
