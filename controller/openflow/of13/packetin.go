package of13

import of "github.com/trema-ns/trema-ns/controller/openflow"

const packetInLen = 24 // up to the match

// ParsePacketIn reads a packet-in (§7.4.1). Data is a view of b.
func ParsePacketIn(b []byte, x *of.PacketIn) error {
	if err := need(b, packetInLen+8, "packet-in"); err != nil {
		return err
	}
	x.XID = be.Uint32(b[4:])
	x.BufferID = be.Uint32(b[8:])
	x.TotalLen = be.Uint16(b[12:])
	x.Reason = of.PacketInReason(b[14])
	x.TableID = b[15]
	x.Cookie = be.Uint64(b[16:])
	end := packetInLen + 16
	if be.Uint64(b[packetInLen:]) == 0x0001_000c_8000_0004 && len(b) >= end &&
		x.Match.Fields&^(1<<of.FieldInPort) == 0 {
		// The ingress port and nothing else, as nearly always: there is no
		// need to clear and walk the match.
		x.Match.SetInPort(be.Uint32(b[packetInLen+8:]))
	} else {
		var err error
		if end, err = parseMatch(b, packetInLen, &x.Match, "packet-in"); err != nil {
			return err
		}
	}
	x.InPort = x.Match.InPort
	if len(b) < end+2 {
		return of.Malformed("packet-in", len(b), "cut off before the packet")
	}
	x.Data = b[end+2:]
	return nil
}

// AppendPacketIn appends a packet-in, as a switch sends it: the ingress port is
// taken from x's Match.
func AppendPacketIn(dst []byte, xid uint32, x *of.PacketIn) ([]byte, error) {
	start := len(dst)
	dst = header(dst, TypePacketIn, xid)
	dst = be.AppendUint32(dst, x.BufferID)
	dst = append(dst, byte(x.TotalLen>>8), byte(x.TotalLen), byte(x.Reason), x.TableID)
	dst = be.AppendUint64(dst, x.Cookie)
	dst, err := appendMatch(dst, &x.Match)
	if err != nil {
		return dst[:start], err
	}
	dst = append(dst, 0, 0)
	dst = append(dst, x.Data...)
	return of.PatchLength(dst, start)
}
