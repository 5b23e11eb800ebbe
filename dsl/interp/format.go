package interp

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"
)

func kernelFormat(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
	f, err := in.toText(a[0])
	if err != nil {
		return nil, err
	}
	s, err := in.format(f, a[1:])
	return NewString(s), err
}

// directive is one % of a format.
type directive struct {
	minus, plus, space, zero, sharp bool
	width, precision                int
	hasPrecision                    bool
	value                           Value
	given                           bool // by %<name>
}

// formatter walks through a format and its arguments.
type formatter struct {
	in   *Interp
	args []Value
	next int
	out  strings.Builder
}

// format is format(f, *args).
func (in *Interp) format(f string, args []Value) (string, error) {
	w := &formatter{in: in, args: args}
	for f != "" {
		i := strings.IndexByte(f, '%')
		if i < 0 {
			w.out.WriteString(f)
			break
		}
		w.out.WriteString(f[:i])
		rest, err := w.directive(f[i+1:])
		if err != nil {
			return "", err
		}
		f = rest
		if err := in.grow(w.out.Len() / 8); err != nil {
			return "", err
		}
	}
	return w.out.String(), in.grow(w.out.Len())
}

// argument returns the next argument.
func (w *formatter) argument() (Value, error) {
	if w.next >= len(w.args) {
		return nil, w.in.argumentError("too few arguments")
	}
	w.next++
	return w.args[w.next-1], nil
}

// named returns the value of %<name> and %{name}.
func (w *formatter) named(f string, closer byte) (Value, string, error) {
	end := strings.IndexByte(f, closer)
	if end < 0 {
		return nil, "", w.in.argumentError("malformed name - unmatched parenthesis")
	}
	h, ok := first(w.args).(*Hash)
	if !ok {
		return nil, "", w.in.argumentError("one hash required")
	}
	v, ok := h.Get(Symbol(f[:end]))
	if !ok {
		return nil, "", w.in.Errorf("KeyError", "key<%s> not found", f[:end])
	}
	return v, f[end+1:], nil
}

// number reads digits, or a * that takes an argument.
func (w *formatter) number(f string) (int, string, error) {
	if strings.HasPrefix(f, "*") {
		v, err := w.argument()
		if err != nil {
			return 0, "", err
		}
		n, err := w.in.toInt(v)
		return n, f[1:], err
	}
	n := 0
	for f != "" && '0' <= f[0] && f[0] <= '9' {
		if n = n*10 + int(f[0]-'0'); n > 1<<20 {
			return 0, "", w.in.argumentError("width too big")
		}
		f = f[1:]
	}
	return n, f, nil
}

// directive writes what follows a % and returns the rest of the format.
func (w *formatter) directive(f string) (string, error) {
	d := &directive{}
	var err error
	for f != "" {
		c := f[0]
		switch c {
		case '-':
			d.minus = true
		case '+':
			d.plus = true
		case ' ':
			d.space = true
		case '0':
			d.zero = true
		case '#':
			d.sharp = true
		case '<':
			if d.value, f, err = w.named(f[1:], '>'); err != nil {
				return "", err
			}
			d.given = true
			continue
		case '{':
			v, rest, err := w.named(f[1:], '}')
			if err != nil {
				return "", err
			}
			s, err := w.in.toS(v)
			if err != nil {
				return "", err
			}
			w.out.WriteString(d.pad(s, false))
			return rest, nil
		case '1', '2', '3', '4', '5', '6', '7', '8', '9', '*':
			if d.width, f, err = w.number(f); err != nil {
				return "", err
			}
			if d.width < 0 {
				d.minus, d.width = true, -d.width
			}
			if strings.HasPrefix(f, "$") {
				if d.width > len(w.args) || d.width == 0 {
					return "", w.in.argumentError("too few arguments")
				}
				d.value, d.given, d.width = w.args[d.width-1], true, 0
				f = f[1:]
			}
			continue
		case '.':
			d.hasPrecision = true
			if d.precision, f, err = w.number(f[1:]); err != nil {
				return "", err
			}
			continue
		default:
			return f[1:], w.write(d, c)
		}
		f = f[1:]
	}
	return "", w.in.argumentError("incomplete format specifier; use %%%% (double %%) instead")
}

// write writes a directive that ends with c.
func (w *formatter) write(d *directive, c byte) error {
	if c == '%' || c == '\n' {
		w.out.WriteByte('%')
		if c == '\n' {
			w.out.WriteByte(c)
		}
		return nil
	}
	if !d.given {
		var err error
		if d.value, err = w.argument(); err != nil {
			return err
		}
	}
	if err := w.in.grow(d.width + d.precision); err != nil {
		return err
	}
	switch c {
	case 's', 'p':
		s := w.in.inspect(d.value)
		if c == 's' {
			var err error
			if s, err = w.in.toS(d.value); err != nil {
				return err
			}
		}
		if r := []rune(s); d.hasPrecision && d.precision < len(r) {
			s = string(r[:d.precision])
		}
		w.out.WriteString(d.pad(s, false))
		return nil
	case 'c':
		s, err := w.in.toS(d.value)
		if n, ok := d.value.(Int); ok {
			s = string(rune(n))
		} else {
			_, size := utf8.DecodeRuneInString(s)
			s = s[:size]
		}
		w.out.WriteString(d.pad(s, false))
		return err
	case 'd', 'i', 'u', 'x', 'X', 'o', 'b', 'B':
		return w.integer(d, c)
	case 'f', 'e', 'E', 'g', 'G', 'a', 'A':
		return w.float(d, c)
	}
	return w.in.argumentError("malformed format string - %%%c", c)
}

// pad fills to the width, with zeros after the sign where numeric asks for it.
func (d *directive) pad(s string, numeric bool) string {
	n := d.width - utf8.RuneCountInString(s)
	switch {
	case n <= 0:
		return s
	case d.minus:
		return s + strings.Repeat(" ", n)
	case numeric && d.zero:
		at := 0
		if s != "" && strings.IndexByte("+- ", s[0]) >= 0 {
			at = 1
		}
		if len(s) > at+1 && s[at] == '0' && strings.IndexByte("xXbBo", s[at+1]) >= 0 {
			at += 2
		}
		return s[:at] + strings.Repeat("0", n) + s[at:]
	}
	return strings.Repeat(" ", n) + s
}

// toBig returns the argument of %d as an integer.
func (w *formatter) toBig(v Value) (*big.Int, error) {
	switch x := v.(type) {
	case Float:
		i, err := floatToInteger(w.in, math.Floor(float64(x)))
		return bigOf(i), err
	case *String:
		i, err := w.in.parseInteger([]Value{v})
		return bigOf(i), err
	case nil:
		return nil, w.in.typeError("can't convert nil into Integer")
	}
	b := bigOf(v)
	if b == nil {
		if o, ok := v.(*Object); ok {
			if ip, ok := o.Data.(*ipaddr); ok {
				return ip.number(), nil
			}
		}
		return nil, w.in.typeError("can't convert %s into Integer", w.in.coerced(v))
	}
	return b, nil
}

// integer writes %d, %x, %o and %b. A negative number in another base without a
// sign flag is written as its two's complement with dots, as Ruby does.
func (w *formatter) integer(d *directive, c byte) error {
	b, err := w.toBig(d.value)
	if err != nil {
		return err
	}
	base, prefix := 10, ""
	switch c {
	case 'x', 'X':
		base, prefix = 16, "0"+string(c)
	case 'o':
		base, prefix = 8, "0"
	case 'b', 'B':
		base, prefix = 2, "0"+string(c)
	}
	sign := ""
	switch {
	case b.Sign() < 0:
		sign = "-"
	case d.plus:
		sign = "+"
	case d.space:
		sign = " "
	}
	if err := w.in.spend(squareEffort(b)); err != nil {
		return err
	}
	digits := new(big.Int).Abs(b).Text(base)
	filler, dots := "0", ""
	if b.Sign() < 0 && base != 10 && !d.plus && !d.space {
		sign, dots = "", ".."
		digits = complement(b, base)
		filler = digits[:1]
	}
	if c == 'X' {
		digits, filler = strings.ToUpper(digits), strings.ToUpper(filler)
	}
	if !d.sharp || b.Sign() == 0 || base == 10 {
		prefix = ""
	}
	if n := d.precision - len(dots) - len(digits); d.hasPrecision && n > 0 {
		digits = strings.Repeat(filler, n) + digits
	}
	if d.zero && !d.minus && !d.hasPrecision {
		if n := d.width - len(sign) - len(prefix) - len(dots) - len(digits); n > 0 {
			digits = strings.Repeat(filler, n) + digits
		}
	}
	w.out.WriteString(d.pad(sign+prefix+dots+digits, false))
	return nil
}

// complement returns the digits of a negative number's two's complement, with
// one leading digit that repeats for ever.
func complement(b *big.Int, base int) string {
	bits := map[int]int{2: 1, 8: 3, 16: 4}[base]
	n := (b.BitLen()/bits + 1)
	mod := new(big.Int).Lsh(big.NewInt(1), uint(n*bits))
	s := new(big.Int).Add(mod, b).Text(base)
	top := strconv.FormatInt(int64(base-1), base)
	s = strings.Repeat("0", max0(n-len(s))) + s
	return top + strings.TrimLeft(s, top)
}

func (w *formatter) float(d *directive, c byte) error {
	v := d.value
	if s, ok := v.(*String); ok {
		f, err := kernelFloat(w.in, nil, []Value{s}, nil)
		if err != nil {
			return err
		}
		v = f
	}
	if !isNumber(v) {
		return w.in.typeError("can't convert %s into Float", w.in.coerced(v))
	}
	f := toFloat(v)
	precision := 6
	if d.hasPrecision {
		precision = d.precision
	}
	sign := ""
	switch {
	case math.Signbit(f) && !math.IsNaN(f):
		sign = "-"
	case d.plus:
		sign = "+"
	case d.space:
		sign = " "
	}
	var s string
	switch {
	case math.IsInf(f, 0):
		s, d.zero = "Inf", false
	case math.IsNaN(f):
		s, d.zero = "NaN", false
	case c == 'g' || c == 'G':
		s = general(math.Abs(f), precision, c, d.sharp)
	case c == 'a' || c == 'A':
		return w.in.Errorf("NotImplementedError", "`%%%c` is not available in a %s", c, w.in.options.Noun)
	default:
		s = strconv.FormatFloat(math.Abs(f), c, precision, 64)
	}
	w.out.WriteString(d.pad(sign+s, true))
	return nil
}

// general is %g of C: the shorter of %e and %f, without trailing zeros.
func general(f float64, precision int, c byte, sharp bool) string {
	if precision == 0 {
		precision = 1
	}
	e := strconv.FormatFloat(f, 'e', precision-1, 64)
	mantissa, exponent, _ := strings.Cut(e, "e")
	x, _ := strconv.Atoi(exponent)
	trim := func(s string) string {
		if strings.Contains(s, ".") && !sharp {
			s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
		}
		return s
	}
	if x >= -4 && x < precision {
		return trim(strconv.FormatFloat(f, 'f', precision-1-x, 64))
	}
	return trim(mantissa) + string(c-'g'+'e') + exponent
}
