package interp

import (
	"slices"

	"github.com/trema-ns/trema-ns/dsl/syntax"
)

// lexical is the class whose body a piece of program stands in, and those
// around it. It is nil at the top of a file.
type lexical struct {
	class *Class
	outer *lexical
}

// classIn returns the class that l stands for.
func (l *lexical) classIn(in *Interp) *Class {
	if l == nil {
		return in.classes.Object
	}
	return l.class
}

// definer says where the methods go that a block with another self defines.
type definer int

const (
	definesAround definer = iota // where they go that are defined around it
	definesAlone                 // to self alone
	definesIn                    // to self, which is a class
)

// definee returns the class that gets the methods defined at e, and whether that
// is its body, where private and the like count.
func (in *Interp) definee(e *env) (class *Class, body bool, err error) {
	for x := e; x != nil; x = x.up {
		if x.proc == nil {
			continue
		}
		switch x.proc.defines {
		case definesAlone:
			class, err = in.singletonOf(x.self)
			return class, false, err
		case definesIn:
			return x.self.(*Class), true, nil
		}
	}
	return e.act.lexical.classIn(in), e.act.body, nil
}

// inBody compiles what is in the body of a class or method, whose variables are
// its own.
func (c *compiler) inBody(fn *function, method *syntax.Def, compile func()) {
	outer, loops, def, closures := c.scope, c.loops, c.method, c.closures
	c.scope, c.loops, c.method = fn.scope, 0, method
	compile()
	fn.leaf = c.closures == closures
	c.scope, c.loops, c.method = outer, loops, def
}

// classBody compiles the body of a class.
func (c *compiler) classBody(n syntax.Node) *function {
	fn := &function{scope: &scope{}, params: noParams}
	c.inBody(fn, nil, func() { fn.body = c.compile(n) })
	fn.leaf = false // define_method may keep its variables
	return fn
}

// openClass runs the body of a class.
func (in *Interp) openClass(class *Class, fn *function, e *env) (Value, error) {
	if err := in.descend(); err != nil {
		return nil, err
	}
	body := newEnv(fn)
	body.self = class
	body.act = &activation{lexical: &lexical{class, e.act.lexical}, body: true}
	before := class.opening
	class.opening = public
	around := in.enter(body.act)
	v, err := fn.body(in, body)
	in.leave(around)
	class.opening = before
	in.ascend()
	return v, err
}

// container compiles where the constant of a class or an assignment stands.
func (c *compiler) container(n *syntax.Constant) func(in *Interp, e *env) (*Class, error) {
	switch {
	case n.Top:
		return func(in *Interp, _ *env) (*Class, error) { return in.classes.Object, nil }
	case n.Scope == nil:
		return func(in *Interp, e *env) (*Class, error) { return e.act.lexical.classIn(in), nil }
	}
	scope, site := c.compile(n.Scope), c.site(n, n.Name)
	return func(in *Interp, e *env) (*Class, error) {
		v, err := scope(in, e)
		if err != nil {
			return nil, err
		}
		k, ok := v.(*Class)
		if !ok {
			return nil, in.at(site, in.typeError("%s is not a class or module", in.inspect(v)))
		}
		return k, nil
	}
}

// class compiles a class statement.
func (c *compiler) class(n *syntax.Class) code {
	path := n.Path.(*syntax.Constant)
	container := c.container(path)
	var super code
	if n.Super != nil {
		super = c.compile(n.Super)
	}
	site := c.site(path, "class")
	fn := c.classBody(n.Body)
	return func(in *Interp, e *env) (Value, error) {
		within, err := container(in, e)
		if err != nil {
			return nil, err
		}
		var above *Class
		if super != nil {
			v, err := super(in, e)
			if err != nil {
				return nil, err
			}
			if above, err = in.superclass(v); err != nil {
				return nil, in.at(site, err)
			}
		}
		class, err := in.reopened(within, path.Name, false)
		if err != nil {
			return nil, in.at(site, err)
		}
		if class == nil {
			class, err = in.defineClass(within, path.Name, above)
		} else if above != nil && class.Super.real() != above {
			err = in.typeError("superclass mismatch for class %s", path.Name)
		}
		if err != nil {
			return nil, in.at(site, err)
		}
		return in.openClass(class, fn, e)
	}
}

// superclass returns v as the class that another is put below.
func (in *Interp) superclass(v Value) (*Class, error) {
	k, ok := v.(*Class)
	switch {
	case !ok || k.module:
		return nil, in.typeError("superclass must be a Class (%s given)", in.nameOf(in.classOf(v).real()))
	case k.attached != nil:
		return nil, in.typeError("can't make subclass of singleton class")
	case k == in.classes.Class:
		return nil, in.typeError("can't make subclass of Class")
	}
	return k, nil
}

// reopened returns the class or module of that name that is there already.
func (in *Interp) reopened(within *Class, name string, module bool) (*Class, error) {
	v, ok := within.constants[name]
	if !ok && within == in.classes.Object {
		var err error
		if v, ok, err = in.autoload(name); err != nil {
			return nil, err
		}
	}
	if !ok {
		return nil, nil
	}
	class, ok := v.(*Class)
	if ok && class.module == module {
		return class, nil
	}
	what := "class"
	if module {
		what = "module"
	}
	return nil, in.typeError("%s is not a %s", name, what)
}

// defineClass makes a class and its constant.
func (in *Interp) defineClass(within *Class, name string, super *Class) (*Class, error) {
	class := in.newClass("", super)
	if err := in.setConstant(within, name, class); err != nil {
		return nil, err
	}
	return class, in.inherited(class)
}

// inherited tells the class above about a new one.
func (in *Interp) inherited(class *Class) error {
	if err := in.grow(512); err != nil {
		return err
	}
	return in.tell(class.Super, "inherited", class)
}

// tell calls the hook of that name of v, if the program or the host has one.
func (in *Interp) tell(v Value, hook string, args ...Value) error {
	m := in.method(v, hook)
	if m == nil || m.owner == nil {
		return nil
	}
	_, err := in.invoke(m, v, args, nil)
	return err
}

// module compiles a module statement.
func (c *compiler) module(n *syntax.Module) code {
	path := n.Path.(*syntax.Constant)
	container := c.container(path)
	site := c.site(path, "module")
	fn := c.classBody(n.Body)
	return func(in *Interp, e *env) (Value, error) {
		within, err := container(in, e)
		if err != nil {
			return nil, err
		}
		module, err := in.reopened(within, path.Name, true)
		if err == nil && module == nil {
			module = in.newModule()
			err = in.setConstant(within, path.Name, module)
		}
		if err != nil {
			return nil, in.at(site, err)
		}
		return in.openClass(module, fn, e)
	}
}

func (in *Interp) newModule() *Class { return &Class{module: true, in: in} }

// singletonClass compiles class << object.
func (c *compiler) singletonClass(n *syntax.SingletonClass) code {
	object, site := c.compile(n.Object), c.site(n.Object, "class")
	fn := c.classBody(n.Body)
	return func(in *Interp, e *env) (Value, error) {
		v, err := object(in, e)
		if err != nil {
			return nil, err
		}
		class, err := in.singletonOf(v)
		if err != nil {
			return nil, in.at(site, err)
		}
		return in.openClass(class, fn, e)
	}
}

// def compiles the definition of a method.
func (c *compiler) def(n *syntax.Def) code {
	c.defined[n.Name] = true
	fn := &function{scope: &scope{}}
	named := *n
	named.Params = nameAll(n.Params)
	c.inBody(fn, &named, func() {
		fn.params = c.params(named.Params)
		fn.body = c.compile(n.Body)
	})
	site := c.site(&syntax.Name{Span: n.NameSpan}, "def")
	if n.Singleton != nil {
		object := c.compile(n.Singleton)
		return func(in *Interp, e *env) (Value, error) {
			v, err := object(in, e)
			if err != nil {
				return nil, err
			}
			class, err := in.singletonOf(v)
			if err == nil {
				err = in.defineMethod(class, n.Name, &Method{Name: n.Name, def: fn, lexical: e.act.lexical})
			}
			return Symbol(n.Name), in.at(site, err)
		}
	}
	return func(in *Interp, e *env) (Value, error) {
		class, body, err := in.definee(e)
		if err != nil {
			return nil, in.at(site, err)
		}
		m := &Method{Name: n.Name, def: fn, lexical: e.act.lexical}
		switch {
		case body:
			m.visibility = class.opening
		case class == in.classes.Object && e.self == in.Main && e.act.method == nil:
			m.visibility = private // as of a method at the top of a file
		}
		return Symbol(n.Name), in.at(site, in.defineMethod(class, n.Name, m))
	}
}

// nameAll gives the parameters without a name one, by which super finds them.
func nameAll(p *syntax.Parameters) *syntax.Parameters {
	if p == nil {
		return nil
	}
	named := *p
	named.List = slices.Clone(p.List)
	for i, par := range named.List {
		if par.Name != "" {
			continue
		}
		switch par.Kind {
		case syntax.Rest:
			named.List[i].Name = "*"
		case syntax.KeywordRest:
			if par.Span.End-par.Span.Start == len("**") {
				named.List[i].Name = "**"
			}
		}
	}
	return &named
}

// defineMethod gives class a method of the program, which may have another name
// of its own.
func (in *Interp) defineMethod(class *Class, name string, m *Method) error {
	if class.frozen {
		return in.frozenError(class)
	}
	if isAlwaysPrivate(name) {
		m.visibility = private
	}
	if m.visibility == moduleFunction {
		own := *m
		own.visibility = public
		if err := in.defineMethod(class.singletonClass(), name, &own); err != nil {
			return err
		}
		m.visibility = private
	}
	m.owner = class
	if m.home == nil || m.home.attached != nil {
		m.home = class
	}
	class.define(name, m)
	in.named[name] = true
	if name == "method_missing" {
		in.dynamic = true
	}
	if err := in.grow(256); err != nil {
		return err
	}
	if class.attached != nil {
		return in.tell(class.attached, "singleton_method_added", Symbol(name))
	}
	return in.tell(class, "method_added", Symbol(name))
}

// isAlwaysPrivate reports whether methods of that name are private wherever they
// are defined.
func isAlwaysPrivate(name string) bool {
	switch name {
	case "initialize", "initialize_copy", "initialize_dup", "initialize_clone", "respond_to_missing?":
		return true
	}
	return false
}

// alias compiles alias new old: what old does now, new does from here on.
func (c *compiler) alias(n *syntax.Alias) code {
	site := c.site(n, n.Old)
	if n.New[0] == '$' {
		return func(in *Interp, _ *env) (Value, error) {
			in.globals[n.New] = in.global(n.Old)
			return nil, nil
		}
	}
	c.defined[n.New] = true
	return func(in *Interp, e *env) (Value, error) {
		class, _, err := in.definee(e)
		if err == nil {
			err = in.aliasMethod(class, n.New, n.Old)
		}
		return nil, in.at(site, err)
	}
}

// aliasMethod gives the method old of class the name new too.
func (in *Interp) aliasMethod(class *Class, name, old string) error {
	m, home := in.findIn(class, old)
	if m == nil && class == in.classes.Object {
		m, home = in.Main.Class.findAfter(nil, old) // at the top of a file of the host's
	}
	if m == nil {
		return in.undefinedIn(class, old)
	}
	again := *m
	if again.home == nil {
		again.home = home
	}
	return in.defineMethod(class, name, &again)
}

// findIn is findAfter for what methods of class do to each other: a module sees
// those of Object too.
func (in *Interp) findIn(class *Class, name string) (*Method, *Class) {
	m, home := class.findAfter(nil, name)
	if m == nil && class.module {
		return in.classes.Object.findAfter(nil, name)
	}
	return m, home
}

// undefinedIn says that class has no method of that name.
func (in *Interp) undefinedIn(class *Class, name string) error {
	what := "class"
	if class.module {
		what = "module"
	}
	text := "undefined method `" + name + "` for " + what + " `" + in.nameOf(class) + "`"
	if near, ok := nearestSorted(name, class.methodNames()); ok {
		text += "\ndid you mean `" + near + "`?"
	}
	err := in.Errorf("NameError", "%s", text)
	err.(*Raise).Exception.Set("@name", Symbol(name))
	return err
}

// undef compiles undef name: from here on there is no such method, whatever
// classes above have.
func (c *compiler) undef(n *syntax.Undef) code {
	site := c.site(n, "undef")
	return func(in *Interp, e *env) (Value, error) {
		class, _, err := in.definee(e)
		for _, name := range n.Names {
			if err == nil {
				err = in.undefineMethod(class, name)
			}
		}
		return nil, in.at(site, err)
	}
}

func (in *Interp) undefineMethod(class *Class, name string) error {
	if m, _ := in.findIn(class, name); m == nil {
		return in.undefinedIn(class, name)
	}
	if class.frozen {
		return in.frozenError(class)
	}
	class.define(name, &Method{Name: name, undefined: true, owner: class})
	return nil
}
