package interp

import (
	"slices"
	"strings"
)

var arrayClassTable = &table{rows: []builtin{
	{"new", "n elements: nil, a value, or what the block makes of the index", "Array.new(3) { |i| i * 2 } # => [0, 2, 4]",
		0, 2, built(func(in *Interp, _ Value, a []Value, block *Proc) (Value, error) {
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
		}), false},
	{"[]", "the arguments", "Array[1, 2] # => [1, 2]",
		0, -1, func(_ *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
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
		if err := in.spend(1); err != nil {
			return err
		}
		if i > 0 {
			if err := in.grow(len(sep)); err != nil {
				return err
			}
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
		if err := in.grow(len(s)); err != nil {
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
	{"each", "yields each element", "[1, 2].each { |n| print n } # => [1, 2]",
		0, 0, arrayEach, loops},
	{"each_index", "yields each index", "[:a, :b].each_index.to_a # => [0, 1]",
		0, 0, func(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
			for i := range v.(*Array).Elems {
				if _, err := in.yield(block, Int(i)); err != nil {
					return nil, err
				}
			}
			return v, nil
		}, loops},
	{"[] slice", "an element, or an Array of those in a range or of a number from a start", "[1, 2, 3, 4][1..2] # => [2, 3]",
		1, 2, arrayIndexed, false},
	{"[]=", "sets an element, or replaces a part", "a = [1, 2, 3]; a[1..] = [8, 9, 10]; a # => [1, 8, 9, 10]",
		2, 3, arraySet, false},
	{"at", "an element, by its index", "[1, 2, 3].at(-1) # => 3",
		1, 1, arrayIndexed, false},
	{"dig", "follows indexes and keys inwards; nil where something is missing", "[[1, { a: 2 }]].dig(0, 1, :a) # => 2",
		1, -1, dig, false},
	{"fetch", "an element; one that is not there is an error, or the second argument, or the block's", "[1, 2].fetch(5, 0) # => 0",
		1, 2, arrayFetch, false},
	{"values_at", "several elements", "[:a, :b, :c].values_at(0, 2) # => [:a, :c]",
		0, -1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
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
	{"first", "the first element, or the first n", "[1, 2, 3].first(2) # => [1, 2]",
		0, 1, enumFirst, false},
	{"last", "the last element, or the last n", "[1, 2, 3].last # => 3",
		0, 1, arrayLast, false},
	{"size length", "the number of elements", "[1, 2, 3].size # => 3",
		0, 0, arraySize, false},
	{"empty?", "whether there are no elements", "[].empty? # => true",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return len(v.(*Array).Elems) == 0, nil }, false},
	{"push append", "adds at the end", "[1].push(2, 3) # => [1, 2, 3]",
		0, -1, changing(arrayPush), false},
	{"<<", "adds one element at the end", "[1] << 2 << 3 # => [1, 2, 3]",
		1, 1, changing(arrayPush), false},
	{"pop", "takes the last element away, or the last n", "a = [1, 2, 3]; [a.pop, a] # => [3, [1, 2]]",
		0, 1, changing(arrayPop), false},
	{"shift", "takes the first element away, or the first n", "a = [1, 2, 3]; [a.shift, a] # => [1, [2, 3]]",
		0, 1, changing(arrayShift), false},
	{"unshift prepend", "adds at the front", "[3].unshift(1, 2) # => [1, 2, 3]",
		0, -1, changing(arrayUnshift), false},
	{"insert", "adds before an index", "[1, 4].insert(1, 2, 3) # => [1, 2, 3, 4]",
		1, -1, changing(arrayInsert), false},
	{"concat", "adds the elements of other Arrays", "[1].concat([2], [3]) # => [1, 2, 3]",
		0, -1, changing(arrayConcat), false},
	{"delete", "takes all elements away that equal a value", "a = [1, 2, 1]; a.delete(1); a # => [2]",
		1, 1, arrayDelete, false},
	{"delete_at", "takes the element at an index away", "a = [1, 2, 3]; a.delete_at(1); a # => [1, 3]",
		1, 1, changing(arrayDeleteAt), false},
	{"delete_if", "takes the elements away for which the block says yes", "[1, 2, 3].delete_if(&:odd?) # => [2]",
		0, 0, inPlace(filter(false), false), loops},
	{"keep_if", "keeps the elements for which the block says yes", "[1, 2, 3].keep_if(&:odd?) # => [1, 3]",
		0, 0, inPlace(filter(true), false), loops},
	{"select! filter!", "as keep_if; nil if nothing changed", "[1, 3].select!(&:odd?) # => nil",
		0, 0, inPlace(filter(true), true), loops},
	{"reject!", "as delete_if; nil if nothing changed", "[2].reject!(&:odd?) # => nil",
		0, 0, inPlace(filter(false), true), loops},
	{"map! collect!", "replaces each element by what the block returns", "[1, 2].map! { |n| n * 2 } # => [2, 4]",
		0, 0, changing(arrayMapInPlace), loops},
	{"sort!", "sorts in place", "[2, 1].sort! # => [1, 2]",
		0, 0, inPlace(enumSort, false), false},
	{"sort_by!", "sorts in place by what the block returns", `%w[ccc a bb].sort_by!(&:size) # => ["a", "bb", "ccc"]`,
		0, 0, inPlace(enumSortBy, false), loops},
	{"uniq!", "takes repetitions away; nil if there are none", "[1, 1, 2].uniq! # => [1, 2]",
		0, 0, inPlace(enumUniq, true), false},
	{"compact!", "takes nils away; nil if there are none", "[1, nil].compact! # => [1]",
		0, 0, inPlace(arrayCompact, true), false},
	{"flatten!", "dissolves inner Arrays in place; nil if there are none", "[1, [2]].flatten! # => [1, 2]",
		0, 1, changing(arrayFlattenInPlace), false},
	{"reverse!", "turns the order round in place", "[1, 2].reverse! # => [2, 1]",
		0, 0, inPlace(arrayReverse, false), false},
	{"rotate!", "moves the first n to the end, in place", "[1, 2, 3].rotate! # => [2, 3, 1]",
		0, 1, inPlace(arrayRotate, false), false},
	{"shuffle!", "puts the elements in random order, in place", "srand(1); [1, 2, 3].shuffle!.sort # => [1, 2, 3]",
		0, 1, inPlace(arrayShuffle, false), false},
	{"clear", "takes everything away", "[1, 2].clear # => []",
		0, 0, changing(func(_ *Interp, v *Array, _ []Value, _ *Proc) (Value, error) { v.Elems = nil; return v, nil }), false},
	{"fill", "sets every element, or those of a range or from a start, to a value or what the block makes of the index", "[1, 2, 3].fill(0, 1) # => [1, 0, 0]",
		0, 3, changing(arrayFill), false},
	{"replace", "takes the elements of another Array", "[1].replace([2, 3]) # => [2, 3]",
		1, 1, changing(func(in *Interp, v *Array, a []Value, _ *Proc) (Value, error) {
			list, err := in.toSlice(a[0])
			v.Elems = slices.Clone(list)
			return v, err
		}), false},
	{"+", "both, one after the other", "[1] + [2] # => [1, 2]",
		1, 1, arrayPlus, false},
	{"-", "without the elements of another", "[1, 2, 1, 3] - [1] # => [2, 3]",
		1, 1, arrayMinus, false},
	{"difference", "without the elements of others", "[1, 2, 3].difference([1], [3]) # => [2]",
		0, -1, arrayMinus, false},
	{"*", "repeated n times, or joined by a String", "[1, 2] * 2 # => [1, 2, 1, 2]",
		1, 1, arrayTimes, false},
	{"&", "the elements that both have, once each", "[1, 2, 2] & [2, 3] # => [2]",
		1, 1, arrayAnd, false},
	{"intersection", "the elements that all have, once each", "[1, 2].intersection([2, 3]) # => [2]",
		0, -1, arrayAnd, false},
	{"|", "the elements that either has, once each", "[1, 2] | [2, 3] # => [1, 2, 3]",
		1, 1, arrayOr, false},
	{"union", "the elements that any has, once each", "[1].union([2], [1, 3]) # => [1, 2, 3]",
		0, -1, arrayOr, false},
	{"join", "the texts of all elements, with a separator between", `[1, [2, 3]].join("-") # => "1-2-3"`,
		0, 1, arrayJoin, false},
	{"flatten", "with inner Arrays dissolved, all or n levels", "[1, [2, [3]]].flatten # => [1, 2, 3]",
		0, 1, arrayFlatten, false},
	{"compact", "without nils", "[1, nil, 2].compact # => [1, 2]",
		0, 0, arrayCompact, false},
	{"reverse", "in the other order", "[1, 2, 3].reverse # => [3, 2, 1]",
		0, 0, arrayReverse, false},
	{"rotate", "with the first n moved to the end", "[1, 2, 3].rotate(2) # => [3, 1, 2]",
		0, 1, arrayRotate, false},
	{"transpose", "rows and columns exchanged", "[[1, 2], [3, 4]].transpose # => [[1, 3], [2, 4]]",
		0, 0, arrayTranspose, false},
	{"combination", "yields every choice of n elements", `%w[a b c].combination(2).map(&:join) # => ["ab", "ac", "bc"]`,
		1, 1, selections(false), loops},
	{"permutation", "yields every choice of n elements in every order", "[1, 2].permutation.to_a # => [[1, 2], [2, 1]]",
		0, 1, selections(true), loops},
	{"product", "every choice of one element of each Array", "[1, 2].product([:a, :b]) # => [[1, :a], [1, :b], [2, :a], [2, :b]]",
		0, -1, arrayProduct, false},
	{"index", "where a value stands first, or one for which the block says yes", `%w[a b a].index("b") # => 1`,
		0, 1, enumFindIndex, false},
	{"rindex", "where a value stands last, or one for which the block says yes", `%w[a b a].rindex("a") # => 2`,
		0, 1, arrayRindex, false},
	{"assoc", "the inner Array that begins with a value", "[[1, :a], [2, :b]].assoc(2) # => [2, :b]",
		1, 1, arrayAssoc(0), false},
	{"rassoc", "the inner Array whose second element is a value", "[[1, :a], [2, :b]].rassoc(:b) # => [2, :b]",
		1, 1, arrayAssoc(1), false},
	{"slice!", "takes an element or a part away", "a = [1, 2, 3, 4]; [a.slice!(1, 2), a] # => [[2, 3], [1, 4]]",
		1, 2, changing(func(in *Interp, v *Array, a []Value, _ *Proc) (Value, error) {
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
	{"shuffle", "in random order; see `srand`", "srand(1); [1, 2, 3].shuffle.sort # => [1, 2, 3]",
		0, 1, arrayShuffle, false},
	{"sample", "a random element, or n of them", "[[7, 7].sample, [1, 2].sample(2).sort] # => [7, [1, 2]]",
		0, 2, arraySample, false},
	{"to_a to_ary", "itself", "[1].to_a # => [1]",
		0, 0, self, false},
	{"to_s", "as it is written in Ruby", `[1, "a", nil].to_s # => "[1, \"a\", nil]"`,
		0, 0, inspectNative, false},
	{"pack", "the elements as bytes: C, n, N, v, V, S, L, Q numbers, a, A, Z texts, H, B digits, U characters, m Base64, x a zero; with a count or `*`", "[1, 258, \"ab\"].pack(\"Cna3\").bytes # => [1, 1, 2, 97, 98, 0]",
		1, 1, arrayPack, false},
	{"bsearch", "the first element for which the block says yes, of an Array in order", "[1, 4, 7, 10].bsearch { |n| n >= 5 } # => 7",
		0, 0, arrayBsearch(false), loops},
	{"bsearch_index", "where that element stands", "[1, 4, 7, 10].bsearch_index { |n| n >= 5 } # => 2",
		0, 0, arrayBsearch(true), loops},
	{"intersect?", "whether both have an element in common", "[1, 2].intersect?([2, 3]) # => true",
		1, 1, arrayIntersects, false},
	{"repeated_combination", "yields every choice of n elements, each as often as it likes", "[1, 2].repeated_combination(2).to_a # => [[1, 1], [1, 2], [2, 2]]",
		1, 1, repeated(false), loops},
	{"repeated_permutation", "yields every row of n elements", "[1, 2].repeated_permutation(2).map(&:join) # => [\"11\", \"12\", \"21\", \"22\"]",
		1, 1, repeated(true), loops},
}}
