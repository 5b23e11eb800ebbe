package interp

import "math"

// halve finds the smallest place in low...high for which the block says yes,
// by halving. A block that returns numbers is asked for the place itself: it
// says 0 there, and elsewhere on which side it lies. It returns high where there
// is none.
func (in *Interp) halve(low, high int, at func(int) (Value, error), block *Proc) (int, bool, error) {
	found, end := false, high
	for low < high {
		middle := low + (high-low)/2
		v, err := at(middle)
		if err != nil {
			return 0, false, err
		}
		r, err := in.yield(block, v)
		if err != nil {
			return 0, false, err
		}
		switch answer := r.(type) {
		case nil:
			low = middle + 1
		case bool:
			if answer {
				high, found = middle, true
			} else {
				low = middle + 1
			}
		default:
			if !isNumber(r) {
				return 0, false, in.typeError("wrong argument type %s (must be numeric, true, false or nil)", in.classOf(r).Name)
			}
			n, err := in.mustCompare(r, Int(0))
			switch {
			case err != nil:
				return 0, false, err
			case n == 0:
				return middle, true, nil
			case n < 0:
				high = middle
			default:
				low = middle + 1
			}
		}
	}
	if !found {
		return end, false, nil
	}
	return high, true, nil
}

// arrayBsearch makes bsearch, and with index bsearch_index.
func arrayBsearch(index bool) Native {
	return func(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
		list := v.(*Array)
		at := func(i int) (Value, error) {
			if i >= len(list.Elems) {
				return nil, nil // the block took it away
			}
			return list.Elems[i], nil
		}
		i, ok, err := in.halve(0, len(list.Elems), at, block)
		switch {
		case err != nil || !ok:
			return nil, err
		case index:
			return Int(i), nil
		}
		return at(i)
	}
}

// rangeBsearch is bsearch of a range of Integers.
func rangeBsearch(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
	r := v.(*Range)
	low, ok := r.Low.(Int)
	high, isInt := r.High.(Int)
	if r.High == nil && ok {
		high, isInt = math.MaxInt64/2, true
	}
	if !ok || !isInt || low < math.MinInt64/4 || high > math.MaxInt64/2 {
		return nil, in.typeError("can't do binary search for %s", in.classOf(r.Low).Name)
	}
	if !r.Exclusive {
		high++
	}
	i, found, err := in.halve(int(low), int(high), func(i int) (Value, error) { return Int(i), nil }, block)
	if err != nil || !found {
		return nil, err
	}
	return Int(i), nil
}
