package interp

import "math"

// numberStep is 1.step(10, 3) and 1.step(by: 3, to: 10).
func numberStep(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	limit, step := Value(nil), Value(Int(1))
	if n := len(a); n > 0 {
		if h, ok := a[n-1].(*Hash); ok {
			if s, ok := h.Get(Symbol("by")); ok {
				step = s
			}
			limit, _ = h.Get(Symbol("to"))
			a = a[:n-1]
		}
	}
	if len(a) > 0 {
		limit = a[0]
	}
	if len(a) > 1 {
		step = a[1]
	}
	if !isNumber(step) || toFloat(step) == 0 {
		return nil, in.argumentError("step can't be 0")
	}
	return v, in.stepThrough(v, limit, step, false, func(n Value) error {
		_, err := in.yield(block, n)
		return err
	})
}

// stepThrough calls f with every step-th number from low to high, which nil
// puts out of reach.
func (in *Interp) stepThrough(low, high, step Value, exclusive bool, f func(Value) error) error {
	if isFloat(low) || isFloat(step) || isFloat(high) {
		last := math.Inf(int(math.Copysign(1, toFloat(step))))
		if high != nil {
			last = toFloat(high)
		}
		return in.floatsThrough(toFloat(low), last, toFloat(step), exclusive, f)
	}
	site := in.site
	up := toFloat(step) > 0
	for i := 0; ; i++ {
		if err := in.tick(site); err != nil {
			return err
		}
		by, err := in.arith("*", step, Int(i))
		if err != nil {
			return err
		}
		n, err := in.arith("+", low, by)
		if err != nil {
			return err
		}
		if high != nil {
			c, err := in.mustCompare(n, high)
			if err != nil {
				return err
			}
			if up && c > 0 || !up && c < 0 || exclusive && c == 0 {
				return nil
			}
		}
		if err := f(n); err != nil {
			return err
		}
	}
}

// floatsThrough is stepThrough for floats. Each is made by one multiplication,
// so that errors do not add up.
func (in *Interp) floatsThrough(low, high, step float64, exclusive bool, f func(Value) error) error {
	site := in.site
	count := floatSteps(low, high, step, exclusive)
	for i := 0.0; i < count; i++ {
		if err := in.tick(site); err != nil {
			return err
		}
		n := low
		if i > 0 {
			n += i * step
		}
		if step > 0 && n > high || step < 0 && n < high {
			n = high
		}
		if err := f(Float(n)); err != nil {
			return err
		}
	}
	return nil
}

// floatSteps returns how many numbers there are from low to high, a step apart.
// What rounding may have done to them is allowed for, as Ruby does.
func floatSteps(low, high, step float64, exclusive bool) float64 {
	const epsilon = 0x1p-52
	n := (high - low) / step
	slack := min((math.Abs(low)+math.Abs(high)+math.Abs(high-low))/math.Abs(step)*epsilon, 0.5)
	switch {
	case math.IsInf(step, 0):
		if step > 0 && low <= high || step < 0 && low >= high {
			return 1
		}
		return 0
	case !exclusive && n < 0, exclusive && n <= 0:
		return 0
	case !exclusive:
		return math.Floor(n+slack) + 1
	}
	if n < 1 {
		n = 0
	} else {
		n = math.Floor(n - slack)
	}
	if next := (n+1)*step + low; low < high && next < high || low > high && next > high {
		n++
	}
	return n + 1
}

func isFloat(v Value) bool { _, ok := v.(Float); return ok }
