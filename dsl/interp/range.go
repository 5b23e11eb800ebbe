package interp

import (
	"math"
	"math/big"
	"strings"
)

var rangeClassTable = &table{rows: []builtin{
	{"new", "a Range; a true third argument leaves the end out", "Range.new(1, 3, true).to_a # => [1, 2]",
		2, 3, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
			return in.newRange(a[0], a[1], len(a) == 3 && Truthy(a[2]))
		}, false},
}}

func (r *Range) dots() string {
	if r.Exclusive {
		return "..."
	}
	return ".."
}

// newRange makes a Range of two values that have an order.
func (in *Interp) newRange(low, high Value, exclusive bool) (Value, error) {
	if low != nil && high != nil {
		if _, ok, err := in.compare(low, high); !ok || err != nil {
			return nil, in.argumentError("bad value for range")
		}
	}
	return &Range{low, high, exclusive}, nil
}

// iterateRange calls f with the elements of a range of integers, strings or
// anything with succ.
func (in *Interp) iterateRange(r *Range, f func(Value) error) error {
	site := in.site
	switch low := r.Low.(type) {
	case Int:
		if high, ok := r.High.(Float); ok && !math.IsInf(float64(high), 0) {
			r = &Range{low, Float(math.Floor(float64(high))), r.Exclusive && float64(high) == math.Floor(float64(high))}
		}
		if high, ok := r.High.(Int); ok {
			if r.Exclusive {
				high--
			}
			for i := low; i <= high; i++ {
				if err := in.tick(site); err != nil {
					return err
				}
				if err := f(i); err != nil {
					return err
				}
				if i == math.MaxInt64 {
					break
				}
			}
			return nil
		}
	case *String:
		return in.iterateStrings(r, low.String(), f)
	case Float, nil, bool:
		return in.typeError("can't iterate from %s", in.classOf(r.Low).Name)
	}
	for v := r.Low; ; {
		if r.High != nil {
			n, err := in.mustCompare(v, r.High)
			if err != nil {
				return err
			}
			if n > 0 || n == 0 && r.Exclusive {
				return nil
			}
		}
		if err := in.tick(site); err != nil {
			return err
		}
		if err := f(v); err != nil {
			return err
		}
		var err error
		if v, err = in.send(v, "succ", nil, nil); err != nil {
			return err
		}
	}
}

// iterateStrings counts from one string to another, no longer one.
func (in *Interp) iterateStrings(r *Range, s string, f func(Value) error) error {
	high := ""
	if r.High != nil {
		var err error
		if high, err = in.toText(r.High); err != nil {
			return err
		}
		if numbers := allDigits(s) && allDigits(high); numbers && len(s) > len(high) || !(numbers && len(s) < len(high)) && s > high {
			return nil
		}
	}
	site := in.site
	for {
		if err := in.tick(site); err != nil {
			return err
		}
		if r.High != nil && s == high && r.Exclusive {
			return nil
		}
		if err := in.grow(bytesOfString + len(s)); err != nil {
			return err
		}
		if err := f(NewString(s)); err != nil {
			return err
		}
		if r.High != nil && s == high {
			return nil
		}
		if s = stringSucc(s); r.High != nil && (len(s) > len(high) || s == "") {
			return nil
		}
	}
}

func allDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// coversRange reports whether all of inner, which is not empty, lies in r.
func (in *Interp) coversRange(r, inner *Range) (bool, error) {
	if inner.Low == nil && r.Low != nil || inner.High == nil && r.High != nil {
		return false, nil
	}
	if inner.Low != nil && inner.High != nil {
		if n, ok, err := in.compare(inner.Low, inner.High); !ok || n > 0 || n == 0 && inner.Exclusive || err != nil {
			return false, err
		}
	}
	if inner.Low != nil {
		if ok, err := in.covers(r, inner.Low); !ok || err != nil {
			return false, err
		}
	}
	if inner.High == nil || r.High == nil {
		return true, nil
	}
	n, ok, err := in.compare(inner.High, r.High)
	if ok && n > 0 && inner.Exclusive && !r.Exclusive && isInteger(inner.High) && isInteger(r.High) && isInteger(inner.Low) {
		// 1...4 lies in 1..3.
		before, err := in.arith("-", inner.High, Int(1))
		if err != nil {
			return false, err
		}
		n, ok, err = in.compare(before, r.High)
		return ok && n <= 0, err
	}
	return ok && (n < 0 || n == 0 && (!r.Exclusive || inner.Exclusive)), err
}

// covers reports whether v lies between the ends of r.
func (in *Interp) covers(r *Range, v Value) (bool, error) {
	if r.Low != nil {
		n, ok, err := in.compare(r.Low, v)
		if !ok || n > 0 || err != nil {
			return false, err
		}
	}
	if r.High != nil {
		n, ok, err := in.compare(v, r.High)
		if !ok || n > 0 || n == 0 && r.Exclusive || err != nil {
			return false, err
		}
	}
	return true, nil
}

func rangeCovers(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	return in.covers(v.(*Range), a[0])
}

func rangeEach(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
	return v, in.iterateRange(v.(*Range), func(item Value) error {
		_, err := in.yield(block, item)
		return err
	})
}

func rangeSize(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	if len(a) > 0 || block != nil {
		return enumCount(in, v, a, block)
	}
	r := v.(*Range)
	switch {
	case r.Low == nil && (r.High == nil || isNumber(r.High)), isNumber(r.Low) && r.High == nil:
		return Float(math.Inf(1)), nil
	case !isNumber(r.Low) || !isNumber(r.High):
		return nil, nil
	case isFloat(r.Low) || isFloat(r.High):
		n := floatSteps(toFloat(r.Low), toFloat(r.High), 1, r.Exclusive)
		if math.IsInf(n, 0) {
			return Float(n), nil
		}
		return floatToInteger(in, n)
	}
	n := new(big.Int).Sub(bigOf(r.High), bigOf(r.Low))
	if !r.Exclusive {
		n.Add(n, big.NewInt(1))
	}
	if n.Sign() < 0 {
		n.SetInt64(0)
	}
	return integer(n), nil
}

// everyNth is step where elements can only be counted.
func (in *Interp) everyNth(r *Range, step Value, block *Proc) error {
	n, err := in.toInt(step)
	if err != nil {
		return err
	}
	i := 0
	return in.iterateRange(r, func(item Value) error {
		i++
		if (i-1)%n != 0 {
			return nil
		}
		_, err := in.yield(block, item)
		return err
	})
}

func rangeStep(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	r := v.(*Range)
	if _, text := r.Low.(*String); text && isInteger(a[0]) && toFloat(a[0]) > 0 {
		return v, in.everyNth(r, a[0], block)
	}
	if !isNumber(r.Low) || !isNumber(a[0]) {
		return nil, in.typeError("`step` needs a range of numbers or texts")
	}
	if toFloat(a[0]) <= 0 {
		return nil, in.argumentError("step can't be 0 or negative")
	}
	return v, in.stepThrough(r.Low, r.High, a[0], r.Exclusive, func(n Value) error {
		_, err := in.yield(block, n)
		return err
	})
}

// rangeEnd makes first, last, min and max without arguments or blocks quick.
func rangeEnd(high bool, slow Native) Native {
	return func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
		r := v.(*Range)
		low, isInt := r.Low.(Int)
		top, topInt := r.High.(Int)
		if len(a) > 0 || block != nil || !isInt || !topInt {
			return slow(in, v, a, block)
		}
		if r.Exclusive {
			top--
		}
		if top < low {
			return nil, nil
		}
		if high {
			return top, nil
		}
		return low, nil
	}
}

// rangeTable is the methods of Range beside those of every collection.
var rangeTable = &table{rows: []builtin{
	{"each", "yields each element", "(1..3).each.to_a # => [1, 2, 3]",
		0, 0, rangeEach, loops},
	{"step %", "every n-th element", "(1..10).step(4).to_a # => [1, 5, 9]",
		1, 1, rangeStep, loops},
	{"begin", "where it begins", "(1..3).begin # => 1",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return v.(*Range).Low, nil }, false},
	{"end", "where it ends", "(1...3).end # => 3",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return v.(*Range).High, nil }, false},
	{"first", "the first element, or the first n", "(1..).first(2) # => [1, 2]",
		0, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			if len(a) == 0 {
				return v.(*Range).Low, nil
			}
			return enumTake(in, v, a, nil)
		}, false},
	{"last", "the last element, or the last n", "(1..9).last(2) # => [8, 9]",
		0, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			if len(a) == 0 {
				return v.(*Range).High, nil
			}
			list, err := in.toSlice(v)
			if err != nil {
				return nil, err
			}
			n, err := in.count(a[0])
			return NewArray(list[max0(len(list)-n):]...), err
		}, false},
	{"min", "the smallest element, or the n smallest", "(1...5).min # => 1",
		0, 1, rangeEnd(false, extreme(-1, false)), false},
	{"max", "the largest element, or the n largest", "(1...5).max # => 4",
		0, 1, rangeEnd(true, extreme(1, false)), false},
	{"size", "the number of elements, of Integers", "(1..10).size # => 10",
		0, 0, rangeSize, false},
	{"count", "the number of elements, or of those that please the block", "(1..10).count(&:even?) # => 5",
		0, 1, rangeSize, false},
	{"exclude_end?", "whether the end is left out", "(1...3).exclude_end? # => true",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return v.(*Range).Exclusive, nil }, false},
	{"include? member? ===", "whether a value lies in it", "(1..10) === 5.5 # => true",
		1, 1, rangeCovers, false},
	{"cover?", "whether a value, or all of another range, lies in it", "(1..10).cover?(2..3) # => true",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			if inner, ok := a[0].(*Range); ok {
				return in.coversRange(v.(*Range), inner)
			}
			return in.covers(v.(*Range), a[0])
		}, false},
	{"bsearch", "the first Integer for which the block says yes, where it says so of all that follow", "(0..100).bsearch { |n| n * n >= 50 } # => 8",
		0, 0, rangeBsearch, loops},
	{"to_s", "as it is written, of the texts of its ends", `("a".."c").to_s # => "a..c"`,
		0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			r := v.(*Range)
			low, err := in.toS(r.Low)
			if err != nil {
				return nil, err
			}
			high, err := in.toS(r.High)
			return NewString(low + r.dots() + high), err
		}, false},
}}
