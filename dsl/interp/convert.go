package interp

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/trema-ns/trema-ns/dsl/diag"
)

// toS is to_s of v.
func (in *Interp) toS(v Value) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case *String:
		return v.String(), nil
	case Symbol:
		return string(v), nil
	case Int:
		return strconv.FormatInt(int64(v), 10), nil
	case bool:
		return strconv.FormatBool(v), nil
	case Float:
		return formatFloat(float64(v)), nil
	}
	r, err := in.send(v, "to_s", nil, nil)
	if err != nil {
		return "", err
	}
	s, ok := r.(*String)
	if !ok {
		return in.inspect(v), nil
	}
	return s.String(), nil
}

// formatFloat writes a Float as Ruby does: 1.0, 1.0e+20.
func formatFloat(f float64) string {
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 1):
		return "Infinity"
	case math.IsInf(f, -1):
		return "-Infinity"
	case f == 0:
		if math.Signbit(f) {
			return "-0.0"
		}
		return "0.0"
	}
	// The shortest digits that read back as f, and the place of the point.
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(math.Abs(f), 'e', -1, 64), "e")
	digits := strings.Replace(mantissa, ".", "", 1)
	x, _ := strconv.Atoi(exponent)
	point := x + 1
	sign := ""
	if f < 0 {
		sign = "-"
	}
	switch {
	case 0 < point && point < len(digits):
		return sign + digits[:point] + "." + digits[point:]
	case 0 < point && point <= 15:
		return sign + digits + strings.Repeat("0", point-len(digits)) + ".0"
	case -4 < point && point <= 0:
		return sign + "0." + strings.Repeat("0", -point) + digits
	}
	rest := digits[1:]
	if rest == "" {
		rest = "0"
	}
	return fmt.Sprintf("%s%c.%se%+03d", sign, digits[0], rest, x)
}

// quote writes a string as Ruby's inspect does.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02X`, s[i])
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '#' && i+1 < len(s) && strings.IndexByte("{$@", s[i+1]) >= 0:
			b.WriteString(`\#`)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == 27:
			b.WriteString(`\e`)
		case r == 7:
			b.WriteString(`\a`)
		case r == 8:
			b.WriteString(`\b`)
		case r == 11:
			b.WriteString(`\v`)
		case r == 12:
			b.WriteString(`\f`)
		case !unicode.IsGraphic(r) && !unicode.Is(unicode.Cf, r):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
		i += size
	}
	b.WriteByte('"')
	return b.String()
}

// inspectSymbol writes :name, with quotes where the name needs them.
func inspectSymbol(name string) string {
	if slices.Contains([]string{"[]", "[]=", "+", "-", "*", "/", "%", "**", "==", "!=", "<", ">", "<=", ">=", "<=>", "===", "<<", ">>", "!", "=~", "&", "|", "^", "~", "+@", "-@"}, name) {
		return ":" + name
	}
	body := strings.TrimRight(name, "?!=")
	if len(name)-len(body) > 1 || body == "" {
		return ":" + quote(name)
	}
	body = strings.TrimPrefix(strings.TrimLeft(body, "@"), "$")
	for i, r := range body {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r)) {
			return ":" + quote(name)
		}
	}
	return ":" + name
}

// equal is a == b.
func (in *Interp) equal(a, b Value) (bool, error) { return in.equalDepth(a, b, 0) }

func (in *Interp) equalDepth(a, b Value, depth int) (bool, error) {
	if depth > maxCompareDepth {
		return false, in.argumentError("these values are nested too deeply to compare, or contain themselves")
	}
	if err := in.spend(1); err != nil {
		return false, err
	}
	switch x := a.(type) {
	case nil:
		return b == nil, nil
	case bool, Symbol, *Class, *Proc:
		return a == b, nil
	case Int:
		switch y := b.(type) {
		case Int:
			return x == y, nil
		case Float:
			return Float(x) == y, nil
		}
		return false, nil
	case Float:
		switch y := b.(type) {
		case Float:
			return x == y, nil
		case Int:
			return x == Float(y), nil
		}
		return false, nil
	case *big.Int:
		y, ok := b.(*big.Int)
		return ok && x.Cmp(y) == 0, nil
	case *String:
		y, ok := b.(*String)
		return ok && x.String() == y.String(), in.spend(len(x.s) / 512)
	case *Array:
		y, ok := b.(*Array)
		if !ok || len(x.Elems) != len(y.Elems) {
			return false, nil
		}
		if x == y {
			return true, nil
		}
		for i := range x.Elems {
			if ok, err := in.equalDepth(x.Elems[i], y.Elems[i], depth+1); !ok || err != nil {
				return false, err
			}
		}
		return true, nil
	case *Hash:
		y, ok := b.(*Hash)
		if !ok || x.Len() != y.Len() {
			return false, nil
		}
		if x == y {
			return true, nil
		}
		for _, e := range x.pairs() {
			if err := in.checkKey(e.key); err != nil {
				return false, err
			}
			v, ok := y.Get(e.key)
			if !ok {
				return false, nil
			}
			if ok, err := in.equalDepth(e.value, v, depth+1); !ok || err != nil {
				return false, err
			}
		}
		return true, nil
	case *Range:
		y, ok := b.(*Range)
		if !ok || x.Exclusive != y.Exclusive {
			return false, nil
		}
		if ok, err := in.equalDepth(x.Low, y.Low, depth+1); !ok || err != nil {
			return false, err
		}
		return in.equalDepth(x.High, y.High, depth+1)
	case *Object:
		y, ok := b.(*Object)
		if m := in.ownEqual(x); m != nil {
			r, err := in.invoke(m, x, []Value{b}, nil)
			return Truthy(r), err
		}
		if x == y {
			return true, nil
		}
		if ip, isIP := x.Data.(*ipaddr); isIP {
			other, err := in.toIPAddr(b)
			return err == nil && other.addr == ip.addr, nil
		}
		if isValued(x) {
			return ok && isValued(y) && x.Data.(Valued).Key() == y.Data.(Valued).Key(), nil
		}
		s, isStruct := x.Data.(*structData)
		if !ok || !isStruct || x.Class.real() != y.Class.real() {
			return false, nil
		}
		return in.equalDepth(&Array{Elems: s.values}, &Array{Elems: y.Data.(*structData).values}, depth+1)
	}
	return a == b, nil
}

// maxCompareDepth is how deep values that are compared may hold others.
const maxCompareDepth = 100

// compare is a <=> b; ok is false where it would be nil.
func (in *Interp) compare(a, b Value) (order int, ok bool, err error) {
	return in.compareDepth(a, b, 0)
}

func (in *Interp) compareDepth(a, b Value, depth int) (order int, ok bool, err error) {
	if depth > maxCompareDepth {
		return 0, false, in.argumentError("these values are nested too deeply to compare, or contain themselves")
	}
	switch x := a.(type) {
	case Int:
		if y, ok := b.(Int); ok {
			return cmpOrdered(x, y), true, nil
		}
	case *String:
		if y, ok := b.(*String); ok {
			return strings.Compare(x.String(), y.String()), true, in.spend(min(len(x.s), len(y.s)) / 512)
		}
		return 0, false, nil
	case Symbol:
		if y, ok := b.(Symbol); ok {
			return strings.Compare(string(x), string(y)), true, nil
		}
		return 0, false, nil
	case *Array:
		y, isArray := b.(*Array)
		if !isArray {
			return 0, false, nil
		}
		for i := range min(len(x.Elems), len(y.Elems)) {
			if err := in.spend(1); err != nil {
				return 0, false, err
			}
			if order, ok, err = in.compareDepth(x.Elems[i], y.Elems[i], depth+1); order != 0 || !ok || err != nil {
				return order, ok, err
			}
		}
		return cmpOrdered(len(x.Elems), len(y.Elems)), true, nil
	case nil, bool:
		return 0, a == b, nil
	}
	if isNumber(a) {
		if !isNumber(b) {
			return 0, false, nil
		}
		return compareNumbers(a, b)
	}
	if o, ok := a.(*Object); ok {
		if ip, ok := o.Data.(*ipaddr); ok {
			other, err := in.toIPAddr(b)
			if err != nil {
				return 0, false, nil
			}
			return ip.addr.Compare(other.addr), true, nil
		}
	}
	if m := in.method(a, "<=>"); m != nil && m.owner != nil {
		v, err := in.invoke(m, a, []Value{b}, nil)
		if n, ok := v.(Int); ok && err == nil {
			return cmpOrdered(n, 0), true, nil
		}
		return 0, false, err
	}
	same, err := in.equal(a, b)
	return 0, same, err
}

func cmpOrdered[T int | Int](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// mustCompare is compare where there must be an order.
func (in *Interp) mustCompare(a, b Value) (int, error) {
	n, ok, err := in.compare(a, b)
	if err == nil && !ok {
		other := in.inspect(b)
		if _, ok := b.(*Object); ok {
			other = in.nameOf(in.classOf(b).real())
		}
		err = in.argumentError("comparison of %s with %s failed", in.nameOf(in.classOf(a).real()), other)
	}
	return n, err
}

// toInt returns v as an int where a method needs an Integer.
func (in *Interp) toInt(v Value) (int, error) {
	switch v := v.(type) {
	case Int:
		return int(v), nil
	case Float:
		if f := float64(v); math.IsNaN(f) || math.Abs(f) > math.MaxInt64/2 {
			return 0, in.Errorf("RangeError", "float %s out of range of integer", formatFloat(f))
		}
		return int(v), nil
	case *big.Int:
		return 0, in.Errorf("RangeError", "%s is too large", in.inspect(v))
	}
	return 0, in.wrongType(v, "Integer")
}

// toText returns v as a string where a method needs a String.
func (in *Interp) toText(v Value) (string, error) {
	if s, ok := v.(*String); ok {
		return s.String(), nil
	}
	return "", in.wrongType(v, "String")
}

// toName returns a String or Symbol as text.
func (in *Interp) toName(v Value) (string, error) {
	if s, ok := v.(Symbol); ok {
		return string(s), nil
	}
	if s, ok := v.(*String); ok {
		return s.String(), nil
	}
	return "", in.typeError("%s is not a symbol", in.inspect(v))
}

// toSlice returns the elements of anything that can be iterated.
func (in *Interp) toSlice(v Value) ([]Value, error) {
	if a, ok := v.(*Array); ok {
		return a.Elems, nil
	}
	if r, ok := v.(*Range); ok && r.High == nil && r.Low != nil {
		return nil, in.Errorf("RangeError", "cannot convert endless range to an array")
	}
	var out []Value
	err := in.iterate(v, func(item Value) error {
		out = append(out, item)
		return in.grow(2 * bytesOfElement)
	})
	return out, err
}

// nearestSorted is diag.Nearest for names in no order: of several equally near,
// always the same.
func nearestSorted(word string, names []string) (string, bool) {
	slices.Sort(names)
	return diag.Nearest(word, names)
}
