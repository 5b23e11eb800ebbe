package openflow

import (
	"encoding/binary"
	"fmt"
)

// helloVersionBitmap is the only element of a hello there is (1.3 §7.5.1).
const helloVersionBitmap = 1

// ParseHello reads a whole hello message. Elements that are not known are
// skipped; of the bitmap only the first 32 versions count.
func ParseHello(b []byte, h *Hello) error {
	var head Header
	if err := ParseHeader(b, &head); err != nil {
		return err
	}
	*h = Hello{Version: head.Version}
	for off := HeaderLen; len(b)-off >= 4; {
		typ, n := binary.BigEndian.Uint16(b[off:]), int(binary.BigEndian.Uint16(b[off+2:]))
		if n < 4 || n > len(b)-off {
			return Malformed("hello element", off, fmt.Sprintf("a length of %d with %d bytes left", n, len(b)-off))
		}
		if typ == helloVersionBitmap && n >= 8 {
			h.Bitmap = binary.BigEndian.Uint32(b[off+4:])
		}
		off += (n + 7) / 8 * 8
	}
	return nil
}

// AppendHello appends a hello that offers the versions in bitmap, the bit 1<<v
// for each. A peer of before 1.3 that does not know of bitmaps takes the highest
// from the header.
func AppendHello(dst []byte, xid, bitmap uint32) []byte {
	v := highest(bitmap)
	dst = append(dst, byte(v), TypeHello, 0, HeaderLen)
	dst = binary.BigEndian.AppendUint32(dst, xid)
	if v >= Version13 {
		dst[len(dst)-5] = HeaderLen + 8
		dst = append(dst, 0, helloVersionBitmap, 0, 8)
		dst = binary.BigEndian.AppendUint32(dst, bitmap)
	}
	return dst
}

// AppendEchoRequest appends an echo request; data comes back with the reply. It
// is cut off where a message ends.
func AppendEchoRequest(dst []byte, v Version, xid uint32, data []byte) []byte {
	return appendSimple(dst, v, TypeEchoRequest, xid, data)
}

// AppendEchoReply appends the reply to an echo request with its data.
func AppendEchoReply(dst []byte, v Version, xid uint32, data []byte) []byte {
	return appendSimple(dst, v, TypeEchoReply, xid, data)
}

func appendSimple(dst []byte, v Version, typ uint8, xid uint32, data []byte) []byte {
	data = data[:min(len(data), MaxMessageLen-HeaderLen)]
	n := HeaderLen + len(data)
	dst = append(dst, byte(v), typ, byte(n>>8), byte(n))
	dst = binary.BigEndian.AppendUint32(dst, xid)
	return append(dst, data...)
}

// ParseErrorMessage reads a whole error message.
func ParseErrorMessage(b []byte, e *Error) error {
	if len(b) < HeaderLen+4 {
		return Malformed("error", len(b), "cut off")
	}
	*e = Error{
		Version: Version(b[0]),
		Type:    binary.BigEndian.Uint16(b[8:]),
		Code:    binary.BigEndian.Uint16(b[10:]),
		Data:    b[12:],
	}
	if e.Type == 0xffff && e.Version >= Version13 && len(e.Data) >= 4 {
		e.Experimenter, e.Data = binary.BigEndian.Uint32(e.Data), e.Data[4:]
	}
	return nil
}

// AppendErrorMessage appends an error message in e's version. xid is that of
// the message that was wrong; data is cut off where a message ends.
func AppendErrorMessage(dst []byte, xid uint32, e *Error) []byte {
	head := 4
	if e.Type == 0xffff && e.Version >= Version13 {
		head = 8
	}
	data := e.Data[:min(len(e.Data), MaxMessageLen-HeaderLen-head)]
	n := HeaderLen + head + len(data)
	dst = append(dst, byte(e.Version), TypeError, byte(n>>8), byte(n))
	dst = binary.BigEndian.AppendUint32(dst, xid)
	dst = binary.BigEndian.AppendUint16(dst, e.Type)
	dst = binary.BigEndian.AppendUint16(dst, e.Code)
	if head == 8 {
		dst = binary.BigEndian.AppendUint32(dst, e.Experimenter)
	}
	return append(dst, data...)
}
