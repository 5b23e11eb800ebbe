package of13

import (
	"fmt"

	of "github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/oxm"
)

// matchOXM is the only type of match (§7.2.3.1, OFPMT_OXM).
const matchOXM = 1

// appendMatch appends struct ofp_match (§7.2.3.1) with its padding.
func appendMatch(dst []byte, m *of.Match) ([]byte, error) {
	start := len(dst)
	dst = append(dst, 0, matchOXM, 0, 0)
	dst, err := oxm.Append(dst, m)
	if err != nil {
		return dst[:start], err
	}
	n := len(dst) - start
	be.PutUint16(dst[start+2:], uint16(n))
	return pad8(dst, n), nil
}

// pad8 appends zeros to n bytes until they are a multiple of 8.
func pad8(dst []byte, n int) []byte {
	var zero [8]byte
	return append(dst, zero[:-n&7]...)
}

// parseMatch reads struct ofp_match, which begins at b[at], and returns where
// its padding ends. what is the message.
func parseMatch(b []byte, at int, m *of.Match, what string) (end int, err error) {
	*m = of.Match{}
	if len(b)-at < 8 {
		return 0, of.Malformed(what, at, "the match is cut off")
	}
	typ, n := be.Uint16(b[at:]), int(be.Uint16(b[at+2:]))
	end = at + (n+7)/8*8
	if n < 4 || end > len(b) {
		return 0, of.Malformed(what, at, fmt.Sprintf("a match with length %d and %d bytes left", n, len(b)-at))
	}
	if typ != matchOXM {
		m.Fields = of.FieldUnknown.Set()
		return end, nil
	}
	return end, oxm.Parse(b[at+4:at+n], at+4, m)
}
