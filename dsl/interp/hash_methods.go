package interp

var hashClassTable = &table{rows: []builtin{
	{"new", 0, 1, func(_ *Interp, _ Value, a []Value, block *Proc) (Value, error) {
		h := NewHash()
		h.block = block
		if len(a) == 1 {
			h.fallback = a[0]
		}
		return h, nil
	}, false},
	{"[]", 1, -1, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
		if len(a) == 1 {
			return in.toHash(a[0], nil)
		}
		h := NewHash()
		for i := 0; i+1 < len(a); i += 2 {
			h.Set(frozenKey(a[i]), a[i+1])
		}
		return h, nil
	}, false},
}}

// toHash makes a Hash of a Hash or of a list of pairs.
func (in *Interp) toHash(v Value, block *Proc) (*Hash, error) {
	if h, ok := v.(*Hash); ok && block == nil {
		return h, nil
	}
	h := NewHash()
	err := in.iterate(v, func(item Value) error {
		if block != nil {
			var err error
			if item, err = in.yield(block, item); err != nil {
				return err
			}
		}
		a, ok := item.(*Array)
		if !ok || len(a.Elems) != 2 {
			return in.typeError("%s is not a pair of key and value", in.inspect(item))
		}
		return in.store(h, a.Elems[0], a.Elems[1])
	})
	return h, err
}

// filterHash returns the pairs for which the block's answer is want.
func filterHash(want bool) Native {
	return func(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
		out := NewHash()
		for _, e := range v.(*Hash).pairs() {
			r, err := in.callProc(block, []Value{e.key, e.value}, nil)
			if err != nil {
				return nil, err
			}
			if Truthy(r) == want {
				out.Set(e.key, e.value)
			}
		}
		return out, nil
	}
}

// filterHashInPlace removes the pairs for which the block's answer is not want.
func filterHashInPlace(want bool) Native {
	return func(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
		h := v.(*Hash)
		if h.frozen {
			return nil, in.frozenError(h)
		}
		for _, e := range h.pairs() {
			r, err := in.callProc(block, []Value{e.key, e.value}, nil)
			if err != nil {
				return nil, err
			}
			if Truthy(r) != want {
				h.Delete(e.key)
			}
		}
		return h, nil
	}
}

// mapHash returns a Hash with keys or values that the block makes.
func mapHash(keys bool) Native {
	return func(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
		out := NewHash()
		for _, e := range v.(*Hash).pairs() {
			from := e.value
			if keys {
				from = e.key
			}
			r, err := in.yield(block, from)
			if err != nil {
				return nil, err
			}
			if keys {
				out.Set(frozenKey(r), e.value)
			} else {
				out.Set(e.key, r)
			}
		}
		return out, nil
	}
}

func hashMerge(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	h := v.(*Hash)
	for _, o := range a {
		other, ok := o.(*Hash)
		if !ok {
			return nil, in.wrongType(o, "Hash")
		}
		for _, e := range other.pairs() {
			value := e.value
			if old, ok := h.Get(e.key); ok && block != nil {
				var err error
				if value, err = in.callProc(block, []Value{e.key, old, value}, nil); err != nil {
					return nil, err
				}
			}
			if err := in.store(h, e.key, value); err != nil {
				return nil, err
			}
		}
	}
	return h, nil
}

func hashKeys(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	out := &Array{}
	for _, e := range v.(*Hash).pairs() {
		out.Elems = append(out.Elems, e.key)
	}
	return out, in.grow(16 * len(out.Elems))
}

func hashHasKey(_ *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	_, ok := v.(*Hash).Get(a[0])
	return ok, nil
}

func hashHasValue(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	for _, e := range v.(*Hash).pairs() {
		if ok, err := in.equal(e.value, a[0]); ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

func hashStore(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	return a[1], in.store(v.(*Hash), a[0], a[1])
}

func hashEach(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
	for _, e := range v.(*Hash).pairs() {
		if _, err := in.yield(block, NewArray(e.key, e.value)); err != nil {
			return nil, err
		}
	}
	return v, nil
}

func hashSize(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	return Int(v.(*Hash).Len()), nil
}

func hashFetch(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	if r, ok := v.(*Hash).Get(a[0]); ok {
		return r, nil
	}
	if block != nil {
		return in.yield(block, a[0])
	}
	if len(a) == 2 {
		return a[1], nil
	}
	return nil, in.Errorf("KeyError", "key not found: %s", in.inspect(a[0]))
}

func hashDelete(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	h := v.(*Hash)
	if h.frozen {
		return nil, in.frozenError(h)
	}
	r, ok := h.Delete(a[0])
	if !ok && block != nil {
		return in.yield(block, a[0])
	}
	return r, nil
}

// pick returns the pairs whose key is among a, or is not.
func pick(want bool) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		listed := NewHash()
		for _, k := range a {
			listed.Set(k, true)
		}
		out := NewHash()
		for _, e := range v.(*Hash).pairs() {
			if _, ok := listed.Get(e.key); ok == want {
				out.Set(e.key, e.value)
			}
		}
		return out, nil
	}
}

var hashTable = &table{rows: []builtin{
	{"[]", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) { return in.lookup(v.(*Hash), a[0]) }, false},
	{"[]=", 2, 2, hashStore, false},
	{"store", 2, 2, hashStore, false},
	{"fetch", 1, 2, hashFetch, false},
	{"dig", 1, -1, dig, false},
	{"key?", 1, 1, hashHasKey, false},
	{"has_key?", 1, 1, hashHasKey, false},
	{"include?", 1, 1, hashHasKey, false},
	{"member?", 1, 1, hashHasKey, false},
	{"value?", 1, 1, hashHasValue, false},
	{"has_value?", 1, 1, hashHasValue, false},
	{"key", 1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		for _, e := range v.(*Hash).pairs() {
			if ok, err := in.equal(e.value, a[0]); ok || err != nil {
				return e.key, err
			}
		}
		return nil, nil
	}, false},
	{"keys", 0, 0, hashKeys, false},
	{"values", 0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
		out := &Array{}
		for _, e := range v.(*Hash).pairs() {
			out.Elems = append(out.Elems, e.value)
		}
		return out, nil
	}, false},
	{"values_at", 0, -1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		out := &Array{}
		for _, k := range a {
			r, err := in.lookup(v.(*Hash), k)
			if err != nil {
				return nil, err
			}
			out.Elems = append(out.Elems, r)
		}
		return out, nil
	}, false},
	{"size", 0, 0, hashSize, false},
	{"length", 0, 0, hashSize, false},
	{"empty?", 0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return v.(*Hash).Len() == 0, nil }, false},
	{"each", 0, 0, hashEach, loops},
	{"each_pair", 0, 0, hashEach, loops},
	{"each_key", 0, 0, func(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
		for _, e := range v.(*Hash).pairs() {
			if _, err := in.yield(block, e.key); err != nil {
				return nil, err
			}
		}
		return v, nil
	}, loops},
	{"each_value", 0, 0, func(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
		for _, e := range v.(*Hash).pairs() {
			if _, err := in.yield(block, e.value); err != nil {
				return nil, err
			}
		}
		return v, nil
	}, loops},
	{"select", 0, 0, filterHash(true), loops},
	{"filter", 0, 0, filterHash(true), loops},
	{"reject", 0, 0, filterHash(false), loops},
	{"select!", 0, 0, filterHashInPlace(true), loops},
	{"keep_if", 0, 0, filterHashInPlace(true), loops},
	{"reject!", 0, 0, filterHashInPlace(false), loops},
	{"delete_if", 0, 0, filterHashInPlace(false), loops},
	{"transform_values", 0, 0, mapHash(false), loops},
	{"transform_keys", 0, 0, mapHash(true), loops},
	{"slice", 0, -1, pick(true), false},
	{"except", 0, -1, pick(false), false},
	{"delete", 1, 1, hashDelete, false},
	{"clear", 0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
		h := v.(*Hash)
		if h.frozen {
			return nil, in.frozenError(h)
		}
		h.entries, h.index, h.deleted = nil, nil, 0
		return h, nil
	}, false},
	{"shift", 0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
		list := v.(*Hash).pairs()
		if len(list) == 0 {
			return nil, nil
		}
		v.(*Hash).Delete(list[0].key)
		return NewArray(list[0].key, list[0].value), nil
	}, false},
	{"merge", 0, -1, func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
		return hashMerge(in, v.(*Hash).copy(), a, block)
	}, false},
	{"merge!", 0, -1, hashMerge, false},
	{"update", 0, -1, hashMerge, false},
	{"invert", 0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
		out := NewHash()
		for _, e := range v.(*Hash).pairs() {
			out.Set(frozenKey(e.value), e.key)
		}
		return out, nil
	}, false},
	{"compact", 0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
		out := NewHash()
		for _, e := range v.(*Hash).pairs() {
			if e.value != nil {
				out.Set(e.key, e.value)
			}
		}
		return out, nil
	}, false},
	{"sort_by", 0, 0, enumSortBy, loops},
	{"any?", 0, 1, hashAny, false},
	{"all?", 0, 1, enumAll, false},
	{"count", 0, 1, enumCount, false},
	{"to_h", 0, 0, func(in *Interp, v Value, _ []Value, block *Proc) (Value, error) { return in.toHash(v, block) }, false},
	{"default", 0, 1, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return v.(*Hash).fallback, nil }, false},
	{"default=", 1, 1, func(_ *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		v.(*Hash).fallback = a[0]
		return a[0], nil
	}, false},
	{"to_s", 0, 0, inspectNative, false},
	{"compare_by_identity", 0, 0, unavailable("compare_by_identity"), false},
}}

func hashAny(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	if block == nil && len(a) == 0 {
		return v.(*Hash).Len() > 0, nil
	}
	return enumAny(in, v, a, block)
}

// dig is a[i][j]… that stops at nil.
func dig(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	for _, k := range a {
		if v == nil {
			return nil, nil
		}
		var err error
		if v, err = in.send(v, "[]", []Value{k}, nil); err != nil {
			return nil, err
		}
	}
	return v, nil
}
