package interp

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

// exceptionInitialize is the initialize of exceptions: the argument is the
// message.
func exceptionInitialize(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	if len(a) > 0 {
		v.(*Object).Data.(*exceptionData).message = a[0]
	}
	return nil, nil
}

// kernelRaise is raise, raise "text", raise Class, raise Class, "text" and
// raise exception, each also with cause:.
func kernelRaise(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
	var cause Value
	caused := false
	if n := len(a); n > 0 {
		if h, ok := a[n-1].(*Hash); ok && h.keywords {
			if cause, caused = h.Get(Symbol("cause")); caused {
				a = a[:n-1]
				if h.Len() > 1 {
					rest := h.copy()
					rest.keywords = true
					rest.Delete(Symbol("cause"))
					a = append(append([]Value(nil), a...), rest)
				}
			}
		}
	}
	r, err := in.raised(a)
	if err != nil {
		return nil, err
	}
	if caused {
		d := r.Exception.Data.(*exceptionData)
		d.cause, d.caused = cause, true
	}
	return nil, r
}

// raised returns the exception that the arguments of raise stand for.
func (in *Interp) raised(a []Value) (*Raise, error) {
	if len(a) == 0 {
		if e, ok := in.global("$!").value.(*Object); ok {
			return &Raise{Exception: e}, nil
		}
		return in.Errorf("RuntimeError", "").(*Raise), nil
	}
	if s, ok := a[0].(*String); ok {
		return in.Errorf("RuntimeError", "%s", s.String()).(*Raise), nil
	}
	if m := in.method(a[0], "exception"); m != nil {
		if len(a) > 2 {
			a = a[:2] // the third is a back-trace
		}
		v, err := in.invoke(m, a[0], append([]Value(nil), a[1:]...), nil)
		if err != nil {
			return nil, err
		}
		if o, ok := v.(*Object); ok {
			if _, ok := o.Data.(*exceptionData); ok {
				return &Raise{Exception: o}, nil
			}
		}
	}
	return nil, in.typeError("exception class/object expected")
}

var exceptionClassTable = &table{rows: []builtin{
	{"exception", "an exception with a message, as `new`", `StandardError.exception("no").message # => "no"`,
		0, -1, func(in *Interp, v Value, a []Value, block *Proc) (Value, error) { return in.send(v, "new", a, block) }, false},
}}

var exceptionTable = &table{rows: []builtin{
	{"message", "what went wrong", `begin; raise "no"; rescue => e; e.message; end # => "no"`,
		0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			s, err := in.toS(v)
			return NewString(s), err
		}, false},
	{"to_s", "what went wrong", `begin; raise "no"; rescue => e; e.to_s; end # => "no"`,
		0, 0, exceptionMessage, false},
	{"detailed_message full_message", "the message and the class", `begin; raise "no"; rescue => e; e.full_message.include?("no"); end # => true`,
		0, 1, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			s, err := in.sendPublic(v, "message", nil, nil)
			if err != nil {
				return nil, err
			}
			text, err := in.toS(s)
			return NewString(text + " (" + in.nameOf(v.(*Object).Class.real()) + ")"), err
		}, false},
	{"exception", "itself; with another message a copy", `begin; raise "no"; rescue => e; e.exception("oh").message; end # => "oh"`,
		0, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			if len(a) == 0 || a[0] == v {
				return v, nil
			}
			c, err := in.copied(v)
			if err == nil {
				c.(*Object).Data.(*exceptionData).message = a[0]
			}
			return c, err
		}, false},
	{"==", "whether class and message are the same", `StandardError.new("a") == StandardError.new("a") # => true`,
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			o, ok := a[0].(*Object)
			if !ok || o.Class.real() != v.(*Object).Class.real() {
				return false, nil
			}
			return messageOf(o) == messageOf(v.(*Object)), nil
		}, false},
	{"backtrace", "the places of the calls that led there, innermost first; nil before it is raised", `begin; raise "no"; rescue => e; e.backtrace.class; end # => Array`,
		0, 0, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			d := v.(*Object).Data.(*exceptionData)
			if d.backtrace == nil {
				return nil, nil
			}
			return d.backtrace, nil
		}, false},
	{"set_backtrace", "sets what `backtrace` returns", `e = StandardError.new; e.set_backtrace(["a"]); e.backtrace # => ["a"]`,
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			list, err := in.splat(a[0])
			v.(*Object).Data.(*exceptionData).backtrace = NewArray(append([]Value(nil), list...)...)
			return a[0], err
		}, false},
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
		if o.own.shape.slot("@"+name) < 0 {
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
			return nil, in.Errorf("SecurityError", "the environment cannot be changed by a %s", in.options.Noun)
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
