package interp

import (
	"slices"
	"sort"
)

// sortValues sorts with <=> or the block.
func (in *Interp) sortValues(list []Value, block *Proc) error {
	var failed error
	sort.SliceStable(list, func(i, j int) bool {
		if failed != nil {
			return false
		}
		var n int
		var err error
		if block == nil {
			n, err = in.mustCompare(list[i], list[j])
		} else {
			n, err = in.order(block, list[i], list[j])
		}
		if err != nil {
			failed = err
		}
		return n < 0
	})
	return failed
}

// order asks a block for the order of two values.
func (in *Interp) order(block *Proc, a, b Value) (int, error) {
	r, err := in.callProc(block, []Value{a, b}, nil)
	if err != nil {
		return 0, err
	}
	if !isNumber(r) {
		return 0, in.argumentError("comparison of %s with %s failed", in.classOf(a).Name, in.classOf(b).Name)
	}
	return in.mustCompare(r, Int(0))
}

func enumSort(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
	list, err := in.toSlice(v)
	if err != nil {
		return nil, err
	}
	list = append([]Value(nil), list...)
	return &Array{Elems: list}, in.sortValues(list, block)
}

// keyed is an element with what a block made of it.
type keyed struct{ item, key Value }

func (in *Interp) keys(v Value, block *Proc) ([]keyed, error) {
	var list []keyed
	err := in.iterate(v, func(item Value) error {
		k, err := in.yield(block, item)
		if err != nil {
			return err
		}
		list = append(list, keyed{item, k})
		return in.grow(4 * bytesOfElement)
	})
	return list, err
}

func enumSortBy(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
	list, err := in.keys(v, block)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, func(a, b keyed) int {
		n, e := in.mustCompare(a.key, b.key)
		if e != nil && err == nil {
			err = e
		}
		return n
	})
	out := &Array{Elems: make([]Value, len(list))}
	for i, k := range list {
		out.Elems[i] = k.item
	}
	return out, err
}

// extreme makes min, max, min_by and max_by.
func extreme(sign int, by bool) Native {
	return func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
		if len(a) == 1 {
			if a[0] == Value(Int(0)) { // what cannot be compared is not
				return NewArray(), nil
			}
			sorted := enumSort
			if by {
				sorted = enumSortBy
			}
			list, err := sorted(in, v, nil, block)
			if err != nil {
				return nil, err
			}
			if sign > 0 {
				slices.Reverse(list.(*Array).Elems)
			}
			return enumTake(in, list, a, nil)
		}
		var best keyed
		have := false
		err := in.iterate(v, func(item Value) error {
			k := keyed{item, item}
			var err error
			if by {
				if k.key, err = in.yield(block, item); err != nil {
					return err
				}
			}
			if !have {
				best, have = k, true
				return nil
			}
			var n int
			if block != nil && !by {
				n, err = in.order(block, k.key, best.key)
			} else {
				n, err = in.mustCompare(k.key, best.key)
			}
			if n*sign > 0 {
				best = k
			}
			return err
		})
		return best.item, err
	}
}

func enumMinmax(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
	low, err := extreme(-1, false)(in, v, nil, block)
	if err != nil {
		return nil, err
	}
	high, err := extreme(1, false)(in, v, nil, block)
	return NewArray(low, high), err
}

func enumUniq(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
	seen := map[any]bool{}
	return in.collect(v, func(item Value, add func(Value)) error {
		k := item
		if block != nil {
			var err error
			if k, err = in.yield(block, item); err != nil {
				return err
			}
		}
		if err := in.checkKey(k); err != nil {
			return err
		}
		if h := hashKey(k); !seen[h] {
			seen[h] = true
			add(item)
			return in.grow(bytesOfPair)
		}
		return nil
	})
}
