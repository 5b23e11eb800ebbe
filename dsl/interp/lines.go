package interp

import "strings"

// lineEnds is where the lines of a text end, and what becomes of the ends.
type lineEnds struct {
	end       string // what ends a line
	paragraph bool   // it is a blank line, or several
	whole     bool   // nothing does: the text is one line
	chomp     bool
}

// lineEnds reads the arguments of methods that read lines: what ends one, and
// the option chomp:.
func (in *Interp) lineEnds(a []Value) (lineEnds, error) {
	l := lineEnds{end: "\n"}
	if n := len(a); n > 0 {
		if options, ok := a[n-1].(*Hash); ok {
			chomp, ok := options.Get(Symbol("chomp"))
			if options.Len() > 1 || !ok && options.Len() == 1 {
				return l, in.argumentError("the option of lines is chomp:, got %s", in.inspect(options))
			}
			l.chomp = Truthy(chomp)
			a = a[:n-1]
		}
	}
	switch {
	case len(a) == 0:
		return l, nil
	case len(a) > 1:
		return l, in.wrongCount(len(a), 0, 1)
	case a[0] == nil:
		l.whole = true
		return l, nil
	}
	end, err := in.toText(a[0])
	if l.end = end; end == "" {
		l.paragraph = true
	}
	return l, err
}

// lines splits text after each line end.
func (in *Interp) lines(text string, l lineEnds) (*Array, error) {
	out := &Array{}
	for text != "" {
		next, ends := l.next(text)
		line := text[:next]
		text = text[next:]
		for l.paragraph && lineEndAt(text) > 0 {
			text = text[lineEndAt(text):]
		}
		if l.chomp && ends {
			line = l.chomped(line)
		}
		if err := in.grow(2 * bytesOfString); err != nil {
			return nil, err
		}
		out.Elems = append(out.Elems, NewString(line))
	}
	return out, nil
}

// next returns where the first line of text ends, and whether anything ends it.
func (l lineEnds) next(text string) (int, bool) {
	switch {
	case l.whole:
		return len(text), false
	case l.paragraph:
		for i := 0; ; i++ {
			n := strings.IndexByte(text[i:], '\n')
			if n < 0 {
				return len(text), false
			}
			i += n
			if n := lineEndAt(text[i+1:]); n > 0 {
				return i + 1 + n, true
			}
		}
	}
	i := strings.Index(text, l.end)
	if i < 0 {
		return len(text), false
	}
	return i + len(l.end), true
}

// lineEndAt returns the size of the line end at the beginning of text.
func lineEndAt(text string) int {
	switch {
	case strings.HasPrefix(text, "\n"):
		return 1
	case strings.HasPrefix(text, "\r\n"):
		return 2
	}
	return 0
}

// chomped returns a line without its end.
func (l lineEnds) chomped(line string) string {
	switch {
	case l.paragraph, l.end == "\n":
		return strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
	}
	return strings.TrimSuffix(line, l.end)
}

func stringLines(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	l, err := in.lineEnds(a)
	if err != nil {
		return nil, err
	}
	return in.lines(v.(*String).String(), l)
}

func stringEachLine(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
	list, err := stringLines(in, v, a, nil)
	if err != nil {
		return nil, err
	}
	for _, line := range list.(*Array).Elems {
		if _, err := in.yield(block, line); err != nil {
			return nil, err
		}
	}
	return v, nil
}
