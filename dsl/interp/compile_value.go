package interp

import (
	"slices"
	"strings"

	"github.com/trema-ns/trema-ns/dsl/syntax"
)

func constant(v Value) code {
	return func(*Interp, *env) (Value, error) { return v, nil }
}

func (c *compiler) interpolated(parts []syntax.Node, make func(string) Value) code {
	codes := c.all(parts)
	return func(in *Interp, e *env) (Value, error) {
		var buf [64]byte
		text := buf[:0]
		for _, code := range codes {
			v, err := code(in, e)
			if err != nil {
				return nil, err
			}
			s, err := in.toS(v)
			if err != nil {
				return nil, err
			}
			if err := in.grow(len(s)); err != nil {
				return nil, err
			}
			text = append(text, s...)
		}
		return make(string(text)), nil
	}
}

func (c *compiler) regexp(n *syntax.Regexp) code {
	site := c.site(n, "Regexp")
	plain := ""
	for _, p := range n.Parts {
		s, ok := p.(*syntax.String)
		if !ok {
			text := c.interpolated(n.Parts, func(s string) Value { return &String{s: s} })
			return func(in *Interp, e *env) (Value, error) {
				v, err := text(in, e)
				if err != nil {
					return nil, err
				}
				re, err := in.compileRegexp(v.(*String).String(), n.Flags)
				if err != nil {
					return nil, in.at(site, err)
				}
				return re, nil
			}
		}
		plain += s.Value
	}
	re, err := c.in.compileRegexp(plain, n.Flags)
	if err != nil {
		summary, detail, _ := strings.Cut(err.Error(), "\n")
		return c.refuse(n, detail, "%s", summary)
	}
	return constant(re)
}

// array compiles a list of values, some of which may be splats.
func (c *compiler) array(elements []syntax.Node) code {
	list := c.list(elements)
	return func(in *Interp, e *env) (Value, error) {
		elems, err := list(in, e)
		if err != nil {
			return nil, err
		}
		if err := in.grow(bytesOfElement * (len(elems) + 2)); err != nil {
			return nil, err
		}
		return &Array{Elems: elems}, nil
	}
}

// list compiles values to code that returns a new slice of them.
func (c *compiler) list(nodes []syntax.Node) func(*Interp, *env) ([]Value, error) {
	codes := make([]code, len(nodes))
	splat := make([]bool, len(nodes))
	any := false
	for i, n := range nodes {
		if s, ok := n.(*syntax.Splat); ok {
			n, splat[i], any = s.Value, true, true
		}
		codes[i] = c.compile(n)
	}
	if !any {
		if len(codes) == 0 {
			return func(*Interp, *env) ([]Value, error) { return nil, nil }
		}
		return func(in *Interp, e *env) ([]Value, error) {
			values := make([]Value, len(codes))
			for i, code := range codes {
				v, err := code(in, e)
				if err != nil {
					return nil, err
				}
				values[i] = v
			}
			return values, nil
		}
	}
	return func(in *Interp, e *env) ([]Value, error) {
		var values []Value
		for i, code := range codes {
			v, err := code(in, e)
			if err != nil {
				return nil, err
			}
			if !splat[i] {
				values = append(values, v)
				continue
			}
			a, err := in.splat(v)
			if err != nil {
				return nil, err
			}
			if err := in.grow(16 * len(a)); err != nil {
				return nil, err
			}
			values = append(values, a...)
		}
		return values, nil
	}
}

// arguments compiles the arguments of a call, among which an empty **values is
// none at all.
func (c *compiler) arguments(nodes []syntax.Node) func(*Interp, *env) ([]Value, error) {
	if n := len(nodes); n > 0 {
		if h, ok := nodes[n-1].(*syntax.Hash); ok && onlySplats(h) {
			before, options := c.list(nodes[:n-1]), c.compile(h)
			return func(in *Interp, e *env) ([]Value, error) {
				values, err := before(in, e)
				if err != nil {
					return nil, err
				}
				v, err := options(in, e)
				if h, ok := v.(*Hash); err != nil || ok && h.Len() == 0 {
					return values, err
				}
				return append(values, v), nil
			}
		}
	}
	return c.list(nodes)
}

// onlySplats reports whether h is nothing but **values among arguments.
func onlySplats(h *syntax.Hash) bool {
	return !h.Braces && !slices.ContainsFunc(h.Pairs, func(p syntax.Pair) bool { return p.Key != nil })
}

// splat returns the values of *v.
func (in *Interp) splat(v Value) ([]Value, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case *Array:
		return v.Elems, nil
	case *Hash, *Range, *Enumerator:
		return in.toSlice(v)
	case *Object:
		if in.method(v, "to_a") != nil {
			r, err := in.send(v, "to_a", nil, nil)
			if a, ok := r.(*Array); ok || err != nil {
				return a.elems(), err
			}
		}
	}
	return []Value{v}, nil
}

// spelledOut returns pairs with those of **{ … } in its place.
func spelledOut(pairs []syntax.Pair) []syntax.Pair {
	var out []syntax.Pair
	for _, p := range pairs {
		if h, ok := p.Value.(*syntax.Hash); ok && p.Key == nil {
			out = append(out, spelledOut(h.Pairs)...)
			continue
		}
		out = append(out, p)
	}
	return out
}

func (c *compiler) hash(n *syntax.Hash) code {
	pairs := spelledOut(n.Pairs)
	keys := make([]code, len(pairs))
	values := make([]code, len(pairs))
	// Of a symbol or string that is given twice Ruby keeps the last, at its place.
	again := make([]bool, len(pairs))
	seen := map[Value]bool{}
	for i, p := range slices.Backward(pairs) {
		var key Value
		switch k := p.Key.(type) {
		case *syntax.Symbol:
			key = Symbol(k.Name)
		case *syntax.String:
			key = k.Value
		default:
			continue
		}
		again[i], seen[key] = seen[key], true
	}
	for i, p := range pairs {
		if p.Key != nil {
			keys[i] = c.compile(p.Key)
		}
		values[i] = c.compile(p.Value)
	}
	site := c.site(n, "**")
	return func(in *Interp, e *env) (Value, error) {
		h := NewHash()
		h.keywords = !n.Braces
		for i := range values {
			var key Value
			var err error
			if keys[i] != nil {
				if key, err = keys[i](in, e); err != nil {
					return nil, err
				}
			}
			v, err := values[i](in, e)
			if err != nil {
				return nil, err
			}
			if again[i] {
				continue
			}
			if keys[i] != nil {
				if err := in.add(h, key, v); err != nil {
					return nil, in.at(site, err)
				}
				continue
			}
			more, ok := v.(*Hash)
			if !ok {
				return nil, in.at(site, in.wrongType(v, "Hash"))
			}
			for _, p := range more.pairs() {
				if err := in.add(h, p.key, p.value); err != nil {
					return nil, in.at(site, err)
				}
			}
		}
		return h, in.grow(bytesOfElement)
	}
}

func (c *compiler) dots(n *syntax.Dots) code {
	low, high := c.compile(n.Low), c.compile(n.High)
	site := c.site(n, "..")
	return func(in *Interp, e *env) (Value, error) {
		l, err := low(in, e)
		if err != nil {
			return nil, err
		}
		h, err := high(in, e)
		if err != nil {
			return nil, err
		}
		r, err := in.newRange(l, h, n.Exclusive)
		return r, in.at(site, err)
	}
}

func (c *compiler) globalVariable(n *syntax.Global) code {
	if g, ok := matchGlobals[n.Name]; ok {
		return func(_ *Interp, e *env) (Value, error) { return g(e.act.whole().match), nil }
	}
	switch n.Name {
	case "$stdout", "$stderr", "$stdin", "$>":
		return c.refuse(n, "puts, print and p write to the standard error stream", "`%s` is not available in a %s", n.Name, c.in.options.Noun)
	}
	g := c.in.global(n.Name)
	return func(*Interp, *env) (Value, error) { return g.value, nil }
}
