package interp

import "math"

// Enumerator is what an iterating method returns without a block: the call,
// still to be made.
type Enumerator struct {
	receiver Value
	method   string
	args     []Value
	cursor   *cursor // of next
	size     Value   // given to Enumerator.new
}

var enumeratorClassTable = &table{rows: []builtin{
	{"new", "an Enumerator of what the block gives with `<<`", "Enumerator.new { |y| y << 1 << 2 }.to_a # => [1, 2]",
		0, 1, func(in *Interp, _ Value, a []Value, block *Proc) (Value, error) {
			if block == nil {
				return nil, in.argumentError("no block given")
			}
			return &Enumerator{receiver: &generatorBlock{block}, method: "each", size: first(a)}, nil
		}, false},
	{"produce", "an Enumerator of a first value and what the block makes of the last one", "Enumerator.produce(1) { |n| n * 2 }.take(4) # => [1, 2, 4, 8]",
		0, 1, enumeratorProduce, false},
}}

// generatorBlock is the block of Enumerator.new; its each is in enumeratorTable's
// iteration.
type generatorBlock struct{ block *Proc }

// withIndex makes with_index and each_with_index: the block gets a number too,
// and what it returns goes to the method that is enumerated.
func withIndex(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	e := v.(*Enumerator)
	i := 0
	if len(a) == 1 && a[0] != nil {
		var err error
		if i, err = in.toInt(a[0]); err != nil {
			return nil, err
		}
	}
	return in.enumerate(e, &Proc{count: -1, native: func(in *Interp, args []Value, _ *Proc) (Value, error) {
		item := Value(nil)
		switch len(args) {
		case 0:
		case 1:
			item = args[0]
		default:
			item = NewArray(append([]Value(nil), args...)...)
		}
		i++
		return in.callProc(block, []Value{item, Int(i - 1)}, nil)
	}})
}

// enumerate makes the call with a block.
func (in *Interp) enumerate(e *Enumerator, block *Proc) (Value, error) {
	if g, ok := e.receiver.(*generatorBlock); ok {
		return in.callProc(g.block, []Value{in.yielder(block)}, nil)
	}
	return in.send(e.receiver, e.method, e.args, block)
}

// yielder is what the block of Enumerator.new gets: y << 1, y.yield 1.
func (in *Interp) yielder(block *Proc) Value {
	c := in.newClass("Enumerator::Yielder", nil)
	give := func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		if err := in.tick(in.site); err != nil {
			return nil, err
		}
		_, err := in.callProc(block, append([]Value(nil), a...), nil)
		return v, err
	}
	c.Define("<<", 1, 1, give)
	c.Define("yield", 0, -1, give)
	c.Define("call", 0, -1, give)
	return &Object{Class: c}
}

// unsized are the methods of which nobody knows beforehand how often they yield.
var unsized = map[string]bool{
	"find": true, "detect": true, "find_index": true, "index": true, "rindex": true, "take_while": true, "drop_while": true,
	"each_line": true, "each_entry": true, "chunk_while": true, "bsearch": true,
}

// enumeratorSize is size: how often it yields, nil where nobody knows.
func enumeratorSize(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	e := v.(*Enumerator)
	if inner, ok := e.receiver.(*Enumerator); ok {
		return enumeratorSize(in, inner, nil, nil)
	}
	_, generated := e.receiver.(*generatorBlock)
	_, object := e.receiver.(*Object)
	r, isRange := e.receiver.(*Range)
	switch {
	case generated:
		return e.size, nil
	case unsized[e.method] || object && e.method != "loop":
		return nil, nil
	case e.method == "loop", e.method == "cycle" && len(e.args) == 0, isRange && r.High == nil && e.method != "each_cons":
		return Float(math.Inf(1)), nil
	}
	n := 0
	err := in.iterate(e, func(Value) error { n++; return nil })
	return Int(n), err
}

// enumeratorProduce is Enumerator.produce: a first value, and what the block
// makes of the last one.
func enumeratorProduce(in *Interp, _ Value, a []Value, block *Proc) (Value, error) {
	if block == nil {
		return nil, in.argumentError("no block given")
	}
	first := append([]Value(nil), a...)
	produce := &Proc{count: 1, native: func(in *Interp, args []Value, _ *Proc) (Value, error) {
		site := in.site
		var v Value
		err := error(nil)
		if len(first) == 1 {
			v = first[0]
		} else {
			v, err = in.callProc(block, nil, nil)
		}
		for err == nil {
			if err = in.tick(site); err != nil {
				break
			}
			if _, err = in.send(args[0], "<<", []Value{v}, nil); err != nil {
				break
			}
			v, err = in.yield(block, v)
		}
		if r, ok := err.(*Raise); ok && r.Exception.Class.Name == "StopIteration" {
			err = nil
		}
		return nil, err
	}}
	return &Enumerator{receiver: &generatorBlock{produce}, method: "each", size: Float(math.Inf(1))}, nil
}

// enumeratorTable is the methods of Enumerator beside those of every
// collection.
var enumeratorTable = &table{rows: []builtin{
	{"each", "makes the call with a block", "3.times.each { |i| print i } # => 3",
		0, 0, func(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
			if block == nil {
				return v, nil
			}
			return in.enumerate(v.(*Enumerator), block)
		}, false},
	{"with_index", "gives the block a number too, from 0 or the argument", `%w[a b].map.with_index(1) { |s, i| s + i.to_s } # => ["a1", "b2"]`,
		0, 1, withIndex, loops},
	{"each_with_index", "gives the block a number too", `%w[a b].map.each_with_index { |s, i| s * i } # => ["", "b"]`,
		0, 0, withIndex, loops},
	{"with_object", "gives the block an object too, and returns it", "3.times.with_object([]) { |i, a| a << i } # => [0, 1, 2]",
		1, 1, enumEachWithObject, loops},
	{"next", "the next element; at the end it raises StopIteration", "e = [1, 2].each; [e.next, e.next] # => [1, 2]",
		0, 0, advance(1), false},
	{"peek", "the next element, without going on", "e = [1, 2].each; [e.peek, e.next] # => [1, 1]",
		0, 0, advance(0), false},
	{"rewind", "goes back to the first element", "e = [1, 2].each; e.next; e.rewind; e.next # => 1",
		0, 0, enumeratorRewind, false},
	{"size", "how often it yields; nil where nobody knows", "[5.times.size, Enumerator.new { }.size] # => [5, nil]",
		0, 0, enumeratorSize, false},
	{"inspect", "what it enumerates", `[1].each_slice(2).inspect # => "#<Enumerator: [1]:each_slice(2)>"`,
		0, 0, inspectNative, false},
	{"+", "the elements of both", "([1].each + [2]).to_a # => [1, 2]",
		1, 1, enumChain, false},
}}
