package interp

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"math/big"
)

// generator is MT19937, the generator of Ruby's random numbers.
type generator struct {
	state [624]uint32
	at    int
	seed  Value
}

// newGenerator seeds a generator as Ruby does: from the 32-bit words of the
// absolute value.
func newGenerator(seed Value) *generator {
	g := &generator{seed: seed}
	var words []uint32
	b := new(big.Int).Abs(bigOf(seed))
	mask := big.NewInt(0xffffffff)
	for b.Sign() > 0 {
		words = append(words, uint32(new(big.Int).And(b, mask).Uint64()))
		b.Rsh(b, 32)
	}
	if len(words) == 0 {
		words = []uint32{0}
	}
	if n := len(words); n > 1 && words[n-1] == 1 {
		words = words[:n-1] // Ruby takes a highest word of 1 for a guard
	}
	if len(words) == 1 {
		g.init(words[0])
	} else {
		g.initBy(words)
	}
	return g
}

func (g *generator) init(s uint32) {
	g.state[0] = s
	for i := 1; i < 624; i++ {
		g.state[i] = 1812433253*(g.state[i-1]^g.state[i-1]>>30) + uint32(i)
	}
	g.at = 624
}

func (g *generator) initBy(key []uint32) {
	g.init(19650218)
	i, j := 1, 0
	step := func() {
		if i++; i >= 624 {
			g.state[0] = g.state[623]
			i = 1
		}
	}
	for range max(624, len(key)) {
		g.state[i] = (g.state[i] ^ (g.state[i-1]^g.state[i-1]>>30)*1664525) + key[j] + uint32(j)
		step()
		if j++; j >= len(key) {
			j = 0
		}
	}
	for range 623 {
		g.state[i] = (g.state[i] ^ (g.state[i-1]^g.state[i-1]>>30)*1566083941) - uint32(i)
		step()
	}
	g.state[0] = 0x80000000
}

func (g *generator) next() uint32 {
	if g.at >= 624 {
		for i := range 624 {
			y := g.state[i]&0x80000000 | g.state[(i+1)%624]&0x7fffffff
			g.state[i] = g.state[(i+397)%624] ^ y>>1 ^ (y&1)*0x9908b0df
		}
		g.at = 0
	}
	y := g.state[g.at]
	g.at++
	y ^= y >> 11
	y ^= y << 7 & 0x9d2c5680
	y ^= y << 15 & 0xefc60000
	return y ^ y>>18
}

// float returns a number in [0, 1) with 53 bits.
func (g *generator) float() float64 {
	a, b := g.next()>>5, g.next()>>6
	return (float64(a)*67108864 + float64(b)) / 9007199254740992
}

// upTo returns a number from 0 to limit, both included, as Ruby draws it: bits
// under a mask, again and again until they fit.
func (g *generator) upTo(limit uint64) uint64 {
	if limit == 0 {
		return 0
	}
	mask := limit
	for s := 1; s < 64; s *= 2 {
		mask |= mask >> s
	}
retry:
	for {
		var v uint64
		for i := 1; i >= 0; i-- {
			if mask>>(i*32)&0xffffffff != 0 {
				v |= uint64(g.next()) << (i * 32)
				v &= mask
				if v > limit {
					continue retry
				}
			}
		}
		return v
	}
}

// generatorOf returns the generator of the program. Without srand it is seeded
// from the text of the file, so that a network is the same at each run.
func (in *Interp) generatorOf() *generator {
	if in.random == nil {
		h := fnv.New64a()
		h.Write(in.source)
		in.random = newGenerator(Int(h.Sum64() >> 1))
	}
	return in.random
}

// rand is rand(limit) for every kind of limit.
func (in *Interp) rand(g *generator, limit Value, strict bool) (Value, error) {
	switch v := limit.(type) {
	case nil:
		return Float(g.float()), nil
	case Float:
		if strict {
			if v <= 0 {
				return nil, in.argumentError("invalid argument - %s", in.inspect(v))
			}
			return Float(g.float()) * v, nil
		}
		return in.rand(g, Int(v), strict)
	case Int:
		if v == 0 && !strict {
			return Float(g.float()), nil
		}
		if v <= 0 && strict {
			return nil, in.argumentError("invalid argument - %s", in.inspect(v))
		}
		return Int(g.upTo(abs64(v) - 1)), nil
	case *Range:
		low, ok1 := v.Low.(Int)
		high, ok2 := v.High.(Int)
		if ok1 && ok2 {
			if v.Exclusive {
				high--
			}
			if high < low {
				return nil, nil
			}
			return low + Int(g.upTo(uint64(high-low))), nil
		}
		if isNumber(v.Low) && isNumber(v.High) {
			l, h := toFloat(v.Low), toFloat(v.High)
			if v.Exclusive {
				return Float(l + g.float()*(h-l)), nil
			}
			return Float(l + g.floatInclusive()*(h-l)), nil
		}
	}
	return nil, in.argumentError("invalid argument - %s", in.inspect(limit))
}

// floatInclusive returns a number in [0, 1].
func (g *generator) floatInclusive() float64 {
	a, b := g.next(), g.next()
	x := new(big.Int).SetUint64(uint64(a)<<32 | uint64(b))
	m := new(big.Int).Lsh(big.NewInt(1), 53)
	m.Or(m, big.NewInt(1))
	x.Mul(x, m).Rsh(x, 64)
	return math.Ldexp(float64(x.Uint64()), -53)
}

func kernelRand(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
	return in.rand(in.generatorOf(), first(a), false)
}

func kernelSrand(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
	old := in.generatorOf().seed
	if len(a) == 0 {
		in.random = nil
		return old, nil
	}
	if !isInteger(a[0]) {
		return nil, in.wrongType(a[0], "Integer")
	}
	in.random = newGenerator(a[0])
	return old, nil
}

var randomClassTable = &table{rows: []builtin{
	{"new", "random numbers of their own, from a seed", "Random.new(42).rand(100) # => 51",
		0, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			g := in.generatorOf()
			if len(a) == 1 {
				if !isInteger(a[0]) {
					return nil, in.wrongType(a[0], "Integer")
				}
				g = newGenerator(a[0])
			} else {
				g = newGenerator(Int(g.next()))
			}
			return &Object{Class: v.(*Class), Data: g}, nil
		}, false},
	{"rand", "as `rand`", "Random.srand(42); Random.rand(100) # => 51",
		0, 1, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
			return in.rand(in.generatorOf(), first(a), true)
		}, false},
	{"seed", "the seed of `rand`", "Random.srand(5); Random.seed # => 5",
		0, 0, func(in *Interp, _ Value, _ []Value, _ *Proc) (Value, error) { return in.generatorOf().seed, nil }, false},
	{"new_seed", "a seed; the same at each run of the file", "Random.new_seed.class # => Integer",
		0, 0, func(in *Interp, _ Value, _ []Value, _ *Proc) (Value, error) { return Int(in.generatorOf().next()), nil }, false},
	{"srand", "as `srand`", "Random.srand(1); Random.srand(2) # => 1",
		0, 1, kernelSrand, false},
}}

var randomTable = &table{rows: []builtin{
	{"rand", "a random number: from 0 to 1, below n, or of a range", "Random.new(42).rand(1..6) # => 4",
		0, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			return in.rand(v.(*Object).Data.(*generator), first(a), true)
		}, false},
	{"bytes", "n random bytes", "Random.new(42).bytes(2).bytesize # => 2",
		1, 1, randomBytes, false},
	{"seed", "the seed", "Random.new(42).seed # => 42",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return v.(*Object).Data.(*generator).seed, nil
		}, false},
}}

// chosen returns the generator that the random: option names.
func (in *Interp) chosen(a []Value) (*generator, []Value) {
	if n := len(a); n > 0 {
		if h, ok := a[n-1].(*Hash); ok {
			v, _ := h.Get(Symbol("random"))
			if o, ok := v.(*Object); ok {
				if g, ok := o.Data.(*generator); ok {
					return g, a[:n-1]
				}
			}
			return in.generatorOf(), a[:n-1]
		}
	}
	return in.generatorOf(), a
}

func arrayShuffle(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	g, _ := in.chosen(a)
	list := append([]Value(nil), v.(*Array).Elems...)
	for i := len(list); i > 0; {
		j := g.upTo(uint64(i - 1))
		i--
		list[j], list[i] = list[i], list[j]
	}
	return NewArray(list...), in.grow(16 * len(list))
}

// arraySample draws as Ruby does, which differs with the number drawn.
func arraySample(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	g, a := in.chosen(a)
	list := v.(*Array).Elems
	size := len(list)
	if len(a) == 0 {
		if size == 0 {
			return nil, nil
		}
		return list[g.upTo(uint64(size-1))], nil
	}
	n, err := in.count(a[0])
	if err != nil {
		return nil, err
	}
	n = min(n, size)
	if err := in.grow(16 * size); err != nil {
		return nil, err
	}
	if n > 10 {
		rest := append([]Value(nil), list...)
		for i := range n {
			j := i + int(g.upTo(uint64(size-i-1)))
			rest[i], rest[j] = rest[j], rest[i]
		}
		return NewArray(rest[:n]...), nil
	}
	// Up to ten: each draw is a place among those not yet drawn.
	var sorted []int
	out := &Array{}
	draws := make([]int, n)
	for i := range draws {
		draws[i] = int(g.upTo(uint64(size - i - 1)))
	}
	for _, k := range draws {
		j := 0
		for ; j < len(sorted) && k >= sorted[j]; j++ {
			k++
		}
		sorted = append(sorted[:j], append([]int{k}, sorted[j:]...)...)
		out.Elems = append(out.Elems, list[k])
	}
	return out, nil
}

// randomBytes takes four bytes of each number, the lowest first, as Ruby does.
func randomBytes(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	n, err := in.count(a[0])
	if err != nil {
		return nil, err
	}
	if err := in.grow(n); err != nil {
		return nil, err
	}
	g := v.(*Object).Data.(*generator)
	b := make([]byte, 0, n+3)
	for len(b) < n {
		b = binary.LittleEndian.AppendUint32(b, g.next())
	}
	return NewString(string(b[:n])), nil
}
