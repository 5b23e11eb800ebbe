package interp

import (
	"math"
	"math/big"
	"strings"
)

// kernelInteger is Integer("0x1f").
func kernelInteger(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
	quiet := false
	if h, ok := a[len(a)-1].(*Hash); ok && len(a) > 1 {
		v, given := h.Get(Symbol("exception"))
		quiet = given && !Truthy(v)
		a = a[:len(a)-1]
	}
	v, err := in.parseInteger(a)
	if err != nil && quiet {
		return nil, nil
	}
	return v, err
}

func (in *Interp) parseInteger(a []Value) (Value, error) {
	switch v := a[0].(type) {
	case Int, *big.Int:
		return v, nil
	case Float:
		return floatToInteger(in, math.Trunc(float64(v)))
	case *String:
		base := 0
		if len(a) == 2 {
			var err error
			if base, err = in.toInt(a[1]); err != nil {
				return nil, err
			}
		}
		n, rest, ok := scanInteger(strings.TrimSpace(v.String()), base, true)
		if !ok || rest != "" {
			return nil, in.argumentError("invalid value for Integer(): %s", quote(v.String()))
		}
		return n, nil
	case nil:
		return nil, in.typeError("can't convert nil into Integer")
	}
	return nil, in.typeError("can't convert %s into Integer", in.classOf(a[0]).Name)
}

// scanInteger reads an integer at the beginning of s and returns the rest. With
// base 0 a prefix tells the base; a prefix that fits the base is always read.
func scanInteger(s string, base int, strict bool) (Value, string, bool) {
	sign := ""
	if s != "" && (s[0] == '-' || s[0] == '+') {
		sign, s = s[:1], s[1:]
	}
	prefixes := []struct {
		text string
		base int
	}{{"0x", 16}, {"0b", 2}, {"0o", 8}, {"0d", 10}}
	for _, p := range prefixes {
		if len(s) > 2 && strings.EqualFold(s[:2], p.text) && (base == 0 || base == p.base) && digitValue(s[2]) < p.base {
			s, base = s[2:], p.base
		}
	}
	if base == 0 {
		base = 10
		if strict && len(s) > 1 && s[0] == '0' {
			base = 8
		}
	}
	n := 0
	var digits strings.Builder
	for n < len(s) {
		if s[n] == '_' && n > 0 && s[n-1] != '_' && n+1 < len(s) && digitValue(s[n+1]) < base {
			n++
			continue
		}
		if digitValue(s[n]) >= base {
			break
		}
		digits.WriteByte(s[n])
		n++
	}
	if digits.Len() == 0 {
		return Int(0), s, false
	}
	if digits.Len() > 1<<20 {
		return Int(0), s, false
	}
	b, ok := new(big.Int).SetString(digits.String(), base)
	if !ok {
		return Int(0), s, false
	}
	if sign == "-" {
		b.Neg(b)
	}
	return integer(b), s[n:], true
}

func digitValue(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'z':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'Z':
		return int(c-'A') + 10
	}
	return 99
}
