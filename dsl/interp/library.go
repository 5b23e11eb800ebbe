package interp

import "strings"

// library runs the library of that name, once, if there is one; first reports
// whether it has not run before.
func (in *Interp) library(name string) (found, first bool, err error) {
	if in.options.Library == nil {
		return false, false, nil
	}
	name = strings.TrimSuffix(name, ".rb")
	src, ok := in.options.Library(name)
	if !ok || in.loaded["library "+name] {
		return ok, false, nil
	}
	in.loaded["library "+name] = true
	return true, true, in.RunLibrary(name+".rb", src)
}

// autoload runs the library that defines the constant of that name, if one
// does: the one of its name in lower case.
func (in *Interp) autoload(name string) (Value, bool, error) {
	if _, first, err := in.library(strings.ToLower(name)); !first || err != nil {
		return nil, false, err
	}
	v, ok := in.constants[name]
	return v, ok, nil
}
