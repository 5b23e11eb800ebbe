package interp

var hashClassTable = &table{rows: []builtin{
	{"new", "an empty Hash; the argument or the block says what a missing key gives", "h = Hash.new(0); h[:a] += 1; h # => {:a=>1}",
		0, 1, built(func(_ *Interp, _ Value, a []Value, block *Proc) (Value, error) {
			h := NewHash()
			h.block = block
			if len(a) == 1 {
				h.fallback = a[0]
			}
			return h, nil
		}), false},
	{"[]", "a Hash of pairs", "Hash[[[:a, 1], [:b, 2]]] # => {:a=>1, :b=>2}",
		1, -1, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
			if len(a) == 1 {
				return in.toHash(a[0], nil)
			}
			h := NewHash()
			for i := 0; i+1 < len(a); i += 2 {
				if err := in.add(h, a[i], a[i+1]); err != nil {
					return nil, err
				}
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
			if ok {
				return in.argumentError("%s is not a pair of key and value", in.inspect(item))
			}
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

// filterHashInPlace keeps the pairs for which the block's answer is want. With
// bang it returns nil if all of them stay.
func filterHashInPlace(want, bang bool) Native {
	return func(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
		h := v.(*Hash)
		if h.frozen {
			return nil, in.frozenError(h)
		}
		before := h.Len()
		for _, e := range h.pairs() {
			r, err := in.callProc(block, []Value{e.key, e.value}, nil)
			if err != nil {
				return nil, err
			}
			if Truthy(r) != want {
				h.Delete(e.key)
			}
		}
		if bang && h.Len() == before {
			return nil, nil
		}
		return h, nil
	}
}

// mapHash returns a Hash with keys or values that the block makes. New keys may
// also come from a Hash, and from the block where that has none.
func mapHash(keys bool) Native {
	return func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
		if block == nil && len(a) == 0 {
			return &Enumerator{receiver: v, method: "transform_keys"}, nil
		}
		var names *Hash
		if len(a) == 1 {
			var ok bool
			if names, ok = a[0].(*Hash); !ok {
				return nil, in.typeError("no implicit conversion of %s into Hash", in.coerced(a[0]))
			}
		}
		out := NewHash()
		for _, e := range v.(*Hash).pairs() {
			if err := in.grow(64); err != nil {
				return nil, err
			}
			if !keys {
				r, err := in.yield(block, e.value)
				if err != nil {
					return nil, err
				}
				out.Set(e.key, r)
				continue
			}
			key, named := e.key, false
			if names != nil {
				var k Value
				if k, named = names.Get(e.key); named {
					key = k
				}
			}
			if !named && block != nil {
				var err error
				if key, err = in.yield(block, e.key); err != nil {
					return nil, err
				}
			}
			out.Set(frozenKey(key), e.value)
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

func hashHasKey(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	if err := in.checkKey(a[0]); err != nil {
		return nil, err
	}
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
	if err := in.checkKey(a[0]); err != nil {
		return nil, err
	}
	if r, ok := v.(*Hash).Get(a[0]); ok {
		return r, nil
	}
	if block != nil {
		return in.yield(block, a[0])
	}
	if len(a) == 2 {
		return a[1], nil
	}
	return nil, in.keyError(v, a[0])
}

func hashDelete(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	h := v.(*Hash)
	if h.frozen {
		return nil, in.frozenError(h)
	}
	if err := in.checkKey(a[0]); err != nil {
		return nil, err
	}
	r, ok := h.Delete(a[0])
	if !ok && block != nil {
		return in.yield(block, a[0])
	}
	return r, nil
}

// hashSlice returns the pairs of the given keys, in their order.
func hashSlice(_ *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	out := NewHash()
	for _, k := range a {
		if value, ok := v.(*Hash).Get(k); ok {
			out.Set(k, value)
		}
	}
	return out, nil
}

func hashExcept(_ *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	listed := NewHash()
	for _, k := range a {
		listed.Set(k, true)
	}
	out := NewHash()
	for _, e := range v.(*Hash).pairs() {
		if _, ok := listed.Get(e.key); !ok {
			out.Set(e.key, e.value)
		}
	}
	return out, nil
}

var hashTable = &table{rows: []builtin{
	{"[]", "the value of a key, or the default", "{ a: 1 }[:b] # => nil",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) { return in.lookup(v.(*Hash), a[0]) }, false},
	{"[]= store", "sets the value of a key", "h = {}; h[:a] = 1; h # => {:a=>1}",
		2, 2, hashStore, false},
	{"fetch", "the value of a key; a missing key is an error, or the second argument, or the block's", `{ a: 1 }.fetch(:b) { |k| k.to_s } # => "b"`,
		1, 2, hashFetch, false},
	{"dig", "follows keys and indexes inwards; nil where something is missing", "{ a: { b: [7] } }.dig(:a, :b, 0) # => 7",
		1, -1, dig, false},
	{"key? has_key? include? member?", "whether there is such a key", "{ a: 1 }.key?(:a) # => true",
		1, 1, hashHasKey, false},
	{"value? has_value?", "whether a key has such a value", "{ a: 1 }.value?(2) # => false",
		1, 1, hashHasValue, false},
	{"key", "the first key of a value", "{ a: 1, b: 2 }.key(2) # => :b",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			for _, e := range v.(*Hash).pairs() {
				if ok, err := in.equal(e.value, a[0]); ok || err != nil {
					return e.key, err
				}
			}
			return nil, nil
		}, false},
	{"keys", "all keys", "{ a: 1, b: 2 }.keys # => [:a, :b]",
		0, 0, hashKeys, false},
	{"values", "all values", "{ a: 1, b: 2 }.values # => [1, 2]",
		0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			out := &Array{}
			for _, e := range v.(*Hash).pairs() {
				out.Elems = append(out.Elems, e.value)
			}
			return out, nil
		}, false},
	{"values_at", "the values of several keys", "{ a: 1, b: 2 }.values_at(:b, :c) # => [2, nil]",
		0, -1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
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
	{"size length", "the number of keys", "{ a: 1 }.size # => 1",
		0, 0, hashSize, false},
	{"empty?", "whether there are no keys", "{}.empty? # => true",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return v.(*Hash).Len() == 0, nil }, false},
	{"each each_pair", "yields each key with its value", "{ a: 1 }.each { |k, v| print k, v } # => {:a=>1}",
		0, 0, hashEach, loops},
	{"each_key", "yields each key", "{ a: 1 }.each_key.to_a # => [:a]",
		0, 0, func(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
			for _, e := range v.(*Hash).pairs() {
				if _, err := in.yield(block, e.key); err != nil {
					return nil, err
				}
			}
			return v, nil
		}, loops},
	{"each_value", "yields each value", "{ a: 1 }.each_value.to_a # => [1]",
		0, 0, func(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
			for _, e := range v.(*Hash).pairs() {
				if _, err := in.yield(block, e.value); err != nil {
					return nil, err
				}
			}
			return v, nil
		}, loops},
	{"select filter", "the pairs for which the block says yes", "{ a: 1, b: 2 }.select { |_, v| v > 1 } # => {:b=>2}",
		0, 0, filterHash(true), loops},
	{"reject", "the pairs for which the block says no", "{ a: 1, b: 2 }.reject { |k, _| k == :a } # => {:b=>2}",
		0, 0, filterHash(false), loops},
	{"select! filter!", "keeps those pairs; nil if nothing changed", "{ a: 1 }.select! { true } # => nil",
		0, 0, filterHashInPlace(true, true), loops},
	{"keep_if", "keeps the pairs for which the block says yes", "{ a: 1, b: 2 }.keep_if { |_, v| v > 1 } # => {:b=>2}",
		0, 0, filterHashInPlace(true, false), loops},
	{"reject!", "takes pairs away; nil if nothing changed", "{ a: 1 }.reject! { false } # => nil",
		0, 0, filterHashInPlace(false, true), loops},
	{"delete_if", "takes the pairs away for which the block says yes", "{ a: 1, b: 2 }.delete_if { |_, v| v > 1 } # => {:a=>1}",
		0, 0, filterHashInPlace(false, false), loops},
	{"transform_values", "with every value replaced by what the block returns", "{ a: 1 }.transform_values { |v| v * 2 } # => {:a=>2}",
		0, 0, mapHash(false), loops},
	{"transform_keys", "with every key replaced by what the block, or a Hash, says", `{ a: 1, b: 2 }.transform_keys({ a: :x }) # => {:x=>1, :b=>2}`,
		0, 1, mapHash(true), false},
	{"slice", "only the given keys", "{ a: 1, b: 2 }.slice(:a) # => {:a=>1}",
		0, -1, hashSlice, false},
	{"except", "without the given keys", "{ a: 1, b: 2 }.except(:a) # => {:b=>2}",
		0, -1, hashExcept, false},
	{"delete", "takes a key away and returns its value", "h = { a: 1 }; [h.delete(:a), h] # => [1, {}]",
		1, 1, hashDelete, false},
	{"clear", "takes everything away", "{ a: 1 }.clear # => {}",
		0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			h := v.(*Hash)
			if h.frozen {
				return nil, in.frozenError(h)
			}
			h.entries, h.index, h.deleted = nil, nil, 0
			return h, nil
		}, false},
	{"shift", "takes the first pair away", "h = { a: 1, b: 2 }; [h.shift, h] # => [[:a, 1], {:b=>2}]",
		0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			list := v.(*Hash).pairs()
			if len(list) == 0 {
				return nil, nil
			}
			v.(*Hash).Delete(list[0].key)
			return NewArray(list[0].key, list[0].value), nil
		}, false},
	{"merge", "both; the other's value counts, or the block's", "{ a: 1 }.merge({ a: 2 }) { |k, x, y| x + y } # => {:a=>3}",
		0, -1, func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
			return hashMerge(in, v.(*Hash).copy(), a, block)
		}, false},
	{"merge! update", "adds the pairs of another Hash", "{ a: 1 }.merge!(b: 2) # => {:a=>1, :b=>2}",
		0, -1, hashMerge, false},
	{"invert", "keys and values exchanged", "{ a: 1 }.invert # => {1=>:a}",
		0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			out := NewHash()
			for _, e := range v.(*Hash).pairs() {
				out.Set(frozenKey(e.value), e.key)
			}
			return out, nil
		}, false},
	{"compact", "without nil values", "{ a: 1, b: nil }.compact # => {:a=>1}",
		0, 0, hashCompact, false},
	{"compact!", "takes nil values away; nil if there are none", "{ a: 1, b: nil }.compact! # => {:a=>1}",
		0, 0, replaceHash(hashCompact, true), false},
	{"transform_values!", "as transform_values, in place", "{ a: 1 }.transform_values! { |v| v * 2 } # => {:a=>2}",
		0, 0, replaceHash(mapHash(false), false), loops},
	{"transform_keys!", "as transform_keys, in place", "{ a: 1 }.transform_keys!(&:to_s) # => {\"a\"=>1}",
		0, 1, replaceHash(mapHash(true), false), false},
	{"replace", "takes the pairs of another Hash", "{ a: 1 }.replace({ b: 2 }) # => {:b=>2}",
		1, 1, replaceHash(hashReplacement, false), false},
	{"fetch_values", "the values of several keys; a missing one is an error, or the block's", "{ a: 1 }.fetch_values(:a, :b) { |k| k } # => [1, :b]",
		0, -1, hashFetchValues, false},
	{"assoc", "the pair of a key", "{ a: 1 }.assoc(:a) # => [:a, 1]",
		1, 1, hashAssoc(false), false},
	{"rassoc", "the first pair with a value", "{ a: 1 }.rassoc(1) # => [:a, 1]",
		1, 1, hashAssoc(true), false},
	{"flatten", "keys and values in one Array; more levels dissolve Arrays in it", "{ a: [1, 2] }.flatten # => [:a, [1, 2]]",
		0, 1, hashFlatten, false},
	{"<=", "whether all its pairs are in another", "{ a: 1 } <= { a: 1, b: 2 } # => true",
		1, 1, subset(false, false), false},
	{"<", "whether it is a smaller part of another", "{ a: 1 } < { a: 1 } # => false",
		1, 1, subset(false, true), false},
	{">=", "whether it has all pairs of another", "{ a: 1, b: 2 } >= { b: 2 } # => true",
		1, 1, subset(true, false), false},
	{">", "whether it has all pairs of another and more", "{ a: 1, b: 2 } > { b: 2 } # => true",
		1, 1, subset(true, true), false},
	{"to_proc", "a Proc that looks a key up", "%i[a b].map(&{ a: 1 }) # => [1, nil]",
		0, 0, hashToProc, false},
	{"default_proc", "the block that says what a missing key gives, or nil", "{}.default_proc # => nil",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			if p := v.(*Hash).block; p != nil {
				return p, nil
			}
			return nil, nil
		}, false},
	{"sort_by", "pairs in the order of what the block returns", "{ a: 2, b: 1 }.sort_by { |_, v| v } # => [[:b, 1], [:a, 2]]",
		0, 0, enumSortBy, loops},
	{"any?", "whether the block says yes for a pair", "{ a: 1 }.any? { |_, v| v > 1 } # => false",
		0, 1, hashAny, false},
	{"all?", "whether the block says yes for every pair", "{ a: 1 }.all? { |_, v| v > 0 } # => true",
		0, 1, enumAll, false},
	{"count", "how many pairs there are, or please the block", "{ a: 1, b: 2 }.count { |_, v| v > 1 } # => 1",
		0, 1, enumCount, false},
	{"to_h", "itself, or a Hash of the pairs that the block makes", "{ a: 1 }.to_h { |k, v| [v, k] } # => {1=>:a}",
		0, 0, func(in *Interp, v Value, _ []Value, block *Proc) (Value, error) { return in.toHash(v, block) }, false},
	{"default", "what a missing key gives", "Hash.new(5).default # => 5",
		0, 1, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return v.(*Hash).fallback, nil }, false},
	{"default=", "sets that", "h = {}; h.default = 5; h[:a] # => 5",
		1, 1, func(_ *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			v.(*Hash).fallback = a[0]
			return a[0], nil
		}, false},
	{"to_s", "as it is written in Ruby", `{ a: 1 }.to_s # => "{:a=>1}"`,
		0, 0, inspectNative, false},
}, outside: "compare_by_identity"}

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
		switch v.(type) {
		case *Array, *Hash, *Object:
		default:
			return nil, in.typeError("%s does not have #dig method", in.classOf(v).Name)
		}
		var err error
		if v, err = in.send(v, "[]", []Value{k}, nil); err != nil {
			return nil, err
		}
	}
	return v, nil
}
