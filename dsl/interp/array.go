package interp

import (
	"slices"
	"strings"
)

var arrayClassTable = &table{rows: []builtin{
	{"new", 0, 2, func(in *Interp, _ Value, a []Value, block *Proc) (Value, error) {
		out := &Array{}
		if len(a) == 0 {
			return out, nil
		}
		if list, ok := a[0].(*Array); ok {
			return in.dup(list)
		}
		n, err := in.count(a[0])
		if err != nil {
			return nil, err
		}
		if n > in.memory/16 {
			return nil, in.grow(-1)
		}
		if err := in.grow(16 * n); err != nil {
			return nil, err
		}
		site := in.site
		for i := range n {
			var v Value
			switch {
			case block != nil:
				if err := in.tick(site); err != nil {
					return nil, err
				}
				if v, err = in.yield(block, Int(i)); err != nil {
					return nil, err
				}
			case len(a) == 2:
				v = a[1]
			}
			out.Elems = append(out.Elems, v)
		}
		return out, nil
	}, false},
	{"[]", 0, -1, func(_ *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
		return NewArray(append([]Value(nil), a...)...), nil
	}, false},
}}

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

func arrayEach(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
	list := v.(*Array)
	for i := 0; i < len(list.Elems); i++ {
		if _, err := in.yield(block, list.Elems[i]); err != nil {
			return nil, err
		}
	}
	return v, nil
}

func arrayIndexed(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	list := v.(*Array).Elems
	if i, ok := a[0].(Int); ok && len(a) == 1 {
		if i < 0 {
			i += Int(len(list))
		}
		if i < 0 || i >= Int(len(list)) {
			return nil, nil
		}
		return list[i], nil
	}
	var from, to int
	var ok bool
	var err error
	if r, isRange := a[0].(*Range); isRange {
		from, to, ok, err = in.sliceRange(r, len(list))
	} else {
		var start, length int
		if start, err = in.toInt(a[0]); err != nil {
			return nil, err
		}
		if len(a) == 1 {
			return arrayIndexed(in, v, []Value{Int(start)}, nil)
		}
		length, err = in.toInt(a[1])
		from, to, ok = slice(start, length, len(list))
	}
	if err != nil || !ok {
		return nil, err
	}
	return NewArray(append([]Value(nil), list[from:to]...)...), in.grow(16 * (to - from))
}

func arraySetIndexed(in *Interp, v *Array, a []Value, _ *Proc) (Value, error) {
	value := a[len(a)-1]
	n := len(v.Elems)
	if len(a) == 2 {
		if r, ok := a[0].(*Range); ok {
			from, to, ok, err := in.sliceRange(r, n)
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
	if start > n {
		if err := v.extend(in, start); err != nil {
			return nil, err
		}
	}
	return value, v.splice(in, start, min(start+length, len(v.Elems)), value)
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

func (a *Array) splice(in *Interp, from, to int, value Value) error {
	with := []Value{value}
	if list, ok := value.(*Array); ok {
		with = list.Elems
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

func arrayDelete(in *Interp, v *Array, a []Value, _ *Proc) (Value, error) {
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

func arrayJoin(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	sep := ""
	if len(a) == 1 && a[0] != nil {
		var err error
		if sep, err = in.toText(a[0]); err != nil {
			return nil, err
		}
	}
	var b strings.Builder
	if err := in.join(&b, v.(*Array), sep, 0); err != nil {
		return nil, err
	}
	return NewString(b.String()), nil
}

func (in *Interp) join(b *strings.Builder, list *Array, sep string, depth int) error {
	if depth > 100 {
		return in.argumentError("recursive array join")
	}
	for i, e := range list.Elems {
		if i > 0 {
			b.WriteString(sep)
		}
		if inner, ok := e.(*Array); ok {
			if err := in.join(b, inner, sep, depth+1); err != nil {
				return err
			}
			continue
		}
		s, err := in.toS(e)
		if err != nil {
			return err
		}
		if err := in.grow(len(s) + len(sep)); err != nil {
			return err
		}
		b.WriteString(s)
	}
	return nil
}

func arrayFlatten(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	depth := -1
	if len(a) == 1 && a[0] != nil {
		var err error
		if depth, err = in.toInt(a[0]); err != nil {
			return nil, err
		}
	}
	out := &Array{}
	var flatten func(list []Value, depth, level int) error
	flatten = func(list []Value, depth, level int) error {
		if level > 1000 {
			return in.argumentError("tried to flatten recursive array")
		}
		for _, e := range list {
			if inner, ok := e.(*Array); ok && depth != 0 {
				if err := flatten(inner.Elems, depth-1, level+1); err != nil {
					return err
				}
				continue
			}
			if err := in.grow(16); err != nil {
				return err
			}
			out.Elems = append(out.Elems, e)
		}
		return nil
	}
	return out, flatten(v.(*Array).Elems, depth, 0)
}

// arrayMinus is -: what is in none of the others.
func arrayMinus(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	return in.without(v.(*Array), a, false)
}

func (in *Interp) without(v *Array, others []Value, want bool) (Value, error) {
	out := &Array{}
	seen := map[any]bool{}
	for _, o := range others {
		list, ok := o.(*Array)
		if !ok {
			return nil, in.wrongType(o, "Array")
		}
		for _, e := range list.Elems {
			seen[hashKey(e)] = true
		}
	}
	for _, e := range v.Elems {
		if seen[hashKey(e)] == want {
			out.Elems = append(out.Elems, e)
		}
	}
	return out, in.grow(16 * len(out.Elems))
}

func arrayAnd(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	r, err := in.without(v.(*Array), a, true)
	if err != nil {
		return nil, err
	}
	return enumUniq(in, r, nil, nil)
}

func arrayOr(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	all := &Array{Elems: append([]Value(nil), v.(*Array).Elems...)}
	if _, err := arrayConcat(in, all, a, nil); err != nil {
		return nil, err
	}
	return enumUniq(in, all, nil, nil)
}

func arrayPlus(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	list, ok := a[0].(*Array)
	if !ok {
		return nil, in.typeError("no implicit conversion of %s into Array", in.coerced(a[0]))
	}
	out := slices.Concat(v.(*Array).Elems, list.Elems)
	return NewArray(out...), in.grow(16 * len(out))
}

func arrayTimes(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	if _, ok := a[0].(*String); ok {
		return arrayJoin(in, v, a, nil)
	}
	n, err := in.count(a[0])
	if err != nil {
		return nil, err
	}
	list := v.(*Array).Elems
	if len(list) > 0 && n > in.memory/16/len(list) {
		return nil, in.grow(-1)
	}
	return NewArray(slices.Repeat(list, n)...), in.grow(16 * n * len(list))
}

func arrayCompact(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	out := &Array{}
	for _, e := range v.(*Array).Elems {
		if e != nil {
			out.Elems = append(out.Elems, e)
		}
	}
	return out, in.grow(16 * len(out.Elems))
}

func arrayReverse(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	out := slices.Clone(v.(*Array).Elems)
	slices.Reverse(out)
	return NewArray(out...), in.grow(16 * len(out))
}

func arrayRotate(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	n := 1
	if len(a) == 1 {
		var err error
		if n, err = in.toInt(a[0]); err != nil {
			return nil, err
		}
	}
	list := v.(*Array).Elems
	if len(list) == 0 {
		return NewArray(), nil
	}
	n = ((n % len(list)) + len(list)) % len(list)
	return NewArray(slices.Concat(list[n:], list[:n])...), in.grow(16 * len(list))
}

func arrayTranspose(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	out := &Array{}
	for i, row := range v.(*Array).Elems {
		list, ok := row.(*Array)
		if !ok {
			return nil, in.wrongType(row, "Array")
		}
		for range list.Elems {
			if i == 0 {
				out.Elems = append(out.Elems, NewArray())
			}
		}
		if len(list.Elems) != len(out.Elems) {
			return nil, in.Errorf("IndexError", "element size differs (%d should be %d)", len(list.Elems), len(out.Elems))
		}
		for j, e := range list.Elems {
			column := out.Elems[j].(*Array)
			column.Elems = append(column.Elems, e)
		}
	}
	return out, nil
}

// selections makes combination and permutation.
func selections(ordered bool) Native {
	return func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
		list := append([]Value(nil), v.(*Array).Elems...)
		n := len(list)
		if len(a) == 1 {
			var err error
			if n, err = in.toInt(a[0]); err != nil {
				return nil, err
			}
		}
		if n < 0 || n > len(list) {
			return v, nil
		}
		site := in.site
		used := make([]bool, len(list))
		have := make([]Value, 0, n)
		var choose func(from int) error
		choose = func(from int) error {
			if err := in.tick(site); err != nil {
				return err
			}
			if len(have) == n {
				_, err := in.yield(block, NewArray(slices.Clone(have)...))
				return err
			}
			for i := from; i < len(list); i++ {
				if used[i] {
					continue
				}
				used[i] = true
				have = append(have, list[i])
				next := i + 1
				if ordered {
					next = 0
				}
				if err := choose(next); err != nil {
					return err
				}
				have = have[:len(have)-1]
				used[i] = false
			}
			return nil
		}
		return v, choose(0)
	}
}

func arrayProduct(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	lists := [][]Value{v.(*Array).Elems}
	for _, o := range a {
		list, ok := o.(*Array)
		if !ok {
			return nil, in.wrongType(o, "Array")
		}
		lists = append(lists, list.Elems)
	}
	out := &Array{}
	site := in.site
	row := make([]Value, len(lists))
	var fill func(i int) error
	fill = func(i int) error {
		if i < len(lists) {
			for _, e := range lists[i] {
				row[i] = e
				if err := fill(i + 1); err != nil {
					return err
				}
			}
			return nil
		}
		if err := in.tick(site); err != nil {
			return err
		}
		item := NewArray(slices.Clone(row)...)
		if block != nil {
			_, err := in.yield(block, item)
			return err
		}
		out.Elems = append(out.Elems, item)
		return in.grow(16 * (len(row) + 2))
	}
	if err := fill(0); err != nil || block != nil {
		return v, err
	}
	return out, nil
}

func arrayLast(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	list := v.(*Array).Elems
	if len(a) == 1 {
		n, err := in.count(a[0])
		return NewArray(slices.Clone(list[max0(len(list)-n):])...), err
	}
	if len(list) == 0 {
		return nil, nil
	}
	return list[len(list)-1], nil
}

func arrayFetch(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	list := v.(*Array).Elems
	i, err := in.toInt(a[0])
	if err != nil {
		return nil, err
	}
	at := i
	if at < 0 {
		at += len(list)
	}
	switch {
	case at >= 0 && at < len(list):
		return list[at], nil
	case block != nil:
		return in.yield(block, a[0])
	case len(a) == 2:
		return a[1], nil
	}
	return nil, in.Errorf("IndexError", "index %d outside of array bounds: %d...%d", i, -len(list), len(list))
}

func arraySize(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	return Int(len(v.(*Array).Elems)), nil
}

func arrayFill(in *Interp, v *Array, a []Value, block *Proc) (Value, error) {
	for i := range v.Elems {
		if block != nil {
			r, err := in.yield(block, Int(i))
			if err != nil {
				return nil, err
			}
			v.Elems[i] = r
		} else if len(a) > 0 {
			v.Elems[i] = a[0]
		}
	}
	return v, nil
}

func arrayMapInPlace(in *Interp, v *Array, _ []Value, block *Proc) (Value, error) {
	r, err := enumMap(in, v, nil, block)
	if err != nil {
		return nil, err
	}
	v.Elems = r.(*Array).Elems
	return v, nil
}

// arrayTable is the methods of Array beside those of every collection.
var arrayTable = &table{rows: []builtin{
	{"each", 0, 0, arrayEach, loops},
	{"each_index", 0, 0, func(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
		for i := range v.(*Array).Elems {
			if _, err := in.yield(block, Int(i)); err != nil {
				return nil, err
			}
		}
		return v, nil
	}, loops},
	{"[]", 1, 2, arrayIndexed, false},
	{"slice", 1, 2, arrayIndexed, false},
	{"[]=", 2, 3, changing(arraySetIndexed), false},
	{"at", 1, 1, arrayIndexed, false},
	{"dig", 1, -1, dig, false},
	{"fetch", 1, 2, arrayFetch, false},
	{"values_at", 0, -1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		out := &Array{}
		for _, i := range a {
			e, err := arrayIndexed(in, v, []Value{i}, nil)
			if err != nil {
				return nil, err
			}
			out.Elems = append(out.Elems, e)
		}
		return out, nil
	}, false},
	{"first", 0, 1, enumFirst, false},
	{"last", 0, 1, arrayLast, false},
	{"size", 0, 0, arraySize, false},
	{"length", 0, 0, arraySize, false},
	{"empty?", 0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return len(v.(*Array).Elems) == 0, nil }, false},
	{"push", 0, -1, changing(arrayPush), false},
	{"append", 0, -1, changing(arrayPush), false},
	{"<<", 1, 1, changing(arrayPush), false},
	{"pop", 0, 1, changing(arrayPop), false},
	{"shift", 0, 1, changing(arrayShift), false},
	{"unshift", 0, -1, changing(arrayUnshift), false},
	{"prepend", 0, -1, changing(arrayUnshift), false},
	{"insert", 1, -1, changing(arrayInsert), false},
	{"concat", 0, -1, changing(arrayConcat), false},
	{"delete", 1, 1, changing(arrayDelete), false},
	{"delete_at", 1, 1, changing(arrayDeleteAt), false},
	{"delete_if", 0, 0, inPlace(filter(false), false), loops},
	{"keep_if", 0, 0, inPlace(filter(true), false), loops},
	{"select!", 0, 0, inPlace(filter(true), true), loops},
	{"reject!", 0, 0, inPlace(filter(false), true), loops},
	{"map!", 0, 0, changing(arrayMapInPlace), loops},
	{"collect!", 0, 0, changing(arrayMapInPlace), loops},
	{"sort!", 0, 0, inPlace(enumSort, false), false},
	{"sort_by!", 0, 0, inPlace(enumSortBy, false), loops},
	{"uniq!", 0, 0, inPlace(enumUniq, true), false},
	{"compact!", 0, 0, inPlace(arrayCompact, true), false},
	{"flatten!", 0, 1, inPlace(arrayFlatten, true), false},
	{"reverse!", 0, 0, inPlace(arrayReverse, false), false},
	{"rotate!", 0, 1, inPlace(arrayRotate, false), false},
	{"shuffle!", 0, 1, inPlace(arrayShuffle, false), false},
	{"clear", 0, 0, changing(func(_ *Interp, v *Array, _ []Value, _ *Proc) (Value, error) { v.Elems = nil; return v, nil }), false},
	{"fill", 0, 1, changing(arrayFill), false},
	{"replace", 1, 1, changing(func(in *Interp, v *Array, a []Value, _ *Proc) (Value, error) {
		list, err := in.toSlice(a[0])
		v.Elems = slices.Clone(list)
		return v, err
	}), false},
	{"+", 1, 1, arrayPlus, false},
	{"-", 1, 1, arrayMinus, false},
	{"difference", 0, -1, arrayMinus, false},
	{"*", 1, 1, arrayTimes, false},
	{"&", 1, 1, arrayAnd, false},
	{"intersection", 0, -1, arrayAnd, false},
	{"|", 1, 1, arrayOr, false},
	{"union", 0, -1, arrayOr, false},
	{"join", 0, 1, arrayJoin, false},
	{"flatten", 0, 1, arrayFlatten, false},
	{"compact", 0, 0, arrayCompact, false},
	{"reverse", 0, 0, arrayReverse, false},
	{"rotate", 0, 1, arrayRotate, false},
	{"transpose", 0, 0, arrayTranspose, false},
	{"combination", 1, 1, selections(false), loops},
	{"permutation", 0, 1, selections(true), loops},
	{"product", 0, -1, arrayProduct, false},
	{"index", 0, 1, enumFindIndex, false},
	{"rindex", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		list := v.(*Array).Elems
		for i := len(list) - 1; i >= 0; i-- {
			if ok, err := in.equal(list[i], a[0]); ok || err != nil {
				return Int(i), err
			}
		}
		return nil, nil
	}, false},
	{"assoc", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		for _, e := range v.(*Array).Elems {
			if p, ok := e.(*Array); ok && len(p.Elems) > 0 {
				if ok, err := in.equal(p.Elems[0], a[0]); ok || err != nil {
					return e, err
				}
			}
		}
		return nil, nil
	}, false},
	{"slice!", 1, 2, changing(func(in *Interp, v *Array, a []Value, _ *Proc) (Value, error) {
		if len(a) == 1 {
			if _, ok := a[0].(*Range); !ok {
				return arrayDeleteAt(in, v, a, nil)
			}
		}
		r, err := arrayIndexed(in, v, a, nil)
		if list, ok := r.(*Array); ok && err == nil && len(list.Elems) > 0 {
			var from int
			if rg, ok := a[0].(*Range); ok {
				from, _, _, err = in.sliceRange(rg, len(v.Elems))
			} else if from, err = in.toInt(a[0]); from < 0 {
				from += len(v.Elems)
			}
			v.Elems = slices.Delete(v.Elems, from, from+len(list.Elems))
		}
		return r, err
	}), false},
	{"shuffle", 0, 1, arrayShuffle, false},
	{"sample", 0, 2, arraySample, false},
	{"to_a", 0, 0, self, false},
	{"to_ary", 0, 0, self, false},
	{"to_s", 0, 0, inspectNative, false},
	{"pack", 1, 1, unavailable("pack"), false},
	{"bsearch", 0, 0, unavailable("bsearch"), false},
}}
