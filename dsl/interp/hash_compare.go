package interp

// subset makes <, <=, > and >=: whether all pairs of one Hash are in another,
// which may be, or must not be, the same. With turned the receiver is the larger.
func subset(turned, proper bool) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		small, large := v.(*Hash), (*Hash)(nil)
		other, ok := a[0].(*Hash)
		if !ok {
			return nil, in.typeError("no implicit conversion of %s into Hash", in.coerced(a[0]))
		}
		if large = other; turned {
			small, large = other, small
		}
		if small.Len() > large.Len() || proper && small.Len() == large.Len() {
			return false, nil
		}
		for _, e := range small.pairs() {
			value, ok := large.Get(e.key)
			if !ok {
				return false, nil
			}
			if ok, err := in.equal(e.value, value); !ok || err != nil {
				return false, err
			}
		}
		return true, nil
	}
}

// hashAssoc makes assoc and rassoc: the pair of a key, or of a value.
func hashAssoc(byValue bool) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		for _, e := range v.(*Hash).pairs() {
			part := e.key
			if byValue {
				part = e.value
			}
			if ok, err := in.equal(part, a[0]); err != nil {
				return nil, err
			} else if ok {
				return NewArray(e.key, e.value), nil
			}
		}
		return nil, nil
	}
}

func hashFetchValues(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	out := &Array{}
	for _, k := range a {
		value, err := hashFetch(in, v, []Value{k}, block)
		if err != nil {
			return nil, err
		}
		out.Elems = append(out.Elems, value)
	}
	return out, in.grow(16 * len(a))
}

// hashFlatten is flatten: keys and values in one Array, with inner Arrays
// dissolved from the second level on.
func hashFlatten(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	levels := 1
	if len(a) == 1 {
		var err error
		if levels, err = in.toInt(a[0]); err != nil {
			return nil, err
		}
	}
	pairs, err := enumToA(in, v, nil, nil)
	if err != nil || levels == 0 {
		return pairs, err
	}
	return arrayFlatten(in, pairs, []Value{Int(levels)}, nil)
}

// replaceHash makes a method that changes its receiver into what f returns: a
// Hash. With bang it returns nil where there are as many pairs as before.
func replaceHash(f Native, bang bool) Native {
	return func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
		h := v.(*Hash)
		if h.frozen {
			return nil, in.frozenError(h)
		}
		before := h.Len()
		r, err := f(in, v, a, block)
		if err != nil {
			return nil, err
		}
		with, ok := r.(*Hash)
		if !ok {
			return nil, in.typeError("no implicit conversion of %s into Hash", in.coerced(r))
		}
		if err := in.grow(64 * with.Len()); err != nil {
			return nil, err
		}
		h.entries, h.deleted = with.pairs(), 0
		h.reindex()
		if bang && h.Len() == before {
			return nil, nil
		}
		return h, nil
	}
}

// hashReplacement is the argument of replace.
func hashReplacement(_ *Interp, _ Value, a []Value, _ *Proc) (Value, error) { return a[0], nil }

func hashCompact(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	out := NewHash()
	for _, e := range v.(*Hash).pairs() {
		if e.value != nil {
			out.Set(e.key, e.value)
		}
	}
	return out, in.grow(64 * out.Len())
}

// hashToProc is to_proc: a lambda that looks a key up.
func hashToProc(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	return &Proc{lambda: true, count: 1, native: func(in *Interp, args []Value, _ *Proc) (Value, error) {
		if len(args) != 1 {
			return nil, in.wrongCount(len(args), 1, 1)
		}
		return in.lookup(v.(*Hash), args[0])
	}}, nil
}
