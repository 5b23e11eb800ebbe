package of10

import (
	of "github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/oxm"
)

const packetInLen = 18

// ParsePacketIn reads a packet-in (§5.4.1). Data is a view of b.
func ParsePacketIn(b []byte, x *of.PacketIn) error {
	if err := need(b, packetInLen, "packet-in"); err != nil {
		return err
	}
	x.XID = be.Uint32(b[4:])
	x.BufferID = be.Uint32(b[8:])
	x.TotalLen = be.Uint16(b[12:])
	x.InPort = oxm.PortFrom16(be.Uint16(b[14:]))
	x.Reason = of.PacketInReason(b[16])
	x.TableID, x.Cookie = 0, 0
	if x.Match.Fields&^(1<<of.FieldInPort) != 0 {
		x.Match = of.Match{}
	}
	x.Match.SetInPort(x.InPort)
	x.Data = b[packetInLen:]
	return nil
}

// AppendPacketIn appends a packet-in, as a switch sends it.
func AppendPacketIn(dst []byte, xid uint32, x *of.PacketIn) ([]byte, error) {
	p, err := port16(x.InPort)
	if err != nil {
		return dst, err
	}
	start := len(dst)
	dst = header(dst, TypePacketIn, xid)
	dst = be.AppendUint32(dst, x.BufferID)
	dst = append(dst, byte(x.TotalLen>>8), byte(x.TotalLen), byte(p>>8), byte(p), byte(x.Reason), 0)
	dst = append(dst, x.Data...)
	return of.PatchLength(dst, start)
}
