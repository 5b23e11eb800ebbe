package interp

import "slices"

// iterate calls f with every element of v; f ends it early with errStop.
func (in *Interp) iterate(v Value, f func(Value) error) error {
	switch v := v.(type) {
	case *Array:
		for i := 0; i < len(v.Elems); i++ { // it may grow meanwhile
			if err := in.spend(1); err != nil {
				return err
			}
			if err := f(v.Elems[i]); err != nil {
				return stopped(err)
			}
		}
		return nil
	case *Hash:
		if err := in.spend(v.Len() / 4); err != nil {
			return err
		}
		for _, e := range v.pairs() {
			if err := in.spend(1); err != nil {
				return err
			}
			if err := f(NewArray(e.key, e.value)); err != nil {
				return stopped(err)
			}
		}
		return nil
	case *Range:
		return stopped(in.iterateRange(v, f))
	}
	if l, ok := v.(*Lazy); ok {
		return stopped(l.each(in, f))
	}
	// The error that ends the iteration passes through each, which is not
	// always ours.
	block := &Proc{count: 1, native: func(_ *Interp, args []Value, _ *Proc) (Value, error) {
		item := Value(nil)
		switch len(args) {
		case 0:
		case 1:
			item = args[0]
		default:
			item = NewArray(append([]Value(nil), args...)...)
		}
		return nil, f(item)
	}}
	var err error
	if e, ok := v.(*Enumerator); ok {
		_, err = in.enumerate(e, block)
	} else {
		_, err = in.send(v, "each", nil, block)
	}
	return stopped(err)
}

// collect makes an Array of what f adds for each element.
func (in *Interp) collect(v Value, f func(item Value, add func(Value)) error) (Value, error) {
	out := &Array{}
	add := func(v Value) { out.Elems = append(out.Elems, v) }
	err := in.iterate(v, func(item Value) error {
		if err := in.grow(2 * bytesOfElement); err != nil {
			return err
		}
		return f(item, add)
	})
	return out, err
}

func enumMap(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
	return in.collect(v, func(item Value, add func(Value)) error {
		r, err := in.yield(block, item)
		add(r)
		return err
	})
}

func enumFlatMap(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
	return in.collect(v, func(item Value, add func(Value)) error {
		r, err := in.yield(block, item)
		if err != nil {
			return err
		}
		if list, ok := r.(*Array); ok {
			for _, e := range list.Elems {
				add(e)
			}
			return in.grow(16 * len(list.Elems))
		}
		add(r)
		return nil
	})
}

// filter keeps the elements for which the block's answer is want.
func filter(want bool) Native {
	return func(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
		return in.collect(v, func(item Value, add func(Value)) error {
			r, err := in.yield(block, item)
			if err == nil && Truthy(r) == want {
				add(item)
			}
			return err
		})
	}
}

func enumFilterMap(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
	return in.collect(v, func(item Value, add func(Value)) error {
		r, err := in.yield(block, item)
		if Truthy(r) {
			add(r)
		}
		return err
	})
}

func enumToA(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	list, err := in.toSlice(v)
	return NewArray(slices.Clone(list)...), err
}

func enumEachWithIndex(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
	i := 0
	return v, in.iterate(v, func(item Value) error {
		_, err := in.callProc(block, []Value{item, Int(i)}, nil)
		i++
		return err
	})
}

func enumEachWithObject(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	memo := a[0]
	return memo, in.iterate(v, func(item Value) error {
		_, err := in.callProc(block, []Value{item, memo}, nil)
		return err
	})
}

// groups yields or collects slices of n elements: one after another, or
// overlapping.
func groups(overlap bool) Native {
	return func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
		n, err := in.toInt(a[0])
		if err != nil {
			return nil, err
		}
		if n <= 0 {
			return nil, in.argumentError("invalid slice size")
		}
		var have []Value
		stopped := false // by the block: what is left over is not wanted
		give := func() error {
			if err := in.grow(bytesOfElement * (len(have) + 2)); err != nil {
				return err
			}
			_, err := in.yield(block, NewArray(append([]Value(nil), have...)...))
			stopped = err != nil
			return err
		}
		err = in.iterate(v, func(item Value) error {
			have = append(have, item)
			if len(have) < n {
				return in.grow(bytesOfElement)
			}
			if err := give(); err != nil {
				return err
			}
			if overlap {
				have = have[1:]
			} else {
				have = have[:0]
			}
			return nil
		})
		if err == nil && !overlap && !stopped && len(have) > 0 {
			err = give()
		}
		return v, err
	}
}

func enumPartition(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
	yes, no := &Array{}, &Array{}
	err := in.iterate(v, func(item Value) error {
		r, err := in.yield(block, item)
		if Truthy(r) {
			yes.Elems = append(yes.Elems, item)
		} else {
			no.Elems = append(no.Elems, item)
		}
		return err
	})
	return NewArray(yes, no), err
}

func enumGroupBy(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
	h := NewHash()
	err := in.iterate(v, func(item Value) error {
		k, err := in.yield(block, item)
		if err != nil {
			return err
		}
		if err := in.checkKey(k); err != nil {
			return err
		}
		list, _ := h.Get(k)
		if list == nil {
			list = NewArray()
			if err := in.add(h, k, list); err != nil {
				return err
			}
		}
		list.(*Array).Elems = append(list.(*Array).Elems, item)
		return in.grow(bytesOfElement)
	})
	return h, err
}

func enumTally(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	h := NewHash()
	err := in.iterate(v, func(item Value) error {
		if err := in.checkKey(item); err != nil {
			return err
		}
		n, _ := h.Get(item)
		count, _ := n.(Int)
		return in.add(h, item, count+1)
	})
	return h, err
}

// enumInject is inject and reduce: with a block, a symbol, and a first value.
func enumInject(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	var acc Value
	have := false
	op := ""
	if block == nil && len(a) > 0 {
		var err error
		if op, err = in.toName(a[len(a)-1]); err != nil {
			return nil, err
		}
		a = a[:len(a)-1]
	}
	if len(a) > 0 {
		acc, have = a[0], true
	}
	if block == nil && op == "" {
		return nil, in.noBlock()
	}
	err := in.iterate(v, func(item Value) error {
		if !have {
			acc, have = item, true
			return nil
		}
		var err error
		if op != "" {
			acc, err = in.send(acc, op, []Value{item}, nil)
		} else {
			acc, err = in.callProc(block, []Value{acc, item}, nil)
		}
		return err
	})
	return acc, err
}

func enumSum(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	acc := Value(Int(0))
	if len(a) == 1 {
		acc = a[0]
	}
	err := in.iterate(v, func(item Value) error {
		var err error
		if block != nil {
			if item, err = in.yield(block, item); err != nil {
				return err
			}
		}
		if isNumber(acc) && isNumber(item) {
			acc, err = in.arith("+", acc, item)
		} else {
			acc, err = in.send(acc, "+", []Value{item}, nil)
		}
		return err
	})
	return acc, err
}

func enumZip(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	others := make([][]Value, len(a))
	if list, ok := v.(*Array); ok && len(list.Elems) == 0 {
		a = nil // it does not matter with what
	}
	for i, o := range a {
		if in.method(o, "each") == nil {
			return nil, in.typeError("%s has no `each`: it cannot be zipped with", in.describe(o))
		}
		list, err := in.toSlice(o)
		if err != nil {
			return nil, err
		}
		others[i] = list
	}
	i := 0
	out, err := in.collect(v, func(item Value, add func(Value)) error {
		row := &Array{Elems: []Value{item}}
		for _, o := range others {
			var e Value
			if i < len(o) {
				e = o[i]
			}
			row.Elems = append(row.Elems, e)
		}
		i++
		if block != nil {
			_, err := in.yield(block, row)
			return err
		}
		add(row)
		return in.grow(16 * len(row.Elems))
	})
	if block != nil {
		return nil, err
	}
	return out, err
}

func enumCycle(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	list, err := in.toSlice(v)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	times := -1
	if len(a) == 1 && a[0] != nil {
		if times, err = in.toInt(a[0]); err != nil {
			return nil, err
		}
	}
	site := in.site
	for i := 0; times < 0 || i < times; i++ {
		for _, item := range list {
			if err := in.tick(site); err != nil {
				return nil, err
			}
			if _, err := in.yield(block, item); err != nil {
				return nil, err
			}
		}
	}
	return nil, nil
}

// chunks makes slice_when and chunk_while.
func chunks(cut bool) Native {
	return func(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
		list, err := in.toSlice(v)
		if err != nil {
			return nil, err
		}
		out := &Array{}
		var run *Array
		for i, item := range list {
			if i > 0 {
				r, err := in.callProc(block, []Value{list[i-1], item}, nil)
				if err != nil {
					return nil, err
				}
				if Truthy(r) == cut {
					run = nil
				}
			}
			if run == nil {
				run = &Array{}
				out.Elems = append(out.Elems, run)
			}
			run.Elems = append(run.Elems, item)
		}
		return &Enumerator{receiver: out, method: "each"}, nil
	}
}

// enumerableTable is the methods of everything that has each.
var enumerableTable = &table{rows: []builtin{
	{"map collect", "an Array of what the block returns", "(1..3).map { |n| n * n } # => [1, 4, 9]",
		0, 0, enumMap, loops},
	{"flat_map collect_concat", "as map, with the Arrays that the block returns dissolved", "[1, 2].flat_map { |n| [n, -n] } # => [1, -1, 2, -2]",
		0, 0, enumFlatMap, loops},
	{"select filter find_all", "the elements for which the block says yes", "(1..6).select(&:even?) # => [2, 4, 6]",
		0, 0, filter(true), loops},
	{"reject", "the elements for which the block says no", "(1..6).reject(&:even?) # => [1, 3, 5]",
		0, 0, filter(false), loops},
	{"filter_map", "what the block returns, where that is neither nil nor false", "(1..4).filter_map { |n| n * 2 if n.even? } # => [4, 8]",
		0, 0, enumFilterMap, loops},
	{"to_a entries", "all elements in an Array", "(1..3).to_a # => [1, 2, 3]",
		0, 0, enumToA, false},
	{"each_entry", "yields each element", "(1..2).each_entry.to_a # => [1, 2]",
		0, 0, func(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
			return v, in.iterate(v, func(item Value) error {
				_, err := in.yield(block, item)
				return err
			})
		}, loops},
	{"to_h", "a Hash of pairs, which a block may make", `%w[a b].to_h { |s| [s, s.ord] } # => {"a"=>97, "b"=>98}`,
		0, 0, func(in *Interp, v Value, _ []Value, block *Proc) (Value, error) { return in.toHash(v, block) }, false},
	{"each_with_index", "yields each element and its number, from 0", `%w[a b].each_with_index.to_a # => [["a", 0], ["b", 1]]`,
		0, 0, enumEachWithIndex, loops},
	{"each_with_object", "yields each element and an object, which it returns", "(1..3).each_with_object([]) { |n, a| a << n if n.odd? } # => [1, 3]",
		1, 1, enumEachWithObject, loops},
	{"each_slice", "yields the elements in Arrays of n", "[1, 2, 3].each_slice(2).to_a # => [[1, 2], [3]]",
		1, 1, groups(false), loops},
	{"each_cons", "yields every n elements that follow each other", "(1..4).each_cons(2).to_a # => [[1, 2], [2, 3], [3, 4]]",
		1, 1, groups(true), loops},
	{"reverse_each", "yields the elements from the last to the first", "(1..3).reverse_each.to_a # => [3, 2, 1]",
		0, 0, func(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
			list, err := in.toSlice(v)
			for i := len(list) - 1; i >= 0 && err == nil; i-- {
				_, err = in.yield(block, list[i])
			}
			return v, err
		}, loops},
	{"partition", "two Arrays: those for which the block says yes, and the rest", "(1..5).partition(&:odd?) # => [[1, 3, 5], [2, 4]]",
		0, 0, enumPartition, loops},
	{"group_by", "a Hash of Arrays, by what the block returns", "(1..5).group_by { |n| n % 3 } # => {1=>[1, 4], 2=>[2, 5], 0=>[3]}",
		0, 0, enumGroupBy, loops},
	{"tally", "how often each element occurs", `%w[a b a].tally # => {"a"=>2, "b"=>1}`,
		0, 0, enumTally, false},
	{"inject reduce", "one value made of all, by a block or an operator", "(1..4).inject(:*) # => 24",
		0, 2, enumInject, false},
	{"sum", "all added, or what the block makes of them", "(1..4).sum { |n| n * 10 } # => 100",
		0, 1, enumSum, false},
	{"any?", "whether the block says yes for one element, or one matches a pattern", "[1, 2].any?(&:even?) # => true",
		0, 1, enumAny, false},
	{"all?", "whether the block says yes for every element", `[1, "a"].all?(Integer) # => false`,
		0, 1, enumAll, false},
	{"none?", "whether the block says yes for no element", "[nil, false].none? # => true",
		0, 1, enumNone, false},
	{"one?", "whether the block says yes for exactly one", "[1, 2, 4].one?(&:odd?) # => true",
		0, 1, enumOne, false},
	{"count", "how many elements there are, equal a value, or please the block", "[1, 2, 2].count(2) # => 2",
		0, 1, enumCount, false},
	{"find detect", "the first element for which the block says yes, or nil", "(1..9).find { |n| n * n > 20 } # => 5",
		0, 0, enumFind, loops},
	{"find_index", "the number of the first element that equals a value or pleases the block", "(5..9).find_index(7) # => 2",
		0, 1, enumFindIndex, false},
	{"include? member?", "whether a value is among the elements", "[1, 2].each.include?(2) # => true",
		1, 1, enumInclude, false},
	{"first", "the first element, or the first n", "(1..9).each_slice(2).first # => [1, 2]",
		0, 1, enumFirst, false},
	{"take", "the first n", "(1..9).take(3) # => [1, 2, 3]",
		1, 1, enumTake, false},
	{"drop", "all but the first n", "(1..5).drop(3) # => [4, 5]",
		1, 1, enumDrop, false},
	{"take_while", "the elements before the first for which the block says no", "[1, 2, 5, 1].take_while { |n| n < 3 } # => [1, 2]",
		0, 0, whilst(true), loops},
	{"drop_while", "the elements from the first for which the block says no", "[1, 2, 5, 1].drop_while { |n| n < 3 } # => [5, 1]",
		0, 0, whilst(false), loops},
	{"sort", "in order, by `<=>` or a block that compares two", "[3, 1, 2].sort { |a, b| b <=> a } # => [3, 2, 1]",
		0, 0, enumSort, false},
	{"sort_by", "in the order of what the block returns", `%w[ccc a bb].sort_by(&:size) # => ["a", "bb", "ccc"]`,
		0, 0, enumSortBy, loops},
	{"min", "the smallest element, or the n smallest", "[3, 1, 2].min # => 1",
		0, 1, extreme(-1, false), false},
	{"max", "the largest element, or the n largest", "[3, 1, 2].max(2) # => [3, 2]",
		0, 1, extreme(1, false), false},
	{"min_by", "the element for which the block returns the least", `%w[bb a ccc].min_by(&:size) # => "a"`,
		0, 1, extreme(-1, true), loops},
	{"max_by", "the element for which the block returns the most", `%w[bb a ccc].max_by(&:size) # => "ccc"`,
		0, 1, extreme(1, true), loops},
	{"minmax", "the smallest and the largest", "[3, 1, 2].minmax # => [1, 3]",
		0, 0, enumMinmax, false},
	{"uniq", "without repetitions; a block says what counts", "[1, 2, 1].uniq # => [1, 2]",
		0, 0, enumUniq, false},
	{"zip", "pairs of elements with the same number", "[1, 2].zip([:a, :b]) # => [[1, :a], [2, :b]]",
		0, -1, enumZip, false},
	{"cycle", "yields all elements again and again, or n times", "[1, 2].cycle(2).to_a # => [1, 2, 1, 2]",
		0, 1, enumCycle, loops},
	{"slice_when", "cuts where the block says yes of two neighbours", "[1, 2, 4, 5].slice_when { |a, b| b > a + 1 }.to_a # => [[1, 2], [4, 5]]",
		0, 0, chunks(true), false},
	{"chunk_while", "cuts where the block says no of two neighbours", "[1, 2, 4, 5].chunk_while { |a, b| b == a + 1 }.to_a # => [[1, 2], [4, 5]]",
		0, 0, chunks(false), false},
	{"lazy", "works on one element at a time; see Enumerator::Lazy", "(1..).lazy.map { |n| n * 2 }.first(2) # => [2, 4]",
		0, 0, enumLazy, false},
	{"grep", "the elements that match a pattern, or what the block makes of them", "[1, \"a\", :b].grep(String) # => [\"a\"]",
		1, 1, grep(true), false},
	{"grep_v", "the elements that do not match a pattern", "%w[sw1 h1].grep_v(/sw/) # => [\"h1\"]",
		1, 1, grep(false), false},
	{"minmax_by", "the elements for which the block returns the least and the most", "%w[bb a ccc].minmax_by(&:size) # => [\"a\", \"ccc\"]",
		0, 0, enumMinmaxBy, loops},
	{"chunk", "runs of elements for which the block returns the same", "[1, 3, 2, 5].chunk(&:odd?).to_a # => [[true, [1, 3]], [false, [2]], [true, [5]]]",
		0, 0, enumChunk, loops},
	{"slice_before", "cuts before each element that matches", "[1, 2, 10, 3].slice_before { |n| n > 5 }.to_a # => [[1, 2], [10, 3]]",
		0, 1, cuts(false), false},
	{"slice_after", "cuts after each element that matches", "[1, 2, 10, 3].slice_after(10).to_a # => [[1, 2, 10], [3]]",
		0, 1, cuts(true), false},
	{"compact", "without nils", "{ a: nil }.each_value.compact # => []",
		0, 0, enumCompact, false},
	{"chain", "the elements of several, one after the other", "(1..2).chain([7]).to_a # => [1, 2, 7]",
		0, -1, enumChain, false},
}}
