package interp

import (
	"slices"
)

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
			if err := in.spend(1); err != nil {
				return err
			}
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
			if err := in.checkKey(e); err != nil {
				return nil, err
			}
			seen[hashKey(e)] = true
			if err := in.grow(bytesOfPair); err != nil {
				return nil, err
			}
		}
	}
	for _, e := range v.Elems {
		if err := in.checkKey(e); err != nil {
			return nil, err
		}
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
				if err := in.grow(4 * bytesOfElement); err != nil {
					return nil, err
				}
			}
		}
		if len(list.Elems) != len(out.Elems) {
			return nil, in.Errorf("IndexError", "element size differs (%d should be %d)", len(list.Elems), len(out.Elems))
		}
		for j, e := range list.Elems {
			if err := in.grow(bytesOfElement); err != nil {
				return nil, err
			}
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
				if err := in.grow(bytesOfElement * (n + 2)); err != nil {
					return err
				}
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

// repeated makes repeated_combination and repeated_permutation.
func repeated(ordered bool) Native {
	return func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
		list := append([]Value(nil), v.(*Array).Elems...)
		n, err := in.toInt(a[0])
		if err != nil || n < 0 || n > 0 && len(list) == 0 {
			return v, err
		}
		if n > in.memory/16 {
			return nil, in.grow(-1)
		}
		if err := in.grow(16 * n); err != nil {
			return nil, err
		}
		site := in.site
		at := make([]int, n) // which element stands where
		for {
			if err := in.tick(site); err != nil {
				return nil, err
			}
			if err := in.grow(16 * n); err != nil {
				return nil, err
			}
			row := &Array{Elems: make([]Value, n)}
			for i, e := range at {
				row.Elems[i] = list[e]
			}
			if _, err := in.yield(block, row); err != nil {
				return nil, err
			}
			last := n - 1
			for last >= 0 && at[last] == len(list)-1 {
				last--
			}
			if last < 0 {
				return v, nil
			}
			at[last]++
			for i := last + 1; i < n; i++ {
				at[i] = 0
				if !ordered {
					at[i] = at[last]
				}
			}
		}
	}
}

func arrayIntersects(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	common, err := arrayAnd(in, v, a, nil)
	if err != nil {
		return nil, err
	}
	return len(common.(*Array).Elems) > 0, nil
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
		if err := in.grow(bytesOfElement * (len(row) + 2)); err != nil {
			return err
		}
		item := NewArray(slices.Clone(row)...)
		if block != nil {
			_, err := in.yield(block, item)
			return err
		}
		out.Elems = append(out.Elems, item)
		return nil
	}
	if err := fill(0); err != nil || block != nil {
		return v, err
	}
	return out, nil
}
