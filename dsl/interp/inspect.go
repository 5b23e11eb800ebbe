package interp

import (
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// maxInspectDepth is how deep inspect shows what values hold.
const maxInspectDepth = 20

// Inspect returns v as the program's p would print it.
func (in *Interp) Inspect(v Value) string { return in.inspect(v) }

// inspect is inspect of v. It leaves out what goes beyond the budgets, which
// ends the program at its next step.
func (in *Interp) inspect(v Value) string {
	w := inspector{in: in}
	w.value(v, 0)
	return w.String()
}

func inspectNative(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	s := in.inspect(v)
	if err := in.spend(1); err != nil {
		return nil, err
	}
	return NewString(s), in.grow(len(s))
}

// inspector writes values as inspect shows them.
type inspector struct {
	strings.Builder
	in   *Interp
	open []Value // the collections that hold what is written
}

// holds reports whether v is being written already: it contains itself.
func (w *inspector) holds(v Value) bool { return slices.Contains(w.open, v) }

// list writes values between two brackets.
func (w *inspector) list(open, end string, n int, item func(i int)) {
	w.WriteString(open)
	for i := range n {
		if i > 0 {
			w.WriteString(", ")
		}
		if w.in.steps <= 0 || w.Len() > w.in.memory {
			w.WriteString("...")
			break
		}
		item(i)
	}
	w.WriteString(end)
}

// fields writes name=value pairs.
func (w *inspector) fields(open string, names []string, values []Value, depth int) {
	w.list(open, ">", len(names), func(i int) {
		w.WriteString(names[i] + "=")
		w.value(values[i], depth+1)
	})
}

func (w *inspector) value(v Value, depth int) {
	// What cannot be afforded is not shown; the next step ends the program.
	if err := w.in.spend(1); depth > maxInspectDepth || err != nil {
		w.WriteString("...")
		return
	}
	switch v.(type) {
	case *Array, *Hash, *Object:
		if w.holds(v) {
			w.itself(v)
			return
		}
		w.open = append(w.open, v)
		defer func() { w.open = w.open[:len(w.open)-1] }()
	}
	switch v := v.(type) {
	case nil:
		w.WriteString("nil")
	case *String:
		w.text(v)
	case Symbol:
		w.WriteString(inspectSymbol(string(v)))
	case *big.Int:
		w.WriteString(w.in.decimal(v))
	case *Array:
		w.list("[", "]", len(v.Elems), func(i int) { w.value(v.Elems[i], depth+1) })
	case *Hash:
		pairs := v.pairs()
		w.list("{", "}", len(pairs), func(i int) {
			w.value(pairs[i].key, depth+1)
			w.WriteString("=>")
			w.value(pairs[i].value, depth+1)
		})
	case *Range:
		if v.Low != nil {
			w.value(v.Low, depth+1)
		}
		w.WriteString(v.dots())
		if v.High != nil {
			w.value(v.High, depth+1)
		}
	case *Class:
		w.WriteString(w.in.nameOf(v))
	case *Proc:
		if v.lambda {
			w.WriteString("#<Proc (lambda)>")
		} else {
			w.WriteString("#<Proc>")
		}
	case *Regexp:
		w.WriteString("/" + v.source + "/" + v.flags)
	case *Lazy:
		w.WriteString("#<Enumerator::Lazy: ")
		w.call(v.from, v.step, v.args, depth)
	case *Enumerator:
		w.WriteString("#<Enumerator: ")
		w.call(v.receiver, v.method, v.args, depth)
	case *BoundMethod:
		w.WriteString("#<Method: " + w.in.nameOf(w.in.classOf(v.receiver).real()) + "#" + v.method.Name + ">")
	case *UnboundMethod:
		w.WriteString("#<UnboundMethod: " + w.in.nameOf(v.class) + "#" + v.method.Name + ">")
	case *MatchData:
		w.match(v, depth)
	case *generatorBlock:
		w.WriteString("#<Enumerator::Generator>")
	case *Object:
		w.object(v, depth)
	default:
		s, err := w.in.toS(v)
		if err != nil {
			s = w.in.anonymous(v)
		}
		w.WriteString(s)
	}
}

// itself writes a collection inside of itself.
func (w *inspector) itself(v Value) {
	switch v := v.(type) {
	case *Array:
		w.WriteString("[...]")
	case *Hash:
		w.WriteString("{...}")
	case *Object:
		if _, ok := v.Data.(*structData); ok {
			w.WriteString("#<struct " + w.in.nameOf(v.Class.real()) + ":...>")
		} else {
			w.WriteString(strings.TrimSuffix(w.in.anonymous(v), ">") + " ...>")
		}
	}
}

// decimal returns the digits of b, if there is the time for them.
func (in *Interp) decimal(b *big.Int) string {
	if err := in.spend(squareEffort(b)); err != nil {
		return "..."
	}
	return b.String()
}

// text writes a string, if there is the memory for its escapes.
func (w *inspector) text(s *String) {
	n := len(s.String())
	if err := w.in.spend(n / 16); err != nil || n > w.in.memory-w.Len() {
		w.WriteString("\"...\"")
		w.in.steps = 0
		return
	}
	w.WriteString(quote(s.String()))
}

func (w *inspector) object(o *Object, depth int) {
	if text, ok := w.in.ownInspect(o); ok {
		w.WriteString(text)
		return
	}
	name := w.in.nameOf(o.Class.real())
	switch d := o.Data.(type) {
	case *exceptionData:
		text, err := w.in.toS(o)
		switch {
		case err != nil:
			w.in.fail(err)
		case text == "":
			w.WriteString(name)
		default:
			w.WriteString("#<" + name + ": " + text + ">")
		}
		return
	case *structData:
		open := "#<struct "
		if name := o.Class.real().Name; name != "" {
			open += name + " "
		}
		w.fields(open, shapeOf(o.Class).members, d.values, depth)
		return
	case *ipaddr:
		w.WriteString("#<IPAddr: " + d.describe() + ">")
		return
	}
	switch {
	case o == w.in.Main:
		w.WriteString("main")
	case len(o.own.values) == 0:
		w.WriteString(w.in.anonymous(o))
	default:
		w.fields(strings.TrimSuffix(w.in.anonymous(o), ">")+" ", o.own.names(), o.own.values, depth)
	}
}

// call writes a call that is still to be made, and what closes it.
func (w *inspector) call(receiver Value, method string, args []Value, depth int) {
	w.value(receiver, depth+1)
	if method != "" {
		w.WriteString(":" + method)
	}
	if n := len(args); n > 0 {
		w.list("(", ")", n, func(i int) { w.value(args[i], depth+1) })
	}
	w.WriteString(">")
}

// match writes a match with its groups.
func (w *inspector) match(m *MatchData, depth int) {
	if m.re.text {
		w.WriteString("#<MatchData: " + m.text[m.loc[0]:m.loc[1]] + ">")
		return
	}
	w.WriteString("#<MatchData ")
	w.value(m.groupAt(0), depth+1)
	for i, name := range m.re.re.SubexpNames()[1:] {
		if name == "" {
			name = strconv.Itoa(i + 1)
		}
		w.WriteString(" " + name + ":")
		w.value(m.groupAt(i+1), depth+1)
	}
	w.WriteString(">")
}
