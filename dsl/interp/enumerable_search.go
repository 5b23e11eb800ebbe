package interp

// predicate applies a block or a pattern to an element.
func (in *Interp) predicate(a []Value, block *Proc) func(Value) (bool, error) {
	switch {
	case len(a) > 0:
		return func(v Value) (bool, error) { return in.caseEqual(a[0], v) }
	case block != nil:
		return func(v Value) (bool, error) {
			r, err := in.yield(block, v)
			return Truthy(r), err
		}
	}
	return func(v Value) (bool, error) { return Truthy(v), nil }
}

// search tells whether the test gives want for some element.
func (in *Interp) search(v Value, test func(Value) (bool, error), want bool) (found bool, err error) {
	err = in.iterate(v, func(item Value) error {
		ok, err := test(item)
		if err != nil {
			return err
		}
		if ok == want {
			found = true
			return errStop
		}
		return nil
	})
	return found, err
}

func enumAny(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	return in.search(v, in.predicate(a, block), true)
}

func enumAll(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	found, err := in.search(v, in.predicate(a, block), false)
	return !found, err
}

func enumNone(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	found, err := in.search(v, in.predicate(a, block), true)
	return !found, err
}

func enumOne(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	n, err := in.countIf(v, in.predicate(a, block))
	return n == 1, err
}

func (in *Interp) countIf(v Value, test func(Value) (bool, error)) (int, error) {
	n := 0
	err := in.iterate(v, func(item Value) error {
		ok, err := test(item)
		if ok {
			n++
		}
		return err
	})
	return n, err
}

func enumCount(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	test := func(Value) (bool, error) { return true, nil }
	if len(a) > 0 {
		test = func(item Value) (bool, error) { return in.equal(item, a[0]) }
	} else if block != nil {
		test = in.predicate(nil, block)
	}
	n, err := in.countIf(v, test)
	return Int(n), err
}

func enumFind(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
	var found Value
	err := in.iterate(v, func(item Value) error {
		r, err := in.yield(block, item)
		if err == nil && Truthy(r) {
			found = item
			return errStop
		}
		return err
	})
	return found, err
}

func enumFindIndex(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	test := in.predicate(nil, block)
	if len(a) > 0 {
		test = func(item Value) (bool, error) { return in.equal(item, a[0]) }
	}
	i, found := 0, false
	err := in.iterate(v, func(item Value) error {
		ok, err := test(item)
		if ok {
			found = true
			return errStop
		}
		i++
		return err
	})
	if !found {
		return nil, err
	}
	return Int(i), err
}

func enumInclude(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	return in.search(v, func(item Value) (bool, error) { return in.equal(item, a[0]) }, true)
}

func enumFirst(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	if len(a) == 1 {
		return enumTake(in, v, a, nil)
	}
	var found Value
	err := in.iterate(v, func(item Value) error { found = item; return errStop })
	return found, err
}

func (in *Interp) count(v Value) (int, error) {
	n, err := in.toInt(v)
	if err == nil && n < 0 {
		err = in.argumentError("negative array size")
	}
	return n, err
}

func enumTake(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	n, err := in.count(a[0])
	if err != nil {
		return nil, err
	}
	out := &Array{}
	if n == 0 {
		return out, nil
	}
	err = in.iterate(v, func(item Value) error {
		out.Elems = append(out.Elems, item)
		if len(out.Elems) == n {
			return errStop
		}
		return in.grow(2 * bytesOfElement)
	})
	return out, err
}

func enumDrop(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	n, err := in.count(a[0])
	if err != nil {
		return nil, err
	}
	return in.collect(v, func(item Value, add func(Value)) error {
		if n--; n < 0 {
			add(item)
		}
		return nil
	})
}

// whilst makes take_while and drop_while.
func whilst(take bool) Native {
	return func(in *Interp, v Value, _ []Value, block *Proc) (Value, error) {
		dropping := true
		return in.collect(v, func(item Value, add func(Value)) error {
			if !take && !dropping {
				add(item)
				return nil
			}
			r, err := in.yield(block, item)
			if err != nil {
				return err
			}
			switch {
			case take && !Truthy(r):
				return errStop
			case take:
				add(item)
			case !Truthy(r):
				dropping = false
				add(item)
			}
			return nil
		})
	}
}

// arrayRindex is rindex of a value, or of one that pleases the block.
func arrayRindex(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	if len(a) == 0 && block == nil {
		return &Enumerator{receiver: v, method: "rindex"}, nil
	}
	list := v.(*Array)
	for i := len(list.Elems) - 1; i >= 0; i-- {
		if i >= len(list.Elems) {
			continue // the block took it away
		}
		var ok bool
		var err error
		if len(a) == 1 {
			ok, err = in.equal(list.Elems[i], a[0])
		} else {
			var r Value
			r, err = in.yield(block, list.Elems[i])
			ok = Truthy(r)
		}
		if ok || err != nil {
			return Int(i), err
		}
	}
	return nil, nil
}

// arrayAssoc makes assoc and rassoc: the inner Array in which a value stands at
// a place.
func arrayAssoc(place int) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		for _, e := range v.(*Array).Elems {
			if p, ok := e.(*Array); ok && len(p.Elems) > place {
				if ok, err := in.equal(p.Elems[place], a[0]); ok || err != nil {
					return e, err
				}
			}
		}
		return nil, nil
	}
}
