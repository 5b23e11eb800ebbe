package interp

// Global returns the value of a global variable, such as "$routes", nil for one
// that was not set.
func (in *Interp) Global(name string) Value {
	if g := in.globals[name]; g != nil {
		return g.value
	}
	return nil
}

// Constant returns the value of a constant of the top level.
func (in *Interp) Constant(name string) (v Value, ok bool) {
	v, ok = in.constants[name]
	return v, ok
}

// Locals returns the names of the variables that p has for itself, its parameters
// among them.
func (p *Proc) Locals() []string {
	if p.fn == nil {
		return nil
	}
	return p.fn.scope.names
}

// Knows reports whether the language or the host defines name: a constant, or a
// method of something.
func (in *Interp) Knows(name string) bool {
	_, ok := in.constants[name]
	return ok || in.isKnown(name)
}
