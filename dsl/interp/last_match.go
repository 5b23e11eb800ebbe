package interp

// What the last match found, $~ and its parts, belongs to the method that asked
// for it: another one that matches something in between changes nothing.

// enter notes that what runs now is a part of act. It returns what ran before,
// to which leave goes back.
func (in *Interp) enter(act *activation) (before *activation) {
	before, in.running = in.running, act
	return before
}

func (in *Interp) leave(before *activation) { in.running = before }

// whole is the call that a's match belongs to: that of the method around, for a
// lambda.
func (a *activation) whole() *activation {
	if a.around != nil {
		return a.around
	}
	return a
}

// lastMatch returns the last match of the method that runs, nil where there was
// none.
func (in *Interp) lastMatch() *MatchData { return in.running.whole().match }

func (in *Interp) setLastMatch(m *MatchData) { in.running.whole().match = m }

// value is m as a Value.
func (m *MatchData) value() Value {
	if m == nil {
		return nil
	}
	return m
}

// matchValue matches and sets $~ with the outcome.
func (in *Interp) matchValue(re *Regexp, s string) Value {
	m := in.match(re, s, 0)
	in.setLastMatch(m)
	return m.value()
}

// matchGlobals are the globals that the last match sets.
var matchGlobals = map[string]func(*MatchData) Value{
	"$~": (*MatchData).value,
	"$`": func(m *MatchData) Value { return around(m, true) },
	"$'": func(m *MatchData) Value { return around(m, false) },
	"$+": func(m *MatchData) Value {
		for n := 0; m != nil && n < len(m.loc)/2-1; n++ {
			if last := m.groupAt(len(m.loc)/2 - 1 - n); last != nil {
				return last
			}
		}
		return nil
	},
	"$&": func(m *MatchData) Value { return m.groupAt(0) },
	"$1": func(m *MatchData) Value { return m.groupAt(1) },
	"$2": func(m *MatchData) Value { return m.groupAt(2) },
	"$3": func(m *MatchData) Value { return m.groupAt(3) },
	"$4": func(m *MatchData) Value { return m.groupAt(4) },
	"$5": func(m *MatchData) Value { return m.groupAt(5) },
	"$6": func(m *MatchData) Value { return m.groupAt(6) },
	"$7": func(m *MatchData) Value { return m.groupAt(7) },
	"$8": func(m *MatchData) Value { return m.groupAt(8) },
	"$9": func(m *MatchData) Value { return m.groupAt(9) },
}

// around returns what stands before or behind the match.
func around(m *MatchData, before bool) Value {
	switch {
	case m == nil:
		return nil
	case before:
		return NewString(m.text[:m.loc[0]])
	}
	return NewString(m.text[m.loc[1]:])
}
