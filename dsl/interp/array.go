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
