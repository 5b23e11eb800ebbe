package interp

import "slices"

// env is the variables of a method or of one run of a block, and what else
// belongs to it.
type env struct {
	vars []Value
	up   *env // that of the block or method around; nil for a method
	self Value
	act  *activation
	proc *Proc // the block that runs; nil for a method

	few  [3]Value   // room for vars, where they fit
	call activation // room for act, of a method
}

// newEnv returns an env with room for the variables of f.
func newEnv(f *function) *env {
	if e := f.spare; e != nil {
		f.spare = nil
		clear(e.vars)
		return e
	}
	e := &env{}
	if n := len(f.scope.names); n <= len(e.few) {
		e.vars = e.few[:n]
	} else {
		e.vars = make([]Value, n)
	}
	return e
}

// release gives back an env that nothing can refer to any more.
func (f *function) release(e *env) {
	if f.leaf {
		f.spare = e
	}
}

// activation is one call of a method, which its blocks share.
type activation struct {
	block   *Proc
	method  *Method
	lexical *lexical
	body    bool // it is no method but the body of a class
	match   *MatchData
	around  *activation // of a lambda: that of the method that it stands in
}

// code is a compiled piece of program.
type code func(in *Interp, e *env) (Value, error)

// function is a compiled method or block.
type function struct {
	scope  *scope
	params *params
	body   code
	leaf   bool // no block or lambda inside can keep its variables
	spare  *env // of a leaf: the one of the last call, to be used again
}

// params is how arguments become variables.
type params struct {
	required []binding // those before a rest parameter
	optional []binding
	rest     int // slot, noSlot if there is none, unnamed if it is dropped
	post     []binding
	keywords []binding
	keyRest  int
	block    int
	trailing bool // |a,| takes an array apart
	simple   bool // required only, each a variable
}

const (
	noSlot  = -1
	unnamed = -2
)

// binding is one parameter.
type binding struct {
	name   string
	slot   int
	value  code   // of an optional one
	target assign // of a destructured one
}

// noParams is what a block or method without parameters has.
var noParams = &params{rest: noSlot, keyRest: noSlot, block: noSlot, simple: true}

// arity is what Ruby's arity returns.
func (p *params) arity(strict bool) int {
	n := len(p.required) + len(p.post)
	required := slices.ContainsFunc(p.keywords, func(k binding) bool { return k.value == nil })
	if required {
		n++
	}
	optional := len(p.optional) > 0 || !required && (len(p.keywords) > 0 || p.keyRest != noSlot)
	if p.rest != noSlot || strict && optional {
		return -n - 1
	}
	return n
}

// takesApart reports whether one array given to a block with p is taken apart.
func (p *params) takesApart() bool {
	n := len(p.required) + len(p.optional) + len(p.post)
	return n > 1 || n == 1 && (p.rest != noSlot || p.trailing)
}

// Proc is a block, a Proc or a lambda.
type Proc struct {
	fn      *function
	env     *env
	self    Value
	lambda  bool
	defines definer
	orphan  bool // made by proc, which has returned: break has nowhere to go
	native  func(in *Interp, args []Value, block *Proc) (Value, error)
	count   int // arity of a native one
}

// Call calls the block with args.
func (in *Interp) Call(p *Proc, args ...Value) (Value, error) { return in.callProc(p, args, nil) }

// yield calls a block with one value, which a block with several parameters
// takes apart.
func (in *Interp) yield(p *Proc, v Value) (Value, error) {
	if p.native != nil {
		return p.native(in, []Value{v}, nil)
	}
	f := p.fn
	if !p.lambda && f.params.simple && len(f.params.required) <= 1 && !f.params.trailing {
		if err := in.descend(); err != nil {
			return nil, err
		}
		e := newEnv(f)
		e.up, e.self, e.act, e.proc = p.env, p.self, p.env.act, p
		if len(f.params.required) == 1 {
			e.vars[f.params.required[0].slot] = v
		}
		before := in.enter(e.act)
		r, err := in.runBody(f, e)
		in.leave(before)
		in.ascend()
		f.release(e)
		if u, ok := err.(*unwind); ok && u.kind == nexting {
			return u.value, nil
		}
		return r, err
	}
	if p.lambda && len(f.params.required) > 1 {
		if a, ok := v.(*Array); ok {
			return in.callProc(p, a.Elems, nil)
		}
	}
	return in.callProc(p, []Value{v}, nil)
}

// runBody runs the body of a block, again where it ends in redo.
func (in *Interp) runBody(f *function, e *env) (Value, error) {
	for {
		v, err := f.body(in, e)
		if u, ok := err.(*unwind); !ok || u.kind != redoing {
			return v, err
		}
		if err := in.tick(in.site); err != nil {
			return nil, err
		}
	}
}

// callProc calls p.
func (in *Interp) callProc(p *Proc, args []Value, block *Proc) (Value, error) {
	if p.native != nil {
		return p.native(in, args, block)
	}
	act := p.env.act
	if p.lambda {
		again := *act
		again.around = act.whole()
		act = &again
	}
	return in.callAs(p, act, args, block)
}

// callDefined calls a method that define_method made of a block.
func (in *Interp) callDefined(m *Method, self Value, args []Value, block *Proc) (Value, error) {
	p := *m.proc
	p.self, p.lambda, p.defines = self, true, definesAround
	if p.native != nil {
		return p.native(in, append([]Value{self}, args...), block)
	}
	around := p.env.act
	return in.callAs(&p, &activation{block: around.block, method: m, lexical: around.lexical, around: around.whole()}, args, block)
}

// callAs calls p as a part of act.
func (in *Interp) callAs(p *Proc, act *activation, args []Value, block *Proc) (Value, error) {
	if err := in.descend(); err != nil {
		return nil, err
	}
	defer in.ascend()
	defer in.leave(in.enter(act))
	f := p.fn
	e := newEnv(f)
	e.up, e.self, e.act, e.proc = p.env, p.self, act, p
	if !p.lambda && len(args) == 1 && f.params.takesApart() {
		if a, ok := args[0].(*Array); ok {
			args = a.Elems
		}
	}
	if err := in.bind(f.params, e, args, block, p.lambda); err != nil {
		return nil, err
	}
	v, err := in.runBody(f, e)
	f.release(e)
	if u, ok := err.(*unwind); ok {
		switch {
		case u.kind == nexting,
			p.lambda && u.kind == returning && u.act == act,
			p.lambda && u.kind == breaking && u.proc == p:
			return u.value, nil
		}
	}
	return v, err
}

// bind gives the parameters their arguments. A method and a lambda are strict:
// the number must fit.
func (in *Interp) bind(p *params, e *env, args []Value, block *Proc, strict bool) error {
	if p.simple {
		if strict && len(args) != len(p.required) {
			return in.wrongCount(len(args), len(p.required), len(p.required))
		}
		for i := range p.required {
			if i == len(args) {
				break
			}
			e.vars[p.required[i].slot] = args[i]
		}
		return nil
	}
	if p.block >= 0 && block != nil {
		e.vars[p.block] = block
	}
	named := len(p.keywords) > 0 || p.keyRest != noSlot
	var given *Hash
	if n := len(args); named && n > 0 {
		if h, ok := args[n-1].(*Hash); ok && h.keywords {
			given = h
			args = args[:n-1]
		}
	}
	min, max := len(p.required)+len(p.post), len(p.required)+len(p.optional)+len(p.post)
	if p.rest != noSlot {
		max = -1
	}
	if strict && (len(args) < min || max >= 0 && len(args) > max) {
		return in.wrongCount(len(args), min, max)
	}
	next := func() Value {
		if len(args) == 0 {
			return nil
		}
		v := args[0]
		args = args[1:]
		return v
	}
	spare := len(args) - min
	for _, b := range p.required {
		if err := b.set(in, e, next()); err != nil {
			return err
		}
	}
	missing := p.optional
	for spare > 0 && len(missing) > 0 {
		missing = missing[1:]
		spare--
	}
	for _, b := range p.optional[:len(p.optional)-len(missing)] {
		e.vars[b.slot] = next()
	}
	if p.rest != noSlot {
		n := max0(len(args) - len(p.post))
		if p.rest >= 0 {
			e.vars[p.rest] = &Array{Elems: append([]Value(nil), args[:n]...)}
		}
		args = args[n:]
	}
	for _, b := range p.post {
		if err := b.set(in, e, next()); err != nil {
			return err
		}
	}
	// Defaults see all that was given.
	for _, b := range missing {
		v, err := b.value(in, e)
		if err != nil {
			return err
		}
		e.vars[b.slot] = v
	}
	if named {
		return in.bindKeywords(p, e, given)
	}
	return nil
}

func max0(n int) int { return max(n, 0) }

func (b *binding) set(in *Interp, e *env, v Value) error {
	if b.target != nil {
		return b.target(in, e, v)
	}
	e.vars[b.slot] = v
	return nil
}

// bindKeywords gives keyword parameters their values.
func (in *Interp) bindKeywords(p *params, e *env, given *Hash) error {
	used := 0
	for _, k := range p.keywords {
		if given != nil {
			if v, ok := given.Get(Symbol(k.name)); ok {
				used++
				e.vars[k.slot] = v
				continue
			}
		}
		if k.value == nil {
			return in.argumentError("missing keyword: :%s", k.name)
		}
		v, err := k.value(in, e)
		if err != nil {
			return err
		}
		e.vars[k.slot] = v
	}
	if p.keyRest >= 0 {
		rest := NewHash()
		if given != nil {
			for _, pair := range given.pairs() {
				if s, ok := pair.key.(Symbol); !ok || !p.hasKeyword(string(s)) {
					rest.Set(pair.key, pair.value)
				}
			}
		}
		e.vars[p.keyRest] = rest
		return nil
	}
	if given != nil && used < given.Len() && p.keyRest == noSlot {
		for _, pair := range given.pairs() {
			if s, ok := pair.key.(Symbol); !ok || !p.hasKeyword(string(s)) {
				return in.argumentError("unknown keyword: %s", in.inspect(pair.key))
			}
		}
	}
	return nil
}

func (p *params) hasKeyword(name string) bool {
	for _, k := range p.keywords {
		if k.name == name {
			return true
		}
	}
	return false
}

var procTable = &table{rows: []builtin{
	{"call () [] yield ===", "calls it", "f = ->(a, b) { a + b }; [f.call(1, 2), f.(1, 2), f[1, 2]] # => [3, 3, 3]",
		0, -1, procCall, false},
	{"to_proc", "itself", "[1, 2].map(&->(n) { n + 1 }.to_proc) # => [2, 3]",
		0, 0, self, false},
	{"lambda?", "whether it counts its arguments and keeps its `return`", "[->(a) { }.lambda?, proc { |a| }.lambda?] # => [true, false]",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return v.(*Proc).lambda, nil }, false},
	{"arity", "how many arguments it takes; negative where some may be left out", "[->(a, b) { }.arity, ->(*a) { }.arity] # => [2, -1]",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return Int(v.(*Proc).arity()), nil }, false},
	{">>", "this one, and then the other with the result", "(->(n) { n + 1 } >> ->(n) { n * 2 }).call(3) # => 8",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) { return in.compose(v, a[0], v), nil }, false},
	{"<<", "the other one, and then this with the result", "(->(n) { n + 1 } << ->(n) { n * 2 }).call(3) # => 7",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) { return in.compose(a[0], v, v), nil }, false},
	{"parameters", "the kinds and names of its parameters", "->(a, b = 1, *c, d:, **e) { }.parameters # => [[:req, :a], [:opt, :b], [:rest, :c], [:keyreq, :d], [:keyrest, :e]]",
		0, 1, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return v.(*Proc).parameters(), nil }, false},
	{"curry", "takes its arguments one after the other", "->(a, b) { a + b }.curry[1][2] # => 3",
		0, 1, procCurry, false},
}}

var procClassTable = &table{rows: []builtin{
	{"new", "a Proc of the block", "Proc.new { |n| n * 2 }.call(2) # => 4",
		0, 0, kernelProc, false},
}}

func self(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return v, nil }

func procCall(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	return in.callProc(v.(*Proc), a, block)
}

func (p *Proc) arity() int {
	if p.fn == nil {
		return p.count
	}
	return p.fn.params.arity(p.lambda)
}

// compose returns a lambda that calls first and gives what it returns to next.
// It is a lambda if self, one of both, is.
func (in *Interp) compose(first, next, self Value) *Proc {
	p, ok := self.(*Proc)
	return &Proc{lambda: !ok || p.lambda, count: -1, native: func(in *Interp, args []Value, block *Proc) (Value, error) {
		v, err := in.send(first, "call", args, block)
		if err != nil {
			return nil, err
		}
		return in.send(next, "call", []Value{v}, nil)
	}}
}

func procCurry(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	p := v.(*Proc)
	want := p.arity()
	if len(a) == 1 {
		n, err := in.toInt(a[0])
		if err != nil {
			return nil, err
		}
		want = n
	}
	if want < 0 {
		want = -want - 1
	}
	return curried(p, want, nil), nil
}

func curried(p *Proc, want int, have []Value) *Proc {
	return &Proc{lambda: p.lambda, count: -1, native: func(in *Interp, args []Value, _ *Proc) (Value, error) {
		all := append(append([]Value(nil), have...), args...)
		if len(all) >= want {
			return in.callProc(p, all, nil)
		}
		return curried(p, want, all), nil
	}}
}

// symbolProc is &:name.
func symbolProc(name string) *Proc {
	return &Proc{lambda: true, count: -2, native: func(in *Interp, args []Value, block *Proc) (Value, error) {
		if len(args) == 0 {
			return nil, in.argumentError("no receiver given")
		}
		return in.sendPublic(args[0], name, args[1:], block)
	}}
}

// parameters lists the kinds and names of parameters.
func (p *Proc) parameters() *Array {
	if p.fn == nil {
		return NewArray(NewArray(Symbol("rest")))
	}
	return p.fn.parameters(p.lambda)
}

// parameters lists the kinds and names of the parameters of f, which has to get
// all of them where strict is set.
func (f *function) parameters(strict bool) *Array {
	out := &Array{}
	add := func(kind, name string) {
		pair := NewArray(Symbol(kind))
		if name != "" {
			pair.Elems = append(pair.Elems, Symbol(name))
		}
		out.Elems = append(out.Elems, pair)
	}
	p := f.params
	name := func(slot int) string {
		if slot < 0 {
			return ""
		}
		return f.scope.names[slot]
	}
	required := "req"
	if !strict {
		required = "opt"
	}
	for _, b := range p.required {
		add(required, b.name)
	}
	for _, b := range p.optional {
		add("opt", b.name)
	}
	if p.rest != noSlot {
		add("rest", name(p.rest))
	}
	for _, b := range p.post {
		add(required, b.name)
	}
	for _, b := range p.keywords {
		if b.value == nil {
			add("keyreq", b.name)
		}
	}
	for _, b := range p.keywords {
		if b.value != nil {
			add("key", b.name)
		}
	}
	if p.keyRest != noSlot {
		add("keyrest", name(p.keyRest))
	}
	if p.block != noSlot {
		add("block", name(p.block))
	}
	return out
}
