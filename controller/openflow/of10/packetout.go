package of10

import (
	"fmt"

	of "github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/oxm"
)

const packetOutLen = 16

// AppendPacketOut appends a packet-out (§5.3.6). On an error dst is returned as
// it was.
func AppendPacketOut(dst []byte, xid uint32, x *of.PacketOut) ([]byte, error) {
	start := len(dst)
	inPort := uint16(portNone)
	if x.InPort != 0 {
		p, err := port16(x.InPort)
		if err != nil {
			return dst, err
		}
		inPort = p
	}
	buffer := of.NoBuffer
	if x.Buffered {
		buffer = x.BufferID
	}
	dst = header(dst, TypePacketOut, xid)
	dst = be.AppendUint32(dst, buffer)
	dst = append(dst, byte(inPort>>8), byte(inPort), 0, 0)
	dst, err := appendActions(dst, x.Actions)
	if err != nil {
		return dst[:start], err
	}
	n := len(dst) - start - packetOutLen
	if n > of.MaxMessageLen {
		return dst[:start], of.Unsupported("packet-out", "the actions are longer than a message")
	}
	be.PutUint16(dst[start+14:], uint16(n))
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
	n := int(be.Uint16(b[14:]))
	if n > len(b)-packetOutLen {
		return of.Malformed("packet-out", 14, fmt.Sprintf("%d bytes of actions with %d left", n, len(b)-packetOutLen))
	}
	list := x.Actions[:0]
	*x = of.PacketOut{Data: b[packetOutLen+n:]}
	if id := be.Uint32(b[8:]); id != of.NoBuffer {
		x.BufferID, x.Buffered = id, true
	}
	if p := be.Uint16(b[12:]); p != portNone {
		x.InPort = oxm.PortFrom16(p)
	}
	var err error
	x.Actions, err = parseActions(b[packetOutLen:packetOutLen+n], packetOutLen, list)
	return err
}
