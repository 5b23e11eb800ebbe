package interp

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

var integerClassTable = &table{rows: []builtin{
	{"sqrt", "square root, rounded down", "Integer.sqrt(17) # => 4",
		1, 1, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
			b := bigOf(a[0])
			if b == nil || b.Sign() < 0 {
				return nil, in.Errorf("RangeError", "cannot take the root of %s", in.inspect(a[0]))
			}
			return integer(new(big.Int).Sqrt(b)), nil
		}, false},
}}

// integerTable is the methods of Integer.
var integerTable = &table{rows: []builtin{
	{"+", "sum; Integers are of any size", "2 ** 64 + 1 # => 18446744073709551617",
		1, 1, arithmetic("+"), false},
	{"-", "difference", "1 - 2 # => -1",
		1, 1, arithmetic("-"), false},
	{"*", "product", "6 * 7 # => 42",
		1, 1, arithmetic("*"), false},
	{"/", "quotient, rounded down", "-7 / 2 # => -4",
		1, 1, arithmetic("/"), false},
	{"% modulo", "remainder, with the sign of the right side", "-7 % 3 # => 2",
		1, 1, arithmetic("%"), false},
	{"**", "power", "2 ** 10 # => 1024",
		1, 1, arithmetic("**"), false},
	{"pow", "power, also with a modulus", "2.pow(10, 1000) # => 24",
		1, 2, integerPow, false},
	{"div", "quotient, rounded down, also of a Float", "7.div(2.0) # => 3",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			q, err := in.arith("/", v, a[0])
			if f, ok := q.(Float); ok && err == nil {
				return floatToInteger(in, math.Floor(float64(f)))
			}
			return q, err
		}, false},
	{"fdiv", "quotient as a Float", "1.fdiv(4) # => 0.25",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			if !isNumber(a[0]) {
				return nil, in.wrongType(a[0], "Numeric")
			}
			return Float(toFloat(v) / toFloat(a[0])), nil
		}, false},
	{"divmod", "quotient and remainder", "7.divmod(3) # => [2, 1]",
		1, 1, numberDivmod, false},
	{"remainder", "remainder, with its own sign", "-7.remainder(3) # => -1",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			x, y := bigOf(v), bigOf(a[0])
			if y == nil {
				return nil, in.wrongType(a[0], "Integer")
			}
			if y.Sign() == 0 {
				return nil, in.Errorf("ZeroDivisionError", "divided by 0")
			}
			return integer(new(big.Int).Rem(x, y)), nil
		}, false},
	{"-@", "with the other sign", "-(5) # => -5",
		0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return in.arith("-", Int(0), v) }, false},
	{"+@ to_i to_int", "itself", "5.to_i # => 5",
		0, 0, self, false},
	{"~", "all bits turned over", "~5 # => -6",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return integer(new(big.Int).Not(bigOf(v))), nil
		}, false},
	{"&", "the bits that both have", "0b110 & 0b011 # => 2",
		1, 1, bitwise((*big.Int).And), false},
	{"|", "the bits that either has", "0b110 | 0b011 # => 7",
		1, 1, bitwise((*big.Int).Or), false},
	{"^", "the bits that just one has", "0b110 ^ 0b011 # => 5",
		1, 1, bitwise((*big.Int).Xor), false},
	{"<<", "bits moved up", "1 << 8 # => 256",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) { return in.shift(v, a[0], 1) }, false},
	{">>", "bits moved down", "256 >> 4 # => 16",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) { return in.shift(v, a[0], -1) }, false},
	{"[]", "a bit, counted from the lowest, or several: from, count or a Range", "[5[2], 0xabc[4, 8], 0xabc[4..7]] # => [1, 171, 11]",
		1, 2, integerElement, false},
	{"times", "yields 0 to n - 1", "3.times.to_a # => [0, 1, 2]",
		0, 0, integerTimes, loops},
	{"upto", "yields the numbers up to a limit", "1.upto(3).to_a # => [1, 2, 3]",
		1, 1, integerUpto, loops},
	{"downto", "yields the numbers down to a limit", "3.downto(1).to_a # => [3, 2, 1]",
		1, 1, integerDownto, loops},
	{"succ next", "the number after", "1.succ # => 2",
		0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return in.arith("+", v, Int(1)) }, false},
	{"pred", "the number before", "1.pred # => 0",
		0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return in.arith("-", v, Int(1)) }, false},
	{"even?", "whether it is even", "2.even? # => true",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return bigOf(v).Bit(0) == 0, nil }, false},
	{"odd?", "whether it is odd", "2.odd? # => false",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return bigOf(v).Bit(0) == 1, nil }, false},
	{"to_f", "as a Float", "1.to_f # => 1.0",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return Float(toFloat(v)), nil }, false},
	{"to_s inspect", "in digits, to any base up to 36", `255.to_s(16) # => "ff"`,
		0, 1, integerToS, false},
	// Trema's own: a dpid as text.
	{"to_hex", "as a dpid is written: Trema's own", `0xabc.to_hex # => "0xabc"`,
		0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return kernelFormat(in, nil, []Value{NewString("%#x"), v}, nil)
		}, false},
	{"chr", "the character of that code", `97.chr # => "a"`,
		0, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			n, err := in.toInt(v)
			if err != nil || n < 0 || n > 0x10ffff || n > 255 && len(a) == 0 {
				return nil, in.Errorf("RangeError", "%s out of char range", in.inspect(v))
			}
			if len(a) == 1 {
				if err := in.checkEncoding(a[0]); err != nil {
					return nil, err
				}
			}
			if n < 0x80 || len(a) == 1 {
				return NewString(string(rune(n))), nil
			}
			return NewString(string([]byte{byte(n)})), nil
		}, false},
	{"ord", "itself", "97.ord # => 97",
		0, 0, self, false},
	{"gcd", "greatest common divisor", "12.gcd(18) # => 6",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			y := bigOf(a[0])
			if y == nil {
				return nil, in.wrongType(a[0], "Integer")
			}
			return integer(new(big.Int).GCD(nil, nil, new(big.Int).Abs(bigOf(v)), new(big.Int).Abs(y))), nil
		}, false},
	{"lcm", "least common multiple", "4.lcm(6) # => 12",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
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
	{"digits", "the digits, from the lowest", "1234.digits # => [4, 3, 2, 1]",
		0, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			base := Value(Int(10))
			if len(a) == 1 {
				base = a[0]
			}
			b, x := bigOf(base), bigOf(v)
			if b == nil || b.Cmp(big.NewInt(2)) < 0 {
				return nil, in.argumentError("invalid radix %s", in.inspect(base))
			}
			if x.Sign() < 0 {
				return nil, in.Errorf("Math::DomainError", "out of domain")
			}
			out := &Array{}
			rest, digit := new(big.Int).Set(x), new(big.Int)
			for {
				if err := in.spend(1 + rest.BitLen()/2048); err != nil {
					return nil, err
				}
				if err := in.grow(2 * bytesOfElement); err != nil {
					return nil, err
				}
				rest.DivMod(rest, b, digit)
				out.Elems = append(out.Elems, integer(new(big.Int).Set(digit)))
				if rest.Sign() == 0 {
					return out, nil
				}
			}
		}, false},
	{"gcdlcm", "both", "12.gcdlcm(18) # => [6, 36]",
		1, 1, integerGcdlcm, false},
	{"allbits?", "whether all bits of a mask are set", "0b110.allbits?(0b100) # => true",
		1, 1, integerBits(func(n, mask *big.Int) bool { return n.Cmp(mask) == 0 }), false},
	{"anybits?", "whether a bit of a mask is set", "0b110.anybits?(0b101) # => true",
		1, 1, integerBits(func(n, _ *big.Int) bool { return n.Sign() != 0 }), false},
	{"nobits?", "whether no bit of a mask is set", "0b110.nobits?(0b001) # => true",
		1, 1, integerBits(func(n, _ *big.Int) bool { return n.Sign() == 0 }), false},
	{"bit_length", "how many bits it takes", "255.bit_length # => 8",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			x := bigOf(v)
			if x.Sign() < 0 {
				x = new(big.Int).Not(x)
			}
			return Int(x.BitLen()), nil
		}, false},
	{"round", "itself, or rounded to tens, hundreds, …", "1254.round(-2) # => 1300",
		0, 2, integerRound(0), false},
	{"floor", "rounded down to tens, hundreds, …", "1254.floor(-2) # => 1200",
		0, 1, integerRound(-1), false},
	{"ceil", "rounded up to tens, hundreds, …", "1254.ceil(-1) # => 1260",
		0, 1, integerRound(1), false},
	{"truncate", "rounded towards 0 to tens, hundreds, …", "-1254.truncate(-2) # => -1200",
		0, 1, integerRound(2), false},
	{"infinite?", "nil", "1.infinite? # => nil",
		0, 0, func(*Interp, Value, []Value, *Proc) (Value, error) { return nil, nil }, false},
	{"integer?", "true", "1.integer? # => true",
		0, 0, func(*Interp, Value, []Value, *Proc) (Value, error) { return true, nil }, false},
	{"size", "the bytes that it takes", "1.size # => 8",
		0, 0, func(*Interp, Value, []Value, *Proc) (Value, error) { return Int(8), nil }, false},
}}

func integerTimes(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
	n, ok := v.(Int)
	if !ok && bigOf(v).Sign() > 0 {
		n = math.MaxInt64 // as good as any number that is larger
	}
	site := in.site
	for i := range n {
		if err := in.tick(site); err != nil {
			return nil, err
		}
		if _, err := in.yield(block, i); err != nil {
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
		if base != int(int32(base)) {
			return nil, in.Errorf("RangeError", "%d is too large for a radix", base)
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
	words := modulus.BitLen()/64 + 1
	if err := in.spend(exponent.BitLen() / 16 * words * words / 16); err != nil {
		return nil, err
	}
	r := new(big.Int).Exp(bigOf(v), exponent, new(big.Int).Abs(modulus))
	if modulus.Sign() < 0 && r.Sign() != 0 {
		r.Add(r, modulus)
	}
	return integer(r), nil
}

// half returns what round does with a half, of its option: up, even or down.
func (in *Interp) half(options *Hash) (string, error) {
	v, _ := options.Get(Symbol("half"))
	if v == nil {
		return "up", nil
	}
	name, err := in.toName(v)
	if err == nil && name != "up" && name != "even" && name != "down" {
		err = in.argumentError("invalid rounding mode: %s", name)
	}
	return name, err
}

func last(a []Value) Value {
	if len(a) == 0 {
		return nil
	}
	return a[len(a)-1]
}

// integerRound rounds to a negative number of digits: up, down, to nearest or
// towards zero.
func integerRound(way int) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		half := ""
		if h, ok := last(a).(*Hash); ok && way == 0 {
			var err error
			if half, err = in.half(h); err != nil {
				return nil, err
			}
			a = a[:len(a)-1]
		}
		if len(a) == 0 {
			return v, nil
		}
		n, err := in.toInt(a[0])
		if err != nil {
			return nil, err
		}
		if n >= 0 {
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
			if c == 0 && half == "even" {
				up = new(big.Int).Quo(down, unit).Bit(0) == 1
			} else if c == 0 && half == "down" {
				up = x.Sign() < 0
			}
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

// integerBits tells something of the bits of a mask that are set.
func integerBits(test func(n, mask *big.Int) bool) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		mask := bigOf(a[0])
		if mask == nil {
			return nil, in.typeError("no implicit conversion of %s into Integer", in.coerced(a[0]))
		}
		n := bigOf(v)
		return test(new(big.Int).And(n, mask), mask), in.grow((n.BitLen() + mask.BitLen()) / 8)
	}
}

func integerGcdlcm(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	gcd, err := in.send(v, "gcd", a, nil)
	if err != nil {
		return nil, err
	}
	lcm, err := in.send(v, "lcm", a, nil)
	return NewArray(gcd, lcm), err
}

// encodings are names of encodings that people write, in lower case.
var encodings = map[string]bool{
	"utf-8": true, "us-ascii": true, "ascii": true, "ascii-8bit": true, "binary": true, "iso-8859-1": true,
	"euc-jp": true, "shift_jis": true, "windows-31j": true, "utf-16be": true, "utf-16le": true, "utf-16": true,
}

// checkEncoding refuses what names no encoding. Texts are UTF-8 here all the same.
func (in *Interp) checkEncoding(v Value) error {
	s, ok := v.(*String)
	if !ok {
		return in.typeError("no implicit conversion of %s into String", in.coerced(v))
	}
	if !encodings[strings.ToLower(s.String())] {
		return in.Errorf("ArgumentError", "unknown encoding name - %s", s)
	}
	return nil
}
