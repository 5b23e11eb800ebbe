package interp

import "slices"

// exceptionTree is the exception classes below Exception, each after the one it
// inherits.
var exceptionTree = []struct{ name, super string }{
	{"StandardError", "Exception"}, {"ScriptError", "Exception"}, {"SystemExit", "Exception"},
	{"NoMemoryError", "Exception"}, {"SystemStackError", "Exception"}, {"Interrupt", "Exception"},
	{"LoadError", "ScriptError"}, {"NotImplementedError", "ScriptError"}, {"SyntaxError", "ScriptError"},
	{"ArgumentError", "StandardError"}, {"UncaughtThrowError", "ArgumentError"}, {"EncodingError", "StandardError"},
	{"IOError", "StandardError"}, {"IndexError", "StandardError"}, {"KeyError", "IndexError"},
	{"StopIteration", "IndexError"}, {"LocalJumpError", "StandardError"}, {"NameError", "StandardError"},
	{"NoMethodError", "NameError"}, {"RangeError", "StandardError"}, {"FloatDomainError", "RangeError"},
	{"RegexpError", "StandardError"}, {"RuntimeError", "StandardError"}, {"FrozenError", "RuntimeError"},
	{"SystemCallError", "StandardError"}, {"SecurityError", "StandardError"}, {"TypeError", "StandardError"},
	{"ZeroDivisionError", "StandardError"}, {"Math::DomainError", "StandardError"},
}

func (in *Interp) newException(c *Class, a []Value) *Object {
	d := &exceptionData{}
	if len(a) > 0 {
		d.message = a[0]
	}
	return &Object{Class: c, Data: d}
}

// kernelRaise is raise, raise "text", raise Class, raise Class, "text" and
// raise exception.
func kernelRaise(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
	if len(a) == 0 {
		if e, ok := in.global("$!").value.(*Object); ok {
			return nil, &Raise{Exception: e}
		}
		return nil, in.Errorf("RuntimeError", "")
	}
	switch v := a[0].(type) {
	case *String:
		return nil, in.Errorf("RuntimeError", "%s", v.String())
	case *Class:
		if v.inherits(in.classes.Exception) {
			return nil, &Raise{Exception: in.newException(v, a[1:min(len(a), 2)])}
		}
	case *Object:
		if d, ok := v.Data.(*exceptionData); ok {
			if len(a) > 1 {
				v = &Object{Class: v.Class, Data: &exceptionData{message: a[1], cause: d.cause}}
			}
			return nil, &Raise{Exception: v}
		}
	}
	return nil, in.typeError("exception class/object expected")
}

var exceptionClassTable = &table{rows: []builtin{
	{"exception", "an exception with a message, as `new`", `StandardError.exception("no").message # => "no"`,
		0, 1, classNew, false},
}}

var exceptionTable = &table{rows: []builtin{
	{"message to_s", "what went wrong", `begin; raise "no"; rescue => e; e.message; end # => "no"`,
		0, 0, exceptionMessage, false},
	{"full_message", "the message and the class", `begin; raise "no"; rescue => e; e.full_message.include?("no"); end # => true`,
		0, 1, exceptionMessage, false},
	{"backtrace", "the calls that led there", `begin; raise "no"; rescue => e; e.backtrace.class; end # => Array`,
		0, 0, func(*Interp, Value, []Value, *Proc) (Value, error) { return NewArray(), nil }, false},
	{"cause", "the exception that was being handled when this one was raised", `begin; begin; raise "a"; rescue; raise "b"; end; rescue => e; e.cause.message; end # => "a"`,
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return v.(*Object).Data.(*exceptionData).cause, nil
		}, false},
	{"key", "the key that is not there, of a KeyError", `begin; {}.fetch(:a); rescue KeyError => e; e.key; end # => :a`,
		0, 0, detail("key"), false},
	{"receiver", "what was asked, of a KeyError and a NoMethodError", `begin; nil.up; rescue NoMethodError => e; e.receiver; end # => nil`,
		0, 0, detail("receiver"), false},
	{"name", "the name that nothing defines, of a NameError", `begin; nil.up; rescue NoMethodError => e; e.name; end # => :up`,
		0, 0, detail("name"), false},
	{"result", "what the iteration returned, of a StopIteration", `e = [1].each; e.next; begin; e.next; rescue StopIteration => s; s.result; end # => [1]`,
		0, 0, detail("result"), false},
}}

// detail makes a method that returns what some exceptions know beside their
// message. The others do not have it.
func detail(name string) Native {
	return func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
		o := v.(*Object)
		if !slices.Contains(o.names, "@"+name) {
			return nil, in.undefined(v, name, false, false)
		}
		return o.Get("@" + name), nil
	}
}

func exceptionMessage(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	o := v.(*Object)
	d, ok := o.Data.(*exceptionData)
	if !ok || d.message == nil {
		return NewString(o.Class.Name), nil
	}
	s, err := in.toS(d.message)
	return NewString(s), err
}

var environTable = &table{rows: []builtin{
	{"[]", "a variable, or nil", `ENV["NO_SUCH_VARIABLE"] # => nil`,
		1, 1, environGet, false},
	{"fetch", "a variable; one that is not there is an error, or the second argument", `ENV.fetch("NO_SUCH_VARIABLE", "4") # => "4"`,
		1, 2, func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
			r, err := environGet(in, v, a[:1], nil)
			if r != nil || err != nil {
				return r, err
			}
			if block != nil {
				return in.yield(block, a[0])
			}
			if len(a) == 2 {
				return a[1], nil
			}
			return nil, in.keyError(v, a[0])
		}, false},
	{"key? has_key? include?", "whether there is such a variable", `ENV.key?("NO_SUCH_VARIABLE") # => false`,
		1, 1, environHas, false},
	{"[]=", "not possible: the environment cannot be changed", `begin; ENV["A"] = "b"; rescue => e; e.class; end # here => SecurityError`,
		2, 2, func(in *Interp, _ Value, _ []Value, _ *Proc) (Value, error) {
			return nil, in.Errorf("SecurityError", "the environment cannot be changed by a network file")
		}, false},
	{"to_s", "the name", `ENV.to_s # => "ENV"`,
		0, 0, func(*Interp, Value, []Value, *Proc) (Value, error) { return NewString("ENV"), nil }, false},
}}

func environGet(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
	name, err := in.toText(a[0])
	if err != nil || in.options.Environ == nil {
		return nil, err
	}
	if s, ok := in.options.Environ(name); ok {
		return &String{s: s, frozen: true}, nil
	}
	return nil, nil
}

func environHas(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	r, err := environGet(in, v, a, nil)
	return r != nil, err
}
