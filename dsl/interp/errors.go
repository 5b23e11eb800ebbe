package interp

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/dsl/syntax"
)

// Raise is a Ruby exception on its way up.
type Raise struct {
	Exception *Object
	Place     *Site    // where it was raised; nil until a call knows
	trace     []*Site  // the calls that led there, innermost first
	unknown   *unknown // what was called and is not there
}

// unknown is a name that nothing defines.
type unknown struct {
	name     string
	receiver Value
	bare     bool // without a receiver
	variable bool // might have been meant as a variable
}

// Error returns the exception's message.
func (r *Raise) Error() string { return messageOf(r.Exception) }

// Fatal ends the program, whatever it rescues: a limit was reached.
type Fatal struct {
	Summary, Detail string
	Place           *Site
}

func (f *Fatal) Error() string { return f.Summary }

// unwind is break, next, return or throw on its way to where it ends.
type unwind struct {
	kind  unwindKind
	proc  *Proc       // of break: the block that is left
	act   *activation // of return: the method that returns
	tag   Value       // of throw
	value Value
}

type unwindKind int

const (
	breaking unwindKind = iota
	nexting
	returning
	throwing
	redoing
	retrying
)

func (u *unwind) Error() string {
	return [...]string{"break from a block that is over", "unexpected next", "return from a method that is over",
		"uncaught throw", "unexpected redo", "unexpected retry"}[u.kind]
}

// errStop ends an iteration early; iterate's callers swallow it.
var errStop = fmt.Errorf("stop")

// stopped returns err unless it only ended an iteration.
func stopped(err error) error {
	if err == errStop {
		return nil
	}
	return err
}

// exceptionData is what an exception object holds.
type exceptionData struct {
	message   Value
	cause     Value
	caused    bool // the program said by what
	backtrace *Array
	result    Value // of a StopIteration: what the iteration returned
}

// keepTrace lets the exception know where it was raised.
func (r *Raise) keepTrace() {
	d, ok := r.Exception.Data.(*exceptionData)
	if !ok || d.backtrace != nil {
		return
	}
	d.backtrace = NewArray()
	for _, s := range append([]*Site{r.Place}, r.trace...) {
		if s != nil {
			at := s.Range()
			d.backtrace.Elems = append(d.backtrace.Elems, NewString(fmt.Sprintf("%s:%d", at.Filename, at.Start.Line)))
		}
	}
}

// causedBy notes that r was raised while first was being handled.
func (r *Raise) causedBy(first *Raise) {
	if d, ok := r.Exception.Data.(*exceptionData); ok && d.cause == nil && !d.caused && r.Exception != first.Exception {
		d.cause = first.Exception
	}
}

func messageOf(o *Object) string {
	if d, ok := o.Data.(*exceptionData); ok {
		switch m := d.message.(type) {
		case *String:
			return m.String()
		case nil:
			return o.Class.Name
		default:
			return fmt.Sprint(m)
		}
	}
	return o.Class.Name
}

// Errorf makes a Ruby exception of the class of that name.
func (in *Interp) Errorf(class, format string, args ...any) error {
	c, _ := in.constants[class].(*Class)
	if c == nil {
		c = in.classes.Exception
	}
	return &Raise{Exception: &Object{Class: c, Data: &exceptionData{message: NewString(fmt.Sprintf(format, args...))}}}
}

func (in *Interp) argumentError(format string, args ...any) error {
	return in.Errorf("ArgumentError", format, args...)
}

func (in *Interp) typeError(format string, args ...any) error {
	return in.Errorf("TypeError", format, args...)
}

// keyError says that receiver has no such key.
func (in *Interp) keyError(receiver, key Value) error {
	r := in.Errorf("KeyError", "key not found: %s", in.inspect(key)).(*Raise)
	r.Exception.Set("@receiver", receiver)
	r.Exception.Set("@key", key)
	return r
}

// wrongType says that got is not what is needed.
func (in *Interp) wrongType(got Value, want string) error {
	return in.typeError("%s is not %s", in.describe(got), article(want))
}

func (in *Interp) wrongCount(got, min, max int) error {
	want := fmt.Sprint(min)
	switch {
	case max < 0:
		want += "+"
	case max != min:
		want = fmt.Sprintf("%d..%d", min, max)
	}
	return in.argumentError("wrong number of arguments (given %d, expected %s)", got, want)
}

func (in *Interp) frozenError(v Value) error {
	return in.Errorf("FrozenError", "can't modify frozen %s: %s", in.nameOf(in.classOf(v).real()), in.inspect(v))
}

// undefined says that v has no method of that name.
func (in *Interp) undefined(v Value, name string, bare, variable bool) error {
	class := "NoMethodError"
	what := fmt.Sprintf("undefined method `%s`", name)
	if variable {
		class, what = "NameError", fmt.Sprintf("undefined local variable or method `%s`", name)
	}
	if !bare {
		what += " for " + in.describe(v)
	}
	err := in.Errorf(class, "%s", what).(*Raise)
	err.unknown = &unknown{name, v, bare, variable}
	err.Exception.Set("@name", Symbol(name))
	err.Exception.Set("@receiver", v)
	return err
}

// errFull ends a program that has too many mistakes.
var errFull = &Fatal{Summary: "there are more mistakes than these"}

// Report adds a finding. The program goes on, until there are too many.
func (in *Interp) Report(d *diag.Diagnostic) {
	key := foundKey{d.Range, d.Summary}
	if in.reported[key] {
		return // the same line again, in a loop
	}
	kind := min(d.Severity, diag.Warning)
	if in.counts[kind]++; in.counts[kind] > diag.Most+1 {
		return
	}
	if in.counts[kind] > diag.Most {
		in.full = in.full || d.Severity == diag.Error
		d = diag.TooMany(d)
	}
	d.Summary, d.Detail = diag.Clip(d.Summary), diag.Clip(d.Detail)
	in.reported[key] = true
	in.found = append(in.found, d)
}

// foundKey tells findings apart.
type foundKey struct {
	place   diag.Range
	summary string
}

// Errors returns how many errors were reported so far.
func (in *Interp) Errors() int { return in.counts[diag.Error] }

// ReportError adds the finding that err is: an exception nobody rescued, or a
// limit.
func (in *Interp) ReportError(err error) {
	if err != errFull {
		in.Report(in.diagnostic(err))
	}
}

// diagnostic puts err into words for the author of the file.
func (in *Interp) diagnostic(err error) *diag.Diagnostic {
	switch err := err.(type) {
	case *Fatal:
		return &diag.Diagnostic{Summary: err.Summary, Detail: err.Detail, Range: err.Place.Range()}
	case *Raise:
		d := &diag.Diagnostic{Summary: messageOf(err.Exception), Range: err.Place.Range()}
		if i := strings.IndexByte(d.Summary, '\n'); i >= 0 {
			d.Detail, d.Summary = d.Summary[i+1:], d.Summary[:i]
		}
		if d.Summary == "" {
			d.Summary = "unhandled exception"
		}
		if name := err.Exception.Class.Name; !plainSpoken[name] {
			d.Summary += " (" + name + ")"
		}
		if err.unknown != nil {
			in.explainUnknown(d, err)
		}
		if d.Detail == "" {
			d.Detail = adviceFor(d.Summary)
		}
		for i, s := range err.trace {
			if i == 4 {
				break
			}
			d.Related = append(d.Related, diag.Related{Message: s.led(), Range: s.Range()})
		}
		return d
	case *unwind:
		return &diag.Diagnostic{Summary: err.Error(), Detail: adviceFor(err.Error()), Range: in.site.Range()}
	}
	return &diag.Diagnostic{Summary: err.Error(), Range: in.site.Range()}
}

// plainSpoken are the exceptions whose class adds nothing to their message.
var plainSpoken = map[string]bool{
	"NoMethodError": true, "NameError": true, "RuntimeError": true, "ArgumentError": true, "TypeError": true,
	"ZeroDivisionError": true, "SystemExit": true, "LoadError": true,
}

// explainUnknown says what a name that nothing defines was probably meant to be.
func (in *Interp) explainUnknown(d *diag.Diagnostic, r *Raise) {
	u := r.unknown
	if r.Place != nil {
		d.Range = r.Place.NameRange()
	}
	class := in.classOf(u.receiver).real()
	argument := u.variable && r.Place.isArgument()
	if u.bare && class.Noun != "" {
		d.Summary = fmt.Sprintf("unknown %s `%s`", class.Noun, u.name)
		if class.Hint != nil {
			if d.Detail = class.Hint(u.name); d.Detail != "" {
				return
			}
		}
		if argument {
			d.Summary = unknownArgument(u.name)
		} else if near, ok := diag.Nearest(u.name, class.Methods()); ok {
			d.Detail = fmt.Sprintf("did you mean `%s`?", near)
			return
		}
	}
	var names []string
	if !argument {
		names = in.classOf(u.receiver).methodNames()
	}
	if u.variable && r.Place != nil {
		names = append(r.Place.scope.visible(), names...)
	}
	switch near, ok := diag.Nearest(u.name, names); {
	case ok:
		d.Detail = fmt.Sprintf("did you mean `%s`?", near)
	case u.receiver == nil && !u.bare:
		d.Detail = "the value on its left is nil: nothing was put there"
	case argument:
		d.Detail = adviceForArgument(u.name)
	}
}

// unknownArgument says that nobody knows the name of an argument, and
// adviceForArgument what it probably is.
func unknownArgument(name string) string   { return "unknown name `" + name + "`" }
func adviceForArgument(name string) string { return fmt.Sprintf("if it is a text, write \"%s\"", name) }

// isArgument reports whether something stands before s in its line: a name that
// nobody knows is then more likely a text without its quotes.
func (s *Site) isArgument() bool {
	if s == nil {
		return false
	}
	before := s.file.Source[:s.span.Start]
	before = bytes.TrimRight(before[bytes.LastIndexByte(before, '\n')+1:], " \t")
	return len(before) > 0 && strings.IndexByte("{};|", before[len(before)-1]) < 0
}

// advice says what to do about exceptions, by what their messages begin with.
var advice = [][2]string{
	{"no implicit conversion of Integer into String", "put a number into a text as \"#{…}\", or with `.to_s`"},
	{"no implicit conversion of nil into String", "one of the two is nil: nothing was put there"},
	{"String can't be coerced into", "make a number of the text with `.to_i`"},
	{"nil can't be coerced into", "the value on the right is nil: nothing was put there"},
	{"can't modify frozen", "change a copy of it: `.dup`"},
	{"invalid value for Integer()", "it is written like \"10\" or \"0x1f\""},
	{"too few arguments", "each % in the text needs a value"},
	{"malformed format string", "%d writes a number, %s a text, %x hexadecimal digits, %% a percent sign"},
	{"comparison of", "only values of one kind have an order"},
	{"no block given (yield)", "`yield` calls the block that a method is called with"},
	{"uncaught throw", "no `catch` around it has this tag"},
	{"struct size differs", "it has fewer members than it is given"},
	{"can't convert nil into", "the value is nil: nothing was put there"},
}

func adviceFor(message string) string {
	for _, a := range advice {
		if strings.HasPrefix(message, a[0]) {
			return a[1]
		}
	}
	return ""
}

// Site is a place in the program that calls something.
type Site struct {
	file   *syntax.File
	span   syntax.Span
	name   syntax.Span
	args   []syntax.Node
	scope  *scope // the variables known there, for suggestions
	method string

	bare    bool // without a receiver, or with self
	library bool // it is in a part of the interpreter's own

	// The method found last, for receivers of class; of super, what stands
	// before from.
	from    *Method
	class   *Class
	found   *Method
	version int
}

// Name returns the name that is called.
func (s *Site) Name() string {
	if s == nil {
		return ""
	}
	return s.method
}

// Range returns the place of the whole call, without its block.
func (s *Site) Range() diag.Range {
	if s == nil {
		return diag.Range{}
	}
	return s.file.RangeOf(s.span)
}

// NameRange returns the place of the name that is called.
func (s *Site) NameRange() diag.Range {
	if s == nil {
		return diag.Range{}
	}
	return s.file.RangeOf(s.name)
}

// ArgRange returns the place of the argument number i, or of the whole call
// where an argument cannot be told from the text.
func (s *Site) ArgRange(i int) diag.Range {
	if s == nil {
		return diag.Range{}
	}
	for j := 0; j <= i && j < len(s.args); j++ {
		if _, ok := s.args[j].(*syntax.Splat); ok {
			return s.Range()
		}
	}
	if i >= len(s.args) {
		return s.Range()
	}
	n := s.args[i]
	if p, ok := n.(*syntax.Paren); ok {
		if seq, ok := p.Body.(*syntax.Sequence); ok && len(seq.List) == 1 {
			n = seq.List[0]
		}
	}
	return s.file.RangeOf(n.Range())
}

// PairRange returns the place of the pair with that key among the keyword
// arguments of the call.
func (s *Site) PairRange(key string) diag.Range {
	if s == nil {
		return diag.Range{}
	}
	for _, a := range s.args {
		h, ok := a.(*syntax.Hash)
		if !ok {
			continue
		}
		for _, p := range h.Pairs {
			switch k := p.Key.(type) {
			case *syntax.Symbol:
				if k.Name == key {
					return s.file.RangeOf(syntax.Span{Start: k.Start, End: p.Value.Range().End})
				}
			case *syntax.String:
				if k.Value == key {
					return s.file.RangeOf(syntax.Span{Start: k.Start, End: p.Value.Range().End})
				}
			}
		}
	}
	return s.Range()
}

// led says how the program got from this call to the place of an error.
func (s *Site) led() string {
	return fmt.Sprintf("in `%s`, called here", s.method)
}
