package interp

// mayCall reports whether caller may call m, which is not public, with a
// receiver that is not written self.
func (in *Interp) mayCall(m *Method, caller Value) bool {
	return m.visibility == protected && m.owner != nil && in.isA(caller, m.owner.real())
}

// cannotCall says that there is no such method for site, or none that it may
// call.
func (in *Interp) cannotCall(m *Method, s *Site, self Value, args []Value, block *Proc) func() error {
	return func() error {
		if m == nil {
			return in.undefined(self, s.method, s.bare, s.bare && len(args) == 0 && block == nil && s.name == s.span)
		}
		return in.notVisible(m, s.method, self)
	}
}

// notVisible says that m is not public.
func (in *Interp) notVisible(m *Method, name string, self Value) error {
	what := "private"
	if m.visibility == protected {
		what = "protected"
	}
	err := in.Errorf("NoMethodError", "%s method `%s` called for %s", what, name, in.describe(self)).(*Raise)
	err.Exception.Set("@name", Symbol(name))
	err.Exception.Set("@receiver", self)
	return err
}

// missing is the call of a method that v does not have: its method_missing
// answers, or there is an error.
func (in *Interp) missing(v Value, name string, args []Value, block *Proc, otherwise func() error) (Value, error) {
	m := in.method(v, "method_missing")
	if m == nil || m.owner == nil {
		return nil, otherwise()
	}
	all := make([]Value, 0, len(args)+1)
	return in.invoke(m, v, append(append(all, Symbol(name)), args...), block)
}

// methodMissing is Object's method_missing, to which super leads.
func methodMissing(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	name, err := in.toName(a[0])
	if err != nil {
		return nil, err
	}
	return nil, in.undefined(v, name, false, false)
}

// sendPublic is send for a method that has to be public.
func (in *Interp) sendPublic(v Value, name string, args []Value, block *Proc) (Value, error) {
	m := in.method(v, name)
	if m == nil || m.visibility != public {
		return in.missing(v, name, args, block, func() error {
			if m == nil {
				return in.undefined(v, name, false, false)
			}
			return in.notVisible(m, name, v)
		})
	}
	return in.invoke(m, v, args, block)
}

// RespondsTo reports whether v has a public method of that name, or says that
// it answers to it.
func (in *Interp) RespondsTo(v Value, name string) (bool, error) {
	return in.respondsTo(v, name, false)
}

// respondsTo is RespondsTo where all also asks about methods that are not
// public.
func (in *Interp) respondsTo(v Value, name string, all bool) (bool, error) {
	if m := in.method(v, name); m != nil && (all || m.visibility == public) {
		return true, nil
	}
	m := in.method(v, "respond_to_missing?")
	if m == nil || m.owner == nil {
		return false, nil
	}
	r, err := in.invoke(m, v, []Value{Symbol(name), all}, nil)
	return Truthy(r), err
}

func objectRespondTo(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	name, err := in.toName(a[0])
	if err != nil {
		return nil, err
	}
	return in.respondsTo(v, name, len(a) == 2 && Truthy(a[1]))
}
