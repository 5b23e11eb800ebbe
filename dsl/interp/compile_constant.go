package interp

import (
	"fmt"

	"github.com/trema-ns/trema-ns/dsl/syntax"
)

// constant compiles a constant. What it found it keeps until any constant
// changes.
func (c *compiler) constant(n *syntax.Constant) code {
	site := c.site(n, n.Name)
	c.names = append(c.names, site)
	name := n.Name
	if n.Scope == nil {
		seen, from, value := -1, (*lexical)(nil), Value(nil)
		return func(in *Interp, e *env) (Value, error) {
			at := e.act.lexical
			if n.Top {
				at = nil
			}
			if seen == in.renames && from == at {
				return value, nil
			}
			in.site = site
			v, missing, err := in.lookUp(at, name)
			if err != nil {
				return nil, in.at(site, err)
			}
			if !missing {
				seen, from, value = in.renames, at, v
			}
			return v, nil
		}
	}
	container := c.container(n)
	return func(in *Interp, e *env) (Value, error) {
		k, err := container(in, e)
		if err != nil {
			return nil, err
		}
		in.site = site
		v, err := in.constantOf(k, name, true)
		return v, in.at(site, err)
	}
}

// lookUp returns the constant that name is at a place: that of a class whose
// body is around, or of one above the innermost of them. It reports whether
// there is none and const_missing made its value.
func (in *Interp) lookUp(at *lexical, name string) (v Value, missing bool, err error) {
	for l := at; l != nil; l = l.outer {
		if v, ok := l.class.constants[name]; ok {
			return v, false, nil
		}
	}
	class := at.classIn(in)
	v, ok, err := in.inheritedConstant(class, name)
	if ok || err != nil {
		return v, false, err
	}
	v, err = in.constantMissing(class, name)
	return v, true, err
}

// inheritedConstant returns the constant of that name that class has, or one of
// those above it, or all of them.
func (in *Interp) inheritedConstant(class *Class, name string) (Value, bool, error) {
	for _, k := range class.ancestors() {
		if v, ok := k.constants[name]; ok {
			return v, true, nil
		}
	}
	if class.attached != nil {
		if k, ok := class.attached.(*Class); ok {
			return in.inheritedConstant(k, name)
		}
	}
	if v, ok := in.constants[name]; ok {
		return v, true, nil
	}
	return in.autoload(name)
}

// constantOf returns the constant class::name, or what const_missing makes of
// it. Where checked is set, it must not be private.
func (in *Interp) constantOf(class *Class, name string, checked bool) (Value, error) {
	for _, k := range class.ancestors() {
		if k == in.classes.Object && class != k {
			break // what all classes see is not theirs
		}
		v, ok := k.constants[name]
		if !ok {
			continue
		}
		if checked && k.hidden[name] {
			err := in.Errorf("NameError", "private constant %s::%s referenced", in.nameOf(k), name)
			err.(*Raise).Exception.Set("@name", Symbol(name))
			return nil, err
		}
		return v, nil
	}
	if class == in.classes.Object {
		if v, ok, err := in.autoload(name); ok || err != nil {
			return v, err
		}
	}
	return in.constantMissing(class, name)
}

// constantMissing asks class for a constant that is not there.
func (in *Interp) constantMissing(class *Class, name string) (Value, error) {
	if m := in.method(class, "const_missing"); m != nil && m.owner != nil {
		return in.invoke(m, class, []Value{Symbol(name)}, nil)
	}
	return nil, in.unknownConstant(class, name)
}

// systemConstants name parts of Ruby that reach the system.
var systemConstants = map[string]bool{
	"Dir": true, "IO": true, "Process": true, "Socket": true, "TCPSocket": true, "UDPSocket": true, "Thread": true,
	"FileUtils": true, "Open3": true, "Net": true, "STDIN": true, "STDOUT": true, "STDERR": true, "Etc": true, "Signal": true,
	"Time": true, "ObjectSpace": true, "Fiber": true, "Ractor": true, "TOPLEVEL_BINDING": true, "SecureRandom": true,
}

func (in *Interp) unknownConstant(class *Class, name string) error {
	if systemConstants[name] {
		return in.Errorf("NameError", "`%s` is not available in a %s\na %[2]s can be run safely because it reaches nothing of the system", name, in.options.Noun)
	}
	var names []string
	for n := range in.constants {
		names = append(names, n)
	}
	full := name
	if class != in.classes.Object {
		for n := range class.constants {
			names = append(names, n)
		}
		full = in.nameOf(class) + "::" + name
	}
	text := fmt.Sprintf("unknown constant `%s`", full)
	if near, ok := nearestSorted(name, names); ok {
		text += fmt.Sprintf("\ndid you mean `%s`?", near)
	}
	err := in.Errorf("NameError", "%s", text)
	err.(*Raise).Exception.Set("@name", Symbol(name))
	err.(*Raise).Exception.Set("@receiver", class)
	return err
}

// setConstant sets a constant of class. A class without a name is called like
// the first constant that it becomes.
func (in *Interp) setConstant(class *Class, name string, v Value) error {
	if class.frozen {
		return in.frozenError(class)
	}
	if class.constants == nil {
		class.constants = map[string]Value{}
	}
	if k, ok := v.(*Class); ok && k.Name == "" && k.attached == nil {
		k.Name = name
		if class != in.classes.Object {
			k.Name = in.nameOf(class) + "::" + name
		}
	}
	class.constants[name] = v
	in.renames++
	return in.grow(bytesOfPair)
}

// constantTarget compiles the assignment of a constant.
func (c *compiler) constantTarget(n *syntax.Constant) assign {
	if c.method != nil {
		c.refuse(n, "set it outside of the method", "a method cannot set a constant")
	}
	container, site := c.container(n), c.site(n, n.Name)
	return func(in *Interp, e *env, v Value) error {
		k, err := container(in, e)
		if err != nil {
			return err
		}
		return in.at(site, in.setConstant(k, n.Name, v))
	}
}
