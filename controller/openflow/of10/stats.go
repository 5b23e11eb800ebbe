package of10

import of "github.com/trema-ns/trema-ns/controller/openflow"

const statsLen = 12

// ParseStats reads the frame of a statistics request or reply (§5.3.5). Body is
// a view of b.
func ParseStats(b []byte, x *of.Multipart) error {
	if err := need(b, statsLen, "stats"); err != nil {
		return err
	}
	*x = of.Multipart{Type: be.Uint16(b[8:]), Flags: be.Uint16(b[10:]), Body: b[statsLen:]}
	return nil
}

// AppendStatsRequest appends a statistics request with the given body.
func AppendStatsRequest(dst []byte, xid uint32, x *of.Multipart) ([]byte, error) {
	return appendStats(dst, TypeStatsRequest, xid, x)
}

// AppendStatsReply appends a statistics reply, as a switch sends it.
func AppendStatsReply(dst []byte, xid uint32, x *of.Multipart) ([]byte, error) {
	return appendStats(dst, TypeStatsReply, xid, x)
}

func appendStats(dst []byte, typ uint8, xid uint32, x *of.Multipart) ([]byte, error) {
	start := len(dst)
	dst = header(dst, typ, xid)
	dst = append(dst, byte(x.Type>>8), byte(x.Type), byte(x.Flags>>8), byte(x.Flags))
	dst = append(dst, x.Body...)
	return of.PatchLength(dst, start)
}
