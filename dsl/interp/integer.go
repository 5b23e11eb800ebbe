package interp

import (
	"math"
	"math/big"
	"strconv"
)

var integerClassTable = &table{rows: []builtin{
	{"sqrt", 1, 1, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
		b := bigOf(a[0])
		if b == nil || b.Sign() < 0 {
			return nil, in.Errorf("RangeError", "cannot take the root of %s", in.inspect(a[0]))
		}
		return integer(new(big.Int).Sqrt(b)), nil
	}, false},
}}

// integerTable is the methods of Integer.
var integerTable = &table{rows: []builtin{
	{"+", 1, 1, arithmetic("+"), false},
	{"-", 1, 1, arithmetic("-"), false},
	{"*", 1, 1, arithmetic("*"), false},
	{"/", 1, 1, arithmetic("/"), false},
	{"%", 1, 1, arithmetic("%"), false},
	{"modulo", 1, 1, arithmetic("%"), false},
	{"**", 1, 1, arithmetic("**"), false},
	{"pow", 1, 2, integerPow, false},
	{"div", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		q, err := in.arith("/", v, a[0])
		if f, ok := q.(Float); ok && err == nil {
			return floatToInteger(in, math.Floor(float64(f)))
		}
		return q, err
	}, false},
	{"fdiv", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		if !isNumber(a[0]) {
			return nil, in.wrongType(a[0], "Numeric")
		}
		return Float(toFloat(v) / toFloat(a[0])), nil
	}, false},
	{"divmod", 1, 1, numberDivmod, false},
	{"remainder", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		x, y := bigOf(v), bigOf(a[0])
		if y == nil {
			return nil, in.wrongType(a[0], "Integer")
		}
		if y.Sign() == 0 {
			return nil, in.Errorf("ZeroDivisionError", "divided by 0")
		}
		return integer(new(big.Int).Rem(x, y)), nil
	}, false},
	{"-@", 0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return in.arith("-", Int(0), v) }, false},
	{"+@", 0, 0, self, false},
	{"~", 0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
		return integer(new(big.Int).Not(bigOf(v))), nil
	}, false},
	{"&", 1, 1, bitwise((*big.Int).And), false},
	{"|", 1, 1, bitwise((*big.Int).Or), false},
	{"^", 1, 1, bitwise((*big.Int).Xor), false},
	{"<<", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) { return in.shift(v, a[0], 1) }, false},
	{">>", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) { return in.shift(v, a[0], -1) }, false},
	{"[]", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		n, err := in.toInt(a[0])
		if err != nil || n < 0 {
			return Int(0), err
		}
		x := bigOf(v)
		if n > x.BitLen() {
			if x.Sign() < 0 {
				return Int(1), nil
			}
			return Int(0), nil
		}
		return Int(x.Bit(n)), nil
	}, false},
	{"times", 0, 0, integerTimes, loops},
	{"upto", 1, 1, integerUpto, loops},
	{"downto", 1, 1, integerDownto, loops},
	{"succ", 0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return in.arith("+", v, Int(1)) }, false},
	{"next", 0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return in.arith("+", v, Int(1)) }, false},
	{"pred", 0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return in.arith("-", v, Int(1)) }, false},
	{"even?", 0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return bigOf(v).Bit(0) == 0, nil }, false},
	{"odd?", 0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return bigOf(v).Bit(0) == 1, nil }, false},
	{"to_i", 0, 0, self, false},
	{"to_int", 0, 0, self, false},
	{"to_f", 0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return Float(toFloat(v)), nil }, false},
	{"to_s", 0, 1, integerToS, false},
	{"inspect", 0, 1, integerToS, false},
	// Trema's own: a dpid as text.
	{"to_hex", 0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
		return NewString("0x" + bigOf(v).Text(16)), nil
	}, false},
	{"chr", 0, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		n, err := in.toInt(v)
		if err != nil || n < 0 || n > 0x10ffff || n > 255 && len(a) == 0 {
			return nil, in.Errorf("RangeError", "%s out of char range", in.inspect(v))
		}
		if n < 0x80 || len(a) == 1 {
			return NewString(string(rune(n))), nil
		}
		return NewString(string([]byte{byte(n)})), nil
	}, false},
	{"ord", 0, 0, self, false},
	{"gcd", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		y := bigOf(a[0])
		if y == nil {
			return nil, in.wrongType(a[0], "Integer")
		}
		return integer(new(big.Int).GCD(nil, nil, new(big.Int).Abs(bigOf(v)), new(big.Int).Abs(y))), nil
	}, false},
	{"lcm", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		x, y := bigOf(v), bigOf(a[0])
		if y == nil {
			return nil, in.wrongType(a[0], "Integer")
		}
		if x.Sign() == 0 || y.Sign() == 0 {
			return Int(0), nil
		}
		x, y = new(big.Int).Abs(x), new(big.Int).Abs(y)
		g := new(big.Int).GCD(nil, nil, x, y)
		return integer(g.Mul(y, g.Div(x, g))), nil
	}, false},
	{"digits", 0, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		base := Value(Int(10))
		if len(a) == 1 {
			base = a[0]
		}
		b, x := bigOf(base), bigOf(v)
		if b == nil || b.Cmp(big.NewInt(2)) < 0 {
			return nil, in.argumentError("invalid radix %s", in.inspect(base))
		}
		if x.Sign() < 0 {
			return nil, in.argumentError("out of domain")
		}
		out := &Array{}
		rest, digit := new(big.Int).Set(x), new(big.Int)
		for {
			rest.DivMod(rest, b, digit)
			out.Elems = append(out.Elems, integer(new(big.Int).Set(digit)))
			if rest.Sign() == 0 {
				return out, nil
			}
		}
	}, false},
	{"bit_length", 0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
		x := bigOf(v)
		if x.Sign() < 0 {
			x = new(big.Int).Not(x)
		}
		return Int(x.BitLen()), nil
	}, false},
	{"round", 0, 2, integerRound(0), false},
	{"floor", 0, 1, integerRound(-1), false},
	{"ceil", 0, 1, integerRound(1), false},
	{"truncate", 0, 1, integerRound(2), false},
	{"integer?", 0, 0, func(*Interp, Value, []Value, *Proc) (Value, error) { return true, nil }, false},
	{"size", 0, 0, func(*Interp, Value, []Value, *Proc) (Value, error) { return Int(8), nil }, false},
	{"hash", 0, 0, self, false},
}}

func integerTimes(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
	n, err := in.toInt(v)
	if err != nil {
		return nil, err
	}
	site := in.site
	for i := range n {
		if err := in.tick(site); err != nil {
			return nil, err
		}
		if _, err := in.yield(block, Int(i)); err != nil {
			return nil, err
		}
	}
	return v, nil
}

func integerUpto(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	return v, in.countTo(v, a[0], 1, block)
}

func integerDownto(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	return v, in.countTo(v, a[0], -1, block)
}

// countTo yields every integer from from to to.
func (in *Interp) countTo(from, to Value, step int, block *Proc) error {
	if !isNumber(to) {
		return in.argumentError("comparison of Integer with %s failed", in.inspect(to))
	}
	site := in.site
	for i := from; ; {
		n, err := in.mustCompare(i, to)
		if err != nil {
			return err
		}
		if n*step > 0 {
			return nil
		}
		if err := in.tick(site); err != nil {
			return err
		}
		if _, err := in.yield(block, i); err != nil {
			return err
		}
		if i, err = in.arith("+", i, Int(step)); err != nil {
			return err
		}
	}
}

func integerToS(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	base := 10
	if len(a) == 1 {
		var err error
		if base, err = in.toInt(a[0]); err != nil {
			return nil, err
		}
		if base < 2 || base > 36 {
			return nil, in.argumentError("invalid radix %d", base)
		}
	}
	if n, ok := v.(Int); ok {
		return NewString(strconv.FormatInt(int64(n), base)), nil
	}
	return NewString(bigOf(v).Text(base)), nil
}

func integerPow(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	if len(a) == 1 {
		return in.arith("**", v, a[0])
	}
	exponent, modulus := bigOf(a[0]), bigOf(a[1])
	if exponent == nil || modulus == nil || exponent.Sign() < 0 {
		return nil, in.typeError("pow with a modulus needs integers")
	}
	if modulus.Sign() == 0 {
		return nil, in.Errorf("ZeroDivisionError", "divided by 0")
	}
	r := new(big.Int).Exp(bigOf(v), exponent, new(big.Int).Abs(modulus))
	if modulus.Sign() < 0 && r.Sign() != 0 {
		r.Add(r, modulus)
	}
	return integer(r), nil
}

// integerRound rounds to a negative number of digits: up, down, to nearest or
// towards zero.
func integerRound(way int) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		if len(a) == 0 {
			return v, nil
		}
		n, ok := a[0].(Int)
		if !ok || n >= 0 {
			return v, nil
		}
		if n < -400 {
			return Int(0), nil
		}
		unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(-n)), nil)
		x := bigOf(v)
		rest := new(big.Int).Mod(x, unit)
		down := new(big.Int).Sub(x, rest)
		up := rest.Sign() != 0
		switch way {
		case 0:
			c := new(big.Int).Lsh(rest, 1).Cmp(unit)
			up = c > 0 || c == 0 && x.Sign() > 0
		case -1:
			up = false
		case 2:
			up = up && x.Sign() < 0
		}
		if up {
			down.Add(down, unit)
		}
		return integer(down), nil
	}
}
