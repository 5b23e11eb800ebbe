package interp

// Enumerator is what an iterating method returns without a block: the call,
// still to be made.
type Enumerator struct {
	receiver Value
	method   string
	args     []Value
	buffer   []Value // of next
	filled   bool
	at       int
}

var enumeratorClassTable = &table{rows: []builtin{
	{"new", "an Enumerator of what the block gives with `<<`", "Enumerator.new { |y| y << 1 << 2 }.to_a # => [1, 2]",
		0, 1, func(in *Interp, _ Value, _ []Value, block *Proc) (Value, error) {
			if block == nil {
				return nil, in.argumentError("no block given")
			}
			return &Enumerator{receiver: &generatorBlock{block}, method: "each"}, nil
		}, false},
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
	c := &Class{Name: "Enumerator::Yielder", Super: in.classes.Object}
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

func (e *Enumerator) fill(in *Interp) error {
	if e.filled {
		return nil
	}
	list, err := in.toSlice(e)
	e.buffer, e.filled = list, err == nil
	return err
}

// advance makes next and peek.
func advance(step int) Native {
	return func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
		e := v.(*Enumerator)
		if err := e.fill(in); err != nil {
			return nil, err
		}
		if e.at >= len(e.buffer) {
			return nil, in.Errorf("StopIteration", "iteration reached an end")
		}
		e.at += step
		return e.buffer[e.at-step], nil
	}
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
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			v.(*Enumerator).at = 0
			return v, nil
		}, false},
	{"size", "the number of elements, where that is known", "5.times.size # => 5",
		0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			list, err := in.toSlice(v)
			return Int(len(list)), err
		}, false},
	{"inspect", "what it enumerates", `[1].each_slice(2).inspect # => "#<Enumerator: [1]:each_slice(2)>"`,
		0, 0, inspectNative, false},
	{"+", "the elements of both", "([1].each + [2]).to_a # => [1, 2]",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			x, err := in.toSlice(v)
			if err != nil {
				return nil, err
			}
			y, err := in.toSlice(a[0])
			return NewArray(append(append([]Value(nil), x...), y...)...), err
		}, false},
}}
