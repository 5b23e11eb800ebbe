package oxm

import of "github.com/trema-ns/trema-ns/controller/openflow"

// AppendSetField appends the TLV of a set-field action (1.3 §7.2.5). The
// transport ports without a protocol go as those of TCP.
func AppendSetField(dst []byte, x *of.Action) ([]byte, error) {
	n := Len(x.Field)
	if n == 0 {
		return dst, of.Unsupported("set-field action", "there is no such field")
	}
	a := appender{dst}
	value := x.Value
	if x.Field == of.FieldNwTOS {
		value[0] >>= 2 // OXM has the DSCP as a number of 6 bits
	}
	masked := x.Mask != [16]byte{}
	a.head(x.Field, masked)
	a.b = append(a.b, value[:n]...)
	if masked {
		a.b = append(a.b, x.Mask[:n]...)
	}
	return a.b, nil
}

// ParseSetField reads the TLV of a set-field action into x. It reports false
// when the field is not known. offset is where b begins in the message.
func ParseSetField(b []byte, offset int, x *of.Action) (known bool, err error) {
	h, value, mask, _, perr := next(b, offset)
	if perr != nil {
		return false, perr
	}
	f, ok := byID[id(h>>9)]
	if !ok {
		return false, nil
	}
	if len(value) != Len(f) {
		return false, malformed(offset, "class 0x%04x field %d does not have %d bytes", h>>16, h>>9&0x7f, len(value))
	}
	x.Field = f
	copy(x.Value[:], value)
	copy(x.Mask[:], mask)
	if f == of.FieldNwTOS {
		x.Value[0] <<= 2
		x.Mask[0] <<= 2
	}
	return true, nil
}
