package openflow

import (
	"encoding/binary"
	"fmt"
)

// Version is the version byte of the header.
type Version uint8

// The versions there are codecs for.
const (
	Version10 Version = 0x01
	Version13 Version = 0x04
)

// String returns the number people use: "1.0", "1.3".
func (v Version) String() string {
	if v >= 1 && v <= 6 {
		return [...]string{"1.0", "1.1", "1.2", "1.3", "1.4", "1.5"}[v-1]
	}
	return fmt.Sprintf("0x%02x", uint8(v))
}

// HeaderLen is the length of the header every message begins with.
const HeaderLen = 8

// MaxMessageLen is the greatest length the header can hold.
const MaxMessageLen = 0xffff

// Header begins every message (1.0 §5.1, 1.3 §7.1).
type Header struct {
	Version Version
	Type    uint8  // of10.Type… or of13.Type…; below 5 the same in all versions
	Length  uint16 // of the whole message with its header, in bytes
	XID     uint32 // a reply has its request's
}

// Message types that are the same in every version, so that two sides can
// speak before they have agreed on one (1.3 §7.1).
const (
	TypeHello        = 0
	TypeError        = 1
	TypeEchoRequest  = 2
	TypeEchoReply    = 3
	TypeExperimenter = 4 // "vendor" in 1.0
)

// ParseHeader reads the first 8 bytes of b. The length is that of the header
// and may be more than b holds; one below 8 is an error, after which the stream
// cannot be followed any further.
func ParseHeader(b []byte, h *Header) error {
	if len(b) < HeaderLen {
		return Malformed("header", len(b), "cut off")
	}
	*h = Header{
		Version: Version(b[0]),
		Type:    b[1],
		Length:  binary.BigEndian.Uint16(b[2:]),
		XID:     binary.BigEndian.Uint32(b[4:]),
	}
	if h.Length < HeaderLen {
		return Malformed("header", 2, fmt.Sprintf("length %d is less than the header's own 8", h.Length))
	}
	return nil
}

// AppendHeader begins a message whose length is not known yet: [PatchLength]
// puts it in.
func AppendHeader(dst []byte, v Version, typ uint8, xid uint32) []byte {
	dst = append(dst, byte(v), typ, 0, HeaderLen)
	return binary.BigEndian.AppendUint32(dst, xid)
}

// PatchLength sets the length of the message that begins at dst[start] and
// ends with dst. It fails, with dst cut back to start, when that is more than a
// message can hold.
func PatchLength(dst []byte, start int) ([]byte, error) {
	n := len(dst) - start
	if n > MaxMessageLen {
		return dst[:start], Unsupported("message", fmt.Sprintf("%d bytes; a message has at most %d", n, MaxMessageLen))
	}
	binary.BigEndian.PutUint16(dst[start+2:], uint16(n))
	return dst, nil
}
