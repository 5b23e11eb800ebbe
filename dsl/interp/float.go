package interp

import (
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

var floatConstants = map[string]Value{
	"INFINITY": Float(math.Inf(1)), "NAN": Float(math.NaN()), "EPSILON": Float(0x1p-52), "MAX": Float(math.MaxFloat64),
	"MIN": Float(0x1p-1022), "DIG": Int(15),
}

var mathConstants = map[string]Value{"PI": Float(math.Pi), "E": Float(math.E)}

func isNumber(v Value) bool {
	switch v.(type) {
	case Int, *big.Int, Float:
		return true
	}
	return false
}

func toFloat(v Value) float64 {
	switch v := v.(type) {
	case Int:
		return float64(v)
	case Float:
		return float64(v)
	case *big.Int:
		f, _ := new(big.Float).SetInt(v).Float64()
		return f
	}
	return 0
}

// compareNumbers orders numbers of any kind; NaN has no order.
func compareNumbers(a, b Value) (int, bool, error) {
	if x, y := bigOf(a), bigOf(b); x != nil && y != nil {
		return x.Cmp(y), true, nil
	}
	x, y := toFloat(a), toFloat(b)
	switch {
	case x < y:
		return -1, true, nil
	case x > y:
		return 1, true, nil
	case x == y:
		return 0, true, nil
	}
	return 0, false, nil
}

func floatArith(op string, a, b float64) Value {
	switch op {
	case "+":
		return Float(a + b)
	case "-":
		return Float(a - b)
	case "*":
		return Float(a * b)
	case "/":
		return Float(a / b)
	case "%":
		m := math.Mod(a, b)
		if m != 0 && (m < 0) != (b < 0) {
			m += b
		}
		return Float(m)
	}
	return Float(math.Pow(a, b))
}

// floatToInteger returns a whole Float as an Integer.
func floatToInteger(in *Interp, f float64) (Value, error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil, in.Errorf("FloatDomainError", "%s", formatFloat(f))
	}
	b, _ := big.NewFloat(f).Int(nil)
	return integer(b), nil
}

// numberDivmod is divmod: quotient rounded down, and what is left.
func numberDivmod(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	q, err := in.arith("/", v, a[0])
	if err != nil {
		return nil, err
	}
	if f, ok := q.(Float); ok {
		if toFloat(a[0]) == 0 {
			return nil, in.Errorf("ZeroDivisionError", "divided by 0")
		}
		x, y := toFloat(v), toFloat(a[0])
		if f = Float(math.Floor(float64(f))); !math.IsInf(x, 0) {
			rest := math.Mod(x, y)
			if f = Float(math.Round((x - rest) / y)); y*rest < 0 {
				f--
			}
		}
		if q, err = floatToInteger(in, float64(f)); err != nil {
			return nil, err
		}
	}
	m, err := in.arith("%", v, a[0])
	return NewArray(q, m), err
}

// numericTable is what Integer and Float share.
var numericTable = &table{rows: []builtin{
	{"abs magnitude", "without its sign", "-3.abs # => 3",
		0, 0, numberAbs, false},
	{"zero?", "whether it is 0", "0.zero? # => true",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return toFloat(v) == 0, nil }, false},
	{"nonzero?", "itself, or nil for 0", "[0.nonzero?, 4.nonzero?] # => [nil, 4]",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			if toFloat(v) == 0 {
				return nil, nil
			}
			return v, nil
		}, false},
	{"positive?", "whether it is above 0", "1.positive? # => true",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return toFloat(v) > 0, nil }, false},
	{"negative?", "whether it is below 0", "-1.5.negative? # => true",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return toFloat(v) < 0, nil }, false},
	{"integer?", "whether it is an Integer", "1.0.integer? # => false",
		0, 0, func(*Interp, Value, []Value, *Proc) (Value, error) { return false, nil }, false},
	{"finite?", "whether it is not infinite", "(1.0 / 0).finite? # => false",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return !math.IsInf(toFloat(v), 0), nil }, false},
	{"step", "counts to a limit in steps", "1.step(10, 4).to_a # => [1, 5, 9]",
		0, 3, numberStep, loops},
	{"coerce", "both numbers as one type", "1.coerce(2.5) # => [2.5, 1.0]",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			if isInteger(v) && isInteger(a[0]) {
				return NewArray(a[0], v), nil
			}
			if !isNumber(a[0]) {
				return nil, in.typeError("can't convert %s into Float", in.coerced(a[0]))
			}
			return NewArray(Float(toFloat(a[0])), Float(toFloat(v))), nil
		}, false},
}}

func numberAbs(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	if f, ok := v.(Float); ok {
		return Float(math.Abs(float64(f))), nil
	}
	if toFloat(v) < 0 {
		return in.arith("-", Int(0), v)
	}
	return v, nil
}

// floatTable is the methods of Float.
var floatTable = &table{rows: []builtin{
	{"+", "sum", "1.5 + 1 # => 2.5",
		1, 1, arithmetic("+"), false},
	{"-", "difference", "1.5 - 1 # => 0.5",
		1, 1, arithmetic("-"), false},
	{"*", "product", "1.5 * 2 # => 3.0",
		1, 1, arithmetic("*"), false},
	{"/ fdiv", "quotient", "3.0 / 2 # => 1.5",
		1, 1, arithmetic("/"), false},
	{"% modulo", "remainder, with the sign of the right side", "-7.5 % 2 # => 0.5",
		1, 1, arithmetic("%"), false},
	{"**", "power", "2.0 ** -1 # => 0.5",
		1, 1, arithmetic("**"), false},
	{"divmod", "quotient, rounded down, and remainder", "7.5.divmod(2) # => [3, 1.5]",
		1, 1, numberDivmod, false},
	{"-@", "with the other sign", "-(1.5) # => -1.5",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return -v.(Float), nil }, false},
	{"+@", "itself", "+1.5 # => 1.5",
		0, 0, self, false},
	{"to_i to_int", "the Integer towards 0", "-1.9.to_i # => -1",
		0, 0, floatTruncate, false},
	{"to_f", "itself", "1.5.to_f # => 1.5",
		0, 0, self, false},
	{"truncate", "the Integer towards 0, or a Float of n decimals", "1.29.truncate(1) # => 1.2",
		0, 1, floatRound(2), false},
	{"round", "the nearest Integer, or a Float of n decimals", "3.14159.round(2) # => 3.14",
		0, 2, floatRound(0), false},
	{"floor", "the Integer below, or a Float of n decimals", "-1.5.floor # => -2",
		0, 1, floatRound(-1), false},
	{"ceil", "the Integer above, or a Float of n decimals", "1.21.ceil(1) # => 1.3",
		0, 1, floatRound(1), false},
	{"div", "quotient, rounded down to an Integer", "7.5.div(2) # => 3",
		1, 1, floatDiv, false},
	{"next_float", "the next larger Float", "1.0.next_float > 1 # => true",
		0, 0, floatNext(math.Inf(1)), false},
	{"prev_float", "the next smaller Float", "1.0.prev_float < 1 # => true",
		0, 0, floatNext(math.Inf(-1)), false},
	{"nan?", "whether it is not a number", "(0.0 / 0).nan? # => true",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return math.IsNaN(toFloat(v)), nil }, false},
	{"infinite?", "1 or -1 for an infinite number, else nil", "(-1.0 / 0).infinite? # => -1",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			switch {
			case math.IsInf(toFloat(v), 1):
				return Int(1), nil
			case math.IsInf(toFloat(v), -1):
				return Int(-1), nil
			}
			return nil, nil
		}, false},
	{"to_s inspect", "as it is written in Ruby", `1e20.to_s # => "1.0e+20"`,
		0, 0, floatToS, false},
}}

func floatToS(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	return NewString(formatFloat(toFloat(v))), nil
}

func floatTruncate(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	return floatToInteger(in, math.Trunc(toFloat(v)))
}

// floatRound rounds to a number of digits, as integerRound does: up (1), down
// (-1), to nearest (0) or towards zero (2).
func floatRound(way int) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		f := toFloat(v)
		half := "up"
		if h, ok := last(a).(*Hash); ok && way == 0 {
			var err error
			if half, err = in.half(h); err != nil {
				return nil, err
			}
			a = a[:len(a)-1]
		}
		digits := 0
		if len(a) > 0 {
			var err error
			if digits, err = in.toInt(a[0]); err != nil {
				return nil, err
			}
		}
		if digits > 0 {
			return Float(roundDecimals(f, digits, way, half)), nil
		}
		if way != 0 || digits == 0 {
			f = roundScaled(f, 1, way, half)
		}
		n, err := floatToInteger(in, f)
		if digits == 0 || err != nil {
			return n, err
		}
		return integerRound(way)(in, n, a, nil)
	}
}

// roundDecimals rounds f to a number of decimals.
func roundDecimals(f float64, digits, way int, half string) float64 {
	_, exponent := math.Frexp(f)
	if math.IsInf(f, 0) || math.IsNaN(f) || f == 0 || digits >= 17-exponent/4 && exponent > 0 || digits >= 17-exponent/3 && exponent <= 0 {
		return f // it has no more digits than that
	}
	if digits > 14 {
		text := strconv.FormatFloat(f, 'f', digits, 64)
		r, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return f
		}
		return r
	}
	scale := math.Pow(10, float64(digits))
	if r := roundScaled(f, scale, way, half) / scale; !math.IsInf(r, 0) {
		return r
	}
	return f
}

// roundScaled rounds f·scale to a whole number. Where the product is not quite
// what it should be, f itself decides.
func roundScaled(f, scale float64, way int, half string) float64 {
	x := f * scale
	if way == 2 {
		if way = -1; f < 0 {
			way = 1
		}
	}
	switch way {
	case -1:
		if r := math.Floor(x); (r+1)/scale > f {
			return r
		}
		return math.Floor(x) + 1
	case 1:
		if r := math.Ceil(x); (r-1)/scale < f {
			return r
		}
		return math.Ceil(x) - 1
	}
	r := math.Round(x)
	switch {
	case half == "even" && math.Abs(r-x) == 0.5:
		return math.RoundToEven(x)
	case half == "down" && math.Abs(r-x) == 0.5:
		return math.Trunc(x)
	case scale == 1:
	case f > 0 && (r+0.5)/scale <= f:
		r++
	case f < 0 && (r-0.5)/scale >= f:
		r--
	}
	return r
}

// What Float() reads: underscores stand between digits only.
var (
	decimalFloat     = regexp.MustCompile(`^[+-]?(\d+(_\d+)*(\.\d+(_\d+)*)?|\.\d+(_\d+)*)([eE][+-]?\d+(_\d+)*)?$`)
	hexadecimalFloat = regexp.MustCompile(`^[+-]?0[xX][[:xdigit:]]+(_[[:xdigit:]]+)*((\.[[:xdigit:]]+)?[pP][+-]?\d+(_\d+)*)?$`)
)

func kernelFloat(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
	if s, ok := a[0].(*String); ok {
		text := strings.TrimSpace(s.String())
		switch {
		case decimalFloat.MatchString(text):
		case !hexadecimalFloat.MatchString(text):
			return nil, in.argumentError("invalid value for Float(): %s", quote(s.String()))
		case !strings.ContainsAny(text, "pP"):
			text += "p0" // strconv demands an exponent
		}
		// One too large is infinite, here and there; nothing else can be wrong.
		f, _ := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64)
		return Float(f), nil
	}
	if !isNumber(a[0]) {
		return nil, in.typeError("can't convert %s into Float", in.coerced(a[0]))
	}
	return Float(toFloat(a[0])), nil
}

var mathTable = &table{rows: []builtin{
	{"sqrt", "square root", "Math.sqrt(16) # => 4.0",
		1, 1, mathFunction(math.Sqrt), false},
	{"cbrt", "cube root", "Math.cbrt(27) # => 3.0",
		1, 1, mathFunction(math.Cbrt), false},
	{"sin", "sine, of radians", "Math.sin(0) # => 0.0",
		1, 1, mathFunction(math.Sin), false},
	{"cos", "cosine", "Math.cos(0) # => 1.0",
		1, 1, mathFunction(math.Cos), false},
	{"tan", "tangent", "Math.tan(0) # => 0.0",
		1, 1, mathFunction(math.Tan), false},
	{"asin", "arc sine", "Math.asin(0) # => 0.0",
		1, 1, mathFunction(math.Asin), false},
	{"acos", "arc cosine", "Math.acos(1) # => 0.0",
		1, 1, mathFunction(math.Acos), false},
	{"atan", "arc tangent", "Math.atan(0) # => 0.0",
		1, 1, mathFunction(math.Atan), false},
	{"sinh", "hyperbolic sine", "Math.sinh(0) # => 0.0",
		1, 1, mathFunction(math.Sinh), false},
	{"cosh", "hyperbolic cosine", "Math.cosh(0) # => 1.0",
		1, 1, mathFunction(math.Cosh), false},
	{"tanh", "hyperbolic tangent", "Math.tanh(0) # => 0.0",
		1, 1, mathFunction(math.Tanh), false},
	{"atan2", "the angle of a point, of its height and its width", "Math.atan2(0, 1) # => 0.0",
		2, 2, mathAtan2, false},
	{"log2", "logarithm to the base 2", "Math.log2(8) # => 3.0",
		1, 1, mathFunction(math.Log2), false},
	{"log10", "logarithm to the base 10", "Math.log10(1000) # => 3.0",
		1, 1, mathFunction(math.Log10), false},
	{"exp", "e to the power", "Math.exp(0) # => 1.0",
		1, 1, mathFunction(math.Exp), false},
	{"log", "natural logarithm, or to another base", "Math.log(8, 2) # => 3.0",
		1, 2, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
			for _, v := range a {
				if !isNumber(v) {
					return nil, in.wrongType(v, "Numeric")
				}
			}
			r := math.Log(toFloat(a[0]))
			if len(a) == 2 {
				r /= math.Log(toFloat(a[1]))
			}
			return Float(r), nil
		}, false},
	{"hypot", "the long side of a right triangle", "Math.hypot(3, 4) # => 5.0",
		2, 2, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
			return Float(math.Hypot(toFloat(a[0]), toFloat(a[1]))), nil
		}, false},
}}

func mathFunction(f func(float64) float64) Native {
	return func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
		if !isNumber(a[0]) {
			return nil, in.wrongType(a[0], "Numeric")
		}
		x := toFloat(a[0])
		r := f(x)
		if math.IsNaN(r) && !math.IsNaN(x) {
			return nil, in.Errorf("Math::DomainError", "Numerical argument is out of domain")
		}
		return Float(r), nil
	}
}

func mathAtan2(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
	for _, v := range a {
		if !isNumber(v) {
			return nil, in.typeError("can't convert %s into Float", in.coerced(v))
		}
	}
	return Float(math.Atan2(toFloat(a[0]), toFloat(a[1]))), nil
}

func floatDiv(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	if !isNumber(a[0]) {
		return nil, in.typeError("%s can't be coerced into Float", in.coerced(a[0]))
	}
	if toFloat(a[0]) == 0 {
		return nil, in.Errorf("ZeroDivisionError", "divided by 0")
	}
	return floatToInteger(in, math.Floor(float64(v.(Float))/toFloat(a[0])))
}

func floatNext(toward float64) Native {
	return func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
		return Float(math.Nextafter(float64(v.(Float)), toward)), nil
	}
}
