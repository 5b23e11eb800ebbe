package interp

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// Hash is a Hash: it keeps the order in which keys were added.
type Hash struct {
	entries  []entry
	index    map[any]int // of a key in entries; made when there are many
	deleted  int
	fallback Value  // the default value
	block    *Proc  // the default block
	class    *Class // where it is below Hash
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

	// userKey is of an object with a hash method of its own. Of several that
	// have the same number and are not the same, each has its turn.
	userKey struct {
		hash any
		turn int
	}
)

// hashKey returns a comparable stand-in for a key: two keys have equal ones if
// eql? holds between them.
func hashKey(v Value) any {
	switch v := v.(type) {
	case *String:
		return textKey(v.String())
	case *big.Int:
		return bigKey(v.Text(16))
	case *Array, *Range, *Hash:
		return compoundKey(v)
	case *Object:
		if hash, ok := v.ownHash(); ok {
			return userKey{hash: hash}
		}
		if _, ok := v.Data.(*structData); ok {
			return compoundKey(v)
		}
		if ip, ok := v.Data.(*ipaddr); ok {
			return *ip
		}
		if d, ok := v.Data.(Valued); ok {
			return d.Key()
		}
	}
	return v
}

// isCompound reports whether v is compared by its parts.
func isCompound(v Value) bool {
	switch v := v.(type) {
	case *Array, *Hash, *Range:
		return true
	case *Object:
		_, ok := v.Data.(*structData)
		return ok
	}
	return false
}

// checkKey counts what it costs to look up v, and refuses what holds itself.
func (in *Interp) checkKey(v Value) error {
	switch v := v.(type) {
	case *String:
		return in.spend(len(v.s) / 512)
	case *big.Int:
		return in.spend(v.BitLen() / 4096)
	}
	if !isCompound(v) {
		return nil
	}
	return in.checkKeyParts(v, 0)
}

func (in *Interp) checkKeyParts(v Value, depth int) error {
	if depth > maxKeyDepth {
		return in.argumentError("a key is nested too deeply, or contains itself")
	}
	if err := in.spend(1); err != nil {
		return err
	}
	var parts []Value
	switch v := v.(type) {
	case *Array:
		parts = v.Elems
	case *Range:
		parts = []Value{v.Low, v.High}
	case *Object:
		parts = v.Data.(*structData).values
	case *Hash:
		for _, e := range v.pairs() {
			parts = append(parts, e.key, e.value)
		}
	}
	for _, p := range parts {
		if err := in.checkKeyParts(p, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func compoundKey(v Value) partsKey {
	w := &keyWriter{}
	w.write(v, 0)
	return partsKey(w.b.String())
}

// keyWriter spells a compound key.
type keyWriter struct {
	b    strings.Builder
	seen int // values written
}

// maxKeyParts and maxKeyDepth end the spelling of what contains itself.
const (
	maxKeyParts = 1_000_000
	maxKeyDepth = 50
)

func (w *keyWriter) write(v Value, depth int) {
	b := &w.b
	if w.seen++; w.seen > maxKeyParts || depth > maxKeyDepth {
		fmt.Fprintf(b, "?%p", v)
		return
	}
	switch v := v.(type) {
	case *Array:
		b.WriteByte('[')
		w.writeAll(v.Elems, depth)
		b.WriteByte(']')
	case *String:
		b.WriteString("s" + strconv.Quote(v.String()))
	case Symbol:
		b.WriteString("y" + strconv.Quote(string(v)))
	case Int:
		b.WriteString("i" + strconv.FormatInt(int64(v), 10) + ",")
	case *big.Int:
		b.WriteString("i" + v.Text(16) + "h,")
	case Float:
		b.WriteString("f" + strconv.FormatFloat(float64(v), 'g', -1, 64) + ",")
	case *Range:
		b.WriteString("r" + v.dots())
		w.write(v.Low, depth+1)
		w.write(v.High, depth+1)
	case nil:
		b.WriteByte('n')
	case bool:
		b.WriteString(strconv.FormatBool(v))
	case *Hash:
		// The order of its pairs does not count.
		pairs := make([]string, 0, v.Len())
		for _, e := range v.pairs() {
			pair := &keyWriter{seen: w.seen}
			pair.write(e.key, depth+1)
			pair.write(e.value, depth+1)
			w.seen = pair.seen
			pairs = append(pairs, pair.b.String())
			if w.seen > maxKeyParts {
				break
			}
		}
		slices.Sort(pairs)
		b.WriteString("{" + strings.Join(pairs, "") + "}")
	case *Object:
		if hash, ok := v.ownHash(); ok {
			fmt.Fprintf(b, "h%v,", hash)
			return
		}
		switch data := v.Data.(type) {
		case *structData:
			fmt.Fprintf(b, "o%p(", v.Class)
			w.writeAll(data.values, depth)
			b.WriteByte(')')
		case *ipaddr:
			fmt.Fprintf(b, "a%v", *data)
		case Valued:
			fmt.Fprintf(b, "v%T%v,", data.Key(), data.Key())
		default:
			fmt.Fprintf(b, "?%p", v)
		}
	default:
		fmt.Fprintf(b, "?%p", v) // equal to itself alone
	}
}

func (w *keyWriter) writeAll(list []Value, depth int) {
	for _, e := range list {
		if w.seen > maxKeyParts {
			return
		}
		w.write(e, depth+1)
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

// locate returns what key is looked up by, and where it is, or -1.
func (h *Hash) locate(key Value) (k any, at int) {
	k = hashKey(key)
	u, ok := k.(userKey)
	if !ok {
		return k, h.find(k)
	}
	for {
		at = h.find(u)
		if at < 0 || key.(*Object).sameKey(h.entries[at].key) {
			return u, at
		}
		u.turn++
	}
}

// moveUp closes the gap among keys of one number that the deletion of k left.
func (h *Hash) moveUp(k userKey) {
	for ; ; k.turn++ {
		next := userKey{k.hash, k.turn + 1}
		at := h.find(next)
		if at < 0 {
			return
		}
		h.entries[at].hashed = k
		if h.index != nil {
			delete(h.index, next)
			h.index[k] = at
		}
	}
}

// Get returns the value of key, without the default.
func (h *Hash) Get(key Value) (Value, bool) {
	if _, i := h.locate(key); i >= 0 {
		return h.entries[i].value, true
	}
	return nil, false
}

// Set sets the value of key.
func (h *Hash) Set(key, value Value) {
	k, i := h.locate(key)
	if i >= 0 {
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
	k, i := h.locate(key)
	if i < 0 {
		return nil, false
	}
	v := h.entries[i].value
	h.entries[i] = entry{gone: true}
	delete(h.index, k)
	h.deleted++
	if u, ok := k.(userKey); ok {
		h.moveUp(u)
	}
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
	if err := in.checkKey(key); err != nil {
		return nil, err
	}
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
	return in.add(h, key, value)
}

// add sets the value of key in a Hash that may be changed.
func (in *Interp) add(h *Hash, key, value Value) error {
	if err := in.checkKey(key); err != nil {
		return err
	}
	before := len(h.entries)
	h.Set(frozenKey(key), value)
	if len(h.entries) == before {
		return nil
	}
	n := bytesOfPair
	if isCompound(key) {
		n += len(h.entries[before].hashed.(partsKey))
	}
	return in.grow(n)
}

func (h *Hash) copy() *Hash {
	c := &Hash{entries: h.pairs(), fallback: h.fallback, block: h.block}
	c.reindex()
	return c
}

// unavailable is a method that is known and not part of the language.
func unavailable(name string) Native {
	return func(in *Interp, _ Value, _ []Value, _ *Proc) (Value, error) {
		return nil, in.Errorf("NotImplementedError", "`%s` is not available in a %s", name, in.options.Noun)
	}
}
