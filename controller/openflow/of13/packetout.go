package of13

import (
	"fmt"

	of "github.com/trema-ns/trema-ns/controller/openflow"
)

const packetOutLen = 24

// AppendPacketOut appends a packet-out (§7.3.7). On an error dst is returned as
// it was.
func AppendPacketOut(dst []byte, xid uint32, x *of.PacketOut) ([]byte, error) {
	start := len(dst)
	buffer, inPort := of.NoBuffer, of.PortController
	if x.Buffered {
		buffer = x.BufferID
	}
	if x.InPort != 0 {
		inPort = x.InPort
	}
	dst = header(dst, TypePacketOut, xid)
	dst = be.AppendUint32(dst, buffer)
	dst = be.AppendUint32(dst, inPort)
	dst = append(dst, 0, 0, 0, 0, 0, 0, 0, 0)
	dst, err := appendActions(dst, x.Actions)
	if err != nil {
		return dst[:start], err
	}
	n := len(dst) - start - packetOutLen
	if n > of.MaxMessageLen {
		return dst[:start], of.Unsupported("packet-out", "the actions are longer than a message")
	}
	be.PutUint16(dst[start+16:], uint16(n))
	if !x.Buffered {
		dst = append(dst, x.Data...)
	}
	return of.PatchLength(dst, start)
}

// ParsePacketOut reads a packet-out. x's list of actions is used again; Data is
// a view of b.
func ParsePacketOut(b []byte, x *of.PacketOut) error {
	if err := need(b, packetOutLen, "packet-out"); err != nil {
		return err
	}
	n := int(be.Uint16(b[16:]))
	if n > len(b)-packetOutLen {
		return of.Malformed("packet-out", 16, fmt.Sprintf("%d bytes of actions with %d left", n, len(b)-packetOutLen))
	}
	list := x.Actions[:0]
	*x = of.PacketOut{Data: b[packetOutLen+n:]}
	if id := be.Uint32(b[8:]); id != of.NoBuffer {
		x.BufferID, x.Buffered = id, true
	}
	if p := be.Uint32(b[12:]); p != of.PortController {
		x.InPort = p
	}
	var err error
	x.Actions, err = parseActions(b[packetOutLen:packetOutLen+n], packetOutLen, list)
	return err
}
