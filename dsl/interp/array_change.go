package interp

import (
	"math"
	"slices"
)

// changing makes a method that changes its array.
func changing(f func(in *Interp, v *Array, a []Value, block *Proc) (Value, error)) Native {
	return func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
		list := v.(*Array)
		if list.frozen {
			return nil, in.frozenError(v)
		}
		if err := in.grow(16 * (len(a) + 1)); err != nil {
			return nil, err
		}
		return f(in, list, a, block)
	}
}

// inPlace makes the form with "!" of a method that returns an Array; bang tells
// whether it returns nil where nothing changed.
func inPlace(f Native, bang bool) Native {
	return changing(func(in *Interp, v *Array, a []Value, block *Proc) (Value, error) {
		r, err := f(in, v, a, block)
		if err != nil {
			return nil, err
		}
		before := len(v.Elems)
		v.Elems = r.(*Array).Elems
		if bang && len(v.Elems) == before {
			return nil, nil
		}
		return v, nil
	})
}

// arrayFlattenInPlace is flatten!, after which an Array may be as long as before.
func arrayFlattenInPlace(in *Interp, v *Array, a []Value, block *Proc) (Value, error) {
	inner := slices.ContainsFunc(v.Elems, func(e Value) bool { _, ok := e.(*Array); return ok })
	r, err := arrayFlatten(in, v, a, block)
	if err != nil || !inner {
		return nil, err
	}
	v.Elems = r.(*Array).Elems
	return v, nil
}

// arraySet is []=, which looks at the index before it asks whether the array may
// be changed.
func arraySet(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	list := v.(*Array)
	if i, ok := a[0].(Int); ok && len(a) == 2 && int(i) < -len(list.Elems) {
		return nil, in.Errorf("IndexError", "index %d too small for array; minimum: %d", i, -len(list.Elems))
	}
	return changing(arraySetIndexed)(in, v, a, block)
}

func arraySetIndexed(in *Interp, v *Array, a []Value, _ *Proc) (Value, error) {
	value := a[len(a)-1]
	n := len(v.Elems)
	if len(a) == 2 {
		if r, ok := a[0].(*Range); ok {
			from, to, ok, err := in.sliceRange(r, n)
			if from, isInt := r.Low.(Int); err == nil && isInt && int(from) > n {
				return value, v.splice(in, int(from), int(from), value)
			}
			if err != nil || !ok {
				return nil, in.Errorf("RangeError", "%s out of range", in.inspect(r))
			}
			return value, v.splice(in, from, to, value)
		}
		i, err := in.toInt(a[0])
		if err != nil {
			return nil, err
		}
		if i < 0 {
			i += n
		}
		if i < 0 {
			return nil, in.Errorf("IndexError", "index %s too small for array", in.inspect(a[0]))
		}
		if err := v.extend(in, i+1); err != nil {
			return nil, err
		}
		v.Elems[i] = value
		return value, nil
	}
	start, err := in.toInt(a[0])
	if err != nil {
		return nil, err
	}
	length, err := in.toInt(a[1])
	if err != nil {
		return nil, err
	}
	if start < 0 {
		start += n
	}
	if start < 0 || length < 0 {
		return nil, in.Errorf("IndexError", "index %s too small for array", in.inspect(a[0]))
	}
	return value, v.splice(in, start, min(start+length, max(start, n)), value)
}

// extend makes the array at least n long.
func (a *Array) extend(in *Interp, n int) error {
	if n <= len(a.Elems) {
		return nil
	}
	if n > in.memory/16 {
		return in.grow(-1)
	}
	if err := in.grow(16 * (n - len(a.Elems))); err != nil {
		return err
	}
	a.Elems = append(a.Elems, make([]Value, n-len(a.Elems))...)
	return nil
}

// splice puts value, or the elements that it has, in the place of some of a's.
func (a *Array) splice(in *Interp, from, to int, value Value) error {
	with := []Value{value}
	if list, ok := value.(*Array); ok {
		with = list.Elems
	}
	if err := a.extend(in, from); err != nil {
		return err
	}
	a.Elems = slices.Concat(a.Elems[:from], with, a.Elems[to:])
	return in.grow(16 * len(a.Elems))
}

func arrayPush(_ *Interp, v *Array, a []Value, _ *Proc) (Value, error) {
	v.Elems = append(v.Elems, a...)
	return v, nil
}

func arrayPop(in *Interp, v *Array, a []Value, _ *Proc) (Value, error) {
	n := len(v.Elems)
	if len(a) == 1 {
		k, err := in.count(a[0])
		k = min(k, n)
		out := NewArray(append([]Value(nil), v.Elems[n-k:]...)...)
		v.Elems = v.Elems[:n-k]
		return out, err
	}
	if n == 0 {
		return nil, nil
	}
	last := v.Elems[n-1]
	v.Elems = v.Elems[:n-1]
	return last, nil
}

func arrayShift(in *Interp, v *Array, a []Value, _ *Proc) (Value, error) {
	if len(a) == 1 {
		k, err := in.count(a[0])
		k = min(k, len(v.Elems))
		out := NewArray(append([]Value(nil), v.Elems[:k]...)...)
		v.Elems = v.Elems[k:]
		return out, err
	}
	if len(v.Elems) == 0 {
		return nil, nil
	}
	head := v.Elems[0]
	v.Elems = v.Elems[1:]
	return head, nil
}

func arrayUnshift(_ *Interp, v *Array, a []Value, _ *Proc) (Value, error) {
	v.Elems = slices.Concat(a, v.Elems)
	return v, nil
}

func arrayConcat(in *Interp, v *Array, a []Value, _ *Proc) (Value, error) {
	for _, o := range a {
		list, ok := o.(*Array)
		if !ok {
			return nil, in.wrongType(o, "Array")
		}
		if err := in.grow(16 * len(list.Elems)); err != nil {
			return nil, err
		}
		v.Elems = append(v.Elems, list.Elems...)
	}
	return v, nil
}

func arrayInsert(in *Interp, v *Array, a []Value, _ *Proc) (Value, error) {
	i, err := in.toInt(a[0])
	if err != nil {
		return nil, err
	}
	if i < 0 {
		i += len(v.Elems) + 1
	}
	if i < 0 {
		return nil, in.Errorf("IndexError", "index %s too small for array", in.inspect(a[0]))
	}
	if err := v.extend(in, i); err != nil {
		return nil, err
	}
	v.Elems = slices.Concat(v.Elems[:i], a[1:], v.Elems[i:])
	return v, nil
}

// arrayDelete is delete, which leaves also a frozen Array as it is where there is
// nothing to delete.
func arrayDelete(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	if v.(*Array).frozen {
		if found, err := enumInclude(in, v, a, nil); found != true || err != nil {
			return nil, err
		}
	}
	return changing(deleteEqual)(in, v, a, block)
}

func deleteEqual(in *Interp, v *Array, a []Value, _ *Proc) (Value, error) {
	var found Value
	var failed error
	v.Elems = slices.DeleteFunc(v.Elems, func(e Value) bool {
		ok, err := in.equal(e, a[0])
		if err != nil {
			failed = err
		}
		if ok {
			found = e
		}
		return ok
	})
	return found, failed
}

func arrayDeleteAt(in *Interp, v *Array, a []Value, _ *Proc) (Value, error) {
	i, err := in.toInt(a[0])
	if i < 0 {
		i += len(v.Elems)
	}
	if err != nil || i < 0 || i >= len(v.Elems) {
		return nil, err
	}
	e := v.Elems[i]
	v.Elems = slices.Delete(v.Elems, i, i+1)
	return e, nil
}

// arrayFill is fill(value), fill(value, start, length), fill(value, range), and
// the same with a block instead of the value.
func arrayFill(in *Interp, v *Array, a []Value, block *Proc) (Value, error) {
	var value Value
	if block == nil {
		if len(a) == 0 {
			return nil, in.argumentError("wrong number of arguments (given 0, expected 1..3)")
		}
		value, a = a[0], a[1:]
	}
	from, to := 0, len(v.Elems)
	if len(a) > 0 && a[0] != nil {
		if r, ok := a[0].(*Range); ok {
			var err error
			if from, to, err = in.fillRange(r, len(v.Elems)); err != nil {
				return nil, err
			}
		} else {
			n, err := in.toInt(a[0])
			if err != nil {
				return nil, err
			}
			if n < 0 {
				n = max0(n + len(v.Elems))
			}
			from = n
		}
	}
	if len(a) > 1 && a[1] != nil {
		n, err := in.toInt(a[1])
		if err != nil {
			return nil, err
		}
		if n > in.memory/16 {
			return nil, in.grow(-1)
		}
		to = from + max0(n)
	}
	if err := v.extend(in, to); err != nil {
		return nil, err
	}
	for i := from; i < to && i < len(v.Elems); i++ {
		e := value
		if block != nil {
			var err error
			if e, err = in.yield(block, Int(i)); err != nil {
				return nil, err
			}
		}
		v.Elems[i] = e
	}
	return v, nil
}

// fillRange returns the places of a range, which may lie beyond n elements.
func (in *Interp) fillRange(r *Range, n int) (from, to int, err error) {
	to = n
	if r.Low != nil {
		if from, err = in.toInt(r.Low); err != nil {
			return
		}
	}
	if from < 0 {
		from += n
	}
	if from < 0 {
		return 0, 0, in.Errorf("RangeError", "%s out of range", in.inspect(r))
	}
	if r.High != nil {
		if to, err = in.toInt(r.High); err != nil {
			return
		}
		if to < 0 {
			to += n
		}
		if !r.Exclusive && to < math.MaxInt {
			to++
		}
	}
	return
}

func arrayMapInPlace(in *Interp, v *Array, _ []Value, block *Proc) (Value, error) {
	for i := 0; i < len(v.Elems); i++ {
		r, err := in.yield(block, v.Elems[i])
		if err != nil {
			return nil, err
		}
		if i < len(v.Elems) {
			v.Elems[i] = r
		}
	}
	return v, nil
}
