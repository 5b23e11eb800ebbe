package interp

import (
	"slices"
	"strings"
)

// moduleMethods are the methods of classes about their methods.
var moduleMethods = []builtin{
	{"attr_reader attr", "methods that return instance variables", "class Port; attr_reader :n; def initialize = @n = 1; end; Port.new.n # => 1",
		0, -1, attributes(true, false), false},
	{"attr_writer", "methods that set instance variables", "class Port; attr_writer :n; end; Port.new.n = 2 # => 2",
		0, -1, attributes(false, true), false},
	{"attr_accessor", "methods that return and set instance variables", "class Port; attr_accessor :n; end; a = Port.new; a.n = 2; a.n # => 2",
		0, -1, attributes(true, true), false},
	{"public", "makes methods, or all that follow, public", "class Port; private; public; def n = 1; end; Port.new.n # => 1",
		0, -1, setVisibility(public), false},
	{"private", "makes methods, or all that follow, private: only the object itself calls them", "class Port; private def n = 1; end; Port.new.respond_to?(:n) # => false",
		0, -1, setVisibility(private), false},
	{"protected", "makes methods, or all that follow, protected: only objects of the class call them", "class Port; def <(port) = n < port.n; protected; def n = 1; end; Port.new < Port.new # => false",
		0, -1, setVisibility(protected), false},
	{"module_function", "makes methods, or all that follow, methods of the module itself too", "module M; module_function; def hi = 1; end; M.hi # => 1",
		0, -1, setVisibility(moduleFunction), false},
	{"private_class_method", "makes methods of the class itself private", "class Port; private_class_method :new; end; Port.respond_to?(:new) # => false",
		0, -1, setOwnVisibility(private), false},
	{"public_class_method", "makes methods of the class itself public", "class Port; private_class_method :new; public_class_method :new; end; Port.respond_to?(:new) # => true",
		0, -1, setOwnVisibility(public), false},
	{"define_method", "a method that the block, or a Method, is", "class Port; define_method(:twice) { |n| n * 2 }; end; Port.new.twice(4) # => 8",
		1, 2, func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
			return in.defineBy(v.(*Class), v.(*Class).opening, a, block)
		}, false},
	{"alias_method", "gives a method another name", "class Port; def n = 1; alias_method :number, :n; end; Port.new.number # => 1",
		2, 2, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			name, err := in.toName(a[0])
			if err != nil {
				return nil, err
			}
			old, err := in.toName(a[1])
			if err != nil {
				return nil, err
			}
			return Symbol(name), in.aliasMethod(v.(*Class), name, old)
		}, false},
	{"remove_method", "removes methods; those of classes above can be seen again", "class Port; def to_s = 1; remove_method :to_s; end; Port.new.to_s.class # => String",
		0, -1, eachName((*Interp).removeMethod), false},
	{"undef_method", "removes methods, whatever classes above have", "class Port; undef_method :to_s; end; Port.new.respond_to?(:to_s) # => false",
		0, -1, eachName((*Interp).undefineMethod), false},
	{"instance_method public_instance_method", "a method of its objects as an object", "Integer.instance_method(:+).bind(3).call(4) # => 7",
		1, 1, instanceMethod, false},
	{"instance_methods public_instance_methods", "the names of the methods of its objects; with false only its own", "class Port; def n = 1; end; Port.instance_methods(false) # => [:n]",
		0, 1, methodList(public, protected), false},
	{"private_instance_methods", "the names of the private methods of its objects", "class Port; private def n = 1; end; Port.private_instance_methods(false).include?(:n) # => true",
		0, 1, methodList(private), false},
	{"protected_instance_methods", "the names of the protected methods of its objects", "class Port; protected def n = 1; end; Port.protected_instance_methods # => [:n]",
		0, 1, methodList(protected), false},
	{"method_defined? public_method_defined?", "whether its objects have a method that is not private", "Integer.method_defined?(:succ) # => true",
		1, 2, hasMethod(public, protected), false},
	{"private_method_defined?", "whether its objects have a private method", "Integer.private_method_defined?(:puts) # => true",
		1, 2, hasMethod(private), false},
	{"protected_method_defined?", "whether its objects have a protected method", "Integer.protected_method_defined?(:succ) # => false",
		1, 2, hasMethod(protected), false},
}

// attributes makes attr_reader and the like.
func attributes(read, write bool) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		c := v.(*Class)
		out := &Array{}
		define := func(name string, n int, native Native) error {
			out.Elems = append(out.Elems, Symbol(name))
			return in.defineMethod(c, name, &Method{Name: name, Min: n, Max: n, native: native, visibility: c.opening})
		}
		for _, n := range a {
			name, err := in.toName(n)
			if err != nil {
				return nil, err
			}
			if name == "" || strings.ContainsAny(name, "?!=[]+-*/<>") || isDigit(name[0]) {
				return nil, in.Errorf("NameError", "invalid attribute name `%s`", name)
			}
			if read {
				if err := define(name, 0, readAttribute("@"+name)); err != nil {
					return nil, err
				}
			}
			if write {
				if err := define(name+"=", 1, writeAttribute("@"+name)); err != nil {
					return nil, err
				}
			}
		}
		return out, nil
	}
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func readAttribute(name string) Native {
	read := instanceVariable(name)
	return func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
		e := env{self: v}
		return read(in, &e)
	}
}

func writeAttribute(name string) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		return a[0], in.setVariable(v, name, a[0])
	}
}

// setVisibility makes private and the like.
func setVisibility(to visibility) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		c := v.(*Class)
		if to == moduleFunction && !c.module {
			return nil, in.undefined(v, "module_function", true, false)
		}
		if len(a) == 0 {
			c.opening = to
			return nil, nil
		}
		if err := in.changeVisibility(c, a, to); err != nil {
			return nil, err
		}
		if len(a) == 1 {
			return a[0], nil
		}
		return NewArray(append([]Value(nil), a...)...), nil
	}
}

func setOwnVisibility(to visibility) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		return nil, in.changeVisibility(v.(*Class).singletonClass(), a, to)
	}
}

// changeVisibility makes the methods of these names of c public, private and so
// on. An inherited one c gets as its own.
func (in *Interp) changeVisibility(c *Class, names []Value, to visibility) error {
	if len(names) == 1 {
		if list, ok := names[0].(*Array); ok {
			names = list.Elems
		}
	}
	for _, n := range names {
		name, err := in.toName(n)
		if err != nil {
			return err
		}
		m, home := in.findIn(c, name)
		if m == nil {
			return in.undefinedIn(c, name)
		}
		again := *m
		again.visibility = to
		if again.home == nil {
			again.home = home
		}
		if err := in.defineMethod(c, name, &again); err != nil {
			return err
		}
	}
	return nil
}

// defineBy is define_method: of a block, a Proc or a Method.
func (in *Interp) defineBy(c *Class, v visibility, a []Value, block *Proc) (Value, error) {
	name, err := in.toName(a[0])
	if err != nil {
		return nil, err
	}
	m := &Method{Name: name, proc: block, visibility: v}
	if len(a) == 2 {
		switch body := a[1].(type) {
		case *Proc:
			m.proc = body
		case *BoundMethod:
			again := *body.method
			m = &again
		case *UnboundMethod:
			again := *body.method
			m = &again
		default:
			return nil, in.typeError("wrong argument type %s (expected Proc/Method/UnboundMethod)", in.nameOf(in.classOf(body).real()))
		}
		m.Name, m.visibility, m.home = name, v, nil
	} else if block == nil {
		return nil, in.argumentError("tried to create Proc object without a block")
	}
	return Symbol(name), in.defineMethod(c, name, m)
}

// eachName makes a method that does something to methods by their names.
func eachName(do func(in *Interp, c *Class, name string) error) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		for _, n := range a {
			name, err := in.toName(n)
			if err != nil {
				return nil, err
			}
			if err := do(in, v.(*Class), name); err != nil {
				return nil, err
			}
		}
		return v, nil
	}
}

func (in *Interp) removeMethod(c *Class, name string) error {
	if c.frozen {
		return in.frozenError(c)
	}
	if m := c.methods[name]; m == nil || m.undefined {
		return in.Errorf("NameError", "method `%s` not defined in %s", name, in.nameOf(c))
	}
	delete(c.methods, name)
	in.version++
	return nil
}

func hasMethod(kinds ...visibility) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		name, err := in.toName(a[0])
		if err != nil {
			return nil, err
		}
		m := v.(*Class).find(name)
		return m != nil && slices.Contains(kinds, m.visibility), nil
	}
}

func methodList(kinds ...visibility) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		line := v.(*Class).ancestors()
		if len(a) == 1 && !Truthy(a[0]) {
			line = []*Class{v.(*Class)}
		}
		return in.methodsOf(line, kinds...)
	}
}

// methodsOf lists the methods of some visibility that these classes have, the
// first counting where several have one.
func (in *Interp) methodsOf(line []*Class, kinds ...visibility) (Value, error) {
	out := &Array{}
	seen := map[string]bool{}
	for _, c := range line {
		names := append(c.Methods(), c.native.names()...)
		for n, m := range c.methods {
			if m.undefined {
				seen[n] = true
			}
		}
		for _, n := range names {
			if !seen[n] && slices.Contains(kinds, c.ownMethod(n).visibility) {
				out.Elems = append(out.Elems, Symbol(n))
			}
			seen[n] = true
		}
	}
	return out, in.grow(32 * len(seen))
}

// objectMethods is methods: the names that a value answers to.
func objectMethods(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	if len(a) == 1 && !Truthy(a[0]) {
		return objectSingletonMethods(in, v, nil, nil)
	}
	return in.methodsOf(in.classOf(v).ancestors(), public, protected)
}

// objectSingletonMethods is singleton_methods: those of a class itself, or of an
// object alone.
func objectSingletonMethods(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	var line []*Class
	_, isClass := v.(*Class)
	for _, c := range in.classOf(v).ancestors() {
		if c.attached == nil && !c.module || c == in.classes.Kernel {
			break
		}
		if k, ok := c.attached.(*Class); ok && k.native != nil {
			break
		}
		line = append(line, c)
		if !isClass && c.attached == nil && !c.module {
			break
		}
	}
	return in.methodsOf(line, public, protected)
}
