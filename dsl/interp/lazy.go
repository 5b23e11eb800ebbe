package interp

// Lazy is an Enumerator::Lazy: a row of steps that elements go through one by
// one, so that what comes first may be endless.
type Lazy struct {
	each func(in *Interp, f func(Value) error) error
	from Value // for inspect
	step string
	args []Value
}

func enumLazy(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	return &Lazy{from: v, each: func(in *Interp, f func(Value) error) error { return in.iterate(v, f) }}, nil
}

// lazily makes a method that adds a step. For each run of it, start returns what
// is done with an element; give passes one on.
func lazily(name string, start func(in *Interp, a []Value, block *Proc) (func(item Value, give func(Value) error) error, error)) Native {
	return func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
		l := v.(*Lazy)
		args := append([]Value(nil), a...)
		if _, err := start(in, args, block); err != nil {
			return nil, err
		}
		return &Lazy{from: l, step: name, args: args, each: func(in *Interp, f func(Value) error) error {
			do, err := start(in, args, block)
			if err != nil {
				return err
			}
			return l.each(in, func(item Value) error { return do(item, f) })
		}}, in.grow(128)
	}
}

// lazyBlock makes a step of a block's answer for each element.
func lazyBlock(name string, do func(in *Interp, item, answer Value, give func(Value) error) error) Native {
	return lazily(name, func(in *Interp, _ []Value, block *Proc) (func(Value, func(Value) error) error, error) {
		if block == nil {
			return nil, in.argumentError("tried to call lazy %s without a block", name)
		}
		return func(item Value, give func(Value) error) error {
			answer, err := in.yield(block, item)
			if err != nil {
				return err
			}
			return do(in, item, answer, give)
		}, nil
	})
}

func lazyMap(_ *Interp, _, answer Value, give func(Value) error) error { return give(answer) }

func lazyFlatMap(_ *Interp, _, answer Value, give func(Value) error) error {
	list, ok := answer.(*Array)
	if !ok {
		return give(answer)
	}
	for _, e := range list.Elems {
		if err := give(e); err != nil {
			return err
		}
	}
	return nil
}

func lazyFilterMap(_ *Interp, _, answer Value, give func(Value) error) error {
	if Truthy(answer) {
		return give(answer)
	}
	return nil
}

// lazyFilter passes on the elements for which the answer is want.
func lazyFilter(want bool) func(in *Interp, item, answer Value, give func(Value) error) error {
	return func(_ *Interp, item, answer Value, give func(Value) error) error {
		if Truthy(answer) == want {
			return give(item)
		}
		return nil
	}
}

func lazyTakeWhile(_ *Interp, item, answer Value, give func(Value) error) error {
	if !Truthy(answer) {
		return errStop
	}
	return give(item)
}

func lazyDropWhile(in *Interp, _ []Value, block *Proc) (func(Value, func(Value) error) error, error) {
	if block == nil {
		return nil, in.argumentError("tried to call lazy drop_while without a block")
	}
	dropping := true
	return func(item Value, give func(Value) error) error {
		if dropping {
			answer, err := in.yield(block, item)
			if err != nil || Truthy(answer) {
				return err
			}
			dropping = false
		}
		return give(item)
	}, nil
}

// lazyTake passes n elements on and ends with the last of them, before another
// is asked for.
func lazyTake(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	n, err := in.count(a[0])
	if err != nil {
		return nil, err
	}
	l := v.(*Lazy)
	return &Lazy{from: l, step: "take", args: []Value{a[0]}, each: func(in *Interp, f func(Value) error) error {
		left := n
		if left == 0 {
			return nil
		}
		return l.each(in, func(item Value) error {
			left--
			if err := f(item); err != nil || left > 0 {
				return err
			}
			return errStop
		})
	}}, in.grow(128)
}

func lazyDrop(in *Interp, a []Value, _ *Proc) (func(Value, func(Value) error) error, error) {
	n, err := in.count(a[0])
	return func(item Value, give func(Value) error) error {
		if n > 0 {
			n--
			return nil
		}
		return give(item)
	}, err
}

func lazyUniq(in *Interp, _ []Value, block *Proc) (func(Value, func(Value) error) error, error) {
	seen := map[any]bool{}
	return func(item Value, give func(Value) error) error {
		k := item
		if block != nil {
			var err error
			if k, err = in.yield(block, item); err != nil {
				return err
			}
		}
		if h := hashKey(k); !seen[h] {
			seen[h] = true
			if err := in.grow(64); err != nil {
				return err
			}
			return give(item)
		}
		return nil
	}, nil
}

// lazyWithIndex is with_index and each_with_index: pairs, or what the block makes
// of them.
func lazyWithIndex(in *Interp, a []Value, block *Proc) (func(Value, func(Value) error) error, error) {
	i := 0
	if len(a) == 1 && a[0] != nil {
		var err error
		if i, err = in.toInt(a[0]); err != nil {
			return nil, err
		}
	}
	return func(item Value, give func(Value) error) error {
		i++
		if block == nil {
			return give(NewArray(item, Int(i-1)))
		}
		_, err := in.callProc(block, []Value{item, Int(i - 1)}, nil)
		if err != nil {
			return err
		}
		return give(item)
	}, nil
}

func lazyCompact(*Interp, []Value, *Proc) (func(Value, func(Value) error) error, error) {
	return func(item Value, give func(Value) error) error {
		if item == nil {
			return nil
		}
		return give(item)
	}, nil
}

// lazyTable is the methods of Enumerator::Lazy; those of every collection that
// are not here want a result and end it.
var lazyTable = &table{rows: []builtin{
	{"map collect", "as map, one element at a time", "(1..).lazy.map { |n| n * 2 }.first(2) # => [2, 4]",
		0, 0, lazyBlock("map", lazyMap), false},
	{"flat_map collect_concat", "as flat_map", "(1..).lazy.flat_map { |n| [n, n] }.first(3) # => [1, 1, 2]",
		0, 0, lazyBlock("flat_map", lazyFlatMap), false},
	{"select filter find_all", "as select", "(1..).lazy.select(&:even?).first(2) # => [2, 4]",
		0, 0, lazyBlock("select", lazyFilter(true)), false},
	{"reject", "as reject", "(1..).lazy.reject(&:even?).first(2) # => [1, 3]",
		0, 0, lazyBlock("reject", lazyFilter(false)), false},
	{"filter_map", "as filter_map", "(1..).lazy.filter_map { |n| n * 2 if n.even? }.first(2) # => [4, 8]",
		0, 0, lazyBlock("filter_map", lazyFilterMap), false},
	{"take_while", "as take_while", "(1..).lazy.take_while { |n| n < 3 }.to_a # => [1, 2]",
		0, 0, lazyBlock("take_while", lazyTakeWhile), false},
	{"drop_while", "as drop_while", "(1..).lazy.drop_while { |n| n < 3 }.first(2) # => [3, 4]",
		0, 0, lazily("drop_while", lazyDropWhile), false},
	{"take", "as take", "(1..).lazy.take(2).map { |n| n * 2 }.to_a # => [2, 4]",
		1, 1, lazyTake, false},
	{"drop", "as drop", "(1..).lazy.drop(2).first(2) # => [3, 4]",
		1, 1, lazily("drop", lazyDrop), false},
	{"uniq", "as uniq", "(1..).lazy.map { |n| n / 2 }.uniq.first(2) # => [0, 1]",
		0, 0, lazily("uniq", lazyUniq), false},
	{"compact", "as compact", "[nil, 1].lazy.compact.to_a # => [1]",
		0, 0, lazily("compact", lazyCompact), false},
	{"with_index each_with_index", "pairs of element and number", "%w[a b].lazy.with_index.to_a # => [[\"a\", 0], [\"b\", 1]]",
		0, 1, lazily("with_index", lazyWithIndex), false},
	{"each", "yields each element", "(1..2).lazy.each { |n| print n } # => 1..2",
		0, 0, lazyEach, false},
	{"to_a force", "all elements in an Array", "(1..2).lazy.force # => [1, 2]",
		0, 0, enumToA, false},
	{"eager", "the elements without being lazy any more", "(1..3).lazy.eager.map { |n| n } # => [1, 2, 3]",
		0, 0, enumChain, false},
	{"lazy", "itself", "(1..).lazy.lazy.first # => 1",
		0, 0, self, false},
	{"inspect to_s", "the steps", "(1..).lazy.take(2).inspect # => \"#<Enumerator::Lazy: #<Enumerator::Lazy: 1..>:take(2)>\"",
		0, 0, inspectNative, false},
}}

func lazyEach(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
	if block == nil {
		return v, nil
	}
	l := v.(*Lazy)
	err := in.iterate(l, func(item Value) error {
		_, err := in.yield(block, item)
		return err
	})
	return l.from, err
}
