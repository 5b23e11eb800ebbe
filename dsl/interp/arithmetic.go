package interp

import (
	"math"
	"math/big"
	"math/bits"
)

// bitwise applies an operation on the bits of two integers.
func bitwise(op func(z, x, y *big.Int) *big.Int) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		y := bigOf(a[0])
		if y == nil {
			return nil, in.wrongType(a[0], "Integer")
		}
		return integer(op(new(big.Int), bigOf(v), y)), nil
	}
}

// shift is v << by, times sign.
func (in *Interp) shift(v, by Value, sign int) (Value, error) {
	x := bigOf(v)
	if b, ok := by.(*big.Int); ok {
		switch {
		case b.Sign() == sign && x.Sign() != 0:
			return nil, in.Errorf("RangeError", "shift width too big")
		case x.Sign() < 0:
			return Int(-1), nil
		}
		return Int(0), nil
	}
	n, err := in.toInt(by)
	if err != nil {
		return nil, err
	}
	n *= sign
	if n < 0 {
		if -n > x.BitLen()+1 {
			n = -x.BitLen() - 1
		}
		return integer(new(big.Int).Rsh(x, uint(-n))), nil
	}
	if x.Sign() == 0 {
		return Int(0), nil
	}
	if err := in.grow(n/8 + 8); err != nil {
		return nil, err
	}
	return integer(new(big.Int).Lsh(x, uint(n))), nil
}

// arithmetic is a binary operator of numbers.
func arithmetic(op string) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) { return in.arith(op, v, a[0]) }
}

// arith is l op r for numbers of any kind.
func (in *Interp) arith(op string, l, r Value) (Value, error) {
	if !isNumber(r) {
		if op == "+" || op == "-" || op == "*" || op == "/" || op == "%" || op == "**" {
			return nil, in.typeError("%s can't be coerced into %s", in.coerced(r), in.classOf(l).Name)
		}
		return nil, in.wrongType(r, "Numeric")
	}
	_, lf := l.(Float)
	_, rf := r.(Float)
	if lf || rf {
		x, y := toFloat(l), toFloat(r)
		if op == "**" && x < 0 && y != math.Floor(y) {
			return nil, in.Errorf("NotImplementedError", "a root of a negative number is a complex number, which is not available here")
		}
		return floatArith(op, x, y), nil
	}
	a, ok1 := l.(Int)
	b, ok2 := r.(Int)
	if ok1 && ok2 {
		if v, ok := smallArith(op, a, b); ok {
			return v, nil
		}
	}
	return in.bigArith(op, bigOf(l), bigOf(r))
}

func (in *Interp) coerced(v Value) string {
	switch v.(type) {
	case nil, bool:
		return in.describe(v)
	}
	return in.classOf(v).Name
}

// smallArith is a op b where the result is sure to fit in 64 bits.
func smallArith(op string, a, b Int) (Value, bool) {
	switch op {
	case "+":
		c := a + b
		return c, (c > a) == (b > 0)
	case "-":
		c := a - b
		return c, (c < a) == (b > 0)
	case "*":
		hi, lo := bits.Mul64(uint64(abs64(a)), uint64(abs64(b)))
		if hi != 0 || lo > math.MaxInt64 {
			return nil, false
		}
		return a * b, true
	case "/":
		if b == 0 || a == math.MinInt64 {
			return nil, false
		}
		q := a / b
		if a%b != 0 && (a < 0) != (b < 0) {
			q--
		}
		return q, true
	case "%":
		if b == 0 || a == math.MinInt64 {
			return nil, false
		}
		m := a % b
		if m != 0 && (m < 0) != (b < 0) {
			m += b
		}
		return m, true
	}
	return nil, false
}

func abs64(a Int) uint64 {
	if a < 0 {
		return uint64(-a)
	}
	return uint64(a)
}

func (in *Interp) bigArith(op string, a, b *big.Int) (Value, error) {
	switch op {
	case "+":
		return integer(new(big.Int).Add(a, b)), in.grow(a.BitLen() / 8)
	case "-":
		return integer(new(big.Int).Sub(a, b)), in.grow(a.BitLen() / 8)
	case "*":
		if err := in.grow((a.BitLen() + b.BitLen()) / 8); err != nil {
			return nil, err
		}
		if err := in.spend(a.BitLen() / 64 * (b.BitLen() / 64) / 64); err != nil {
			return nil, err
		}
		return integer(new(big.Int).Mul(a, b)), nil
	case "/", "%":
		if b.Sign() == 0 {
			return nil, in.Errorf("ZeroDivisionError", "divided by 0")
		}
		if err := in.spend(squareEffort(a)); err != nil {
			return nil, err
		}
		q, m := new(big.Int).QuoRem(a, b, new(big.Int))
		if m.Sign() != 0 && (m.Sign() < 0) != (b.Sign() < 0) {
			q.Sub(q, big.NewInt(1))
			m.Add(m, b)
		}
		if op == "/" {
			return integer(q), nil
		}
		return integer(m), nil
	}
	return in.power(a, b)
}

// power is a ** b for integers.
func (in *Interp) power(a, b *big.Int) (Value, error) {
	if b.Sign() < 0 {
		if a.CmpAbs(big.NewInt(1)) == 0 {
			return integer(new(big.Int).Exp(a, new(big.Int).Abs(b), nil)), nil
		}
		return nil, in.Errorf("NotImplementedError", "`**` with a negative exponent gives a rational number, which is not available here\nwrite the base as a float: 2.0 ** -1")
	}
	if a.CmpAbs(big.NewInt(1)) > 0 {
		if !b.IsInt64() || b.Int64() > 8<<30 || b.Int64() > math.MaxInt64/int64(a.BitLen()) {
			return nil, in.grow(-1)
		}
		bits := int(b.Int64()) * a.BitLen()
		if err := in.grow(bits / 8); err != nil {
			return nil, err
		}
		if err := in.spend(bits / 64 * (bits / 64) / 64); err != nil {
			return nil, err
		}
	} else if !b.IsInt64() {
		b = big.NewInt(2 + int64(b.Bit(0)))
	}
	return integer(new(big.Int).Exp(a, b, nil)), nil
}
