package interp

import "math/big"

// integerElement is n[i], a bit counted from the lowest, n[i, count] and n[range].
func integerElement(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	if len(a) == 2 {
		return in.bits(v, a[0], a[1])
	}
	r, ok := a[0].(*Range)
	if !ok {
		return in.bit(v, a[0])
	}
	if r.Low == nil {
		return in.bitsBelow(v, r)
	}
	if r.High == nil {
		return in.shift(v, r.Low, -1)
	}
	low, err := in.toInt(r.Low)
	if err != nil {
		return nil, err
	}
	high, err := in.toInt(r.High)
	if err != nil {
		return nil, err
	}
	switch {
	case high < low:
		return in.shift(v, r.Low, -1)
	case high == low && r.Exclusive:
		return Int(0), nil
	case !r.Exclusive:
		high++
	}
	return in.bits(v, Int(low), Int(high-low))
}

// bit returns the bit number i of v.
func (in *Interp) bit(v, i Value) (Value, error) {
	if b, ok := i.(*big.Int); ok {
		return in.signBit(v, b.Sign() < 0), nil
	}
	n, err := in.toInt(i)
	if err != nil {
		return nil, err
	}
	x := bigOf(v)
	if n < 0 || n > x.BitLen() {
		return in.signBit(v, n < 0), nil
	}
	return Int(x.Bit(n)), nil
}

// signBit is a bit above all of v, or one below.
func (in *Interp) signBit(v Value, below bool) Value {
	if !below && bigOf(v).Sign() < 0 {
		return Int(1)
	}
	return Int(0)
}

// bits returns count bits of v from the bit number low.
func (in *Interp) bits(v, low, count Value) (Value, error) {
	mask, err := in.shift(Int(1), count, 1)
	if err != nil {
		return nil, err
	}
	shifted, err := in.shift(v, low, -1)
	if err != nil {
		return nil, err
	}
	m := new(big.Int).Sub(bigOf(mask), big.NewInt(1))
	return integer(m.And(m, bigOf(shifted))), nil
}

// bitsBelow is n[..high], which would be without an end unless all of them are 0.
func (in *Interp) bitsBelow(v Value, r *Range) (Value, error) {
	high, err := in.toInt(r.High)
	if err != nil {
		return nil, err
	}
	if !r.Exclusive {
		high++
	}
	if high >= 0 {
		low, err := in.bits(v, Int(0), Int(high))
		if low == Int(0) || err != nil {
			return low, err
		}
	}
	return nil, in.argumentError("The beginless range for Integer#[] results in infinity")
}
