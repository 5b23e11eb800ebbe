package dsl

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"unicode"

	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/dsl/interp"
)

// native is a directive or an attribute: a method that gets its place in the
// file, so that it can say what is wrong with an argument at the argument.
type native func(self any, args []interp.Value, block *interp.Proc, at *interp.Site) error

// define gives class a directive or attribute.
func define(class *interp.Class, names string, min, max int, f native) {
	for _, name := range strings.Fields(names) {
		class.Define(name, min, max, func(in *interp.Interp, self interp.Value, args []interp.Value, block *interp.Proc) (interp.Value, error) {
			at := in.Site()
			var data any
			if o, ok := self.(*interp.Object); ok {
				data = o.Data
			}
			return nil, f(data, args, block, at)
		})
	}
}

// defineDirectives makes the words of the language known to the interpreter:
// the directives as methods of the top level, the attributes as methods of what
// is self in a directive's block.
func (l *loader) defineDirectives() {
	main := l.in.NewClass("Network", nil)
	main.Noun = "directive"
	l.in.Main.Class = main

	l.switchClass = l.attributes("Switch", "a switch", main)
	l.hostClass = l.attributes("Host", "a host", main)
	l.appClass = l.attributes("App", "an app", main)
	l.defineSwitchAttributes()
	l.defineHostAttributes()
	l.defineAppAttributes()
	main.Hint = func(name string) string {
		for _, c := range l.attributeClasses {
			if slices.Contains(c.class.Methods(), name) {
				return fmt.Sprintf("`%s` is an attribute: it stands in the block of %s", name, c.what)
			}
		}
		return ""
	}

	define(main, "vswitch trema_switch switch openflow_switch hw_switch custom_switch rswitch", 0, 1, l.declareSwitch)
	define(main, "vhost netns", 0, 1, l.declareHost)
	define(main, "link", 2, 5, l.declareLink)
	define(main, "run app", 0, 1, l.declareApp)
	define(main, "event", 1, 1, l.declareEvent)
	define(main, "filter", 1, 1, l.declareFilter)
	define(main, "port", 1, 1, func(_ any, args []interp.Value, _ *interp.Proc, at *interp.Site) error {
		if n, ok := l.integer(args[0], at.ArgRange(0), "a TCP port", 1, 65535); ok {
			l.port = uint16(n)
		}
		return nil
	})
	define(main, "use_tremashark", 0, 0, func(any, []interp.Value, *interp.Proc, *interp.Site) error {
		l.network.Tremashark = true
		return nil
	})
}

// attributes makes the class of self in the blocks of a kind of directive, which
// declares what.
func (l *loader) attributes(name, what string, main *interp.Class) *interp.Class {
	c := l.in.NewClass(name, nil)
	c.Noun = "attribute"
	c.Hint = func(name string) string {
		if slices.Contains(main.Methods(), name) {
			return fmt.Sprintf("`%s` is a directive: it stands outside the block", name)
		}
		for _, other := range l.attributeClasses {
			if other.class != c && slices.Contains(other.class.Methods(), name) {
				return fmt.Sprintf("`%s` is an attribute of %s", name, other.what)
			}
		}
		return ""
	}
	l.attributeClasses = append(l.attributeClasses, attributeClass{c, what})
	// Words of forks of Trema.
	define(c, "bwidth administer stub", 0, -1, func(_ any, _ []interp.Value, block *interp.Proc, at *interp.Site) error {
		l.warnf(at.NameRange(), "", "`%s` has no effect here", l.source(at.NameRange()))
		return nil
	})
	return c
}

// source returns the text of r.
func (l *loader) source(r diag.Range) string {
	src := l.in.Sources[r.Filename]
	if r.Start.Byte > r.End.Byte || r.End.Byte > len(src) {
		return ""
	}
	return string(src[r.Start.Byte:r.End.Byte])
}

// evaluate runs the block of a directive with its attributes. It reports true if
// mistakes were found there: what is missing then may only follow from them.
func (l *loader) evaluate(class *interp.Class, data any, block *interp.Proc) (wrong bool, err error) {
	if block == nil {
		return false, nil
	}
	before := l.in.Found().Count(diag.Error)
	self := &interp.Object{Class: class, Data: data}
	_, err = l.in.Eval(block, self, self)
	return err != nil || l.in.Found().Count(diag.Error) > before, err
}

// name returns the name that a directive is given, if it is: a string, a symbol
// or, for a switch named by its dpid, an integer.
func (l *loader) name(args []interp.Value, at *interp.Site) (string, diag.Range) {
	if len(args) == 0 || args[0] == nil {
		return "", at.NameRange()
	}
	r := at.ArgRange(0)
	text, ok := l.text(args[0], r, "a name")
	if ok && text == "" {
		l.errorf(r, "", "a name cannot be empty")
	}
	if strings.ContainsFunc(text, unicode.IsControl) {
		l.errorf(r, "take the control characters out", "%q cannot be a name", text)
	}
	return text, r
}

// text returns v as text, an integer in hexadecimal.
func (l *loader) text(v interp.Value, r diag.Range, want string) (string, bool) {
	switch v := v.(type) {
	case *interp.String:
		return v.String(), true
	case interp.Symbol:
		return string(v), true
	case interp.Int:
		if v >= 0 {
			return fmt.Sprintf("0x%x", int64(v)), true
		}
	case *big.Int:
		if v.Sign() > 0 {
			return "0x" + v.Text(16), true
		}
	}
	l.errorf(r, "", "%s is not %s", l.in.Inspect(v), want)
	return "", false
}

// integer returns v, an integer or a string of one, if it lies between low and
// high.
func (l *loader) integer(v interp.Value, r diag.Range, want string, low, high int64) (int64, bool) {
	n, ok := int64(0), false
	switch v := v.(type) {
	case interp.Int:
		n, ok = int64(v), true
	case *interp.String:
		b, parsed := new(big.Int).SetString(v.String(), 0)
		if ok = parsed && b.IsInt64(); ok {
			n = b.Int64()
		}
	}
	if !ok || n < low || n > high {
		l.errorf(r, fmt.Sprintf("it is a number from %d to %d", low, high), "%s is not %s", l.in.Inspect(v), want)
		return 0, false
	}
	return n, true
}

// twice reports a second declaration of what stands at first.
func (l *loader) twice(r, first diag.Range, format string, args ...any) {
	d := l.errorf(r, "", format, args...)
	d.Related = append(d.Related, diag.Related{Message: "first declared here", Range: first})
}
