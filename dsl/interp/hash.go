package interp

import (
	"math/big"
	"strconv"
	"strings"
)

// Hash is a Hash: it keeps the order in which keys were added.
type Hash struct {
	entries  []entry
	index    map[any]int // of a key in entries; made when there are many
	deleted  int
	fallback Value // the default value
	block    *Proc // the default block
	frozen   bool
	keywords bool // written without braces, as the last argument of a call
}

type entry struct {
	key, value Value
	hashed     any
	gone       bool
}

// manyEntries is how many keys are compared one by one.
const manyEntries = 8

// NewHash returns an empty Hash.
func NewHash() *Hash { return &Hash{} }

// text, number and parts are what keys of different types are looked up by, so
// that 1, 1.0, "1" and :"1" stay apart.
type (
	textKey  string
	bigKey   string
	partsKey string
)

// hashKey returns a comparable stand-in for a key: two keys have equal ones if
// eql? holds between them.
func hashKey(v Value) any {
	switch v := v.(type) {
	case *String:
		return textKey(v.String())
	case *big.Int:
		return bigKey(v.String())
	case *Array:
		var b strings.Builder
		writeKey(&b, v, 0)
		return partsKey(b.String())
	case *Object:
		if _, ok := v.Data.(*structData); ok {
			var b strings.Builder
			writeKey(&b, v, 0)
			return partsKey(b.String())
		}
		if ip, ok := v.Data.(*ipaddr); ok {
			return *ip
		}
	case *Range:
		var b strings.Builder
		writeKey(&b, v, 0)
		return partsKey(b.String())
	}
	return v
}

// writeKey spells a compound key.
func writeKey(b *strings.Builder, v Value, depth int) {
	if depth > 50 {
		return
	}
	switch v := v.(type) {
	case *Array:
		b.WriteByte('[')
		for _, e := range v.Elems {
			writeKey(b, e, depth+1)
		}
		b.WriteByte(']')
	case *String:
		b.WriteString("s" + strconv.Quote(v.String()))
	case Symbol:
		b.WriteString("y" + strconv.Quote(string(v)))
	case Int:
		b.WriteString("i" + strconv.FormatInt(int64(v), 10) + ",")
	case Float:
		b.WriteString("f" + strconv.FormatFloat(float64(v), 'g', -1, 64) + ",")
	case *Range:
		b.WriteByte('r')
		writeKey(b, v.Low, depth+1)
		writeKey(b, v.High, depth+1)
	case nil:
		b.WriteByte('n')
	case bool:
		b.WriteString(strconv.FormatBool(v))
	case *Object:
		b.WriteString("o" + v.Class.Name + "(")
		for _, e := range v.values {
			writeKey(b, e, depth+1)
		}
		b.WriteByte(')')
	default:
		b.WriteString("?")
	}
}

// frozenKey copies a String key, as Ruby does.
func frozenKey(v Value) Value {
	if s, ok := v.(*String); ok && !s.frozen {
		return &String{s: s.String(), frozen: true}
	}
	return v
}

// find returns where key is in entries, or -1.
func (h *Hash) find(k any) int {
	if h.index != nil {
		if i, ok := h.index[k]; ok {
			return i
		}
		return -1
	}
	for i := range h.entries {
		if e := &h.entries[i]; !e.gone && e.hashed == k {
			return i
		}
	}
	return -1
}

// Get returns the value of key, without the default.
func (h *Hash) Get(key Value) (Value, bool) {
	if i := h.find(hashKey(key)); i >= 0 {
		return h.entries[i].value, true
	}
	return nil, false
}

// Set sets the value of key.
func (h *Hash) Set(key, value Value) {
	k := hashKey(key)
	if i := h.find(k); i >= 0 {
		h.entries[i].value = value
		return
	}
	h.entries = append(h.entries, entry{key: key, value: value, hashed: k})
	if h.index != nil {
		h.index[k] = len(h.entries) - 1
	} else if len(h.entries) > manyEntries {
		h.reindex()
	}
}

// Delete removes key and returns its value.
func (h *Hash) Delete(key Value) (Value, bool) {
	k := hashKey(key)
	i := h.find(k)
	if i < 0 {
		return nil, false
	}
	v := h.entries[i].value
	h.entries[i] = entry{gone: true}
	delete(h.index, k)
	h.deleted++
	if h.deleted > 16 && h.deleted > len(h.entries)/2 {
		h.compact()
	}
	return v, true
}

// compact drops the entries that are gone.
func (h *Hash) compact() {
	kept := make([]entry, 0, h.Len())
	for _, e := range h.entries {
		if !e.gone {
			kept = append(kept, e)
		}
	}
	h.entries, h.deleted = kept, 0
	h.reindex()
}

func (h *Hash) reindex() {
	h.index = nil
	if len(h.entries) <= manyEntries {
		return
	}
	h.index = make(map[any]int, 2*len(h.entries))
	for i := range h.entries {
		if !h.entries[i].gone {
			h.index[h.entries[i].hashed] = i
		}
	}
}

// Len returns the number of keys.
func (h *Hash) Len() int { return len(h.entries) - h.deleted }

// pairs returns the entries that are there. The slice is the caller's.
func (h *Hash) pairs() []entry {
	list := make([]entry, 0, h.Len())
	for _, e := range h.entries {
		if !e.gone {
			list = append(list, e)
		}
	}
	return list
}

// Each calls f with every key and value in order until it returns false.
func (h *Hash) Each(f func(key, value Value) bool) {
	for _, e := range h.pairs() {
		if !f(e.key, e.value) {
			return
		}
	}
}

// lookup returns the value of key or the default.
func (in *Interp) lookup(h *Hash, key Value) (Value, error) {
	if v, ok := h.Get(key); ok {
		return v, nil
	}
	if h.block != nil {
		return in.callProc(h.block, []Value{h, key}, nil)
	}
	return h.fallback, nil
}

func (in *Interp) store(h *Hash, key, value Value) error {
	if h.frozen {
		return in.frozenError(h)
	}
	h.Set(frozenKey(key), value)
	return in.grow(64)
}

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

func (h *Hash) copy() *Hash {
	c := &Hash{entries: h.pairs(), fallback: h.fallback, block: h.block}
	c.reindex()
	return c
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

// unavailable is a method that is known and not part of the language.
func unavailable(name string) Native {
	return func(in *Interp, _ Value, _ []Value, _ *Proc) (Value, error) {
		return nil, in.Errorf("NotImplementedError", "`%s` is not available in a network file", name)
	}
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
