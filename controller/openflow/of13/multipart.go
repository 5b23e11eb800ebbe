package of13

import of "github.com/trema-ns/trema-ns/controller/openflow"

const multipartLen = 16

// ParseMultipart reads the frame of a multipart request or reply (§7.3.5). Body
// is a view of b.
func ParseMultipart(b []byte, x *of.Multipart) error {
	if err := need(b, multipartLen, "multipart"); err != nil {
		return err
	}
	*x = of.Multipart{Type: be.Uint16(b[8:]), Flags: be.Uint16(b[10:]), Body: b[multipartLen:]}
	return nil
}

// AppendMultipartRequest appends a multipart request with the given body.
func AppendMultipartRequest(dst []byte, xid uint32, x *of.Multipart) ([]byte, error) {
	return appendMultipart(dst, TypeMultipartRequest, xid, x)
}

// AppendMultipartReply appends a multipart reply, as a switch sends it.
func AppendMultipartReply(dst []byte, xid uint32, x *of.Multipart) ([]byte, error) {
	return appendMultipart(dst, TypeMultipartReply, xid, x)
}

func appendMultipart(dst []byte, typ uint8, xid uint32, x *of.Multipart) ([]byte, error) {
	start := len(dst)
	dst = header(dst, typ, xid)
	dst = append(dst, byte(x.Type>>8), byte(x.Type), byte(x.Flags>>8), byte(x.Flags), 0, 0, 0, 0)
	dst = append(dst, x.Body...)
	return of.PatchLength(dst, start)
}
