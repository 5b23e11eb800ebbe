package interp

import (
	"slices"
	"strings"
)

// moduleConstants are the methods of classes about their constants and
// variables.
var moduleConstants = []builtin{
	{"const_get", "the value of a constant, also of one inside others: `A::B`", "Object.const_get(:Integer) # => Integer",
		1, 2, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			path, err := in.toName(a[0])
			if err != nil {
				return nil, err
			}
			for name := range strings.SplitSeq(strings.TrimPrefix(path, "::"), "::") {
				c, ok := v.(*Class)
				if !ok {
					return nil, in.typeError("%s does not refer to class/module", in.inspect(v))
				}
				if err := in.checkConstant(name); err != nil {
					return nil, err
				}
				value, ok, err := in.inheritedConstant(c, name)
				if err == nil && !ok {
					value, err = in.constantMissing(c, name)
				}
				if err != nil {
					return nil, err
				}
				v = value
			}
			return v, nil
		}, false},
	{"const_set", "sets a constant", "class Port; end; Port.const_set(:MAX, 48); Port::MAX # => 48",
		2, 2, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			name, err := in.toName(a[0])
			if err != nil {
				return nil, err
			}
			if err := in.checkConstant(name); err != nil {
				return nil, err
			}
			return a[1], in.setConstant(v.(*Class), name, a[1])
		}, false},
	{"const_defined?", "whether there is a constant", "Object.const_defined?(:Integer) # => true",
		1, 2, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			path, err := in.toName(a[0])
			if err != nil {
				return nil, err
			}
			for name := range strings.SplitSeq(strings.TrimPrefix(path, "::"), "::") {
				c, ok := v.(*Class)
				if !ok {
					return false, nil
				}
				value, ok, err := in.inheritedConstant(c, name)
				if err != nil || !ok {
					return false, err
				}
				v = value
			}
			return true, nil
		}, false},
	{"constants", "the names of the constants", "class Port; MIN = 1; MAX = 48; end; Port.constants.sort # => [:MAX, :MIN]",
		0, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			out := &Array{}
			for _, k := range v.(*Class).ancestors() {
				if k == in.classes.Object && v != k || len(a) == 1 && !Truthy(a[0]) && k != v {
					break
				}
				var names []string
				for n := range k.constants {
					if !k.hidden[n] && !strings.Contains(n, "::") {
						names = append(names, n)
					}
				}
				slices.Sort(names)
				for _, n := range names {
					out.Elems = append(out.Elems, Symbol(n))
				}
			}
			return out, in.grow(16 * len(out.Elems))
		}, false},
	{"const_missing", "is called with the name of a constant that there is not: for a class to define", "class Any; def self.const_missing(name) = name; end; Any::Thing # => :Thing",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			name, err := in.toName(a[0])
			if err != nil {
				return nil, err
			}
			return nil, in.unknownConstant(v.(*Class), name)
		}, false},
	{"private_constant", "makes constants private: only the body of the class sees them", "class Port; MAX = 48; private_constant :MAX; end; Port.constants # => []",
		0, -1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			return nil, in.hideConstants(v.(*Class), a, true)
		}, false},
	{"public_constant", "makes constants public again", "class Port; MAX = 48; private_constant :MAX; public_constant :MAX; end; Port::MAX # => 48",
		0, -1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			return nil, in.hideConstants(v.(*Class), a, false)
		}, false},
	{"remove_const", "removes a constant and returns its value", "class Port; MAX = 48; remove_const(:MAX); end # => 48",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			name, err := in.toName(a[0])
			if err != nil {
				return nil, err
			}
			c := v.(*Class)
			value, ok := c.constants[name]
			if !ok || c.native != nil {
				return nil, in.Errorf("NameError", "constant %s::%s not defined", in.nameOf(c), name)
			}
			delete(c.constants, name)
			in.renames++
			return value, nil
		}, false},
	{"class_variable_get", "the value of a class variable", "class Port; @@max = 48; end; Port.class_variable_get(:@@max) # => 48",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			name, err := in.toName(a[0])
			if err != nil {
				return nil, err
			}
			owner, ok := in.sharedOwner(v.(*Class), name)
			if !ok {
				return nil, in.unknownShared(owner, name)
			}
			return owner.shared[name], nil
		}, false},
	{"class_variable_set", "sets a class variable", "class Port; end; Port.class_variable_set(:@@max, 48); Port.class_variables # => [:@@max]",
		2, 2, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			name, err := in.toName(a[0])
			if err != nil {
				return nil, err
			}
			if !strings.HasPrefix(name, "@@") {
				return nil, in.Errorf("NameError", "`%s` is not allowed as a class variable name", name)
			}
			owner, _ := in.sharedOwner(v.(*Class), name)
			return a[1], in.setShared(owner, name, a[1])
		}, false},
	{"class_variable_defined?", "whether there is a class variable", "Integer.class_variable_defined?(:@@max) # => false",
		1, 1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			name, err := in.toName(a[0])
			_, ok := in.sharedOwner(v.(*Class), name)
			return ok, err
		}, false},
	{"class_variables", "the names of the class variables", "class Port; @@max = 48; end; Port.class_variables # => [:@@max]",
		0, 1, func(in *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			out := &Array{}
			for _, k := range v.(*Class).ancestors() {
				var names []string
				for n := range k.shared {
					names = append(names, n)
				}
				slices.Sort(names)
				for _, n := range names {
					out.Elems = append(out.Elems, Symbol(n))
				}
			}
			return out, in.grow(16 * len(out.Elems))
		}, false},
}

// checkConstant refuses what is no constant's name.
func (in *Interp) checkConstant(name string) error {
	if name == "" || name[0] < 'A' || name[0] > 'Z' {
		return in.Errorf("NameError", "wrong constant name %s", name)
	}
	return nil
}

// hideConstants makes constants private, or public again.
func (in *Interp) hideConstants(c *Class, names []Value, hide bool) error {
	if c.hidden == nil {
		c.hidden = map[string]bool{}
	}
	for _, n := range names {
		name, err := in.toName(n)
		if err != nil {
			return err
		}
		if _, ok := c.constants[name]; !ok {
			return in.Errorf("NameError", "constant %s::%s not defined", in.nameOf(c), name)
		}
		c.hidden[name] = hide
	}
	in.renames++
	return nil
}

// variableName returns v as the name of an instance variable.
func (in *Interp) variableName(v Value) (string, error) {
	name, err := in.toName(v)
	if err == nil && (len(name) < 2 || name[0] != '@' || name[1] == '@' || isDigit(name[1])) {
		err = in.Errorf("NameError", "'%s' is not allowed as an instance variable name", name)
	}
	return name, err
}

func objectGetVariable(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	name, err := in.variableName(a[0])
	if own := in.variablesOf(v, false); own != nil && err == nil {
		return own.get(name), nil
	}
	return nil, err
}

func objectRemoveVariable(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	name, err := in.variableName(a[0])
	if err != nil {
		return nil, err
	}
	if own := in.variablesOf(v, false); own != nil {
		if frozen(v) {
			return nil, in.frozenError(v)
		}
		if value, ok := own.remove(in, name); ok {
			return value, nil
		}
	}
	return nil, in.Errorf("NameError", "instance variable %s not defined for %s", name, in.describe(v))
}
