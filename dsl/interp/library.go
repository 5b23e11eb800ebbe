package interp

// autoload runs the part of the library that defines the constant of that name,
// if one does.
func (in *Interp) autoload(name string) (Value, bool, error) { return nil, false, nil }
