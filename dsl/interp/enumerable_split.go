package interp

// grep makes grep and grep_v: the elements that match a pattern, or do not, as
// they are or as the block makes them.
func grep(want bool) Native {
	return func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
		before := in.lastMatch()
		return in.collect(v, func(item Value, add func(Value)) error {
			ok, err := in.caseEqual(a[0], item)
			if block == nil {
				in.setLastMatch(before) // only a block could ask for it
			}
			if err != nil || ok != want {
				return err
			}
			if block != nil {
				item, err = in.yield(block, item)
			}
			add(item)
			return err
		})
	}
}

// enumChunk is chunk: runs of elements for which the block returns the same.
func enumChunk(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
	list, err := in.keys(v, block)
	if err != nil {
		return nil, err
	}
	out := &Array{}
	var run *Array
	var last Value
	for _, k := range list {
		alone := k.key == Symbol("_alone")
		if k.key == nil || k.key == Symbol("_separator") {
			run = nil // the element is dropped
			continue
		}
		same := false
		if run != nil && !alone {
			if same, err = in.equal(last, k.key); err != nil {
				return nil, err
			}
		}
		if !same {
			run, last = NewArray(), k.key
			out.Elems = append(out.Elems, NewArray(k.key, run))
		}
		run.Elems = append(run.Elems, k.item)
	}
	return &Enumerator{receiver: out, method: "each"}, in.grow(64 * len(list))
}

// cuts makes slice_before and slice_after: a new run begins at, or after, each
// element that matches a pattern or pleases the block.
func cuts(after bool) Native {
	return func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
		if len(a) == 0 && block == nil {
			return nil, in.argumentError("wrong number of arguments (given 0, expected 1)")
		}
		matches := in.predicate(a, block)
		out := &Array{}
		var run *Array
		err := in.iterate(v, func(item Value) error {
			ok, err := matches(item)
			if err != nil {
				return err
			}
			if run == nil || ok && !after {
				run = NewArray()
				out.Elems = append(out.Elems, run)
			}
			run.Elems = append(run.Elems, item)
			if ok && after {
				run = nil
			}
			return in.grow(64)
		})
		return &Enumerator{receiver: out, method: "each"}, err
	}
}

func enumMinmaxBy(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
	list, err := in.keys(v, block)
	if err != nil || len(list) == 0 {
		return NewArray(nil, nil), err
	}
	low, high := list[0], list[0]
	for _, k := range list[1:] {
		n, err := in.mustCompare(k.key, low.key)
		if err != nil {
			return nil, err
		}
		if n < 0 {
			low = k
		}
		if n, err = in.mustCompare(k.key, high.key); err != nil {
			return nil, err
		}
		if n > 0 {
			high = k
		}
	}
	return NewArray(low.item, high.item), nil
}

func enumCompact(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	return in.collect(v, func(item Value, add func(Value)) error {
		if item != nil {
			add(item)
		}
		return nil
	})
}

// enumChain is chain: the elements of several, one after the other.
func enumChain(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	out := &Array{}
	for _, part := range append([]Value{v}, a...) {
		list, err := in.toSlice(part)
		if err != nil {
			return nil, err
		}
		if err := in.grow(16 * len(list)); err != nil {
			return nil, err
		}
		out.Elems = append(out.Elems, list...)
	}
	return &Enumerator{receiver: out, method: "each"}, nil
}
